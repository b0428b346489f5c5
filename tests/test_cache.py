"""What is built again and what is not: a build with a cache equals one without, whatever happened to the cache."""

from __future__ import annotations

import contextlib
import datetime
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from material.extensions.emoji import twemoji
from msgspec import structs
from pymdownx.superfences import fence_code_format

from peerkit import archive, placing, publication, publish
from peerkit.cache import Cache
from peerkit.engine import pages
from peerkit.engine.project import foreseeable, tame
from peerkit.fingerprint import Known, fingerprint, of_bytes
from peerkit.making.inputs import Inputs, terms
from peerkit.scan import Found, Hit
from peerkit.survey import Plan, Survey, open_survey
from peerkit.watch import Leak, Leaning, Watch
from repo import Repo
from test_publish import tree

TODAY = "2026-11-23"
GROUP = "name: {name}\nsummary: A group.\nmeets: {{rule: FREQ=MONTHLY;BYDAY=2TH, from: 2026-01-08, start: '18:00', minutes: 60, timezone: Europe/Berlin}}\n"


def network(folder: Path, groups: int = 3) -> Path:
    """A project of small groups."""
    (folder / "docs").mkdir(parents=True)
    (folder / "docs/index.md").write_text("# Network\n")
    (folder / "mkdocs.yml").write_text(
        "site_name: N\ntheme: {name: material, font: false}\nplugins: [search, peerkit: {handbook: false}]\n"
    )
    for number in range(groups):
        home = folder / f"groups/g{number}"
        (home / "meetings/2026-12-10").mkdir(parents=True)
        (home / "group.yml").write_text(GROUP.format(name=f"Group {number}"))
        (home / "members.yml").write_text(f"members:\n  - {{id: ana, name: Ana Secretperson{number}}}\n")
        (home / "charter.md").write_text(f"---\nversion: 1\nadopted: 2026-01-08\n---\n# Charter\n\nWe are group {number}.\n")
        (home / "meetings/2026-12-10/agenda.md").write_text("---\ntitle: December\n---\nWe talk.\n")
    return folder


