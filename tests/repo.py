"""A git repository with a network in it, made commit by commit, as a group would."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from collections.abc import Mapping
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import pytest

from peerkit.cli import main
from peerkit.model.charter import digest

ROSTER = """members:
  - {id: amara, name: Amara Osei, email: amara@example.org}
  - {id: bo, name: Bo Lind, email: bo@example.org}
"""


class Repo:
    """A repository; days go by with each commit."""

    def __init__(self, top: Path, groups: str = "groups", *, made: bool = False) -> None:
        self.top, self.groups, self._day = top, top / groups, 3 if made else 0
        if not made:
            top.mkdir(parents=True, exist_ok=True)
            self.git("init", "-q", "-b", "main")

    def git(self, *args: str, at: str = "", email: str = "t@example.org", given: bytes = b"") -> str:
        """Run git; `at` is the date of a commit."""
        env = {k: v for k, v in os.environ.items() if not k.startswith("GIT_")}
        env |= {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
        env |= {
            f"GIT_{who}_{what}": value for who in ("AUTHOR", "COMMITTER") for what, value in (("NAME", "T"), ("EMAIL", email))
        }
        if at:
            env |= {"GIT_AUTHOR_DATE": f"{at}T12:00:00+0000", "GIT_COMMITTER_DATE": f"{at}T12:00:00+0000"}
        done = subprocess.run(["git", *args], cwd=self.top, env=env, input=given, capture_output=True, check=False)
        assert done.returncode == 0, done.stderr.decode()
        return done.stdout.decode("utf-8", "replace").strip()

    def write(self, files: Mapping[str, str | bytes | None]) -> None:
        """Write files below the groups' folder; None deletes one."""
        for path, text in files.items():
            file = self.groups / path
            file.parent.mkdir(parents=True, exist_ok=True)
            if text is None:
                file.unlink()
            else:
                file.write_bytes(text.encode() if isinstance(text, str) else text)

    def commit(
        self, files: Mapping[str, str | bytes | None] | None = None, *, at: str = "", email: str = "t@example.org"
    ) -> None:
        """Write and commit."""
        self.write(files or {})
        self._day += 1
        self.git("add", "-A")
        self.git("commit", "-q", "--allow-empty", "-m", "x", at=at or f"2025-{self._day:02}-01", email=email)

    def start(self, charter: str | None = None) -> None:
        """A first commit: a group `one` with two members, and maybe a charter."""
        files = {"one/group.yml": "name: One\n", "one/members.yml": ROSTER}
        self.commit({**files, **({"one/charter.md": charter} if charter is not None else {})})

    def run(self, *args: str, code: int | None = 0, today: str = "") -> str:
        """What `peerkit` prints on stdout and stderr, run at the repository's top."""
        out, before, argv = io.TextIOWrapper(io.BytesIO(), "utf-8", write_through=True), Path.cwd(), sys.argv
        sys.argv = ["peerkit", *args, *(["--today", today] if today else [])]
        try:
            os.chdir(self.top)
            with redirect_stdout(out), redirect_stderr(out), pytest.raises(SystemExit) as ended:
                main()
        finally:
            os.chdir(before)
            sys.argv = argv
        said = out.buffer.getvalue().decode()  # type: ignore[attr-defined]
        assert code is None or (ended.value.code or 0) == code, f"exit code {ended.value.code}: {said}"
        return str(said)

    def read(self, path: str) -> str:
        """A file below the groups' folder."""
        return (self.groups / path).read_bytes().decode()


def charter(version: int | None, body: str, status: str = "adopted", *signed: str, more: str = "") -> str:
    """A charter's file; each of `signed` has signed this very text."""
    lines = [f"version: {version}"] if version else []
    lines += [f"status: {status}", *([more] if more else [])]
    if signed:
        lines += ["ratified:", *(f'  - {{member: {id}, on: 2025-06-01, text: "{digest(body)}"}}' for id in signed)]
    return "---\n" + "\n".join(lines) + f"\n---\n{body}"
