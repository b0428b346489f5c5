"""What charters, ground rules and rosters were, commit by commit: one `git log` for all files of all groups, without a checkout.

Order is first-parent order, never that of dates. A shortened or broken history is never taken for a whole one: `gap` says so.
Only texts that are asked for are read, so memory holds a few ids a revision.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Mapping
from functools import cached_property, lru_cache
from pathlib import Path, PurePosixPath
from typing import Protocol

from msgspec import Struct

from peerkit.walk import Gap, Revision, Walk

CHARTER, GROUND_RULES, ROSTER = FOLLOWED = ("charter.md", "ground-rules.md", "members.yml")
_FILES = (*FOLLOWED, "group.yml")
_MOVES = 64  # walks of the history for files that came from elsewhere; who moves a file more often has lost its past


class Pasts(Protocol):
    """Whoever knows the past of groups."""

    def of(self, slug: str, name: str) -> tuple[Revision, ...]:
        """The revisions of one of the followed files of a group, newest first."""

    def gap(self, slug: str = "") -> Gap | None:
        """What is missing of a group's history; None where it is whole."""


class History:
    """The past of a network's files. A group whose folder is a submodule has its past in that repository."""

    def __init__(self, folder: Path, ref: str | None = None) -> None:
        self.folder, self.ref = folder, ref

    def of(self, slug: str, name: str) -> tuple[Revision, ...]:
        """The revisions of one of the followed files of a group, newest first."""
        past = self._past(slug)
        return past.revisions(name if past is not self._main else f"{slug}/{name}")

    def gap(self, slug: str = "") -> Gap | None:
        """What is missing of a group's history, or without a name of the network's; None where it is whole."""
        return self._past(slug).walk.gap

    def walk(self, slug: str) -> Walk:
        """The repository that holds a group."""
        return self._past(slug).walk

    def is_main(self, slug: str) -> bool:
        """Whether the group stands in the network's own repository, and not in one of its own."""
        return self._past(slug) is self._main

    @lru_cache(maxsize=1)  # noqa: B019 (the files of a group are asked for one after the other)
    def _past(self, slug: str) -> Followed:
        if slug and self.ref is None and os.path.lexists(self.folder / slug / ".git"):
            return self._submodule(slug)
        return self._main

    @cached_property
    def _main(self) -> Followed:
        return Followed(Walk(self.folder, self.ref or "HEAD"), "*/")

    @lru_cache(maxsize=64)  # noqa: B019 (a history lives as long as its command)
    def _submodule(self, slug: str) -> Followed:
        return Followed(Walk(self.folder / slug), "")


class Followed:
    """The files that a walk follows below its folder, or in each folder there, under whatever names they had."""

    def __init__(self, walk: Walk, groups: str) -> None:
        self.walk, self.prefix, self._groups = walk, walk.prefix, groups
        self._chains = self._follow() if walk.objects else {}

    def revisions(self, path: str) -> tuple[Revision, ...]:
        """The revisions of a file, by its path below the folder, newest first."""
        return self._chains.get(self.prefix + path, ())

    def _follow(self) -> Mapping[str, tuple[Revision, ...]]:
        """By path: a file's revisions, newest first, under whatever names."""
        ours = re.compile(re.escape(self.prefix) + self._groups.replace("*", "[^/]+") + f"({'|'.join(map(re.escape, FOLLOWED))})")
        literal = re.sub(r"([*?[\\])", r"\\\1", self.prefix)
        globs = [f":(top,glob){literal}{self._groups}{name}" for name in FOLLOWED]
        stage = self._stage(self.walk.commit, globs)
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
        for rank, revision in self.walk.log(start, specs, "--first-parent", "--diff-merges=first-parent"):
            found.setdefault(revision.path, []).append((rank, revision))
            if revision.blob and not revision.before and revision.parents:
                born.append(revision)
        moved = self._moved(born)
        return _Stage(found, moved, {(commit, source) for (commit, _), source in moved.items()}, self._came_back)

    def _moved(self, born: list[Revision]) -> dict[tuple[str, str], str]:
        """By commit and path: where a file that a commit added came from, as far as its past may be told under the new name."""
        looked = {(revision.commit, revision.path): revision for revision in born}
        moves = self.walk.renames((revision.commit, revision.parents[0]) for revision in born) if born else ()
        return {
            (commit, target): source
            for commit, source, target in moves
            if (revision := looked.get((commit, target))) and self._may_follow(source, revision)
        }

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
        if len(parts) <= depth or parts[:-1] == home:
            return True
        return self._same_group(parts[0], home[0], (revision.parents[0], revision.commit, revision.commit), goes_on=False)

    def _came_back(self, deleted: Revision, restored: Revision) -> bool:
        """Whether a file that was deleted and later added is the same group's, and not that of a new one with an old name."""
        home = restored.path.removeprefix(self.prefix).split("/")[0]
        inside = self._groups and restored.path.startswith(self.prefix)
        commits = (deleted.parents[0], deleted.commit, restored.commit)
        return not inside or self._same_group(home, home, commits, goes_on=True)

    def _same_group(self, old: str, new: str, commits: tuple[str, str, str], *, goes_on: bool) -> bool:
        """Whether a folder after something happened is the group that another was before: it has a member of it.

        `commits` are the one before, that which did it, and the one after; `goes_on` says what it means if the old folder
        has its group.yml still.
        """
        before, at, after = commits
        if self._at(before, old, "group.yml") is None:
            return True
        if self._at(at, old, "group.yml") is not None:
            return goes_on
        then = _members(self._at(before, old, ROSTER))
        return not then or bool(then & _members(self._at(after, new, ROSTER)))

    def _at(self, commit: str, folder: str, file: str) -> bytes | None:
        assert self.walk.objects
        return self.walk.objects.read(f"{commit}:{self.prefix}{folder}/{file}")


class _Stage(Struct, frozen=True):
    """One walk: changes by path, newest first, where files came from, and whether one that was gone came back."""

    found: dict[str, list[tuple[int, Revision]]]
    moved: dict[tuple[str, str], str]
    left: set[tuple[str, str]]  # the commit and the path of each file that moved elsewhere
    came_back: Callable[[Revision, Revision], bool]

    def chain(self, path: str, key: str, out: list[Revision], asked: dict[str, dict[str, list[str]]]) -> None:
        """Add a file's revisions to `out`; where it came from a path outside this walk, that is `asked` for."""
        newest = -1
        while True:
            added: Revision | None = None
            for rank, revision in self.found.get(path, ()):
                if rank <= newest:
                    continue
                if not revision.blob and (
                    (revision.commit, path) in self.left or (added and not self.came_back(revision, added))
                ):
                    return  # its past went elsewhere, or was another's
                added = revision if not revision.before else None
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
