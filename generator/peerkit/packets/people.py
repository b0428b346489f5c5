"""The facilitator's plan of people: who speaks first, who sits where, whose turn it is, and the sheets with their names."""

from __future__ import annotations

from msgspec import Struct

from peerkit.facts.clock import expected, place_of
from peerkit.facts.rotation import roles
from peerkit.facts.speaking import Presented, earlier, longest_silent, seating, shares, speaking_order
from peerkit.model.meeting import Meeting
from peerkit.model.protocol import Protocol
from peerkit.packets.texts import texts
from peerkit.speaker import Speaker


class Voice(Struct, frozen=True):
    """A member in the speaking order: their share of the talk (1 is an even one), "" where no minutes say."""

    name: str
    share: str


class Turn(Struct, frozen=True):
    """A member, and when they last presented ("": never yet)."""

    name: str
    last: str


class People(Struct, frozen=True):
    """Seats go clockwise from the facilitator's."""

    order: tuple[Voice, ...]
    meetings: int  # how many meetings' minutes say who spoke
    seats: tuple[str, ...]
    turns: tuple[Turn, ...]
    prompts: tuple[tuple[str, str], ...]  # what each is for, and the question
    source: str  # the protocol whose prompts they are


class Sheet(Struct, frozen=True):
    """Somebody on the sign-in sheet and the minutes form."""

    name: str
    role: str


class Checks(Struct, frozen=True):
    """A part of the checklist."""

    when: str
    tasks: tuple[str, ...]


def people(speaker: Speaker, meeting: Meeting) -> People:
    """Who is expected, in the orders that a facilitator needs."""
    group, say = speaker.group, speaker.words
    here, before = [id for id in expected(group, meeting) if id in speaker.people], earlier(group, meeting)
    share, number = shares(before), len(before)
    head = roles(group, meeting).get("facilitator")
    asked = _asked(speaker, meeting)
    return People(
        order=tuple(Voice(speaker.who(id), say.percent(share[id]) if id in share else "") for id in speaking_order(here, before)),
        meetings=sum(bool(m.minutes and m.minutes.spoke) for m in before),
        seats=tuple(map(speaker.who, seating(here, head, number))),
        turns=tuple(_turn(speaker, p) for p in longest_silent(group, here, before)),
        prompts=tuple(
            (speaker.kind(about), speaker.kind(questions[number % len(questions)]))
            for about, questions in (asked.prompts.items() if asked else ())
            if questions
        ),
        source=asked.name if asked else "",
    )


def _asked(speaker: Speaker, meeting: Meeting) -> Protocol | None:
    """The protocol that has prompts for this check-in: the one that runs it, else the first that is for check-ins."""
    known = speaker.context.protocols
    run = (known.get(item.protocol or "") for item in meeting.agenda.items if item.kind == "check-in")
    return next((p for p in (*run, *(p for p in known.values() if p.kind == "check-in")) if p and p.prompts), None)


def _turn(speaker: Speaker, presented: Presented) -> Turn:
    return Turn(speaker.who(presented.member), speaker.words.day(presented.last.date) if presented.last else "")


def sheet(speaker: Speaker, meeting: Meeting) -> tuple[Sheet, ...]:
    """Those expected, with their roles at this meeting."""
    given: dict[str, list[str]] = {}
    for role, id in roles(speaker.group, meeting).items():
        given.setdefault(id, []).append(speaker.role(role))
    here = [id for id in expected(speaker.group, meeting) if id in speaker.people]
    return tuple(Sheet(speaker.who(id), ", ".join(given.get(id, ()))) for id in here)


def checklist(speaker: Speaker, meeting: Meeting) -> tuple[Checks, ...]:
    """What to do before, during and after a meeting of this kind."""
    place = place_of(speaker.group, meeting)
    kind = place.kind if place else None
    return tuple(
        Checks(speaker.kind(when.capitalize()), tuple(speaker.kind(t.text) for t in tasks if not t.where or not kind or kind in t.where.split()))
        for when, tasks in texts(speaker.context.templates).checklist.items()
    )  # fmt: skip
