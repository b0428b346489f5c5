"""Protocols: what a mistake in one is told as, and that the built-in ones keep to their sources."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from peerkit.cli import peerkit
from peerkit.facts.clock import timing
from peerkit.model.group import About, Group
from peerkit.model.meeting import Agenda, Meeting
from peerkit.model.protocol import Protocol, Step
from peerkit.protocols import builtin_protocols, load_protocols
from peerkit.source import of_bytes

BUILTIN, WRONG = load_protocols(builtin_protocols())
SOURCES: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "timings" / "protocols.yml").read_text("utf-8"))
REQUIRED = {
    "check-in-round", "updates", "experience-share", "issue-processing", "action-learning", "peer-consultation", "case-clinic",
    "consultancy", "troika", "1-2-4-all", "hot-seat", "consent-decision", "common-problem-study", "vendor-experience-round",
    "retrospective", "farewell-round", "new-member-welcome", "breach-of-confidentiality", "retreat-day",
}  # fmt: skip
HEAD = "name: Walk\nsteps:\n"
STEP = "  - {title: Go, minutes: 5}\n"


def told(text: str, name: str = "walk.yml") -> list[str]:
    """What is said of a network's own protocol file."""
    _, found = load_protocols(builtin_protocols(), ("templates/protocols", of_bytes({name: text.encode()})))
    return [str(d) for d in found]


def only(text: str, name: str = "walk.yml") -> str:
    (message,) = told(text, name)
    return message.removeprefix("templates/protocols/")


# --- bad input ---


def test_steps_that_exceed_the_total_are_told_at_the_total() -> None:
    text = "name: Walk\nsize: {best: 6}\ntotal: 15\nsteps:\n" + STEP + "  - {title: Talk, per_person: 2}\n"
    assert only(text) == (
        "walk.yml:3:8: error[schema] total: the steps take 17 minutes with 6 people, and 15 is less; "
        "shorten the steps by 2, or write 17"
    )
    assert told(text.replace("15", "17")) == []


def test_a_step_of_no_length_is_told_at_its_minutes_or_at_the_step() -> None:
    assert only(HEAD + "  - {title: Go, minutes: 0}\n").startswith(
        "walk.yml:3:26: error[schema] steps.0.minutes: 0 minutes; write"
    )
    assert only(HEAD + STEP + "  - title: Stay\n") == (
        "walk.yml:4:5: error[schema] steps.1: the step has no length; write minutes, per_person or per_other"
    )
    assert "the step has two lengths" in only(HEAD + "  - {title: Go, minutes: 1, per_other: 1}\n")


def test_an_unknown_speaker_is_told_with_the_nearest_known_one() -> None:
    text = "name: Walk\nroles: {holder: shows}\nsteps:\n  - {title: Go, who: 'the Holder, then others', minutes: 5}\n"
    assert told(text) == []
    assert only(text.replace("the Holder", "the hodler")) == (
        "walk.yml:4:22: error[schema] steps.0.who: 'hodler' is nobody in this protocol; did you mean 'holder'?"
    )
    assert "name a role of that name, or write one of everyone, others" in only(text.replace("the Holder", "zeppelin"))


@pytest.mark.parametrize(
    "who", ["", "everyone, in turn", "pairs", "groups of three", "Facilitator and others", "holder or others"]
)
def test_speakers_may_be_two_and_in_turn(who: str) -> None:
    assert told(f"name: Walk\nroles: {{holder: shows}}\nsteps: [{{title: Go, who: '{who}', minutes: 5}}]\n") == []


def test_a_range_that_excludes_its_own_minutes_is_told_at_the_range() -> None:
    assert only(HEAD + "  - {title: Go, minutes: 5, range: [6, 10]}\n") == (
        "walk.yml:3:36: error[schema] steps.0.range: 6 to 10 excludes the step's own 5 minutes; "
        "write [5, 10], or change the minutes"
    )
    assert "excludes the step's own 2 minutes" in only(HEAD + "  - {title: Go, per_other: 2, range: [0.5, 1.5]}\n")
    assert "a range is the least and the most" in only(HEAD + "  - {title: Go, minutes: 5, range: [6, 4]}\n")
    assert "a range is the least and the most" in only(HEAD + "  - {title: Go, minutes: 5, range: [5]}\n")


