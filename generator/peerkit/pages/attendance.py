"""Attendance across meetings, for facilitators: who came, who spoke how much, and what it was worth."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from peerkit.facts.attendance import rate
from peerkit.facts.shares import shares
from peerkit.model.base import FACILITATORS
from peerkit.model.members import Member
from peerkit.model.minutes import Record
from peerkit.pages.came import Came, came
from peerkit.pages.desk import Desk, Draft
from peerkit.render.charts import Chart, bars

ORDER = 100


class Row(Struct, frozen=True):
    """One member's record since joining."""

    name: str
    present: int
    late: int
    excused: int
    absent: int
    share: str
    spoke: str
    value: str


class View(Struct, frozen=True):
    """Current members in the roster's order, over so many meetings with minutes; `rate` is the share of seats filled."""

    rows: tuple[Row, ...]
    meetings: int
    rate: str
    came: Came | None
    shares: tuple[tuple[str, int, int, float], ...]  # name, presented, facilitated, spoke
    chart: Chart | None


def drafts(desk: Desk) -> Iterator[Draft]:
    """One page, for facilitators only, once there are minutes."""
    records = [m.minutes for m in desk.group.meetings if m.minutes]
    if desk.context.audience < FACILITATORS or not records:
        return
    share = rate(desk.group)
    rows = tuple(_row(desk, m, records) for m in desk.group.members if m.current(desk.context.today))
    parts = tuple((desk.who(s.member), s.presented, s.facilitated, s.spoke) for s in shares(desk.group, desk.context))
    percent = _percent(float(share)) if share is not None else ""
    view = View(rows, len(records), percent, came(desk), parts, _chart(parts))
    yield Draft("attendance.md", desk.words.plain("Attendance"), (), "attendance", view)


def _row(desk: Desk, member: Member, records: list[Record]) -> Row:
    late = sum(member.id in r.late for r in records)
    there = sum(member.id in r.there for r in records)
    away = sum(member.id in r.away for r in records)
    excused = sum(member.id in r.away.intersection(r.excused) for r in records)
    return Row(
        member.name, there - late, late, excused, away - excused,
        _percent(there / (there + away)) if there + away else "",
        _mean(desk, [r.spoke[member.id] for r in records if member.id in r.spoke]),
        _mean(desk, [r.value[member.id] for r in records if member.id in r.value]),
    )  # fmt: skip


def _chart(parts: tuple[tuple[str, int, int, float], ...]) -> Chart | None:
    told = any(sum(part[1:]) for part in parts)
    return bars([(name, numbers) for name, *numbers in parts]) if told else None


def _mean(desk: Desk, values: list[float]) -> str:
    return desk.words.number(sum(values) / len(values)) if values else ""


def _percent(share: float) -> str:
    return f"{round(share * 100)} %"
