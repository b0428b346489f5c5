"""A meeting's packet as a PDF: for whom it is made, how it is printed, and which ones a site carries."""

from __future__ import annotations

import datetime
import posixpath
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Literal

from msgspec import Struct, structs

from peerkit.confidential import said
from peerkit.diagnostic import Diagnostic, Span
from peerkit.model.context import Context
from peerkit.model.group import Group
from peerkit.outputs import Artifact
from peerkit.packets import Order, Packet, Prose, file_name, offered, packet, seen
from peerkit.packets.cover import Address
from peerkit.render import Words
from peerkit.speaker import Speaker
from peerkit.text import KeyPath
from peerkit.typeset import Document, Galley, Job, Sheet, Texts, booklet

At = Callable[[str, KeyPath], Span]
_SENTENCE = re.compile(r"[A-Za-z](?!.*://)[^<>\u0590-\u08ff]*[.?!]")


class Printing(Struct, frozen=True):
    """How a packet is printed; without a paper, as the network says."""

    paper: Literal["A4", "Letter"] | None = None
    large: bool = False
    booklet: bool = False
    system_fonts: bool = False


class Ready(Struct, frozen=True):
    """A packet that only has to be set: its file's name, the job for Typst, and what is done to the PDF after."""

    name: str
    job: Job
    findings: tuple[Diagnostic, ...]
    remarks: tuple[str, ...] = ()  # for who prints it, in English
    fold: str = ""  # the paper to fold to a booklet
    right_to_left: bool = False

    def finished(self, made: Document) -> Document:
        """The document as it is handed out, with all findings."""
        findings = tuple(sorted({*self.findings, *made.findings}))
        if self.fold:
            return Document(booklet(made.pdf, self.fold, right_to_left=self.right_to_left), "untagged", findings)
        return Document(made.pdf, made.standard, findings)


def ready(group: Group, context: Context, slug: str, order: Order, printing: Printing, at: At) -> Ready:
    """The packet of one meeting, from what its reader may see of the group (`seen`). `at` says where in the files a value stands."""
    view, say = packet(group, context, slug, order), Speaker(group, context).words
    paper = printing.paper or context.network.paper
    galley = Galley(group.attachments, say.plain)
    data = {
        **_data(view, galley, at, rtl=view.direction == "rtl"),
        "words": say.table,
        "attachments": list(_attachments(view, galley, order, at)),
    }
    job = Job(
        "packet", data, _sheet(view, say, paper, printing),
        at=Texts(tuple((at(each.file, each.path), each.text) for each in said(group)), at(f"meetings/{slug}/agenda.md", ())),
        files=galley.files, folders=context.templates, system_fonts=printing.system_fonts, untagged=galley.foreign_pages,
    )  # fmt: skip
    return Ready(
        name=file_name(group.slug, slug, order, view.copy),
        job=job,
        findings=tuple(galley.findings),
        remarks=tuple(_remarks(view, printing)),
        fold=paper if printing.booklet else "",
        right_to_left=view.direction == "rtl",
    )


def _sheet(view: Packet, say: Words, paper: str, printing: Printing) -> Sheet:
    cover = view.cover
    return Sheet(
        title=f"{cover.group}, {cover.title}",
        author=cover.network,
        language=view.language,
        direction=view.direction,
        date=view.date,
        paper=paper,
        half=printing.booklet,
        large=printing.large,
        label=view.label,
        head=f"{cover.group} · {cover.date}",
        mark=f"{view.reader} · {say.plain('copy {n}', n=view.copy)}" if view.reader else "",
    )


def _remarks(view: Packet, printing: Printing) -> Iterator[str]:
    plan = view.agenda
    if plan.proposals:
        yield from (f"proposed cut: {text}" for text in plan.proposals)
    elif plan.over:
        yield f"the items take {plan.over} more than the meeting has; --fit proposes what to cut"
    if printing.booklet and view.facilitation:
        yield "a booklet has no cards to cut out; print them with 'peerkit print tents' and 'peerkit print cards'"


def _data(value: Any, galley: Galley, at: At, *, rtl: bool) -> Any:
    """A view as JSON; what a person wrote in Markdown as nodes. In a right-to-left document a foreign sentence keeps its full stop."""
    if rtl and isinstance(value, str) and _SENTENCE.fullmatch(value):
        return f"{value}\u200e"
    if isinstance(value, Prose):
        span = at(value.file, value.path)
        return galley.text(value.text, span, beside=posixpath.dirname(value.file), level=value.level) if value else []
    if isinstance(value, Address):
        return {"url": _data(value.url, galley, at, rtl=rtl), "qr": value.qr}
    if isinstance(value, Struct):
        return {name: _data(each, galley, at, rtl=rtl) for name, each in structs.asdict(value).items()}
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, tuple):
        return [_data(each, galley, at, rtl=rtl) for each in value]
    if isinstance(value, Mapping):
        return {key: _data(each, galley, at, rtl=rtl) for key, each in value.items()}
    return value


def _attachments(view: Packet, galley: Galley, order: Order, at: At) -> Iterator[dict[str, Any]]:
    agenda = posixpath.join(posixpath.dirname(view.readings[0].path), "agenda.md") if view.readings else ""
    for reading in view.readings if order.attachments else ():
        yield galley.attachment(reading.path, reading.title, at(agenda, ("pre_reads", reading.index, "file")))


def located(whole: Group) -> At:
    """Where a value stands; a body without a key, where it begins."""

    def at(file: str, path: KeyPath) -> Span:
        document = whole.documents.get(file)
        if document is None or path:
            return whole.at(file, *path)
        return Span(document.path, document.body_line)

    return at


def artifacts(group: Group, context: Context, found: Callable[[Diagnostic], None]) -> Iterator[Artifact]:
    """The PDFs that a projected group's site carries, beside their meetings' pages; what does not print as written is `found`."""
    for slug, order in offered(group, context):
        view, audience = seen(group, context, slug, order)
        packet = ready(view, audience, slug, order, Printing(), located(group))
        made = packet.finished(packet.job.done())
        for finding in made.findings:
            found(finding)
        yield Artifact(f"meetings/{slug}/{packet.name}", made.pdf)
