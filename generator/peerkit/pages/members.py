"""The roster: all that this audience may see of each member."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from msgspec import Struct

from peerkit.facts.roster import sizes as sizes_of
from peerkit.model.members import Member
from peerkit.pages.desk import Desk, Draft
from peerkit.render.charts import Chart, steps, years

ORDER = 30


class View(Struct, frozen=True):
    """Members now, to come and gone. `full`: more than names and roles are shown."""

    current: tuple[Member, ...]
    coming: tuple[Member, ...]
    former: tuple[Member, ...]
    full: bool
    sizes: tuple[tuple[datetime.date, int], ...]
    chart: Chart | None


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
        sizes := _sizes(desk),
        _chart(desk, sizes),
    )
    yield Draft("members.md", desk.words.plain("Members"), (), "members", view)


def _sizes(desk: Desk) -> tuple[tuple[datetime.date, int], ...]:
    """The group's size through time, for those who may see who came and went."""
    return sizes_of(desk.group, desk.context.today) if desk.inside else ()


def _chart(desk: Desk, sizes: tuple[tuple[datetime.date, int], ...]) -> Chart | None:
    if len(sizes) < 2:
        return None
    seats, today, plain = desk.group.about.seats, desk.context.today, desk.words.plain
    aim = plain("{min} to {max}, as intended", min=seats.min, max=seats.max)
    limit = plain("at most {n}", n=seats.limit)
    return steps(sizes, today, years(sizes[0][0], today), band=(seats.min, seats.max, aim), limits=((seats.limit, limit),))
