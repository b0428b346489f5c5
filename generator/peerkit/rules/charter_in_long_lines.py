"""A line of the charter is so long that nobody can see what changes in it.

Git, and whoever reviews a change, compares line by line: where a whole charter is one line, a changed comma changes all of it, and two
proposals at a time always collide. Pages look the same wherever lines end. The parameter `characters` says how long a line may be.

## Fires

```markdown title="charter.md"
We meet once a month, bring what we cannot bring elsewhere, and keep to ourselves what we hear. We meet once a month, bring what we cannot bring elsewhere, and keep to ourselves what we hear. We meet once a month, bring what we cannot bring elsewhere, and keep to ourselves what we hear. We meet once a month, bring what we cannot bring elsewhere, and keep to ourselves what we hear. We meet once a month, bring what we cannot bring elsewhere, and keep to ourselves what we hear. We meet once a month, bring what we cannot bring elsewhere, and keep to ourselves what we hear. We meet once a month, bring what we cannot bring elsewhere, and keep to ourselves what we hear. We meet once a month, bring what we cannot bring elsewhere, and keep to ourselves what we hear. We meet once a month, bring what we cannot bring elsewhere, and keep to ourselves what we hear.
```

## Silent

```markdown title="charter.md"
We meet once a month,
and keep to ourselves what we hear.
```
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from pydantic import Field

from peerkit import rules
from peerkit.diagnostic import Span
from peerkit.model.base import PUBLIC, Whole, key
from peerkit.model.context import Context
from peerkit.model.group import Group
from peerkit.rules import Finding

CHAPTER = "the-charter"


class Parameters(rules.Parameters):
    """What network.yml may set."""

    characters: Annotated[Whole, Field(ge=40, le=100_000)] = key(PUBLIC, "Longer lines are reported.", 800)


def check(group: Group, context: Context, given: Parameters) -> Iterator[Finding]:
    """The first line of the charter's text that is too long."""
    document = group.documents.get("charter.md")
    if group.charter is None or document is None:
        return
    for number, line in enumerate(group.charter.body.split("\n"), document.body_line):
        if len(line) > given.characters:
            help = "end a line after each sentence or clause; one line end changes nothing on the page"
            at = Span(group.at("charter.md").path, number, given.characters + 1)
            yield Finding(at, f"the line has {len(line):,} characters", help)
            return
