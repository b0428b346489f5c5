"""What earlier meetings left: open actions, the last decisions and nuggets."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import replace

from msgspec import Struct

from peerkit.facts.actions import Carried, open_actions
from peerkit.facts.speaking import earlier
from peerkit.model.meeting import Meeting
from peerkit.speaker import Speaker


class ActionLine(Struct, frozen=True):
    """An open action; `state` is overdue, due (by this meeting) or open."""

    what: str
    owner: str
    own: bool
    since: str
    age: str
    due: str
    state: str
    ref: str


class DecisionLine(Struct, frozen=True):
    """A decision of the last meeting."""

    text: str
    by: str
    review: str


class Last(Struct, frozen=True):
    """The last meeting with minutes."""

    title: str
    date: str
    draft: bool
    decisions: tuple[DecisionLine, ...]
    nuggets: tuple[str, ...]


def actions(speaker: Speaker, meeting: Meeting, reader: str | None) -> tuple[ActionLine, ...]:
    """Actions of all earlier meetings that were open before this one: the reader's own first, then overdue ones, then by date."""
    today = min(speaker.context.today, meeting.date)
    before = replace(speaker.group, meetings=earlier(speaker.group, meeting))
    found = [_action(speaker, each, meeting, today, reader) for each in open_actions(before, today)]
    return tuple(sorted(found, key=lambda line: not line.own))


def _action(speaker: Speaker, carried: Carried, meeting: Meeting, today: datetime.date, reader: str | None) -> ActionLine:
    action, say = carried.action, speaker.words
    state = "overdue" if carried.overdue(today) else "due" if action.due and action.due <= meeting.date else "open"
    days = (meeting.date - carried.meeting.date).days
    return ActionLine(
        what=action.what,
        owner=speaker.who(action.owner) if action.owner else "",
        own=bool(reader) and action.owner == reader,
        since=say.day(carried.meeting.date),
        age=say.plain("1 day")
        if days == 1
        else say.plain("{n} days", n=days)
        if days < 21
        else say.plain("{n} weeks", n=days // 7),
        due=say.day(action.due) if action.due else "",
        state=state,
        ref=f"{carried.meeting.slug}/{action.id}" if action.id else "",
    )


def last(speaker: Speaker, meeting: Meeting) -> Last | None:
    """The latest earlier meeting with minutes."""
    held = next((m for m in reversed(earlier(speaker.group, meeting)) if m.minutes), None)
    if held is None or held.minutes is None:
        return None
    record = held.minutes
    return Last(
        speaker.meeting(held),
        speaker.words.date(held.date),
        record.status == "draft",
        tuple(_decisions(speaker, held)),
        record.nuggets,
    )


def _decisions(speaker: Speaker, meeting: Meeting) -> Iterator[DecisionLine]:
    for decision in meeting.minutes.decisions if meeting.minutes else ():
        review = speaker.words.day(decision.review) if decision.review else ""
        yield DecisionLine(decision.text, speaker.kind(decision.by), review)