def test_an_id_that_clashes_is_told_with_the_file_that_has_it() -> None:
    assert only("id: hot-seat\n" + HEAD + STEP) == (
        "walk.yml:1:5: error[schema] id: 'hot-seat' is the id of templates/protocols/hot-seat.yml; "
        "to replace that one, name this file hot-seat.yml; else delete the key"
    )
    assert "is not this file's name, 'walk'" in only("id: stroll\n" + HEAD + STEP)
    assert told("id: walk\n" + HEAD + STEP) == []


def test_a_name_that_another_protocol_has_is_told() -> None:
    said = only(f"name: hot  SEAT\nsteps:\n{STEP}")
    assert said.startswith("walk.yml:1:7: error[schema] name: 'hot  SEAT' is the name of templates/protocols/hot-seat.yml, too")
    assert told(f"name: Hot seat\nsteps:\n{STEP}", "hot-seat.yml") == []


def test_a_title_longer_than_a_card_and_more_steps_than_anybody_can_lead_are_told() -> None:
    assert "walk.yml:1:7: error[schema] name: is 121 characters long" in only(f"name: {'x' * 121}\nsteps:\n{STEP}")
    assert "steps.0.title: is 200 characters long" in only(HEAD + STEP.replace("Go", "x" * 200))
    assert "walk.yml:3:3: error[schema] steps: 61 steps are more than anybody can lead; write 60 at most" in only(
        HEAD + STEP * 61
    )
    assert told(f"name: {'x' * 120}\nsteps:\n{STEP * 60}") == []


def test_a_break_is_a_step_called_so_and_no_breakout() -> None:
    def made(title: str) -> Protocol:
        return Protocol(name="P", steps=(Step(title=title, minutes=5),))

    assert [made(t).pauses for t in ("Short break", "Lunch", "Breakout rooms", "Break-out rooms", "Breakfast")] == [
        True,
        True,
        *[False] * 3,
    ]
    assert made("Lunch").has_lunch and not made("Short break").has_lunch


@pytest.mark.parametrize("name", ["Walk.yml", "walk.yaml", "a walk.yml", "walk", f"{'w' * 65}.yml"])
def test_a_file_that_cannot_be_a_protocol_is_told(name: str) -> None:
    assert f"'{name}' is no protocol's file" in only(HEAD + STEP, name)


def test_sizes_out_of_order_and_links_that_are_none_are_told_at_their_place() -> None:
    assert "walk.yml:1:21: error[schema] size.max: 4 is less than 'min', which is 5" in only(
        "size: {min: 5, max: 4}\n" + HEAD + STEP
    )
    assert "size.best: 9 is more than 'max', which is 8" in only("size: {max: 8, best: 9}\n" + HEAD + STEP)
    script = "sources: [{says: X, url: 'javascript:alert(1)'}]\n"
    assert "walk.yml:1:26: error[schema] sources.0.url: 'javascript:alert(1)' is no address" in only(script + HEAD + STEP)


def test_check_reports_a_networks_own_protocols(tmp_path: Path) -> None:
    (tmp_path / "groups" / "one").mkdir(parents=True)
    (tmp_path / "groups" / "one" / "group.yml").write_text("name: One\n")
    (tmp_path / "templates" / "protocols").mkdir(parents=True)
    (tmp_path / "templates" / "protocols" / "walk.yml").write_text(HEAD + "  - {title: Go, minutes: 5, range: [6, 10]}\n")
    (tmp_path / "templates" / "protocols" / "away.yml").symlink_to("/nowhere.yml")
    options = ["--groups", str(tmp_path / "groups"), "--templates", str(tmp_path / "templates"), "--today", "2026-11-23"]
    result = CliRunner().invoke(peerkit, ["check", *options])
    assert result.exit_code == 1
    assert "templates/protocols/walk.yml:3:36: error[schema] steps.0.range: 6 to 10 excludes" in result.output
    assert "templates/protocols/away.yml:1:1: error[syntax]" in result.output


