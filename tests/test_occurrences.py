"""When a group meets: the rule's dates, less the exceptions, with the folders that replace, move or cancel them."""

from __future__ import annotations

import datetime
from itertools import pairwise

import pytest
from dateutil.rrule import _iterinfo

from peerkit.facts.occurrences import ahead, held, rule_dates, scheduled, upcoming
from peerkit.model.group import Group
from some import TODAY, group


def day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


def rhythm(meets: str, about: str = "", **agendas: str) -> Group:
    """A group with this rhythm and, by date written with underscores, these agendas' front matter."""
    files = {f"meetings/{name[1:].replace('_', '-')}/agenda.md": f"---\n{text}\n---\n" for name, text in agendas.items()}
    return group({"group.yml": f"name: G\n{about}\nmeets: {{{meets}}}\n", **files})


def dates(made: Group, first: str, last: str) -> list[str]:
    return [str(d) for d in scheduled(made, day(first), day(last))]


def next_dates(made: Group, count: int = 3, today: datetime.date = TODAY) -> list[str]:
    return [o.meeting.slug if o.meeting else str(o.date) for o in upcoming(made, today, count)]


def test_from_bounds_the_rule_and_is_an_occurrence_only_if_the_rule_says_so() -> None:
    weekly = "rule: FREQ=WEEKLY;BYDAY=TH, from: "
    assert dates(rhythm(weekly + "2026-11-24"), "2026-11-01", "2026-12-04") == ["2026-11-26", "2026-12-03"]
    assert dates(rhythm(weekly + "2026-11-26"), "2026-11-01", "2026-12-04") == ["2026-11-26", "2026-12-03"]


def test_until_is_the_last_date_that_may_be_an_occurrence() -> None:
    made = rhythm("rule: FREQ=WEEKLY;BYDAY=TH, from: 2026-11-26, until: 2026-12-10")
    assert dates(made, "2026-11-01", "2027-12-31") == ["2026-11-26", "2026-12-03", "2026-12-10"]
    made = rhythm("rule: FREQ=WEEKLY;BYDAY=TH, from: 2026-11-26, until: 2026-11-25")
    assert dates(made, "2026-11-01", "2027-12-31") == []


def test_a_fortnight_counts_from_from_whatever_the_window() -> None:
    made = rhythm("rule: FREQ=WEEKLY;INTERVAL=2;BYDAY=FR, from: 2026-12-04")
    assert dates(made, "2026-12-01", "2027-01-05") == ["2026-12-04", "2026-12-18", "2027-01-01"]
    assert dates(made, "2026-12-11", "2026-12-31") == ["2026-12-18"]
    later = rhythm("rule: FREQ=WEEKLY;INTERVAL=2;BYDAY=FR, from: 2026-12-05")
    assert dates(later, "2026-12-01", "2027-01-05") == ["2026-12-18", "2027-01-01"]


def test_a_week_begins_on_monday_unless_the_rule_says_so() -> None:
    rule = "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,SU"  # the example of RFC 5545, section 3.3.10
    window = day("1997-08-05"), day("1997-08-05"), day("1997-08-31")
    assert [d.day for d in rule_dates(rule, *window)] == [5, 10, 19, 24]
    assert [d.day for d in rule_dates(f"{rule};WKST=SU", *window)] == [5, 17, 19, 31]


def test_without_from_a_rule_counts_from_a_fixed_day_so_that_it_never_changes_with_today() -> None:
    made = rhythm("rule: FREQ=WEEKLY;INTERVAL=2;BYDAY=FR")
    both = dates(made, "2025-12-01", "2027-02-01")
    assert dates(made, "2025-12-01", "2026-06-30") + dates(made, "2026-07-01", "2027-02-01") == both
    assert {(day(b) - day(a)).days for a, b in pairwise(both)} == {14}


def test_leap_days_and_last_weekdays() -> None:
    leap = rule_dates("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29", day("2020-01-01"), day("2020-01-01"), day("2032-12-31"))
    assert [str(d) for d in leap] == ["2020-02-29", "2024-02-29", "2028-02-29", "2032-02-29"]
    last = rule_dates("FREQ=MONTHLY;BYDAY=-1WE", day("2026-01-01"), day("2026-02-01"), day("2026-03-31"))
    assert [str(d) for d in last] == ["2026-02-25", "2026-03-25"]


