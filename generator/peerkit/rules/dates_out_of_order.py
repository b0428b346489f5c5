"""Two dates stand the wrong way round: something ends before it begins.

A member who `left` before they `joined` is never a member, a rhythm that ends before it begins has no meetings, and a poll that
closes before it is asked is never open. Nearly always one of the two has a wrong year.

## Fires

```yaml title="polls/budget.yml"
{question: Who owns the budget?, options: [CIO, the board], asked: 2026-11-10, closes: 2026-10-24}
```

## Silent

```yaml title="polls/budget.yml"
{question: Who owns the budget?, options: [CIO, the board], asked: 2026-11-10, closes: 2026-11-24}
```
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from peerkit.model.context import Context
from peerkit.model.group import Group
from peerkit.rules import Finding, Parameters
from peerkit.text import KeyPath

CHAPTER = "rhythm-and-time-zones"


def check(group: Group, context: Context, given: Parameters) -> Iterator[Finding]:
    """Each pair of dates of which the first is the later one; at the second."""
    for file, path, (begin, first), (end, last) in _pairs(group):
        if first and last and last < first:
            message = f"{'.'.join(map(str, (*path, end)))}: {last} is before {first}, its '{begin}'"
            yield Finding(group.at(file, *path, end), message, "correct one of the two; look at the year first")


Named = tuple[str, datetime.date | None]


def _pairs(group: Group) -> Iterator[tuple[str, KeyPath, Named, Named]]:
    meets, charter = group.about.meets, group.charter
    yield "group.yml", ("meets",), ("from", meets.from_), ("until", meets.until)
    for index, member in enumerate(group.members):
        yield "members.yml", ("members", index), ("joined", member.joined), ("left", member.left)
    for poll in group.polls:
        yield poll.file, (), ("asked", poll.asked), ("closes", poll.closes)
    if charter:
        yield "charter.md", (), ("proposed", charter.proposed), ("adopted", charter.adopted)
        yield "charter.md", (), ("adopted", charter.adopted), ("review_by", charter.review_by)
