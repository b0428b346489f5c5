"""`peerkit agenda plan`: whatever is asked for, what comes out fits, loads, and passes `check`; or it says kindly what would."""

from __future__ import annotations

import datetime
from fractions import Fraction
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from peerkit import rules
from peerkit.begin.planning import Asked, Plan, drafted
from peerkit.cli import peerkit
from peerkit.diagnostic import Refusal
from peerkit.facts.clock import Timing, timing
from peerkit.load import load
from peerkit.model.base import FACILITATORS
from peerkit.model.context import Context
from peerkit.model.group import Group
from peerkit.model.network import Network
from peerkit.protocols import builtin_protocols, builtin_skeletons, load_protocols, load_skeletons
from peerkit.source import of_bytes

TODAY = datetime.date(2026, 11, 23)
DAY = datetime.date(2026, 12, 10)
PROTOCOLS = load_protocols(builtin_protocols())[0]
SKELETONS, WRONG = load_skeletons(PROTOCOLS, builtin_skeletons())
BREAKS = {p for p in PROTOCOLS if any("break" in s.title.lower() for s in PROTOCOLS[p].steps)}
RULES = {name: rule for name, rule in rules.builtin().items() if not rule.spans_groups}


def group(people: int = 8, minutes: float = 120, agenda: str | None = None, place: str = "online") -> tuple[Group, list[str]]:
    """A group of so many, with that agenda on 10 December, and what is wrong with it."""
    members = "members:\n" + "".join(f"  - {{id: m{n}, name: Member {n}}}\n" for n in range(people))
    seats = f"seats: {{min: 1, max: {max(people, 12)}, limit: {max(people, 14)}}}\n"
    meets = f"meets: {{rule: FREQ=MONTHLY;BYDAY=2TH, start: '18:00', minutes: {minutes:g}, timezone: Europe/Berlin, place: {{kind: {place}}}}}\n"
    files = {"group.yml": "name: One\n" + seats + meets, "members.yml": members if people else "members: []\n"}
    if agenda is not None:
        files["meetings/2026-12-10/agenda.md"] = f"---\n{agenda}---\n"
    found, wrong = load("one", of_bytes({path: text.encode() for path, text in files.items()}), "groups", Network())
    assert found is not None
    return found, [str(d) for d in wrong]


def told(planned: Group) -> list[str]:
    """What `check` says of the planned agenda."""
    context = Context(TODAY, Network(), PROTOCOLS, FACILITATORS)
    return [str(d) for d in rules.check(planned, context, RULES) if "/meetings/" in d.at.path]


def planned(asked: Asked, people: int = 8, place: str = "online") -> tuple[Plan, Timing | None, list[str]]:
    """The plan, its clock once it stands in an agenda, and all that is wrong with that agenda."""
    before, _ = group(people, place=place)
    plan = drafted(before, asked, TODAY, PROTOCOLS, SKELETONS)
    if not plan.text:
        return plan, None, []
    after, wrong = group(people, agenda=plan.text, place=place)
    return plan, timing(after, after.meetings[0], PROTOCOLS), [*wrong, *told(after)]


# --- the property ---


@settings(max_examples=50, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    minutes=st.integers(20, 1200).map(lambda n: n / 2),
    people=st.integers(1, 14),
    protocols=st.lists(st.sampled_from(sorted(PROTOCOLS)), max_size=5),
    skeleton=st.sampled_from(["", *sorted(SKELETONS)]),
    place=st.sampled_from(["online", "in-person"]),
)
@example(minutes=120, people=8, protocols=["experience-share", "hot-seat"], skeleton="", place="in-person")
@example(minutes=120, people=1, protocols=["check-in-round", "check-in-round"], skeleton="", place="online")
@example(minutes=600, people=12, protocols=["retreat-day"], skeleton="one-hour", place="online")
def test_what_comes_out_fits_and_passes_check_or_says_what_would(
    minutes: float, people: int, protocols: list[str], skeleton: str, place: str
) -> None:
    asked = Asked(minutes, tuple(protocols), people, skeleton)
    plan, clock, wrong = planned(asked, people, place)
    if clock is None:
        (note,) = plan.notes
        assert f"{minutes:g} minutes are too few for" in note and "plan for" in note
        return
    # a step of a protocol is as long as it is: no break of ours can divide it
    assert [w for w in wrong if not ("no-break" in w and BREAKS & set(protocols))] == []
    assert clock.length == Fraction(minutes) and clock.slack is not None and clock.slack >= clock.length / 20
    kinds = [timed.item.kind for timed in clock.items]
    assert "check-in" in kinds[:2] and kinds[-1] == "close"
    names = [timed.item.protocol for timed in clock.items if timed.item.protocol]
    assert sorted(names) == sorted(protocols) if protocols else set(names) <= set(PROTOCOLS)


