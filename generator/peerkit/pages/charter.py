"""The charter: what the group agreed to be, and who agreed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from peerkit.model.charter import Charter
from peerkit.pages.desk import Desk, Draft

ORDER = 10


@dataclass(frozen=True, slots=True)
class View:
    """What the charter's page shows."""

    charter: Charter
    body: str
    ratified: int
    members: int
    signed: tuple[tuple[str, str], ...]  # who and when, of the present text
    earlier: str  # names of those who agreed to an earlier text only


def drafts(desk: Desk) -> Iterator[Draft]:
    """One page, if there is a charter."""
    charter = desk.group.charter
    if charter is None:
        return
    digest, words, figures = charter.digest, desk.words, desk.group.figures
    current = [s for s in charter.ratified if s.text == digest]
    before = {s.member for s in charter.ratified} - {s.member for s in current}
    earlier = desk.names(id for id in desk.people if id in before)
    signed = tuple((desk.who(s.member), words.day(s.on) if s.on else "") for s in current)
    title, body = titled(charter.body)
    view = View(charter, body, figures.ratified, figures.members, signed, earlier)
    yield Draft(
        "charter.md", title or words.plain("Charter"), (words.plain("Agreements"),), "charter", view, words.plain("Charter")
    )


def titled(body: str) -> tuple[str, str]:
    """A body that opens with its only top heading, as that heading and the rest."""
    match = re.match(r"\s*(?:<!--.*?-->\s*)*# +([^\n#][^\n]*?) *#*\r?(?:\n|\Z)", body, re.S)
    if not match or re.search(r"(?m)^(?:# |=+ *$|```|~~~)", body[match.end() :]) or re.search(r"[\\`*_\[\]<>&{}]", match[1]):
        return "", body
    return match[1], body[match.end() :]