def build(folder: Path, out: str = "out", audience: str = "public", **more: Any) -> publish.Built:
    """Build in this process."""
    given: dict[str, Any] = {
        "groups": "groups", "templates": "templates", "audience": audience, "today": TODAY,
        "ref": None, "keep_going": False, "strict": False, "progress": None, "inside": True, "jobs": 1, **more,
    }  # fmt: skip
    with contextlib.chdir(folder):
        return publish.build(Path("mkdocs.yml"), Path(out), given, engine_name="mkdocs", strict=False)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A network that was built once for members; not to be changed."""
    folder = network(tmp_path_factory.mktemp("built"))
    build(folder, audience="members")
    return folder


@pytest.fixture
def project(built: Path, tmp_path: Path) -> Path:
    """A copy of it, with its cache."""
    shutil.copytree(built, tmp_path / "p")
    return tmp_path / "p"


def clean(folder: Path, tmp_path: Path, **more: Any) -> dict[str, bytes]:
    """What a build of the same project without a cache makes."""
    copy = tmp_path / "clean"
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(folder, copy, ignore=shutil.ignore_patterns(".peerkit", "out"))
    build(copy, audience="members", **more)
    return tree(copy / "out")


HIT = Hit("groups/index.html", "groups/g0/members.yml:2:5", (Found("we are group 2"),))


def test_what_leaned_on_a_group_becomes_a_leak_when_the_group_takes_it_back(tmp_path: Path) -> None:
    folder = network(tmp_path, 3)
    hit = replace(HIT, where=f"{folder}/{HIT.where}")
    leaned = watch(folder, Leaning((hit,))).end()
    assert leaned.hits == (hit,) and leaned.said == {"we are group 2": "g2"}
    charter = folder / "groups/g2/charter.md"
    charter.write_text(charter.read_text().replace("We are", "We were"))
    with pytest.raises(Leak):
        watch(folder, leaned, ["g2"]).end()
    assert not watch(folder, leaned, ["g0"]).end().hits, "where the secret is another now, it is looked for anew"
    assert watch(folder, leaned, ["g1"]).end() == leaned


def test_only_what_changed_is_asked_again_what_it_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = network(tmp_path, 3)
    leaned = watch(folder, Leaning((HIT,))).end()
    asked = list[str]()
    views = Survey.views
    monkeypatch.setattr(Survey, "views", lambda self, slug: asked.append(slug) or views(self, slug))
    assert watch(folder, leaned, ["g1"]).end().hits == (HIT,) and not asked
    charter = folder / "groups/g2/charter.md"
    charter.write_text(charter.read_text() + "\nAnd more.\n")
    assert watch(folder, leaned, ["g2"]).end().hits == (HIT,) and {*asked} == {"g2"}
    charter.write_text(charter.read_text().replace("We are", "We were"))
    with pytest.raises(Leak):
        watch(folder, leaned, ["g2"]).end()


@pytest.mark.parametrize("at", ["group.yml", "charter.md"])
@pytest.mark.parametrize("other", ["g2", ""])
def test_a_secret_may_stand_in_the_portal_as_long_as_another_group_says_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at: str, other: str
) -> None:
    """One that the directory shows, whose change makes the portal anew; and one that it does not show, so that the portal stands."""
    folder, made = network(tmp_path, 4), publication.Publication.portal_files
    monkeypatch.setattr(
        publication.Publication, "portal_files", lambda self: made(self) | {"said.txt": b"as Ana Secretperson1 says"}
    )
    said = folder / "groups/g0" / at
    plain = said.read_text()
    said.write_text(plain.replace("A group.", "Of Ana Secretperson1.").replace("We are", "As Ana Secretperson1: we are"))
    if other:
        charter = folder / "groups" / other / "charter.md"
        charter.write_text(charter.read_text() + "\nAna Secretperson1 helped.\n")
    asked, views = set[str](), Survey.views
    build(folder)
    monkeypatch.setattr(Survey, "views", lambda self, slug: asked.add(slug) or views(self, slug))
    said.write_text(said.read_text() + "\n")
    build(folder)
    assert asked <= {"g0"}, "nobody else is loaded to find out what may stand"
    said.write_text(plain)
    if other:
        build(folder)
    else:
        with pytest.raises(Leak) as leak:
            build(folder)
        assert [(hit.file, hit.where.split(":")[0]) for hit in leak.value.hits] == [("said.txt", "groups/g1/members.yml")]


@pytest.fixture
def babbling(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A public network, built; its directory tells one of g1's secrets as soon as g0 says so in its summary, by a mistake of ours."""
    pages = publication.directory.pages

    def told(summaries: Any, context: Any) -> Any:
        for artifact in pages(summaries, context):
            tells = artifact.path.endswith(".md") and any("tell" in each.summary for each in summaries)
            yield structs.replace(artifact, content=artifact.content + b"\nAna Secretperson1\n") if tells else artifact

    monkeypatch.setattr(publication.directory, "pages", told)
    build(network(tmp_path))
    return tmp_path


@pytest.mark.parametrize("harm", ["", "lost", "nonsense", "cut"])
def test_a_secret_in_the_directory_is_found_though_its_group_has_not_changed(babbling: Path, harm: str) -> None:
    about = babbling / "groups/g0/group.yml"
    about.write_text(about.read_text().replace("A group.", "A good group."))
    assert build(babbling).made == ["g0"]
    for path in (babbling / ".peerkit/2/guarded").glob("*/*") if harm else ():
        path.write_bytes(path.read_bytes()[:-9] if harm == "cut" else b"nonsense")
        if harm == "lost":
            path.unlink()
    about.write_text(about.read_text().replace("A good group.", "Now tell."))
    with pytest.raises(Leak) as leak:
        build(babbling)
    assert {hit.file for hit in leak.value.hits} == {"groups/index.html", "search/search_index.json"}
    assert {hit.where.split(":")[0] for hit in leak.value.hits} == {"groups/g1/members.yml"}


