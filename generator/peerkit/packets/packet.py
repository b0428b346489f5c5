"""A packet as a whole: which parts an edition has."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import TYPE_CHECKING

from msgspec import Struct, field
from msgspec.structs import replace

from peerkit.facts.clock import expected, timing
from peerkit.facts.fit import fitted
from peerkit.model.context import Context
from peerkit.model.group import Group
from peerkit.model.meeting import Meeting
from peerkit.packets.agenda import Agenda, agenda
from peerkit.packets.briefs import Asked, Brief, Told, briefs, experiences, polls
from peerkit.packets.cover import Cover, cover
from peerkit.packets.parts import Edition, Order, Prose
from peerkit.packets.readings import Reading, readings
from peerkit.packets.record import ActionLine, Last, actions, last
from peerkit.packets.rules import Rules, rules
from peerkit.packets.seen import presenters
from peerkit.speaker import Speaker

if TYPE_CHECKING:
    from peerkit.packets.facilitation import Facilitation


class Presenting(Struct, frozen=True):
    """An item of one presenter, by its number in the agenda."""

    name: str
    item: int


class Packet(Struct, frozen=True):
    """All that a packet says. What an edition does not have is empty."""

    edition: str
    date: datetime.date
    language: str
    direction: str
    label: str  # how confidential it is; stands on every page
    reader: str  # whose copy it is
    copy: int  # its number; 0: nobody's own
    cover: Cover
    agenda: Agenda
    rules: Rules | None
    message: Prose = field(default_factory=Prose)
    actions: tuple[ActionLine, ...] = ()
    last: Last | None = None
    briefs: tuple[Brief, ...] = ()
    experiences: tuple[Told, ...] = ()
    polls: tuple[Asked, ...] = ()
    readings: tuple[Reading, ...] = ()
    facilitation: Facilitation | None = None
    presenting: tuple[Presenting, ...] = ()
    promise: tuple[str, ...] = ()  # what a guest signs


def packet(group: Group, context: Context, slug: str, order: Order) -> Packet:
    """The packet of one meeting, from what `seen` says that its reader may see."""
    speaker, meeting = Speaker(group, context), next(m for m in group.meetings if m.slug == slug)
    before, proposed = timing(group, meeting, context.protocols), None
    if order.fit:
        meeting, proposed = fitted(group, meeting, context.protocols)
    clock = timing(group, meeting, context.protocols)
    common = Packet(
        edition=order.edition.value,
        date=meeting.date,
        language=speaker.words.language,
        direction=speaker.words.direction,
        label=group.about.label or speaker.kind("Confidential"),
        reader=speaker.who(order.reader) if order.reader else "",
        copy=copy_number(group, meeting, order.reader),
        cover=cover(speaker, meeting, clock),
        agenda=agenda(speaker, meeting.file, clock, proposed, before),
        rules=rules(speaker, meeting),
        readings=tuple(readings(speaker, meeting)),
    )
    if order.edition is Edition.GUEST:
        from peerkit.packets.texts import texts

        reads = tuple(replace(reading, readers="") for reading in common.readings)
        return replace(common, readings=reads, promise=tuple(map(speaker.kind, texts(context.templates).guest)))
    inside = _inside(common, speaker, meeting, order)
    if order.edition is Edition.PRESENTER:
        return replace(inside, presenting=tuple(_presenting(speaker, meeting, order.reader)))
    if order.edition is Edition.FACILITATOR:
        from peerkit.packets.facilitation import facilitation  # which most builds never need

        return replace(inside, facilitation=facilitation(speaker, meeting, clock))
    return inside


def copy_number(group: Group, meeting: Meeting, reader: str | None) -> int:
    """A member's number among those expected (who is not expected comes after them); 0 for nobody."""
    if reader is None:
        return 0
    people = list(dict.fromkeys([*expected(group, meeting), *(m.id for m in group.members)]))
    return people.index(reader) + 1


def _inside(common: Packet, speaker: Speaker, meeting: Meeting, order: Order) -> Packet:
    """With what members have of the group's own work."""
    return replace(
        common,
        message=Prose(meeting.agenda.body, meeting.file),
        briefs=briefs(speaker, meeting),
        experiences=experiences(speaker, meeting),
        polls=tuple(polls(speaker, meeting)),
        actions=actions(speaker, meeting, order.reader),
        last=last(speaker, meeting),
    )


def _presenting(speaker: Speaker, meeting: Meeting, reader: str | None) -> Iterator[Presenting]:
    """The items of the presenters, or of the one reader."""
    wanted = (reader,) if reader else presenters(meeting)
    for number, item in enumerate(meeting.agenda.items, 1):
        if item.lead in wanted and (item.issue or item.experience or item.poll or item.protocol):
            yield Presenting(speaker.who(item.lead), number)
