"""A meeting goes on for more than two hours without a break.

Attention fades after an hour and is gone after two; on a screen it goes sooner. A `break` item divides the agenda, and so does a
step of a protocol that is called a break or lunch. The longest stretch may last 120 minutes, or what the rule's `minutes` says.
Items without a length may fill what is left of the meeting. Drafts are left alone.

## Fires

```yaml title="meetings/2026-12-10/agenda.md"
---
minutes: 180
items:
  - {title: Check in, kind: check-in, minutes: 25}
  - {title: A long conversation, minutes: 100}
  - {title: Break, kind: break, minutes: 10}
  - {title: Close, kind: close, minutes: 20}
---
```

## Silent

```yaml title="meetings/2026-12-10/agenda.md"
---
minutes: 180
items:
  - {title: Check in, kind: check-in, minutes: 20}
  - {title: A long conversation, minutes: 100}
  - {title: Break, kind: break, minutes: 10}
  - {title: Close, kind: close, minutes: 20}
---
```
"""

from __future__ import annotations

from collections.abc import Iterator

from peerkit.facts.clock import stretches, timing
from peerkit.facts.occurrences import ahead
from peerkit.model.base import FACILITATORS, Minutes, key
from peerkit.model.context import Context
from peerkit.model.group import Group
from peerkit.rules import Finding
from peerkit.rules import Parameters as Base

CHAPTER = "keeping-on-track"


class Parameters(Base):
    """What network.yml can set."""

    minutes: Minutes = key(FACILITATORS, "The longest stretch without a break.", 120.0)


def check(group: Group, context: Context, given: Parameters) -> Iterator[Finding]:
    """Meetings ahead with a stretch that is too long, at the item with which that stretch begins."""
    for meeting in ahead(group, context.today):
        if meeting.agenda.status != "draft":
            for index, length in stretches(timing(group, meeting, context.protocols)):
                if length > given.minutes:
                    message = f"{float(length):g} minutes without a break"
                    help = f"put an item of kind: break into it, so that no stretch is longer than {given.minutes:g}"
                    yield Finding(group.at(meeting.file, "items", index), message, help)
