"""Tent cards: the names of those expected, to stand on the table."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from peerkit.facts.clock import expected
from peerkit.facts.roster import current
from peerkit.facts.rotation import roles
from peerkit.model.meeting import Meeting
from peerkit.speaker import Speaker


class Tent(Struct, frozen=True):
    """A name, what its bearer is outside the group, and their role at this meeting."""

    name: str
    about: str
    role: str


def tents(speaker: Speaker, meeting: Meeting | None, guests: Sequence[str] = ()) -> tuple[Tent, ...]:
    """A tent for each expected at the meeting (without one: for each current member), then for the guests."""
    group = speaker.group
    ids = expected(group, meeting) if meeting else tuple(m.id for m in current(group, speaker.context.today))
    held: dict[str, list[str]] = {}
    for role, id in roles(group, meeting).items() if meeting else ():
        held.setdefault(id, []).append(speaker.role(role))
    here = [speaker.people[id] for id in ids if id in speaker.people]
    cards = [Tent(m.name, ", ".join(filter(None, (m.role, m.organisation))), ", ".join(held.get(m.id, ()))) for m in here]
    return (*cards, *(Tent(name, speaker.kind("Guest"), "") for name in guests))
