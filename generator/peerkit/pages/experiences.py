"""Who has lived through what: an index, and a page an experience."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from peerkit.model.experience import Experience
from peerkit.model.issue import Issue
from peerkit.pages.desk import Desk, Draft, worded

ORDER = 80


class Index(Struct, frozen=True):
    """Experiences by subject."""

    experiences: tuple[Experience, ...]


class View(Struct, frozen=True):
    """An experience with the issues it bears on; `old` once it has expired."""

    experience: Experience
    issues: tuple[Issue, ...]
    old: bool


def name_of(experience: Experience) -> str:
    """The experience's name."""
    return experience.subject or worded(experience.slug)


def drafts(desk: Desk) -> Iterator[Draft]:
    """The index and the experiences, by subject."""
    found = sorted(desk.group.experiences, key=lambda e: (name_of(e).casefold(), e.slug))
    if not found:
        return
    section, today = desk.words.plain("Experiences"), desk.context.today
    yield Draft("experiences/index.md", section, (section,), "experiences", Index(tuple(found)))
    for each in found:
        issues = tuple(i for i in desk.group.issues if each.slug in i.experiences)
        view = View(each, issues, each.expires is not None and each.expires < today)
        yield Draft(each.file, name_of(each), (section,), "experience", view)
