"""Tent cards as a document of their own."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import to_builtins

from peerkit.diagnostic import Span
from peerkit.model.context import Context
from peerkit.model.group import Group
from peerkit.model.meeting import Meeting
from peerkit.packets import tents as views
from peerkit.speaker import Speaker
from peerkit.typeset import Job, Sheet, Texts


def tents(group: Group, context: Context, meeting: Meeting | None, guests: Sequence[str], *, paper: str, large: bool, system_fonts: bool) -> Job:  # fmt: skip
    """A tent for each expected at the meeting (without one: for each current member), then for the guests."""
    speaker = Speaker(group, context)
    say, cards = speaker.words, views.tents(speaker, meeting, guests)
    roster = group.at("members.yml")
    texts = tuple((roster, card.name + card.about) for card in cards)
    sheet = Sheet(
        say.plain("Tent cards"), group.about.name, say.language, say.direction, meeting.date if meeting else None,
        paper or context.network.paper, large=large, duplex=False,
    )  # fmt: skip
    data = {"tents": list(map(to_builtins, cards)), "cards": [], "words": say.table}
    return Job("cut-outs", data, sheet, Texts(texts, Span(roster.path)), folders=context.templates, system_fonts=system_fonts)
