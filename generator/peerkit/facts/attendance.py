"""The group's own attendance record, from its minutes."""

from __future__ import annotations

import math
from fractions import Fraction

from peerkit.model.group import Group


def rate(group: Group, least: int = 3) -> Fraction | None:
    """The share of seats filled at meetings with minutes; None where fewer than `least` meetings tell."""
    records = [m.minutes for m in group.meetings if m.minutes]
    there = sum(len(r.there) for r in records)
    away = sum(len(r.away) for r in records)
    return Fraction(there, there + away) if len(records) >= least and there + away else None


def chance(members: int, quorum: int, share: Fraction) -> float:
    """The probability that at least `quorum` of `members` come, each with probability `share` (binomial)."""
    p = float(share)
    return sum(math.comb(members, k) * p**k * (1 - p) ** (members - k) for k in range(quorum, members + 1))
