"""Cue cards: a card for each step of a protocol, with what to say and when to move on; and one that opens the set."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from peerkit.diagnostic import Span
from peerkit.model.context import Context
from peerkit.model.protocol import Protocol, Step
from peerkit.render import Words, words
from peerkit.typeset import Job, Sheet, Texts


def cards(protocols: Sequence[Protocol], context: Context, at: Span, *, people: int | None, paper: str, large: bool, system_fonts: bool) -> Job:  # fmt: skip
    """The cards of these protocols, timed for so many `people` or, without, as each protocol tells its times."""
    say = words(context.network.language, context.templates)
    title = say.plain("Cue cards")
    data = {
        "sets": [{"opening": _opening(p, say, people), "steps": [_step(s, say, people) for s in p.steps]} for p in protocols],
        "says": {word: say.plain(word) for word in ("Good", "Move on when", "Prepare", "Roles", "Not when")},
    }
    sheet = Sheet(title, context.network.name, say.language, say.direction, None, paper or context.network.paper, large=large, duplex=False)  # fmt: skip
    texts = tuple((at, text) for p in protocols for text in _texts(p))
    return Job("cards", data, sheet, Texts(texts, at), folders=context.templates, system_fonts=system_fonts)


def _opening(protocol: Protocol, say: Words, people: int | None) -> dict[str, Any]:
    size = protocol.size
    bounds = f"{size.min} – {size.max}" if size.min and size.max else f"≥ {size.min}" if size.min else f"≤ {size.max}"
    best = say.plain("best {n}", n=size.best) if size.best else ""
    count = ", ".join(filter(None, (bounds if size.min or size.max else "", best)))
    minutes = protocol.minutes(people) if people else protocol.total or protocol.minutes(protocol.best)
    return {
        "name": protocol.name,
        "purpose": protocol.purpose,
        "when": protocol.when,
        "when_not": protocol.when_not,
        "size": say.plain("{size} people", size=count) if count else "",
        "time": say.minutes(Fraction(minutes)),
        "preparation": list(protocol.preparation),
        "roles": [[role, what] for role, what in protocol.roles.items()],
    }


def _step(step: Step, say: Words, people: int | None) -> dict[str, str]:
    own = say.minutes(Fraction(step.own))
    each = say.plain("{time} each", time=own) if step.minutes is None else ""
    whole = say.minutes(Fraction(step.length(people))) if people and each else ""
    return {
        "title": step.title,
        "who": step.who,
        "time": whole or each or own,
        "each": each if whole else "",
        "say": step.say,
        "good": step.good,
        "cue": step.cue,
    }


def _texts(protocol: Protocol) -> list[str]:
    steps = [text for s in protocol.steps for text in (s.title, s.who, s.say, s.good, s.cue)]
    return [protocol.name, protocol.purpose, protocol.when, protocol.when_not, *protocol.preparation, *protocol.roles, *steps]
