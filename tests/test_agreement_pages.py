"""What a site says of a charter's past, to whom; and that it says no more."""

from __future__ import annotations

import datetime
import gc
import re
import shutil
import weakref
from pathlib import Path

import pytest
import yaml

from peerkit import engine, staging
from peerkit.engine.chosen import chosen
from peerkit.model.base import Audience
from peerkit.outputs.site import site
from peerkit.pages.agreement import agreements
from peerkit.render import words
from peerkit.survey import Plan, open_survey
from repo import Repo, charter

TODAY = datetime.date(2026, 11, 23)
A = "\n# Our charter\n\n## Purpose\n\nWe meet to learn.\n\n## Money\n\nNobody pays.\n"
B = A.replace("to learn", "to learn together").replace("## Money", "## Fees") + "\n## Leaving\n\nWho goes says so.\n"
C = B.replace("Nobody pays.", "Everybody pays a little.").replace("## Purpose", "## What for")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A group with three versions."""
    repo = Repo(tmp_path_factory.mktemp("made"))
    repo.start(charter(1, A, "adopted", "amara", "bo", more="adopted: 2025-01-01"))
    two, three = (
        charter(2, B, "adopted", "amara", more="adopted: 2025-02-02"),
        charter(3, C, "proposed", "bo", more="proposed: 2025-03-03"),
    )
    repo.commit({"one/charter.md": two, "one/ground-rules.md": rules(1, "We listen.")})
    repo.commit({"one/charter.md": three, "one/ground-rules.md": rules(2, "We listen well.")})
    return repo.top


@pytest.fixture
def repo(made: Path, tmp_path: Path) -> Repo:
    shutil.copytree(made, tmp_path / "repo")
    return Repo(tmp_path / "repo", made=True)


def rules(version: int, rule: str) -> str:
    return f"---\nversion: {version}\nrules:\n  - {{id: listen, rule: {rule}}}\n---\nRead aloud.\n"


def pages(repo: Repo, audience: Audience = Audience.MEMBERS, ref: str | None = None) -> dict[str, str]:
    """The group's pages as Markdown, its charter's and ground rules' only."""
    survey = open_survey(Plan(TODAY, repo.groups, Path("none"), ref, audience))
    files, nav = site(survey.views("one")[1], survey.context)
    kept = {path: data.decode() for path, data in files.items() if path.startswith(("charter", "ground-rules"))}
    return {**kept, "nav": str(nav)}


def test_what_was_compared_goes_with_the_group(repo: Repo) -> None:
    survey = open_survey(Plan(TODAY, repo.groups, Path("none"), None, Audience.MEMBERS))
    agreement = agreements(survey.views("one")[1], words("en", ()))["charter"]
    assert agreement.redline(0, 1) is agreement.redline(0, 1)
    gone = weakref.ref(agreement)
    del agreement
    gc.collect()
    assert gone() is None, "else memory grows with the network"


def prose(page: str) -> str:
    """A page's words."""
    return " ".join(re.sub(r"<[^>]*>", "", page).split())


def test_each_version_has_a_page_and_each_pair_that_matters_a_redline(repo: Repo) -> None:
    made = pages(repo)
    assert sorted(p for p in made if p.startswith("charter")) == [
        "charter.md", "charter/1-to-2.md", "charter/1-to-present.md", "charter/1.md", "charter/2-to-3.md", "charter/2.md",
        "charter/3.md", "charter/history.md",
    ]  # fmt: skip
    assert sorted(p for p in made if p.startswith("ground")) == [
        "ground-rules.md", "ground-rules/1-to-2.md", "ground-rules/1.md", "ground-rules/2.md", "ground-rules/history.md",
    ]  # fmt: skip
    assert "charter/history.md" in made["nav"]
    assert "charter/1.md" not in made["nav"]
    assert "exclude: true" in made["charter/1.md"] and "exclude: true" in made["charter/1-to-2.md"]
    assert "exclude: true" not in made["charter.md"] and "exclude: true" not in made["charter/history.md"]


