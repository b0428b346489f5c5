"""A folder and a commit give the same files; what stands in the way is one line."""

from __future__ import annotations

import os
import shutil
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from peerkit.diagnostic import Refusal
from peerkit.load import load, load_network
from peerkit.model.network import Network
from peerkit.source import Commit, Files, Folder, Source, open_source

ODD = ["quo\"te'.md", "new\nline.md", "tab\t.md", "ümläut 日本.md", "back\\slash.md", "-rf.md", ":(top).md", "*.md", " .md"]


def git(repo: Path, *args: str | bytes) -> str:
    names = [
        "-c",
        "user.name=T",
        "-c",
        "user.email=t@example.org",
        "-c",
        "commit.gpgsign=false",
        "-c",
        "protocol.file.allow=always",
    ]
    return subprocess.run(["git", *names, *args], cwd=repo, check=True, capture_output=True, text=True).stdout.strip()


def write(folder: Path, files: dict[str, bytes]) -> None:
    for path, data in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)


@pytest.fixture
def repo(tmp_path: Path) -> Path:
    repo = tmp_path / "re po"
    write(
        repo / "groups",
        {"network.yml": b"name: N\r\n", "one/group.yml": b"name: One\n", "two/group.yml": b"\xff\x00", ".x/group.yml": b"x"},
    )
    write(repo / "groups/one", {f"issues/{name}": name.encode() for name in ODD})
    write(repo / "groups/one", {"meetings/2026-01-01/agenda.md": b"", ".hidden": b"", "meetings/.DS_Store": b"x"})
    git(tmp_path, "init", "-q", "-b", "main", str(repo))
    git(repo, "add", "-A")
    git(repo, "commit", "-qm", "first")
    git(repo, "tag", "-a", "v1.0", "-m", "v1.0")
    return repo


def contents(files: Files) -> dict[str, bytes | str]:
    return {path: file.problem or file.read() for path, file in files.items()}


def everything(source: Source) -> dict[str, dict[str, bytes | str]]:
    return {"": contents(source.network())} | {slug: contents(source.group(slug)) for slug in source.groups()}


def test_a_folder_and_its_commit_give_equal_files(repo: Path) -> None:
    with open(os.path.join(os.fsencode(repo / "groups/one"), b"caf\xe9.md"), "wb") as file:  # noqa: PTH123, PTH118
        file.write(b"latin")
    (repo / "groups" / os.fsdecode(b"gr\xfc")).mkdir()
    (repo / "groups" / os.fsdecode(b"gr\xfc") / "group.yml").write_bytes(b"name: x\n")
    git(repo, "add", "-A")
    git(repo, "commit", "-qm", "odd names")
    folder, commit = Folder(repo / "groups"), Commit(repo / "groups", "HEAD")
    assert everything(folder) == everything(commit)
    assert folder.root == commit.root
    assert folder.group("one")["caf\ufffd.md"].read() == b"latin"
    assert folder.group("gr\ufffd")["group.yml"].read() == b"name: x\n"
    assert {n: f.size for n, f in folder.group("one").items()} == {n: f.size for n, f in commit.group("one").items()}
    for slug in commit.groups():
        for found in load(slug, commit.group(slug), commit.root, Network())[1]:
            assert len(str(found).encode().splitlines()) == 1


@pytest.mark.parametrize("kind", ["main", "v1.0", "HEAD~1", "hash", "short", "refs/heads/main~1", "@^"])
def test_a_ref_is_a_branch_a_tag_or_a_commit(repo: Path, kind: str) -> None:
    first = git(repo, "rev-parse", "HEAD")
    write(repo, {"groups/one/group.yml": b"name: Later\n"})
    git(repo, "commit", "-qam", "second")
    ref = {"hash": first, "short": first[:8]}.get(kind, kind)
    write(repo, {"groups/one/group.yml": b"name: Not committed\n"})
    want = b"name: Later\n" if kind == "main" else b"name: One\n"
    assert open_source(repo / "groups", ref).group("one")["group.yml"].read() == want


