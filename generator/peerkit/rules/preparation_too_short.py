"""There is too little time to prepare, between `prepare_by` and the meeting or between today and `prepare_by`.

Who presents, and who coaches the presenter, need what the others prepared at least two days before the meeting (or as many as the
rule's `days` says). Once the day has passed while there is something to prepare (a pre-read or an issue), it is time to ask who
is ready.

## Fires

```yaml title="meetings/2026-12-10/agenda.md"
---
prepare_by: 2026-12-09
items:
  - {title: Check in, kind: check-in, minutes: 15}
  - {title: Vendor lock-in, kind: issue, issue: vendor-lock-in, minutes: 60}
  - {title: Close, kind: close, minutes: 5}
---
```

## Silent

```yaml title="meetings/2026-12-10/agenda.md"
---
prepare_by: 2026-12-08
items:
  - {title: Check in, kind: check-in, minutes: 15}
  - {title: Vendor lock-in, kind: issue, issue: vendor-lock-in, minutes: 60}
  - {title: Close, kind: close, minutes: 5}
---
```
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from pydantic import Field

from peerkit.facts.occurrences import ahead
from peerkit.model.base import FACILITATORS, Whole, key
from peerkit.model.context import Context
from peerkit.model.group import Group
from peerkit.rules import Finding
from peerkit.rules import Parameters as Base

CHAPTER = "the-facilitators-job"


class Parameters(Base):
    """What network.yml can set."""

    days: Annotated[Whole, Field(ge=1, le=366)] = key(FACILITATORS, "So many days lie between prepare_by and the meeting.", 2)


def check(group: Group, context: Context, given: Parameters) -> Iterator[Finding]:
    """Meetings ahead whose preparation ends too late, or has ended."""
    for meeting in ahead(group, context.today):
        by, agenda = meeting.agenda.prepare_by, meeting.agenda
        if by is None:
            continue
        left = (meeting.date - by).days
        if left < given.days:
            until = f"{left} day{'s' * (left > 1)} before" if left > 0 else "on the day of" if left == 0 else "after"
            message = f"prepare_by {by} is {until} the meeting of {meeting.date}"
            help = f"set it at least {given.days} day{'s' * (given.days > 1)} before the meeting"
        elif by < context.today and (agenda.pre_reads or any(item.kind == "issue" or item.issue for item in agenda.items)):
            message = f"prepare_by {by} has passed; the meeting is on {meeting.date}"
            help = "ask who is ready, and set a later day or remove the key"
        else:
            continue
        yield Finding(group.at(meeting.file, "prepare_by"), message, help)
