"""Who knows what: expertise of current members, and experiences whose tellers may be asked."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from peerkit.model.experience import Experience
from peerkit.pages.desk import Desk, Draft

ORDER = 85


class View(Struct, frozen=True):
    """Subjects, each with the names of who knows it, in the alphabet's order; and experiences to ask about."""

    subjects: tuple[tuple[str, str], ...]
    ask: tuple[Experience, ...]


def drafts(desk: Desk) -> Iterator[Draft]:
    """One page for members, once anybody has said what they know."""
    known: dict[str, tuple[str, list[str]]] = {}
    for member in desk.group.members:
        for subject in member.expertise if member.current(desk.context.today) else ():
            known.setdefault(subject.strip().casefold(), (subject, []))[1].append(member.name)
    subjects = tuple((known[key][0], ", ".join(known[key][1])) for key in sorted(known))
    ask = tuple(e for e in desk.group.experiences if e.ask_me)
    if subjects or ask:
        yield Draft("knowledge.md", desk.words.plain("Who knows what"), (), "knowledge", View(subjects, ask))
