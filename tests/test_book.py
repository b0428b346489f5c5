"""The handbook as a book: what the contents and references say is where they say it, and the book can be printed and folded."""

from __future__ import annotations

import datetime
import io
import re
from pathlib import Path

import pikepdf
import pytest
from click.testing import CliRunner
from msgspec.structs import replace
from pypdf import PdfReader

from pdf import pages, words
from peerkit.builtin import starter_groups, templates
from peerkit.cli.handbook import command
from peerkit.model.context import Context
from peerkit.model.network import Network
from peerkit.outputs.book import book, parts
from peerkit.outputs.book_terms import indexed
from peerkit.outputs.handbook import Handbook
from peerkit.protocols import builtin_protocols, load_protocols
from peerkit.rules import builtin
from peerkit.survey import Plan, open_survey
from peerkit.typeset import Sheet
from peerkit.typeset.pdf import folded

FRONT = 4  # cover, its back, contents, their back


@pytest.fixture(scope="module")
def small() -> Handbook:
    """A handbook of two chapters of one's own and a glossary, all others taken away."""
    own = {path.name: "" for path in (Path(__file__).parent.parent / "docs" / "handbook").glob("*.md")}
    own |= {
        "index.md": "# Our handbook\n\n## Start\n\n- [Beginning](beginning.md)\n- [Going on](going-on.md)\n\n## Look up\n\n- [Glossary](glossary.md)\n",
        "beginning.md": "# Beginning\n\nA nugget helps. See [the middle](going-on.md#the-middle) and [the web](https://example.org/x).\n\n"
        + "Words of a chapter. " * 700,
        "going-on.md": "# Going on\n\nFirst.\n\n## The middle\n\nBack to [Beginning](beginning.md), and [nowhere](gone.md).\n",
        "glossary.md": "# Glossary\n\n**Nugget.** What you take home.\n\n**Term of art.** A term.\n",
    }
    context = Context(datetime.date(2026, 11, 23), Network(name="Harbour", contact="us@example.org"), {}, templates=())
    return Handbook(context, builtin(), {f"handbook/{name}": text for name, text in own.items()}, {})


@pytest.fixture(scope="module")
def printed(small: Handbook) -> bytes:
    job, found = book(small, Sheet(""))
    made = job.done()
    assert made.standard == "ua-1" and not found and not made.findings
    assert job.done().pdf == made.pdf
    return made.pdf


def place(pdf: bytes, text: str, after: int = FRONT) -> int:
    """The page (from 1) on which the text stands first after the contents."""
    return next(n for n in range(after + 1, pages(pdf) + 1) if text in words(pdf, n))


def test_it_has_a_cover_and_contents_that_are_right(printed: bytes) -> None:
    assert (
        words(printed, 1) == "HARBOUR Our handbook us@example.org"
        or words(printed, 1).lower() == "harbour our handbook us@example.org"
    )
    assert words(printed, 2) == ""
    contents = words(printed, 3)
    for title in ("Beginning", "Going on", "Glossary", "Index of terms"):
        number = int(re.search(rf"{title}[ .]*?(\d+)", contents)[1])  # type: ignore[index]
        assert title in words(printed, FRONT + number), title


def test_chapters_begin_on_the_right_and_empty_pages_say_nothing(printed: bytes) -> None:
    for opening in ("Beginning A nugget", "Going on First", "Glossary Nugget"):
        assert place(printed, opening) % 2 == 1, opening
    empty = [n for n in range(1, pages(printed) + 1) if not words(printed, n)]
    assert empty and all(n % 2 == 0 for n in empty)


def test_running_heads_name_the_book_on_the_left_and_the_chapter_on_the_right(printed: bytes) -> None:
    first = place(printed, "Beginning A nugget")
    assert (
        words(printed, first + 1).lower().startswith("harbour our handbook words")
        or "harbour our handbook" in words(printed, first + 1).lower()
    )
    assert "beginning" in words(printed, first + 2).lower()
    assert words(printed, first + 1).rstrip().endswith(str(first + 1 - FRONT))


def test_the_running_head_names_the_protocol_that_a_page_is_about(small: Handbook) -> None:
    protocols, _ = load_protocols(builtin_protocols())
    job, _ = book(Handbook(replace(small.context, protocols=protocols), builtin(), small.own, {}), Sheet(""))
    made = job.done().pdf
    first = place(made, "Move on when")
    names = tuple(protocol.name.lower() for protocol in protocols.values())
    right = [words(made, n).lower() for n in range(first, first + 20) if n % 2]
    assert len(right) == 10 and all(head.startswith(names) for head in right), [head[:40] for head in right]


