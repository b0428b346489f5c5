"""Files as one run of bytes and back: how a group's site travels and is kept."""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping
from pathlib import Path, PurePosixPath


def pack(files: Mapping[str, bytes]) -> bytes:
    """The files, by path; the same bytes for the same files."""
    index = json.dumps([[path, len(data)] for path, data in sorted(files.items())], ensure_ascii=False).encode()
    whole = b"".join([len(index).to_bytes(8, "big"), index, *(data for _, data in sorted(files.items()))])
    return zlib.compress(whole, 1)


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
    """Every file below a folder, by path."""
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def write(files: Mapping[str, bytes], folder: Path) -> None:
    """Write the files below a folder, which need not exist."""
    made = set()
    for path, data in files.items():
        target = folder / path
        if target.parent not in made:
            target.parent.mkdir(parents=True, exist_ok=True)
            made.add(target.parent)
        target.write_bytes(data)
