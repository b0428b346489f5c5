"""An agenda has no close.

A meeting that only stops leaves its commitments unsaid. A close takes five minutes: what each takes home, what each will do, when
we meet again. Some item has `kind: close`. Drafts are left alone.

## Fires

```yaml title="meetings/2026-12-10/agenda.md"
---
items:
  - {title: Check in, kind: check-in, minutes: 15}
  - {title: A conversation, minutes: 60}
---
```

## Silent

```yaml title="meetings/2026-12-10/agenda.md"
---
items:
  - {title: Check in, kind: check-in, minutes: 15}
  - {title: A conversation, minutes: 60}
  - {title: What we take home, kind: close, minutes: 5}
---
```
"""

from __future__ import annotations

from collections.abc import Iterator

from peerkit.facts.occurrences import ahead
from peerkit.model.context import Context
from peerkit.model.group import Group
from peerkit.rules import Finding, Parameters

CHAPTER = "the-facilitators-job"


def check(group: Group, context: Context, given: Parameters) -> Iterator[Finding]:
    """Meetings ahead with items, none of which is a close."""
    for meeting in ahead(group, context.today):
        items = meeting.agenda.items
        if meeting.agenda.status == "draft" or not items or any(item.kind == "close" for item in items):
            continue
        message = f"none of the {len(items)} items closes the meeting" if len(items) > 1 else "the only item is not a close"
        yield Finding(group.at(meeting.file, "items"), message, "end with an item of kind: close; five minutes are enough")
