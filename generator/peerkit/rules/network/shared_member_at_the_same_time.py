"""Two groups that share a member meet at the same time.

The member has to choose, and one of the two groups sits with an empty chair. Entries of two groups are one person if their e-mails
are equal, ignoring case. Meetings with an agenda are compared, and the next dates of each group's rhythm. The finding stands in the
group that sorts later, and says how many members it is about, not who.

## Fires

```yaml title="../salon/group.yml"
name: Salon
meets: {rule: FREQ=MONTHLY;BYDAY=2TH, from: 2026-11-01, start: "18:00", minutes: 60, timezone: America/New_York}
facilitation: {roles: []}
seats: {min: 1}
```

```yaml title="../salon/members.yml"
members:
  - {id: a, name: Amara Osei, email: Amara@example.org}
```

```yaml title="members.yml"
MEMBERS
```

## Silent

```yaml title="../salon/group.yml"
name: Salon
meets: {rule: FREQ=MONTHLY;BYDAY=2TH, from: 2026-11-01, start: "19:00", minutes: 60, timezone: America/New_York}
```

```yaml title="../salon/members.yml"
members:
  - {id: a, name: Amara Osei, email: Amara@example.org}
```

```yaml title="members.yml"
MEMBERS
```
"""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Iterator, Sequence

from peerkit.diagnostic import Span
from peerkit.facts.summary import Slot, Summary
from peerkit.model.context import Context
from peerkit.rules import Finding, Parameters

Clash = tuple[Span, str]


def check(summaries: Sequence[Summary], context: Context, given: Parameters) -> Iterator[Finding]:
    """Meetings of two groups that overlap, where a member belongs to both: each once, with its first date."""
    groups: dict[str, list[Summary]] = defaultdict(list)
    for summary in summaries:
        for email in summary.emails if summary.slots else ():
            groups[email].append(summary)
    clashes: dict[Clash, tuple[Slot, set[str]]] = {}
    for email, shared in sorted(groups.items()):
        for at, slug, slot in _overlaps(shared) if len(shared) > 1 else ():
            known, people = clashes.get((at, slug), (slot, set()))
            clashes[at, slug] = min(known, slot, key=lambda s: s.starts), people | {email}
    for (at, slug), (slot, people) in sorted(clashes.items(), key=lambda entry: entry[0]):
        who = "a member" if len(people) == 1 else f"{len(people)} members"
        message = f"{who} of this group also meet{'s' * (len(people) == 1)} in '{slug}' then ({slot.starts:%Y-%m-%d %H:%M} UTC)"
        yield Finding(at, message, "agree with the other group who moves, or tell the members to choose")