def test_a_new_directory_is_held_against_no_group_that_it_says_nothing_of(
    babbling: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked, views = list[str](), Survey.views
    monkeypatch.setattr(Survey, "views", lambda self, slug: asked.append(slug) or views(self, slug))
    about = babbling / "groups/g0/group.yml"
    about.write_text(about.read_text().replace("A group.", "A good group."))
    build(babbling)
    assert "A good group." in (babbling / "out/groups/index.html").read_text()
    assert {*asked} == {"g0"}


def test_the_portal_s_other_pages_are_not_rendered_anew_for_a_word_that_begins_as_no_other_did(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, rendered, convert = network(tmp_path / "p", 2), list[str](), pages._convert
    (folder / "docs/index.md").write_text("# Network\n\n*Welcome*, [group 0](groups/index.md).\n")
    monkeypatch.setattr(pages, "_convert", lambda page, *more: rendered.append(page.file.src_uri) or convert(page, *more))
    build(folder, audience="members")
    assert "index.md" in rendered
    rendered.clear()
    about = folder / "groups/g0/group.yml"
    about.write_text(about.read_text().replace("A group.", "A xylographic group."))
    build(folder, audience="members")
    assert "xylographic" in (folder / "out/search/groups/78-79.json").read_text()
    assert "xylographic" in (folder / "out/groups/index.html").read_text() and "index.md" not in rendered
    assert tree(folder / "out") == clean(folder, tmp_path)


@pytest.mark.parametrize("jobs", [1, 2])
def test_the_portal_is_held_against_groups_that_are_read_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, jobs: int) -> None:
    folder, read, slipped = network(tmp_path, 4), set[str](), dict[str, bytes]()
    made, loaded = publication.Publication.portal_files, Survey.group
    monkeypatch.setattr(publication.Publication, "portal_files", lambda self: made(self) | slipped)

    def group(survey: Survey, slug: str) -> Any:
        if survey.pasts is None:  # not a worker's, which knows the group's past and need not ask git
            read.add(slug)
        return loaded(survey, slug)

    monkeypatch.setattr(Survey, "group", group)
    build(folder, jobs=jobs)
    assert not read
    shutil.rmtree(folder / ".peerkit")
    slipped |= {f"page{n}.txt": f"as Ana Secretperson{n} has said".encode() for n in range(4)}
    leaks = []
    for _ in ("made just now", "from the cache, so read again"):
        with pytest.raises(Leak) as leak:
            build(folder, jobs=jobs)
        leaks.append(leak.value.hits)
    assert leaks[0] == leaks[1] and {hit.file for hit in leaks[0]} == set(slipped)


def watch(folder: Path, before: Leaning, changed: Sequence[str] = ()) -> Watch:
    """The scan of a build of now, in which nothing new was found."""
    plan = Plan(datetime.date.fromisoformat(TODAY), folder / "groups", folder / "templates")
    return Watch(open_survey(plan), folder / "docs", {}, before=before, changed=changed)


def test_nothing_changed_makes_nothing_anew(project: Path) -> None:
    before = tree(project / "out")
    assert build(project, audience="members").made == []
    assert tree(project / "out") == before


# one change each, and which groups it makes anew
CHANGES = {
    "groups/g1/charter.md": ("We are", "We were", ["g1"]),
    "groups/g1/members.yml": ("Ana", "Anna", ["g1"]),
    "groups/g2/meetings/2026-12-10/agenda.md": ("We talk", "We *walk*", ["g2"]),
    "groups/network.yml": ("", "name: Our net\n", ["g0", "g1", "g2"]),
    "docs/index.md": ("Network", "Our network", []),
    "mkdocs.yml": ("site_name: N", "site_name: Another", ["g0", "g1", "g2"]),
    "templates/pages/charter.md.j2": ("", "# {{ title }}\n\nOurs.\n", ["g0", "g1", "g2"]),
    "templates/protocols/own.yml": ("", "name: Own\nsteps: [{title: All, minutes: 5}]\n", ["g0", "g1", "g2"]),
}


@pytest.mark.parametrize("path", CHANGES)
def test_a_change_is_in_the_next_build_and_costs_only_what_depends_on_it(project: Path, tmp_path: Path, path: str) -> None:
    old, new, anew = CHANGES[path]
    file = project / path
    file.parent.mkdir(parents=True, exist_ok=True)
    text = file.read_text() if file.is_file() else ""
    assert old in text
    file.write_text(text.replace(old, new, 1) if text else new)
    assert sorted(build(project, audience="members").made) == anew
    assert tree(project / "out") == clean(project, tmp_path)


@pytest.mark.parametrize(
    ("path", "text"),
    [("docs/linked/page.md", "# Another\n"), ("mkdocs.yml", "validation: {links: {absolute_links: relative_to_docs}}\n")],
)
def test_what_a_page_is_made_from_besides_its_text_counts(project: Path, tmp_path: Path, path: str, text: str) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere/page.md").write_text("# One\n")
    (project / "docs/linked").symlink_to(tmp_path / "elsewhere")
    (project / "docs/index.md").write_text("# Network\n\n[More](/more.md)\n")
    (project / "docs/more.md").write_text("# More\n")
    build(project, audience="members")
    with (project / path).open("a") as file:
        file.write(text)
    build(project, audience="members")
    assert tree(project / "out") == clean(project, tmp_path)


@pytest.mark.parametrize(
    ("extension", "expected"),
    [
        ({"pymdownx.emoji": {"emoji_index": twemoji}}, True),
        ({"pymdownx.emoji": {"options": {"custom_icons": ["icons"]}}}, False),
        ({"pymdownx.superfences": {"custom_fences": [{"name": "chart", "format": partial(fence_code_format)}]}}, True),
        ({"pymdownx.superfences": {"custom_fences": [{"name": "chart", "format": partial(build)}]}}, False),
        ({"toc": {"slugify": object()}}, False),
    ],
)
def test_settings_that_name_code_or_folders_of_ones_own_may_bring_in_anything(extension: dict[str, Any], expected: bool) -> None:
    for named in ([extension], extension):
        assert foreseeable({"plugins": [{"search": {}}], "markdown_extensions": named}) is expected
    assert tame(extension, extension) is expected


def test_a_groups_key_covers_its_past_and_no_other_groups(tmp_path: Path) -> None:
    folder, repo = network(tmp_path, 2), Repo(tmp_path)
    repo.git("add", "-A")
    repo.git("commit", "-qm", "first")
    charter = folder / "groups/g1/charter.md"
    charter.write_text(charter.read_text().replace("version: 1", "version: 2"))
    repo.git("commit", "-qam", "second")
    before = keys(folder)
    assert keys(folder) == before
    repo.git("commit", "-q", "--amend", "--date", "2026-02-03T12:00:00Z", "-m", "second")
    other_day = keys(folder)
    assert other_day["g0"] == before["g0"] and other_day["g1"] != before["g1"], "the day of a version shows"
    repo.git("reset", "-q", "--soft", "HEAD~1")
    text = charter.read_text()
    charter.write_text(text.replace("version: 2", "version: 1").replace("We are", "We were"))
    repo.git("commit", "-qa", "--amend", "-m", "first")
    charter.write_text(text)
    repo.git("commit", "-qa", "--date", "2026-02-03T12:00:00Z", "-m", "second")
    assert keys(folder)["g1"] not in (before["g1"], other_day["g1"]), "an earlier text"


def keys(folder: Path) -> dict[str, str]:
    """The groups' keys, as a build of now would have them."""
    with contextlib.chdir(folder):
        survey = open_survey(Plan(datetime.date.fromisoformat(TODAY)))
        inputs = Inputs(survey, terms(survey, {}, folder, "mkdocs", False), 0)
        return {slug: inputs.key(slug) for slug in survey.slugs}


@settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["g0", "g1", "g2", "g3"]),
            st.sampled_from(["charter.md", "members.yml", "group.yml", "issues/budget.md", "", "rename"]),
            st.sampled_from(["One", "Two", "Three"]),
        ),
        min_size=1,
        max_size=4,
    )
)
def test_after_any_changes_the_build_equals_a_clean_one(
    tmp_path_factory: pytest.TempPathFactory, built: Path, steps: list[tuple[str, str, str]]
) -> None:
    folder = tmp_path_factory.mktemp("any")
    shutil.copytree(built, folder / "p")
    for slug, path, word in steps:
        _change(folder / "p/groups", slug, path, word)
        build(folder / "p", audience="members")
    assert tree(folder / "p/out") == clean(folder / "p", folder)


