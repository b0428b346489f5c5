"""The roster: all that this audience may see of each member."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from peerkit.model.members import Member
from peerkit.pages.desk import Desk, Draft

ORDER = 30


@dataclass(frozen=True, slots=True)
class View:
    """Members now, to come and gone. `full`: more than names and roles are shown."""

    current: tuple[Member, ...]
    coming: tuple[Member, ...]
    former: tuple[Member, ...]
    full: bool


def drafts(desk: Desk) -> Iterator[Draft]:
    """One page, if the audience may see anybody."""
    members, today = desk.group.members, desk.context.today
    if not members:
        return
    view = View(
        tuple(m for m in members if m.current(today)),
        tuple(m for m in members if m.joined and m.joined > today),
        tuple(sorted((m for m in members if m.left and m.left < today), key=lambda m: (m.left, m.name), reverse=True)),
        desk.inside,
    )
    yield Draft("members.md", desk.words.plain("Members"), (), "members", view)
