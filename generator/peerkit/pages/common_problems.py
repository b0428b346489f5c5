"""Common problems: issues that three or more members share."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from peerkit.model.issue import Issue
from peerkit.pages.desk import Desk, Draft

ORDER = 75


class View(Struct, frozen=True):
    """The issues with how many members face each, most shared first."""

    problems: tuple[tuple[int, Issue], ...]


def drafts(desk: Desk) -> Iterator[Draft]:
    """One page, once there is a common problem."""
    found = [(len({*i.shared_by, *filter(None, [i.raised_by])}), i) for i in desk.group.issues if i.common]
    if found:
        ordered = tuple(sorted(found, key=lambda pair: (-pair[0], pair[1].slug)))
        title, section = desk.words.plain("Common problems"), desk.words.plain("Issues")
        yield Draft("common-problems.md", title, (section,), "common-problems", View(ordered))