def test_a_ref_may_hold_what_the_working_tree_no_longer_has(repo: Path) -> None:
    shutil.rmtree(repo / "groups")
    assert everything(Commit(repo / "groups", "v1.0"))["one"]["group.yml"] == b"name: One\n"


def test_the_whole_repository_may_be_the_groups_folder(repo: Path) -> None:
    assert "groups" in Commit(repo, "HEAD").groups()


def test_a_commit_is_read_from_another_working_folder_and_from_a_hook(repo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_DIR", ".git")
    monkeypatch.setenv("GIT_INDEX_FILE", "nowhere")
    assert Commit(repo / "groups", "HEAD").group("one")["group.yml"].read() == b"name: One\n"


def test_files_of_a_commit_may_be_read_side_by_side(repo: Path) -> None:
    files = Commit(repo / "groups", "HEAD").group("one")
    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(lambda name: files[f"issues/{name}"].read() == name.encode(), ODD * 20))


def test_links_and_submodules_are_problems_not_files(repo: Path, tmp_path: Path) -> None:
    (repo / "groups/one/charter.md").symlink_to("group.yml")
    write(tmp_path / "sub", {"group.yml": b"name: Sub\n"})
    git(tmp_path, "init", "-q", "sub")
    git(tmp_path / "sub", "add", "-A")
    git(tmp_path / "sub", "commit", "-qm", "sub")
    git(repo, "submodule", "--quiet", "add", str(tmp_path / "sub"), "groups/sub")
    git(repo, "submodule", "--quiet", "add", str(tmp_path / "sub"), "groups/one/polls")
    git(repo, "add", "-A")
    git(repo, "commit", "-qm", "links")
    commit = Commit(repo / "groups", "HEAD")
    assert "symbolic link" in commit.group("one")["charter.md"].problem
    assert "submodule" in commit.group("one")["polls"].problem
    assert "submodule" in commit.network()["sub"].problem
    assert load_network(commit.network(), "groups")[1]


@pytest.mark.parametrize(
    "ref",
    [
        "nowhere",
        "--output=x",
        "-h",
        "",
        "HEAD:groups",
        "a b",
        "x\ny",
        "x\0y",
        "v1.0..main",
        "^main",
        "\x1b[31m",
        "HEAD^{tree}",
        "--all",
    ],
)
def test_a_ref_that_is_no_commit_is_refused_in_one_line(repo: Path, ref: str) -> None:
    with pytest.raises(Refusal) as caught:
        open_source(repo / "groups", ref)
    assert str(caught.value).isprintable() and "git" in str(caught.value)
    assert not (repo / "x").exists() and not (repo / "groups/x").exists()


def one_line(folder: Path, ref: str | None = "HEAD") -> str:
    with pytest.raises(Refusal) as caught:
        everything(open_source(folder, ref))
    assert len(str(caught.value).splitlines()) == 1 and ";" in str(caught.value)
    return str(caught.value)


def test_what_is_no_repository_is_refused_in_one_line(tmp_path: Path, repo: Path) -> None:
    (tmp_path / "plain").mkdir()
    assert "git" in one_line(tmp_path / "plain")
    assert "git" in one_line(tmp_path / "missing")
    assert "no files" in one_line(repo / "elsewhere")
    assert "git" in one_line(repo / ".git")
    git(tmp_path, "clone", "-q", "--bare", str(repo), "bare.git")
    assert "git" in one_line(tmp_path / "bare.git")
    git(tmp_path, "init", "-q", "empty")
    assert "no commit" in one_line(tmp_path / "empty")


def test_a_missing_folder_or_a_file_in_its_place_is_refused_in_one_line(tmp_path: Path) -> None:
    write(tmp_path, {"file": b""})
    for name in ("missing", "file", "file/below", "x" * 300):
        assert "no folder" in one_line(tmp_path / name, None)
    (tmp_path / "loop").symlink_to("loop")
    assert "no folder" in one_line(tmp_path / "loop", None)
    one_line(tmp_path / "loop")


