"""Actions through a group's meetings: which are open, and since when."""

from __future__ import annotations

import datetime

from msgspec import Struct

from peerkit.model.group import Group
from peerkit.model.meeting import Meeting
from peerkit.model.minutes import Action


class Carried(Struct, frozen=True):
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


def flow(group: Group) -> dict[datetime.date, tuple[int, int]]:
    """Actions taken on, and done, at the meetings of each quarter of a year, by the quarter's first day; none left out between."""
    met = [m for m in group.meetings if m.minutes]
    quarters = sorted({_quarter(m.date) for m in met})
    counts = {day: [0, 0] for day in _quarters(quarters[0], quarters[-1])} if quarters else {}
    for meeting in met:
        assert meeting.minutes is not None
        counts[_quarter(meeting.date)][0] += len(meeting.minutes.actions)
        counts[_quarter(meeting.date)][1] += len(meeting.minutes.done)
    return {day: (taken, done) for day, (taken, done) in counts.items()}


def _quarter(day: datetime.date) -> datetime.date:
    return day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1)


def _quarters(first: datetime.date, last: datetime.date) -> list[datetime.date]:
    found = [first]
    while found[-1] < last:
        found.append(_quarter(found[-1] + datetime.timedelta(100)))
    return found


def open_actions(group: Group, today: datetime.date) -> tuple[Carried, ...]:
    """Open actions: overdue first, then by due date, undated last."""
    still = [a for a in all_actions(group) if a.state == "open"]
    return tuple(sorted(still, key=lambda a: (not a.overdue(today), a.action.due or datetime.date.max, a.meeting.slug)))
