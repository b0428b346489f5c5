"""The group has no ground rules of its own; the built-in ten stand in.

They are a fair start, and are shown and printed in the group's name. Rules that the members have worded themselves are kept
better. Closed groups, and those of `group.yml` alone, need none.

## Fires

```yaml title="ground-rules.md (absent)"
```

## Silent

```yaml title="ground-rules.md"
---
rules:
  - {id: confidentiality, rule: What is said here stays here.}
  - {id: presence, rule: No telephones.}
---
```
"""

from __future__ import annotations

from collections.abc import Iterator

from peerkit.model.context import Context
from peerkit.model.group import Group
from peerkit.rules import Finding, Parameters

CHAPTER = "ground-rules"


def check(group: Group, context: Context, given: Parameters) -> Iterator[Finding]:
    """A group with a roster or meetings, and without ground-rules.md."""
    if group.about.status == "closed" or not (group.members or group.meetings):
        return
    if group.ground_rules is None and "ground-rules.md" not in group.documents:
        help = "agree on some with the members, and write them to ground-rules.md"
        yield Finding(group.at("ground-rules.md"), "there is no ground-rules.md; the built-in ten rules stand in", help)
