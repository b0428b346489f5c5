"""Tent cards: the names of those expected, to stand on the table."""

from __future__ import annotations

from collections.abc import Sequence

from peerkit.diagnostic import Span
from peerkit.facts.clock import expected
from peerkit.facts.roster import current
from peerkit.facts.rotation import roles
from peerkit.model.context import Context
from peerkit.model.group import Group
from peerkit.model.meeting import Meeting
from peerkit.pages.desk import Desk
from peerkit.typeset import Job, Sheet, Texts


def tents(group: Group, context: Context, meeting: Meeting | None, guests: Sequence[str], *, paper: str, large: bool, system_fonts: bool) -> Job:  # fmt: skip
    """A tent for each expected at the meeting (without one: for each current member), then for the guests."""
    desk = Desk(group, context)
    ids = expected(group, meeting) if meeting else tuple(m.id for m in current(group, context.today))
    held = {id: role for role, id in roles(group, meeting).items()} if meeting else {}
    here = [desk.people[id] for id in ids if id in desk.people]
    cards = [
        {
            "name": m.name,
            "about": ", ".join(filter(None, (m.role, m.organisation))),
            "role": desk.kind(held[m.id].capitalize()) if m.id in held else "",
        }
        for m in here
    ]
    cards += [{"name": name, "about": desk.words.plain("Guest"), "role": ""} for name in guests]
    roster = group.at("members.yml")
    texts = tuple((roster, card["name"] + card["about"]) for card in cards)
    sheet = Sheet(
        desk.words.plain("Tent cards"), group.about.name, desk.words.language, desk.words.direction, meeting.date if meeting else None,
        paper or context.network.paper, large=large, duplex=False,
    )  # fmt: skip
    return Job("tents", {"group": group.about.name, "tents": cards}, sheet, Texts(texts, Span(roster.path)), folders=context.templates, system_fonts=system_fonts)  # fmt: skip
