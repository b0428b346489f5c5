"""The pages of the example network, for every audience; and of the smallest group."""

from __future__ import annotations

import datetime
import html
import posixpath
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peerkit.diagnostic import Diagnostic
from peerkit.facts.summary import summary
from peerkit.load import load, load_network
from peerkit.model.base import Audience
from peerkit.model.context import Context
from peerkit.model.group import Group
from peerkit.model.network import Network
from peerkit.outputs.network import directory
from peerkit.outputs.site import artifacts, navigation, shown, site
from peerkit.outputs.svg import harmless
from peerkit.pages import Page, cadence, kinds, pages
from peerkit.pages.desk import _relative, address
from peerkit.project import project
from peerkit.protocols import builtin_protocols, load_protocols
from peerkit.source import Folder, of_bytes

TODAY = datetime.date(2026, 11, 23)
GROUPS = Path(__file__).parent.parent / "groups"
SLUGS = Folder(GROUPS).groups()
AUDIENCES = list(Audience)


@cache
def whole(slug: str) -> tuple[Group, Context]:
    source = Folder(GROUPS)
    network, _ = load_network(source.network(), source.root)
    protocols, _ = load_protocols(builtin_protocols())
    context = Context(TODAY, network, protocols)
    group, _ = load(slug, source.group(slug), source.root, network)
    assert group is not None
    return group, context


@cache
def built(slug: str, audience: Audience) -> tuple[Group, Mapping[str, str], list[Any]]:
    group, context = whole(slug)
    context = Context(context.today, context.network, context.protocols, audience)
    seen = project(group, context)
    files, nav = site(seen, context)
    return (
        seen,
        {path: data.decode() for path, data in files.items() if path.endswith(".md")}
        | dict.fromkeys((path for path in files if not path.endswith(".md")), ""),
        nav,
    )


def small(text: str, files: Mapping[str, str] = {}, audience: Audience = Audience.MEMBERS) -> dict[str, str]:
    """The site of a group made of these files."""
    given = {"group.yml": text.encode(), **{path: body.encode() for path, body in files.items()}}
    found: tuple[Group | None, list[Diagnostic]] = load("g", of_bytes(given), "groups", Network())
    assert found[0] is not None and not found[1], found[1]
    context = Context(TODAY, audience=audience)
    made, _ = site(project(found[0], context), context)
    return {path: data.decode() for path, data in made.items() if path.endswith(".md")}


def paths_of(nav: list[Any]) -> list[str]:
    out: list[str] = []
    for entry in nav:
        for value in entry.values() if isinstance(entry, dict) else [entry]:
            out += paths_of(value) if isinstance(value, list) else [value]
    return out


def resolved(path: str, target: str) -> str:
    """Where a link of a page leads, from the site's root."""
    there = posixpath.normpath(posixpath.join("/", address(path), unquote(target).partition("#")[0])).lstrip("/")
    return f"{there}/" if target.partition("#")[0].endswith("/") and there else there


@pytest.mark.parametrize("slug", SLUGS)
@pytest.mark.parametrize("audience", AUDIENCES)
class TestEveryGroup:
    def test_links_lead_to_files_that_are_there(self, slug: str, audience: Audience) -> None:
        _, files, nav = built(slug, audience)
        known = {address(path) for path in files}
        for path, text in files.items():
            for target in re.findall(r'<a href="([^"]*)"', text):
                if not target.startswith(("#", "http", "mailto:")):
                    assert resolved(path, target) in known, (path, target)
        assert len(set(paths_of(nav))) == len(paths_of(nav))
        assert set(paths_of(nav)) <= set(files)

    def test_no_member_id_stands_anywhere(self, slug: str, audience: Audience) -> None:
        group, _ = whole(slug)
        seen, files, nav = built(slug, audience)
        names = {w for m in seen.members for w in re.findall(r"\w+", f"{m.name} {m.email}".lower())}
        said = " ".join([str(seen.about), str(seen.charter), *(str(m.agenda) for m in seen.meetings)]).lower()
        for member in group.members:
            if member.id in names or f" {member.id} " in said:
                continue
            for path, text in files.items():
                assert not re.search(rf"(?<![\w-]){member.id}(?![\w-])", f"{path}\n{text}"), (path, member.id)
            assert member.id not in str(nav)

    def test_ids_of_the_unseen_are_a_member(self, slug: str, audience: Audience) -> None:
        for path, text in built(slug, audience)[1].items():
            assert not re.search(r"\?\d+", text), path

    def test_every_page_has_one_title(self, slug: str, audience: Audience) -> None:
        for path, text in built(slug, audience)[1].items():
            if path.endswith(".md"):
                front, _, body = text.removeprefix("---\n").partition("\n---\n")
                assert re.fullmatch(r'title: ".*"(\nhide: \[[a-z, ]+\])?', front)
                assert len(re.findall("(?m)^# ", body)) == 1, path
                assert "None" not in body and "\n\n\n" not in body

    def test_same_input_same_bytes(self, slug: str, audience: Audience) -> None:
        group, context = whole(slug)
        context = Context(context.today, context.network, context.protocols, audience)
        seen = project(group, context)
        files, _ = site(seen, context)
        assert {a.path: a.content for a in artifacts(seen, context)} == files


