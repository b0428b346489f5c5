"""An item gives its protocol more or less time than the protocol can be scaled to.

An item's own `minutes` win over its protocol's, whose steps are scaled to them. Each step says how far it can be scaled; a step
that says nothing keeps its length. Outside the sum of these, for as many as are expected, the steps no longer work.

## Fires

```yaml title="meetings/2026-12-10/agenda.md"
---
items:
  - {title: Check in, kind: check-in, minutes: 15}
  - {title: Vendor lock-in, kind: issue, issue: vendor-lock-in, lead: chen, protocol: experience-share, minutes: 20}
  - {title: Close, kind: close, minutes: 5}
---
```

## Silent

```yaml title="meetings/2026-12-10/agenda.md"
---
items:
  - {title: Check in, kind: check-in, minutes: 15}
  - {title: Vendor lock-in, kind: issue, issue: vendor-lock-in, lead: chen, protocol: experience-share, minutes: 45}
  - {title: Close, kind: close, minutes: 5}
---
```
"""

from __future__ import annotations

from collections.abc import Iterator

from peerkit.facts.clock import expected, item_minutes
from peerkit.facts.occurrences import ahead
from peerkit.model.context import Context
from peerkit.model.group import Group
from peerkit.rules import Finding, Parameters

CHAPTER = "choosing-a-protocol"


def check(group: Group, context: Context, given: Parameters) -> Iterator[Finding]:
    """Items of meetings ahead whose own minutes are outside their protocol's bounds."""
    for meeting in ahead(group, context.today):
        people = len(expected(group, meeting))
        for index, item in enumerate(meeting.agenda.items):
            protocol = context.protocols.get(item.protocol or "")
            own = "minutes" if item.minutes is not None else "per_person" if item.per_person is not None else ""
            if not protocol or not own or not people:
                continue
            minutes, (least, most) = float(item_minutes(item, None, people) or 0), protocol.bounds(people)
            if not least <= minutes <= most:
                span = f"{least:g} to {most:g}" if least < most else f"{least:g}"
                message = f"{minutes:g} minutes for '{item.protocol}', which takes {span} with {people} people"
                help = f"give it {least if minutes < least else most:g} minutes, or choose another protocol"
                yield Finding(group.at(meeting.file, "items", index, own), message, help)