def _change(groups: Path, slug: str, path: str, word: str) -> None:
    """Add, edit, delete or rename a group, or one of its files."""
    home = groups / slug
    if path == "rename" and home.exists() and not (groups / word.lower()).exists():
        home.rename(groups / word.lower())
    elif not path and home.exists() and len(list(groups.iterdir())) > 1:
        shutil.rmtree(home)
    elif path not in ("", "rename"):
        (home / path).parent.mkdir(parents=True, exist_ok=True)
        texts = {
            "charter.md": f"---\nversion: 1\n---\n# Charter\n\n{word}.\n", "members.yml": f"members: [{{id: ana, name: Ana {word}}}]\n",
            "group.yml": GROUP.format(name=word), "issues/budget.md": f"---\ntitle: {word}\n---\n{word}.\n",
        }  # fmt: skip
        (home / path).write_text(texts[path])
        if not (home / "group.yml").exists():
            (home / "group.yml").write_text(texts["group.yml"])


def test_a_day_later_only_what_shows_the_day_is_built_again(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from peerkit import engine

    made: list[str] = []
    ordinary = engine.built
    monkeypatch.setattr(
        engine, "built", lambda staged, **more: made.append(staged.config["site_name"]) or ordinary(staged, **more)
    )
    (project / "groups/g1/meetings/2026-11-23").mkdir()
    (project / "groups/g1/meetings/2026-11-23/agenda.md").write_text("")
    build(project, audience="members")
    assert len(made) == 1
    made.clear()
    build(project, audience="members", today="2026-11-24")
    assert len(made) == 1, "g1's meeting is past; what the other groups say is the same"
    assert tree(project / "out") == clean(project, tmp_path, today="2026-11-24")


@pytest.mark.parametrize("harm", ["cut", "changed", "empty", "gone", "folder"])
def test_a_harmed_entry_is_made_anew(project: Path, harm: str) -> None:
    before = tree(project / "out")
    for path in sorted(p for p in (project / ".peerkit").rglob("*") if p.is_file()):
        data = path.read_bytes()
        if harm == "cut":
            path.write_bytes(data[: len(data) // 2])
        elif harm == "changed":
            path.write_bytes(data[:-1] + bytes([data[-1] ^ 1]))
        elif harm == "empty":
            path.write_bytes(b"")
        else:
            path.unlink()
            if harm == "folder":
                path.mkdir()
    build(project, audience="members")
    assert tree(project / "out") == before


def test_a_harmed_site_of_a_group_that_has_not_changed_is_made_anew(project: Path) -> None:
    before = tree(project / "out")
    for path in (project / ".peerkit/2/sites").glob("*/*"):
        path.write_bytes(b"nonsense")
    assert sorted(build(project, audience="members").made) == ["g0", "g1", "g2"]
    assert tree(project / "out") == before


def test_a_cache_restored_on_another_machine_is_used(project: Path, tmp_path: Path) -> None:
    other = tmp_path / "elsewhere/project"
    shutil.copytree(project, other, ignore=shutil.ignore_patterns("out"), copy_function=shutil.copyfile)
    assert build(other, audience="members").made == []
    assert tree(other / "out") == tree(project / "out")


def test_another_audience_takes_nothing_from_the_cache(project: Path) -> None:
    assert sorted(build(project, "public-out").made) == ["g0", "g1", "g2"]
    assert "Secretperson" not in "".join(data.decode("utf-8", "replace") for data in tree(project / "public-out").values())


@pytest.mark.skipif(os.getuid() == 0, reason="root may write everywhere")
def test_a_cache_that_may_not_be_written_costs_a_line(project: Path) -> None:
    (project / ".peerkit").chmod(0o500)
    try:
        assert "cannot be written" in "".join(build(project, audience="members").warnings)
    finally:
        (project / ".peerkit").chmod(0o700)


def test_a_file_where_the_cache_belongs_costs_a_line(project: Path) -> None:
    before = tree(project / "out")
    shutil.rmtree(project / ".peerkit")
    (project / ".peerkit").write_text("mine")
    warnings = build(project, audience="members").warnings
    assert len([w for w in warnings if ".peerkit" in w]) == 1
    assert tree(project / "out") == before
    assert (project / ".peerkit").read_text() == "mine"


def test_a_group_that_fails_keeps_its_old_site_with_keep_going(project: Path) -> None:
    before = tree(project / "out/groups/g1")
    (project / "groups/g1/group.yml").write_text("nam: X\n")
    (project / "groups/g2/charter.md").write_text("# New\n\nNew words.\n")
    with pytest.raises(publish.Invalid):
        build(project, audience="members")
    for _ in range(2):
        made = build(project, audience="members", keep_going=True)
        assert any("g1" in w and "earlier" in w for w in made.warnings)
        assert tree(project / "out/groups/g1") == before
        assert "New words" in (project / "out/groups/g2/charter/index.html").read_text()
        assert "Group 1" in (project / "out/groups/index.html").read_text()
    shutil.rmtree(project / "groups/g1")
    build(project, audience="members", keep_going=True)
    assert not (project / "out/groups/g1").exists()


def test_a_group_that_fails_keeps_no_site_that_the_network_s_defaults_have_closed(project: Path) -> None:
    settings = project / "groups/network.yml"
    settings.write_text("name: N\n")
    build(project, "site")
    assert (project / "site/groups/g1/charter/index.html").exists()
    (project / "groups/g1/group.yml").write_text("nam: X\n")
    build(project, "site", keep_going=True)
    assert (project / "site/groups/g1/charter/index.html").exists()
    settings.write_text("name: N\ndefaults: {audiences: {charter: members}}\n")
    for _ in range(2):
        made = build(project, "site", keep_going=True)
        assert any("g1: left out" in line for line in made.warnings)
        assert not (project / "site/groups/g1").exists() and not (project / "site/groups/g0/charter").exists()
    (project / "groups/g1/group.yml").write_text(GROUP.format(name="Group 1"))
    build(project, "site")
    assert (project / "site/groups/g1/index.html").exists() and not (project / "site/groups/g1/charter").exists()


def test_a_heading_longer_than_any_file_s_name_is_one(project: Path) -> None:
    (project / "groups/g1/charter.md").write_text(
        f"---\nversion: 1\n---\n# {'Long heading ' * 30}\n\n## {'word ' * 90}\n\nText.\n"
    )
    build(project, audience="members")
    assert "Long heading Long heading" in (project / "out/groups/g1/charter/index.html").read_text()


def test_an_entry_in_another_s_place_is_none(project: Path) -> None:
    build(project, "site")
    before, ours = tree(project / "site"), project / ".peerkit/2"
    assert build(project, "site").made == []
    for kind in ("sites", "heads", "public", "guarded", "says", "pages", "last"):
        entries = sorted((ours / kind).glob("*/*"))
        contents = [entry.read_bytes() for entry in entries]
        for entry, content in zip(entries, contents[1:] + contents[:1], strict=True):  # of both audiences
            entry.write_bytes(content)
        shutil.rmtree(project / "site")
        build(project, "site")
        assert tree(project / "site") == before, kind


def test_a_clash_between_groups_is_found_whether_they_are_made_or_known(project: Path) -> None:
    for number, start in ((0, "18:00"), (2, "18:30")):
        home = project / f"groups/g{number}"
        (home / "members.yml").write_text("members: [{id: ana, name: Ana Lyst, email: ana@example.org}]\n")
        (home / "group.yml").write_text((home / "group.yml").read_text().replace("18:00", start))
    told = [build(project, audience="members").findings]
    (project / "groups/g1/charter.md").write_text("# Charter\n\nAnother.\n")
    told.append(build(project, audience="members").findings)
    for entry in (project / ".peerkit/2/heads").glob("*/*"):
        entry.unlink()
    told.append(build(project, audience="members").findings)
    clashes = [[str(d) for d in found if d.rule == "shared-member-at-the-same-time"] for found in told]
    assert clashes[0] and "'g0' as well" in clashes[0][0] and clashes[0] == clashes[1] == clashes[2]


def test_side_by_side_gives_the_same_site(project: Path) -> None:
    before = tree(project / "out")
    shutil.rmtree(project / ".peerkit")
    build(project, audience="members", jobs=2)
    assert tree(project / "out") == before


def test_what_is_wrong_is_told_in_the_same_words_by_every_process(tmp_path: Path) -> None:
    folder = network(tmp_path / "p", 4)
    for slug in ("g1", "g3"):
        (folder / f"groups/{slug}/group.yml").write_text("nam: X\n")
    told = []
    for jobs in (1, 2):
        with pytest.raises(publish.Invalid) as wrong:
            build(folder, jobs=jobs)
        told.append([str(d) for d in wrong.value.found])
    assert told[0] == told[1] and len({line.split(":")[0] for line in told[0]}) >= 2


@pytest.mark.skipif(sys.platform == "win32", reason="has no such locks")
def test_nobody_else_puts_anything_there_until_it_is_known_what_was_put(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import fcntl

    asked, ordinary = list[Path](), placing.part

    def part(out: Path, *more: Any) -> placing.Part:
        folder = os.open(project, os.O_RDONLY)
        with pytest.raises(BlockingIOError):
            fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
        os.close(folder)
        asked.append(out)
        return ordinary(out, *more)

    monkeypatch.setattr(placing, "part", part)
    build(project, audience="facilitators")
    assert asked, "the public's record would vouch for the members' site, should that be exchanged with it in between"


def test_two_builds_at_once_end_well(project: Path) -> None:
    (project / "groups/g1/charter.md").write_text("# Both\n\nBoth build this.\n")
    command = [sys.executable, "-m", "peerkit", "build", "--audience", "members", "--today", TODAY]
    running = [
        subprocess.Popen([*command, "--out", out], cwd=project, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        for out in ("one", "two")
    ]
    said = [each.communicate()[0] for each in running]
    assert [each.returncode for each in running] == [0, 0], said
    assert tree(project / "one") == tree(project / "two")


def test_info_says_what_is_there_and_prune_keeps_what_the_last_build_used(project: Path) -> None:
    def peerkit(*args: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run([sys.executable, "-m", "peerkit", *args], cwd=project, capture_output=True, text=True, check=False)

    for word in ("two", "three", "four"):
        (project / "groups/g1/charter.md").write_text(f"# Charter\n\nThis is {word}.\n")
        build(project, audience="members")
    said = peerkit("cache", "info")
    assert said.returncode == 0 and "sites" in said.stdout, said.stderr
    cache = Cache(project / ".peerkit", print)
    assert sum(kind == "sites" for kind, _, _ in cache.entries()) == 4, "of each group the newest, and of one the one before"
    cache.put("placed", "0" * 40, b"{}")  # whole, and of no use
    assert peerkit("cache", "prune").returncode == 0
    assert sum(kind == "sites" for kind, _, _ in cache.entries()) == 3
    assert sum(kind == "placed" for kind, _, _ in cache.entries()) == 1, "what stands there need not be put there again"
    assert build(project, audience="members").made == []
    assert peerkit("cache", "prune", "--all").returncode == 0
    assert not (project / ".peerkit").exists()
    assert "no cache" in peerkit("cache", "info").stdout


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text() | st.binary(), lambda s: st.lists(s) | st.dictionaries(st.text(), s)
    )
)
def test_a_fingerprint_tells_values_apart_and_knows_bytes_by_theirs(value: Any) -> None:
    assert fingerprint(value) == fingerprint(value)
    assert fingerprint([value]) != fingerprint(value)
    assert fingerprint((b"x", value)) == fingerprint([of_bytes(b"x"), value])
    assert fingerprint(str(of_bytes(b"x"))) != fingerprint(Known(of_bytes(b"x")))


def test_what_has_no_content_has_no_fingerprint() -> None:
    with pytest.raises(TypeError):
        fingerprint(object())


@given(st.dictionaries(st.text("abc/", min_size=1, max_size=5), st.binary(max_size=50)))
def test_an_archive_gives_back_what_it_was_given(files: dict[str, bytes]) -> None:
    packed = archive.pack(files)
    assert archive.unpack(packed) == files if not any(p.startswith("/") for p in files) else True


@pytest.mark.parametrize("bad", [b"", b"nonsense", archive.pack({"../x": b""}), archive.pack({"/x": b""})])
def test_what_is_no_archive_is_refused(bad: bytes) -> None:
    with pytest.raises(ValueError):
        archive.unpack(bad)


@pytest.mark.parametrize(
    "where", ["notes.txt", "groups/notes.txt", "search/notes.txt", "groups/g1/charter/notes.txt", "assets/notes.txt"]
)
def test_what_somebody_puts_into_the_site_does_not_stay_there(project: Path, where: str) -> None:
    before = tree(project / "out")
    (project / "out" / where).write_text("Ana Secretperson1 said so")
    build(project, audience="members")
    assert tree(project / "out") == before


def test_what_somebody_changes_in_the_site_is_put_right(project: Path) -> None:
    before = tree(project / "out")
    (project / "out/groups/g2/index.html").write_text("defaced")
    (project / "out/index.html").unlink()
    build(project, audience="members")
    assert tree(project / "out") == before
