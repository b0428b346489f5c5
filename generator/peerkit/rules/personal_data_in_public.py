"""Something that everybody may read holds an e-mail address, or the name of a member who has not agreed to it.

The group's `contact` (and the network's) is public by definition. Of members, only those with `public: true` may be named in a
charter or in ground rules that are public. A full name is looked for; a name of one word from four letters on, as written.
What the finding found is not repeated here, because such lists are read by others, too.

## Fires

```yaml title="ground-rules.md"
---
rules:
  - {id: confidentiality, rule: What is said in the group stays in the group.}
  - {id: presence, rule: I take part with my whole attention.}
---
Who cannot come tells Amara Osei.
```

## Silent

```yaml title="ground-rules.md"
---
rules:
  - {id: confidentiality, rule: What is said in the group stays in the group.}
  - {id: presence, rule: I take part with my whole attention.}
---
Who cannot come tells the facilitator.
```
"""

from __future__ import annotations

from collections.abc import Iterator

from peerkit.facts.names import EMAIL, name_in, names_any
from peerkit.facts.public import Text, public_texts
from peerkit.model.context import Context
from peerkit.model.group import Group
from peerkit.rules import Finding, Parameters

CHAPTER = "publishing"


def check(group: Group, context: Context, given: Parameters) -> Iterator[Finding]:
    """E-mail addresses in public texts, and members' names in a public charter or public ground rules."""
    contacts = f"{group.about.contact} {context.network.contact}".casefold()
    private = [member.name for member in group.members if not member.public]
    for text in public_texts(group):
        for match in EMAIL.finditer(text.text) if "@" in text.text else ():
            if match[0].casefold() not in contacts:
                help = "delete it, or make it the group's contact; " + _elsewhere(text)
                yield Finding(text.at(group, match.start()), "a public text holds an e-mail address", help)
        hidden = text.section in ("charter", "ground_rules") and names_any(
            private, text.text
        )  # under markup, or the last name first
        for name in private if text.section in ("charter", "ground_rules") else ():
            found = name_in(name, text.text)
            if found or (hidden and names_any((name,), text.text)):
                help = "write the role, or set 'public: true' if the member agrees; " + _elsewhere(text)
                yield Finding(
                    text.at(group, found.start() if found else 0), "a public text names a member who is not public", help
                )


def _elsewhere(text: Text) -> str:
    return f"or set audiences.{text.section} to members" if text.section else "all of group.yml's descriptions are public"
