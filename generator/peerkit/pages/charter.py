"""The charter: what the group agreed to be, and who agreed."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct

from peerkit.model.charter import Charter
from peerkit.pages.desk import Desk, Draft
from peerkit.render import Safe, lines

ORDER = 10


class View(Struct, frozen=True):
    """What the charter's page shows."""

    charter: Charter
    body: Safe
    ratified: int
    members: int
    signed: tuple[tuple[str, str], ...]  # who and when, of the present text
    earlier: str  # names of those who agreed to an earlier text only
    adopted: str
    changes: str  # the page that compares it with the version before
    before: str
    holds: str  # the page of the text that is in force, where that is an earlier one


def drafts(desk: Desk) -> Iterator[Draft]:
    """One page, if there is a charter."""
    charter = desk.group.charter
    if charter is None:
        return
    words, figures, through_time = desk.words, desk.group.figures, desk.agreements["charter"]
    agreed, last = signed(desk, charter), through_time.last
    before = {s.member for s in charter.ratified} - {s.member for s in charter.ratified if s.text == charter.digest}
    earlier = desk.names(id for id in desk.people if id in before)
    title, html = titled(charter.body)[0], through_time.html(last)
    body = lines(re.sub(r"<h1\b[^>]*>.*?</h1>", "", html, count=1, flags=re.S) if title else html, "charter")
    # a proposal keeps the date of the text before it
    adopted = words.day(charter.adopted) if charter.adopted and charter.status == "adopted" else ""
    compared = through_time.compared(last - 1, last) if last and through_time.known else ""
    named = through_time.label(last - 1) if last else ""
    held = through_time.versions[through_time.holds] if through_time.known and through_time.holds < last else None
    holds = through_time.page(through_time.holds) if held and held.text and held.committed else ""
    view = View(charter, body, figures.ratified, figures.members, agreed, earlier, adopted, compared, named, holds)
    yield Draft(
        "charter.md", title or words.plain("Charter"), (words.plain("Agreements"),), "charter", view, words.plain("Charter")
    )


def signed(desk: Desk, charter: Charter) -> tuple[tuple[str, str], ...]:
    """Who signed this very text, and when; names only of those whom the reader may see."""
    digest = charter.digest
    current = {s.member: s for s in charter.ratified if s.text == digest}
    return tuple((desk.who(s.member), desk.words.day(s.on) if s.on else "") for s in current.values())


def titled(body: str) -> tuple[str, str]:
    """A body that opens with its only top heading, as that heading and the rest."""
    match = re.match(r"\s*(?:<!--.*?-->\s*)*# +([^\n#][^\n]*?) *#*\r?(?:\n|\Z)", body, re.S)
    if not match or re.search(r"(?m)^(?:# |=+ *$|```|~~~)", body[match.end() :]) or re.search(r"[\\`*_\[\]<>&{}]", match[1]):
        return "", body
    return match[1], body[match.end() :]