@pytest.mark.parametrize("slug", SLUGS)
def test_the_public_reads_nothing_of_members_but_who_agreed(slug: str) -> None:
    group, _ = whole(slug)
    seen, files, _ = built(slug, Audience.PUBLIC)
    text = "\n".join(files.values())
    for member in group.members:
        if member.id not in {m.id for m in seen.members}:
            assert member.name not in text
        assert not member.email or member.email.replace("@", "&#64;") not in text
    folders = {path.split("/")[0] for path in files}
    assert not folders & {"issues", "experiences", "polls.md", "actions.md", "knowledge.md", "attendance.md"}


def test_each_audience_sees_what_is_its_own() -> None:
    public, members, facilitators = (built("northeast-cio", a)[1] for a in AUDIENCES)
    assert set(public) == {"index.md", "charter.md", "ground-rules.md"}
    assert {"members.md", "actions.md", "polls.md", "knowledge.md", "meetings/2026-12-10/succession-bench.pdf"} <= set(members)
    assert "attendance.md" not in members and "attendance.md" in facilitators
    december = "meetings/2026-12-10/index.md"
    assert "Private notes" not in members[december] and "Private notes" in facilitators[december]
    assert "talk-before.md" not in members[december] and '"talk-before/"' in facilitators[december]
    assert "advisory board" not in members["members.md"] and "advisory board" in facilitators["members.md"]
    assert "ratified by 8 of 8 members" in public["charter.md"]
    assert "Amara Osei" not in public["charter.md"] and "Amara Osei" in members["charter.md"]


def test_a_meeting_by_the_clock() -> None:
    page = built("northeast-cio", Audience.MEMBERS)[1]["meetings/2026-12-10/index.md"]
    item = next(html.unescape(li) for li in page.split("<li ") if ">17:46<" in li)
    assert "Nobody stands ready to take my place" in item and "50 min · discuss · Eli Novak" in item
    assert 'datetime="2026-12-10T17:46-05:00"' in item and "<summary>How it runs: Experience share</summary>" in page
    assert "17:30–19:30 (Eastern Time)" in page


def test_a_german_group_is_german() -> None:
    for audience in AUDIENCES:
        _, files, nav = built("kammermusik-sonntag", audience)
        assert "dritter Sonntag im Monat" in files["index.md"] and "Grundregeln" in str(nav)
        assert not re.search(r">[^<]*\b(Next meeting|Members|Agenda|Status|Minutes|meeting)\b", files["index.md"])
        assert 'lang="en"' not in "".join(files.values()), "no English stands in for German"
    files = built("kammermusik-sonntag", Audience.PUBLIC)[1]
    assert "Treffen im Oktober 2026" in files["meetings/2026-10-18/index.md"]
    assert "15:10" in files["meetings/2026-12-20/index.md"], "the unseen are counted too"


def test_a_group_with_only_a_name_has_a_home() -> None:
    for audience in AUDIENCES:
        files = small("name: Harbour", audience=audience)
        assert "# Harbour" in files["index.md"] and '"ground-rules/"' in files["index.md"]
        assert "no ground rules of its own" in files["ground-rules.md"]


