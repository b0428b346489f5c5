"""What changed from one version of the charter or the ground rules to another, word for word."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct

from peerkit.pages.agreement import Agreement
from peerkit.pages.desk import Desk, Draft
from peerkit.redline import summary_html
from peerkit.render import Safe, raw

ORDER = 23


class View(Struct, frozen=True):
    """A redline, its list of changed clauses, and the names and pages of the two texts."""

    old: str
    new: str
    old_page: str
    new_page: str
    summary: str
    listed: Safe
    body: Safe


def drafts(desk: Desk) -> Iterator[Draft]:
    """A page for neighbours, and for each text and the present one; not in the navigation, nor found by search."""
    for through_time in desk.agreements.values():
        for old, new in through_time.pairs() if through_time.known else ():
            names = through_time.label(old), through_time.label(new)
            found = through_time.redline(old, new)
            title = f"{through_time.title}: " + desk.words.plain("{old} to {new}", old=names[0], new=names[1])
            view = View(
                *names, _page(through_time, old), _page(through_time, new), through_time.summary(old, new),
                raw(summary_html(found.changes, desk.words.plain)), raw(_lower(found.html)),
            )  # fmt: skip
            yield Draft(through_time.compared(old, new), title, None, "agreement-redline", view, searched=False)


def _page(through_time: Agreement, n: int) -> str:
    return f"{through_time.kind}.md" if n == through_time.last else through_time.page(n)


def _lower(html: str) -> str:
    """The headings one level down: the page has a top heading of its own."""
    return re.sub(r"<(/?)h([1-5])\b", lambda m: f"<{m[1]}h{int(m[2]) + 1}", html) if "<h1" in html else html
