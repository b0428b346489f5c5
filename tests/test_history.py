"""The past of a file is read as it was: in first-parent order, under whatever names, and never more whole than it is."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from peerkit.facts.versions import versions
from peerkit.history import History
from peerkit.model.charter import Charter
from peerkit.walk import Walk
from repo import ROSTER, Repo, charter


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    return Repo(tmp_path / "re po")


def told(repo: Repo, slug: str = "one", ref: str | None = None) -> list[tuple[str, str]]:
    """Each version's name and the last word of its text."""
    past = History(repo.groups, ref)
    return [(v.name, v.text.body.split()[-1]) for v in versions(past.of(slug, "charter.md"), Charter)[0] if v.text]


def test_a_versions_text_is_that_of_the_last_commit_with_its_number(repo: Repo) -> None:
    repo.start(charter(1, "First draft"))
    repo.commit({"one/charter.md": charter(1, "First")})
    repo.commit({"one/charter.md": charter(2, "Second")})
    repo.commit({"one/group.yml": "name: Uno\n"})
    assert told(repo) == [("1", "First"), ("2", "Second")]


def test_numbers_may_skip_repeat_and_go_back(repo: Repo) -> None:
    repo.start(charter(1, "A"))
    for number, body in ((5, "B"), (5, "C"), (2, "D"), (1, "E")):
        repo.commit({"one/charter.md": charter(number, body)})
    assert told(repo) == [("5", "C"), ("2", "D"), ("1", "E")]
    repo.commit({"one/charter.md": charter(5, "C")})
    assert told(repo) == [("2", "D"), ("1", "E"), ("5", "C")]
    dates = [v.on for v in versions(History(repo.groups).of("one", "charter.md"), Charter)[0]]
    assert [day.month for day in dates if day] == [4, 5, 6], "what came back is as old as its return"


def test_each_distinct_text_without_a_number_is_a_revision(repo: Repo) -> None:
    repo.start("The first words\n")
    repo.commit({"one/charter.md": "Other words\n"})
    repo.commit({"one/charter.md": "The first words  \r\n\r\n"})
    repo.commit({"one/charter.md": "More words on that day\n"}, at="2025-03-01")
    repo.commit({"one/charter.md": "---\nstatus: draft\n---\nYears later\n"})
    repo.commit({"one/charter.md": charter(1, "Years later\n")})
    assert told(repo) == [("2025-02-01", "words"), ("2025-01-01", "words"), ("2025-03-01", "day"), ("1", "later")]


def test_order_is_that_of_commits_and_not_of_dates(repo: Repo) -> None:
    repo.start()
    for number, day in ((1, "2025-06-01"), (2, "2020-01-01"), (3, "2030-01-01"), (4, "1971-01-01")):
        repo.commit({"one/charter.md": charter(number, f"Text {number}")}, at=day)
    assert [name for name, _ in told(repo)] == ["1", "2", "3", "4"]


def test_a_merge_counts_once_and_what_stood_on_its_branch_does_not(repo: Repo) -> None:
    repo.start(charter(1, "A"))
    repo.git("checkout", "-qb", "side")
    repo.commit({"one/charter.md": charter(2, "Draft")})
    repo.commit({"one/charter.md": charter(3, "Merged")})
    repo.git("checkout", "-q", "main")
    repo.commit({"other.txt": "x"})
    repo.git("merge", "-q", "--no-ff", "-m", "merge", "side", at="2025-09-01")
    assert told(repo) == [("1", "A"), ("3", "Merged")]
    assert History(repo.groups).of("one", "charter.md")[0].on.isoformat() == "2025-09-01"  # type: ignore[union-attr]


def test_the_past_follows_the_file_and_its_folder_under_other_names(repo: Repo) -> None:
    body = "We meet each month in the room on the second floor, and what we say there stays there.\n"
    (repo.top / "docs").mkdir()
    (repo.top / "docs/Charter text.md").write_text(charter(1, body))
    repo.commit()
    repo.write({"old/group.yml": "name: Old\n", "old/members.yml": ROSTER})
    repo.git("mv", "docs/Charter text.md", "groups/old/agreement.md")
    repo.commit({"old/agreement.md": charter(2, body + "Two\n")})
    repo.git("mv", "groups/old/agreement.md", "groups/old/charter.md")
    repo.commit()
    repo.git("mv", "groups/old", "groups/one")
    repo.commit({"one/charter.md": charter(3, body + "Three\n")})
    assert told(repo) == [("1", "there."), ("2", "Two"), ("3", "Three")]
    # another group of that name begins anew
    repo.commit({"old/group.yml": "name: New\n", "old/charter.md": charter(1, body + "New\n")})
    assert told(repo, "old") == [("1", "New")]
    assert told(repo) == [("1", "there."), ("2", "Two"), ("3", "Three")]


