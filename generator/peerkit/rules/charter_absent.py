"""The group has no charter, or one without a text.

A charter says why the group meets, who may join, what stays in the room and how it ends. A group that has a roster or
meetings has begun, and ought to have agreed on these. Closed groups, and those of `group.yml` alone, need none.

## Fires

```yaml title="charter.md (absent)"
```

## Silent

```markdown title="charter.md"
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
    """A group with a roster or meetings, and without charter.md; and any with nothing in it."""
    if group.about.status == "closed":
        return
    begun = group.members or group.meetings
    if begun and group.charter is None and "charter.md" not in group.documents:
        help = (
            "write charter.md: purpose, members, confidentiality, attendance, decisions, leaving; a few sentences are a beginning"
        )
        yield Finding(group.at("charter.md"), "there is no charter.md", help)
    elif group.charter is not None and not group.charter.body.strip():
        yield Finding(group.at("charter.md"), "the charter has no text", "write it below the front matter, or delete the file")
