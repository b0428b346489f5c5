"""A member has held a role for longer than the charter allows.

The charter gives the longest time for each role, in months, under `terms.role_months`. A member holds a role from the first to the
last of meetings in a row at which nobody else had it; cancelled meetings do not count.

## Fires

```yaml title="meetings/2026-12-10/agenda.md"
---
roles: {facilitator: amara, notetaker: bo}
start: "17:30"
minutes: 90
items:
  - {title: Check in, kind: check-in, minutes: 15}
  - {title: Vendor lock-in, kind: issue, issue: vendor-lock-in, lead: chen, minutes: 60}
  - {title: Close, kind: close, minutes: 5}
---
```

```yaml title="meetings/2027-01-14/agenda.md"
---
roles: {facilitator: amara, notetaker: chen}
---
```

```yaml title="charter.md"
---
version: 1
adopted: 2026-11-12
terms: {role_months: {facilitator: 1}}
ratified:
  - {member: amara, text: "DIGEST"}
  - {member: bo, text: "DIGEST"}
  - {member: chen, text: "DIGEST"}
  - {member: dia, text: "DIGEST"}
  - {member: eli, text: "DIGEST"}
  - {member: farah, text: "DIGEST"}
---
We meet once a month, and keep to ourselves what we hear.
```

## Silent

```yaml title="meetings/2027-01-14/agenda.md"
---
roles: {facilitator: dia, notetaker: chen}
---
```

```yaml title="charter.md"
---
version: 1
adopted: 2026-11-12
terms: {role_months: {facilitator: 1}}
ratified:
  - {member: amara, text: "DIGEST"}
  - {member: bo, text: "DIGEST"}
  - {member: chen, text: "DIGEST"}
  - {member: dia, text: "DIGEST"}
  - {member: eli, text: "DIGEST"}
  - {member: farah, text: "DIGEST"}
---
We meet once a month, and keep to ourselves what we hear.
```
"""

from __future__ import annotations

from collections.abc import Iterator

from dateutil.relativedelta import relativedelta

from peerkit.facts.rotation import roles
from peerkit.model.context import Context
from peerkit.model.group import Group
from peerkit.model.meeting import Meeting
from peerkit.rules import Finding, Parameters

CHAPTER = "rotating-or-fixed"


def check(group: Group, context: Context, given: Parameters) -> Iterator[Finding]:
    """The latest unbroken run of one member in a role, if it is longer than the charter allows."""
    charter = group.charter
    if charter is None or charter.status != "adopted" or group.about.status == "closed":
        return
    for role, months in charter.terms.role_months.items():
        run = _run(group, role)
        if not run or run[0].date + relativedelta(months=months) >= run[-1].date:
            continue
        first, last = run[0], run[-1]
        message = f"roles.{role}: '{_holder(group, last, role)}' since {first.date}; the charter's terms.role_months is {months}"
        help = "hand the role over, or agree on a longer term and write it into the charter"
        path = ("roles", role) if role in last.agenda.roles else ()
        yield Finding(group.at(last.file, *path), message, help)


def _run(group: Group, role: str) -> list[Meeting]:
    """The latest meetings in a row at which one member has the role, oldest first."""
    run: list[Meeting] = []
    for meeting in reversed([m for m in group.meetings if m.agenda.status != "cancelled"]):
        holder = _holder(group, meeting, role)
        if holder is None or (run and holder != _holder(group, run[0], role)):
            break
        run.insert(0, meeting)
    return run


def _holder(group: Group, meeting: Meeting, role: str) -> str | None:
    return roles(group, meeting).get(role)