def test_a_group_that_ends_lends_its_past_to_no_other(repo: Repo) -> None:
    """Git takes two like charters for one that moved."""
    body = "We meet each month in the room on the second floor, and what we say there stays there.\n"
    repo.start(charter(1, body + "Amara pays.\n"))
    repo.commit({"one/charter.md": charter(2, body)})
    repo.git("rm", "-rq", "groups/one")
    roster = "members:\n  - {id: zed, name: Zed Moss}\n"
    repo.commit({"two/group.yml": "name: Two\n", "two/members.yml": roster, "two/charter.md": charter(2, body)})
    assert told(repo, "two") == [("2", "there.")]


@pytest.mark.parametrize("source", ["one/issues/plan.md", "one/meetings/2025-01-01/facilitator.md", "one/ground-rules.md"])
def test_a_file_that_others_may_not_read_lends_its_past_to_no_charter(repo: Repo, source: str) -> None:
    repo.start()
    repo.commit({source: "A long private note about somebody, word for word, line by line.\n"})
    repo.git("mv", f"groups/{source}", "groups/one/charter.md")
    repo.commit()
    assert len(told(repo)) == 1
    repo.commit({"one/charter.md": charter(1, "We meet\n")})
    assert [name for name, _ in told(repo)] == ["2025-03-01", "1"]


def test_a_new_group_under_an_old_name_begins_anew(repo: Repo) -> None:
    repo.start(charter(1, "A"))
    repo.git("rm", "-rq", "groups/one")
    repo.commit()
    roster = "members:\n  - {id: zed, name: Zed Moss}\n"
    repo.commit({"one/group.yml": "name: Two\n", "one/members.yml": roster, "one/charter.md": charter(1, "B")})
    repo.commit({"one/charter.md": charter(2, "C")})
    assert told(repo) == [("1", "B"), ("2", "C")]


def test_a_deleted_file_that_came_back_keeps_its_past(repo: Repo) -> None:
    repo.start(charter(1, "A"))
    repo.commit({"one/charter.md": None})
    repo.commit({"one/charter.md": charter(2, "B")})
    assert told(repo) == [("1", "A"), ("2", "B")]


@pytest.mark.parametrize("folder", ["groups", ".", "deep/[er]/gro*ups"])
def test_the_groups_may_stand_anywhere_in_the_repository(tmp_path: Path, folder: str) -> None:
    repo = Repo(tmp_path / "re", folder)
    repo.start(charter(1, "A"))
    repo.commit({"one/charter.md": charter(2, "B"), "one/meetings/charter.md": "x", "two/group.yml": "name: Two\n"})
    assert told(repo) == [("1", "A"), ("2", "B")]
    assert told(repo, "two") == []


def test_a_worktree_and_a_submodule_have_their_own_past(repo: Repo, tmp_path: Path) -> None:
    repo.start(charter(1, "A"))
    repo.git("worktree", "add", "-q", str(tmp_path / "tree"), "-b", "other")
    tree = Repo.__new__(Repo)
    tree.top, tree.groups, tree._day = tmp_path / "tree", tmp_path / "tree/groups", 5
    tree.commit({"one/charter.md": charter(2, "B")})
    assert told(tree) == [("1", "A"), ("2", "B")]
    assert told(repo) == [("1", "A")]
    inner = Repo(tmp_path / "inner", ".")
    inner.commit({"group.yml": "name: Two\n", "charter.md": charter(1, "Inner")})
    inner.commit({"charter.md": charter(2, "Second")})
    repo.git("-c", "protocol.file.allow=always", "submodule", "add", "-q", str(inner.top), "groups/two")
    repo.commit()
    assert told(repo, "two") == [("1", "Inner"), ("2", "Second")]
    assert told(repo) == [("1", "A")]


def test_at_a_ref_the_past_ends_there(repo: Repo) -> None:
    repo.start(charter(1, "A"))
    repo.git("tag", "then")
    repo.commit({"one/charter.md": charter(2, "B")})
    assert told(repo, ref="then") == [("1", "A")]


def test_a_shallow_clone_is_never_taken_for_the_whole(repo: Repo, tmp_path: Path) -> None:
    repo.start(charter(1, "A"))
    repo.commit({"one/charter.md": charter(2, "B")})
    repo.commit({"one/group.yml": "name: Uno\n"})
    subprocess.run(["git", "clone", "-q", "--depth", "1", f"file://{repo.top}", str(tmp_path / "c")], check=True)
    past = History(tmp_path / "c/groups")
    gap = past.gap("one")
    assert gap and not gap.none and "--unshallow" in gap.says
    (only,) = versions(past.of("one", "charter.md"), Charter)[0]
    assert only.name == "2"
    assert only.on is None, "the day of the commit at which the clone begins says nothing of the text"
    assert History(repo.groups).gap("one") is None


