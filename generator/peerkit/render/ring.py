"""Seats around a table, as points to draw: the kit's mark, with as many seats as the group has."""

from __future__ import annotations

import math

from msgspec import Struct

_MOST = 24  # above so many, seats are too small to count


class Seat(Struct, frozen=True):
    """A seat in a square of 100 by 100, from the top clockwise."""

    x: float
    y: float
    taken: bool


def ring(taken: int, open_seats: int) -> tuple[Seat, ...]:
    """The seats that are taken, then those that are open; none where there are too few or too many to draw."""
    total = taken + open_seats
    if not 2 <= total <= _MOST:
        return ()
    turns = [2 * math.pi * n / total - math.pi / 2 for n in range(total)]
    return tuple(
        Seat(round(50 + 38 * math.cos(turn), 1), round(50 + 38 * math.sin(turn), 1), n < taken) for n, turn in enumerate(turns)
    )
