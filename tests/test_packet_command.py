"""`peerkit packet`: what is asked for is written, and nothing else is touched."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from click.testing import CliRunner, Result
from msgspec import structs

from peerkit import press
from peerkit.cli import peerkit
from peerkit.diagnostic import Refusal
from peerkit.model.group import Group

AGENDA = "---\nitems:\n  - {title: Check in, kind: check-in, per_person: 2}\n  - {title: A question, kind: issue, issue: q, lead: bo, minutes: 30, cut: 1}\n---\nDear all\n"
FILES = {
    "group.yml": "name: Harbour\nmeets: {start: '17:30', minutes: 60, timezone: America/New_York}\n",
    "members.yml": "members:\n  - {id: amara, name: Amara Osei}\n  - {id: bo, name: Bo Lindqvist}\n  - {id: chen, name: Chen Yi-ting, left: 2026-01-31}\n",
    "issues/q.md": "---\ntitle: A question\n---\nWhat now?\n",
    "meetings/2026-10-08/agenda.md": AGENDA,
    "meetings/2026-12-10/agenda.md": AGENDA,
    "meetings/2026-12-10/facilitator.md": "Nobody else may know that the quarter was dreadful.\n",
    "meetings/2026-12-10-retreat/agenda.md": AGENDA,
    "meetings/2027-01-14/agenda.md": AGENDA,
}


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for path, text in FILES.items():
        file = tmp_path / "groups/harbour" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*words: str) -> Result:
    return CliRunner().invoke(peerkit, ["packet", *words, "--today", "2026-11-23"])


def made(home: Path) -> list[str]:
    return sorted(p.name for p in (home / "packets").glob("*")) if (home / "packets").is_dir() else []


def test_the_next_meeting_is_printed_for_members_unless_told_otherwise(home: Path) -> None:
    result = run("harbour")
    assert (result.exit_code, made(home)) == (0, ["harbour-2026-12-10-member.pdf"])
    assert result.output == f"packets/harbour-2026-12-10-member.pdf: {_pages(home)} pages, PDF/UA-1\n"


def _pages(home: Path) -> int:
    with pikepdf.open(home / "packets/harbour-2026-12-10-member.pdf") as pdf:
        return len(pdf.pages)


@pytest.mark.parametrize(
    ("words", "names"),
    [
        (["next", "2"], ["2026-12-10-member", "2026-12-10-retreat-member"]),
        (["2026-10-08", "2027-01-14"], ["2026-10-08-member", "2027-01-14-member"]),
        (["2026-12-10-retreat", "--edition", "guest"], ["2026-12-10-retreat-guest"]),
        (["2026-12-10", "--for", "bo"], ["2026-12-10-member-02"]),
        (["2026-12-10", "--for", "everyone", "--no-attachments"], ["2026-12-10-member-01", "2026-12-10-member-02"]),
        (["--edition", "presenter", "--edition", "facilitator"], ["2026-12-10-facilitator", "2026-12-10-presenter"]),
    ],
)
def test_what_is_named_is_written_and_nothing_else(home: Path, words: list[str], names: list[str]) -> None:
    result = run("harbour", *words)
    assert result.exit_code == 0, result.output
    assert made(home) == [f"harbour-{name}.pdf" for name in names]


def test_all_meetings_of_all_groups_are_set_side_by_side_and_counted(home: Path) -> None:
    result = run("all", "all")
    assert result.exit_code == 0, result.output
    assert len(made(home)) == 4
    assert [line[:8] for line in result.output.splitlines()] == [f"[{n} of 4]" for n in range(1, 5)]
    before = {p.name: p.read_bytes() for p in (home / "packets").iterdir()}
    assert run("harbour", "2026-10-08").exit_code == 0
    assert {p.name: p.read_bytes() for p in (home / "packets").iterdir()} == before, "same input, same bytes, in any process"


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["harbor"], "no group 'harbor'; did you mean 'harbour'?"),
        (["harbour", "2026-12-11"], "no meeting '2026-12-11' of harbour; did you mean '2026-12-10'?"),
        (["harbour", "2026"], "no meeting '2026' of harbour; write next, all, or one of 2026-10-08, 2026-12-10, "),
        (["harbour", "next", "0"], "no meeting '0' of harbour; write next, all, or one of "),
        (["harbour", "--for", "bob"], "no member 'bob' in harbour; did you mean 'bo'?"),
        (["harbour", "--for", "chen"], "'chen' is no member of harbour on 2026-12-10; see joined and left"),
        (["harbour", "--for", "bo", "--edition", "guest"], "a guest's packet is no member's own"),
        (["harbour", "--for", "amara", "--edition", "presenter"], "'amara' presents nothing at harbour 2026-12-10"),
    ],
)
def test_a_slip_is_one_line_and_writes_nothing(home: Path, words: list[str], message: str) -> None:
    result = run(*words)
    assert isinstance(result.exception, Refusal) and str(result.exception).startswith(message)
    assert made(home) == []


def test_where_nothing_is_planned_it_says_how_to_begin(home: Path) -> None:
    result = CliRunner().invoke(peerkit, ["packet", "harbour", "--today", "2028-01-01"])
    assert result.exit_code == 1 and "peerkit new meeting harbour" in result.output


def test_a_foreign_file_is_never_replaced_and_our_own_is(home: Path) -> None:
    place = home / "packets/harbour-2026-12-10-member.pdf"
    place.parent.mkdir()
    for foreign in (b"mine", _foreign()):
        place.write_bytes(foreign)
        result = run("harbour")
        assert isinstance(result.exception, Refusal) and "peerkit did not print it" in str(result.exception)
        assert place.read_bytes() == foreign and made(home) == [place.name]
    place.unlink()
    assert run("harbour").exit_code == run("harbour", "--large-print").exit_code == 0
    assert run("harbour", "--booklet").exit_code == run("harbour", "--booklet").exit_code == 0
    target = home / "elsewhere.pdf"
    place.rename(target)
    place.symlink_to(target)
    assert isinstance(run("harbour").exception, Refusal)


def _foreign() -> bytes:
    import io

    out = io.BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(out)
    return out.getvalue()


def test_errors_in_the_files_are_told_and_nothing_is_printed(home: Path) -> None:
    (home / "groups/harbour/issues/q.md").write_text("---\ntitel: Q\n---\n")
    result = run("harbour")
    assert result.exit_code == 1 and made(home) == []
    assert "groups/harbour/issues/q.md:2:1: error[schema]" in result.output


def test_an_overrun_is_told_and_fit_proposes_what_to_cut(home: Path) -> None:
    text = AGENDA.replace("minutes: 30", "minutes: 70")
    (home / "groups/harbour/meetings/2026-12-10/agenda.md").write_text(text)
    assert "the items take 14 min more than the meeting has; --fit proposes" in run("harbour").output
    assert "proposed cut: A question: shortened to 56 min, which saves 14 min" in run("harbour", "--fit").output


def test_what_cannot_be_printed_is_told_with_its_place_and_the_packet_is_made(home: Path) -> None:
    folder = home / "groups/harbour/meetings/2026-12-10"
    (folder / "agenda.md").write_text(AGENDA.replace("items:", "pre_reads: [{file: memo.pdf, title: Memo 漢}]\nitems:"))
    (folder / "memo.pdf").write_bytes(b"%PDF-1.4 and no more")
    result = run("harbour")
    assert result.exit_code == 0 and made(home) == ["harbour-2026-12-10-member.pdf"]
    lines = result.output.splitlines()
    assert any("agenda.md:2:20: warning[attachment-not-printed] 'memo.pdf' is damaged" in line for line in lines), result.output
    assert any("agenda.md:2:42: warning[character-without-font]" in line and "Noto Serif CJK" in line for line in lines), (
        result.output
    )


def test_a_group_with_mistakes_hears_of_them_and_not_that_it_has_no_meeting(home: Path) -> None:
    (home / "groups/harbour/meetings/2026-12-10/agenda.md").write_text("---\nminutes: long\n---\n")
    result = run("harbour")
    assert result.exit_code == 1 and "mend the above first" in result.output and "has an agenda" not in result.output


def test_what_is_wrong_for_several_packets_is_told_once(home: Path) -> None:
    folder = home / "groups/harbour/meetings/2026-12-10"
    (folder / "agenda.md").write_text(AGENDA.replace("items:", "pre_reads: [{file: memo.pdf, title: Memo}]\nitems:"))
    (folder / "memo.pdf").write_bytes(b"%PDF-1.4 and no more")
    result = run("harbour", "--edition", "member", "--edition", "presenter")
    assert len(made(home)) == 2 and result.output.count("attachment-not-printed") == 1, result.output


def test_the_month_of_a_meeting_is_no_secret_though_an_experience_is_of_that_month(home: Path) -> None:
    folder = home / "groups/harbour/experiences"
    folder.mkdir()
    (folder / "x.md").write_text("---\nsubject: Something else\nperiod: December 2026\n---\n")
    result = run("harbour", "2026-12-10", "--edition", "guest")
    assert result.exit_code == 0, result.output


def test_a_guests_file_does_not_name_a_member_whose_name_is_in_the_folders(home: Path) -> None:
    folder = home / "groups/harbour/meetings"
    (folder / "2026-12-10").rename(folder / "2026-12-10-farewell-to-bo")
    assert run("harbour", "2026-12-10-farewell-to-bo", "--edition", "guest", "--edition", "member").exit_code == 0
    assert made(home) == ["harbour-2026-12-10-1-guest.pdf", "harbour-2026-12-10-farewell-to-bo-member.pdf"]


def test_fewer_meetings_than_were_asked_for_is_said(home: Path) -> None:
    assert "of the next 5 meetings only 3 have an agenda" in run("harbour", "next", "5").output and len(made(home)) == 3
    assert "only" not in run("harbour", "next", "3").output


def test_who_prints_for_a_guest_hears_what_the_packet_lacks(home: Path) -> None:
    agenda = home / "groups/harbour/meetings/2026-12-10/agenda.md"
    agenda.write_text(AGENDA.replace("items:", "place: {venue: At Lindqvist's, room: Kitchen}\nitems:"))
    told = run("harbour", "2026-12-10", "--edition", "guest").output
    assert "left out, since a member's name stands in it: the place's venue; tell the guest" in told, told
    assert "left out" not in run("harbour", "2026-12-10").output


def test_a_packet_that_would_say_too_much_is_not_written(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made_ready = press.ready

    def holed(group: Group, *given: Any) -> Any:
        """A packet whose message is the facilitator's notes, as if a filter had a hole."""
        notes = FILES["meetings/2026-12-10/facilitator.md"]
        meetings = tuple(structs.replace(m, agenda=m.agenda.model_copy(update={"body": notes})) for m in group.meetings)
        return made_ready(replace(group, meetings=meetings), *given)

    monkeypatch.setattr(press, "ready", holed)
    result = run("harbour")
    assert result.exit_code == 3 and made(home) == []
    assert "groups/harbour/meetings/2026-12-10/facilitator.md" in result.output and "dreadful" not in result.output
