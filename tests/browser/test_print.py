"""Each page on paper: without what belongs to the screen, open, with addresses, and with its margins filled."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from pypdf import PdfReader

from conftest import GROUP, Visit


def sheets(page: Any) -> list[str]:
    """The text of each sheet, as the browser prints it."""
    data = page.pdf(prefer_css_page_size=True, format="A4")
    return [sheet.extract_text() for sheet in PdfReader(BytesIO(data)).pages]


def flat(text: str) -> str:
    return " ".join(text.split())


def test_a_meeting_on_paper(visit: Visit) -> None:
    made = sheets(visit.to(f"{GROUP}meetings/2026-12-10/"))
    assert 3 <= len(made) <= 5
    for number, text in enumerate(made, 1):
        assert "Northeast CIO Roundtable" in text and "TLP:AMBER+STRICT" in text and "For facilitators only" in text
        assert f"{number} / {len(made)}" in flat(text)
    whole = flat(" ".join(made))
    assert "Warm-up round" in whole, "the steps, which are folded on the screen"
    assert "Table of contents" not in whole and "Search" not in whole and "Made with" not in whole
    notes = [n for n, text in enumerate(made) if "The facilitator's notes" in text]
    assert notes == [len(made) - 1] and "Agenda" not in made[-1], "notes are on a sheet of their own"


def test_links_show_their_addresses(visit: Visit) -> None:
    made = flat(" ".join(sheets(visit.to("kit/appearance/"))))
    assert "Material (https://squidfunk.github.io/mkdocs-material/)" in made


def test_an_address_is_not_shown_twice(visit: Visit) -> None:
    made = flat(" ".join(sheets(visit.to(f"{GROUP}meetings/2026-12-10/"))))
    assert made.count("https://meet.example.org/cio") == 1


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_paper_is_white_in_either_scheme(visit: Visit, scheme: str) -> None:
    visit.page.emulate_media(color_scheme=scheme, media="print")  # type: ignore[arg-type]
    page = visit.to(GROUP)
    ink, paper = page.evaluate("(({color, backgroundColor}) => [color, backgroundColor])(getComputedStyle(document.body))")
    assert ink == "rgb(0, 0, 0)" and paper in ("rgb(255, 255, 255)", "rgba(0, 0, 0, 0)")
    tinted = """all => all.filter(e => !['rgba(0, 0, 0, 0)', 'rgb(255, 255, 255)'].includes(getComputedStyle(e).backgroundColor)
        && e.checkVisibility() && !e.closest('.pk-chart')).map(e => e.className)"""
    assert page.eval_on_selector_all("main *", tinted) == []


def test_the_public_reads_no_label(page: Any, public: str) -> None:
    visit = Visit(page, public)
    made = sheets(visit.to(f"{GROUP}charter/"))
    assert 1 <= len(made) <= 4 and "TLP" not in " ".join(made) and "only" not in made[0].splitlines()[-1]


def test_the_directory_fits_two_cards_side_by_side(visit: Visit) -> None:
    made = sheets(visit.to("groups/"))
    assert "Northeast CIO Roundtable" in made[0] and "City and County Data Leads" in made[0]
    assert "Show all" not in " ".join(made)
