"""A build of what has not changed since the last: that is found out by looks alone, before anything is loaded or read.

The record says what all inputs of a build looked like before it read them, and what it left in the output folder. Where both still
look so, the site that stands there is the one that a build would make. Where anything cannot be told from outside (links to
folders, plugins that may read anything, a group in a repository of its own) there is no record, and the build goes on as always.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from peerkit.cache import FOLDER, Cache
from peerkit.diagnostic import Refusal
from peerkit.fingerprint import fingerprint
from peerkit.git import git
from peerkit.looks import Look, of_files, of_paths, of_tree, together
from peerkit.making.kit import FOLDERS, code, installed, zones
from peerkit.source import Folder, as_reached
from peerkit.walk import Walk

# kinds of cache entries: this record, what a build left in place, and what the kit is
STANDING, PLACED, KIT = "standing", "placed", "kit"
NEXT = "//"  # between the names of files in one text, since it stands in none of them
_BETWEEN = ("", "groups", "search")  # the folders of a site that hold several of its parts
_HOW = ("jobs", "executor", "insecure_cluster", "progress")  # options that say how a site is made, not what it is


@dataclass(frozen=True)
class Report:
    """What `peerkit build` says of a site in which all is well."""

    out: str
    groups: int
    pages: int
    label: str = ""  # who may see it
    weak: int = 0  # findings that are not errors
    unscanned: int = 0
    warnings: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Seen:
    """What the inputs of a build looked like before anything was read."""

    cache: Cache = field(repr=False)
    out: Path
    look: Look
    kit: Look  # of the kit's own files
    gap: str  # what git said is missing of the past
    now: int  # by the clock of the file system, before anything else
    groups: Mapping[str, Look] = field(repr=False)
    folders: tuple[str, ...] | None = None  # those that mkdocs.yml names, once they are part of the look

    def among(self, folders: Iterable[str]) -> Seen | None:
        """The same with these folders' files; None where their look does not tell all."""
        named = tuple(folders)
        trees = [of_tree(folder) for folder in named]
        known = [tree for tree in trees if tree]
        return replace(self, look=together([self.look, *known], named), folders=named) if len(known) == len(trees) else None

    def code(self) -> str:
        """The fingerprint of the kit's own code, which is read only where it looks changed."""
        look, _, known = (self.cache.get(KIT, fingerprint(KIT)) or b"").decode().partition(" ")
        if known and look == self.kit.digest:
            return known
        found = code()
        if self.kit.settled(self.now):
            self.cache.put(KIT, fingerprint(KIT), f"{self.kit.digest} {found}".encode())
        return found

    def report(self) -> Report | None:
        """What the last build said, if nothing has changed since; None where anything has, or nobody knows."""
        try:
            record = json.loads(self.cache.get(STANDING, self._key) or b"null")
            if not record or (now := self.among(record["folders"])) is None or now.look.digest != record["look"]:
                return None
            placed = self.cache.get(PLACED, record["placed"]) or b""
            if self._left(placed) != record["left"]:
                return None
            root, parts = os.fspath(self.out), json.loads(placed)["parts"].values()
            whole = all(part["look"] and part["look"] == of_paths(root, paths_of(part["home"], part["names"])) for part in parts)
            said: dict[str, Any] = {
                key: tuple(value) if isinstance(value, list) else value for key, value in record["report"].items()
            }
            return Report(**said) if whole else None
        except (ValueError, TypeError, KeyError, AttributeError):
            return None

    def remember(self, placed: str, packed: bytes, report: Report) -> None:
        """Let the next build know what this one, which has ended well, left in place, as the cache entry `placed` has it `packed`.

        Should another build have put its own there by now, the record fits neither.
        """
        if self.folders is None or not self.look.settled(self.now):
            self.cache.drop(STANDING, self._key)
            return
        left = self._left(packed)
        record = {"look": self.look.digest, "folders": self.folders, "placed": placed, "left": left, "report": asdict(report)}
        self.cache.put(STANDING, self._key, json.dumps(record).encode())

    @property
    def _key(self) -> str:
        return fingerprint(self.out.as_posix())

    def _left(self, placed: bytes) -> str:
        """What tells one build's output from another's."""
        between = [path for path in _BETWEEN if (self.out / path).is_dir()]
        return fingerprint([placed, between, of_paths(os.fspath(self.out), between)])


def paths_of(home: str, names: str) -> list[str]:
    """The paths of a folder of a site, if it has a name, and of all `names` below it."""
    listed = names.split(NEXT) if names else []
    return [home, *(f"{home}/{name}" for name in listed)] if home else listed


def seen(project_file: Path, out: Path, options: Mapping[str, Any], engine: str) -> Seen | None:
    """What the inputs look like now; None where that cannot be told, and for a commit, of which no record is kept."""
    home, files = project_file.resolve().parent, as_reached(Path(options["groups"]))
    if options["ref"] is not None or not project_file.is_file() or not files.is_dir():
        return None
    cache = Cache(home / FOLDER, lambda line: None)
    try:
        now, past, source = cache.now(), _past(files), Folder(files)
        groups = {slug: source.look(slug) for slug in source.groups()}
        kit = [of_tree(str(folder), suffix) for folder, suffix in FOLDERS]
        other = of_files([project_file, *zones()])
        alone = [slug for slug in groups if os.path.lexists(files / slug / ".git")]  # with a past of their own
    except (OSError, Refusal):
        return None
    known = [tree for tree in kit if tree]
    if alone or len(known) < len(kit):
        return None
    asked = {name: value for name, value in options.items() if name not in _HOW}
    said = [asked, engine, str(project_file.absolute()), str(Path.cwd()), past, sorted(groups), sorted(installed()), sys.version]
    whole = together([source.look(), *groups.values(), other, *known], fingerprint(said))
    return Seen(cache, out.resolve(), whole, together(known), past[-1], now, groups)


def _past(groups: Path) -> list[Any]:
    """What the groups' past depends on; last, what git says is missing of it."""
    walk = Walk(groups)
    replaced = git(Path(walk.top), "for-each-ref", "refs/replace") if walk.objects else b""
    return [walk.top, walk.prefix, walk.commit, sorted(walk.shallow), replaced, walk.gap.says if walk.gap else ""]
