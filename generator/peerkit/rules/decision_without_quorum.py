"""Something was decided with fewer members in the room than the charter asks for.

The charter says how many under `terms.decision_quorum`; those present and those late count. Looks at minutes from the day on
which the present charter was adopted; what was decided before, an older charter ruled.

## Fires

```yaml title="charter.md"
---
version: 1
adopted: 2026-11-12
terms: {decision_quorum: 6}
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

```yaml title="charter.md"
---
version: 1
adopted: 2026-11-12
terms: {decision_quorum: 5}
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

from peerkit.model.context import Context
from peerkit.model.group import Group
from peerkit.rules import Finding, Parameters

CHAPTER = "attendance"


def check(group: Group, context: Context, given: Parameters) -> Iterator[Finding]:
    """Minutes with decisions and too few members, since the charter was adopted."""
    charter = group.charter
    quorum = charter.terms.decision_quorum if charter and charter.status == "adopted" else None
    if charter is None or quorum is None:
        return
    for meeting in group.meetings:
        minutes = meeting.minutes
        if minutes is None or not minutes.decisions or (charter.adopted and meeting.date < charter.adopted):
            continue
        there = len(minutes.there)
        if there < quorum:
            message = f"decisions: {there} members were there; the charter's terms.decision_quorum is {quorum}"
            help = "decide it again when enough are there, or note how the others agreed and correct who was present"
            yield Finding(group.at(meeting.minutes_file, "decisions"), message, help)
