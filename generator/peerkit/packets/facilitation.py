"""What only the facilitator gets: how to run the meeting, and what to cut out for it."""

from __future__ import annotations

from msgspec import Struct

from peerkit.facts.clock import Timing
from peerkit.model.meeting import Meeting
from peerkit.packets.cards import CardSet, cards_of
from peerkit.packets.parts import Prose
from peerkit.packets.people import Checks, People, Sheet, checklist, people, sheet
from peerkit.packets.runsheet import RunSheet, run_sheet
from peerkit.packets.tents import Tent, tents
from peerkit.speaker import Speaker


class Facilitation(Struct, frozen=True):
    """The facilitator's part of a packet."""

    run_sheet: RunSheet
    notes: Prose
    people: People
    sheet: tuple[Sheet, ...]
    checklist: tuple[Checks, ...]
    tents: tuple[Tent, ...]
    cards: tuple[CardSet, ...]


def facilitation(speaker: Speaker, meeting: Meeting, clock: Timing) -> Facilitation:
    """All of it for one meeting."""
    return Facilitation(
        run_sheet(speaker, clock),
        Prose(meeting.notes or "", f"meetings/{meeting.slug}/facilitator.md"),
        people(speaker, meeting),
        sheet(speaker, meeting),
        checklist(speaker, meeting),
        tents(speaker, meeting),
        cards_of(clock, speaker.words),
    )
