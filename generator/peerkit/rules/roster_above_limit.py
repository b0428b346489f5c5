"""The group has more members than it ever wanted.

Counts today's members against `seats.limit`, which the group set for itself (12 unless it says otherwise): in a larger circle not
everybody gets to speak.

## Fires

```yaml title="group.yml"
name: Harbour Heads of IT
seats: {min: 3, max: 4, limit: 5}
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
    """More members today than the limit."""
    count, limit = len(current(group, context.today)), group.about.seats.limit
    if group.about.status != "closed" and count > limit:
        message = f"{count} current members; the group set itself a limit of {limit} (seats.limit)"
        yield Finding(group.at("members.yml", "members"), message, "start a second group, or raise seats.limit in group.yml")
