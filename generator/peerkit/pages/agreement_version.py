"""Each version of the charter and of the ground rules, at an address that stays."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from peerkit.model.charter import Charter
from peerkit.pages.agreement import Agreement
from peerkit.pages.charter import signed
from peerkit.pages.desk import Desk, Draft
from peerkit.render import Safe, lines

ORDER = 22


class View(Struct, frozen=True):
    """What the page of one text shows."""

    home: str  # the page of the present text
    told: tuple[tuple[str, str], ...]
    body: Safe
    signed: tuple[tuple[str, str], ...]
    since: str  # the page that compares it with the present text
    present: bool
    holds: bool  # it is in force, though a later one is proposed


def drafts(desk: Desk) -> Iterator[Draft]:
    """A page for each text that is committed and that the reader may see; not in the navigation, nor found by search."""
    for kind, through_time in desk.agreements.items():
        for n, version in enumerate(through_time.versions if through_time.known else ()):
            if version.committed and version.text:
                title = f"{through_time.title}: {through_time.label(n)}"
                yield Draft(
                    through_time.page(n), title, None, "agreement-version", _view(desk, kind, through_time, n), searched=False
                )


def _view(desk: Desk, kind: str, through_time: Agreement, n: int) -> View:
    version, last = through_time.versions[n], through_time.last
    agreed = signed(desk, version.text) if isinstance(version.text, Charter) else ()
    since = through_time.compared(n, last) if n < last else ""
    return View(
        f"{kind}.md", through_time.told(n), lines(through_time.html(n), kind), agreed, since, n == last, n == through_time.holds
    )
