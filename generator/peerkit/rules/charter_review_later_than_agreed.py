"""The charter is to be reviewed later than it says itself, or no date is set and the time is over.

The charter gives the time in months under `terms.review_months`; it runs from `adopted` to `review_by`.

## Fires

```yaml title="charter.md"
---
version: 1
adopted: 2026-11-12
review_by: 2027-12-01
terms: {review_months: 12}
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
review_by: 2027-11-12
terms: {review_months: 12}
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

from peerkit.model.context import Context
from peerkit.model.group import Group
from peerkit.rules import Finding, Parameters

CHAPTER = "the-charter"


def check(group: Group, context: Context, given: Parameters) -> Iterator[Finding]:
    """A `review_by`, or without one a today, more than `review_months` after `adopted`."""
    charter = group.charter
    if charter is None or charter.status != "adopted" or group.about.status == "closed":
        return
    months, adopted, review = charter.terms.review_months, charter.adopted, charter.review_by
    if months is None or adopted is None:
        return
    due = adopted + relativedelta(months=months)
    if review is None and due < context.today:
        message = f"terms.review_months: adopted on {adopted}, so the charter was to be reviewed by {due}"
        yield Finding(group.at("charter.md", "terms", "review_months"), message, "read it together, and set review_by")
    elif review is not None and review > due:
        message = f"review_by: {review} is more than {months} months after it was adopted on {adopted}"
        yield Finding(group.at("charter.md", "review_by"), message, f"set it to {due}, or change terms.review_months")
