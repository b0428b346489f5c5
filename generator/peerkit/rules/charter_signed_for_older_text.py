"""A signature below the charter is for another text than the present one.

Each signature carries the digest of the text that was agreed to. Once the text changes, by as little as a comma, the
signatures are for the older one: whoever signed may not have seen the change. The page counts only signatures of the present
text.

## Fires

```yaml title="charter.md"
---
version: 2
ratified:
  - {member: amara, text: "DIGEST"}
  - {member: bo, text: "DIGEST"}
  - {member: chen, text: "DIGEST"}
  - {member: dia, text: "DIGEST"}
  - {member: eli, text: "DIGEST"}
  - {member: farah, text: "0123456789ab"}
---
We meet once a month, and keep to ourselves what we hear.
```

## Silent

```yaml title="charter.md"
---
version: 2
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
    """Signatures whose digest is not that of the body."""
    charter = group.charter
    for index, signature in enumerate(charter.ratified if charter else ()):
        if charter and signature.text != charter.digest:
            message = f"ratified.{index}: '{signature.member}' signed '{signature.text}'; the present text is '{charter.digest}'"
            help = "ask for agreement to the present text and write its digest, or take the signature out"
            yield Finding(group.at("charter.md", "ratified", index, "text"), message, help)
