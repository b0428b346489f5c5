"""Who belongs to the group on a day, how many seats are open, and who has signed the charter."""

from __future__ import annotations

import datetime

from peerkit.model.group import Figures, Group
from peerkit.model.members import Member


def current(group: Group, on: datetime.date) -> tuple[Member, ...]:
    """Members on that day, in the roster's order."""
    return tuple(m for m in group.members if m.current(on))


def sizes(group: Group, until: datetime.date) -> tuple[tuple[datetime.date, int], ...]:
    """How many members there were from which day on, to `until`; those without a date of joining were always there.

    The first entry is the day on which the first dated member came; none where nobody's coming or going is dated.
    """
    days = {m.joined for m in group.members if m.joined} | {m.left + datetime.timedelta(1) for m in group.members if m.left}
    counted = [(day, len(current(group, day))) for day in sorted(days) if day <= until]
    return tuple(entry for n, entry in enumerate(counted) if n == 0 or entry[1] != counted[n - 1][1])


def signed(group: Group) -> frozenset[str]:
    """Ids of those whose signature is of the present charter text."""
    charter = group.charter
    return frozenset(s.member for s in charter.ratified if s.text == charter.digest) if charter else frozenset()


def figures(group: Group, on: datetime.date) -> Figures:
    """The numbers that may be said publicly."""
    here = current(group, on)
    closed = group.about.status == "closed"
    seats = 0 if closed else max(0, group.about.seats.max - len(here))
    agreed = signed(group)
    return Figures(len(here), seats, sum(m.id in agreed for m in here))
