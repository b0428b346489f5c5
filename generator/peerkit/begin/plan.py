"""A meeting planned to the minute: a skeleton around the protocols that are asked for, fitted to its length and its people.

What has a range is scaled within it, all in the same proportion; what a skeleton marks with `cut` is dropped where the body needs
the time; breaks are put where a stretch would be too long. One part in twenty stays free at least.
"""

from __future__ import annotations

from bisect import bisect
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from itertools import accumulate, combinations

from msgspec import Struct
from msgspec.structs import replace

from peerkit.model.meeting import ItemKind
from peerkit.model.protocol import Protocol
from peerkit.model.skeleton import Part, Skeleton

HALF = Fraction(1, 2)
_STEPS = 240  # from the least to natural length, and again from there to the most
_MUCH = Fraction(1, 10)  # more than this free, and items are made longer than they naturally are
_COMFORT = Fraction(75, 1000)  # until this is free


class Line(Struct, frozen=True):
    """An item of the plan: its minutes, the least and most they may be, and the unit in which they are counted."""

    title: str
    kind: ItemKind
    natural: Fraction
    least: Fraction
    most: Fraction
    grain: Fraction  # lengths between least and most are multiples of it
    protocol: Protocol | None = None
    each: bool = False  # its minutes are for each person
    cut: int | None = None  # it may be dropped for the body's sake; lowest first
    body: bool = False
    pauses: bool = False  # its steps have breaks of their own
    lunch: bool = False  # one of them is lunch
    text: str = ""
    minutes: Fraction = Fraction(0)

    def at(self, level: int) -> Line:
        """With its length at that level: 0 is the least, `_STEPS` natural, twice that the most."""
        low, high, share = (self.least, self.natural, level) if level <= _STEPS else (self.natural, self.most, level - _STEPS)
        exact = low + (high - low) * Fraction(share, _STEPS)
        return replace(self, minutes=max(exact // self.grain * self.grain, low) if level % _STEPS else exact)


class Wanted(Struct, frozen=True):
    """What is asked for: a meeting's minutes, its people, and what must stay free and unbroken at the most."""

    minutes: Fraction
    people: int
    free: Fraction = Fraction(5, 100)  # of the minutes
    stretch: Fraction = Fraction(120)  # the longest without a break that `check` lets pass

    @property
    def room(self) -> Fraction:
        return self.minutes * (1 - self.free)


class Planned(Struct, frozen=True):
    """Lines in order; what was left out of the skeleton for want of time; the body in the order in which it gives way."""

    lines: tuple[Line, ...]
    dropped: tuple[Line, ...]
    cuts: tuple[Line, ...]

    @property
    def total(self) -> Fraction:
        return _sum(self.lines)


class TooMuch(Struct, frozen=True):
    """It does not fit: the least that is needed, with what must stay free, and the protocols that would fit."""

    needs: Fraction
    fitting: tuple[Protocol, ...]


class _Frame(Struct, frozen=True):
    """What can be fitted: its lines, what was left out, and the longest stretch that it keeps to."""

    lines: tuple[Line, ...]
    dropped: tuple[Line, ...]
    stretch: Fraction


def plan(skeleton: Skeleton, body: Sequence[Protocol], protocols: Mapping[str, Protocol], wanted: Wanted) -> Planned | TooMuch:
    """The body within the skeleton, or why not. A protocol for checking in takes the place of the skeleton's check-in."""
    found = _frame(skeleton, body, protocols, wanted)
    if isinstance(found, _Frame):
        return Planned(_grown(skeleton, found, wanted), found.dropped, _cuts(found.lines))
    for size in range(len(body) - 1, 0, -1):
        for some in combinations(body, size):  # the first ones come first: they matter most
            if isinstance(_frame(skeleton, some, protocols, wanted), _Frame):
                return TooMuch(found, some)
    return TooMuch(found, ())


def _frame(skeleton: Skeleton, body: Sequence[Protocol], protocols: Mapping[str, Protocol], wanted: Wanted) -> _Frame | Fraction:
    """What fits, with as little left out as gives the body half of its scope; or the minutes of the shortest meeting that would do."""
    whole = _lines(skeleton, body, protocols, wanted.people)
    given = sorted((line for line in whole if line.cut is not None), key=lambda line: line.cut or 0)
    needs = wanted.minutes
    for stretch in (min(Fraction(skeleton.breaks.after), wanted.stretch), wanted.stretch):
        for level in (_STEPS // 2, 0):
            for drop in range(len(given) + 1):
                lines = tuple(line for line in whole if line not in given[:drop])
                sized = tuple(line.at(level if line.body else 0) for line in lines)
                least = _sum(_paused(skeleton, sized, stretch))
                if least <= wanted.room:
                    return _Frame(lines, tuple(given[:drop]), stretch)
                needs = least / (1 - wanted.free)
    return needs


def _lines(skeleton: Skeleton, body: Sequence[Protocol], protocols: Mapping[str, Protocol], people: int) -> tuple[Line, ...]:
    """The skeleton with the body in it, before any break."""
    arrives = next((n for n, protocol in enumerate(body) if protocol.kind == "check-in"), None)
    arriving = None if arrives is None else body[arrives]
    middle = sorted((p for n, p in enumerate(body) if n != arrives), key=lambda p: p.kind != "update")  # updates come first
    opening = [
        _of_protocol(arriving, people) if arriving and part.kind == "check-in" else _of_part(part, protocols, people)
        for part in skeleton.opening
    ]
    if arriving and not any(part.kind == "check-in" for part in skeleton.opening):
        opening.insert(0, _of_protocol(arriving, people))
    between = [replace(_of_protocol(protocol, people), body=True) for protocol in middle]
    return (*opening, *between, *(_of_part(part, protocols, people) for part in skeleton.closing))


def _of_protocol(protocol: Protocol, people: int) -> Line:
    natural, (least, most) = Fraction(protocol.minutes(people)), map(Fraction, protocol.bounds(people))
    return Line("", protocol.kind, natural, least, most, Fraction(1), protocol, pauses=protocol.pauses, lunch=protocol.has_lunch)


def _of_part(part: Part, protocols: Mapping[str, Protocol], people: int) -> Line:
    protocol = protocols.get(part.protocol or "")
    own = part.minutes or part.per_person
    if own is None and protocol:
        return replace(_of_protocol(protocol, people), title=part.title, kind=part.kind, cut=part.cut, text=part.text)
    times = people if part.per_person is not None else 1
    least, most = part.range or (own or 0, own or 0)
    return Line(
        part.title, part.kind, Fraction(own or 0) * times, Fraction(least) * times, Fraction(most) * times,
        HALF * times if times > 1 else Fraction(1), protocol, part.per_person is not None, part.cut, text=part.text,
    )  # fmt: skip


def _grown(skeleton: Skeleton, frame: _Frame, wanted: Wanted) -> tuple[Line, ...]:
    """As near to their natural lengths as fits; where much would then stay free, first the body beyond them, then the rest."""

    def sized(level: int) -> tuple[Line, ...]:
        body, rest = min(level, 2 * _STEPS), min(level, _STEPS) + max(level - 2 * _STEPS, 0)
        return tuple(line.at(body if line.body else rest) for line in frame.lines)

    def fits(lines: tuple[Line, ...], room: Fraction) -> bool:
        return _sum(_paused(skeleton, lines, frame.stretch)) <= room

    room = wanted.room
    level = bisect(range(1, _STEPS + 1), False, key=lambda n: not fits(sized(n), room))
    if level < _STEPS:
        return _paused(skeleton, _topped(sized(level), lambda lines: fits(lines, room)), frame.stretch)
    if _sum(_paused(skeleton, sized(level), frame.stretch)) < wanted.minutes * (1 - _MUCH):
        room = wanted.minutes * (1 - max(_COMFORT, wanted.free))
        level += bisect(range(_STEPS + 1, 3 * _STEPS + 1), False, key=lambda n: not fits(sized(n), room))
    return _paused(skeleton, sized(level), frame.stretch)


def _topped(lines: tuple[Line, ...], fits: Callable[[tuple[Line, ...]], bool]) -> tuple[Line, ...]:
    """With what the common level left over given to single lines, the body's first, up to their natural lengths."""
    for index in sorted(range(len(lines)), key=lambda n: not lines[n].body):
        while lines[index].minutes < lines[index].natural:
            line = lines[index]
            longer = replace(line, minutes=min(line.natural, line.minutes + line.grain))
            if not fits((*lines[:index], longer, *lines[index + 1 :])):
                break
            lines = (*lines[:index], longer, *lines[index + 1 :])
    return lines


def _sum(lines: Sequence[Line]) -> Fraction:
    return sum((line.minutes for line in lines), Fraction(0))


# --- breaks ----------------------------------------------------------------------------------------------------------


def _break(title: str, minutes: float) -> Line:
    length = Fraction(minutes)
    return Line(title, "break", length, length, length, HALF, minutes=length)


def _paused(skeleton: Skeleton, lines: tuple[Line, ...], stretch: Fraction) -> tuple[Line, ...]:
    """With lunch in the middle, and breaks beside the body's items so that no stretch is longer, as far as that goes."""
    if skeleton.breaks.lunch and not any(line.lunch for line in lines):
        lines = _with(lines, _break("Lunch", skeleton.breaks.lunch), range(len(lines)), _sum(lines) / 2)
    while over := next((part for part in _stretches(lines) if _sum(lines[part.start : part.stop]) > stretch), None):
        middle = _sum(lines[: over.start]) + _sum(lines[over.start : over.stop]) / 2
        broken = _with(lines, _break("Break", skeleton.breaks.minutes), over, middle)
        if broken == lines:
            break
        lines = broken
    return lines


def _stretches(lines: Sequence[Line]) -> list[range]:
    """Runs of lines between breaks that a break could divide; a protocol with breaks of its own is none's."""
    ends = [n for n, line in enumerate(lines) if line.kind == "break" or line.pauses]
    runs = [range(a + 1, b) for a, b in zip([-1, *ends], [*ends, len(lines)], strict=True)]
    return [run for run in runs if any(_may_pause(lines, n) for n in run[1:])]


def _may_pause(lines: Sequence[Line], at: int) -> bool:
    """Whether a break may stand before that line: beside the body's items."""
    return lines[at].body or lines[at - 1].body


def _with(lines: tuple[Line, ...], pause: Line, run: range, moment: Fraction) -> tuple[Line, ...]:
    """The pause before the line of the run that begins nearest to the moment."""
    begins = [Fraction(0), *accumulate(line.minutes for line in lines)]
    places = [n for n in run[1:] if _may_pause(lines, n)]
    if not places:
        return lines
    at = min(places, key=lambda n: (abs(begins[n] - moment), n))
    return (*lines[:at], pause, *lines[at:])


# --- what gives way --------------------------------------------------------------------------------------------------


def _cuts(lines: Sequence[Line]) -> tuple[Line, ...]:
    """What is shortened or dropped first at the table: the last of several items of the body, then what the skeleton says."""
    body = [line for line in lines if line.body]
    marked = sorted((line for line in lines if line.cut is not None), key=lambda line: line.cut or 0)
    return (*body[-1:], *marked) if len(body) > 1 else tuple(marked)
