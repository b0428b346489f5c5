"""A meeting was held two weeks ago, and there are no minutes.

After two weeks nobody remembers who promised what. Who was there, what was decided and who does what by when is enough. A planned
meeting whose day has passed counts as held. The rule's `days` sets how long there is, and `within_days` how far back to look;
closed groups are left alone.

## Fires

Today is 2026-11-23.

```yaml title="meetings/2026-11-08/agenda.md"
---
status: held
---
```

## Silent

Today is 2026-11-23.

```yaml title="meetings/2026-11-09/agenda.md"
---
status: held
---
```
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from pydantic import Field

from peerkit.facts.occurrences import held
from peerkit.model.base import FACILITATORS, Whole, key
from peerkit.model.context import Context
from peerkit.model.group import Group
from peerkit.rules import Finding
from peerkit.rules import Parameters as Base

CHAPTER = "minutes"


class Parameters(Base):
    """What network.yml can set."""

    days: Annotated[Whole, Field(ge=0)] = key(FACILITATORS, "So many days there are to write the minutes.", 14)
    within_days: Annotated[Whole, Field(ge=1)] = key(FACILITATORS, "Meetings longer ago than this are history.", 366)


def check(group: Group, context: Context, given: Parameters) -> Iterator[Finding]:
    """Meetings held lately, but longer ago than `days`, without minutes."""
    for meeting in group.meetings if group.about.status != "closed" else ():
        ago = (context.today - meeting.date).days
        if meeting.minutes is None and given.days < ago <= given.within_days and held(meeting, context.today):
            help = f"write {group.folder}/{meeting.minutes_file}, or set the agenda's status to cancelled"
            yield Finding(group.at(meeting.file), f"the meeting was {ago} days ago and has no minutes", help)
