"""One repository's changes of files, read from `git log` as it prints: nothing is checked out, and little is kept."""

from __future__ import annotations

import datetime
import os
import subprocess
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Protocol

from peerkit.diagnostic import one_line
from peerkit.git import GitFails, Objects, environment, git

_LOG = ("log", "--no-renames", "--raw", "--no-abbrev", "-z", "--format=%x01%H %as %P", "--no-color", "--no-show-signature",
        "--no-follow", "--no-relative", "--no-ext-diff")  # fmt: skip
_RENAMES = ("diff-tree", "--stdin", "-r", "-z", "--raw", "--no-abbrev", "-M", "-l4000", "--diff-filter=R", "--no-relative")
_SHALLOW = (
    "this clone is shallow, so earlier versions are not known; run 'git fetch --unshallow', or in a workflow check out with "
    "fetch-depth: 0"
)


class Texts(Protocol):
    """Whoever knows texts by git's name for them."""

    def read(self, name: str) -> bytes | None:
        """A text; None where it is not known."""


@dataclass(frozen=True, slots=True)
class Gap:
    """Why a history is not whole: `none` of it is known, or only its later part; and one line on what to do."""

    none: bool
    says: str


@dataclass(frozen=True, slots=True)
class Revision:
    """A file as one commit left it: when that was written, under which path; `blob` is empty where it left no file."""

    commit: str
    on: datetime.date | None
    path: str
    blob: str
    parents: tuple[str, ...] = ()
    before: str = ""  # the blob that it replaced
    cut: bool = False  # a shallow clone begins here: the text may be older than this commit
    objects: Texts | None = field(default=None, repr=False, compare=False)

    def read(self) -> bytes | None:
        """The file; None where there is none, or git cannot read it."""
        return self.objects.read(self.blob) if self.objects and self.blob else None


class Walk:
    """A repository at a commit, for the files below a folder. Where git cannot tell, `gap` says why; nothing is raised."""

    def __init__(self, folder: Path, ref: str = "HEAD") -> None:
        self.gap: Gap | None = None
        self.top = self.prefix = self.commit = ""  # the prefix is the folder's, with a slash at its end
        self.objects: Objects | None = None  # None where there is no repository
        self.shallow: frozenset[str] = frozenset()  # the commits at which a shallow clone ends
        try:
            self._open(folder, ref)
            self.shallow = self._boundary()
        except GitFails as error:
            self.gap, self.objects = Gap(True, _why(folder, error)), None
        if self.shallow:
            self.gap = Gap(False, _SHALLOW)

    def _open(self, folder: Path, ref: str) -> None:
        real = folder.resolve()
        near = next(p for p in (real, *real.parents) if os.path.isdir(p))  # noqa: PTH112
        self.top = os.fsdecode(git(near, "rev-parse", "--show-toplevel")).removesuffix("\n")
        inside = real.relative_to(Path(self.top).resolve()).as_posix() if real.is_relative_to(Path(self.top).resolve()) else "."
        self.prefix = "" if inside == "." else inside + "/"
        self.commit = git(near, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{ref}^{{commit}}").decode().strip()
        # what a partial clone lacks is said to be missing, not fetched: a build reads no network
        self.objects = Objects(Path(self.top), GIT_NO_LAZY_FETCH="1")

    def _boundary(self) -> frozenset[str]:
        """The commits at which a shallow clone ends."""
        file = Path(self.top, os.fsdecode(git(Path(self.top), "rev-parse", "--git-path", "shallow")).removesuffix("\n"))
        return frozenset(file.read_text("ascii").split()) if file.is_file() else frozenset()

    def log(self, start: str, specs: Iterable[str], *options: str) -> Iterator[tuple[int, Revision]]:
        """Each change of a file that the pathspecs match, with its commit's place in the order, newest first."""
        given = "\n".join([start, "--", *(spec for spec in specs if "\n" not in spec)]) + "\n"
        same: dict[str, str] = {}
        rank, commit, on, parents = -1, "", None, tuple[str, ...]()
        words = self._lines([*_LOG, *options, "--stdin"], given)
        for word in words:
            if word.startswith("\x01"):
                commit, day, *after = word[1:].rstrip("\n").split(" ")
                rank, on, parents = rank + 1, _date(day), tuple(p for p in after if p)
            elif word.lstrip("\n").startswith(":"):
                _, mode, before, blob, _ = word.lstrip("\n")[1:].split(" ")
                path = next(words, "")
                before = before if before.strip("0") else ""
                blob = blob if mode.startswith("100") else ""  # no link, no submodule
                path, cut = same.setdefault(path, path), commit in self.shallow and not before
                yield rank, Revision(commit, None if cut else on, path, blob, parents, before, cut, self.objects)

    def _lines(self, arguments: Sequence[str], given: str) -> Iterator[str]:
        """What git prints, split at NUL; where it gives up on the way, that is the gap."""
        kept = environment(GIT_NO_LAZY_FETCH="1")
        del kept["GIT_LITERAL_PATHSPECS"]
        with tempfile.TemporaryFile() as stdin, tempfile.TemporaryFile() as stderr:
            stdin.write(given.encode("utf-8", "surrogateescape"))
            stdin.seek(0)
            with subprocess.Popen(
                ["git", *arguments], cwd=self.top, env=kept, stdin=stdin, stdout=subprocess.PIPE, stderr=stderr
            ) as asked:
                assert asked.stdout
                rest = b""
                while block := asked.stdout.read(1 << 16):
                    *whole, rest = (rest + block).split(b"\0")
                    yield from (part.decode("utf-8", "surrogateescape") for part in whole)
            if asked.returncode and not (self.gap and self.gap.none):
                stderr.seek(0)
                reason = one_line(stderr.read(2_000).decode("utf-8", "replace").strip().split("\n")[0])
                self.gap = Gap(False, f"git cannot read the whole history ({reason}); see 'git fsck', and mend the repository")

    def renames(self, commits: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str, str]]:
        """Commit, old path and new path of every file that these commits moved, each against the given parent."""
        commit = ""
        words = self._lines(_RENAMES, "".join(f"{commit} {parent}\n" for commit, parent in dict.fromkeys(commits)))
        for word in words:
            if word.startswith(":"):
                yield commit, next(words, ""), next(words, "")
            else:
                commit = word.strip()


@lru_cache(maxsize=512)
def _date(day: str) -> datetime.date | None:
    try:
        return datetime.date.fromisoformat(day)
    except ValueError:
        return None


def _why(folder: Path, error: GitFails) -> str:
    if "not a git repository" in error.reason:
        return f"'{folder.as_posix()}' is not in a git repository; versions and their history need git: 'git init' begins one"
    if error.reason == "git does not run":
        return "git does not run, so versions and their history are not known; install git"
    if not error.reason:
        return f"nothing is committed yet in the repository of '{folder.as_posix()}'; 'git commit' begins its history"
    return f"git does not open the repository of '{folder.as_posix()}': {error.reason}"
