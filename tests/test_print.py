"""Cue cards and tent cards: what lies in the facilitator's hand, and what stands on the table."""

from __future__ import annotations

import io
from pathlib import Path

import pikepdf
import pytest
from click.testing import CliRunner
from pypdf import PdfReader

from pdf import pages as count
from pdf import words
from peerkit.builtin import starter_groups, templates
from peerkit.cli.print import command
from peerkit.diagnostic import Refusal


def run(tmp_path: Path, *args: str, code: int = 0) -> tuple[list[str], str]:
    """Words of each page, and what was said."""
    out = tmp_path / "out.pdf"
    done = CliRunner().invoke(command, [*args, "--groups", str(starter_groups()), "--templates", str(tmp_path / "templates"), "--out", str(out)])  # fmt: skip
    if done.exception and not isinstance(done.exception, SystemExit):
        raise done.exception
    assert done.exit_code == code, done.output
    made = out.read_bytes()
    return [words(made, n) for n in range(1, count(made) + 1)], done.output


def test_a_protocol_has_an_opening_card_and_one_for_each_step(tmp_path: Path) -> None:
    pages, said = run(tmp_path, "cards", "1-2-4-all")
    assert said.endswith("out.pdf: 2 pages, PDF/UA-1\n")
    text = " ".join(pages)
    for part in ("1-2-4-All Everybody's ideas", "Not when:", "Prepare", "Alone 1 min everyone One minute of silence.", "Good: Every pen moves.",
                 "Move on when: The bell."):  # fmt: skip
        assert part.lower() in text.lower(), part


def test_every_protocol_prints_and_no_card_loses_a_word(tmp_path: Path) -> None:
    pages, _said = run(tmp_path, "cards")
    text = "".join("".join(pages).lower().split())
    for file in sorted((templates() / "protocols").glob("*.yml")):
        source = file.read_text(encoding="utf-8")
        cues = [line.split("cue:", 1)[1].strip().strip("'\"") for line in source.splitlines() if line.strip().startswith("cue:")]
        assert cues and all("".join(cue.lower().split()) in text for cue in cues), file.name


def test_times_for_a_number_of_people(tmp_path: Path) -> None:
    assert "1.5 min each" in " ".join(run(tmp_path, "cards", "check-in-round")[0])
    seven = " ".join(run(tmp_path, "cards", "check-in-round", "--people", "7")[0])
    assert "10.5 min 1.5 min each" in seven


def test_large_print_gives_two_cards_to_a_sheet(tmp_path: Path) -> None:
    assert len(run(tmp_path, "cards", "1-2-4-all", "--large-print", "--paper", "Letter")[0]) == 3
    assert PdfReader(tmp_path / "out.pdf").pages[0].mediabox.width == 612


def test_a_protocol_that_is_not_there_is_refused_with_the_nearest(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match=r"no protocol 'troyka'; .*troika"):
        run(tmp_path, "cards", "troyka")


def test_tents_have_the_names_of_those_expected_with_their_part(tmp_path: Path) -> None:
    pages, said = run(tmp_path, "tents", "northeast-cio", "2026-12-10", "--guest", "Ada Lovelace")
    assert said.endswith("out.pdf: 4 pages, PDF/UA-1\n")
    text = " ".join(pages)
    for part in (
        "Amara Osei Chief Information Officer, Bluewater Health Plan",
        "Bo Lindqvist Vice President",
        "Ada Lovelace Guest",
    ):
        assert text.count(part) == 2, part  # on both sides of the fold
    assert text.count("FACILITATOR") + text.count("Facilitator") == 2 and "Gustavo" not in text
    with pikepdf.open(io.BytesIO((tmp_path / "out.pdf").read_bytes())) as pdf:
        assert len(pdf.pages) == 4 and pdf.docinfo["/Title"] == "Tent cards"


def test_without_a_meeting_ahead_every_current_member_has_one(tmp_path: Path) -> None:
    ahead, _said = run(tmp_path, "tents", "northeast-cio", "--today", "2026-11-23")
    after, _said = run(tmp_path, "tents", "northeast-cio", "--today", "2029-01-01")
    assert "Gustavo Prieto" not in " ".join(ahead) and "Gustavo Prieto" in " ".join(after)


def test_large_tents_take_a_sheet_each_and_an_unknown_meeting_is_refused(tmp_path: Path) -> None:
    pages, _said = run(tmp_path, "tents", "northeast-cio", "2026-12-10", "--large-print")
    assert len(pages) == 7 and PdfReader(tmp_path / "out.pdf").pages[0].mediabox.width == 792
    with pytest.raises(Refusal, match="no meeting '2026-12-11' of 'northeast-cio'"):
        run(tmp_path, "tents", "northeast-cio", "2026-12-11")
