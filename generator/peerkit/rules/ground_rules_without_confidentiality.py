"""The group's ground rules do not say that what is said stays in the group.

Everything else rests on it. The rule is found by an id that contains `confidential`, or by words in a rule, its meaning or
the file's body: "confidential", "stays here", "stays in the", and the like in German, French, Spanish, Italian, Portuguese,
Dutch, the Nordic languages, Hebrew and Arabic. In any other language, give the rule the id `confidentiality`. Where the built-in ten stand
in, they have it.

## Fires

```yaml title="ground-rules.md"
---
rules:
  - {id: presence, rule: I take part with my whole attention.}
---
```

## Silent

```yaml title="ground-rules.md"
---
rules:
  - {id: presence, rule: I take part with my whole attention.}
  - {id: discretion, rule: What is said in the group stays in the group.}
---
```
"""

from __future__ import annotations

from collections.abc import Iterator

from peerkit.model.context import Context
from peerkit.model.group import Group
from peerkit.rules import Finding, Parameters

CHAPTER = "ground-rules"

_WORDS = (
    *("confidential", "stays here", "stays in", "stay in the", "stays between", "vertraulich", "verschwiegen", "bleibt hier"),
    *("bleibt unter uns", "bleibt in", "confidentiel", "confidencia", "riservat", "vertrouwelijk", "fortrolig", "konfidentiell"),
    *("סודי", "חסוי", "נשאר כאן", "נשאר בקבוצה", "سري", "سرّي", "يبقى هنا", "يبقى في", "يبقى فيها"),
)


def check(group: Group, context: Context, given: Parameters) -> Iterator[Finding]:
    """Ground rules of which none speaks of confidentiality."""
    rules = group.ground_rules
    if rules is None or rules.builtin or group.about.status == "closed":
        return
    texts = [rules.body, *(f"{rule.id} {rule.rule} {rule.means}" for rule in rules.rules)]
    said = " ".join(" ".join(texts).casefold().replace("é", "e").split())
    if not any(word in said for word in _WORDS):
        help = "add '- {id: confidentiality, rule: …}', and say what it covers and how long it lasts"
        yield Finding(group.at("ground-rules.md", "rules"), "no rule speaks of confidentiality", help)
