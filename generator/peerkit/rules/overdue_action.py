"""An action is open after its due date.

Commitments that nobody asks about teach a group that they do not count. A later meeting's minutes list an action under `done` or
`dropped`, as `2026-11-12/a1`. Closed groups are left alone.

## Fires

Today is 2026-12-06.

```yaml title="meetings/2026-11-12/minutes.md"
---
status: approved
actions:
  - {id: a1, what: Send round the reading list., owner: bo, due: 2026-12-05}
---
```

## Silent

Today is 2026-12-05.

```yaml title="meetings/2026-11-12/minutes.md"
---
status: approved
actions:
  - {id: a1, what: Send round the reading list., owner: bo, due: 2026-12-05}
---
```
"""

from __future__ import annotations

from collections.abc import Iterator

from peerkit.facts.actions import open_actions
from peerkit.model.context import Context
from peerkit.model.group import Group
from peerkit.rules import Finding, Parameters

CHAPTER = "the-facilitators-job"


def check(group: Group, context: Context, given: Parameters) -> Iterator[Finding]:
    """Open actions whose due date has passed."""
    for carried in open_actions(group, context.today) if group.about.status != "closed" else ():
        if carried.overdue(context.today):
            action, meeting = carried.action, carried.meeting
            at = group.at(meeting.minutes_file, "actions", carried.index, "due")
            name = f"'{meeting.slug}/{action.id}'" if action.id else "it (first give it an id)"
            help = f"ask at the next meeting, and list {name} under done or dropped in its minutes; or agree on a later date"
            yield Finding(at, f"the action of {meeting.date} was due on {action.due} and is open", help)
