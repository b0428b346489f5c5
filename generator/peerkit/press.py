"""Packets to files: which are wanted, set on every core, searched for what their readers may not see, and written.

A file that exists is replaced only if it is a packet itself.
"""

from __future__ import annotations

import contextlib
import io
import os
import tempfile
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from peerkit.diagnostic import Diagnostic, Refusal, Severity
from peerkit.guard import allowed, secrets
from peerkit.model.group import Group
from peerkit.outputs.packet import Printing, Ready, located, ready
from peerkit.packets import Order, seen
from peerkit.scan import Hit, Scanner
from peerkit.survey import Survey
from peerkit.typeset import Document, Job, batch

MARK = "peerkit packet"  # the keyword by which a PDF is known as ours; templates/packet/packet.typ sets it
_ALONE = 3  # so many packets are set in this process: starting others would take longer


@dataclass(frozen=True)
class Want:
    """One packet that is asked for."""

    group: str
    meeting: str
    order: Order


@dataclass(frozen=True)
class Printed:
    """A packet that was written, or was not because of what was found in it (`leaks`)."""

    path: Path
    pages: int
    document: Document = field(repr=False)
    remarks: tuple[str, ...] = ()
    leaks: tuple[Hit, ...] = ()


def errors(survey: Survey, slug: str) -> list[Diagnostic]:
    """What in a group's files keeps its packets from being made: half of them might say too much, or the wrong time."""
    return [d for d in survey.group(slug)[1] if d.severity is Severity.ERROR]


def whole(survey: Survey, slug: str) -> Group:
    """A group without errors as facilitators know it."""
    group, _ = survey.group(slug)
    assert group is not None, "without a group there are errors"
    return group


def press(survey: Survey, wants: Sequence[Want], printing: Printing, out: Path) -> Iterator[Printed]:
    """Each packet, as it is done, in order; a few at once in this process, many on every core. Raises Refusal."""
    waiting: deque[Ready] = deque()

    def jobs() -> Iterator[Job]:
        for packet in _prepared(survey, wants, printing):
            waiting.append(packet)
            yield packet.job

    documents = batch(jobs()) if len(wants) > _ALONE else (job.done() for job in jobs())
    for want, document in zip(wants, documents, strict=True):
        packet = waiting.popleft()
        yield _written(survey, want, packet, packet.finished(document), out / packet.name)


def _prepared(survey: Survey, wants: Iterable[Want], printing: Printing) -> Iterator[Ready]:
    for want in wants:
        group = whole(survey, want.group)
        view, context = seen(group, survey.context, want.meeting, want.order)
        yield ready(view, context, want.meeting, want.order, printing, located(group))


def _written(survey: Survey, want: Want, packet: Ready, document: Document, path: Path) -> Printed:
    leaks = _leaks(survey, want, document, path.name)
    if not leaks:
        _replace(path, document.pdf)
    return Printed(path, _pages(document.pdf), document, packet.remarks, leaks)


def _pages(pdf: bytes) -> int:
    import pikepdf

    with pikepdf.open(io.BytesIO(pdf)) as opened:
        return len(opened.pages)


def _leaks(survey: Survey, want: Want, document: Document, name: str) -> tuple[Hit, ...]:
    """What the packet says that its reader may not see: the second guard behind `seen`."""
    group = whole(survey, want.group)
    view, _ = seen(group, survey.context, want.meeting, want.order)
    hidden = secrets(group, view)
    if not hidden:
        return ()
    with tempfile.TemporaryDirectory(prefix="peerkit-") as folder:
        Path(folder, name).write_bytes(document.pdf)
        scanner = Scanner(hidden, [allowed(view)])
        hits = list(scanner.scan(Path(folder), [name]))
    if hits:
        from peerkit.allowed import common_words

        hits = scanner.confirm(hits, [common_words((survey.plan.templates,), {})])
    return tuple(sorted(hits))


def _replace(path: Path, pdf: bytes) -> None:
    """Write the file as a whole, over nothing but a packet. Raises Refusal."""
    if os.path.lexists(path) and not _ours(path):
        raise Refusal(f"'{path}' is there and is no packet that peerkit made; move it away, or name another folder with --out")
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".peerkit-", suffix=".pdf")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(pdf)
        Path(name).chmod(0o600)
        Path(name).replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            Path(name).unlink()
        raise


def _ours(path: Path) -> bool:
    import pikepdf

    if path.is_symlink() or not path.is_file():
        return False
    try:
        with pikepdf.open(path) as pdf:
            return MARK in str(pdf.docinfo.get("/Keywords", ""))
    except (pikepdf.PdfError, ValueError, TypeError):
        return False