# --- lengths ---


def step(**given: Any) -> Step:
    return Step.model_validate({"title": "Go", **given})


@given(st.integers(0, 40), st.sampled_from(["minutes", "per_person", "per_other"]), st.integers(1, 60))
def test_a_steps_bounds_hold_its_length(people: int, unit: str, halves: int) -> None:
    own = halves / 2
    plain, ranged = step(**{unit: own}), step(**{unit: own}, range=(own / 2 if own % 1 == 0 else own, own * 2))
    times = {"minutes": 1, "per_person": people, "per_other": max(people - 1, 0)}[unit]
    assert plain.length(people) == own * times and plain.bounds(people) == (own * times, own * times)
    assert ranged.bounds(people)[0] <= ranged.length(people) <= ranged.bounds(people)[1]


@pytest.mark.parametrize("id", BUILTIN)
def test_without_minutes_of_its_own_an_item_gives_each_step_its_length(id: str) -> None:
    agenda = Agenda.model_validate({"expected": ["a", "b", "c", "d", "e"], "items": [{"protocol": id}]})
    clock = timing(Group("one", About(name="One")), Meeting("2026-12-10", datetime.date(2026, 12, 10), agenda), BUILTIN)
    assert [timed.minutes for timed in clock.items[0].steps] == [step.length(5) for step in BUILTIN[id].steps]


# --- the built-in ones ---


def test_every_protocol_that_the_handbook_promises_is_there_and_sound() -> None:
    assert WRONG == [] and set(BUILTIN) >= REQUIRED


@pytest.mark.parametrize("id", BUILTIN)
def test_a_builtin_protocol_says_all_that_a_facilitator_needs(id: str) -> None:
    p = BUILTIN[id]
    assert p.purpose and p.when and p.when_not and p.serves and p.facilitator and p.preparation and p.roles and p.remote
    assert p.size.min and p.size.max and p.size.best and len(p.pitfalls) >= 2 and p.sources
    assert all(s.strength for s in p.sources), "each source says how strong it is"
    for step in p.steps:
        assert step.who and step.cue and step.good, step.title
        assert step.say or {"break", "lunch"} & set(step.title.lower().split()), step.title
    assert len(BUILTIN["check-in-round"].prompts) >= 5


@pytest.mark.parametrize("id", SOURCES)
def test_a_protocol_keeps_to_the_timings_of_its_source(id: str) -> None:
    protocol, source = BUILTIN[id], SOURCES[id]
    least, most = source["total"]
    assert least <= protocol.minutes(source["people"]) <= most, "the sum"
    assert protocol.total is not None and protocol.total <= most, "the total that the file states"
    if "size" in source:
        assert source["size"][0] <= protocol.best <= source["size"][1], "the best size"
    steps = {s.title: s for s in protocol.steps}
    for title, figure in source["steps"].items():
        _keeps(steps[title], figure, source["people"])


def _keeps(ours: Step, wanted: Any, people: int) -> None:
    """Our step's own length is the source's; where the source has bounds, ours lie within them."""
    match wanted:
        case {"unchecked": figure}:
            assert ours.bounds(people)[0] <= figure <= ours.bounds(people)[1], f"{ours.title}: our own suggestion"
        case {"at_most": most}:
            assert ours.minutes is not None and max(ours.minutes, *ours.range) <= most, ours.title
        case {"at_most_each": most}:
            assert ours.per_person is not None and max(ours.per_person, *ours.range) <= most, ours.title
        case {"each": figure}:
            assert ours.per_person == figure, ours.title
        case {"other": figure}:
            assert ours.per_other == figure, ours.title
        case [least, most]:
            assert ours.minutes is not None and least <= ours.minutes <= most, ours.title
            assert all(least <= end <= most for end in ours.range), f"{ours.title}: the range leaves the source's"
        case figure:
            assert ours.minutes == figure, ours.title


def test_the_timings_name_only_steps_and_protocols_that_there_are() -> None:
    for id, source in SOURCES.items():
        assert source["source"] and set(source["steps"]) <= {s.title for s in BUILTIN[id].steps}
    assert isinstance(BUILTIN["troika"], Protocol)