def test_right_to_left_and_other_scripts_render() -> None:
    files = small("name: مجموعة\nlanguage: ar\nmeets: {rule: FREQ=WEEKLY;BYDAY=MO, start: '18:00'}")
    assert "# مجموعة" in files["index.md"] and "18:00" in files["index.md"]


def test_nothing_that_a_group_writes_breaks_out() -> None:
    nasty = "</title><script>alert(1)</script> | # {{ 7*7 }} [x](y) *b*"
    files = small(
        f'name: "{nasty}"\nsummary: "{nasty}"\ncontact: "javascript:alert(1)"',
        {
            "charter.md": "# <b>{: onclick=x}\n\n```\nunclosed",
            "meetings/2026-12-10/agenda.md": f'---\ntitle: "{nasty}"\nitems: [{{title: "{nasty}", text: "<div>"}}]\n---\n```\n</div>',
            "issues/a.md": f'---\ntitle: "{nasty}"\n---\n# x',
        },
    )
    for path, text in files.items():
        assert "<script" not in text and "{{" not in text, path
        body = text.split("\n---\n", 1)[1]
        assert "\n```" not in body and "](y)" not in body
    assert "javascript" in files["index.md"] and 'href="javascript' not in files["index.md"]


def test_what_has_no_title_has_a_name() -> None:
    agenda = "---\nitems: [{kind: issue, issue: lock-in}, {kind: check-in, minutes: 5}, {protocol: troika}]\n---\n"
    files = small("name: G", {"issues/lock-in.md": "x", "meetings/2026-12-10/agenda.md": agenda})
    page = files["meetings/2026-12-10/index.md"]
    assert "# December 2026 meeting" in page
    assert ">Lock in<" in page and ">Check-in<" in page and "untimed" in page


def test_navigation_nests_sections_and_escapes() -> None:
    made = [Page("index.md", "<b>", (), ""), Page("m/index.md", "M", ("M",), ""), Page("m/a/index.md", "A", ("M", "2026"), ""),
            Page("x.md", "X", None, ""), Page("m/b.md", "B", ("M", "2026"), "")]  # fmt: skip
    assert navigation(made) == [
        {"&#60;b&#62;": "index.md"}, {"M": ["m/index.md", {"2026": [{"A": "m/a/index.md"}, {"B": "m/b.md"}]}]}
    ]  # fmt: skip


def test_page_kinds_are_found_in_their_order() -> None:
    names = [kind.__name__.rpartition(".")[2] for kind in kinds()]
    assert names[:3] == ["home", "charter", "ground_rules"] and "desk" not in names


def test_the_directory_links_to_every_group_and_tells_nothing_else() -> None:
    summaries = []
    for slug in reversed(SLUGS):
        group, context = whole(slug)
        seen = project(group, context)
        summaries.append(summary(seen, context, cadence(seen, context)))
    files = {a.path: a.content.decode() for a in directory.pages(summaries, context)}
    page = files["groups/index.md"]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("peerkit.render.templates._STRETCH", 100)
        assert page.encode() == next(a.content for a in directory.pages(summaries, context))
    assert set(re.findall(r'href="([a-z-]+)/"', page)) == set(SLUGS)
    assert "third Sunday of each month" in page and 'data-status="forming"' in page and "<script src=" in page
    assert "http" not in files[directory.SCRIPT] and "Ask" in page
    empty = {a.path: a.content.decode() for a in directory.pages([], Context(TODAY))}
    assert "There are no groups yet." in empty["groups/index.md"]


def test_every_page_kind_is_rendered_somewhere() -> None:
    group, context = whole("northeast-cio")
    context = Context(context.today, context.network, context.protocols, Audience.FACILITATORS)
    made = list(pages(project(group, context), context))
    assert len(made) > 50 and all(page.content.startswith("# ") for page in made)


