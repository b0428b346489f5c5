"""A current member has not signed the charter.

Looks at an adopted charter that somebody has signed; where nobody has, the group does not sign, or keeps its signatures
elsewhere. Who signed an older text only is found by `charter-signed-for-older-text`.

## Fires

```yaml title="charter.md"
---
status: adopted
ratified:
  - {member: amara, text: "DIGEST"}
  - {member: bo, text: "DIGEST"}
  - {member: chen, text: "DIGEST"}
  - {member: dia, text: "DIGEST"}
  - {member: eli, text: "DIGEST"}
---
We meet once a month, and keep to ourselves what we hear.
```

## Silent

```yaml title="charter.md"
---
status: proposed
ratified:
  - {member: amara, text: "DIGEST"}
  - {member: bo, text: "DIGEST"}
  - {member: chen, text: "DIGEST"}
  - {member: dia, text: "DIGEST"}
  - {member: eli, text: "DIGEST"}
---
We meet once a month, and keep to ourselves what we hear.
```
"""

from __future__ import annotations

from collections.abc import Iterator

from peerkit.facts.roster import current
from peerkit.model.context import Context
from peerkit.model.group import Group
from peerkit.rules import Finding, Parameters

CHAPTER = "the-charter"


def check(group: Group, context: Context, given: Parameters) -> Iterator[Finding]:
    """Current members who have signed no text of an adopted charter."""
    charter = group.charter
    if charter is None or charter.status != "adopted" or not charter.ratified or group.about.status == "closed":
        return
    signed = {signature.member for signature in charter.ratified}
    missing = [member for member in current(group, context.today) if member.id not in signed]
    if missing:
        ids = ", ".join(member.id for member in missing)
        help = f"have each sign: '- {{member: {missing[0].id}, on: {context.today}, text: \"{charter.digest}\"}}' below ratified:"
        yield Finding(group.at("charter.md", "ratified"), f"ratified: not signed by {ids}", help)