def test_links_are_pages_and_addresses_are_notes(printed: bytes) -> None:
    middle, first = place(printed, "The middle Back to"), place(printed, "Beginning A nugget")
    said = words(printed, first)
    assert f"the middle (p. {middle - FRONT})" in said and "https://example.org/x" in said
    back = words(printed, middle)
    assert f"Beginning (p. {first - FRONT}), and nowhere." in back


def test_the_index_leads_to_where_terms_are_spoken_of(printed: bytes) -> None:
    index = words(printed, place(printed, "Index of terms", pages(printed) - 2))
    first, glossary = place(printed, "Beginning A nugget") - FRONT, place(printed, "Glossary Nugget") - FRONT
    assert f"Nugget {first}, {glossary}" in index and f"Term of art {glossary}" in index


def test_the_outline_has_the_chapters_and_pages_are_labelled_as_printed(printed: bytes) -> None:
    reader = PdfReader(io.BytesIO(printed))
    titles = [entry.title for entry in reader.outline if not isinstance(entry, list)]
    assert titles[:1] == ["Our handbook"] and {"Beginning", "Going on", "Glossary", "Index of terms"} <= set(titles)
    assert reader.page_labels[2:6] == ["i", "ii", "1", "2"]
    with pikepdf.open(io.BytesIO(printed)) as opened:
        assert opened.docinfo["/Title"] == "Harbour Our handbook" and opened.Root.Lang == "en"


def test_a_chapter_that_stands_in_no_part_comes_after_all_that_do(small: Handbook) -> None:
    found = parts(replace(small, own={**small.own, "handbook/ours.md": "# Ours\n"}))
    assert [part.title for part in found] == ["", "Start", "More", "Protocols", "Ready texts", "Look up"]
    assert [page.path for page, _ in found[2].chapters] == ["handbook/ours.md"]


@pytest.mark.parametrize("sheet", [Sheet("", paper="Letter"), Sheet("", half=True), Sheet("", large=True)])
def test_other_papers(small: Handbook, sheet: Sheet) -> None:
    job, _found = book(small, sheet)
    made = job.done()
    assert made.standard == "ua-1" and place(made.pdf, "Going on First") % 2 == 1


def test_a_term_that_every_chapter_speaks_of_is_listed_where_a_heading_names_it() -> None:
    chapters = {f"c{n}": ["a term here"] for n in range(10)} | {
        "h": [{"t": "h", "text": "The term", "c": ["The term"]}, "a term"]
    }
    marked = indexed(chapters, ["Term"], ["c0"])
    assert [path for path, nodes in marked.items() if {"t": "term", "key": "term"} in nodes] == ["c0", "h"]


def test_a_thick_booklet_is_folded_in_sections() -> None:
    assert folded(70, 64) == [*folded(64), *(tuple(n and n + 64 for n in side) for side in folded(6))]


def test_the_built_in_handbook_is_a_book_of_all_its_pages(tmp_path: Path) -> None:
    survey = open_survey(Plan(datetime.date(2026, 11, 23), starter_groups(), tmp_path))
    handbook = Handbook(replace(survey.context, templates=()), survey.rules)
    held = {page.path for part in parts(handbook) for first, more in part.chapters for page in (first, *more)}
    assert held == handbook.paths
    protocols = sorted(file.stem for file in (templates() / "protocols").glob("*.yml"))
    assert protocols and all(f"handbook/protocols/{name}.md" in held for name in protocols)
    made = (job := book(handbook, Sheet(""))[0]).done()
    assert made.standard == "ua-1" and not made.findings
    said = words(made.pdf)
    assert all(chapter["title"] in said for part in job.data["parts"] for chapter in part["chapters"])


def test_the_command_prints_a_booklet(tmp_path: Path) -> None:
    (tmp_path / "docs" / "handbook").mkdir(parents=True)
    for path in (Path(__file__).parent.parent / "docs" / "handbook").glob("*.md"):
        (tmp_path / "docs" / "handbook" / path.name).write_text("" if path.stem != "attendance" else "# Ours\n\nOur own words.\n")
    groups = ["--groups", str(starter_groups()), "--templates", str(tmp_path / "none"), "--docs", str(tmp_path / "docs")]
    done = CliRunner().invoke(command, [*groups, "--booklet", "--paper", "A4", "--out", str(tmp_path / "out.pdf")])
    assert done.exit_code == 0 and "sides, PDF without tags" in done.output, done.output
    pdf = (tmp_path / "out.pdf").read_bytes()
    assert "Our own words." in words(pdf) and PdfReader(io.BytesIO(pdf)).pages[0].mediabox.width > 800