def test_the_time_line_says_when_and_what_in_a_line_each(repo: Repo) -> None:
    page = pages(repo)["charter/history.md"]
    entries = re.split(r"^## ", page, flags=re.M)[1:]
    assert [entry.split("\n")[0] for entry in entries] == ["Version 3 (present)", "Version 2", "Version 1"]
    assert "proposed" in entries[0] and "3 Mar 2025" in entries[0] and "2 clauses reworded" in entries[0]
    assert "2 Feb 2025" in entries[1] and "1 clause added, 2 clauses reworded" in entries[1]
    assert "2-to-3" in entries[0] and "1-to-2" in entries[1] and "1-to-present" in entries[2]


def test_a_redline_holds_both_texts_and_names_the_clauses(repo: Repo) -> None:
    page = pages(repo)["charter/1-to-2.md"]
    assert re.search(r"<del[^>]*>learn&?", page) and re.search(r"<ins[^>]*>learn together", page)
    assert "Reworded" in page and "Fees" in page and "Leaving" in page
    assert page.count("\n# ") == 1 and "<h1" not in page, "one top heading"
    body = page[page.index("pk-redline") :]
    new = prose(re.sub(r"<del\b.*?</del>", "", body))
    assert "We meet to learn together." in new and "Who goes says so." in new and "Money" not in new


def test_a_link_to_a_clause_survives_its_renaming(repo: Repo) -> None:
    made = pages(repo)
    old = re.findall(r"^## .*\{#(.*)\}", made["charter.md"], re.M)
    assert old[:3] == ["charter-purpose", "charter-money", "charter-leaving"]
    assert "What for {#charter-purpose}" in made["charter.md"]
    assert "{#charter-money}" in made["charter/1.md"]


def test_signatures_of_each_text_are_told_to_members_only(repo: Repo) -> None:
    inside, outside = pages(repo), pages(repo, Audience.PUBLIC)
    assert "Amara Osei" in inside["charter/1.md"] and "Bo Lind" in inside["charter/1.md"]
    assert "Bo Lind" not in inside["charter/2.md"]
    everything = "".join(outside.values())
    assert "Amara" not in everything and "Bo Lind" not in everything and "amara" not in everything
    assert "ratified by 1 of 2 members" in outside["charter.md"]
    assert len(outside) == len(inside), "the texts themselves are public"


def test_while_a_text_is_proposed_the_adopted_one_is_said_to_hold(repo: Repo) -> None:
    made = pages(repo)
    assert "This text holds until a later one is adopted." in made["charter/2.md"] and 'href="../2/"' not in made["charter/2.md"]
    assert "This is not the present text." in made["charter/1.md"] and "This is the present text." in made["charter/3.md"]
    assert re.search(r'href="2/">Read the text that holds until then', made["charter.md"])
    repo.commit({"one/charter.md": charter(3, C, "adopted")})
    made = pages(repo)
    assert "This is not the present text." in made["charter/2.md"] and "holds" not in prose(made["charter.md"])


def test_a_proposal_does_not_say_that_it_is_adopted(repo: Repo) -> None:
    repo.commit({"one/charter.md": charter(4, C, "adopted", more="adopted: 2025-04-04")})
    repo.run("charter", "propose", "one", today="2026-05-05")
    page = pages(repo)["charter.md"]
    assert "4 Apr 2025" not in page and "5 May 2026" in page and "not adopted yet" in page


def test_an_uncommitted_text_is_the_present_one(repo: Repo) -> None:
    repo.write({"one/charter.md": charter(3, C + "\nWritten a minute ago.\n", "proposed")})
    made = pages(repo)
    assert "Written a minute ago." in made["charter.md"]
    assert "## Working copy (present)" in made["charter/history.md"] and "not committed yet" in made["charter/history.md"]
    assert "charter/3-to-working-copy.md" in made and "charter/working-copy.md" not in made
    assert "Written a minute ago." not in "".join(pages(repo, ref="HEAD").values())


