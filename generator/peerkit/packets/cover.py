"""The cover: what, when (here, and where members are), where, what for, and who does what."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from fractions import Fraction
from urllib.parse import quote
from zoneinfo import ZoneInfo

from msgspec import Struct

from peerkit.facts.clock import Timing, expected, place_of
from peerkit.facts.rotation import roles
from peerkit.model.meeting import Meeting
from peerkit.packets.qr import qr
from peerkit.speaker import Speaker


class Local(Struct, frozen=True):
    """The same meeting on the clock of members elsewhere."""

    when: str
    zone: str
    names: str


class Address(Struct, frozen=True):
    """An address of the web."""

    url: str

    @property
    def qr(self) -> str:
        """Its QR code as SVG, which only paper needs; "" where it is no address."""
        return qr(self.url.strip()) if re.match(r"(?i)https?://\S+$", self.url.strip()) else ""


class Cover(Struct, frozen=True):
    """The first page. Texts are in the group's language; times are 24-hour; "" is: not said."""

    network: str
    group: str
    title: str
    note: str  # that it is a draft, or called off
    date: str
    when: str
    zone: str
    shift: str  # that clocks go forward or back meanwhile
    length: str
    locals: tuple[Local, ...]
    place: str
    link: Address | None
    phone: str
    page: Address | None
    goal: str
    prepare_by: str
    roles: tuple[tuple[str, str], ...]
    expected: str
    contact: str


def cover(speaker: Speaker, meeting: Meeting, clock: Timing) -> Cover:
    """The cover of a meeting's packet."""
    say, about, network, place = speaker.words, speaker.group.about, speaker.context.network, place_of(speaker.group, meeting)
    notes = {"draft": "This agenda is a draft.", "cancelled": "This meeting was cancelled."}
    return Cover(
        network=network.name,
        group=about.name,
        title=speaker.meeting(meeting),
        note=speaker.kind(notes.get(meeting.agenda.status)),
        date=say.date(meeting.date),
        when=_span(speaker, clock.starts, clock.ends, meeting.date) if clock.starts else say.plain("time to be announced"),
        zone=say.zone(clock.zone) if clock.starts else "",
        shift=_shift(speaker, clock),
        length=say.minutes(clock.length) if clock.length else "",
        locals=tuple(_locals(speaker, meeting, clock)),
        place=speaker.place(place),
        link=Address(place.link) if place and place.link else None,
        phone=place.phone if place else "",
        page=_page(speaker, meeting),
        goal=meeting.agenda.goal,
        prepare_by=say.date(meeting.agenda.prepare_by) if meeting.agenda.prepare_by else "",
        roles=tuple(_roles(speaker, meeting)),
        expected=speaker.names(expected(speaker.group, meeting)) if speaker.inside else "",
        contact=about.contact or network.contact,
    )


def _roles(speaker: Speaker, meeting: Meeting) -> Iterator[tuple[str, str]]:
    for role, id in roles(speaker.group, meeting).items() if speaker.inside else ():
        yield speaker.role(role), speaker.who(id)


def _span(speaker: Speaker, starts: datetime.datetime, ends: datetime.datetime | None, day: datetime.date) -> str:
    """17:30–19:30; with the weekday of a time that is not on the meeting's own day."""

    def told(time: datetime.datetime) -> str:
        clock = speaker.words.clock(time)
        return clock if time.date() == day else f"{clock} ({speaker.words.weekday(time.date())})"

    return f"{told(starts)}–{told(ends)}" if ends else told(starts)


def _shift(speaker: Speaker, clock: Timing) -> str:
    """Without a word, times on either side of a change of clocks would look wrong."""
    if clock.starts is None or clock.ends is None:
        return ""
    moved = (clock.ends.utcoffset() or datetime.timedelta()) - (clock.starts.utcoffset() or datetime.timedelta())
    length = speaker.words.minutes(Fraction(int(abs(moved).total_seconds()), 60))
    if not moved:
        return ""
    if moved > datetime.timedelta():
        return speaker.words.plain("Clocks go forward by {length} during this meeting.", length=length)
    return speaker.words.plain("Clocks go back by {length} during this meeting.", length=length)


def _locals(speaker: Speaker, meeting: Meeting, clock: Timing) -> Iterator[Local]:
    """Clocks that differ from the meeting's, west to east, each with the members who live by it."""
    starts, ends = clock.starts, clock.ends
    if not speaker.inside or starts is None:
        return
    found: dict[tuple[datetime.timedelta, str], tuple[str, list[str]]] = {}
    for id in expected(speaker.group, meeting):
        member = speaker.people.get(id)
        zone = (member.timezone if member else None) or clock.zone
        here, there = ZoneInfo(zone), ends.astimezone(ZoneInfo(zone)) if ends else None
        span = _span(speaker, starts.astimezone(here), there, meeting.date)
        offset = starts.astimezone(here).utcoffset() or datetime.timedelta()
        if span != _span(speaker, starts, ends, meeting.date):
            found.setdefault((offset, span), (zone, []))[1].append(id)
    for (_, span), (zone, ids) in sorted(found.items()):
        yield Local(span, speaker.words.zone(zone), speaker.names(ids))


def _page(speaker: Speaker, meeting: Meeting) -> Address | None:
    """The meeting's page on the network's site, for who may read it there."""
    base = speaker.context.network.url.strip()
    if not speaker.inside or not re.match(r"(?i)https?://\S+$", base):
        return None
    return Address(f"{base.rstrip('/')}/groups/{quote(speaker.group.slug)}/meetings/{quote(meeting.slug)}/")
