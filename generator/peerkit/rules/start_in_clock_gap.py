"""A meeting starts at a time that the clock jumps over.

Where clocks go forward, an hour of that night does not exist. Calendars then disagree about when the meeting is. The
rule looks at the meetings that have an agenda and at the next twelve dates of the group's rhythm.

## Fires

```yaml title="meetings/2027-03-14/agenda.md"
---
start: "02:30"
---
```

## Silent

```yaml title="meetings/2027-03-14/agenda.md"
---
start: "03:30"
---
```
"""

from __future__ import annotations

from collections.abc import Iterator

from peerkit.facts.clock import in_gap, start_of, zone_of
from peerkit.facts.occurrences import ahead, upcoming
from peerkit.model.context import Context
from peerkit.model.group import Group
from peerkit.rules import Finding, Parameters

CHAPTER = "rhythm-and-time-zones"


def check(group: Group, context: Context, given: Parameters) -> Iterator[Finding]:
    """Meetings ahead, and dates of the rhythm, whose start does not exist in their zone."""
    help = "begin an hour later or earlier on that day"
    for meeting in ahead(group, context.today):
        start, zone = start_of(group, meeting), zone_of(group, meeting)
        if start and in_gap(meeting.date, start, zone):
            message = f"{start:%H:%M} on {meeting.date} does not exist in {zone}; the clocks go forward over it"
            yield Finding(group.at(meeting.file, "start"), message, help)
    start, zone = group.about.meets.start, zone_of(group)
    for day in (o.date for o in upcoming(group, context.today) if not o.meeting):
        if start and in_gap(day, start, zone):
            message = f"{start:%H:%M} on {day} does not exist in {zone}; the clocks go forward over it"
            yield Finding(group.at("group.yml", "meets", "start"), message, f"{help}, in a folder meetings/{day}/")
