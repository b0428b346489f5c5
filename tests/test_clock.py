"""Clock times: sums are exact, minutes are added in real time, and what cannot be known is not guessed."""

from __future__ import annotations

import datetime
from fractions import Fraction
from typing import Any

import pytest

from peerkit.facts.clock import Timing, in_gap, stretches, timing
from peerkit.model.group import Group
from peerkit.model.protocol import Protocol
from some import group

ROUND = Protocol.model_validate(
    {"name": "Round", "id": "round", "steps": [{"title": "Tell", "minutes": 10}, {"title": "Answer", "per_person": 2}]}
)


def members(count: int) -> str:
    return "members:\n" + "".join(f"  - {{id: m{n}, name: Member {n}}}\n" for n in range(count)) if count else ""


def clock(items: list[str], day: str = "2026-12-10", people: int = 4, **meets: Any) -> Timing:
    """The timing of a meeting with these items (flow mappings) in a group of so many people."""
    meets = {"start": "17:30", "minutes": 120, "timezone": "America/New_York", **meets}
    about = "name: G\nmeets:\n" + "".join(f"  {key}: {value}\n" for key, value in meets.items() if value is not None)
    agenda = "---\nitems:\n" + "".join(f"  - {item}\n" for item in items) + "---\n"
    made: Group = group({"group.yml": about, "members.yml": members(people), f"meetings/{day}/agenda.md": agenda})
    return timing(made, made.meetings[0], {"round": ROUND})


def starts(timed: Timing) -> list[str]:
    return [item.starts.strftime("%H:%M") if item.starts else "" for item in timed.items]


def test_a_sum_of_half_minutes_is_exact_and_a_printed_start_is_rounded_down() -> None:
    timed = clock(["{title: A, minutes: 0.5}", "{title: B, minutes: 1}", "{title: C, minutes: 1.5}", "{title: D, minutes: 3}"])
    assert starts(timed) == ["17:30", "17:30", "17:31", "17:33"]
    assert timed.total == 6 and timed.slack == 114


def test_a_hundred_scaled_steps_do_not_drift() -> None:
    timed = clock(["{title: A, protocol: round, minutes: 7}"] * 100, people=3, minutes=700)
    assert timed.total == 700 and timed.slack == 0
    assert sum((step.minutes for item in timed.items for step in item.steps), Fraction(0)) == 700


def test_per_person_counts_those_expected() -> None:
    assert clock(["{title: A, per_person: 1.5}"], people=7).total == Fraction(21, 2)
    assert clock(["{title: A, per_person: 1.5}"], people=0).total == 0


def test_expected_wins_over_the_roster_and_a_member_counts_from_joined_to_left() -> None:
    roster = "members:\n  - {id: a, name: A, left: 2026-12-10}\n  - {id: b, name: B, left: 2026-12-09}\n"
    roster += "  - {id: c, name: C, joined: 2026-12-10}\n  - {id: d, name: D, joined: 2026-12-11}\n"
    path, item = "meetings/2026-12-10/agenda.md", "items: [{per_person: 1}]\n---\n"
    made = group({"group.yml": "name: G", "members.yml": roster, path: "---\n" + item})
    assert timing(made, made.meetings[0], {}).total == 2
    made = group({"group.yml": "name: G", "members.yml": roster, path: "---\nexpected: [a, a]\n" + item})
    assert timing(made, made.meetings[0], {}).total == 1


def test_who_came_late_and_stands_under_present_too_came_once() -> None:
    from peerkit.facts.attendance import rate

    files = {"group.yml": "name: G", "members.yml": members(3)}
    for day in ("2026-01-08", "2026-02-12", "2026-03-12"):
        files[f"meetings/{day}/agenda.md"] = ""
        files[f"meetings/{day}/minutes.md"] = "---\npresent: [m0, m1]\nlate: [m1]\nabsent: [m2, m2]\n---\n"
    assert rate(group(files)) == Fraction(2, 3)


def test_a_protocol_gives_the_minutes_where_the_item_is_silent() -> None:
    timed = clock(["{title: A, protocol: round}", "{title: B, minutes: 1}"])
    assert starts(timed) == ["17:30", "17:48"]
    assert [step.minutes for step in timed.items[0].steps] == [10, 8]


