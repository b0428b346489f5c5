"""The charter was adopted before the time to respond to the proposal was over.

The charter gives that time itself, in days, under `terms.response_days`; it runs from `proposed` to `adopted`.

## Fires

```yaml title="charter.md"
---
version: 1
proposed: 2026-11-02
adopted: 2026-11-12
terms: {response_days: 14}
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
proposed: 2026-10-29
adopted: 2026-11-12
terms: {response_days: 14}
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

CHAPTER = "the-charter"


def check(group: Group, context: Context, given: Parameters) -> Iterator[Finding]:
    """Fewer days between `proposed` and `adopted` than `response_days`."""
    charter = group.charter
    if charter is None or charter.status != "adopted" or not (charter.proposed and charter.adopted):
        return
    days, least = (charter.adopted - charter.proposed).days, charter.terms.response_days
    if least is not None and days < least:
        message = (
            f"adopted: {days} days after it was proposed on {charter.proposed}; the charter's terms.response_days is {least}"
        )
        help = "ask whoever could not respond in time, and correct the dates if they are wrong"
        yield Finding(group.at("charter.md", "adopted"), message, help)
