"""Where files come from: a folder, or any commit of a git repository without a checkout.

Either way a group is a mapping of paths (`/`-separated, relative to the group's folder) to `File`s whose bytes are read
when they are used. Nothing outside the groups' folder is ever read: a symbolic link that leaves it is a problem, not a file.
"""

from __future__ import annotations

import contextlib
import os
import stat
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, partial
from pathlib import Path
from typing import Protocol

from peerkit.diagnostic import Refusal, one_line
from peerkit.git import Objects, git
from peerkit.looks import Look, changed, of_rows, stamp


@dataclass(frozen=True, slots=True)
class File:
    """One file: its size in bytes, how to read it, and what is wrong with it as a file (then it is not read)."""

    size: int
    read: Callable[[], bytes] = field(repr=False)
    problem: str = ""


Files = Mapping[str, File]


class Source(Protocol):
    """A network's files. `root` is how a person reaches the groups' folder from the working folder."""

    root: str

    def groups(self) -> list[str]:
        """The names of the groups' folders, sorted."""

    def group(self, slug: str) -> Files:
        """The files of one group."""

    def network(self) -> Files:
        """The files that stand beside the groups' folders."""

    def look(self, slug: str = "") -> Look:
        """What the files of a group, or those beside the groups, look like from outside; not settled where that cannot be told."""


def of_bytes(files: Mapping[str, bytes]) -> Files:
    """Files held in memory."""
    return {path: File(len(data), lambda data=data: data) for path, data in files.items()}  # type: ignore[misc]


def as_reached(path: Path) -> Path:
    """The path as a person in the working folder would write it."""
    with contextlib.suppress(ValueError):
        return path.resolve().relative_to(Path.cwd())
    return path


def open_source(folder: Path, ref: str | None = None) -> Source:
    """The groups in `folder`, or as they were at a commit, branch or tag. Raises Refusal."""
    return Folder(folder) if ref is None else Commit(folder, ref)


_Seen = tuple[str, str, os.stat_result | str]  # a file by its path, where it is, and how it looks or what is wrong with it


class Folder:
    """Groups in a folder on disk."""

    def __init__(self, folder: Path) -> None:
        if not os.path.isdir(folder):  # noqa: PTH112 (Path.is_dir raises where a parent may not be searched)
            raise Refusal(
                f"no folder '{folder}'; name the groups' folder with --groups DIR, or start one with 'peerkit init DIR'"
            )
        self.folder = folder
        self.root = folder.as_posix()
        self._real = folder.resolve()

    def groups(self) -> list[str]:
        return sorted(self._found(folders=True))

    def group(self, slug: str) -> Files:
        return {path: _file(where, info) for path, where, info in self._group(slug)}

    def network(self) -> Files:
        return {path: _file(where, info) for path, where, info in self._beside()}

    def look(self, slug: str = "") -> Look:
        seen = self._group(slug) if slug else self._beside()
        infos = [info for _, _, info in seen if not isinstance(info, str)]
        rows = [(path, info if isinstance(info, str) else stamp(info)) for path, _, info in seen]
        return Look(of_rows(rows), max(map(changed, infos), default=0))

    def _group(self, slug: str) -> list[_Seen]:
        with _refusing(self.root):
            # only a name that is not UTF-8 is shown otherwise than it is
            folder = self._found(folders=True).get(slug, self.folder) if "\ufffd" in slug else self.folder / slug
            home = _resolved(folder) if os.path.islink(folder) else self._real / folder.name  # noqa: PTH114 (one of thousands)
            if home is None or not home.is_relative_to(self._real):
                return [("group.yml", "", "a symbolic link leaves the groups' folder")]
            return sorted(self._walk(os.fspath(folder), home))

    def _beside(self) -> list[_Seen]:
        found = self._found(folders=False)
        return [(name, os.fspath(path), self._info(path, self._real)) for name, path in sorted(found.items())]

    def _found(self, *, folders: bool) -> dict[str, Path]:
        """What stands in the groups' folder, by name as shown: only its folders, or all else."""
        with _refusing(self.root), os.scandir(self.folder) as entries:
            kept = [Path(e.path) for e in entries if not e.name.startswith(".")]
        return {_shown(path.name): path for path in kept if os.path.isdir(path) is folders}  # noqa: PTH112

    def _walk(self, top: str, home: Path) -> Iterator[_Seen]:
        """The files below a group's folder, in no order."""
        folders = [(top, "")]
        for folder, prefix in folders:
            with os.scandir(folder) as entries:
                for entry in entries:
                    if entry.name.startswith("."):
                        continue
                    path = prefix + _shown(entry.name)
                    if entry.is_dir(follow_symlinks=False):
                        folders.append((entry.path, f"{path}/"))
                    elif entry.is_file(follow_symlinks=False):
                        yield path, entry.path, _plain(entry)
                    else:
                        yield path, entry.path, self._info(Path(entry.path), home)

    def _info(self, path: Path, home: Path) -> os.stat_result | str:
        if path.is_symlink():
            real = _resolved(path)
            if real is None:
                return "a symbolic link that leads to itself"
            if not real.is_relative_to(home):
                whose = "groups'" if home == self._real else "group's"
                return f"a symbolic link leaves the {whose} folder"
        try:
            info = path.stat()
        except OSError as error:
            return f"cannot be read: {error.strerror}"
        if not stat.S_ISREG(info.st_mode):
            return "a symbolic link to a folder" if path.is_symlink() else "not a regular file"
        return info


