"""What builds have made, kept by what it was made of: `.peerkit/`, safe to delete and safe to restore on another machine.

An entry is a file whose name is the fingerprint of everything that its content depends on, so an entry is never out of
date; at worst nobody asks for it. Entries appear whole (written beside, then renamed) and carry a checksum of their name and content:
one that was cut short, changed, or put in another's place counts as absent. There is no code in them, only JSON, HTML and numbers.
"""

from __future__ import annotations

import contextlib
import hashlib
import itertools
import os
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

FOLDER = ".peerkit"
_FORM = "2"  # of the entries; another form is another folder
_MARK = b"peerkit\n"
_TAG = (
    "Signature: 8a477f597d28d172789f06886806bc55\n# Made by peerkit; https://bford.info/cachedir/ says what this file is for.\n"
)
_count = itertools.count()


@dataclass
class Cache:
    """The entries in a folder. Where it cannot be used that is told once, and the build keeps what it makes elsewhere."""

    folder: Path
    told: Callable[[str], None]
    _told: bool = field(default=False, init=False)
    _instead: tempfile.TemporaryDirectory[str] | None = field(default=None, init=False)

    def get(self, kind: str, key: str) -> bytes | None:
        """The content of an entry, or None where there is none that is whole."""
        path = self._path(kind, key)
        try:
            data = path.read_bytes()
        except (FileNotFoundError, NotADirectoryError):
            return None
        except OSError as error:
            self._trouble("read", error)
            return None
        checksum, content = data[8:28], data[28:]
        if data[:8] != _MARK or _checksum(path, content) != checksum:
            self.told(f"the cache entry '{path}' is damaged; it is made anew")
            with contextlib.suppress(OSError):
                path.unlink()
            return None
        return content

    def put(self, kind: str, key: str, content: bytes) -> None:
        """Keep an entry; a folder of somebody else's, or none, costs the next build its cache, and not this one its site."""
        try:
            self._put(self._path(kind, key), content)
        except OSError as error:
            if self._instead:
                raise
            self._trouble("written", error)
            self._instead = tempfile.TemporaryDirectory(prefix="peerkit-")
            self.folder = Path(self._instead.name)
            self._put(self._path(kind, key), content)

    def _put(self, path: Path, content: bytes) -> None:
        self._begin()
        path.parent.mkdir(parents=True, exist_ok=True)
        beside = path.parent / f".{os.getpid()}-{next(_count)}"
        try:
            beside.write_bytes(_MARK + _checksum(path, content) + content)
            beside.replace(path)
        finally:
            beside.unlink(missing_ok=True)

    def now(self) -> int:
        """The time by the clock of the file system that the cache is on, in nanoseconds; 0 where it cannot be asked."""
        beside = self.folder / f".{os.getpid()}-{next(_count)}"
        try:
            self._begin()
            beside.touch()
            return beside.stat().st_mtime_ns
        except OSError:
            return 0
        finally:
            with contextlib.suppress(OSError):
                beside.unlink()

    def drop(self, kind: str, key: str) -> None:
        """Forget an entry."""
        with contextlib.suppress(OSError):
            self._path(kind, key).unlink()

    def entries(self) -> Iterator[tuple[str, str, int]]:
        """Kind, key and size in bytes of each entry."""
        for path in sorted((self.folder / _FORM).glob("*/*/*")):
            if path.name[0] != "." and path.is_file():
                yield path.parent.parent.name, path.name, path.stat().st_size

    def prune(self, keep: Iterable[tuple[str, str]]) -> tuple[int, int]:
        """Delete all but these entries, and what killed builds and older versions left; how many files, and their bytes."""
        kept = {self._path(kind, key) for kind, key in keep}
        files = size = 0
        for path in sorted(self.folder.rglob("*")) if self.folder.is_dir() else ():
            ours = path.parent == self.folder and path.name in (".gitignore", "CACHEDIR.TAG")
            if path.is_file() and path not in kept and not ours:
                size += path.stat().st_size
                files += 1
                path.unlink(missing_ok=True)
        for path in sorted(self.folder.rglob("*"), reverse=True):
            if path.is_dir() and not any(path.iterdir()):
                path.rmdir()
        return files, size

    def clear(self) -> None:
        """Delete everything."""
        shutil.rmtree(self.folder)

    def _path(self, kind: str, key: str) -> Path:
        return self.folder / _FORM / kind / key[:2] / key

    def _begin(self) -> None:
        """The folder, which nobody else reads: it holds what members wrote."""
        if not self.folder.is_dir():
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not (self.folder / ".gitignore").exists():
            (self.folder / ".gitignore").write_text("*\n")
            (self.folder / "CACHEDIR.TAG").write_text(_TAG)

    def _trouble(self, what: str, error: OSError) -> None:
        if not self._told:
            self._told = True
            self.told(f"the cache '{self.folder}' cannot be {what} ({error.strerror}); built without it. Mend or delete it")


def _checksum(path: Path, content: bytes) -> bytes:
    """Of an entry's kind, key and content: another's in its place might be that of another audience."""
    whole = hashlib.blake2b(f"{path.parent.parent.name}/{path.name}\n".encode(), digest_size=20)
    whole.update(content)
    return whole.digest()
