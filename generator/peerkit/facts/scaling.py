"""How a protocol's steps share the minutes that an item has."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from peerkit.model.protocol import Protocol

_HALF = Fraction(1, 2)


def scaled(protocol: Protocol, minutes: Fraction, people: int) -> tuple[Fraction, ...]:
    """The minutes of each step, in half minutes, that add up to `minutes` exactly.

    What is more or less than the steps take by themselves is shared by those with a range, as far as their ranges go, in
    proportion to the room that each has. Only beyond the ranges of all does every step give or take in proportion.
    """
    natural = [Fraction(step.length(people)) for step in protocol.steps]
    longer = minutes >= sum(natural, Fraction(0))
    edge = [Fraction(step.bounds(people)[longer]) for step in protocol.steps]
    return _in_halves(_between(natural, edge, minutes), minutes)


def _between(natural: Sequence[Fraction], edge: Sequence[Fraction], minutes: Fraction) -> list[Fraction]:
    """Lengths from natural towards the edge of each step's range, and on beyond it where that is not enough."""
    whole, most = sum(natural, Fraction(0)), sum(edge, Fraction(0))
    if most != whole and 0 <= (minutes - whole) / (most - whole) <= 1:
        share = (minutes - whole) / (most - whole)
        return [n + (e - n) * share for n, e in zip(natural, edge, strict=True)]
    return [e * minutes / most for e in edge] if most else [minutes / len(edge)] * len(edge)


def _in_halves(lengths: Sequence[Fraction], minutes: Fraction) -> tuple[Fraction, ...]:
    """Lengths rounded to half minutes, the largest remainders up, so that their sum stays; the first of equals first."""
    units = [length / _HALF for length in lengths]
    whole = [unit.numerator // unit.denominator for unit in units]
    missing = minutes / _HALF - sum(whole)
    up = set(sorted(range(len(units)), key=lambda n: (whole[n] - units[n], n))[: int(missing)])
    return tuple((w + (n in up)) * _HALF for n, w in enumerate(whole))
