"""Who has which role at a meeting: as the agenda says, else by the rotation."""

from __future__ import annotations

import datetime

from peerkit.model.group import Group
from peerkit.model.meeting import Meeting


def roles(group: Group, meeting: Meeting) -> dict[str, str]:
    """Role to member id at a meeting."""
    return {**rotation(group, meeting.date), **meeting.agenda.roles}


def rotation(group: Group, on: datetime.date) -> dict[str, str]:
    """Role to member id on a date without an agenda that says.

    The rotation steps one member a meeting; it goes on from the last earlier meeting whose agenda names a facilitator,
    so that a swap or a cancelled meeting does not shift everybody's turn.
    """
    plan = group.about.facilitation
    order = [id for id in (plan.order or tuple(m.id for m in group.members)) if (m := group.member(id)) and m.current(on)]
    if not order:
        return {}
    first = _turn(group, order, on)
    out = {role: order[(first + n) % len(order)] for n, role in enumerate(plan.roles[: len(order)])}
    if plan.mode == "fixed":
        others = [id for id in order if id != plan.facilitator]
        rest = [role for role in plan.roles if role != "facilitator"]
        out = {role: others[(first + n) % len(others)] for n, role in enumerate(rest[: len(others)])}
        if plan.facilitator and plan.facilitator in order:
            out["facilitator"] = plan.facilitator
    return {role: out[role] for role in plan.roles if role in out}


def _turn(group: Group, order: list[str], on: datetime.date) -> int:
    """The place in `order` of who takes the first role on that date."""
    lead = group.about.facilitation.roles[0] if group.about.facilitation.roles else ""
    before = [m for m in group.meetings if m.date < on and m.agenda.status != "cancelled"]
    for steps, meeting in enumerate(reversed(before), 1):
        if meeting.agenda.roles.get(lead) in order:
            return (order.index(meeting.agenda.roles[lead]) + steps) % len(order)
    return len(before) % len(order)
