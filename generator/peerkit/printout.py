"""A PDF to its file: searched for what its reader may not see, and written over nothing but a PDF that peerkit made."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Sequence
from pathlib import Path

from peerkit.allowed import common_words
from peerkit.diagnostic import Refusal
from peerkit.guard import readable, secrets
from peerkit.model.group import Group
from peerkit.scan import Allowed, Hit, Scanner, Secret
from peerkit.typeset import MARK


def leaks(pdf: bytes, name: str, whole: Group, seen: Group, templates: Path) -> tuple[Hit, ...]:
    """What the PDF says that a reader of `seen` may not know of the `whole` group: the second guard behind `project`."""
    return search(pdf, name, tuple(secrets(whole, seen)), readable(seen), templates)


def search(pdf: bytes, name: str, hidden: Sequence[Secret], may: Sequence[str], templates: Path) -> tuple[Hit, ...]:
    """Which of the `hidden` texts the PDF says, but for what stands in texts that `may` be read."""
    if not hidden:
        return ()
    with tempfile.TemporaryDirectory(prefix="peerkit-") as folder:
        Path(folder, name).write_bytes(pdf)
        scanner = Scanner(hidden, [lambda: Allowed.from_texts(may)])
        hits = list(scanner.scan(Path(folder), [name]))
    return tuple(sorted(scanner.confirm(hits, [common_words((templates,), {})]))) if hits else ()


def write(path: Path, pdf: bytes) -> None:
    """Write the file as a whole, for its owner alone. Raises Refusal where something else stands in its place."""
    if os.path.lexists(path) and not _ours(path):
        raise Refusal(f"'{path}' is there, and peerkit did not print it; move it away, or name another with --out")
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".peerkit-", suffix=".pdf")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(pdf)
        Path(name).replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            Path(name).unlink()
        raise


def _ours(path: Path) -> bool:
    """Whether the file is a PDF that peerkit made."""
    import pikepdf

    if path.is_symlink() or not path.is_file():
        return False
    try:
        with pikepdf.open(path, suppress_warnings=True) as pdf:
            return MARK in str(pdf.docinfo.get("/Keywords", ""))
    except (pikepdf.PdfError, ValueError, TypeError):
        return False
