"""Files as one run of bytes and back: how a group's site travels and is kept."""

from __future__ import annotations

import contextlib
import json
import os
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath


def pack(files: Mapping[str, bytes]) -> bytes:
    """The files, by path; the same bytes for the same files."""
    listed = sorted(files.items())
    index = json.dumps([[path, len(data)] for path, data in listed], ensure_ascii=False).encode()
    return zlib.compress(b"".join([len(index).to_bytes(8, "big"), index, *(data for _, data in listed)]), 1)


def unpack(packed: bytes) -> dict[str, bytes]:
    """What `pack` was given. Raises ValueError for anything else, and for paths that leave the folder."""
    try:
        whole = zlib.decompress(packed)
        at = 8 + int.from_bytes(whole[:8], "big")
        files, index = {}, json.loads(whole[8:at])
        for path, size in index:
            parts = PurePosixPath(path)
            if parts.is_absolute() or ".." in parts.parts:
                raise ValueError(path)
            files[str(path)] = whole[at : at + size]
            at += size
    except (zlib.error, TypeError, KeyError, UnicodeDecodeError) as error:
        raise ValueError(f"no archive: {error}") from None
    if at != len(whole):
        raise ValueError("the archive is cut short")
    return files


def read(folder: Path) -> dict[str, bytes]:
    """Every file below a folder, by path, in the order of the paths' parts; also through links, as MkDocs and Jinja follow them."""
    return {path: _read(where) for path, where, _ in below(folder)}


def below(folder: Path) -> Iterator[tuple[str, str, str]]:
    """The same files, unread: each by its path from the folder, where it is named, and where it really is."""
    return _below(str(folder), "", ())


def _read(where: str) -> bytes:
    with open(where, "rb") as file:  # noqa: PTH123 (a network has thousands; a Path each costs more than the reading)
        return file.read()


def _below(folder: str, prefix: str, above: tuple[str, ...]) -> Iterator[tuple[str, str, str]]:
    above = (*above, os.path.realpath(folder))
    entries: list[os.DirEntry[str]] = []
    with contextlib.suppress(FileNotFoundError, NotADirectoryError, PermissionError), os.scandir(folder) as found:
        entries = sorted(found, key=lambda entry: entry.name)
    for entry in entries:
        if entry.is_dir():
            if not entry.is_symlink() or os.path.realpath(entry.path) not in above:  # else it leads round in a circle
                yield from _below(entry.path, f"{prefix}{entry.name}/", above)
        elif entry.is_file():
            yield (
                prefix + entry.name,
                entry.path,
                os.path.realpath(entry.path) if entry.is_symlink() else f"{above[-1]}/{entry.name}",
            )


def write(files: Mapping[str, bytes], folder: Path) -> None:
    """Write the files below a folder, which need not exist."""
    made = set()
    for path, data in files.items():
        target = f"{folder}/{path}"
        if (home := target.rpartition("/")[0]) not in made:
            os.makedirs(home, exist_ok=True)  # noqa: PTH103
            made.add(home)
        with open(target, "wb") as file:  # noqa: PTH123
            file.write(data)
