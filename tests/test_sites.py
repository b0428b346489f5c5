"""Golden sites: a network of files, and all that it becomes for each audience. `pytest --bless` rewrites what is expected."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

from peerkit.facts.summary import summary
from peerkit.model.base import Audience
from peerkit.outputs.network import directory
from peerkit.outputs.site import site
from peerkit.pages import cadence
from peerkit.project import project
from peerkit.survey import Plan, open_survey

SITES = Path(__file__).parent / "sites"
CASES = {path.name: path / "groups" for path in sorted(SITES.iterdir()) if (path / "groups").is_dir()}
CASES["example"] = SITES.parent.parent / "groups"
TODAY = datetime.date(2026, 11, 23)


def _found(groups: Path) -> str:
    survey = open_survey(Plan(TODAY, groups, Path("no-templates")))
    root = groups.parent.as_posix() + "/"
    return "".join(f"{d}\n".replace(root, "") for _, found in survey.check() for d in found) or "nothing\n"


def _staged(groups: Path, audience: Audience) -> dict[str, str]:
    """Each group's pages in one text, and the directory's."""
    survey = open_survey(Plan(TODAY, groups, Path("no-templates"), audience=audience))
    made, summaries = {}, []
    for slug in survey.slugs:
        group, _ = survey.group(slug)
        assert group is not None
        seen = project(group, survey.context)
        summaries.append(summary(seen, survey.context, cadence(seen, survey.context)))
        files, _ = site(seen, survey.context)
        made[slug] = "".join(_page(path, data) for path, data in sorted(files.items()))
    made["_directory"] = "".join(
        _page(a.path, a.content) for a in directory.pages(summaries, survey.context) if a.path.endswith(".md")
    )
    return made


def _page(path: str, data: bytes) -> str:
    text = data.decode() if path.endswith(".md") else f"({len(data)} bytes)\n"
    return f"<<<<<<<< {path}\n{text}"


def _same(expected: Path, text: str, bless: bool) -> None:
    if bless:
        expected.parent.mkdir(parents=True, exist_ok=True)
        expected.write_text(text, encoding="utf-8", newline="\n")
    assert expected.is_file(), f"{expected} is missing; look at what is made, then bless it with 'pytest --bless'"
    assert text == expected.read_text(encoding="utf-8")


@pytest.mark.parametrize("case", CASES)
def test_what_check_finds(case: str, bless: bool) -> None:
    _same(SITES / case / "_expected" / "check.txt", _found(CASES[case]), bless)


@pytest.mark.parametrize("audience", list(Audience), ids=lambda a: a.word)
@pytest.mark.parametrize("case", CASES)
def test_what_a_network_becomes(case: str, audience: Audience, bless: bool) -> None:
    for slug, text in _staged(CASES[case], audience).items():
        _same(SITES / case / "_expected" / audience.word / f"{slug}.txt", text, bless)


def test_the_example_network_is_clean() -> None:
    assert _found(CASES["example"]) == "nothing\n"