def test_a_new_signature_that_is_not_committed_counts(repo: Repo) -> None:
    repo.run("charter", "sign", "one", "--member", "amara", today="2026-05-05")
    made = pages(repo)
    assert "ratified by 2 of 2" in made["charter.md"] and "Working copy" not in made["charter/history.md"]
    assert "Amara Osei, 5 May 2026" in made["charter/3.md"]


def test_versions_are_as_visible_as_the_charter(repo: Repo) -> None:
    repo.write({"one/group.yml": "name: One\naudiences: {charter: members, ground_rules: facilitators}\n"})
    assert list(pages(repo, Audience.PUBLIC)) == ["nav"]
    assert "ground-rules" not in "".join(pages(repo, Audience.MEMBERS))
    assert "ground-rules/1-to-2.md" in pages(repo, Audience.FACILITATORS)


@pytest.mark.parametrize(
    "text",
    [
        "Ask Bo Lind.",
        "Ask bo.lind@example.net.",
        "Ask Cy Former.",
        "<!-- as Bo Lind wished -->",
        "Ask Bo **Lind**.",
        "Ask Lind, Bo.",
    ],
)
def test_a_past_text_that_names_somebody_is_not_public(repo: Repo, text: str) -> None:
    """Also who has left the roster since."""
    kept = repo.read("one/members.yml")
    repo.commit({"one/charter.md": charter(4, C + f"\n{text}\n"), "one/members.yml": kept + "  - {id: cy, name: Cy Former}\n"})
    repo.commit({"one/charter.md": charter(5, C + "\nAsk anybody.\n"), "one/members.yml": kept})
    outside = pages(repo, Audience.PUBLIC)
    assert "charter/4.md" not in outside and not any("4-to-" in path or "to-4" in path for path in outside)
    assert "The text of this version is not public." in outside["charter/history.md"]
    assert text not in "".join(outside.values())
    assert "charter/3-to-present.md" in outside and "charter/3.md" in outside
    assert text.startswith("<!--") or "Ask" in pages(repo)["charter/4.md"]
    # who agreed to be named may be
    if "Lind" in text and "@" not in text:
        repo.write({"one/members.yml": kept.replace("name: Bo Lind", "name: Bo Lind, public: true")})
        assert "charter/4.md" in pages(repo, Audience.PUBLIC)


def test_guidance_in_comments_reaches_no_page(repo: Repo) -> None:
    repo.commit({"one/charter.md": charter(4, C + "\n<!-- secretguidance -->\n")})
    repo.commit({"one/charter.md": charter(5, C + "\n<!-- otherguidance -->\n")})
    for audience in Audience:
        assert "guidance" not in "".join(pages(repo, audience).values())
    assert "No clause changed" in pages(repo)["charter/history.md"]


def test_without_git_the_page_says_what_git_would_bring(repo: Repo) -> None:
    shutil.rmtree(repo.top / ".git")
    made = pages(repo)
    assert sorted(p for p in made if p.startswith("charter")) == ["charter.md", "charter/history.md"]
    assert "kept in git" in made["charter/history.md"]


def test_a_shortened_history_is_not_shown_as_whole(repo: Repo, tmp_path: Path) -> None:
    repo.git("clone", "-q", "--depth", "1", f"file://{repo.top}", str(tmp_path / "clone"))
    repo.groups = tmp_path / "clone/groups"
    assert "not complete" in pages(repo)["charter/history.md"]


def test_numbers_that_are_not_there_are_named(repo: Repo) -> None:
    assert "Not in this history" not in pages(repo)["charter/history.md"]
    repo.commit({"one/charter.md": charter(6, C, "proposed", more="proposed: 2025-04-04")})
    assert "Not in this history: version 4, 5." in prose(pages(repo)["charter/history.md"])
    repo.commit({"one/charter.md": charter(10**15, C + "\nMore.\n", "proposed", more="proposed: 2025-04-04")})
    assert "version 4, 5, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16 …." in prose(pages(repo)["charter/history.md"])


