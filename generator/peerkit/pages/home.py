"""The group's home: what it is, when it meets next, who may join, and links to everything."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from peerkit.facts.actions import open_actions
from peerkit.facts.clock import instant, place_of, start_of, zone_of
from peerkit.facts.occurrences import upcoming
from peerkit.model.group import Figures
from peerkit.pages.desk import Desk, Draft

ORDER = 0


@dataclass(frozen=True, slots=True)
class Next:
    """The next meeting, in words."""

    when: str
    path: str
    title: str
    start: str
    zone: str
    place: str


@dataclass(frozen=True, slots=True)
class View:
    """What the home page shows."""

    figures: Figures
    next: Next | None
    exclusive: tuple[tuple[str, ...], ...]
    open_actions: int
    label: str


def drafts(desk: Desk) -> Iterator[Draft]:
    """The one page."""
    group = desk.group
    actions = len(open_actions(group, desk.context.today)) if desk.inside else 0
    view = View(group.figures, _next(desk), group.about.exclusive, actions, group.about.label)
    yield Draft("index.md", group.about.name, (), "home", view, desk.words.plain("Home"))


def _next(desk: Desk) -> Next | None:
    meets = desk.dates and desk.group.about.status not in ("paused", "closed")
    found = upcoming(desk.group, desk.context.today, 1) if meets else ()
    if not found:
        return None
    meeting, group, words = found[0].meeting, desk.group, desk.words
    start = start_of(group, meeting) if meeting else group.about.meets.start
    zone = zone_of(group, meeting)
    place = place_of(group, meeting)
    return Next(
        words.date(found[0].date),
        f"meetings/{meeting.slug}/index.md" if meeting else "",
        desk.meeting(meeting) if meeting else "",
        words.clock(instant(found[0].date, start, zone)) if start else "",
        words.zone(zone),
        desk.place(place),
    )
