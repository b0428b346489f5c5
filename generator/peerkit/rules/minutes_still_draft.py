"""Minutes are still a draft after the next meeting.

The next meeting is when the group approves the last one's minutes; later, nobody can say whether they are right. The rule looks
back over the last `within_days`, a year by default; closed groups are left alone.

## Fires

```yaml title="meetings/2026-10-08/agenda.md"
---
status: held
---
```

```yaml title="meetings/2026-10-08/minutes.md"
---
status: draft
---
```

## Silent

```yaml title="meetings/2026-11-12/minutes.md"
---
status: draft
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

    within_days: Annotated[Whole, Field(ge=1)] = key(FACILITATORS, "Meetings longer ago than this are history.", 366)


def check(group: Group, context: Context, given: Parameters) -> Iterator[Finding]:
    """Draft minutes of a meeting after which another was held."""
    met = [m.date for m in group.meetings if m.date <= context.today and held(m, context.today)]
    for meeting in group.meetings if group.about.status != "closed" else ():
        minutes, following = meeting.minutes, next((day for day in met if day > meeting.date), None)
        recent = (context.today - meeting.date).days <= given.within_days
        if minutes and minutes.status == "draft" and following and recent:
            message = f"the minutes of {meeting.date} are a draft; the group has met again on {following}"
            help = "have them approved at the next meeting, then write status: approved and the date"
            yield Finding(group.at(meeting.minutes_file, "status"), message, help)
