"""When the group meets: the rule's dates, with the folders that replace, move or cancel them."""

from __future__ import annotations

import datetime
import functools
from dataclasses import dataclass
from itertools import islice

from peerkit.model.group import Group
from peerkit.model.meeting import Meeting

HORIZON = datetime.timedelta(days=2 * 366)


@functools.lru_cache(maxsize=256)
def rule_dates(rule: str, start: datetime.date, first: datetime.date, last: datetime.date) -> tuple[datetime.date, ...]:
    """Dates of an RFC 5545 rule that counts from `start`, between `first` and `last`, both included."""
    from dateutil.rrule import rrule, rrulestr

    # the bound is the rule's own UNTIL, so that a rule that never matches ends its search at it
    until = datetime.datetime.combine(last, datetime.time())
    parsed = rrulestr(rule, dtstart=datetime.datetime.combine(start, datetime.time()))
    assert isinstance(parsed, rrule)
    recurrence = parsed.replace(until=until)
    return tuple(moment.date() for moment in recurrence if first <= moment.date() <= last)


def scheduled(group: Group, first: datetime.date, last: datetime.date) -> tuple[datetime.date, ...]:
    """The rule's occurrences from `first` to `last`, less the exceptions; whether or not a folder replaces them."""
    meets = group.about.meets
    if not meets.rule or group.about.status in ("closed", "paused"):
        return ()
    start = meets.from_ or group.about.founded or datetime.date(first.year, 1, 1)
    end = min(last, meets.until) if meets.until else last
    if end < start:
        return ()
    return tuple(day for day in rule_dates(meets.rule, start, first, end) if day not in meets.except_)


@dataclass(frozen=True, slots=True)
class Occurrence:
    """A date on which the group meets, with its folder where there is one."""

    date: datetime.date
    meeting: Meeting | None = None


def upcoming(group: Group, today: datetime.date, count: int = 12) -> tuple[Occurrence, ...]:
    """The next meetings from today on: folders that are not cancelled, and the rule's dates that no folder replaces."""
    replaced = {m.date for m in group.meetings} | {m.agenda.instead_of for m in group.meetings if m.agenda.instead_of}
    planned = [Occurrence(m.date, m) for m in ahead(group, today)]
    ruled = (Occurrence(day) for day in scheduled(group, today, today + HORIZON) if day not in replaced)
    found = sorted([*planned, *islice(ruled, count)], key=lambda o: (o.date, o.meeting.slug if o.meeting else ""))
    return tuple(found[:count])


def held(meeting: Meeting, today: datetime.date) -> bool:
    """Whether the meeting took place: it says so, it has minutes, or its day is past and it was not called off."""
    if meeting.agenda.status == "cancelled":
        return False
    return (
        meeting.agenda.status == "held"
        or meeting.minutes is not None
        or (meeting.date < today and meeting.agenda.status == "planned")
    )


def ahead(group: Group, today: datetime.date) -> tuple[Meeting, ...]:
    """Meetings with a folder that are still to come: from today on, and neither cancelled nor held."""
    return tuple(m for m in group.meetings if m.date >= today and m.agenda.status not in ("cancelled", "held"))
