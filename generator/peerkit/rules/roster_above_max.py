"""The group has more members than it aims for.

Counts today's members against `seats.max`. Above it some voices are lost, though a group may over-fill on purpose, because not
everybody comes every time. Above `seats.limit` another rule speaks: `roster-above-limit`.

## Fires

```yaml title="group.yml"
name: Harbour Heads of IT
seats: {min: 3, max: 5, limit: 6}
```

## Silent

```yaml title="group.yml"
name: Harbour Heads of IT
seats: {min: 3, max: 6, limit: 6}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from peerkit.facts.roster import current
from peerkit.model.context import Context
from peerkit.model.group import Group
from peerkit.rules import Finding, Parameters

CHAPTER = "starting-a-group"


def check(group: Group, context: Context, given: Parameters) -> Iterator[Finding]:
    """More members today than the group aims for, within its limit."""
    count, seats = len(current(group, context.today)), group.about.seats
    if group.about.status != "closed" and seats.max < count <= seats.limit:
        message = f"{count} current members; the group aims for at most {seats.max} (seats.max)"
        help = "take nobody in for now, or raise seats.max in group.yml"
        yield Finding(group.at("members.yml", "members"), message, help)