def _plain(entry: os.DirEntry[str]) -> os.stat_result | str:
    """Of a file that is no link, as nearly all are."""
    try:
        return entry.stat(follow_symlinks=False)
    except OSError as error:
        return f"cannot be read: {error.strerror}"


def _file(where: str, info: os.stat_result | str) -> File:
    return File(0, bytes, info) if isinstance(info, str) else File(info.st_size, partial(_read, where))


def _read(path: str) -> bytes:
    with open(path, "rb") as file:  # noqa: PTH123 (a network has thousands; a Path each costs more than the reading)
        return file.read()


def _shown(name: str) -> str:
    """A file's name as text; bytes in it that are not UTF-8 become U+FFFD, as they do at a commit."""
    return name if name.isascii() else os.fsencode(name).decode("utf-8", "replace")


def _resolved(path: Path) -> Path | None:
    """Where the path really leads, or None where it leads round in a circle."""
    try:
        return path.resolve()
    except (OSError, RuntimeError):
        return None


class _refusing:
    """Turns a system error into one line."""

    def __init__(self, what: str) -> None:
        self.what = what

    def __enter__(self) -> None:
        return None

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        if isinstance(error, OSError):
            raise Refusal(f"cannot read '{error.filename or self.what}': {error.strerror}") from None


class Commit:
    """Groups as they stand at a commit, read from the object store by one `ls-tree` and one `cat-file --batch`."""

    def __init__(self, folder: Path, ref: str) -> None:
        # a ref may hold folders that the working tree no longer has: look for the repository from the nearest that is left
        real = _resolved(folder) or folder.absolute()
        near = next(p for p in (real, *real.parents) if os.path.isdir(p))  # noqa: PTH112
        says = f"no working tree of a git repository holds '{folder}'"
        self.top = Path(os.fsdecode(git(near, "rev-parse", "--show-toplevel", says=says)).removesuffix("\n"))
        asked = ["rev-parse", "--verify", "--quiet", "--end-of-options", f"{ref}^{{commit}}"]
        says, help = f"no commit '{one_line(ref)}'", "'git branch -a' and 'git tag' list what there is"
        self.commit = git(self.top, *asked, says=says, help=help).decode().strip()
        self.root = folder.as_posix()
        if not real.is_relative_to(self.top.resolve()):
            raise Refusal(
                f"'{folder}' is outside the git repository's working tree '{self.top}'; name a folder in it with --groups"
            )
        inside = real.relative_to(self.top.resolve()).as_posix()
        self._prefix = "" if inside == "." else inside + "/"
        self._blobs = self._list()
        self._objects = Objects(self.top)
        if not self._blobs:
            shown = one_line(ref)
            raise Refusal(f"no files in '{folder}' at '{shown}'; check the folder and the commit with 'git ls-tree {shown}'")

    def _list(self) -> dict[str, tuple[str, str, int]]:
        """Every blob below the groups' folder: path to (mode, object id, size)."""
        args = ["ls-tree", "-r", "-l", "-z", "--full-tree", self.commit]
        out = git(self.top, *args, *(["--", self._prefix] if self._prefix else []))
        blobs: dict[str, tuple[str, str, int]] = {}
        for row in out.split(b"\0"):
            if not row:
                continue
            meta, name = row.split(b"\t", 1)
            mode, kind, oid, size = meta.decode().split()
            path = name.decode("utf-8", "replace").removeprefix(self._prefix)
            if not any(part.startswith(".") for part in path.split("/")):
                blobs[path] = (mode, oid if kind == "blob" else "", int(size) if size.isdigit() else 0)
        return blobs

    def groups(self) -> list[str]:
        return sorted({path.split("/", 1)[0] for path in self._blobs if "/" in path})

    def group(self, slug: str) -> Files:
        return {path: self._file(*blob) for path, blob in sorted(self._by_group.get(slug, {}).items())}

    @cached_property
    def _by_group(self) -> dict[str, dict[str, tuple[str, str, int]]]:
        """The blobs of each group, by their path in its folder."""
        groups: dict[str, dict[str, tuple[str, str, int]]] = {}
        for path, blob in self._blobs.items():
            slug, slash, rest = path.partition("/")
            if slash:
                groups.setdefault(slug, {})[rest] = blob
        return groups

    def network(self) -> Files:
        return {path: self._file(*blob) for path, blob in self._beside().items()}

    def look(self, slug: str = "") -> Look:
        return Look(of_rows(sorted((self._by_group.get(slug, {}) if slug else self._beside()).items())))

    def _beside(self) -> dict[str, tuple[str, str, int]]:
        return {path: blob for path, blob in sorted(self._blobs.items()) if "/" not in path}

    def _file(self, mode: str, oid: str, size: int) -> File:
        if mode == "120000":
            return File(0, bytes, "a symbolic link, which is not followed at a commit")
        if not oid:
            return File(0, bytes, "a submodule, which is not read")
        return File(size, lambda: self._read(oid))

    def _read(self, oid: str) -> bytes:
        data = self._objects.read(oid)
        if data is None:
            raise Refusal(f"git has lost object {oid}, or cannot read it; see 'git fsck', and restore it with 'git fetch'")
        return data