def test_texts_without_numbers_are_told_by_their_day(tmp_path: Path) -> None:
    repo = Repo(tmp_path)
    repo.start("We meet.\n")
    repo.commit({"one/charter.md": "We meet weekly.\n"})
    repo.commit({"one/charter.md": "We meet monthly.\n"})
    made = pages(repo)
    assert "## Text of 1 Mar 2025 (present)" in made["charter/history.md"]
    assert {"charter/2025-01-01.md", "charter/2025-01-01-to-present.md", "charter/2025-02-01-to-2025-03-01.md"} <= set(made)


def test_hostile_texts_of_the_past_stay_text(repo: Repo) -> None:
    bad = "\n## {{ 1 + 1 }} <script>alert(1)</script>\n\n<img src=x onerror=alert(1)> `{{ x }}` [a](javascript:x) ![](../../members.yml)\n"
    repo.commit({"one/charter.md": charter(4, bad)})
    repo.commit({"one/charter.md": charter(5, bad + "\n| a | b |\n|---|---|\n| <b>1</b> | *2* |\n")})
    for path, page in pages(repo).items():
        assert "<script" not in page and "onerror" not in page and "javascript:" not in page, path


def test_a_build_and_the_plugin_give_the_same_pages_and_a_note(repo: Repo, tmp_path: Path) -> None:
    (repo.top / "docs").mkdir()
    (repo.top / "docs/index.md").write_text("# N\n")
    config = {
        "site_name": "N",
        "theme": {"name": "material", "font": False},
        "plugins": ["search", {"peerkit": {"today": "2026-11-23"}}],
    }
    (repo.top / "mkdocs.yml").write_text(yaml.safe_dump(config))
    said = repo.run("build", "--out", "ours", today="2026-11-23")
    assert "note:" not in said
    loaded = chosen("mkdocs")("config").load_config(str(repo.top / "mkdocs.yml"), site_dir=str(tmp_path / "theirs"))
    chosen("mkdocs")("commands.build").build(loaded)
    for path in ("charter/history", "charter/1-to-2", "charter/2", "ground-rules/1-to-2"):
        ours, theirs = ((root / f"groups/one/{path}/index.html").read_text() for root in (repo.top / "ours", tmp_path / "theirs"))
        assert ours == theirs
    index = (repo.top / "ours/groups/one/search/search_index.json").read_text()
    assert "charter/history" in index and "charter/1-to-2" not in index
    shutil.rmtree(repo.top / ".git")
    assert "note: 'groups' is not in a git repository" in repo.run("build", "--out", "ours", today="2026-11-23")


def test_what_a_filter_lets_through_of_the_past_the_scan_finds(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    repo.write({"one/group.yml": "name: One\naudiences: {charter: members}\n"})
    (repo.top / "docs").mkdir()
    (repo.top / "docs/index.md").write_text("# N\n")
    (repo.top / "mkdocs.yml").write_text(
        "site_name: N\ntheme: {name: material, font: false}\nplugins: [search, peerkit: {handbook: false}]\n"
    )
    repo.run("build", "--out", "fine", today="2026-11-23")
    staged = staging.Staging.staged

    def holed(self: staging.Staging, *args: object, **named: object) -> engine.Staged:
        made = staged(self, *args, **named)  # type: ignore[arg-type]
        return engine.Staged(
            made.config, {**made.files, "index.md": b"# One\n\nWe meet to learn together.\n"}, made.shared, made.edit
        )

    monkeypatch.setattr(staging.Staging, "staged", holed)
    shutil.rmtree(repo.top / ".peerkit")  # the kit's own code has changed, which the cache cannot see here
    assert "charter.md" in repo.run("build", "--out", "fine", today="2026-11-23", code=3)
