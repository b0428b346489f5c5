"""What builds: the code, the templates that come with it, and everything installed beside it, as one fingerprint."""

from __future__ import annotations

import functools
import sys
import zoneinfo
from collections.abc import Iterator
from pathlib import Path

from peerkit.builtin import starter_handbook, templates
from peerkit.fingerprint import fingerprint, of_bytes

# what the kit itself consists of: folders, and how the names of the files end that count
FOLDERS = ((Path(__file__).parent.parent, ".py"), (templates(), ""), (starter_handbook(), ""))


@functools.cache
def kit(known: str = "") -> str:
    """The same on two machines if, from the same input, they make the same site. What `code` gives need not be asked if it is known."""
    there = [of_bytes(path.read_bytes()) for path in zones()]
    return fingerprint([sys.version_info[:3], sorted(installed()), there, known or code()])


@functools.cache
def code() -> str:
    """The kit's own part: its code, and the templates that come with it."""
    folders = enumerate(FOLDERS)
    files = [(str(number), top, path) for number, (top, suffix) in folders for path in top.rglob(f"*{suffix}") if path.is_file()]
    return fingerprint({f"{place}/{path.relative_to(top).as_posix()}": of_bytes(path.read_bytes()) for place, top, path in files})


def installed() -> Iterator[str]:
    """Names with versions of all distributions: whatever the engine, its theme or an extension imports is among them."""
    for folder in {Path(entry or ".") for entry in sys.path}:
        if folder.is_dir():
            yield from (entry.name for entry in folder.iterdir() if entry.name.endswith((".dist-info", ".egg-info")))


def zones() -> list[Path]:
    """The system's own time zones, which win over those of the tzdata package: what tells their version, or all of them."""
    return [path for folder in zoneinfo.TZPATH for path in _zones(Path(folder))]


def _zones(folder: Path) -> list[Path]:
    told = [path for name in ("tzdata.zi", "+VERSION") if (path := folder / name).is_file()]
    return told or sorted(path for path in folder.rglob("*") if path.is_file())
