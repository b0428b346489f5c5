"""A member has missed so many meetings that the group wanted to talk about it.

The group says under `attendance.review` of group.yml how many misses bring it up, and within how many months before today. Who was absent
has missed a meeting; coming late counts `attendance.late_counts` of that, and having said so beforehand (`excused`) the share that this
rule's parameter gives, by default none. The talk is a kindness first: ask what should change.

## Fires

```yaml title="group.yml"
name: Harbour Heads of IT
summary: Heads of IT who meet monthly.
kind: professional
level: Head of IT
founded: 2026-10-01
seats: {min: 5, max: 8, limit: 10}
meets: {rule: FREQ=MONTHLY;BYDAY=2TH, from: 2026-11-01, start: "17:30", minutes: 90, timezone: America/New_York}
facilitation: {roles: [facilitator, notetaker]}
attendance: {quorum: 4, late_counts: 0.5, review: {misses: 1.5, within_months: 12}}
```

```yaml title="meetings/2026-11-12/minutes.md"
---
{status: approved, present: [amara, bo, chen, dia, eli], absent: [farah]}
---
```

```yaml title="meetings/2026-11-19/agenda.md"
```

```yaml title="meetings/2026-11-19/minutes.md"
---
{status: approved, present: [amara, bo, chen, dia, eli], late: [farah]}
---
```

## Silent

```yaml title="group.yml"
name: Harbour Heads of IT
summary: Heads of IT who meet monthly.
kind: professional
level: Head of IT
founded: 2026-10-01
seats: {min: 5, max: 8, limit: 10}
meets: {rule: FREQ=MONTHLY;BYDAY=2TH, from: 2026-11-01, start: "17:30", minutes: 90, timezone: America/New_York}
facilitation: {roles: [facilitator, notetaker]}
attendance: {quorum: 4, late_counts: 0.5, review: {misses: 1.5, within_months: 12}}
```

```yaml title="meetings/2026-11-12/minutes.md"
---
{status: approved, present: [amara, bo, chen, dia, eli], absent: [farah]}
---
```

```yaml title="meetings/2026-11-19/agenda.md"
```

```yaml title="meetings/2026-11-19/minutes.md"
---
{status: approved, present: [amara, bo, chen, dia, eli], excused: [farah]}
---
```
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Annotated

from dateutil.relativedelta import relativedelta
from pydantic import Field

from peerkit import rules
from peerkit.facts.roster import current
from peerkit.model.base import FACILITATORS, Decimal, key
from peerkit.model.context import Context
from peerkit.model.group import Group
from peerkit.model.minutes import Record
from peerkit.rules import Finding

CHAPTER = "attendance"


class Parameters(rules.Parameters):
    """What counts as a miss."""

    excused: Annotated[Decimal, Field(ge=0, le=1)] = key(FACILITATORS, "What share of a miss an excused absence counts.", 0.0)


def check(group: Group, context: Context, given: Parameters) -> Iterator[Finding]:
    """Current members whose misses within the months before today reach the number."""
    review = group.about.attendance.review
    if review is None or group.about.status == "closed":
        return
    since = context.today - relativedelta(months=review.within_months)
    recent = [m for m in group.meetings if m.minutes and since < m.date <= context.today]
    for member in current(group, context.today):
        misses = sum((_missed(group, m.minutes, member.id, given) for m in recent if m.minutes), Fraction(0))
        if misses >= Fraction(review.misses):
            last = next(m for m in reversed(recent) if m.minutes and _missed(group, m.minutes, member.id, given))
            message = f"'{member.id}' has {float(misses):g} misses since {since}; attendance.review.misses is {review.misses:g}"
            help = "talk about it with the member, in person, and decide together what should change"
            yield Finding(group.at(last.minutes_file), message, help)


def _missed(group: Group, minutes: Record, id: str, given: Parameters) -> Fraction:
    """What share of a miss this meeting was for a member."""
    if id in minutes.absent:
        return Fraction(1)
    if id in minutes.late:
        return Fraction(group.about.attendance.late_counts)
    return Fraction(given.excused) if id in minutes.excused else Fraction(0)