@pytest.mark.parametrize("year", [1970, 2026, 2399, 2400, 9000])
def test_the_calendar_is_the_same_in_every_year(year: int) -> None:
    found = rule_dates("FREQ=WEEKLY;BYDAY=MO", datetime.date(year, 1, 1), datetime.date(year, 1, 1), datetime.date(year, 12, 31))
    assert len(found) in (52, 53) and all(d.weekday() == 0 and d.year == year for d in found)


@pytest.mark.parametrize("rule", ["FREQ=DAILY;BYSETPOS=2", "FREQ=WEEKLY;BYDAY=MO;BYSETPOS=5", "FREQ=YEARLY;BYYEARDAY=400"])
def test_a_rule_that_never_matches_is_sought_for_400_years_at_most(rule: str, monkeypatch: pytest.MonkeyPatch) -> None:
    years, rebuild = set[int](), _iterinfo.rebuild
    monkeypatch.setattr(_iterinfo, "rebuild", lambda self, year, month: years.add(year) or rebuild(self, year, month))
    assert rule_dates(rule, day("2024-01-01"), day("2026-01-01"), day("2028-01-01")) == ()
    assert 4 < len(years) <= 400


def test_an_exception_is_left_out() -> None:
    made = rhythm("rule: FREQ=MONTHLY;BYDAY=2TH, from: 2026-11-01, except: [2027-01-14]")
    assert next_dates(made) == ["2026-12-10", "2027-02-11", "2027-03-11"]


@pytest.mark.parametrize("status", ["closed", "paused"])
def test_a_closed_or_paused_group_has_no_dates_but_its_folders(status: str) -> None:
    made = rhythm("rule: FREQ=MONTHLY;BYDAY=2TH, from: 2026-11-01", f"status: {status}", _2026_12_24="title: Farewell")
    assert next_dates(made) == ["2026-12-24"]


MONTHLY = "rule: FREQ=MONTHLY;BYDAY=2TH, from: 2026-11-01"


def test_a_folder_replaces_the_rules_occurrence_on_its_date() -> None:
    found = upcoming(rhythm(MONTHLY, _2026_12_10="title: X"), TODAY, 3)
    assert [(str(o.date), bool(o.meeting)) for o in found] == [
        ("2026-12-10", True), ("2027-01-14", False), ("2027-02-11", False)
    ]  # fmt: skip


def test_a_moved_meeting_replaces_the_occurrence_that_it_names() -> None:
    assert next_dates(rhythm(MONTHLY, _2026_12_17="instead_of: 2026-12-10")) == ["2026-12-17", "2027-01-14", "2027-02-11"]


def test_a_cancelled_meeting_takes_its_occurrence_away_moved_or_not() -> None:
    assert next_dates(rhythm(MONTHLY, _2026_12_10="status: cancelled")) == ["2027-01-14", "2027-02-11", "2027-03-11"]
    moved = rhythm(MONTHLY, _2026_12_17="{status: cancelled, instead_of: 2026-12-10}")
    assert next_dates(moved) == ["2027-01-14", "2027-02-11", "2027-03-11"]


def test_two_meetings_on_one_day_are_both_shown() -> None:
    made = rhythm(MONTHLY, _2026_12_10="title: X", _2026_12_10_retreat="title: Y")
    assert next_dates(made) == ["2026-12-10", "2026-12-10-retreat", "2027-01-14"]


def test_today_is_ahead_until_the_meeting_was_held() -> None:
    made = rhythm(MONTHLY, _2026_12_10="title: X")
    assert [m.slug for m in ahead(made, day("2026-12-10"))] == ["2026-12-10"]
    assert not held(made.meetings[0], day("2026-12-10"))
    assert held(made.meetings[0], day("2026-12-11")) and not ahead(made, day("2026-12-11"))


@pytest.mark.parametrize(("status", "took_place"), [("held", True), ("planned", True), ("draft", False), ("cancelled", False)])
def test_a_past_meeting_was_held_unless_it_was_a_draft_or_called_off(status: str, took_place: bool) -> None:
    assert held(rhythm(MONTHLY, _2026_11_12=f"status: {status}").meetings[0], TODAY) is took_place


def test_a_group_without_a_rule_has_only_its_folders() -> None:
    assert next_dates(group({"group.yml": "name: G", "meetings/2026-12-01/agenda.md": ""})) == ["2026-12-01"]
