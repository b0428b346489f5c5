"""How presenting, facilitating and speaking are shared among the members; about people, so for facilitators only."""

from __future__ import annotations

from msgspec import Struct

from peerkit.facts.roster import current
from peerkit.facts.rotation import roles
from peerkit.model.context import Context
from peerkit.model.group import Group


class Share(Struct, frozen=True):
    """One member's part: issues presented, meetings facilitated, and minutes or turns spoken, over all minutes."""

    member: str
    presented: int
    facilitated: int
    spoke: float


def shares(group: Group, context: Context) -> tuple[Share, ...]:
    """The parts of current members, in the roster's order; from meetings that have minutes."""
    met = [m for m in group.meetings if m.minutes]
    presented = [i.raised_by for m in met for slug in (m.minutes.presented if m.minutes else ()) if (i := group.issue(slug))]
    led = [roles(group, m).get("facilitator") for m in met]
    records = [m.minutes for m in met if m.minutes]
    return tuple(
        Share(m.id, presented.count(m.id), led.count(m.id), sum(r.spoke.get(m.id, 0) for r in records))
        for m in current(group, context.today)
    )
