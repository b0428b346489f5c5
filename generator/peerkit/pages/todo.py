"""What a reader of the group's home had better do now, from what the files say; for strangers, how to join."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from msgspec import Struct

from peerkit.facts.actions import open_actions
from peerkit.facts.occurrences import ahead
from peerkit.pages.desk import Desk, worded
from peerkit.render import Safe

_SOON = datetime.timedelta(days=30)


class Todo(Struct, frozen=True):
    """One thing to do, the page that it is done on, and whether it is late."""

    text: Safe
    path: str
    late: bool = False


def todo(desk: Desk) -> tuple[Todo, ...]:
    """What is late first; nothing for a group that does not meet."""
    if desk.group.about.status in ("paused", "closed"):
        return ()
    found = [*_promises(desk), *_meetings(desk), *_polls(desk), *_charter(desk)] if desk.inside else _outside(desk)
    return tuple(sorted(found, key=lambda one: not one.late))


def _promises(desk: Desk) -> Iterator[Todo]:
    still, n = open_actions(desk.group, desk.context.today), desk.words.n
    late = sum(a.overdue(desk.context.today) for a in still)
    if late:
        yield Todo(n("Keep 1 promise that is overdue", "Keep {n} promises that are overdue", late), "actions.md", True)
    if len(still) > late:
        yield Todo(n("See to 1 open promise", "See to {n} open promises", len(still) - late), "actions.md")


def _meetings(desk: Desk) -> Iterator[Todo]:
    t, today = desk.words.t, desk.context.today
    for meeting in ahead(desk.group, today)[:1]:
        name, agenda, path = desk.meeting(meeting), meeting.agenda, f"meetings/{meeting.slug}/index.md"
        if agenda.prepare_by:
            text = t("Prepare by {day}: {meeting}", day=desk.words.day(agenda.prepare_by), meeting=name)
            yield Todo(text, path, agenda.prepare_by < today)
        elif agenda.pre_reads or agenda.items:
            yield Todo(t("Read the agenda: {meeting}", meeting=name), path)
    for meeting in desk.group.meetings[-3:]:
        if meeting.minutes and meeting.minutes.status == "draft":
            text = t("Read the draft of the minutes: {meeting}", meeting=desk.meeting(meeting))
            yield Todo(text, f"meetings/{meeting.slug}/index.md")


def _polls(desk: Desk) -> Iterator[Todo]:
    for poll in desk.group.polls:
        if poll.closes is None or poll.closes >= desk.context.today:
            yield Todo(desk.words.t("Answer: {question}", question=poll.question or worded(poll.slug)), "polls.md")


def _charter(desk: Desk) -> Iterator[Todo]:
    charter, today, t = desk.group.charter, desk.context.today, desk.words.t
    if charter and charter.status == "proposed":
        yield Todo(t("Read the charter that is proposed"), "charter.md")
    elif charter and charter.review_by and charter.review_by <= today + _SOON:
        text = t("Review the charter by {day}", day=desk.words.day(charter.review_by))
        yield Todo(text, "charter.md", charter.review_by < today)


def _outside(desk: Desk) -> Iterator[Todo]:
    if desk.group.charter:
        yield Todo(desk.words.t("Read what the group has agreed to"), "charter.md")
    if "ground_rules" in desk.group.sections:
        yield Todo(desk.words.t("Read the rules that every member keeps"), "ground-rules.md")
