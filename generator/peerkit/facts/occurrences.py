"""When the group meets: the rule's dates, with the folders that replace, move or cancel them."""

from __future__ import annotations

import datetime
import functools
from itertools import islice

from msgspec import Struct

from peerkit.model.group import Group
from peerkit.model.meeting import Meeting

HORIZON = datetime.timedelta(days=2 * 366)
# where neither `from` nor `founded` says from when the rule counts: a Monday, the first of a month and of a year
EPOCH = datetime.date(2001, 1, 1)


@functools.lru_cache(maxsize=256)
def rule_dates(rule: str, start: datetime.date, first: datetime.date, last: datetime.date) -> tuple[datetime.date, ...]:
    """Dates of an RFC 5545 rule that counts from `start`, between `first` and `last`, both included."""
    from dateutil.rrule import rrule, rrulestr

    # dateutil looks for the first date of a rule that never matches until the year 9999, for seconds; the calendar
    # repeats every 400 years, so the search is made in the last of them
    years = max(0, 9998 - last.year) // 400 * 400
    moved = [datetime.datetime(day.year + years, day.month, day.day) for day in (start, last)]
    parsed = rrulestr(rule, dtstart=moved[0])
    assert isinstance(parsed, rrule)
    found = (day.date().replace(year=day.year - years) for day in parsed.replace(until=moved[1]))
    return tuple(day for day in found if day >= first)


def scheduled(group: Group, first: datetime.date, last: datetime.date) -> tuple[datetime.date, ...]:
    """The rule's occurrences from `first` to `last`, less the exceptions; whether or not a folder replaces them."""
    meets = group.about.meets
    if not meets.rule or group.about.status in ("closed", "paused"):
        return ()
    start = meets.from_ or group.about.founded or EPOCH
    end = min(last, meets.until or last, datetime.date(datetime.MAXYEAR - 1, 12, 31))  # dateutil fails in the last year
    if end < start:
        return ()
    return tuple(day for day in rule_dates(meets.rule, start, first, end) if day not in meets.except_)


class Occurrence(Struct, frozen=True):
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
