"""Time at the table: steps share an item's minutes within their ranges, and what is too much is cut in the order of `cut`."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peerkit.facts.clock import timing
from peerkit.facts.fit import cuts, fit, fitted
from peerkit.facts.scaling import scaled
from peerkit.model.group import Group
from peerkit.model.protocol import Protocol
from peerkit.protocols import builtin_protocols, load_protocols
from some import group

PROTOCOLS, _ = load_protocols(builtin_protocols())
STORY = Protocol.model_validate({
    "name": "Story", "id": "story",
    "steps": [
        {"title": "Open", "minutes": 2}, {"title": "Tell", "minutes": 10, "range": ["5", "15"]},
        {"title": "Share", "per_person": 2, "range": ["1", "3"]},
    ],
})  # fmt: skip


def meeting(minutes: float, *items: str) -> Group:
    """A group whose only meeting has these items; four are expected."""
    members = "members:\n" + "".join(f"  - {{id: m{n}, name: Member {n}}}\n" for n in range(4))
    about = f"name: G\nmeets: {{start: '18:00', minutes: {minutes:g}, timezone: Europe/Berlin}}\n"
    agenda = "---\nitems:\n" + "".join(f"  - {{{item}}}\n" for item in items) + "---\n"
    return group({"group.yml": about, "members.yml": members, "meetings/2026-12-10/agenda.md": agenda})


@pytest.mark.parametrize(
    ("minutes", "steps"),
    [
        (20, [2, 10, 8]),  # as they are
        (24, [2, 12, 10]),  # five minutes of room for the story, four for the shares
        (11, [2, 5, 4]),  # the least that both bear
        (29, [2, 15, 12]),  # and the most
        (58, [4, 30, 24]),  # beyond all ranges, in proportion
    ],
)
def test_steps_with_a_range_give_and_take_and_the_others_keep_their_length(minutes: int, steps: list[int]) -> None:
    assert list(scaled(STORY, Fraction(minutes), 4)) == steps


@given(protocol=st.sampled_from(sorted(PROTOCOLS)), halves=st.integers(1, 1000), people=st.integers(0, 14))
def test_steps_are_half_minutes_that_add_up_and_stay_in_their_ranges_where_they_can(
    protocol: str, halves: int, people: int
) -> None:
    given, minutes = PROTOCOLS[protocol], Fraction(halves, 2)
    steps = scaled(given, minutes, people)
    assert sum(steps) == minutes and all((s * 2).denominator == 1 and s >= 0 for s in steps)
    least, most = given.bounds(people)
    if least <= minutes <= most:
        for step, length in zip(given.steps, steps, strict=True):
            assert step.bounds(people)[0] <= length <= step.bounds(people)[1]


def test_what_may_be_cut_comes_in_the_order_of_cut_and_knows_how_short_it_may_be() -> None:
    made = meeting(60, "title: A, minutes: 15, cut: 2", "title: B, minutes: 30, protocol: story, cut: 1", "title: C, minutes: 9")
    found = cuts(timing(made, made.meetings[0], {"story": STORY}))
    assert [(c.index, c.minutes, c.least) for c in found] == [(1, 30, 11), (0, 15, Fraction(15, 2))]


def test_a_small_overrun_shortens_the_first_and_a_large_one_drops_it_and_goes_on() -> None:
    items = ["title: A, minutes: 20, cut: 1", "title: B, minutes: 20, cut: 2", "title: C, minutes: 20"]
    small, large, hopeless = meeting(54, *items), meeting(38, *items), meeting(15, *items)
    proposed = fit(timing(small, small.meetings[0], {}))
    assert [(p.index, p.keeps, p.saves) for p in proposed.proposals] == [(0, 14, 6)] and proposed.over == 0
    proposed = fit(timing(large, large.meetings[0], {}))
    assert [(p.index, p.keeps, p.saves) for p in proposed.proposals] == [(0, 0, 20), (1, 18, 2)] and proposed.over == 0
    proposed = fit(timing(hopeless, hopeless.meetings[0], {}))
    assert [p.keeps for p in proposed.proposals] == [0, 0] and proposed.over == 5


def test_what_fits_is_not_cut() -> None:
    made = meeting(60, "title: A, minutes: 60, cut: 1")
    assert fit(timing(made, made.meetings[0], {})).proposals == ()


@given(st.lists(st.tuples(st.integers(1, 60), st.integers(0, 3)), min_size=1, max_size=8), st.integers(1, 200))
def test_a_fitted_meeting_fits_or_has_nothing_more_to_cut(items: list[tuple[int, int]], minutes: int) -> None:
    texts = [f"title: I{n}, minutes: {m}" + (f", cut: {cut}" if cut else "") for n, (m, cut) in enumerate(items)]
    made = meeting(minutes, *texts)
    shorter, proposed = fitted(made, made.meetings[0], {})
    clock = timing(made, shorter, {})
    assert clock.slack is not None and (clock.slack >= 0 if proposed.over == 0 else clock.slack == -proposed.over)
    assert not proposed.over or all(item.cut is None for item in shorter.agenda.items)
    assert proposed.over == 0 or sum(p.saves for p in proposed.proposals) < sum(m for m, _ in items)
