"""An agenda does not open with a check-in.

Members arrive with their heads elsewhere. A minute each brings everybody into the room, and tells who needs time tonight. One of
the first two items has `kind: check-in`; a welcome may come before it. Drafts are left alone.

## Fires

```yaml title="meetings/2026-12-10/agenda.md"
---
items:
  - {title: Welcome, minutes: 5}
  - {title: A conversation, minutes: 60}
  - {title: Check in, kind: check-in, minutes: 15}
  - {title: Close, kind: close, minutes: 5}
---
```

## Silent

```yaml title="meetings/2026-12-10/agenda.md"
---
items:
  - {title: Welcome, minutes: 5}
  - {title: Check in, kind: check-in, minutes: 15}
  - {title: A conversation, minutes: 60}
  - {title: Close, kind: close, minutes: 5}
---
```
"""

from __future__ import annotations

from collections.abc import Iterator

from peerkit.facts.occurrences import ahead
from peerkit.model.context import Context
from peerkit.model.group import Group
from peerkit.rules import Finding, Parameters

CHAPTER = "opening-and-tone"


def check(group: Group, context: Context, given: Parameters) -> Iterator[Finding]:
    """Meetings ahead with items, none of the first two of which is a check-in."""
    for meeting in ahead(group, context.today):
        agenda = meeting.agenda
        if agenda.status == "draft" or not agenda.items or any(item.kind == "check-in" for item in agenda.items[:2]):
            continue
        later = next((n for n, item in enumerate(agenda.items) if item.kind == "check-in"), None)
        first = agenda.items[0]
        title = f" ('{first.title[:60]}')" if first.title else ""
        if later is None:
            message, help = f"the first item is {first.kind}{title}", "begin with an item of kind: check-in"
        else:
            message, help = f"the check-in is item {later + 1}", "move it to the beginning"
        yield Finding(group.at(meeting.file, "items", later or 0), f"no check-in opens the meeting; {message}", help)
