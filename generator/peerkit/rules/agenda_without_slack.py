"""An agenda fills the meeting to the last minute.

A check-in that goes deep or a late start then costs the close, or the last member's time. Keep 5 % of the meeting free,
or as much as the rule's `percent` says. Drafts, and agendas that overrun (which `agenda-overruns` reports), are left alone.

## Fires

```yaml title="meetings/2026-12-10/agenda.md"
---
minutes: 90
items:
  - {title: Check in, kind: check-in, minutes: 15}
  - {title: A conversation, minutes: 70}
  - {title: Close, kind: close, minutes: 5}
---
```

## Silent

```yaml title="meetings/2026-12-10/agenda.md"
---
minutes: 90
items:
  - {title: Check in, kind: check-in, minutes: 15}
  - {title: A conversation, minutes: 65}
  - {title: Close, kind: close, minutes: 5}
---
```
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Annotated

from pydantic import Field

from peerkit.facts.clock import timing
from peerkit.facts.occurrences import ahead
from peerkit.model.base import FACILITATORS, Decimal, key
from peerkit.model.context import Context
from peerkit.model.group import Group
from peerkit.rules import Finding
from peerkit.rules import Parameters as Base

CHAPTER = "keeping-on-track"


class Parameters(Base):
    """What network.yml can set."""

    percent: Annotated[Decimal, Field(ge=0, le=100)] = key(FACILITATORS, "So much of the meeting stays free, in percent.", 5.0)


def check(group: Group, context: Context, given: Parameters) -> Iterator[Finding]:
    """Meetings ahead whose items fit, but leave less than the share that stays free."""
    for meeting in ahead(group, context.today):
        if meeting.agenda.status == "draft":
            continue
        clock = timing(group, meeting, context.protocols)
        if not clock.total or clock.length is None or clock.slack is None:
            continue
        wanted = clock.length * Fraction(given.percent) / 100
        if 0 <= clock.slack < wanted:
            message = f"the items leave {float(clock.slack):g} of {float(clock.length):g} minutes free"
            help = f"shorten an item, so that at least {float(wanted):g} minutes ({given.percent:g} %) stay free"
            yield Finding(group.at(meeting.file, "items"), message, help)
