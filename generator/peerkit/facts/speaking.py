"""Who has had the floor, by the minutes' record; and from that who speaks first, who sits where, and whose turn it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from msgspec import Struct

from peerkit.model.group import Group
from peerkit.model.meeting import Meeting

_PARTS = 3


def earlier(group: Group, meeting: Meeting) -> tuple[Meeting, ...]:
    """Meetings before this one that took place, oldest first."""
    before = (m for m in group.meetings if (m.date, m.slug) < (meeting.date, meeting.slug))
    return tuple(m for m in before if m.agenda.status != "cancelled")


def shares(meetings: Sequence[Meeting]) -> Mapping[str, Fraction]:
    """Of each member on record: the mean share of a meeting's talk, where 1 is an even share."""
    found: dict[str, list[Fraction]] = {}
    for meeting in meetings:
        spoke = meeting.minutes.spoke if meeting.minutes else {}
        whole = sum(map(Fraction, spoke.values()), Fraction(0))
        for id, amount in spoke.items() if whole else ():
            found.setdefault(id, []).append(Fraction(amount) * len(spoke) / whole)
    return {id: sum(parts, Fraction(0)) / len(parts) for id, parts in found.items()}


def speaking_order(people: Sequence[str], meetings: Sequence[Meeting]) -> tuple[str, ...]:
    """Those who spoke least early, and another order at each meeting.

    The quietest third comes first, then the middle, then those who spoke most. Within each third the order moves on by one
    at each meeting. Who is on no record yet counts as quiet.
    """
    share = shares(meetings)
    ranked = sorted(people, key=lambda id: (share.get(id, Fraction(0)), people.index(id)))
    size = -(-len(ranked) // _PARTS) or 1
    out: list[str] = []
    for start in range(0, len(ranked), size):
        out += _turned(ranked[start : start + size], len(meetings))
    return tuple(out)


def seating(people: Sequence[str], head: str | None, number: int) -> tuple[str, ...]:
    """A circle of seats, clockwise, for the meeting of this number; `head` (the facilitator) comes first.

    Walecki's cycles: in meetings that follow each other nobody has the same neighbour twice until everybody had (nearly)
    everybody beside them.
    """
    if len(people) < 4:
        circle = list(_turned(list(people), number))
    else:
        odd = len(people) % 2
        ring = len(people) - odd
        turn = number % (ring // 2)
        path = [(turn + (step + 1) // 2 * (1 if step % 2 else -1)) % ring for step in range(ring)]
        circle = [people[seat] for seat in path] + ([people[-1]] if odd else [])
    return tuple(_turned(circle, circle.index(head))) if head in circle else tuple(circle)


def _turned(people: Sequence[str], by: int) -> Sequence[str]:
    by = by % len(people) if people else 0
    return [*people[by:], *people[:by]]


class Presented(Struct, frozen=True):
    """A member, and the meeting at which they last presented an issue (None: never)."""

    member: str
    last: Meeting | None


def longest_silent(group: Group, people: Sequence[str], meetings: Sequence[Meeting]) -> tuple[Presented, ...]:
    """Who has not presented for longest: those who never did first, by when they joined; then by how long ago."""
    last: dict[str, Meeting] = {}
    for meeting in meetings:
        leads = {item.issue: item.lead for item in meeting.agenda.items if item.issue and item.lead}
        for slug in meeting.minutes.presented if meeting.minutes else ():
            issue = group.issue(slug)
            presenter = leads.get(slug) or (issue.raised_by if issue else None)
            if presenter:
                last[presenter] = meeting
    found = [Presented(id, last.get(id)) for id in people]
    return tuple(sorted(found, key=lambda p: (_when(p), _joined(group, p.member), people.index(p.member))))


def _when(presented: Presented) -> str:
    return f"{presented.last.date} {presented.last.slug}" if presented.last else ""


def _joined(group: Group, id: str) -> str:
    member = group.member(id)
    return str(member.joined) if member and member.joined else ""
