"""What charters, ground rules and rosters were, commit by commit: one `git log` for all files of all groups, without a checkout.

Order is first-parent order, never that of dates. A shortened or broken history is never taken for a whole one: `gap` says so.
Only texts that are asked for are read, so memory holds a few ids a revision.
"""

from __future__ import annotations

import datetime
import os
import re
import subprocess
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path, PurePosixPath

from peerkit.diagnostic import one_line
from peerkit.git import GitFails, Objects, environment, git

CHARTER, GROUND_RULES, ROSTER = FOLLOWED = ("charter.md", "ground-rules.md", "members.yml")
_FILES = (*FOLLOWED, "group.yml")
_MOVES = 64  # walks of the history for files that came from elsewhere; who moves a file more often has lost its past
_LOG = ("log", "--no-renames", "--raw", "--no-abbrev", "-z", "--format=%x01%H %as %P", "--no-color", "--no-show-signature",
        "--no-follow", "--no-relative", "--no-ext-diff", "--stdin")  # fmt: skip


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
    objects: Objects | None = field(default=None, repr=False, compare=False)

    def read(self) -> bytes | None:
        """The file; None where there is none, or git cannot read it."""
        return self.objects.read(self.blob) if self.objects and self.blob else None


class History:
    """The past of a network's files. A group whose folder is a submodule has its past in that repository."""

    def __init__(self, folder: Path, ref: str | None = None) -> None:
        self.folder, self.ref = folder, ref

    def of(self, slug: str, name: str) -> tuple[Revision, ...]:
        """The revisions of one of the followed files of a group, newest first."""
        walk = self.walk(slug)
        return walk.revisions(name if walk is not self._main else f"{slug}/{name}")

    def gap(self, slug: str = "") -> Gap | None:
        """What is missing of a group's history, or without a name of the network's; None where it is whole."""
        return self.walk(slug).gap

    def walk(self, slug: str) -> Walk:
        """The walk of the repository that holds a group."""
        if slug and self.ref is None and os.path.lexists(self.folder / slug / ".git"):
            return self._submodule(slug)
        return self._main

    @cached_property
    def _main(self) -> Walk:
        return Walk(self.folder, self.ref or "HEAD", "*/")

    @lru_cache(maxsize=64)  # noqa: B019 (a history lives as long as its command)
    def _submodule(self, slug: str) -> Walk:
        return Walk(self.folder / slug, "HEAD", "")