@pytest.mark.parametrize("minutes", [60, 90, 120, 150, 180, 240, 360, 480])
@pytest.mark.parametrize("people", [5, 8, 10])
def test_a_skeleton_fills_a_meeting_of_its_own_length_well(minutes: int, people: int) -> None:
    plan, clock, wrong = planned(Asked(minutes, (), people), people, "in-person")
    assert clock is not None and clock.slack is not None and wrong == []
    assert Fraction(5, 100) <= clock.slack / minutes <= Fraction(30, 100), plan.text


# --- what is asked for ---


def test_the_example_of_two_hours_reads_as_a_facilitator_would_write_it() -> None:
    plan, clock, wrong = planned(Asked(120, ("experience-share", "hot-seat")), place="in-person")
    assert clock is not None and wrong == [] and plan.notes == ()
    assert [(t.item.kind, t.item.protocol) for t in clock.items] == [
        ("check-in", None), ("rules", None), ("review", None), ("issue", "experience-share"), ("break", None), ("issue", "hot-seat"),
        ("nuggets", None), ("logistics", None), ("close", None),
    ]  # fmt: skip
    assert clock.items[3].minutes == 50 and clock.items[0].item.per_person == 1.5
    assert "# When time runs out, shorten or drop first: Hot seat, then Dates and logistics" in plan.text
    assert "  # 18:00, 12 minutes\n  - title: Arrive and check in\n" in plan.text


def test_protocols_keep_their_order_but_arriving_and_updates_come_first() -> None:
    _, clock, _ = planned(Asked(240, ("hot-seat", "updates", "check-in-round", "hot-seat")))
    assert clock is not None
    assert [t.item.protocol for t in clock.items if t.item.protocol] == ["check-in-round", "updates", "hot-seat", "hot-seat"]
    assert sum(t.item.kind == "check-in" for t in clock.items) == 1


def test_a_protocol_that_fills_a_day_stands_in_the_shortest_frame_and_has_lunch_once() -> None:
    plan, clock, wrong = planned(Asked(560, ("retreat-day",)))
    assert clock is not None and wrong == [] and "after the skeleton one-hour" in plan.text
    assert [t.item.kind for t in clock.items] == ["check-in", "other", "nuggets", "close"]
    _, clock, _ = planned(Asked(600, ("retreat-day",), skeleton="full-day"))
    assert clock is not None and "break" not in [t.item.kind for t in clock.items]


@pytest.mark.parametrize(("minutes", "first"), [(66, "hot-seat"), (185, "troika"), (100, "1-2-4-all")])
def test_minutes_that_could_be_used_are_told_with_protocols_that_fit_too(minutes: float, first: str) -> None:
    (note,) = planned(Asked(minutes, (first,)))[0].notes[-1:]
    assert note.split()[0].isdigit() and "minutes more could be used: --protocol " in note
    for more in note.partition(": ")[2].replace("--protocol ", "").split(" or "):
        plan, _, wrong = planned(Asked(minutes, (first, more)))
        assert wrong == [] and "Left out" not in plan.text and plan.text


def test_little_time_drops_what_the_skeleton_marks_and_says_so() -> None:
    plan, clock, wrong = planned(Asked(54, ("experience-share",), skeleton="two-hours"))
    assert clock is not None and wrong == []
    assert "# Left out of the skeleton for want of time: Dates and logistics" in plan.text
    assert "logistics" not in [t.item.kind for t in clock.items]


def test_what_does_not_fit_says_what_to_drop_and_how_long_it_would_take() -> None:
    asked = Asked(60, ("experience-share", "hot-seat", "case-clinic"))
    plan, clock, _ = planned(asked)
    (note,) = plan.notes
    assert clock is None and plan.text == ""
    assert note.startswith("60 minutes are too few for 8 people and experience-share (31 at least), hot-seat (15 at least)")
    assert "drop case-clinic (--protocol experience-share --protocol hot-seat fits)" in note
    longer = float(note.rpartition("plan for ")[2].split()[0])
    assert planned(Asked(longer, asked.protocols, skeleton="one-hour"))[1] is not None


def test_fewer_people_than_the_roster_are_named_to_be_chosen_and_more_are_told() -> None:
    plan, clock, wrong = planned(Asked(120, ("experience-share",), people=5))
    assert "expected: [m0, m1, m2, m3, m4] # write who they are" in plan.text
    assert clock is not None and clock.people == 5 and wrong == []
    plan, clock, _ = planned(Asked(120, ("experience-share",), people=11))
    assert clock is not None and "expected" not in plan.text.replace("# ", "")
    assert "planned for 11, though 8 are expected" in plan.notes[0]


def test_whom_the_days_agenda_expects_is_kept() -> None:
    before, _ = group(agenda="expected: [m1, m2, m3, m4, m5]\n")
    plan = drafted(before, Asked(120, ("experience-share",), date=DAY), TODAY, PROTOCOLS, SKELETONS)
    assert "expected: [m1, m2, m3, m4, m5]\n" in plan.text and "Planned for 5 people" in plan.text


