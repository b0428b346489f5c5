"""Clock times of a meeting and its items: exact sums, minutes added in UTC, printed times rounded down."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from fractions import Fraction
from zoneinfo import ZoneInfo

from msgspec import Struct

from peerkit.facts.scaling import scaled
from peerkit.model.group import Group
from peerkit.model.meeting import Item, Meeting
from peerkit.model.place import Place
from peerkit.model.protocol import PAUSE, Protocol, Step


class TimedStep(Struct, frozen=True):
    """A protocol's step within an item."""

    step: Step
    minutes: Fraction
    starts: datetime.datetime | None


class TimedItem(Struct, frozen=True):
    """An item with its length and, where all before it are timed, when it starts (aware, in the meeting's zone)."""

    item: Item
    minutes: Fraction | None
    starts: datetime.datetime | None
    ends: datetime.datetime | None
    steps: tuple[TimedStep, ...] = ()
    protocol: Protocol | None = None


class Timing(Struct, frozen=True):
    """When a meeting and its items start and end. Times are aware; None: to be announced."""

    zone: str
    starts: datetime.datetime | None
    ends: datetime.datetime | None
    length: Fraction | None
    items: tuple[TimedItem, ...]
    total: Fraction
    people: int

    @property
    def slack(self) -> Fraction | None:
        """What the items leave of the meeting, in minutes; negative where they overrun."""
        return None if self.length is None else self.length - self.total


def zone_of(group: Group, meeting: Meeting | None = None) -> str:
    """The meeting's IANA zone."""
    return (meeting.agenda.timezone if meeting else None) or group.about.meets.timezone or "UTC"


def start_of(group: Group, meeting: Meeting) -> datetime.time | None:
    """The meeting's clock time; None: to be announced."""
    return meeting.agenda.start or group.about.meets.start


def length_of(group: Group, meeting: Meeting) -> float | None:
    """The meeting's length in minutes."""
    return meeting.agenda.minutes or group.about.meets.minutes


def place_of(group: Group, meeting: Meeting | None) -> Place | None:
    """Where the meeting is; its own place replaces the whole of the group's."""
    return (meeting.agenda.place if meeting else None) or group.about.meets.place


def expected(group: Group, meeting: Meeting) -> tuple[str, ...]:
    """Ids of who is expected, each once: as the agenda says, else every current member on that date."""
    if meeting.agenda.expected is not None:
        return tuple(dict.fromkeys(meeting.agenda.expected))
    return tuple(m.id for m in group.members if m.current(meeting.date))


def in_gap(day: datetime.date, time: datetime.time, zone: str) -> bool:
    """Whether that clock time does not exist on that day, because clocks go forward over it."""
    local = datetime.datetime.combine(day, time, ZoneInfo(zone))
    return local.astimezone(datetime.UTC).astimezone(ZoneInfo(zone)).replace(tzinfo=None) != local.replace(tzinfo=None)


def instant(day: datetime.date, time: datetime.time, zone: str) -> datetime.datetime:
    """That clock time in that zone, aware; the first of two where clocks go back, moved on by the gap where they go forward."""
    local = datetime.datetime.combine(day, time, ZoneInfo(zone))
    return local.astimezone(datetime.UTC).astimezone(ZoneInfo(zone)) if in_gap(day, time, zone) else local


def later(start: datetime.datetime, minutes: Fraction) -> datetime.datetime:
    """`start` and so many minutes of real time, in the same zone."""
    seconds = minutes * 60
    moved = start.astimezone(datetime.UTC) + datetime.timedelta(seconds=seconds.numerator / seconds.denominator)
    return moved.astimezone(start.tzinfo)


def timing(group: Group, meeting: Meeting, protocols: Mapping[str, Protocol]) -> Timing:
    """The meeting's clock. After an item without a length nobody knows when the next begins; in sums it counts 0."""
    zone, time, length = zone_of(group, meeting), start_of(group, meeting), length_of(group, meeting)
    people = len(expected(group, meeting))
    starts = instant(meeting.date, time, zone) if time else None
    known = starts  # while all before are timed
    items: list[TimedItem] = []
    total = Fraction(0)
    for item in meeting.agenda.items:
        protocol = protocols.get(item.protocol) if item.protocol else None
        minutes = item_minutes(item, protocol, people)
        begins = later(known, total) if known else None
        steps = _steps(protocol, minutes, people, begins) if protocol and minutes is not None else ()
        total += minutes or 0
        ends = later(begins, minutes) if begins and minutes is not None else None
        items.append(TimedItem(item, minutes, begins, ends, steps, protocol))
        known = known if minutes is not None else None
    whole = Fraction(length) if length is not None else None
    ends = later(starts, whole) if starts and whole is not None else None
    return Timing(zone, starts, ends, whole, tuple(items), total, people)


def item_minutes(item: Item, protocol: Protocol | None, people: int) -> Fraction | None:
    """An item's length: its own minutes, else per person, else its protocol's; None: untimed."""
    if item.minutes is not None:
        return Fraction(item.minutes)
    if item.per_person is not None:
        return Fraction(item.per_person) * people
    return Fraction(protocol.minutes(people)) if protocol else None


def _steps(protocol: Protocol, minutes: Fraction, people: int, begins: datetime.datetime | None) -> tuple[TimedStep, ...]:
    out, gone = [], Fraction(0)
    for step, length in zip(protocol.steps, scaled(protocol, minutes, people), strict=True):
        out.append(TimedStep(step, length, later(begins, gone) if begins else None))
        gone += length
    return tuple(out)


def stretches(clock: Timing) -> Iterator[tuple[int, Fraction]]:
    """Each time between breaks, and the item with which it begins; items without a length share what is left."""
    untimed = sum(timed.minutes is None and timed.item.kind != "break" for timed in clock.items)
    share = max(clock.slack or Fraction(0), Fraction(0)) / untimed if untimed else Fraction(0)
    begins, length = 0, Fraction(0)
    for index, timed in enumerate(clock.items):
        for minutes, pause in _parts(timed, share):
            if pause:
                yield begins, length
                begins, length = index + (timed.item.kind == "break"), Fraction(0)
            else:
                length += minutes
    yield begins, length


def _parts(timed: TimedItem, share: Fraction) -> Iterator[tuple[Fraction, bool]]:
    """An item's minutes, and whether they are a break; step by step where its protocol has breaks of its own."""
    if timed.steps and timed.item.kind != "break":
        yield from ((step.minutes, bool(PAUSE.search(step.step.title))) for step in timed.steps)
    else:
        yield share if timed.minutes is None else timed.minutes, timed.item.kind == "break"
