"""A meeting says that it is held instead of a date on which the group does not meet.

`instead_of` takes the rhythm's own date off the calendar. If the rhythm has no such date, nothing is taken off, and the group is
invited twice. A date that `except` leaves out may be named. Only meetings that are still to come are looked at, because a group's
rhythm changes.

## Fires

```yaml title="meetings/2026-12-17/agenda.md"
---
instead_of: 2026-12-11
---
```

## Silent

```yaml title="meetings/2027-01-21/agenda.md"
---
instead_of: 2027-01-14
---
```
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from peerkit.facts.occurrences import ahead, scheduled
from peerkit.model.context import Context
from peerkit.model.group import Group
from peerkit.rules import Finding, Parameters

CHAPTER = "rhythm-and-time-zones"


def check(group: Group, context: Context, given: Parameters) -> Iterator[Finding]:
    """Meetings ahead that replace what is no date of the group's rhythm."""
    meets = group.about.meets
    if not meets.rule or group.about.status in ("closed", "paused"):
        return
    for meeting in ahead(group, context.today):
        day = meeting.agenda.instead_of
        if day is None or day in meets.except_:
            continue
        first, last = max(day.toordinal() - 45, 1), min(day.toordinal() + 45, datetime.date.max.toordinal())
        around = scheduled(group, datetime.date.fromordinal(first), datetime.date.fromordinal(last))
        if day not in around:
            nearest = min(around, key=lambda d: (abs(d - day), d), default=None)
            help = f"the nearest date is {nearest}" if nearest else "look at meets.rule and meets.from in group.yml"
            yield Finding(group.at(meeting.file, "instead_of"), f"the group's rhythm has no meeting on {day}", help)
