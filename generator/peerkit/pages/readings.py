"""Pre-reads in Markdown, each a page of its own beside its meeting."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from peerkit.pages.desk import Desk, Draft

ORDER = 55


class View(Struct, frozen=True):
    """The text, and the meeting it belongs to."""

    body: str
    meeting: str
    path: str


def reading_path(source: str) -> str:
    """Where an attachment stands in the site; a Markdown file that would be a folder's index gets another name."""
    folder, _, name = source.rpartition("/")
    return f"{folder}/pre-read-{name}" if name.lower() in ("index.md", "readme.md") else source


def drafts(desk: Desk) -> Iterator[Draft]:
    """A page for each Markdown attachment that an agenda names."""
    for meeting in desk.group.meetings:
        for read in meeting.agenda.pre_reads:
            source = f"meetings/{meeting.slug}/{read.file}"
            if not source.endswith(".md") or source not in desk.group.attachments:
                continue
            body = desk.group.attachments[source].read().decode("utf-8-sig", "replace").replace("\r\n", "\n")
            title = read.title or read.file.removesuffix(".md")
            view = View(_untitled(body, title), desk.meeting(meeting), f"meetings/{meeting.slug}/index.md")
            yield Draft(reading_path(source), title, None, "reading", view)


def _untitled(body: str, title: str) -> str:
    """The text less a first heading that says the title again."""
    first, _, rest = body.lstrip().partition("\n")
    return rest if first.startswith("# ") and first[2:].strip(" #").casefold() == title.casefold() else body
