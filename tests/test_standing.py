"""A build that finds nothing changed does nothing; and whatever has changed, it is found."""

from __future__ import annotations

import contextlib
import os
import shutil
import zoneinfo
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from peerkit import looks, publish, standing
from peerkit.cli.build import command
from peerkit.diagnostic import Refusal
from peerkit.making import work
from repo import Repo
from test_cache import TODAY, network
from test_publish import tree


def peerkit(folder: Path, *more: str) -> str:
    """`peerkit build` in this process, and what it says."""
    given = ["--audience", "members", "--today", TODAY, "--out", "out", "--jobs", "1", *more]
    with contextlib.chdir(folder):
        done = CliRunner().invoke(command, given, catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.output


@pytest.fixture(autouse=True)
def settled(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let files count as settled however young they are."""
    monkeypatch.setattr(looks, "SETTLED", -(1 << 62))


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A network that was built once, in a repository; not to be changed."""
    folder = network(tmp_path_factory.mktemp("standing") / "p")
    repo = Repo(folder)
    repo.git("add", "-A")
    repo.git("commit", "-qm", "first")
    return folder


@pytest.fixture
def project(built: Path, tmp_path: Path) -> Path:
    """A copy of it, built where it is."""
    shutil.copytree(built, tmp_path / "p", symlinks=True)
    peerkit(tmp_path / "p")
    return tmp_path / "p"


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """The builds that were not spared."""
    calls, ordinary = list[Path](), publish.build

    def build(project_file: Path, out: Path, *given: object, **more: object) -> publish.Built:
        calls.append(out)
        return ordinary(project_file, out, *given, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(publish, "build", build)
    return calls


def test_nothing_changed_says_the_same_and_builds_nothing(project: Path, asked: list[Path]) -> None:
    before, said = tree(project / "out"), peerkit(project)
    assert not asked and tree(project / "out") == before
    standing_entries = list((project / ".peerkit/2/standing").glob("*/*"))
    standing_entries[0].unlink()
    assert peerkit(project) == said and asked, "as a build says that looks at everything"


def test_what_could_not_be_built_is_tried_again(project: Path, asked: list[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise Refusal("no space left on device")

    _append("groups/g1/charter.md")(project)
    with monkeypatch.context() as patch:
        patch.setattr(work, "_built", full)
        assert "no space left" in peerkit(project, "--keep-going")
    assert "no space left" not in peerkit(project, "--keep-going") and len(asked) == 2


def _append(path: str) -> Callable[[Path], None]:
    def edit(project: Path) -> None:
        (project / path).parent.mkdir(parents=True, exist_ok=True)
        with (project / path).open("a") as file:
            file.write("\n")

    return edit


def _rewritten(project: Path) -> None:
    """Another text of the same length and times."""
    path = project / "groups/g1/charter.md"
    before = path.stat()
    path.write_text(path.read_text().replace("We are", "We ARE"))
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


CHANGES: dict[str, Callable[[Path], object]] = {
    "a group's file": _append("groups/g1/charter.md"),
    "a group's file behind its times": _rewritten,
    "a new file": _append("groups/g1/issues/budget.md"),
    "a file gone": lambda p: (p / "groups/g1/members.yml").unlink(),
    "a group gone": lambda p: shutil.rmtree(p / "groups/g2"),
    "a group by another name": lambda p: (p / "groups/g2").rename(p / "groups/g9"),
    "the network's file": _append("groups/network.yml"),
    "docs": _append("docs/index.md"),
    "a new page": _append("docs/more/page.md"),
    "mkdocs.yml": _append("mkdocs.yml"),
    "a template": _append("templates/texts/own.md"),
    "a page of the site": _append("out/index.html"),
    "a page of a group's site": _append("out/groups/g1/index.html"),
    "a stranger in the site": _append("out/notes.txt"),
    "a stranger among the groups": _append("out/groups/notes.txt"),
    "a page of the site gone": lambda p: (p / "out/groups/g1/charter/index.html").unlink(),
    "the site gone": lambda p: shutil.rmtree(p / "out"),
    "the past": lambda p: Repo(p).git("commit", "-q", "--allow-empty", "-m", "second"),
    "a past of a group's own": lambda p: (p / "groups/g1/.git").mkdir(),
    "a link to a folder": lambda p: (p / "docs/linked").symlink_to(p / "groups"),
    "a record that is harmed": lambda p: next((p / ".peerkit/2/standing").glob("*/*")).write_bytes(b"no"),
    "no record of what was placed": lambda p: next((p / ".peerkit/2/placed").glob("*/*")).unlink(),
}


@pytest.mark.parametrize("change", CHANGES)
def test_whatever_changed_is_looked_at(project: Path, change: str) -> None:
    assert reported(project)
    CHANGES[change](project)
    assert reported(project) is None


@pytest.mark.parametrize("option", [["--today", "2026-11-24"], ["--audience", "public"], ["--no-packets"], ["--ref", "HEAD"]])
def test_another_build_into_the_same_folder_is_looked_at(project: Path, asked: list[Path], option: list[str]) -> None:
    before = tree(project / "out")
    peerkit(project, *option)
    asked.clear()
    peerkit(project)
    assert tree(project / "out") == before, "and so is the first one after it"


def test_a_record_does_not_outlive_what_another_build_placed(project: Path) -> None:
    given = seen(project)
    said = given.report() if given else None
    whole = given.among([str(project / "docs"), str(project / "templates")]) if given else None
    assert whole and said
    name = next((project / ".peerkit/2/placed").glob("*/*")).name
    placed = whole.cache.get(standing.PLACED, name)
    assert placed
    whole.remember(name, placed, said)
    assert reported(project) == said
    whole.remember(name, b"what this build placed, before another one did", said)
    assert reported(project) is None


def test_the_kit_itself_is_looked_at(project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert reported(project)
    (tmp_path / "more.py").touch()
    monkeypatch.setattr(standing, "FOLDERS", (*standing.FOLDERS, (tmp_path, "more.py")))
    assert reported(project) is None


def test_zones_of_a_folder_that_tells_no_version_are_looked_at(project: Path, tmp_path: Path) -> None:
    (tmp_path / "zones").mkdir()
    (tmp_path / "zones/Here").write_bytes(b"TZif, of old")
    zoneinfo.reset_tzpath([tmp_path / "zones"])
    try:
        peerkit(project)
        assert reported(project)
        (tmp_path / "zones/Here").write_bytes(b"TZif, as it is now")
        assert reported(project) is None
    finally:
        zoneinfo.reset_tzpath()


def test_files_that_are_young_are_looked_at_again(project: Path, asked: list[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(looks, "SETTLED", 1 << 62)
    _append("groups/g1/charter.md")(project)
    peerkit(project)
    peerkit(project)
    assert len(asked) == 2, "one may have changed twice without another stamp"


@pytest.mark.parametrize(
    "line", ["hooks: [hook.py]", "copyright: !ENV [WHOSE, ours]", "INHERIT: base.yml", "'INHERIT': base.yml"]
)
def test_what_may_read_anything_is_built_each_time(project: Path, asked: list[Path], line: str) -> None:
    (project / "hook.py").touch()
    (project / "base.yml").write_text("copyright: ours\n")
    with (project / "mkdocs.yml").open("a") as file:
        file.write(f"{line}\n")
    peerkit(project)
    peerkit(project)
    assert len(asked) == 2


def seen(project: Path) -> standing.Seen | None:
    """What the inputs look like, as `peerkit` above would ask."""
    given = {
        "groups": str((project / "groups").absolute()), "templates": str((project / "templates").absolute()), "audience": "members",
        "today": TODAY, "ref": None, "keep_going": False, "strict": False, "inside": True,
    }  # fmt: skip
    with contextlib.chdir(project):
        return standing.seen(Path("mkdocs.yml"), Path("out"), given, "mkdocs")


def reported(project: Path) -> standing.Report | None:
    """What the next build would find without looking into anything."""
    with contextlib.chdir(project):
        found = seen(project)
        return found.report() if found else None


def test_the_kit_is_read_again_only_where_it_looks_changed(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read = list[str]()
    monkeypatch.setattr(standing, "code", lambda: read.append("") or f"code {len(read)}")
    given = {"groups": str(project / "groups"), "ref": None}
    with contextlib.chdir(project):
        seen = standing.seen(Path("mkdocs.yml"), Path("out"), given, "mkdocs")
    assert seen and seen.code() == seen.code()
    before = len(read)
    changed = replace(seen, kit=looks.Look("another"))
    assert changed.code() == changed.code() == f"code {before + 1}"
    young = replace(seen, kit=looks.Look("young", 1 << 63), now=1)
    assert young.code() != young.code(), "what was written a moment ago may be written again"