def test_a_protocols_steps_scale_to_the_items_own_minutes() -> None:
    steps = clock(["{title: A, protocol: round, minutes: 27}"]).items[0].steps
    assert [step.minutes for step in steps] == [15, 12]
    assert [step.starts.strftime("%H:%M") for step in steps if step.starts] == ["17:30", "17:45"]


def test_an_item_without_a_length_counts_nothing_and_is_shown_so() -> None:
    timed = clock(["{title: A, minutes: 10}", "{title: B}", "{title: C, protocol: unknown}", "{title: D, minutes: 5}"])
    assert [item.minutes for item in timed.items] == [10, None, None, 5]
    assert starts(timed) == ["17:30", "17:40", "", ""], "nobody knows how long B takes"
    assert timed.total == 15


def test_without_a_start_nothing_has_a_time_but_lengths_are_known() -> None:
    timed = clock(["{title: A, minutes: 10}"], start=None)
    assert timed.starts is None and timed.ends is None and starts(timed) == [""] and timed.slack == 110


def test_without_a_length_there_is_no_end_and_no_slack() -> None:
    timed = clock(["{title: A, minutes: 10}"], minutes=None)
    assert timed.ends is None and timed.slack is None and timed.total == 10


def test_midnight_is_a_time_and_a_meeting_may_pass_it() -> None:
    assert starts(clock(["{title: A, minutes: 10}"], start='"00:00"')) == ["00:00"]
    timed = clock(["{title: A, minutes: 45}", "{title: B, minutes: 5}"], start='"23:30"')
    assert starts(timed) == ["23:30", "00:15"]
    assert timed.ends and timed.ends.date() == datetime.date(2026, 12, 11)


def test_minutes_are_real_minutes_over_a_clock_change() -> None:
    items = ["{title: A, minutes: 60}", "{title: B, minutes: 30}"]
    assert starts(clock(items, day="2027-03-14", start='"01:30"')) == ["01:30", "03:30"]  # 02:30 does not exist
    assert starts(clock(items, day="2026-11-01", start='"01:30"')) == ["01:30", "01:30"]  # 01:30 comes twice


def test_a_start_in_an_overlap_is_the_first_of_the_two() -> None:
    timed = clock([], day="2026-11-01", start='"01:30"')
    assert timed.starts and timed.starts.utcoffset() == datetime.timedelta(hours=-4)


def test_a_start_in_a_gap_is_moved_on_by_the_gap() -> None:
    assert starts(clock(["{title: A}"], day="2027-03-14", start='"02:30"')) == ["03:30"]


@pytest.mark.parametrize(
    ("day", "time", "zone", "gap"),
    [
        ("2027-03-14", "01:59", "America/New_York", False),
        ("2027-03-14", "02:00", "America/New_York", True),
        ("2027-03-14", "02:59", "America/New_York", True),
        ("2027-03-14", "03:00", "America/New_York", False),
        ("2026-11-01", "01:30", "America/New_York", False),
        ("2026-03-29", "02:30", "Europe/Berlin", True),
        ("2026-10-04", "02:15", "Australia/Lord_Howe", True),
        ("2026-10-04", "02:30", "Australia/Lord_Howe", False),
        ("2011-12-30", "12:00", "Pacific/Apia", True),
        ("2026-03-29", "02:30", "UTC", False),
    ],
)
def test_a_gap_holds_the_times_that_clocks_jump_over(day: str, time: str, zone: str, gap: bool) -> None:
    assert in_gap(datetime.date.fromisoformat(day), datetime.time.fromisoformat(time), zone) is gap


def test_breaks_divide_an_agenda_into_stretches() -> None:
    timed = clock(["{minutes: 30}", "{minutes: 40}", "{kind: break, minutes: 10}", "{minutes: 20}"])
    assert list(stretches(timed)) == [(0, 70), (3, 20)]


def test_items_without_a_length_share_what_is_left_of_the_meeting() -> None:
    assert list(stretches(clock(["{minutes: 20}", "{title: A}", "{kind: break}", "{title: B}"]))) == [(0, 70), (3, 50)]
