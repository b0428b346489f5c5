"""What the items are about: a brief for each issue and poll, and the experiences that match."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from msgspec import Struct

from peerkit.facts.names import name_in
from peerkit.model.experience import Experience
from peerkit.model.issue import Issue
from peerkit.model.meeting import Meeting
from peerkit.packets.parts import Prose
from peerkit.speaker import Speaker


class Tried(Struct, frozen=True):
    """An alternative, who tried it and how it went."""

    what: str
    by: str
    outcome: str
    again: str


class Told(Struct, frozen=True):
    """An experience that matches."""

    subject: str
    kind: str
    by: str
    period: str
    scope: str
    benefit: str
    again: str
    ask: bool
    expired: bool
    body: Prose


class Brief(Struct, frozen=True):
    """What an item of this number is about."""

    item: int
    title: str
    kind: str
    urgency: str
    raised_by: str
    raised: str
    shared: str
    common: bool
    body: Prose
    alternatives: tuple[Tried, ...]
    takeaways: tuple[str, ...]
    experiences: tuple[str, ...]  # names of those that match


class Asked(Struct, frozen=True):
    """A poll on the agenda: the question, and how often each answer was given."""

    item: int
    question: str
    answers: tuple[tuple[str, int], ...]


def briefs(speaker: Speaker, meeting: Meeting) -> tuple[Brief, ...]:
    """A brief for each issue on the agenda, once, in the agenda's order."""
    found: dict[str, Brief] = {}
    for number, item in enumerate(meeting.agenda.items, 1):
        issue = speaker.group.issue(item.issue)
        if issue and issue.slug not in found:
            found[issue.slug] = _brief(speaker, number, issue)
    return tuple(found.values())


def _brief(speaker: Speaker, number: int, issue: Issue) -> Brief:
    others = [id for id in dict.fromkeys(issue.shared_by) if id != issue.raised_by]
    return Brief(
        item=number,
        title=speaker.issue(issue),
        kind=speaker.kind(issue.kind),
        urgency=issue.urgency,
        raised_by=speaker.who(issue.raised_by) if issue.raised_by else "",
        raised=speaker.words.day(issue.raised) if issue.raised else "",
        shared=speaker.names(others),
        common=issue.common,
        body=Prose(issue.body, issue.file, level=3),
        alternatives=tuple(
            Tried(a.what, speaker.names(a.tried_by), a.outcome, _again(speaker, a.again)) for a in issue.alternatives
        ),
        takeaways=issue.takeaways,
        experiences=tuple(speaker.experience(e) for e in _matching(speaker, issue)),
    )


def _again(speaker: Speaker, again: str | None) -> str:
    words = {"yes": "would do it again", "no": "would not do it again", "with-changes": "would do it again with changes"}
    return speaker.kind(words[again]) if again else ""


def _matching(speaker: Speaker, issue: Issue) -> Iterator[Experience]:
    """Experiences that the issue names by id or by their subject."""
    texts = [issue.title, issue.body, *(text for a in issue.alternatives for text in (a.what, a.outcome))]
    for experience in speaker.group.experiences:
        if experience.slug in issue.experiences or any(name_in(experience.subject, text) for text in texts):
            yield experience


def experiences(speaker: Speaker, meeting: Meeting) -> tuple[Told, ...]:
    """Experiences that items are about, and those that match their issues; each once, in the agenda's order."""
    found: dict[str, Experience] = {}
    for item in meeting.agenda.items:
        found |= {e.slug: e for e in speaker.group.experiences if e.slug == item.experience}
        issue = speaker.group.issue(item.issue)
        found |= {e.slug: e for e in _matching(speaker, issue)} if issue else {}
    return tuple(_told(speaker, e, meeting) for e in found.values())


def _told(speaker: Speaker, told: Experience, meeting: Meeting) -> Told:
    return Told(
        subject=speaker.experience(told),
        kind=speaker.kind(told.kind),
        by=speaker.who(told.by) if told.by else "",
        period=told.period,
        scope=told.scope,
        benefit=speaker.kind(told.benefit),
        again=_again(speaker, told.again),
        ask=told.ask_me,
        expired=told.expires is not None and told.expires < meeting.date,
        body=Prose(told.body, told.file, level=3),
    )


def polls(speaker: Speaker, meeting: Meeting) -> Iterator[Asked]:
    """The polls that items are about."""
    by_slug = {p.slug: p for p in speaker.group.polls}
    for number, item in enumerate(meeting.agenda.items, 1):
        if (poll := by_slug.get(item.poll or "")) is not None:
            counts = Counter(dict.fromkeys(poll.options, 0))
            counts.update(poll.answers.values())
            yield Asked(number, speaker.poll(poll), tuple(counts.items()))
