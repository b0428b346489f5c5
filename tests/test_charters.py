"""The charter commands, run as a group would: propose, change, commit, sign, adopt, verify."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from peerkit.model.charter import digest
from repo import Repo, charter

WORDS = "Six to ten of us sit in the room on the second floor, and what we say there stays there.\n\n"
BODY = "\n# Charter\n\nWe meet each month.\n"


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    return Repo(tmp_path / "repo")


def commented(version: int = 1) -> str:
    return (
        f"---\n# ours\nversion: {version}   # counts up\nreview_by: 2026-01-01  # yearly\nstatus: adopted\n"
        f'ratified:  # who\n  - {{member: amara, on: 2025-01-02, text: "{digest(BODY)}"}}  # by mail\nterms: {{response_days: 14}}\n---{BODY}'
    )


def test_a_charter_goes_from_version_to_version(repo: Repo) -> None:
    repo.start(commented())
    said = repo.run("charter", "propose", "one", today="2025-03-01")
    assert "version 2" in said and "git commit" in said and "2025-03-15" in said
    want = commented(2).replace("status: adopted", "status: proposed\nproposed: 2025-03-01")
    start, end = want.index("  - {member"), want.index("terms:")
    assert repo.read("one/charter.md") == (want[:start] + want[end:]).replace("ratified:", "ratified: []")
    text = repo.read("one/charter.md").replace("each month", "every week")
    repo.commit({"one/charter.md": text})
    repo.run("charter", "sign", "one", "--member", "bo", today="2025-03-10")
    repo.run("charter", "sign", "one", "--member", "amara", today="2025-03-11")
    said = repo.run("charter", "adopt", "one", today="2025-03-12")
    assert "2025-03-15" in said, "the response window is not over"
    got, signed = repo.read("one/charter.md"), digest(BODY.replace("each month", "every week"))
    assert (
        "ratified:  # who\n"
        f'  - {{member: bo, on: 2025-03-10, text: "{signed}"}}\n  - {{member: amara, on: 2025-03-11, text: "{signed}"}}\nterms:'
    ) in got
    assert "status: adopted\nadopted: 2025-03-12\nproposed: 2025-03-01\n" in got
    assert repo.git("log", "--oneline").count("\n") == 1, "no command commits"
    repo.commit()
    assert "2 of 2 members" in repo.run("charter", "verify", "one")
    log = repo.run("charter", "log", "one").splitlines()
    assert [line.split()[0] for line in log] == ["2", "1"]
    assert "adopted 2025-03-12, 2 signatures" in log[0] and signed in log[0] and digest(BODY) in log[1]
    assert repo.run("charter", "show", "one", "1") == commented()
    assert repo.run("charter", "show", "one") == repo.run("charter", "show", "one", "v2") == got
    assert repo.run("charter", "show", "one", "1", "--text") == BODY.lstrip("\n")


def test_two_versions_are_compared(repo: Repo) -> None:
    repo.start(charter(1, "## Aim\n\nWe meet monthly.\n"))
    assert "one version only" in repo.run("charter", "diff", "one", code=2)
    repo.commit({"one/charter.md": charter(2, "## Aim\n\nWe meet weekly.\n\n## Fees\n\nNone.\n")})
    repo.write({"one/charter.md": charter(2, "## Aim\n\nWe meet weekly.\n\n## Fees\n\nSome.\n")})
    said = repo.run("charter", "diff", "one", "1", "2")
    assert "version 1 → version 2" in said and "[-monthly.-] {+weekly.+}" in said and "Added: Fees" in said
    assert "version 2 → version 2, not committed" in repo.run("charter", "diff", "one")
    assert "{+Some.+}" in repo.run("charter", "diff", "one", "1")
    html = repo.run("charter", "diff", "one", "1", "2", "--format", "html")
    assert "<html" not in html and "<ins" in html and "Fees" in html
    assert repo.run("charter", "diff", "one", "1", "2", "--format", "markdown").startswith("### Charter of one: version 1")
    assert "there are 1, 2, working-copy" in repo.run("charter", "diff", "one", "7", code=2)
    assert "No clause changed" in repo.run("charter", "diff", "one", "1", "1")


def test_what_changed_beside_the_text_is_said_in_one_line(repo: Repo) -> None:
    """A signature that a pull request takes away is as much a change as a word."""
    repo.start(charter(1, "We meet.\n", "proposed", "amara"))
    new = charter(1, "We meet.\n", "adopted", "bo", more="terms: {role_months: {facilitator: 6}}")
    repo.write({"one/charter.md": new})
    said = repo.run("charter", "diff", "one")
    line = "Beside the text: status proposed → adopted; terms.role_months none → facilitator 6; signed by bo; no longer signed by amara"
    assert line in said.splitlines() and "No clause changed" in said
    assert f"\n\n{line}\n\n**No clause changed**" in repo.run("charter", "diff", "one", "--format", "markdown")
    assert "signed by" not in repo.run("charter", "diff", "one", "--format", "html")
    repo.commit()
    assert "Beside" not in repo.run("charter", "diff", "one", "1", "1")


def test_a_branch_is_compared_with_where_it_began(repo: Repo) -> None:
    """Not with what the other branch has become since; and under the name that the file had."""
    repo.start(charter(1, WORDS + "We meet monthly.\n"))
    repo.git("checkout", "-qb", "change")
    repo.git("mv", "groups/one", "groups/uno")
    repo.commit({"uno/charter.md": charter(2, WORDS + "We meet weekly.\n")})
    repo.git("checkout", "-q", "main")
    repo.commit({"one/charter.md": charter(2, "Main went elsewhere.\n")})
    repo.git("checkout", "-q", "change")
    said = repo.run("charter", "diff", "uno", "--base", "main")
    assert "[-monthly.-] {+weekly.+}" in said and "elsewhere" not in said and "version 1 (main) → version 2" in said
    repo.commit({"two/group.yml": "name: Two\n", "two/charter.md": "New words\n"})
    assert "{+New words+}" in repo.run("charter", "diff", "two", "--base", "main")
    assert "fetch-depth" in repo.run("charter", "diff", "uno", "--base", "nowhere", code=2)
    repo.run("charter", "diff", "uno", "1", "--base", "main", code=2)


def test_a_working_copy_is_shown_as_such(repo: Repo) -> None:
    repo.start(charter(1, "A\n"))
    repo.write({"one/charter.md": charter(1, "B\n")})
    log = repo.run("charter", "log", "one").splitlines()
    assert log[0].startswith("working copy") and "not committed" in log[0] and "version 1" in log[0]
    assert repo.run("charter", "show", "one").endswith("B\n")
    assert repo.run("charter", "show", "one", "1").endswith("A\n")
    assert repo.run("charter", "show", "one", "working-copy").endswith("B\n")
    repo.write({"one/charter.md": charter(1, "A\n").replace("\n", "\r\n")})
    assert "working copy" not in repo.run("charter", "log", "one"), "other line ends are no change"


def test_only_a_committed_text_is_signed(repo: Repo) -> None:
    repo.start(charter(1, "A\n"))
    before = charter(1, "B\n")
    repo.write({"one/charter.md": before})
    said = repo.run("charter", "sign", "one", "--member", "bo", code=2)
    assert "not committed" in said and said.count("\n") == 1
    assert repo.read("one/charter.md") == before
    repo.commit()
    repo.run("charter", "sign", "one", "--member", "bo")
    assert "before" in repo.run("charter", "sign", "one", "--member", "bo"), "signing twice changes nothing"
    assert repo.read("one/charter.md").count("member: bo") == 1


@pytest.mark.parametrize(("member", "hint"), [("amaro", "amara"), ("zed", "amara, bo")])
def test_only_members_sign(repo: Repo, member: str, hint: str) -> None:
    repo.start(charter(1, "A\n"))
    assert hint in repo.run("charter", "sign", "one", "--member", member, code=2)
    repo.commit({"one/members.yml": "members:\n  - {id: amara, name: A, left: 2025-01-01}\n"})
    assert "no member on 2025-02-01" in repo.run("charter", "sign", "one", "--member", "amara", code=2, today="2025-02-01")


def test_who_signed_an_older_text_signs_the_new_one_in_place(repo: Repo) -> None:
    repo.start(charter(1, "A\n", "adopted", "amara", "bo"))
    repo.commit({"one/charter.md": charter(1, "A\n", "adopted", "amara", "bo").replace("\nA\n", "\nB\n")})
    repo.run("charter", "sign", "one", "--member", "amara", today="2025-08-08")
    rows = [line for line in repo.read("one/charter.md").splitlines() if "member" in line]
    assert rows[0] == f'  - {{member: amara, on: 2025-08-08, text: "{digest("B")}"}}'
    assert rows[1] == f'  - {{member: bo, on: 2025-06-01, text: "{digest("A")}"}}'


def test_each_signature_is_told_for_what_it_is(repo: Repo) -> None:
    repo.start(charter(1, "A\n", "adopted", "amara"))
    other = charter(2, "B\n", "adopted", "bo")
    other = other.replace(
        "---\nB",
        f'  - {{member: amara, text: "{digest("A")}"}}\n  - {{member: cy, text: "{digest("B")}"}}\n  - {{member: dee, text: "0123456789ab"}}\n---\nB',
    )
    repo.commit(
        {
            "one/charter.md": other,
            "one/members.yml": repo.read("one/members.yml") + "  - {id: dee, name: Dee, left: 2025-01-01}\n",
        }
    )
    said = repo.run("charter", "verify", "one", code=1)
    rows = {line.split()[0]: line for line in said.splitlines()}
    assert "current;" in rows["bo"]
    assert "for version 1;" in rows["amara"]
    assert "current, by someone who is not a member;" in rows["cy"]
    assert "never in the history, by a former member;" in rows["dee"]
    assert "1 of 2 members" in said and "missing: amara" in said


def test_an_earlier_wording_of_a_version_is_known(repo: Repo) -> None:
    repo.start(charter(1, "A\n", "adopted", "amara"))
    repo.commit({"one/charter.md": charter(1, "A\n", "adopted", "amara").replace("\nA\n", "\nAh\n")})
    said = repo.run("charter", "verify", "one", code=1)
    assert "for an earlier wording of version 1" in said and f"charter diff one {digest('A')}" in said
    assert "adopted, 1 signature of another text\n" in repo.run("charter", "log", "one"), "nobody signed the text of that row"
    assert repo.run("charter", "show", "one", digest("A"), "--text") == "A\n"
    assert f"the text of {digest('A')} → version 1" in repo.run("charter", "diff", "one", digest("A"))


def test_versions_that_a_plain_pull_hides_are_told_and_were_in_the_history(repo: Repo) -> None:
    repo.start(charter(1, "A\n"))
    repo.git("checkout", "-q", "-b", "server")
    repo.commit({"one/charter.md": charter(2, "B\n")})
    repo.commit({"one/charter.md": charter(3, "C\n", "adopted", "amara").replace(digest("C"), digest("B"))})
    repo.git("checkout", "-q", "-")
    assert "not listed" not in repo.run("charter", "log", "one")
    repo.commit({"one/ours": "x"})
    repo.git("merge", "-q", "--no-edit", "server")
    assert "only on branches that were merged (a plain 'git pull' does that too): version 2;" in repo.run("charter", "log", "one")
    assert "for version 2 as it stood on a branch that was merged;" in repo.run("charter", "verify", "one", code=1)


def test_the_commit_that_added_a_signature_says_who_stands_behind_it(repo: Repo) -> None:
    """Also where it came by a merge, and where two signed in one commit."""
    repo.start(charter(1, "A\n"))
    repo.git("checkout", "-qb", "side")
    repo.run("charter", "sign", "one", "--member", "amara")
    repo.commit(email="Amara@example.org")
    own = repo.git("rev-parse", "HEAD")
    repo.git("checkout", "-q", "main")
    repo.commit({"x.txt": "x"})
    repo.git("merge", "-q", "--no-ff", "-m", "merge", "side", at="2025-09-01", email="boss@example.org")
    repo.run("charter", "sign", "one", "--member", "bo")
    rows = {line.split()[0]: line for line in repo.run("charter", "verify", "one").splitlines()}
    assert f"commit {own[:12]}, by the member's own address" in rows["amara"]
    assert "current; not committed yet" in rows["bo"]
    repo.commit(email="boss@example.org")
    rows = {line.split()[0]: line for line in repo.run("charter", "verify", "one").splitlines()}
    assert "by another address" in rows["bo"]
    assert "@" not in "".join(rows.values()), "addresses are not told"


def test_a_signed_commit_is_told(repo: Repo, tmp_path: Path) -> None:
    key = tmp_path / "key"
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "", "-f", str(key)], check=True)
    repo.start(charter(1, "A\n"))
    repo.run("charter", "sign", "one", "--member", "amara")
    repo.git("add", "-A")
    sign = ("-c", "gpg.format=ssh", "-c", f"user.signingkey={key}.pub", "commit", "-qS", "-m", "sign")
    repo.git(*sign, email="amara@example.org")
    assert "SSH-signed by a key that git does not know here" in repo.run("charter", "verify", "one")
    allowed = tmp_path / "allowed"
    allowed.write_text("amara@example.org " + key.with_suffix(".pub").read_text())
    repo.git("config", "gpg.ssh.allowedSignersFile", str(allowed))
    assert "SSH signature good, by amara@example.org" in repo.run("charter", "verify", "one")


def test_without_git_there_is_the_present_text_and_a_note(tmp_path: Path) -> None:
    repo = Repo(tmp_path)
    repo.write(
        {
            "one/group.yml": "name: One\n",
            "one/members.yml": "members: [{id: bo, name: Bo}]\n",
            "one/charter.md": charter(1, "A\n", "adopted", "bo"),
        }
    )
    (tmp_path / ".git").rename(tmp_path / "gone")
    for args, code in ((["log", "one"], 0), (["verify", "one"], 0), (["show", "one"], 0)):
        said = repo.run("charter", *args, code=code)
        assert ("need git" in said) == (args[0] != "show")
    assert "need git" in repo.run("charter", "sign", "one", "--member", "bo", code=2)
    assert "working copy" in repo.run("charter", "log", "one")
    repo.run("charter", "propose", "one")
    assert "version: 2" in repo.read("one/charter.md")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (b"\x00\x01", "U+0000"), (b"---\nversion: 1\n", "never closes"), (b"x" * 5_000_000, "5,000,000 bytes"),
        (b"---\nversion: two\n---\nA\n", "two"), (b"\xff\xfe", "UTF-8"),
        (b'---\nratified: [{member: bo, text: "0123456789a"}]\n---\nA\n', "0123456789a"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_the_file_is_said_and_nothing_is_written(repo: Repo, text: bytes, says: str) -> None:
    repo.start(charter(1, "A\n"))
    repo.commit({"one/charter.md": text})
    said = repo.run("charter", "verify", "one", code=1)
    assert "groups/one/charter.md:" in said and says in said and "Traceback" not in said
    log = repo.run("charter", "log", "one")
    assert "Traceback" not in log
    assert ("1 earlier text cannot be read" in log) == (b"---\nA" not in text), "what is missing is said"
    if b"---\nA" not in text:
        for args in (["propose", "one"], ["adopt", "one"], ["sign", "one", "--member", "bo"]):
            repo.run("charter", *args, code=2)
        assert (repo.groups / "one/charter.md").read_bytes() == text
    repo.run("charter", "show", "one", "1")


@pytest.mark.parametrize(
    "body", ["", "x" * 200_000, "<b>" * 5_000 + "<script>alert(1)</script>"], ids=["empty", "one line", "HTML"]
)
def test_odd_texts_are_texts(repo: Repo, body: str) -> None:
    repo.start(body)
    repo.run("charter", "log", "one")
    repo.run("charter", "sign", "one", "--member", "bo")
    repo.run("charter", "propose", "one")
    assert repo.read("one/charter.md").endswith(f"---\n{body}")


def test_a_group_without_a_charter_and_one_whose_charter_is_gone(repo: Repo) -> None:
    repo.start()
    for name in ("log", "show", "propose", "adopt", "verify"):
        assert "has no charter.md" in repo.run("charter", name, "one", code=2)
    assert "did you mean 'one'" in repo.run("charter", "log", "ones", code=2)
    repo.commit({"one/charter.md": charter(1, "A\n")})
    repo.commit({"one/charter.md": None})
    assert repo.run("charter", "show", "one", "1").endswith("A\n")
    assert "charter.md' is gone" in repo.run("charter", "log", "one")
    assert "charter.md' is gone" in repo.run("charter", "adopt", "one", code=2)
    assert "is gone" in repo.run("charter", "verify", "one", code=1)


@pytest.mark.parametrize(("text", "named"), [("Ask Bo **Lind**.", True), ("Ask Lind, Bo.", True), ("Ask Bo.", False)])
def test_a_name_under_markup_in_a_public_text_is_told(repo: Repo, text: str, named: bool) -> None:
    repo.start(charter(1, f"{text}\n"))
    assert ("a public text names a member" in repo.run("check", code=None)) == named


def test_an_older_text_is_never_passed_off_as_one_that_cannot_be_read(repo: Repo) -> None:
    repo.start(charter(1, "A\n"))
    repo.commit({"one/charter.md": charter(2, "B\n")})
    (repo.groups / "one/charter.md").write_bytes(b"\xff")
    for how in ([], ["1"], ["--base", "HEAD"]):
        said = repo.run("charter", "diff", "one", *how)
        assert "→ version 2 (the file as it stands cannot be read)" in said and "peerkit check one" in said
    assert "1 clause" in repo.run("charter", "diff", "one", "1", "2")
    repo.run("charter", "verify", "one", code=1)
    repo.run("charter", "propose", "one", code=2)


def test_a_proposal_that_is_not_committed_is_not_made_twice(repo: Repo) -> None:
    repo.start(charter(1, "A\n"))
    repo.run("charter", "propose", "one")
    assert "version 2 is proposed already" in repo.run("charter", "propose", "one", code=2)
    repo.commit()
    repo.run("charter", "propose", "one")
    assert "version: 3" in repo.read("one/charter.md")


def test_the_file_keeps_its_line_ends_and_its_mark(repo: Repo) -> None:
    text = ("\ufeff" + charter(1, "A\n")).replace("\n", "\r\n")
    repo.start()
    repo.commit({"one/charter.md": text.encode()})
    repo.run("charter", "sign", "one", "--member", "bo", today="2025-02-02")
    entry = f'ratified:\r\n  - {{member: bo, on: 2025-02-02, text: "{digest("A")}"}}\r\n'
    assert repo.read("one/charter.md") == text.replace("---\r\nA", f"{entry}---\r\nA")


def test_in_a_shallow_clone_nobody_is_said_to_have_added_what_is_older(repo: Repo, tmp_path: Path) -> None:
    repo.start()
    repo.commit({"one/charter.md": charter(1, "A\n", "adopted", "bo")}, email="bo@example.org")
    repo.commit({"one/charter.md": charter(1, "A\n", "adopted", "bo", "amara")}, email="amara@example.org")
    repo.git("clone", "-q", "--depth", "1", repo.top.as_uri(), str(tmp_path / "shallow"))
    shallow = Repo(tmp_path / "shallow", made=True)
    shallow.write({"one/charter.md": charter(1, "B\n", "adopted", "bo").replace(digest("B"), digest("A older"))})
    said = shallow.run("charter", "verify", "one", code=1)
    assert "for a text that is not in the history that is known here" in said, "it may be an older one"
    shallow.git("checkout", "-q", ".")
    said = shallow.run("charter", "verify", "one")
    assert said.count("current; added before the history that is known here") == 2 and "--unshallow" in said
    assert "is known here in one version only" in shallow.run("charter", "diff", "one", code=2)
