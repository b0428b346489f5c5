"""The handbook's prose: its shape, plain words, readable sentences, sources that are named and graded, clocks that add up."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from peerkit.load import builtin_protocols, load_protocols

ROOT = Path(__file__).parents[1]
HANDBOOK = ROOT / "docs" / "handbook"
TEXTS = ROOT / "templates" / "texts"
CHAPTERS = sorted(HANDBOOK.glob("*.md"))
PROSE = [*CHAPTERS, *sorted(TEXTS.glob("*.md"))]
SECTIONS = ["What to do", "Why", "How it goes wrong", "Checklist"]
WEASELS = re.compile(
    r"\b(very(?! (?:text|version)\b)|various|leverag\w+|robust\w*|basically|simply|obviously|clearly|really|quite|actually|of course|best-in-class|"
    r"world-class|cutting-edge|seamless\w*|holistic\w*|synerg\w+|utili[sz]\w+|impactful|crucial\w*|vital(?:ly)?|ensur\w+|"
    r"studies show|research shows|experts say|it is well known)\b",
    re.IGNORECASE,
)
# somebody's words that a chapter warns against, in quotation marks
QUOTED = re.compile(r'"[^"\n]*(?:\n[^"\n]+)?"')
STRENGTH = re.compile(
    r"\*Strength:\* (?:\*\*(?:strong|weak to moderate|moderate|weak|practice|claim|rule)\*\*|opinion of lawyers)"
)
MOST_LIX = 35  # a newspaper has 40 to 50


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def sentences(text: str) -> list[str]:
    """What a reader reads as sentences: no code, no tables, no links' addresses; an item of a list is a sentence of its own."""
    text = re.sub(r"^```.*?^```$|<!--.*?-->", "", text, flags=re.MULTILINE | re.DOTALL)
    text = re.sub(r"^\|.*$|^#+ .*$", "\n", text, flags=re.MULTILINE)
    text = re.sub(r"\]\([^)]*\)|[*`>\[\]]", "", text)
    blocks = re.split(r"\n\s*\n|\n\s*(?:[-*]|\d+\.) ", text)
    found = [s for block in blocks for s in re.split(r"(?<=[.!?:])[\"')]*\s+", " ".join(block.split()))]
    return [s for s in found if re.search(r"\w", s)]


def lix(text: str) -> float:
    """Björnsson's readability index: words in a sentence, plus the percentage of words above six letters."""
    found = sentences(text)
    words = [w for s in found for w in re.findall(r"[\w'’-]+", s)]
    return len(words) / len(found) + 100 * sum(len(w) > 6 for w in words) / len(words)


@pytest.mark.parametrize("page", CHAPTERS, ids=name)
def test_a_chapter_says_what_to_do_then_why_then_how_it_goes_wrong_and_ends_in_a_checklist(page: Path) -> None:
    text = page.read_text("utf-8")
    headings = re.findall(r"^## (.+)$", text, re.MULTILINE)
    if page.name != "index.md":
        assert [h.replace("Why it works", "Why") for h in headings if h in {*SECTIONS, "Why it works"}] == SECTIONS
    assert len(re.findall(r"^- \[ \] ", text.partition("\n## Checklist\n")[2], re.MULTILINE)) >= 3


@pytest.mark.parametrize("page", PROSE, ids=name)
def test_no_words_that_say_nothing(page: Path) -> None:
    said = re.sub(r"<!--.*?-->", "", page.read_text("utf-8"), flags=re.DOTALL)
    assert WEASELS.findall(QUOTED.sub("", said)) == []


@pytest.mark.parametrize("page", CHAPTERS, ids=name)
def test_a_chapter_reads_easily(page: Path) -> None:
    assert lix(page.read_text("utf-8")) < MOST_LIX


def test_the_readability_index_tells_plain_from_stilted() -> None:
    stilted = (
        "Organisational stakeholders should collaboratively operationalise methodological considerations regarding attendance."
    )
    assert lix("Come on time. Say what you saw. Then wait.") < 10 < MOST_LIX < lix(stilted)


