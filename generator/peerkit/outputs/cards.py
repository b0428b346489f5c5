"""Cue cards as a document of their own."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import to_builtins

from peerkit.diagnostic import Span
from peerkit.model.context import Context
from peerkit.model.protocol import Protocol
from peerkit.packets.cards import card_set
from peerkit.render import words
from peerkit.typeset import Job, Sheet, Texts


def cards(protocols: Sequence[Protocol], context: Context, at: Span, *, people: int | None, paper: str, large: bool, system_fonts: bool) -> Job:  # fmt: skip
    """The cards of these protocols, timed for so many `people` or, without, as each protocol tells its times."""
    say = words(context.network.language, context.templates)
    data = {"cards": [to_builtins(card_set(p, say, people)) for p in protocols], "tents": [], "words": say.table}
    sheet = Sheet(say.plain("Cue cards"), context.network.name, say.language, say.direction, None, paper or context.network.paper, large=large, duplex=False)  # fmt: skip
    texts = tuple((at, text) for p in protocols for text in _texts(p))
    return Job("cut-outs", data, sheet, Texts(texts, at), folders=context.templates, system_fonts=system_fonts)


def _texts(protocol: Protocol) -> list[str]:
    steps = [text for s in protocol.steps for text in (s.title, s.who, s.say, s.good, s.cue)]
    return [protocol.name, protocol.purpose, protocol.when, protocol.when_not, *protocol.preparation, *protocol.roles, *steps]
