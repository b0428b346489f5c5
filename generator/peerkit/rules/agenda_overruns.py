"""An agenda's items take longer than the meeting.

The items' minutes are added up: an item's own `minutes`, else `per_person` times those expected, else its protocol's.
What does not fit is cut at the table, usually from the member who comes last.

## Fires

```yaml title="meetings/2026-12-10/agenda.md"
---
minutes: 90
items:
  - {title: Check in, kind: check-in, minutes: 15}
  - {title: A long issue, kind: issue, minutes: 80}
  - {title: Close, kind: close, minutes: 5}
---
```

## Silent

```yaml title="meetings/2026-12-10/agenda.md"
---
minutes: 90
items:
  - {title: Check in, kind: check-in, minutes: 15}
  - {title: An issue, kind: issue, minutes: 60}
  - {title: Close, kind: close, minutes: 5}
---
```
"""

from __future__ import annotations

from collections.abc import Iterator

from peerkit.facts.clock import timing
from peerkit.facts.occurrences import ahead
from peerkit.model.context import Context
from peerkit.model.group import Group
from peerkit.rules import Finding, Parameters

CHAPTER = "keeping-on-track"


def check(group: Group, context: Context, given: Parameters) -> Iterator[Finding]:
    """Meetings ahead whose items exceed their length."""
    for meeting in ahead(group, context.today):
        clock = timing(group, meeting, context.protocols)
        if clock.slack is not None and clock.slack < 0:
            message = f"the items take {float(clock.total):g} minutes; the meeting has {float(clock.length or 0):g}"
            over = float(-clock.slack)
            yield Finding(
                group.at(meeting.file, "items"), message, f"cut {over:g} minutes, beginning with the items marked 'cut: 1'"
            )