def test_a_group_without_a_roster_plans_for_the_seats_it_aims_at() -> None:
    plan, clock, wrong = planned(Asked(120, ("experience-share",)), people=0)
    assert "Planned for 6 people" in plan.text and clock is not None and wrong == []


def test_a_protocol_for_other_sizes_is_told() -> None:
    assert "case-clinic works for 4 to 10 people, and 14 are planned for" in planned(Asked(240, ("case-clinic",)), 14)[0].notes


def test_the_limits_that_the_network_sets_are_kept() -> None:
    before, _ = group()
    limits = (Fraction(20, 100), Fraction(45))
    plan = drafted(before, Asked(180, ("experience-share", "hot-seat")), TODAY, PROTOCOLS, SKELETONS, limits)
    after, _ = group(agenda=plan.text)
    clock = timing(after, after.meetings[0], PROTOCOLS)
    assert clock.slack is not None and clock.slack >= 36
    assert sum(t.item.kind == "break" for t in clock.items) >= 3


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        (Asked(120, ("hotseat",)), "no protocol 'hotseat'; did you mean 'hot-seat'?"),
        (Asked(120, skeleton="zzz"), "no skeleton 'zzz'; there are full-day, half-day"),
        (Asked(120.25), "120.25 minutes; write a multiple of 0.5"),
        (Asked(600, ("hot-seat",) * 13), "13 protocols are more than a meeting holds"),
    ],
)
def test_a_wrong_word_is_refused(asked: Asked, says: str) -> None:
    with pytest.raises(Refusal) as refused:
        planned(asked)
    assert says in str(refused.value)


# --- skeletons ---


def test_the_builtin_skeletons_cover_an_hour_to_a_full_day() -> None:
    assert WRONG == [] and len(SKELETONS) >= 6
    for minutes in range(30, 600, 10):
        assert any(s.suits(minutes) and s.place is None for s in SKELETONS.values()), minutes
    for skeleton in SKELETONS.values():
        assert skeleton.purpose and skeleton.sources and all(s.strength for s in skeleton.sources)


def test_a_mistake_in_an_own_skeleton_is_told_by_check(tmp_path: Path) -> None:
    (tmp_path / "groups" / "one").mkdir(parents=True)
    (tmp_path / "groups" / "one" / "group.yml").write_text("name: One\n")
    (tmp_path / "templates" / "skeletons").mkdir(parents=True)
    own = tmp_path / "templates" / "skeletons" / "ours.yml"
    own.write_text(
        "id: hers\nname: Ours\nminutes: [60, 30]\nprotocols: [hotseat]\nopening: [{title: A, minutes: 5, range: [6, 9]}]\n"
    )
    options = ["--groups", str(tmp_path / "groups"), "--templates", str(tmp_path / "templates"), "--today", "2026-11-23"]
    result = CliRunner().invoke(peerkit, ["check", *options])
    assert "ours.yml:3:10: error[schema] minutes: lengths are the least and the most; write [100, 140]" in result.output
    own.write_text(own.read_text().replace("[60, 30]", "[30, 60]").replace("[6, 9]", "[4, 9]"))
    result = CliRunner().invoke(peerkit, ["check", *options])
    assert "ours.yml:1:5: error[schema] id: 'hers' is not this file's name, 'ours'" in result.output
    assert "ours.yml:4:13: error[schema] protocols.0: there is no protocol 'hotseat'; did you mean 'hot-seat'?" in result.output


# --- the commands ---


def test_the_command_plans_the_example_groups_with_an_own_skeleton(tmp_path: Path) -> None:
    (tmp_path / "skeletons").mkdir()
    (tmp_path / "skeletons" / "ours.yml").write_text(
        "name: Ours\nminutes: [100, 200]\nopening: [{title: Sing, kind: check-in, minutes: 5}]\n"
        "protocols: [troika]\nclosing: [{title: Bow, kind: close, minutes: 5}]\n"
    )
    call = ["agenda", "plan", "northeast-cio", "--today", "2026-11-23", "--templates", str(tmp_path), "--skeleton", "ours"]
    result = CliRunner().invoke(peerkit, call)
    assert result.exit_code == 0 and "title: Sing" in result.output and "protocol: troika" in result.output
    result = CliRunner().invoke(peerkit, ["agenda", "plan", "northeast-cio", "--minutes", "20", "--protocol", "updates"])
    assert result.exit_code == 1 and "20 minutes are too few" in result.output and "Traceback" not in result.output


def test_the_protocols_are_listed_by_length_for_so_many_people() -> None:
    few = CliRunner().invoke(peerkit, ["agenda", "protocols", "--people", "4"]).output.splitlines()
    many = CliRunner().invoke(peerkit, ["agenda", "protocols", "--people", "12"]).output.splitlines()
    assert len(few) == len(PROTOCOLS) and few[0].startswith("check-in-round")
    length = {line.split()[0]: float(line.split()[1]) for line in many}
    assert length["check-in-round"] == 21 and list(length.values()) == sorted(length.values())
