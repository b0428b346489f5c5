"""Charts as shapes to draw, from plain numbers: what a template's macro puts into an inline SVG. Knows no words and no colours.

Lengths are units of a drawing `WIDTH` units wide, which is about a telephone's width in pixels: a chart that can be read
there can be read anywhere. `series` counts from 1 and becomes a class, so that style sheets choose colours.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from msgspec import Struct

WIDTH = 360.0
_LEFT, _RIGHT, _TOP, _FOOT = 26.0, 6.0, 8.0, 20.0  # room for labels around the plot
_PLOT = 120.0  # height of the plot of a chart with a scale
_WIDE = WIDTH - _LEFT - _RIGHT
_BAR, _ROW = 12.0, 22.0


class Box(Struct, frozen=True):
    """A rectangle of one series."""

    x: float
    y: float
    width: float
    height: float
    series: int
    label: str = ""


class Tick(Struct, frozen=True):
    """A label at a place along an axis."""

    at: float
    label: str


class Chart(Struct, frozen=True):
    """What to draw, from back to front: a band, grid lines with numbers, boxes, a stepped line, lines across with their names."""

    height: float
    boxes: tuple[Box, ...] = ()
    across: tuple[Tick, ...] = ()  # below the plot
    up: tuple[Tick, ...] = ()  # beside it, with a grid line each
    limits: tuple[Tick, ...] = ()  # named lines across the plot
    band: Box | None = None
    path: str = ""  # of a stepped line, as SVG's `d`
    width: float = WIDTH
    left: float = _LEFT
    right: float = WIDTH - _RIGHT
    base: float = _TOP + _PLOT


def columns(
    groups: Sequence[tuple[str, Sequence[float]]],
    *,
    stacked: bool = False,
    limits: Sequence[tuple[float, str]] = (),
    labels: int = 6,
) -> Chart:
    """One column for each group, or with `stacked` its values on top of each other; no more than so many labels below."""
    tallest = max([*(sum(v) if stacked else max(v, default=0) for _, v in groups), *(at for at, _ in limits), 1])
    top, up = _scale(tallest)
    room = _WIDE / max(1, len(groups))
    boxes = [box for n, (_, values) in enumerate(groups) for box in _column(n * room, room, values, top, stacked)]
    every = -(-len(groups) // labels) or 1
    across = tuple(Tick(_r(_LEFT + (n + 0.5) * room), label) for n, (label, _) in enumerate(groups) if n % every == 0)
    named = tuple(Tick(_y(value, top), label) for value, label in limits)
    return Chart(_TOP + _PLOT + _FOOT, tuple(boxes), across, up, named)


def _column(x: float, room: float, values: Sequence[float], top: float, stacked: bool) -> list[Box]:
    wide = min(room * 0.76, 28.0) / (1 if stacked else max(1, len(values)))
    left = _LEFT + x + (room - wide * (1 if stacked else len(values))) / 2
    out, below = [], 0.0
    for n, value in enumerate(values):
        if value:
            high = _y(below + value, top)
            out.append(Box(_r(left + (0 if stacked else n * wide)), high, _r(wide), _r(_y(below, top) - high), n + 1))
        below += value if stacked else 0
    return out


def steps(
    points: Sequence[tuple[datetime.date, float]], until: datetime.date, ticks: Sequence[tuple[datetime.date, str]],
    *, band: tuple[float, float, str] | None = None, limits: Sequence[tuple[float, str]] = (),
) -> Chart:  # fmt: skip
    """A line that changes on days, drawn from the first of them to `until`, over a band of values that are as they should be."""
    first, tallest = points[0][0], max([*(v for _, v in points), *(at for at, _ in limits), *(band or ())[:2], 1])
    top, up = _scale(tallest)
    days = max(1, (until - first).days)

    def x(day: datetime.date) -> float:
        return _r(_LEFT + _WIDE * min(1.0, max(0, (day - first).days) / days))

    path = f"M{x(first):g} {_y(points[0][1], top):g}" + "".join(f"H{x(day):g}V{_y(v, top):g}" for day, v in points[1:])
    shade = Box(_LEFT, _y(band[1], top), _WIDE, _r(_y(band[0], top) - _y(band[1], top)), 0, band[2]) if band else None
    across = tuple(Tick(x(day), label) for day, label in ticks if first <= day <= until)
    named = tuple(Tick(_y(value, top), label) for value, label in limits)
    return Chart(_TOP + _PLOT + _FOOT, (), across, up, named, shade, f"{path}H{x(until):g}")


def bars(rows: Sequence[tuple[str, Sequence[float]]]) -> Chart:
    """A row for each name with one bar a series, each as long as its part of the longest of that series."""
    count = max((len(values) for _, values in rows), default=0)
    longest = [max([*(values[n] for _, values in rows), 0]) or 1 for n in range(count)]
    name, gap = WIDTH * 0.32, 6.0
    room = (WIDTH - name) / max(1, count)
    boxes = tuple(
        Box(_r(name + n * room), _r(row * _ROW + 4), _r((room - gap) * value / longest[n]), _BAR, n + 1)
        for row, (_, values) in enumerate(rows) for n, value in enumerate(values) if value
    )  # fmt: skip
    labels = tuple(Tick(_r(row * _ROW + 14), label) for row, (label, _) in enumerate(rows))
    return Chart(max(1, len(rows)) * _ROW, boxes, up=labels, left=_r(name - gap), base=0)


def strip(parts: Sequence[tuple[float, int, str]], whole: float) -> Chart:
    """Lengths one after the other on a strip as long as the whole: (length, series, label); what is left of it stays empty."""
    total = max(whole, sum(length for length, _, _ in parts)) or 1
    boxes, x = [], 0.0
    for length, series, label in parts:
        wide = WIDTH * length / total
        boxes.append(Box(_r(x), 0, _r(max(0.5, wide - 1)), 30, series, label if wide > 9 * len(label) + 4 else ""))
        x += wide
    end = (Tick(_r(WIDTH * whole / total), ""),) if 0 < whole < total else ()
    return Chart(30, tuple(boxes), limits=end, left=0, right=WIDTH, base=30)


def moments(
    points: Sequence[tuple[datetime.date, str]], until: datetime.date, ticks: Sequence[tuple[datetime.date, str]]
) -> Chart:
    """Named moments on an axis of time, from the first to `until`; each name stands where the one before leaves it room."""
    first = points[0][0]
    days = max(1, (until - first).days)

    def x(day: datetime.date) -> float:
        return _r(12 + (WIDTH - 24) * min(1.0, max(0, (day - first).days) / days))

    boxes, ends = [], [-99.0, -99.0, -99.0]
    for day, label in points:
        at, wide = x(day), 6.5 * len(label)
        row = next((n for n, end in enumerate(ends) if at - wide / 2 > end), 0)
        ends[row] = at + wide / 2
        boxes.append(Box(at, 34.0 - row * 13, 0, 0, 1, label))
    across = tuple(Tick(x(day), label) for day, label in ticks if first <= day <= until)
    return Chart(66, tuple(boxes), across, left=12, right=WIDTH - 12, base=44)


def years(first: datetime.date, last: datetime.date) -> list[tuple[datetime.date, str]]:
    """The first days of years in between, as ticks; no more than six."""
    found = [datetime.date(year, 1, 1) for year in range(first.year, last.year + 1)]
    every = -(-len(found) // 6) or 1
    return [(day, str(day.year)) for n, day in enumerate(found) if n % every == 0]


def _scale(tallest: float) -> tuple[float, tuple[Tick, ...]]:
    """The top of the scale, a whole number at or above the tallest value, and no more than five numbers up to it."""
    step = next(s for s in (k * 10**e for e in range(12) for k in (1, 2, 5)) if tallest <= 5 * s)
    top = -(-tallest // step) * step
    return top, tuple(Tick(_y(n * step, top), f"{n * step:g}") for n in range(int(top / step) + 1))


def _y(value: float, top: float) -> float:
    return _r(_TOP + _PLOT * (1 - value / top))


def _r(value: float) -> float:
    return round(value, 1)
