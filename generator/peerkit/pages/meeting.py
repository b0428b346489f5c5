"""One page a meeting: where and when, the agenda by the clock, what to read, and what became of it."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from peerkit.facts.actions import Carried, all_actions
from peerkit.facts.clock import TimedItem, Timing, place_of, timing
from peerkit.facts.rotation import roles
from peerkit.model.meeting import Meeting
from peerkit.pages.desk import Desk, Draft
from peerkit.pages.packet import Link, links
from peerkit.pages.readings import reading_path
from peerkit.render.charts import Chart, strip

ORDER = 50


class Reading(Struct, frozen=True):
    """A file to read before, with where it stands in the site ("" if nowhere) and for whom it is."""

    title: str
    path: str
    file: str
    readers: str


class View(Struct, frozen=True):
    """What a meeting's page shows."""

    meeting: Meeting
    clock: Timing
    place: str
    link: str
    phone: str
    roles: tuple[tuple[str, str], ...]
    readings: tuple[Reading, ...]
    details: tuple[TimedItem, ...]
    actions: tuple[Carried, ...]
    settled: tuple[tuple[str, str], ...]  # earlier promises that ended here: what, and how
    rule_in_focus: str
    files: frozenset[str]
    upcoming: bool
    cut: tuple[str, ...]
    packets: tuple[Link, ...]
    strip: Chart | None
    rated: tuple[str, ...]  # ids of who spoke or gave a value, in the roster's order


def drafts(desk: Desk) -> Iterator[Draft]:
    """The latest first, in the navigation by year."""
    section = desk.words.plain("Meetings")
    actions = all_actions(desk.group)
    for meeting in reversed(desk.group.meetings):
        nav = (section, str(meeting.date.year))
        title = desk.meeting(meeting)
        yield Draft(f"meetings/{meeting.slug}/index.md", title, nav, "meeting", view_of(desk, meeting, actions))


def view_of(desk: Desk, meeting: Meeting, actions: tuple[Carried, ...]) -> View:
    """The view of one meeting."""
    clock, place = timing(desk.group, meeting, desk.context.protocols), place_of(desk.group, meeting)
    rules = desk.group.ground_rules
    focus = next((r.rule for r in rules.rules if r.id == meeting.agenda.rule_in_focus), "") if rules else ""
    readings, minutes = tuple(_readings(desk, meeting)), meeting.minutes
    return View(
        meeting=meeting,
        clock=clock,
        place=desk.place(place),
        link=place.link if place else "",
        phone=place.phone if place else "",
        roles=tuple(_roles(desk, meeting)),
        readings=readings,
        details=tuple(i for i in clock.items if i.item.text.strip() or i.steps or _about(i)),
        actions=tuple(a for a in actions if a.meeting.slug == meeting.slug),
        settled=tuple(_settled(desk, meeting, actions)),
        rule_in_focus=focus,
        files=frozenset(r.file for r in readings if r.path == f"meetings/{meeting.slug}/{r.file}"),
        upcoming=meeting.date >= desk.context.today and meeting.agenda.status in ("draft", "planned"),
        cut=tuple(desk.item(i) for i in sorted(meeting.agenda.items, key=lambda i: i.cut or 0) if i.cut) if desk.inside else (),
        packets=links(desk, meeting),
        strip=_strip(clock),
        rated=tuple(id for id in desk.people if minutes and (id in minutes.spoke or id in minutes.value)),
    )


def _strip(clock: Timing) -> Chart | None:
    """The items' lengths side by side, where all are known; breaks in a tone of their own."""
    timed = [(float(i.minutes), i.item.kind) for i in clock.items if i.minutes]
    # neighbours in two tones, breaks in a third
    parts = [(length, 4 if kind == "break" else 1 + n % 2 * 2, f"{length:g}") for n, (length, kind) in enumerate(timed)]
    return strip(parts, float(clock.length or 0)) if len(parts) == len(clock.items) > 1 else None


def _about(timed: TimedItem) -> bool:
    return bool(timed.item.issue or timed.item.experience or timed.item.poll)


def _roles(desk: Desk, meeting: Meeting) -> Iterator[tuple[str, str]]:
    """Roles of people whom the reader may see; by rotation only for those who see the whole roster."""
    for role, id in (roles(desk.group, meeting) if desk.inside else meeting.agenda.roles).items():
        if id in desk.people:
            yield desk.role(role), desk.who(id)


def _readings(desk: Desk, meeting: Meeting) -> Iterator[Reading]:
    for read in meeting.agenda.pre_reads:
        source = f"meetings/{meeting.slug}/{read.file}"
        path = reading_path(source) if source in desk.group.attachments else ""
        whom = {"@everyone": "", "@guests": "for guests", "@facilitator": "for the facilitator"}
        people = [id for id in read.for_ if id not in whom]
        readers = desk.names(people) if people else desk.kind(whom[read.for_[0]]) if read.for_ else ""
        yield Reading(read.title or read.file, path, read.file, readers)


def _settled(desk: Desk, meeting: Meeting, actions: tuple[Carried, ...]) -> Iterator[tuple[str, str]]:
    known = {f"{a.meeting.slug}/{a.action.id}": a.action.what for a in actions if a.action.id}
    for word in ("done", "dropped") if meeting.minutes else ():
        for ref in getattr(meeting.minutes, word):
            if ref in known:
                yield known[ref], desk.kind(word)
