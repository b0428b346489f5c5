"""Two groups that share a member meet at the same time.

The member has to choose, and one of the two groups sits with an empty chair. Entries of two groups are one person if their
e-mails are equal, ignoring case. Meetings with an agenda are compared, and the next dates of each group's rhythm. The finding
stands in the group that sorts later, and says how many members it is about, not who.

## Fires

```yaml title="../choir/group.yml"
{name: Choir, meets: {rule: FREQ=WEEKLY;BYDAY=TH, from: 2026-11-05, start: "18:00", minutes: 60, timezone: Europe/Berlin}}
```

```yaml title="../choir/members.yml"
members: [{id: amara, name: Amara Osei, email: amara@example.org}]
```

```yaml title="../salon/group.yml"
{name: Salon, meets: {rule: FREQ=WEEKLY;BYDAY=TH, from: 2026-11-05, start: "17:30", minutes: 60, timezone: Europe/London}}
```

```yaml title="../salon/members.yml"
members: [{id: a-o, name: Amara Osei, email: Amara@example.org}]
```

## Silent

```yaml title="../choir/group.yml"
{name: Choir, meets: {rule: FREQ=WEEKLY;BYDAY=TH, from: 2026-11-05, start: "18:00", minutes: 60, timezone: Europe/Berlin}}
```

```yaml title="../choir/members.yml"
members: [{id: amara, name: Amara Osei, email: amara@example.org}]
```

```yaml title="../salon/group.yml"
{name: Salon, meets: {rule: FREQ=WEEKLY;BYDAY=TH, from: 2026-11-05, start: "18:00", minutes: 60, timezone: Europe/London}}
```

```yaml title="../salon/members.yml"
members: [{id: a-o, name: Amara Osei, email: Amara@example.org}]
```
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from peerkit.diagnostic import Span
from peerkit.facts.summary import Slot, Summary, overlaps
from peerkit.model.context import Context
from peerkit.rules import Finding, Parameters

CHAPTER = "many-groups"


def check(summaries: Sequence[Summary], context: Context, given: Parameters) -> Iterator[Finding]:
    """Meetings of two groups that overlap, where a member belongs to both: once for each pair, with the first date."""
    groups: dict[str, list[Summary]] = defaultdict(list)
    for summary in summaries:
        for email in summary.emails if summary.slots else ():
            groups[email].append(summary)
    clashes: dict[tuple[Span, str], dict[str, Slot]] = defaultdict(dict)
    for email, shared in groups.items():
        for slot, slug in overlaps(shared) if len(shared) > 1 else ():
            clashes[slot.at, slug].setdefault(email, slot)
    for (at, slug), people in sorted(clashes.items()):
        first = min(slot.starts for slot in people.values())
        who = "a member who is" if len(people) == 1 else f"{len(people)} members who are"
        message = f"{who} in '{slug}' as well must be there at the same time ({first:%Y-%m-%d %H:%M} UTC)"
        yield Finding(at, message, "agree with the other group which of the two moves")
