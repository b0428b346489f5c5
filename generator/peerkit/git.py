"""The git program: asked by one-line commands, and for objects by one `cat-file` process. Nothing is ever checked out."""

from __future__ import annotations

import os
import subprocess
import threading
from pathlib import Path

from peerkit.diagnostic import Refusal, one_line

# what git sets for its hooks: the folder decides which repository is meant
_HOOKS = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_COMMON_DIR", "GIT_NAMESPACE")


class GitFails(Refusal):
    """Git said no; `reason` is the first line of what it said, in English."""

    def __init__(self, message: str, reason: str = "") -> None:
        super().__init__(message)
        self.reason = reason


def environment(**more: str) -> dict[str, str]:
    """The environment for git: without what git sets for its hooks, in English, and paths as they are written."""
    kept = {name: value for name, value in os.environ.items() if name not in _HOOKS}
    return kept | {"GIT_LITERAL_PATHSPECS": "1", "LC_ALL": "C"} | more


def git(cwd: Path, *args: str, says: str = "", help: str = "check the repository with 'git fsck'", given: bytes = b"") -> bytes:
    """What git prints for these arguments, with `given` as its input. Raises GitFails."""
    try:
        done = subprocess.run(["git", *args], cwd=cwd, env=environment(), input=given, capture_output=True, check=False)
    except OSError as error:
        raise GitFails(f"git does not run ({error.strerror}); install git, or leave out --ref", "git does not run") from None
    except ValueError:
        raise GitFails(f"{says or 'git ' + args[0]}; {help}") from None
    if done.returncode:
        said = done.stderr.decode("utf-8", "replace").strip().splitlines()
        reason = one_line(said[0]) if said else ""
        raise GitFails(f"{says or 'git ' + args[0]}{': ' + reason if reason else ''}; {help}", reason)
    return done.stdout


class Objects:
    """A repository's objects by id, or by `commit:path`, from one `git cat-file --batch`; may be asked side by side."""

    def __init__(self, top: Path, **environment: str) -> None:
        self.top, self._environment = top, environment
        self._batch: subprocess.Popen[bytes] | None = None
        self._turn = threading.Lock()

    def read(self, name: str) -> bytes | None:
        """The object's content; None where the repository lacks it or cannot read it."""
        with self._turn:
            try:
                return self._ask(name)
            except OSError:
                self._end()  # git gives up at a corrupt object; what comes next may be whole
                return None

    def _ask(self, name: str) -> bytes | None:
        if self._batch is None:
            self._batch = subprocess.Popen(
                ["git", "cat-file", "--batch"],
                cwd=self.top,
                env=environment(**self._environment),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )
        assert self._batch.stdin and self._batch.stdout
        self._batch.stdin.write(name.encode("utf-8", "surrogateescape") + b"\n")
        self._batch.stdin.flush()
        head = self._batch.stdout.readline()
        if not head:
            raise BrokenPipeError
        size = head.split()[-1]
        if not size.isdigit():
            return None  # "missing" or "ambiguous"
        data = self._batch.stdout.read(int(size))
        if len(data) != int(size) or self._batch.stdout.read(1) != b"\n":
            raise BrokenPipeError
        return data

    def _end(self) -> None:
        if self._batch is not None:
            self._batch.kill()
            self._batch.communicate()
            self._batch = None

    def __del__(self) -> None:
        if getattr(self, "_batch", None) is not None:
            self._end()
