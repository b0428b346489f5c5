"""The workflow files that `peerkit init` writes do what they say, run on a repository made here: their own scripts, by bash."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from peerkit.begin.network import network

CHARTER = "groups/first-group/charter.md"
SEATS = ("six to ten members", "seven to nine members")

pytestmark = pytest.mark.skipif(shutil.which("bash") is None, reason="the workflows' scripts are bash's")


def git(folder: Path, *words: str) -> None:
    options = ("-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false")
    subprocess.run(["git", *options, *words], cwd=folder, check=True, capture_output=True)


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A network on main, and checked out a branch that changes its charter; `origin` is a clone that knows only main."""
    origin, here = tmp_path / "origin", tmp_path / "here"
    network(origin)
    git(origin, "init", "-q", "-b", "main")
    git(origin, "add", "-A")
    git(origin, "commit", "-qm", "Begin")
    git(tmp_path, "clone", "-q", str(origin), str(here))
    git(here, "checkout", "-q", "-b", "seats")
    charter = here / CHARTER
    charter.write_text(charter.read_text("utf-8").replace(*SEATS), "utf-8")
    git(here, "commit", "-qam", "Other seats")
    return here


def run(script: str, folder: Path, **env: str) -> subprocess.CompletedProcess[str]:
    """A step as the runners run it; `gh` and `curl` only write down what they were asked."""
    tools = folder.parent / "tools"
    tools.mkdir(exist_ok=True)
    for name in ("gh", "curl"):
        (tools / name).write_text(f'#!/bin/sh\nprintf "%s\\n" {name} "$@" > asked.txt\n')
        (tools / name).chmod(0o755)
    path = os.pathsep.join([str(tools), str(Path(sys.executable).parent), os.environ["PATH"]])
    every = {**os.environ, "PATH": path, "GITHUB_STEP_SUMMARY": str(folder.parent / "summary.md"), **env}
    return subprocess.run(["bash", "-eo", "pipefail", "-c", script], cwd=folder, env=every, capture_output=True, text=True)


def github(folder: Path, name: str) -> dict[str, Any]:
    """A step of charters.yml."""
    workflow = yaml.safe_load((folder / ".github/workflows/charters.yml").read_text("utf-8"))
    return next(step for step in workflow["jobs"]["redline"]["steps"] if step.get("name") == name)


def gitlab(folder: Path, job: str) -> list[str]:
    """What a job of .gitlab-ci.yml runs."""
    return list(yaml.safe_load((folder / ".gitlab-ci.yml").read_text("utf-8"))[job]["script"])


def assert_redline(text: str) -> None:
    assert "Reworded: Size and seats" in text
    assert "<del>six</del>" in text and "<ins>seven</ins>" in text


def test_a_pull_request_shows_what_changes_in_a_charter(repository: Path) -> None:
    done = run(github(repository, "Redline")["run"], repository, BASE="origin/main")
    assert (done.returncode, done.stderr) == (0, "")
    assert_redline((repository / "redline.md").read_text("utf-8"))
    assert_redline((repository.parent / "summary.md").read_text("utf-8"))
    done = run(github(repository, "Comment")["run"], repository, NUMBER="7", GITHUB_REPOSITORY="a/b")
    assert (done.returncode, done.stderr) == (0, "")
    assert (repository / "asked.txt").read_text("utf-8").split() == (
        ["gh", "pr", "comment", "7", "--repo", "a/b", "--body-file", "comment.md", "--edit-last", "--create-if-none"]
    )
    assert_redline((repository / "comment.md").read_text("utf-8"))


def test_a_new_charter_is_all_new_and_a_deleted_one_is_passed_over(repository: Path) -> None:
    shutil.copytree(repository / "groups/first-group", repository / "groups/second")
    (repository / CHARTER).unlink()
    git(repository, "add", "-A")
    git(repository, "commit", "-qm", "Another group")
    done = run(github(repository, "Redline")["run"], repository, BASE="origin/main")
    assert (done.returncode, done.stderr) == (0, "")
    text = (repository / "redline.md").read_text("utf-8")
    assert "second" in text and "first-group" not in text


def test_without_a_changed_charter_nobody_is_told_anything(repository: Path) -> None:
    git(repository, "checkout", "-q", "main")
    for name, env in (("Redline", {"BASE": "origin/main"}), ("Comment", {"NUMBER": "7", "GITHUB_REPOSITORY": "a/b"})):
        assert run(github(repository, name)["run"], repository, **env).returncode == 0
    assert not (repository / "asked.txt").exists()


def test_a_diff_that_fails_fails_the_step(repository: Path) -> None:
    assert run(github(repository, "Redline")["run"], repository, BASE="origin/nowhere").returncode != 0
    (repository / "groups/first-group/charter.md").write_bytes(b"\xff\xfe\x00")
    (repository / "groups/first-group/group.yml").write_text("name: [")
    git(repository, "commit", "-qam", "Broken")
    assert run(github(repository, "Redline")["run"], repository, BASE="origin/main").returncode != 0


def test_no_value_of_a_pull_request_is_part_of_a_script(repository: Path) -> None:
    for file in (repository / ".github/workflows").iterdir():
        for job in yaml.safe_load(file.read_text("utf-8"))["jobs"].values():
            assert not [step["run"] for step in job["steps"] if "${{" in step.get("run", "")]


def test_a_merge_request_shows_it_too(repository: Path) -> None:
    show, note = gitlab(repository, "redline")
    done = run(show, repository, CI_MERGE_REQUEST_TARGET_BRANCH_NAME="main")
    assert (done.returncode, done.stderr) == (0, "")
    assert_redline(done.stdout)
    project = {"CI_API_V4_URL": "https://gitlab.example/api/v4", "CI_PROJECT_ID": "3", "CI_MERGE_REQUEST_IID": "9"}
    assert run(note, repository, **project).returncode == 0 and not (repository / "asked.txt").exists()
    assert run(note, repository, PEERKIT_TOKEN="secret", **project).returncode == 0
    asked = (repository / "asked.txt").read_text("utf-8").splitlines()
    assert asked[0] == "curl" and asked[-1] == "https://gitlab.example/api/v4/projects/3/merge_requests/9/notes"
    assert_redline((repository / "note.md").read_text("utf-8"))


def test_gitlab_publishes_the_public_site_and_nothing_else(repository: Path) -> None:
    (build,) = gitlab(repository, "pages")
    done = run(f"{build} --today 2026-11-23", repository)
    assert done.returncode == 0, done.stderr
    assert (repository / "public/index.html").is_file()
    assert gitlab(repository, "check") == ["peerkit check --format full"]
    assert run("peerkit check --format full --today 2026-11-23", repository).returncode in (0, 1)