def test_a_broken_repository_is_refused_in_one_line(repo: Path) -> None:
    blob = git(repo, "rev-parse", "HEAD:groups/one/group.yml")
    (repo / ".git/objects" / blob[:2] / blob[2:]).unlink()
    assert "fsck" in one_line(repo / "groups")
    tree = git(repo, "rev-parse", "HEAD:groups")
    (repo / ".git/objects" / tree[:2] / tree[2:]).unlink()
    assert "git" in one_line(repo / "groups")
    (repo / ".git/HEAD").write_text("nonsense")
    one_line(repo / "groups")


def test_without_git_a_ref_is_refused_in_one_line(repo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    assert "install git" in one_line(repo / "groups")


def test_symbolic_links_are_followed_only_inside_the_group(tmp_path: Path) -> None:
    groups = tmp_path / "groups"
    write(tmp_path, {"secret": b"secret", "groups/one/group.yml": b"name: One\n", "groups/two/group.yml": b"name: Two\n"})
    links = {
        "one/charter.md": "../../secret", "one/members.yml": "../two/group.yml", "one/ground-rules.md": "group.yml",
        "one/loop.md": "loop.md", "one/broken.md": "nowhere", "one/null.md": "/dev/null", "one/folder": "../two", "out": "..",
        "alias": "one", "circle": "circle", "network.yml": "../secret",
    }  # fmt: skip
    for path, to in links.items():
        (groups / path).symlink_to(to)
    os.mkfifo(groups / "one/pipe.md")
    source = Folder(groups)
    got = {path: file.problem for path, file in source.group("one").items()}
    assert not got["ground-rules.md"] and not got["group.yml"]
    assert all(got[name] for name in ("charter.md", "members.yml", "loop.md", "broken.md", "null.md", "folder", "pipe.md"))
    assert b"secret" not in [file.read() for name in source.groups() for file in source.group(name).values()]
    assert source.group("out")["group.yml"].problem
    assert source.groups() == ["alias", "one", "out", "two"]
    assert source.network()["network.yml"].problem and source.network()["circle"].problem
    for slug in source.groups():
        load(slug, source.group(slug), source.root, load_network(source.network(), source.root)[0])


def test_a_file_that_goes_away_before_it_is_read_is_a_diagnostic(tmp_path: Path) -> None:
    write(tmp_path, {"one/group.yml": b"name: One\n"})
    files = Folder(tmp_path).group("one")
    (tmp_path / "one/group.yml").unlink()
    assert "cannot be read" in load("one", files, "groups", Network())[1][0].message


def test_a_look_shows_every_change_of_what_a_source_gives(repo: Path) -> None:
    folder, seen = Folder(repo / "groups"), []
    one = repo / "groups/one"
    steps = [
        lambda: None,
        lambda: (one / "group.yml").write_bytes(b"name: Uno\n"),
        lambda: os.utime(one / "group.yml", ns=(1, 1)),
        lambda: (one / "charter.md").write_bytes(b""),
        lambda: (one / "charter.md").rename(one / "ground-rules.md"),
        lambda: (one / "away").symlink_to("/etc"),
    ]
    for step in steps:
        step()
        assert folder.look("one") == folder.look("one")
        seen.append(folder.look("one").digest)
    assert len(set(seen)) == len(steps) and folder.look("two") != folder.look("one")
    before = folder.look()
    (one / "group.yml").write_bytes(b"name: One more\n")
    assert folder.look() == before, "what stands beside the groups has not changed"
    (repo / "groups/network.yml").write_bytes(b"name: M\n")
    assert folder.look() != before


def test_a_commits_look_is_that_of_its_files(repo: Path) -> None:
    first = Commit(repo / "groups", "v1.0")
    (repo / "groups/one/group.yml").write_bytes(b"name: Uno\n")
    git(repo, "commit", "-qam", "second")
    second = Commit(repo / "groups", "main")
    assert first.look("one") != second.look("one") and first.look("one").settled(1 << 62)
    assert first.look("two") == second.look("two") and first.look() == second.look()
