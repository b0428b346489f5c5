"""Packets to files: which are wanted, set on every core, searched for what their readers may not see, and written."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from peerkit.diagnostic import Diagnostic, Severity
from peerkit.guard import readable, secrets
from peerkit.model.group import Group
from peerkit.outputs.packet import Printing, Ready, located, ready
from peerkit.packets import Edition, Order, seen, withheld
from peerkit.printout import search, write
from peerkit.scan import Hit, Secret
from peerkit.survey import Survey
from peerkit.typeset import Document, batch

_ALONE = 3  # so many packets are set in this process: starting others would take longer


class Want(Struct, frozen=True):
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


class _Task(Struct, frozen=True):
    """A packet to be set and searched: for what is `hidden` from its reader, but for what they `may` read."""

    packet: Ready
    hidden: tuple[Secret, ...]
    may: tuple[str, ...]
    templates: Path

    def done(self) -> tuple[Document, tuple[Hit, ...]]:
        made = self.packet.finished(self.packet.job.done())
        return made, search(made.pdf, self.packet.name, self.hidden, self.may, self.templates)


def press(survey: Survey, wants: Sequence[Want], printing: Printing, out: Path, jobs: int = 0) -> Iterator[Printed]:
    """Each packet, as it is done, in order; a few in this process, many by so many `jobs` (0: one a core). Raises Refusal."""
    waiting: deque[Ready] = deque()

    def tasks() -> Iterator[_Task]:
        for task in _tasks(survey, wants, printing):
            waiting.append(task.packet)
            yield task

    alone = jobs == 1 or len(wants) <= _ALONE
    for document, found in (task.done() for task in tasks()) if alone else batch(tasks(), jobs):
        packet = waiting.popleft()
        path = out / packet.name
        if not found:
            write(path, document.pdf)
        yield Printed(path, document.pages, document, packet.remarks, found)


def _tasks(survey: Survey, wants: Iterable[Want], printing: Printing) -> Iterator[_Task]:
    for want in wants:
        group = whole(survey, want.group)
        view, context = seen(group, survey.context, want.meeting, want.order)
        packet = ready(view, context, want.meeting, want.order, printing, located(group))
        if want.order.edition is Edition.GUEST and (lacks := tuple(dict.fromkeys(withheld(group, view, want.meeting)))):
            told = f"left out, since a member's name stands in it: {', '.join(lacks)}; tell the guest what they need of it"
            packet = replace(packet, remarks=(*packet.remarks, told))
        yield _Task(packet, tuple(secrets(group, view)), readable(view), survey.plan.templates)
