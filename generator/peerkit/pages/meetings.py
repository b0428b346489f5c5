"""The index of meetings: to come, with the rhythm's dates, and past by year."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from itertools import groupby

from msgspec import Struct

from peerkit.facts.clock import instant, start_of, zone_of
from peerkit.facts.occurrences import upcoming
from peerkit.model.meeting import Meeting
from peerkit.pages.came import Came, came
from peerkit.pages.desk import Desk, Draft

ORDER = 40


class Row(Struct, frozen=True):
    """One date."""

    date: datetime.date
    path: str
    title: str
    start: str
    status: str
    note: str  # what became of it, or what it is for


class View(Struct, frozen=True):
    """Dates to come, nearest first; past ones by year, latest first."""

    upcoming: tuple[Row, ...]
    past: tuple[tuple[int, tuple[Row, ...]], ...]
    came: Came | None


def drafts(desk: Desk) -> Iterator[Draft]:
    """One page, if the audience may know the dates and there are any."""
    if not desk.dates:
        return
    ahead = upcoming(desk.group, desk.context.today)
    coming = {o.meeting.slug for o in ahead if o.meeting}
    off = [m for m in desk.group.meetings if m.date >= desk.context.today and m.slug not in coming]
    rows = [_row(desk, o.date, o.meeting) for o in ahead] + [_row(desk, m.date, m) for m in off]
    gone = [m for m in reversed(desk.group.meetings) if m.date < desk.context.today]
    years = groupby(gone, key=lambda m: m.date.year)
    past = tuple((year, tuple(_row(desk, m.date, m) for m in found)) for year, found in years)
    title = desk.words.plain("Meetings")
    view = View(tuple(sorted(rows, key=lambda r: r.date)), past, came(desk))
    yield Draft("meetings/index.md", title, (title,), "meetings", view)


def _row(desk: Desk, date: datetime.date, meeting: Meeting | None) -> Row:
    start = start_of(desk.group, meeting) if meeting else desk.group.about.meets.start
    clock = desk.words.clock(instant(date, start, zone_of(desk.group, meeting))) if start else ""
    if meeting is None:
        return Row(date, "", "", clock, "", "")
    status: str = meeting.agenda.status
    if status in ("planned", "held") and meeting.date < desk.context.today:
        status = "held" if meeting.minutes or not desk.inside else "no minutes yet"
    path = f"meetings/{meeting.slug}/index.md"
    note = meeting.agenda.goal
    return Row(date, path, desk.meeting(meeting), clock, desk.kind(status), note)
