"""How many came to each meeting, against the quorum: a chart that says nothing of any one person."""

from __future__ import annotations

import datetime

from msgspec import Struct

from peerkit.pages.desk import Desk
from peerkit.render.charts import Chart, columns

_MOST = 24  # meetings that the chart has room for


class Count(Struct, frozen=True):
    """One meeting with minutes: how many were in time, late, and away."""

    date: datetime.date
    present: int
    late: int
    away: int


class Came(Struct, frozen=True):
    """The latest meetings, the first of them first."""

    counts: tuple[Count, ...]
    quorum: int | None
    chart: Chart


def came(desk: Desk) -> Came | None:
    """For the group's own members, once two meetings have told who was there."""
    told = [(m.date, m.minutes) for m in desk.group.meetings if m.minutes and m.minutes.there]
    if len(told) < 2:
        return None
    counts = tuple(Count(d, len(r.there.difference(r.late)), len(set(r.late)), len(r.away)) for d, r in told)[-_MOST:]
    quorum, words = desk.group.about.attendance.quorum, desk.words
    limits = ((quorum, words.plain("quorum: {n}", n=quorum)),) if quorum else ()
    groups = [(words.month_and_year(c.date), (c.present, c.late, c.away)) for c in counts]
    return Came(counts, quorum, columns(groups, stacked=True, limits=limits, labels=4))