def test_a_folder_without_git_and_one_without_commits_say_so(tmp_path: Path) -> None:
    (tmp_path / "groups").mkdir()
    gap = History(tmp_path / "groups").gap()
    assert gap and gap.none and "git init" in gap.says
    assert History(tmp_path / "groups").of("one", "charter.md") == ()
    repo = Repo(tmp_path / "new")
    repo.write({"one/group.yml": "name: One\n"})
    gap = History(repo.groups).gap()
    assert gap and gap.none and "committed" in gap.says


def lose(repo: Repo, name: str, data: bytes | None = None) -> None:
    """Delete or overwrite an object of the repository."""
    oid = repo.git("rev-parse", name)
    file = repo.top / ".git/objects" / oid[:2] / oid[2:]
    file.chmod(0o644)
    file.unlink() if data is None else file.write_bytes(data)


@pytest.mark.parametrize("data", [None, b"", b"garbage"], ids=["missing", "empty", "corrupt"])
def test_a_lost_text_is_one_version_less(repo: Repo, data: bytes | None) -> None:
    repo.start(charter(1, "A"))
    for number, body in ((2, "B"), (3, "C")):
        repo.commit({"one/charter.md": charter(number, body)})
    lose(repo, "HEAD~1:groups/one/charter.md", data)
    assert told(repo) == [("1", "A"), ("3", "C")]
    assert versions(History(repo.groups).of("one", "charter.md"), Charter)[1] == 1


@pytest.mark.parametrize("name", ["HEAD~2", "HEAD~2^{tree}", "HEAD~2:groups"])
def test_a_broken_history_is_told_as_far_as_it_can_be_read(repo: Repo, name: str) -> None:
    repo.start(charter(1, "A"))
    for number in range(2, 6):
        repo.commit({"one/charter.md": charter(number, f"Text{number}")})
    lose(repo, name, b"garbage")
    past = History(repo.groups)
    gap = past.gap("one")
    assert gap and not gap.none and "git fsck" in gap.says
    assert [name for name, _ in told(repo)][-1] == "5"


def test_commits_and_texts_that_are_not_utf8_hinder_nothing(repo: Repo) -> None:
    repo.start(charter(1, "A"))
    repo.write({"one/charter.md": charter(2, "B")})
    repo.git("add", "-A")
    tree = repo.git("write-tree")
    commit = f"tree {tree}\nparent {repo.git('rev-parse', 'HEAD')}\n".encode()
    commit += (
        b"author J\xf6rg <\xff@x> 99999999999 +0000\ncommitter J\xf6rg <\xff@x> 1748779200 +0000\nencoding x-odd\n\n\xff\xfe\n"
    )
    oid = repo.git("hash-object", "-t", "commit", "-w", "--stdin", "--literally", given=commit)
    repo.git("reset", "-q", "--hard", oid)
    for data in (b"\x00\x01binary", b"\xff\xfe", b"---\nversion: 9\nnever closed\n", b"---\nversion: [\n---\nx\n", b""):
        repo.commit({"one/charter.md": data})
    repo.commit({"one/charter.md": "---\nversion: two\nunknown: 1\n---\nOdd front matter\n"})
    repo.commit({"one/charter.md": "---\n- a list\n---\nNo mapping\n"})
    repo.commit({"one/charter.md": charter(3, "C")})
    found, lost = versions(History(repo.groups).of("one", "charter.md"), Charter)
    assert [v.text.body.strip() for v in found if v.text] == ["A", "B", "", "Odd front matter", "No mapping", "C"]
    assert lost == 4


def test_a_link_or_a_submodule_in_a_charters_place_is_no_text(repo: Repo) -> None:
    repo.start(charter(1, "A"))
    (repo.groups / "one/charter.md").unlink()
    (repo.groups / "one/charter.md").symlink_to("group.yml")
    repo.commit()
    assert told(repo) == [("1", "A")]


def test_odd_settings_of_git_change_nothing(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    repo.start(charter(1, "A"))
    repo.commit({"one/charter.md": charter(2, "B")})
    want = told(repo)
    for key, value in {
        "log.follow": "true", "log.showSignature": "true", "diff.renames": "copies", "color.ui": "always", "log.diffMerges": "off",
        "diff.relative": "true", "format.pretty": "oneline", "core.quotePath": "true", "log.date": "relative", "diff.external": "false",
        "i18n.logOutputEncoding": "latin1",
    }.items():  # fmt: skip
        repo.git("config", key, value)
    for name in ("GIT_DIR", "GIT_INDEX_FILE", "GIT_GLOB_PATHSPECS"):
        monkeypatch.setenv(name, "1")
    assert told(repo) == want


def test_one_walk_serves_all_groups(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(5):
        repo.write({f"g{number}/group.yml": "name: G\n", f"g{number}/charter.md": charter(1, f"Text {number}")})
    repo.commit()
    asked = []
    lines = Walk._lines
    monkeypatch.setattr(Walk, "_lines", lambda self, args, given: asked.append(args[0]) or lines(self, args, given))
    past = History(repo.groups)
    assert all(len(past.of(f"g{n}", "charter.md")) == 1 for n in range(5))
    assert asked == ["log"]
