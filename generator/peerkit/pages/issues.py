"""What members bring: an index by state, and a page an issue."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from peerkit.model.experience import Experience
from peerkit.model.issue import Issue
from peerkit.model.meeting import Meeting
from peerkit.pages.desk import Desk, Draft, worded

ORDER = 70


class Index(Struct, frozen=True):
    """Issues by state: those that wait first."""

    states: tuple[tuple[str, tuple[Issue, ...]], ...]


class View(Struct, frozen=True):
    """An issue, with the experiences that bear on it and the meetings that took it up."""

    issue: Issue
    experiences: tuple[Experience, ...]
    meetings: tuple[Meeting, ...]


def name_of(issue: Issue) -> str:
    """The issue's name."""
    return issue.title or worded(issue.slug)


def drafts(desk: Desk) -> Iterator[Draft]:
    """The index and the issues, the most urgent first, then the latest."""
    issues = sorted(desk.group.issues, key=lambda i: (i.urgency, -(i.raised.toordinal() if i.raised else 0), i.slug))
    if not issues:
        return
    section = desk.words.plain("Issues")
    by_state = {s: tuple(i for i in issues if i.status == s) for s in ("open", "scheduled", "studied", "closed")}
    states = tuple((desk.kind(state.capitalize()), found) for state, found in by_state.items() if found)
    yield Draft("issues/index.md", section, (section,), "issues", Index(states))
    for issue in issues:
        experiences = tuple(e for e in desk.group.experiences if e.slug in issue.experiences)
        met = tuple(m for m in desk.group.meetings if _took_up(m, issue.slug))
        yield Draft(issue.file, name_of(issue), (section,), "issue", View(issue, experiences, met))


def _took_up(meeting: Meeting, slug: str) -> bool:
    return any(i.issue == slug for i in meeting.agenda.items) or bool(meeting.minutes and slug in meeting.minutes.presented)