def test_the_handbook_is_a_handbook_and_no_library() -> None:
    words = {page: len(page.read_text("utf-8").split()) for page in CHAPTERS}
    assert 25_000 <= sum(words.values()) <= 40_000
    assert {name(page): n for page, n in words.items() if not 600 <= n <= 2_300} == {}


def test_every_source_is_graded_and_cited_and_every_citation_has_a_source() -> None:
    text = (HANDBOOK / "sources.md").read_text("utf-8")
    entries = dict(re.findall(r"^### (.+)\n((?:(?!^#).*\n?)*)", text, re.MULTILINE))
    anchors = {re.sub(r"[^\w -]", "", title).lower().replace(" ", "-") for title in entries}
    cited = {a for page in PROSE for a in re.findall(r"sources\.md#([\w-]+)", page.read_text("utf-8"))}
    assert len(entries) > 40
    assert [title for title, entry in entries.items() if "*Good for:*" not in entry or not STRENGTH.search(entry)] == []
    assert cited == anchors


def test_a_chapter_that_says_percent_or_a_count_of_firms_cites_a_source() -> None:
    """A paragraph or row with a percentage names where it comes from, or says that it is ours, an example or a sum."""
    ours = re.compile(
        r"sources\.md#|[Oo]ur (?:own )?(?:suggestion|observation|rule|view)|[Ww]e suggest|per cent free|five per cent|arithmetic"
    )
    for page in CHAPTERS:
        if page.name == "sources.md":
            continue
        for block in re.split(r"\n\s*\n|\n(?=[-|])", page.read_text("utf-8")):
            if re.search(r"\d (?:per cent|%)", block) and not re.match(r"- \[ \]", block):
                assert ours.search(block) or '"' in block, f"{name(page)}: {block}"


def test_the_glossary_is_in_order_and_tells_each_word_once() -> None:
    words = re.findall(r"^\*\*(.+?)\.\*\* ", (HANDBOOK / "glossary.md").read_text("utf-8"), re.MULTILINE)
    assert len(words) > 60
    assert [w.casefold() for w in words] == sorted({w.casefold() for w in words})


def clocks(page: Path) -> list[list[tuple[datetime, timedelta]]]:
    """The timetables of a page: when each row begins, and how long it takes."""
    tables = []
    for table in re.findall(r"(?:^\|.*\n)+", page.read_text("utf-8"), re.MULTILINE):
        rows = re.findall(r"^\| (\d\d:\d\d) \| (\d+|\d\d:\d\d) \|", table, re.MULTILINE)
        if rows:
            begins = [datetime.strptime(start, "%H:%M") for start, _ in rows]
            lengths = [
                timedelta(minutes=int(b)) if b.isdigit() else datetime.strptime(b, "%H:%M") - a
                for a, (_, b) in zip(begins, rows, strict=True)
            ]
            tables.append(list(zip(begins, lengths, strict=True)))
    return tables


def test_run_sheets_add_up_to_the_minute() -> None:
    sheets = {page: clocks(page) for page in PROSE}
    assert sum(len(tables) for tables in sheets.values()) >= 5
    for page, tables in sheets.items():
        for table in tables:
            for (start, length), (following, _) in pairwise(table):
                assert start + length == following, f"{name(page)}: after {start:%H:%M}"
    for table in sheets[HANDBOOK / "first-three-meetings.md"]:
        assert sum((length for _, length in table), timedelta()) == timedelta(minutes=120)


@pytest.mark.parametrize(
    ("page", "protocol"),
    [
        (HANDBOOK / "common-problems.md", "common-problem-study"),
        (HANDBOOK / "the-years-cycle.md", "retreat-day"),
        (TEXTS / "breach-procedure.md", "breach-of-confidentiality"),
    ],
    ids=["study", "retreat", "breach"],
)
def test_a_timetable_of_a_protocol_has_the_protocols_minutes_for_eight(page: Path, protocol: str) -> None:
    steps = load_protocols(builtin_protocols())[0][protocol].steps
    minutes = [int(n) for n in re.findall(r"^\| (\d+) \| ", page.read_text("utf-8"), re.MULTILINE)]
    timed = [[length.total_seconds() / 60 for _, length in table] for table in clocks(page)]
    assert [step.length(8) for step in steps] in [minutes, *timed]
