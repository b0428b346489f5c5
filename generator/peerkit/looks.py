"""What files look like from outside: sizes, times, inodes. Two equal looks are the same files, and nothing of them was read."""

# ruff: noqa: PTH112, PTH116 (a site has tens of thousands of files, and a Path for each costs more than the call)
from __future__ import annotations

import hashlib
import marshal
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

SETTLED = 2_000_000_000  # nanoseconds; a file that was written within so long may be written again without a new stamp


@dataclass(frozen=True)
class Look:
    """Files from outside: a digest of it, and when the system saw the latest change of any, in nanoseconds."""

    digest: str
    changed: int = 0

    def settled(self, now: int) -> bool:
        """Whether any later change shows; `now` is a time of the file system's clock before anything was read, or 0."""
        return self.changed + SETTLED < now


def together(looks: Iterable[Look], *more: object) -> Look:
    """Several looks, and what else counts, as one."""
    every = list(looks)
    return Look(digest(repr([[each.digest for each in every], *more])), max((each.changed for each in every), default=0))


def of_tree(root: str, suffix: str = "") -> Look | None:
    """All files below a folder, also through links, whose names end so; None where a link leads to a folder: who knows where."""
    rows = list[tuple[str, tuple[int, ...], int]]()
    try:
        for path, info in _tree(root, "", suffix):
            rows.append((path, stamp(info), changed(info)))
    except _LeadsElsewhere:
        return None
    rows.sort()
    return Look(of_rows([row[:2] for row in rows]), max((row[2] for row in rows), default=0))


def of_files(paths: Iterable[Path]) -> Look:
    """Single files, through links. Raises OSError where one is missing."""
    infos = [os.stat(path) for path in paths]
    return Look(of_rows([stamp(info) for info in infos]), max((changed(info) for info in infos), default=0))


class _LeadsElsewhere(Exception):
    """A link to a folder."""


def _tree(root: str, prefix: str, suffix: str) -> Iterator[tuple[str, os.stat_result]]:
    if not os.path.isdir(root):
        return
    with os.scandir(root) as entries:
        for entry in entries:
            path = prefix + entry.name
            if entry.is_dir(follow_symlinks=False):
                yield from _tree(entry.path, f"{path}/", suffix)
            elif entry.is_dir():
                raise _LeadsElsewhere
            elif path.endswith(suffix):
                link = entry.is_symlink()
                yield path, entry.stat(follow_symlinks=False)
                if link and entry.is_file():
                    yield f"{path}\0", entry.stat()


def stamp(info: os.stat_result) -> tuple[int, ...]:
    """What tells a file from what it was; its time of change cannot be set by hand, and one written anew has it or the inode changed."""
    return info.st_size, info.st_mtime_ns, info.st_ctime_ns, info.st_ino


def changed(info: os.stat_result) -> int:
    """When the system saw a change last, in nanoseconds."""
    return max(info.st_mtime_ns, info.st_ctime_ns)


def of_paths(root: str, paths: Iterable[str]) -> str:
    """What tells whether any of these files and folders is another than before; empty where one is missing."""
    try:
        infos = [os.lstat(f"{root}/{path}") for path in paths]
    except OSError:
        return ""
    return of_rows([(i.st_size, i.st_mtime_ns, i.st_ino, i.st_mode) for i in infos])


def of_rows(rows: list[Any]) -> str:
    """A digest of rows of texts and numbers."""
    # a third of the time of repr; in form 2 it does not count which texts are one object
    return hashlib.blake2b(marshal.dumps(rows, 2), digest_size=20).hexdigest()


def digest(text: str) -> str:
    """40 hex digits."""
    return hashlib.blake2b(text.encode("utf-8", "surrogateescape"), digest_size=20).hexdigest()
