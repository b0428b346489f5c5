"""The day on which the charter was to be looked at again is past.

That day is the charter's `review_by`. A charter that is never read again says less each year about the group that it speaks of.

## Fires

Today is 2027-11-13.

```yaml title="meetings/2026-12-10/agenda.md"
---
status: cancelled
---
```

## Silent

Today is 2026-11-30.
"""

from __future__ import annotations

from collections.abc import Iterator

from peerkit.model.context import Context
from peerkit.model.group import Group
from peerkit.rules import Finding, Parameters

CHAPTER = "the-charter"


def check(group: Group, context: Context, given: Parameters) -> Iterator[Finding]:
    """A charter past its review_by."""
    due = group.charter.review_by if group.charter else None
    if due and due < context.today and group.about.status != "closed":
        message = f"review_by: the charter was to be reviewed by {due}"
        help = "read it together, change what no longer holds, and set the next date"
        yield Finding(group.at("charter.md", "review_by"), message, help)
