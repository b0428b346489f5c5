"""With the attendance that the group really has, its roster often yields no quorum.

The group's own record says how likely a member is to come: of all seats in its minutes, the share `p` that was filled (late
counts as there). If each of `n` members comes with chance `p`, on their own account, then at least `q` of them come with the
chance

    sum over k = q … n of  C(n, k) · p^k · (1 - p)^(n - k)

(the binomial distribution). With 6 members who come three times in four, a quorum of 5 is met at 53 of 100 meetings; with 9,
at 95. The rule speaks where the chance is below `chance` (0.9), and says how many seats to over-fill: the smallest roster up
to `seats.limit` that reaches it. It is an estimate: people who travel together stay away together. Fewer than three minutes
tell too little, and without `attendance.quorum` there is nothing to reach.

## Fires

```yaml title="meetings/2026-11-12/minutes.md"
---
{status: approved, present: [amara, bo, chen], excused: [dia, eli, farah]}
---
```

```yaml title="meetings/2026-11-13/agenda.md"
```

```yaml title="meetings/2026-11-13/minutes.md"
---
{status: approved, present: [amara, bo, chen, dia], absent: [eli, farah]}
---
```

```yaml title="meetings/2026-11-14/agenda.md"
```

```yaml title="meetings/2026-11-14/minutes.md"
---
{status: approved, present: [amara, bo, chen, dia, eli], absent: [farah]}
---
```

## Silent

```yaml title="meetings/2026-11-13/agenda.md"
```

```yaml title="meetings/2026-11-13/minutes.md"
---
{status: approved, present: [amara, bo, chen, dia, eli], late: [farah]}
---
```

```yaml title="meetings/2026-11-14/agenda.md"
```

```yaml title="meetings/2026-11-14/minutes.md"
---
{status: approved, present: [amara, bo, chen, dia, eli], absent: [farah]}
---
```
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Annotated

from pydantic import Field

from peerkit import rules
from peerkit.facts.attendance import chance, rate
from peerkit.facts.roster import current
from peerkit.model.base import FACILITATORS, Decimal, key
from peerkit.model.context import Context
from peerkit.model.group import Group
from peerkit.rules import Finding

CHAPTER = "attendance"


class Parameters(rules.Parameters):
    """What counts as often enough."""

    chance: Annotated[Decimal, Field(gt=0, lt=1)] = key(FACILITATORS, "How likely a quorum is to be, from 0 to 1.", 0.9)


def check(group: Group, context: Context, given: Parameters) -> Iterator[Finding]:
    """A quorum that the group's own attendance puts out of reach."""
    quorum, share, count = group.about.attendance.quorum, rate(group), len(current(group, context.today))
    if group.about.status == "closed" or quorum is None or share is None or not count:
        return
    now = chance(count, quorum, share)
    if now >= given.chance:
        return
    limit = group.about.seats.limit
    enough = next((n for n in range(count + 1, limit + 1) if chance(n, quorum, share) >= given.chance), None)
    message = (
        f"{count} members who come {_percent(share)} % of the time make a quorum of {quorum} "
        f"at about {_percent(now)} of 100 meetings"
    )
    if enough:
        reached = _percent(chance(enough, quorum, share))
        help = f"over-fill by {enough - count}: {enough} members make it at about {reached} of 100"
    else:
        most = _percent(chance(max(limit, count), quorum, share))
        help = f"even {max(limit, count)} members make it at {most} of 100 only; lower the quorum, or talk about attendance"
    yield Finding(group.at("group.yml", "attendance", "quorum"), message, help)


def _percent(share: float | Fraction) -> int:
    return int(share * 100)
