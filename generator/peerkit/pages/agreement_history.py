"""How the charter and the ground rules became what they are: a time line, latest first."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from itertools import islice

from msgspec import Struct

from peerkit.pages.agreement import Agreement
from peerkit.pages.desk import Desk, Draft
from peerkit.render.charts import Chart, moments, years

ORDER = 21
_LISTED = 12  # numbers; a version may be anything that a person types


class Entry(Struct, frozen=True):
    """One text: its name and page, its dates, how it differs from the one before, and from the present one."""

    label: str
    page: str  # empty where the reader may not see it
    told: tuple[tuple[str, str], ...]
    before: str
    changes: str
    since: str
    present: bool


class View(Struct, frozen=True):
    """The texts, the page of the present one, and how much of the history is known: none, part or whole."""

    home: str
    entries: tuple[Entry, ...]
    known: str
    skipped: str  # numbers that no text of this history has, though it has lower and higher ones
    dated: tuple[tuple[str, datetime.date], ...]
    chart: Chart | None


def drafts(desk: Desk) -> Iterator[Draft]:
    """A page each, where anybody asked for the history."""
    for kind, through_time in desk.agreements.items():
        if through_time.known:
            title = desk.words.plain("History of the charter" if kind == "charter" else "History of the ground rules")
            entries = tuple(_entry(through_time, n) for n in range(through_time.last, -1, -1))
            nav = (desk.words.plain("Agreements"),)
            dated = tuple((through_time.label(n), day) for n, day in _dated(through_time))
            view = View(
                f"{kind}.md", entries, through_time.known, _skipped(through_time), dated, _chart(through_time, desk.context.today)
            )
            yield Draft(f"{kind}/history.md", title, nav, "agreement-history", view, title)


def _skipped(through_time: Agreement) -> str:
    there = {version.number for version in through_time.versions if version.number}
    between = range(min(there, default=0), max(there, default=0))
    missing = list(islice((n for n in between if n not in there), _LISTED + 1))
    return ", ".join(map(str, missing[:_LISTED])) + (" …" if len(missing) > _LISTED else "")


def _dated(through_time: Agreement) -> tuple[tuple[int, datetime.date], ...]:
    """The texts whose day is known, in the order of their days."""
    found = [(day, n) for n in range(through_time.last + 1) if (day := through_time.day(n))]
    return tuple((n, day) for day, n in sorted(found))


def _chart(through_time: Agreement, today: datetime.date) -> Chart | None:
    """Each text on its day, with its number if it has one."""
    points = [(day, str(through_time.versions[n].number or "")) for n, day in _dated(through_time)]
    days = [day for day, _ in points]
    return moments(points, today, years(days[0], today)) if len(set(days)) > 1 else None


def _entry(through_time: Agreement, n: int) -> Entry:
    last, version = through_time.last, through_time.versions[n]
    changes = through_time.compared(n - 1, n) if n else ""
    summary = through_time.summary(n - 1, n) if changes else ""
    home = f"{through_time.kind}.md"
    return Entry(
        label=through_time.label(n),
        page="" if not version.text else home if n == last else through_time.page(n),
        told=(*through_time.told(n), (through_time.words.plain("What changed"), summary)),
        before=through_time.label(n - 1) if n else "",
        changes=changes,
        since=through_time.compared(n, last) if last - n > 1 else "",
        present=n == last,
    )
