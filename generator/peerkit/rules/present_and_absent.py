"""Minutes say of one member that they were there and that they were not.

Whoever is `present` or `late` was there; whoever is `excused` or `absent` was not. Quorum, attendance and what a member has missed are
counted from these lists, so one name in both makes them wrong.

## Fires

```yaml title="meetings/2026-11-12/minutes.md"
---
status: approved
present: [amara, bo, chen, dia, eli]
absent: [farah, eli]
---
```

## Silent

```yaml title="meetings/2026-11-12/minutes.md"
---
status: approved
present: [amara, bo, chen, dia, eli]
late: [eli]
absent: [farah]
---
```
"""

from __future__ import annotations

from collections.abc import Iterator

from peerkit.model.context import Context
from peerkit.model.group import Group
from peerkit.rules import Finding, Parameters

CHAPTER = "attendance"
THERE, AWAY = ("present", "late"), ("excused", "absent")


def check(group: Group, context: Context, given: Parameters) -> Iterator[Finding]:
    """Members on a list of those who were there and on one of those who were not; at the second."""
    for meeting in group.meetings:
        if minutes := meeting.minutes:
            there = {id: name for name in reversed(THERE) for id in getattr(minutes, name)}
            for name in AWAY:
                for index, id in enumerate(getattr(minutes, name)):
                    if id in there:
                        message = f"{name}.{index}: '{id}' stands under '{there[id]}', too"
                        at = group.at(meeting.minutes_file, name, index)
                        yield Finding(at, message, "take the name out of one of the two lists")
