"""The agenda of a group's next meeting, with what the group already knows filled in."""

from __future__ import annotations

import datetime
import os
import re
from collections.abc import Sequence
from pathlib import Path

from msgspec import Struct

from peerkit.begin.agenda import draft, text_of
from peerkit.begin.files import Outcome, folder_of, lay
from peerkit.diagnostic import Refusal
from peerkit.facts.occurrences import upcoming
from peerkit.load import load, load_network
from peerkit.model.group import Group
from peerkit.protocols import protocols_for

_FOLDER = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})(-[a-z0-9]+)*")


class Begun(Struct, frozen=True):
    """What became of a meeting: its agenda, the issues on it, and the next date that has no folder."""

    outcome: Outcome
    date: datetime.date
    issues: tuple[str, ...] = ()
    later: datetime.date | None = None


def meeting(groups: Path, name: str, when: str, today: datetime.date, own: Sequence[Path] = ()) -> Begun:
    """Starts the agenda of the meeting `when` (a date, or a folder's name), else of the next one. Raises Refusal."""
    source = folder_of(groups, name)
    network, _ = load_network(source.network(), source.root)
    group, found = load(name, source.group(name), source.root, network)
    if group is None:
        raise Refusal(f"{found[0]}")
    folder, date = _named(when) if when else _next(group, today)
    agenda = groups / name / "meetings" / folder / "agenda.md"
    if os.path.lexists(agenda):
        return Begun(Outcome(agenda, False), date, later=_free(group, today, date))
    plan = draft(group, date, protocols_for(*own)[0], own)
    (outcome,) = lay(groups / name, {f"meetings/{folder}/agenda.md": text_of(group, date, today, plan).encode()})
    return Begun(outcome, date, tuple(item.issue for item in plan if item.issue))


def _named(when: str) -> tuple[str, datetime.date]:
    try:
        if _FOLDER.fullmatch(when) and len(when) <= 64:
            return when, datetime.date.fromisoformat(when[:10])
    except ValueError:
        pass
    raise Refusal(f"'{when[:80]}' is not a date; write YYYY-MM-DD, such as 2026-12-10, or 2026-12-10-retreat for a second one")


def _next(group: Group, today: datetime.date) -> tuple[str, datetime.date]:
    """The next meeting from today on: its folder's name, made or still to make."""
    for occurrence in upcoming(group, today, 1):
        return occurrence.meeting.slug if occurrence.meeting else occurrence.date.isoformat(), occurrence.date
    file = f"{group.folder}/group.yml"
    if group.about.status in ("paused", "closed"):
        raise Refusal(f"the group is {group.about.status}, so no meeting follows; give a date, or change 'status' in {file}")
    if not group.about.meets.rule:
        example = f"peerkit new meeting {group.slug} {today + datetime.timedelta(days=28)}"
        raise Refusal(f"{file} has no rhythm to take the next date from; set 'meets.rule', or give a date: {example}")
    raise Refusal(f"the rhythm in {file} has no date from {today} on; give a date, or change 'meets.until'")


def _free(group: Group, today: datetime.date, after: datetime.date) -> datetime.date | None:
    """The next date of the rhythm, after that one, without a folder."""
    return next((o.date for o in upcoming(group, max(today, after), 200) if o.meeting is None and o.date > after), None)