def test_a_drawing_runs_nothing_and_calls_nobody() -> None:
    drawing = (
        b'<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY a "b">]><svg xmlns="http://www.w3.org/2000/svg" onload="x()">'
        b'<script>x()</script><style>@import url(//e.org)</style><image href="https://e.org/x.png"/><use href="#a"/>'
        b'<foreignObject><p/></foreignObject><a href="javascript:x()"><text fill="url(#g)">kept</text></a></svg>'
    )
    made = harmless(drawing).decode()
    assert "kept" in made and 'href="#a"' in made and "url(#g)" in made
    assert not any(word in made for word in ("script", "onload", "e.org", "foreign", "x()", "ENTITY"))
    assert harmless(b"<svg") == b'<svg xmlns="http://www.w3.org/2000/svg"/>'
    assert b"Three rungs" in harmless((GROUPS / "northeast-cio/meetings/2026-12-10/ladder.svg").read_bytes())


def test_titles_are_escaped_no_more_than_they_must_be() -> None:
    assert shown("R & D's\n circle") == "R & D's circle"
    assert shown('<b> "x" {{y}} &amp; &copy') == "&#60;b&#62; &#34;x&#34; &#123;&#123;y&#125;&#125; &amp;amp; &amp;copy"


def test_a_group_whose_meetings_are_hidden_shows_no_dates() -> None:
    about = "name: G\nmeets: {rule: FREQ=MONTHLY;BYDAY=2TH, start: '17:30', timezone: UTC}\naudiences: {meetings: facilitators}"
    files = small(about)
    assert "meetings/index.md" not in files and "second Thursday of each month" in files["index.md"]
    assert "17:30" not in files["index.md"] and "10 December" not in files["index.md"]


def test_cancelled_meetings_and_empty_agendas_say_so() -> None:
    cancelled = "---\nstatus: cancelled\n---\n"
    files = small("name: G", {"meetings/2026-12-10/agenda.md": cancelled, "meetings/2026-11-30/agenda.md": "---\n---\n"})
    assert "This meeting was cancelled." in files["meetings/2026-12-10/index.md"]
    assert "The agenda is not written yet." in files["meetings/2026-11-30/index.md"]
    assert ">cancelled<" in files["meetings/index.md"]


def test_pre_reads_in_markdown_are_pages_whatever_their_names() -> None:
    agenda = "---\npre_reads: [{file: README.md}, {file: 'a b#(1).md', title: T}, {file: missing.pdf}]\n---\n"
    folder = "meetings/2026-12-10"
    more = {f"{folder}/README.md": "# One\n\n<script>x</script>", f"{folder}/a b#(1).md": "two"}
    found, _ = load("g", of_bytes({k: v.encode() for k, v in {"group.yml": "name: G", f"{folder}/agenda.md": agenda, **more}.items()}),
                    "groups", Network())  # fmt: skip
    assert found is not None
    context = Context(TODAY, audience=Audience.MEMBERS)
    files, _ = site(project(found, context), context)
    assert f"{folder}/pre-read-README.md" in files and f"{folder}/a b#(1).md" in files
    page = files[f"{folder}/index.md"].decode()
    assert '"pre-read-README/"' in page and '"a%20b%23%281%29/"' in page and "- missing.pdf" in page


def test_an_items_protocol_leads_to_its_page_in_the_handbook() -> None:
    """As a link that a reader can follow: an indented line would be code."""
    group, context = whole("northeast-cio")
    there = {"protocols/experience-share": "handbook/protocols/experience-share/"}
    context = Context(TODAY, context.network, context.protocols, Audience.MEMBERS, handbook=there)
    page = site(project(group, context), context)[0]["meetings/2026-12-10/index.md"].decode()
    link = '<p>In the handbook: <a href="../../../../handbook/protocols/experience-share/">Experience share</a></p></details>'
    assert page.count(link) == 1 and "\n    In the handbook" not in page


@given(
    st.lists(st.lists(st.sampled_from("ab"), min_size=1, max_size=3).map("/".join), min_size=2, max_size=2),
    st.sampled_from(["", "/index"]),
    st.sampled_from([".md", "/index.md", ".pdf"]),
)
def test_a_relative_address_leads_from_one_page_to_the_other(names: list[str], index: str, kind: str) -> None:
    here, path = address(f"{names[0]}{index}.md"), names[1] + kind
    there, way = address(path), _relative(here, path)
    assert way == posixpath.relpath(there, here) + ("/" if there.endswith("/") else "")
    assert _relative("", path) == there and _relative(here, "index.md") == "../" * here.count("/")
