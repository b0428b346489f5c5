"""Packets to files: which are wanted, set on every core, searched for what their readers may not see, and written."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from peerkit.diagnostic import Diagnostic, Severity
from peerkit.model.group import Group
from peerkit.outputs.packet import Printing, Ready, located, ready
from peerkit.packets import Order, seen
from peerkit.printout import leaks, write
from peerkit.scan import Hit
from peerkit.survey import Survey
from peerkit.typeset import Document, Job, batch

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
    group = whole(survey, want.group)
    view, _ = seen(group, survey.context, want.meeting, want.order)
    found = leaks(document.pdf, path.name, group, view, survey.plan.templates)
    if not found:
        write(path, document.pdf)
    return Printed(path, document.pages, document, packet.remarks, found)
