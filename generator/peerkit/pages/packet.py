"""The packets of meetings ahead as pages to print: what the PDFs say, in a browser."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from peerkit.model.meeting import Meeting
from peerkit.packets import Edition, Order, Packet, file_name, offered, packet, seen
from peerkit.packets.agenda import Line
from peerkit.pages.desk import Desk, Draft
from peerkit.pages.readings import reading_path

ORDER = 52


class Link(Struct, frozen=True):
    """A packet of a meeting: what it is called, its page, and its PDF."""

    title: str
    page: str
    pdf: str


class View(Struct, frozen=True):
    """A packet, its meeting's page, its PDF, and the items about which no brief says anything."""

    packet: Packet
    link: Link
    meeting: str
    files: tuple[tuple[str, str, str], ...]  # what to read before: title, path in the site, for whom
    told: tuple[Line, ...]


def drafts(desk: Desk) -> Iterator[Draft]:
    """A page for each packet that this site carries; the meeting's page leads to it."""
    for slug, order in offered(desk.group, desk.context):
        view = packet(*seen(desk.group, desk.context, slug, order), slug, order)
        made = link_of(desk, slug, order)
        files = tuple((r.title, reading_path(r.path), r.readers) for r in view.readings)
        briefed = {brief.item for brief in view.briefs}
        told = tuple(line for line in view.agenda.lines if line.text and line.number not in briefed)
        title = f"{made.title}: {view.cover.title}"
        yield Draft(made.page, title, None, "packet", View(view, made, f"meetings/{slug}/index.md", files, told))


def links(desk: Desk, meeting: Meeting) -> tuple[Link, ...]:
    """The packets of one meeting that this site carries."""
    return tuple(link_of(desk, slug, order) for slug, order in offered(desk.group, desk.context) if slug == meeting.slug)


def link_of(desk: Desk, slug: str, order: Order) -> Link:
    """Where a packet stands in the site."""
    whom = "the facilitator" if order.edition is Edition.FACILITATOR else "members"
    name = f"meetings/{slug}/packet-{order.edition}.md"
    return Link(desk.words.plain(f"Packet for {whom}"), name, f"meetings/{slug}/{file_name(desk.group.slug, slug, order)}")


def pdfs(desk: Desk) -> frozenset[str]:
    """The PDFs that this site carries."""
    if not desk.context.packets:
        return frozenset()
    return frozenset(link_of(desk, slug, order).pdf for slug, order in offered(desk.group, desk.context))
