"""Cue cards: a card for each step of a protocol, with what to say and when to move on; and one that opens the set."""

from __future__ import annotations

from fractions import Fraction

from msgspec import Struct

from peerkit.facts.clock import Timing
from peerkit.model.protocol import Protocol, Step
from peerkit.render import Words


class Opening(Struct, frozen=True):
    """The card that opens a set: the protocol as a whole."""

    name: str
    purpose: str
    when: str
    when_not: str
    size: str
    time: str
    preparation: tuple[str, ...]
    roles: tuple[tuple[str, str], ...]


class Card(Struct, frozen=True):
    """A step: how long it is, and beside that when it starts, or how much of it each has."""

    title: str
    who: str
    time: str
    beside: str
    say: str
    good: str
    cue: str


class CardSet(Struct, frozen=True):
    """A protocol's cards."""

    opening: Opening
    steps: tuple[Card, ...]


def card_set(protocol: Protocol, say: Words, people: int | None) -> CardSet:
    """A protocol's cards, timed for so many `people`; without, as the protocol tells its times."""
    minutes = protocol.minutes(people) if people else protocol.total or protocol.minutes(protocol.best)
    steps = []
    for step in protocol.steps:
        own = say.minutes(Fraction(step.own))
        each = say.plain("{time} each", time=own) if step.minutes is None else ""
        whole = say.minutes(Fraction(step.length(people))) if people and each else ""
        steps.append(_card(step, whole or each or own, each if whole else ""))
    return CardSet(_opening(protocol, say, say.minutes(Fraction(minutes))), tuple(steps))


def cards_of(clock: Timing, say: Words) -> tuple[CardSet, ...]:
    """The cards for a meeting's items that a protocol runs, in their order, with the meeting's own times."""
    return tuple(
        CardSet(
            _opening(timed.protocol, say, _when(say, timed.minutes, say.clock(timed.starts) if timed.starts else "")),
            tuple(_card(s.step, say.minutes(s.minutes), say.clock(s.starts) if s.starts else "") for s in timed.steps),
        )
        for timed in clock.items
        if timed.protocol and timed.minutes is not None
    )


def _when(say: Words, minutes: Fraction, start: str) -> str:
    return " · ".join(filter(None, (start, say.minutes(minutes))))


def _opening(protocol: Protocol, say: Words, time: str) -> Opening:
    size = protocol.size
    bounds = f"{size.min} – {size.max}" if size.min and size.max else f"≥ {size.min}" if size.min else f"≤ {size.max}"
    best = say.plain("best {n}", n=size.best) if size.best else ""
    count = ", ".join(filter(None, (bounds if size.min or size.max else "", best)))
    return Opening(
        name=protocol.name,
        purpose=protocol.purpose,
        when=protocol.when,
        when_not=protocol.when_not,
        size=say.plain("{size} people", size=count) if count else "",
        time=time,
        preparation=protocol.preparation,
        roles=tuple(protocol.roles.items()),
    )


def _card(step: Step, time: str, beside: str) -> Card:
    return Card(step.title, step.who, time, beside, step.say, step.good, step.cue)
