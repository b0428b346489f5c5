"""A poll offers the same option twice.

Whoever answers has to choose between two that are one, and their answers are counted as one.

## Fires

```yaml title="polls/budget.yml"
{question: Who owns the budget?, options: [CIO, the board, cio]}
```

## Silent

```yaml title="polls/budget.yml"
{question: Who owns the budget?, options: [CIO, the board, both]}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from peerkit.model.context import Context
from peerkit.model.group import Group
from peerkit.rules import Finding, Parameters

CHAPTER = "common-problems"


def check(group: Group, context: Context, given: Parameters) -> Iterator[Finding]:
    """Options that are equal but for case and spaces; at the second."""
    for poll in group.polls:
        seen = dict[str, str]()
        for index, option in enumerate(poll.options):
            first = seen.setdefault(" ".join(option.casefold().split()), option)
            if first is not option:
                message = f"options.{index}: '{option[:40]}' is '{first[:40]}' again"
                yield Finding(group.at(poll.file, "options", index), message, "delete one of the two, or say how they differ")
