"""Printed pages look as they did: each is compared with a small picture of it; `pytest --bless` makes the pictures anew."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner
from PIL import Image, ImageChops, ImageStat

from pdf import pages, picture
from peerkit.builtin import starter_groups
from peerkit.cli.charter_print import charter_print
from peerkit.cli.print import command

PICTURES = Path(__file__).parent / "pictures"
GROUPS = ["--groups", str(starter_groups()), "--templates", "none"]
CASES = {
    "charter": (charter_print, ["northeast-cio", "--today", "2026-11-23"]),
    "charter-public-a4": (charter_print, ["northeast-cio", "--audience", "public", "--paper", "A4", "--today", "2026-11-23"]),
    "charter-german-blank": (charter_print, ["kammermusik-sonntag", "--blank-signatures", "--today", "2026-11-23"]),
    "charter-large": (charter_print, ["northeast-cio", "--large-print", "--today", "2026-11-23"]),
    "cards": (command, ["cards", "troika"]),
    "cards-large": (command, ["cards", "1-2-4-all", "--large-print", "--paper", "A4"]),
    "tents": (command, ["tents", "northeast-cio", "2026-12-10"]),
}


@pytest.mark.parametrize("case", CASES)
def test_a_print_looks_as_it_did(case: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    made, words = CASES[case]
    done = CliRunner().invoke(made, [*words, *GROUPS, "--out", str(tmp_path / "out.pdf")])
    assert done.exit_code == 0, done.output
    pdf = (tmp_path / "out.pdf").read_bytes()
    shown = sheet([picture(pdf, n, 120) for n in range(1, pages(pdf) + 1)])
    stored = PICTURES / f"{case}.png"
    if request.config.getoption("--bless"):
        PICTURES.mkdir(exist_ok=True)
        shown.save(stored, optimize=True)
    before = Image.open(stored)
    assert shown.size == before.size
    # another version of the renderer may shade an edge otherwise; a word that is gone or moved is far more
    assert ImageStat.Stat(ImageChops.difference(shown, before)).rms[0] < 6, (
        f"see the difference with {stored.name}; --bless if it is right"
    )


def sheet(pictures: list[Image.Image]) -> Image.Image:
    """Pages side by side."""
    whole = Image.new("L", (sum(each.width for each in pictures), max(each.height for each in pictures)), 128)
    left = 0
    for each in pictures:
        whole.paste(each, (left, 0))
        left += each.width
    return whole


def test_a_line_that_is_gone_is_seen(tmp_path: Path) -> None:
    stored = Image.open(PICTURES / "charter.png")
    changed = stored.copy()
    changed.paste(255, (15, 40, 110, 60))
    assert ImageStat.Stat(ImageChops.difference(changed, stored)).rms[0] > 6
