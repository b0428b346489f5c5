"""What to cut when the items take longer than the meeting, or the meeting runs late."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from msgspec import Struct
from msgspec.structs import replace

from peerkit.facts.clock import Timing, timing
from peerkit.model.group import Group
from peerkit.model.meeting import Meeting
from peerkit.model.protocol import Protocol

_HALF = Fraction(1, 2)


class Cut(Struct, frozen=True):
    """An item that may give time: its place in the agenda, its minutes, and the least to which it may be shortened."""

    index: int
    minutes: Fraction
    least: Fraction

    @property
    def shorter(self) -> Fraction:
        """Minutes saved by shortening it."""
        return self.minutes - self.least


class Proposal(Struct, frozen=True):
    """One cut that is proposed: the item's place, what it keeps (0: it is dropped), and what that saves."""

    index: int
    keeps: Fraction
    saves: Fraction


class Fit(Struct, frozen=True):
    """Proposals that make the items fit, in the order of `cut`, and the minutes that are still too many."""

    proposals: tuple[Proposal, ...]
    over: Fraction


def cuts(clock: Timing) -> tuple[Cut, ...]:
    """The items that say `cut`, lowest number first."""
    found = [(timed.item.cut, n) for n, timed in enumerate(clock.items) if timed.item.cut is not None and timed.minutes]
    return tuple(_cut(clock, index) for _, index in sorted(found))


def _cut(clock: Timing, index: int) -> Cut:
    """With a protocol an item may be shortened to what the steps' ranges allow, else to half its minutes."""
    timed = clock.items[index]
    minutes = timed.minutes or Fraction(0)
    least = Fraction(timed.protocol.bounds(clock.people)[0]) if timed.protocol else minutes / 2 // _HALF * _HALF
    return Cut(index, minutes, min(minutes, least))


def fit(clock: Timing) -> Fit:
    """In the order of `cut`, each item is shortened by what is too much if its least allows that, else dropped."""
    over, proposals = max(-(clock.slack or Fraction(0)), Fraction(0)), []
    for cut in cuts(clock):
        if not over:
            break
        saves = over if over <= cut.shorter else cut.minutes
        proposals.append(Proposal(cut.index, cut.minutes - saves, saves))
        over = max(over - saves, Fraction(0))
    return Fit(tuple(proposals), over)


def fitted(group: Group, meeting: Meeting, protocols: Mapping[str, Protocol]) -> tuple[Meeting, Fit]:
    """The meeting with what is proposed done to its items."""
    proposed = fit(timing(group, meeting, protocols))
    keeps = {p.index: p.keeps for p in proposed.proposals}
    items = tuple(
        item.model_copy(update={"minutes": float(keeps[n]), "per_person": None}) if n in keeps else item
        for n, item in enumerate(meeting.agenda.items)
        if keeps.get(n) != 0
    )
    return replace(meeting, agenda=meeting.agenda.model_copy(update={"items": items})), proposed