class Walk:
    """One repository's history of the followed files below a folder."""

    def __init__(self, folder: Path, ref: str, groups: str) -> None:
        self.gap: Gap | None = None
        self.top = self.prefix = self.commit = ""
        self.objects: Objects | None = None
        self._groups = groups
        try:
            self._open(folder, ref)
        except GitFails as error:
            self.gap = Gap(True, _why(folder, error))
            return
        self._shallow = self._boundary()
        self._chains = self._follow()
        if self._shallow and not self.gap:
            says = "this clone is shallow, so earlier versions are not known; run 'git fetch --unshallow', or in a workflow check out with fetch-depth: 0"
            self.gap = Gap(False, says)

    def revisions(self, path: str) -> tuple[Revision, ...]:
        """The revisions of a file, by its path below the folder, newest first."""
        return self._chains.get(self.prefix + path, ()) if self.objects else ()

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

    # --- following -----------------------------------------------------------------------------------------------------

    def _follow(self) -> Mapping[str, tuple[Revision, ...]]:
        """By path: a file's revisions, newest first, under whatever names."""
        ours = re.compile(re.escape(self.prefix) + self._groups.replace("*", "[^/]+") + f"({'|'.join(map(re.escape, FOLLOWED))})")
        literal = re.sub(r"([*?[\\])", r"\\\1", self.prefix)
        globs = [f":(top,glob){literal}{self._groups}{name}" for name in FOLLOWED]
        stage = self._stage(self.commit, globs)
        chains, asked = (
            {path: list[Revision]() for path in stage.found if ours.fullmatch(path)},
            dict[str, dict[str, list[str]]](),
        )
        for path, chain in chains.items():
            stage.chain(path, path, chain, asked)
        for _ in range(_MOVES):  # files that came from where nobody looked
            waiting, asked = asked, {}
            for commit, sources in waiting.items():
                stage = self._stage(commit, [f":(top,literal){path}" for path in sources])
                for path, keys in sources.items():
                    for key in keys:
                        stage.chain(path, key, chains[key], asked)
            if not asked:
                break
        return {path: tuple(chain) for path, chain in chains.items()}

    def _stage(self, start: str, specs: Iterable[str]) -> _Stage:
        found: dict[str, list[tuple[int, Revision]]] = {}
        born = []
        for rank, revision in self.log(start, specs, "--first-parent", "--diff-merges=first-parent"):
            found.setdefault(revision.path, []).append((rank, revision))
            if revision.blob and not revision.before and revision.parents:
                born.append(revision)
        return _Stage(found, self._moved(born))

    def log(self, start: str, specs: Iterable[str], *options: str) -> Iterator[tuple[int, Revision]]:
        """Each change of a file that the pathspecs match, with its commit's place in the order, newest first."""
        given = "\n".join([start, "--", *(spec for spec in specs if "\n" not in spec)]) + "\n"
        same: dict[str, str] = {}
        rank, commit, on, parents = -1, "", None, tuple[str, ...]()
        words = self._lines([*_LOG[:-1], *options, "--stdin"], given)
        for word in words:
            if word.startswith("\x01"):
                commit, day, *after = word[1:].rstrip("\n").split(" ")
                rank, on, parents = rank + 1, _date(day), tuple(p for p in after if p)
            elif word.lstrip("\n").startswith(":"):
                _, mode, before, blob, _ = word.lstrip("\n")[1:].split(" ")
                path = next(words, "")
                before = before if before.strip("0") else ""
                blob = blob if mode.startswith("100") else ""  # no link, no submodule
                path, cut = same.setdefault(path, path), commit in self._shallow and not before
                yield rank, Revision(commit, None if cut else on, path, blob, parents, before, cut, self.objects)

    def _lines(self, arguments: list[str], given: str) -> Iterator[str]:
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
            if asked.returncode and not self.gap:
                stderr.seek(0)
                reason = one_line(stderr.read(2_000).decode("utf-8", "replace").strip().split("\n")[0])
                self.gap = Gap(False, f"git cannot read the whole history ({reason}); see 'git fsck', and mend the repository")

    def _moved(self, born: list[Revision]) -> dict[tuple[str, str], str]:
        """By commit and path: where a file that a commit added came from, as far as its past may be told under the new name."""
        if not born:
            return {}
        pairs = "".join(f"{line}\n" for line in dict.fromkeys(f"{r.commit} {r.parents[0]}" for r in born))
        options = ["diff-tree", "--stdin", "-r", "-z", "--raw", "--no-abbrev", "-M", "-l4000", "--diff-filter=R", "--no-relative"]
        looked, out, commit = {(r.commit, r.path): r for r in born}, {}, ""
        words = self._lines(options, pairs)
        for word in words:
            if not word.startswith(":"):
                commit = word.strip()
                continue
            source, target = next(words, ""), next(words, "")
            revision = looked.get((commit, target))
            if revision and self._may_follow(source, revision):
                out[commit, target] = source
        return out

    def _may_follow(self, source: str, revision: Revision) -> bool:
        """Whether a file's past under another name is this file's: not another group's, nor what others may not read.

        Git takes two like files for one that moved: a group that ends and one that begins in one commit would share a past.
        """
        name = PurePosixPath(revision.path).name
        if not source.startswith(self.prefix):
            return PurePosixPath(source).suffix.casefold() in (
                (".yml", ".yaml") if name == ROSTER else (".md", ".markdown", ".txt", "")
            )
        depth = self._groups.count("/")
        parts = source.removeprefix(self.prefix).split("/")
        if len(parts) > depth + 1 or (parts[-1] != name and parts[-1] in _FILES):
            return False
        home = revision.path.removeprefix(self.prefix).split("/")[:-1]
        return len(parts) <= depth or parts[:-1] == home or self._same_group(parts[0], home[0], revision)

    def _same_group(self, old: str, new: str, revision: Revision) -> bool:
        """Whether that commit renamed the group's folder: the old one has no group.yml left, and a member is in both."""
        assert self.objects
        was, now = f"{revision.parents[0]}:{self.prefix}{old}/", f"{revision.commit}:{self.prefix}{old}/"
        if self.objects.read(was + "group.yml") is None:
            return True
        if self.objects.read(now + "group.yml") is not None:
            return False
        then = _members(self.objects.read(was + ROSTER))
        return not then or bool(then & _members(self.objects.read(f"{revision.commit}:{self.prefix}{new}/{ROSTER}")))


@dataclass(frozen=True, slots=True)
class _Stage:
    """One walk: changes by path, newest first, and where files came from."""

    found: dict[str, list[tuple[int, Revision]]]
    moved: dict[tuple[str, str], str]

    def chain(self, path: str, key: str, out: list[Revision], asked: dict[str, dict[str, list[str]]]) -> None:
        """Add a file's revisions to `out`; where it came from a path outside this walk, that is `asked` for."""
        newest = -1
        while True:
            for rank, revision in self.found.get(path, ()):
                if rank <= newest:
                    continue
                out.append(revision)
                source = self.moved.get((revision.commit, path)) if revision.blob and not revision.before else None
                if source is not None:
                    newest = rank
                    break
            else:
                return
            if source not in self.found:
                keys = asked.setdefault(revision.parents[0], {}).setdefault(source, [])
                keys.append(key)
                return
            path = source


def _members(roster: bytes | None) -> set[bytes]:
    """Whatever looks like a member's id in a roster."""
    return set(re.findall(rb"\bid\W+([a-z0-9-]+)", roster or b""))


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
