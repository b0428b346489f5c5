"""Actions through a group's meetings: which are open, and since when."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from peerkit.model.group import Group
from peerkit.model.meeting import Meeting
from peerkit.model.minutes import Action


@dataclass(frozen=True, slots=True)
class Carried:
    """An action with the meeting that decided it and what became of it (open, done or dropped)."""

    action: Action
    meeting: Meeting
    index: int
    state: str = "open"

    def overdue(self, today: datetime.date) -> bool:
        """Whether it is open after its due date."""
        return self.state == "open" and self.action.due is not None and self.action.due < today


def all_actions(group: Group) -> tuple[Carried, ...]:
    """Every action of the minutes, oldest first."""
    states: dict[str, str] = {}
    for meeting in group.meetings:
        if meeting.minutes:
            states.update(dict.fromkeys(meeting.minutes.done, "done"))
            states.update(dict.fromkeys(meeting.minutes.dropped, "dropped"))
    return tuple(
        Carried(action, meeting, index, states.get(f"{meeting.slug}/{action.id}", "open"))
        for meeting in group.meetings
        if meeting.minutes
        for index, action in enumerate(meeting.minutes.actions)
    )


def open_actions(group: Group, today: datetime.date) -> tuple[Carried, ...]:
    """Open actions: overdue first, then by due date, undated last."""
    still = [a for a in all_actions(group) if a.state == "open"]
    return tuple(sorted(still, key=lambda a: (not a.overdue(today), a.action.due or datetime.date.max, a.meeting.slug)))
