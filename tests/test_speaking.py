"""The plan of people: the quiet come early, everybody gets other neighbours, and who waited longest is next."""

from __future__ import annotations

from itertools import pairwise

import pytest

from peerkit.facts.speaking import earlier, longest_silent, seating, shares, speaking_order
from peerkit.model.group import Group
from some import group

PEOPLE = [f"m{n}" for n in range(9)]


def told(*minutes: str) -> Group:
    """A group of nine with a meeting a month, each with this front matter of minutes; then one without."""
    roster = "members:\n" + "".join(
        f"  - {{id: {id}, name: Member {id}, joined: 2025-01-0{n + 1}}}\n" for n, id in enumerate(PEOPLE)
    )
    files = {"group.yml": "name: G\n", "members.yml": roster}
    for number, text in enumerate(minutes, 1):
        files[f"meetings/2026-{number:02}-10/agenda.md"] = "---\nitems: [{title: A, kind: issue, issue: i, lead: m3}]\n---\n"
        files[f"meetings/2026-{number:02}-10/minutes.md"] = f"---\n{text}\n---\n"
    files["meetings/2026-12-10/agenda.md"] = "---\nitems: []\n---\n"
    return group(files | {"issues/i.md": "---\nraised_by: m1\n---\n", "issues/j.md": "---\nraised_by: m2\n---\n"})


def test_a_share_of_one_is_an_even_share_whatever_is_counted() -> None:
    made = told("spoke: {m0: 30, m1: 10}", "spoke: {m0: 1, m1: 3}")
    found = shares(earlier(made, made.meetings[-1]))
    assert found == {"m0": 1, "m1": 1}


def test_the_quietest_third_speaks_first_and_those_without_a_record_are_quiet() -> None:
    made = told("spoke: {m0: 9, m1: 8, m2: 7, m3: 6, m4: 5, m5: 4, m6: 3, m7: 2}")
    order = speaking_order(PEOPLE, earlier(made, made.meetings[-1]))
    assert set(order[:3]) == {"m8", "m7", "m6"} and set(order[6:]) == {"m0", "m1", "m2"}


def test_the_order_changes_at_each_meeting_also_without_a_record() -> None:
    made = told("{}", "{}", "{}", "{}")
    orders = [speaking_order(PEOPLE, earlier(made, meeting)) for meeting in made.meetings]
    assert all(a != b for a, b in pairwise(orders)) and all(sorted(order) == PEOPLE for order in orders)


@pytest.mark.parametrize("count", range(1, 15))
def test_seats_are_a_circle_from_the_facilitator_with_new_neighbours_each_time(count: int) -> None:
    people = [f"m{n}" for n in range(count)]
    rounds = max(count // 2, 1)
    met: set[frozenset[str]] = set()
    last: set[frozenset[str]] = set()
    for number in range(rounds):
        seats = seating(people, "m0", number)
        assert seats[0] == "m0" and sorted(seats) == sorted(people)
        beside = {frozenset(pair) for pair in pairwise((*seats, seats[0]))}
        if count >= 6:
            assert len(last & beside) <= 1, "at most one pair sits together twice"
        met, last = met | beside, beside
    assert count < 4 or len(met) == count * (count - 1) // 2, "in time everybody sits beside everybody"


def test_nobody_is_seated_where_nobody_is_expected() -> None:
    assert seating([], None, 3) == () and speaking_order([], ()) == ()


def test_who_never_presented_comes_first_by_joining_and_a_lead_counts_before_who_raised_it() -> None:
    made = told("presented: [i]", "presented: [j]")
    turns = longest_silent(made, PEOPLE, earlier(made, made.meetings[-1]))
    assert [t.member for t in turns] == ["m0", "m1", "m4", "m5", "m6", "m7", "m8", "m3", "m2"]
    assert turns[-1].last is made.meetings[1] and turns[0].last is None


def test_cancelled_and_later_meetings_are_not_on_record() -> None:
    made = told("spoke: {m0: 1}", "spoke: {m1: 1}")
    assert [m.slug for m in earlier(made, made.meetings[1])] == ["2026-01-10"]
