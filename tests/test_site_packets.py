"""Packets in a built site: linked where they may be shown, and nowhere else."""

from __future__ import annotations

import contextlib
import io
import re
from pathlib import Path

import pytest
from click.testing import CliRunner
from pypdf import PdfReader

from peerkit.cli import peerkit

FILES = {
    "mkdocs.yml": "site_name: Ours\ntheme: {name: material, font: false}\nplugins: [peerkit: {handbook: false}]\n",
    "docs/index.md": "# Ours\n",
    "groups/harbour/group.yml": "name: Harbour\naudiences: {meetings: public}\nmeets: {start: '17:30', minutes: 60}\n",
    "groups/harbour/members.yml": "members: [{id: amara, name: Amara Osei}]\n",
    "groups/harbour/meetings/2026-10-08/agenda.md": "---\nitems: [{title: Long ago, minutes: 5}]\n---\n",
    "groups/harbour/meetings/2026-12-10/agenda.md": "---\nitems: [{title: Check in, minutes: 5}]\n---\nDear all\n",
    "groups/harbour/meetings/2026-12-10/facilitator.md": "Nobody else may know that the quarter was dreadful.\n",
}
MEETING = "meetings/2026-12-10"
MEMBER, FACILITATOR = (f"{MEETING}/harbour-2026-12-10-{edition}.pdf" for edition in ("member", "facilitator"))


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("home")
    for path, text in FILES.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    return folder


def built(home: Path, audience: str, *more: str) -> Path:
    """The group's site as this audience gets it."""
    words = ["build", "--audience", audience, "--today", "2026-11-23", "--out", f"out-{audience}{len(more)}", *more]
    with contextlib.chdir(home):
        done = CliRunner().invoke(peerkit, words)
    assert done.exit_code == 0, done.output
    return home / words[6] / "groups/harbour" / ("docs" if "none" in more else "")


def pdfs(site: Path) -> list[str]:
    """All PDFs of the whole output, by their place in the group's site."""
    out = next(folder for folder in site.parents if folder.name.startswith("out-"))
    return sorted(path.relative_to(site).as_posix() for path in out.rglob("*.pdf"))


def test_members_get_their_packet_from_the_meetings_page_and_from_its_own(home: Path) -> None:
    site = built(home, "members")
    assert pdfs(site) == [MEMBER]
    for page in ("index.html", "packet-member/index.html"):
        html = (site / MEETING / page).read_text()
        (target,) = set(re.findall(r'href="([^"]*\.pdf)"', html))
        assert ((site / MEETING / page).parent / target).resolve() == (site / MEMBER).resolve()
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO((site / MEMBER).read_bytes())).pages)
    assert "Dear all" in text and "dreadful" not in text
    assert not (site / MEETING / "packet-facilitator").exists()


def test_facilitators_get_both_and_their_site_says_which_is_which(home: Path) -> None:
    site = built(home, "facilitators", "--engine", "none")
    assert pdfs(site) == [FACILITATOR, MEMBER]
    page = (site / f"{MEETING}/index.md").read_text()
    assert all(Path(name).name in page for name in (MEMBER, FACILITATOR))


def test_the_public_gets_none_even_where_meetings_are_public(home: Path) -> None:
    site = built(home, "public", "--engine", "none")
    page = (site / f"{MEETING}/index.md").read_text()
    assert pdfs(site) == [] and "packet" not in page.lower()
    assert not [path for path in site.rglob("*") if "packet" in path.name]


def test_without_packets_the_pages_that_print_stay_and_nothing_leads_to_a_pdf(home: Path) -> None:
    site = built(home, "members", "--engine", "none", "--no-packets")
    assert pdfs(site) == []
    pages = [path.read_text() for path in site.rglob("*.md")]
    assert (site / MEETING / "packet-member.md").is_file() and not any(".pdf" in page for page in pages)


def test_meetings_that_members_do_not_see_have_no_members_packet(tmp_path: Path) -> None:
    for path, text in FILES.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text.replace("meetings: public", "meetings: facilitators"), encoding="utf-8")
    assert pdfs(built(tmp_path, "facilitators", "--engine", "none")) == [FACILITATOR]
    assert pdfs(built(tmp_path, "members", "--engine", "none")) == []
