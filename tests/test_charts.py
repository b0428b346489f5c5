"""Shapes of charts: every value has its place, nothing leaves the drawing, and nothing is drawn of nothing."""

from __future__ import annotations

import datetime

from hypothesis import given
from hypothesis import strategies as st

from peerkit.render.charts import WIDTH, Chart, bars, columns, moments, steps, strip, years
from peerkit.render.ring import ring

DAY = datetime.date(2026, 11, 23)
numbers = st.floats(0, 10_000) | st.integers(0, 40)
days = st.dates(datetime.date(1990, 1, 1), DAY)


def inside(chart: Chart) -> bool:
    """Whether all boxes and labels stand within the drawing (rounded to a tenth)."""
    boxes = all(
        -0.2 <= b.x <= b.x + b.width <= WIDTH + 0.2 and b.y >= -0.2 and b.y + b.height <= chart.height + 0.2 for b in chart.boxes
    )
    return boxes and all(0 <= tick.at <= WIDTH for tick in chart.across)


@given(st.lists(st.tuples(st.just("x"), st.lists(numbers, min_size=3, max_size=3)), max_size=50), st.booleans())
def test_columns_stay_inside_and_are_as_high_as_their_values(groups: list[tuple[str, list[float]]], stacked: bool) -> None:
    chart = columns(groups, stacked=stacked, limits=((5, "quorum"),))
    assert inside(chart) and len(chart.across) <= 6 and 2 <= len(chart.up) <= 6
    assert len(chart.boxes) == sum(bool(v) for _, values in groups for v in values)


def test_twice_the_value_is_twice_the_height() -> None:
    low, high = columns([("a", [4]), ("b", [8])]).boxes
    assert high.height == 2 * low.height and low.y + low.height == high.y + high.height


def test_stacked_values_stand_on_each_other() -> None:
    first, second = columns([("a", [3, 2])], stacked=True).boxes
    assert first.x == second.x and round(second.y + second.height, 1) == first.y and (first.series, second.series) == (1, 2)


@given(st.lists(st.tuples(days, st.integers(0, 30)), min_size=1, max_size=20, unique_by=lambda p: p[0]).map(sorted))
def test_steps_run_from_the_first_day_to_the_last(points: list[tuple[datetime.date, int]]) -> None:
    chart = steps(points, DAY, years(points[0][0], DAY), band=(6, 10, "aim"), limits=((12, "limit"),))
    assert inside(chart) and chart.band is not None and chart.band.height > 0
    assert chart.path.startswith("M") and chart.path.endswith(f"H{chart.right:g}") and chart.path.count("V") == len(points) - 1


@given(st.lists(st.tuples(st.just("n"), st.tuples(numbers, numbers)), max_size=12))
def test_bars_are_parts_of_the_longest(rows: list[tuple[str, tuple[float, float]]]) -> None:
    chart = bars(rows)
    assert inside(chart) and len(chart.up) == len(rows)


def test_a_strip_shows_what_is_left_and_what_overruns() -> None:
    short = strip([(30, 1, "30"), (30, 3, "30")], 120)
    assert [box.x for box in short.boxes] == [0, 90] and not short.limits
    long = strip([(90, 1, "90"), (90, 3, "90")], 120)
    assert long.limits[0].at == 240 and inside(long)


def test_moments_that_are_close_stand_in_rows_of_their_own() -> None:
    day = datetime.timedelta(1)
    chart = moments([(DAY - 400 * day, "1"), (DAY - 20 * day, "version 2"), (DAY - 10 * day, "version 3")], DAY, [])
    rows = [box.y for box in chart.boxes]
    assert rows[1] != rows[2] and [box.label for box in chart.boxes] == ["1", "version 2", "version 3"]


def test_a_ring_has_a_seat_for_each() -> None:
    seats = ring(6, 2)
    assert [seat.taken for seat in seats] == [True] * 6 + [False] * 2 and seats[0].y == 12
    assert ring(1, 0) == () and ring(30, 0) == ()
