"""The handbook's prose: its shape, plain words, readable sentences, sources that are named and graded, clocks that add up."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
import yaml

from peerkit.protocols import builtin_protocols, load_protocols

ROOT = Path(__file__).parents[1]
HANDBOOK = ROOT / "docs" / "handbook"
TEXTS = ROOT / "templates" / "texts"
CHAPTERS = sorted(HANDBOOK.glob("*.md"))
PROTOCOLS = load_protocols(builtin_protocols())[0]
FIGURES: dict[str, list[str]] = yaml.safe_load((ROOT / "tests" / "timings" / "figures.yml").read_text("utf-8"))
PROSE = [*CHAPTERS, *sorted(TEXTS.glob("*.md"))]
SECTIONS = ["What to do", "Why", "How it goes wrong", "Checklist"]
WEASELS = re.compile(
    r"\b(very(?! (?:text|version)\b)|various|leverag\w+|robust\w*|basically|simply|obviously|clearly|really|quite|actually|of course|best-in-class|"
    r"world-class|cutting-edge|seamless\w*|holistic\w*|synerg\w+|utili[sz]\w+|impactful|crucial\w*|vital(?:ly)?|ensur\w+|"
    r"studies show|research shows|experts say|it is well known|extremely|significantly|substantially|numerous|a (?:number|variety|range) of|"
    r"arguably|undoubtedly|certainly|definitely|truly|essentially|it should be noted|needless to say|going forward|game.changer|powerful|"
    r"empower\w*|stakeholders?|optimi[sz]\w+|foster(?:s|ing)?)\b",
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


@pytest.mark.parametrize("id", sorted(PROTOCOLS))
def test_no_words_in_a_protocol_that_say_nothing(id: str) -> None:
    texts = [value for value in walked(PROTOCOLS[id].model_dump()) if isinstance(value, str)]
    assert len(texts) > 20 and WEASELS.findall("\n\n".join(texts)) == []


def walked(value: object) -> Iterator[object]:
    """What a structure holds, at any depth."""
    if isinstance(value, dict | list | tuple):
        for each in value.values() if isinstance(value, dict) else value:
            yield from walked(each)
    else:
        yield value


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


def sections(page: Path) -> Iterator[str]:
    """What stands under each heading of a chapter; its checklist repeats, and is left out."""
    parts = re.split(r"(?m)^(?=#{2,3} )", page.read_text("utf-8"))
    yield from (part for part in parts if not part.startswith("## Checklist"))


@pytest.mark.parametrize("figure", FIGURES)
def test_a_figure_that_has_a_source_names_it_where_it_stands(figure: str) -> None:
    told = [(page, s) for page in CHAPTERS if page.stem not in ("sources", "glossary") for s in sections(page)]
    told = [(page, section) for page, section in told if re.search(figure, " ".join(section.split()))]
    assert told, "no chapter tells this figure any more"
    for page, section in told:
        assert any(f"sources.md#{source})" in section for source in FIGURES[figure]), f"{name(page)}: {section.splitlines()[0]}"


def test_what_rests_on_a_study_says_how_strong_that_is() -> None:
    """Each paragraph or row that cites a study or survey has the strength that the sources give it."""
    text = (HANDBOOK / "sources.md").read_text("utf-8")
    research = (
        text.partition("\n## Research\n")[2].partition("\n## ")[0]
        + text[text.index("### CIO surveys") :].partition("\n### Git")[0]
    )
    graded = {
        re.sub(r"[^\w -]", "", title).lower().replace(" ", "-"): grade
        for title, grade in re.findall(r"(?s)^### ([^\n]+)\n.*?\*Strength:\* \*\*(.+?)\*\*", research, re.MULTILINE)
    }
    del graded["wenger-2002"]  # practice, and no figure of it is for circles
    assert len(graded) == 7 and graded["fay-2000"] == "weak to moderate"
    for page in CHAPTERS:
        for block in re.split(r"\n\s*\n|\n(?=[-|])", page.read_text("utf-8")):
            said = " ".join(block.split())
            for source in set(graded) & set(re.findall(r"sources\.md#([\w-]+)", said)):
                assert re.search(rf"\b{graded[source]}\b|the same kind of evidence", said), (
                    f"{name(page)}: how strong is {source}? {said[:90]}"
                )


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
    steps = PROTOCOLS[protocol].steps
    minutes = [int(n) for n in re.findall(r"^\| (\d+) \| ", page.read_text("utf-8"), re.MULTILINE)]
    timed = [[length.total_seconds() / 60 for _, length in table] for table in clocks(page)]
    assert [step.length(8) for step in steps] in [minutes, *timed]


# words of the trade that a newcomer to peer groups does not know: the glossary has an entry for each that a chapter uses
JARGON = (
    "action learning set", "alignment", "AI note-taker", "bridge forum", "buddy", "case giver", "clearing the air", "common problem",
    "community of practice", "complement", "deputy", "double confidentiality", "experience share", "five per cent", "hot seat",
    "housekeeping", "hybrid", "issue list", "key question", "language observer", "mastermind group", "mini-retreat", "needs and leads",
    "nugget", "plus and delta", "pre-read", "privilege", "pulse", "quorum", "retrospective", "roster", "rule in focus", "run sheet",
    "slack", "sub-group", "takeaway", "parking lot", "moderator-elect",
)  # fmt: skip


# --- jargon, research, reading level ---

# what every reader knows, or what stands where it is used with its meaning beside it
EVERYDAY = {"UTC", "CEO"}
RESEARCH = re.compile(
    r"\b(?:randomi[sz]ed|meta-analys\w+|pooled analys\w+|experiments?|laborator\w+|researchers?|research|in a survey|surveys of|the (?:large )?trial)\b",
    re.IGNORECASE,
)
GRADE = re.compile(r"\b(?:strong|moderate|weak|practice|claim|opinion)\b", re.IGNORECASE)
# no claim, but a word about claims
NO_CLAIM = re.compile(r"tested by research|One randomised trial is strong")


def plain(text: str) -> str:
    """A page without code, addresses of links and comments; every line is where it was."""
    return re.sub(r"(?ms)^```.*?^```$|`[^`\n]*`|\]\([^)]*\)|<!--.*?-->", lambda m: "\n" * m[0].count("\n"), text)


def undefined(text: str, defined: str) -> list[tuple[int, str]]:
    """Abbreviations that neither glossary nor sources explain, with their lines."""
    found = [(n, word) for n, line in enumerate(plain(text).split("\n"), 1) for word in re.findall(r"\b[A-Z]{2,}[0-9]*\b", line)]
    return [(n, word) for n, word in found if word not in EVERYDAY and not re.search(rf"\b{word}\b", defined)]


def ungraded(text: str) -> list[tuple[int, str]]:
    """Paragraphs and rows that speak of research without a source, or without how strong it is; with their lines."""
    out, line = [], 1
    for block in re.split(r"(\n\s*\n|\n(?=[-|]))", text):
        claims = RESEARCH.search(block) and not block.startswith("#") and not NO_CLAIM.search(" ".join(block.split()))
        if claims and not ("sources.md#" in block and GRADE.search(block)):
            out.append((line, " ".join(block.split())[:80]))
        line += block.count("\n")
    return out


@pytest.mark.parametrize("page", CHAPTERS, ids=name)
def test_no_jargon_that_the_glossary_does_not_explain(page: Path) -> None:
    defined = (HANDBOOK / "glossary.md").read_text("utf-8") + (HANDBOOK / "sources.md").read_text("utf-8")
    found = [f"{name(page)}:{line}: '{word}' is in no glossary" for line, word in undefined(page.read_text("utf-8"), defined)]
    assert not found, "\n".join(found)


@pytest.mark.parametrize("word", JARGON)
def test_a_word_of_the_trade_stands_in_the_glossary_and_is_used(word: str) -> None:
    glossary = (HANDBOOK / "glossary.md").read_text("utf-8")
    used = [page for page in PROSE if re.search(rf"(?i)\b{word}", " ".join(page.read_text("utf-8").split()))]
    heads = re.findall(r"(?m)^\*\*(.+?)\.\*\* ", glossary)
    elsewhere = re.findall(r"Forums say \*(.+?)\*", " ".join(glossary.split()))
    assert used and word.casefold() in {head.casefold() for head in [*heads, *elsewhere]}


@pytest.mark.parametrize("page", [p for p in CHAPTERS if p.stem not in ("sources", "glossary")], ids=name)
def test_every_claim_of_research_carries_its_strength(page: Path) -> None:
    found = [f"{name(page)}:{line}: how strong is it? {words}" for line, words in ungraded(page.read_text("utf-8"))]
    assert not found, "\n".join(found)


def test_the_checks_find_what_they_look_for() -> None:
    assert undefined("Plain.\n\nAsk the KPI of `XYZ`.\n", "TLP") == [(3, "KPI")] and undefined("TLP", "TLP 2.0") == []
    assert ungraded("One.\n\nResearch says so.\n") == [(3, "Research says so.")]
    assert ungraded("Research says so ([X](sources.md#x), weak).\n") == []


def test_the_reading_level_of_each_chapter_is_reported(record_property: Callable[[str, object], None]) -> None:
    """At the end of a run, and in its report (`pytest --junitxml`): the index of each chapter."""
    levels = {page.stem: round(lix(page.read_text("utf-8"))) for page in CHAPTERS}
    for chapter, level in sorted(levels.items(), key=lambda item: (-item[1], item[0])):
        record_property(f"reading level of {chapter}", level)
    assert max(levels.values()) < MOST_LIX
