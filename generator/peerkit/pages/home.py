"""The group's home: what it is, when it meets next, what to do now, who may join, and links to everything."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from peerkit.facts.actions import open_actions
from peerkit.facts.clock import instant, place_of, start_of, zone_of
from peerkit.facts.occurrences import upcoming
from peerkit.model.group import Figures
from peerkit.model.meeting import Meeting
from peerkit.pages.desk import Desk, Draft
from peerkit.pages.todo import Todo, todo
from peerkit.render.ring import Seat, ring

ORDER = 0


class Next(Struct, frozen=True):
    """The next meeting, in words; `at` is its start as an ISO date and time with offset, for programs."""

    when: str
    day: str
    month: str
    path: str
    title: str
    start: str
    at: str
    zone: str
    place: str
    goal: str


class View(Struct, frozen=True):
    """What the home page shows; `seats` draws the table where it may be known how many sit at it."""

    figures: Figures
    next: Next | None
    todo: tuple[Todo, ...]
    exclusive: tuple[tuple[str, ...], ...]
    open_actions: int
    label: str
    seats: tuple[Seat, ...]


def drafts(desk: Desk) -> Iterator[Draft]:
    """The one page."""
    group = desk.group
    actions = len(open_actions(group, desk.context.today)) if desk.inside else 0
    coming = _next(desk)
    view = View(group.figures, coming, todo(desk), group.about.exclusive, actions, group.about.label, _seats(desk))
    yield Draft("index.md", group.about.name, (), "home", view, desk.words.plain("Home"), hide=("toc",))


def _seats(desk: Desk) -> tuple[Seat, ...]:
    about, figures = desk.group.about, desk.group.figures
    if about.status not in ("forming", "active"):
        return ring(figures.members, 0)
    return ring(figures.members or about.seats.max - figures.open_seats, figures.open_seats)


def _next(desk: Desk) -> Next | None:
    meets = desk.dates and desk.group.about.status not in ("paused", "closed")
    found = upcoming(desk.group, desk.context.today, 1) if meets else ()
    if not found:
        return None
    meeting, group, words, date = found[0].meeting, desk.group, desk.words, found[0].date
    start = start_of(group, meeting) if meeting else group.about.meets.start
    zone, place = zone_of(group, meeting), place_of(group, meeting)
    at = instant(date, start, zone) if start else None
    return Next(
        when=words.date(date),
        day=words.day_number(date),
        month=words.short_month(date),
        path=f"meetings/{meeting.slug}/index.md" if meeting else "",
        title=desk.meeting(meeting) if meeting else "",
        start=words.clock(at) if at else "",
        at=at.isoformat(timespec="minutes") if at else "",
        zone=words.zone(zone),
        place=desk.place(place),
        goal=_goal(meeting),
    )


def _goal(meeting: Meeting | None) -> str:
    return meeting.agenda.goal if meeting else ""
