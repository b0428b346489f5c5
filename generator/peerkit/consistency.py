"""What the files of one group must agree in: ids that stand once, actions that were, answers that are options."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from peerkit.diagnostic import Diagnostic
from peerkit.model.group import Group
from peerkit.model.poll import Poll
from peerkit.text import nearest


def contradictions(group: Group, broken: Collection[str]) -> Iterator[Diagnostic]:
    """What contradicts itself in the group's files; `broken` files (by path as shown) may lack what others rely on."""
    yield from _duplicate_ids(group)
    yield from _unknown_actions(group, broken)
    for poll in group.polls:
        yield from _answers(group, poll)


def _answers(group: Group, poll: Poll) -> Iterator[Diagnostic]:
    for who, answer in poll.answers.items():
        at = group.at(poll.file, "answers", who)
        if poll.kind == "choice" and poll.options and answer not in poll.options:
            help = nearest(answer, poll.options[:50]) or f"one of {', '.join(poll.options[:50])}"
            yield Diagnostic(at, "schema", f"answers.{who}: '{answer[:40]}' is no option of this poll", help=help)
        if poll.kind == "number" and not re.fullmatch(r"[-+]?[0-9]+(\.[0-9]+)?", answer):
            yield Diagnostic(at, "schema", f"answers.{who}: '{answer[:40]}' is not a number", help="this poll asks for numbers")


def _duplicate_ids(group: Group) -> Iterator[Diagnostic]:
    lists: list[tuple[str, str, list[str | None]]] = []
    if group.ground_rules:
        lists.append(("ground-rules.md", "rules", [r.id for r in group.ground_rules.rules]))
    for meeting in group.meetings:
        if meeting.minutes:
            lists.append((meeting.minutes_file, "actions", [a.id for a in meeting.minutes.actions]))
            lists.append((meeting.minutes_file, "decisions", [d.id for d in meeting.minutes.decisions]))
    for file, name, ids in lists:
        seen: set[str] = set()
        for index, id in enumerate(ids):
            if id in seen:
                at, message = group.at(file, name, index), f"{name}.{index}.id: '{id}' stands twice"
                yield Diagnostic(at, "schema", message, help="ids are unique in a file")
            seen.update([id] if id else [])


def _unknown_actions(group: Group, broken: Collection[str]) -> Iterator[Diagnostic]:
    known: dict[str, None] = {}
    for meeting in group.meetings:
        if meeting.minutes is None:
            continue
        for name in ("done", "dropped"):
            for index, ref in enumerate(getattr(meeting.minutes, name)):
                lost = f"{group.folder}/meetings/{ref.partition('/')[0]}/minutes.md" in broken
                if ref not in known and not (lost and ref < meeting.slug):
                    help = (
                        nearest(ref, list(known)[-50:]) or "actions of earlier meetings are written <meeting folder>/<action id>"
                    )
                    at = group.at(meeting.minutes_file, name, index)
                    yield Diagnostic(at, "schema", f"{name}.{index}: '{ref[:80]}' is no action of an earlier meeting", help=help)
        known.update(dict.fromkeys(f"{meeting.slug}/{action.id}" for action in meeting.minutes.actions if action.id))
