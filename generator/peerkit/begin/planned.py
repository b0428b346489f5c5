"""A planned meeting as YAML for agenda.md, and in words what does not fit."""

from __future__ import annotations

import datetime
import math
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from msgspec import Struct

from peerkit.begin.files import scalar
from peerkit.begin.plan import Line, Planned, TooMuch, Wanted
from peerkit.diagnostic import one_line
from peerkit.facts.clock import Timing, timing
from peerkit.model.group import Group
from peerkit.model.meeting import Agenda, Item, Meeting
from peerkit.model.protocol import Protocol
from peerkit.model.skeleton import Skeleton


class Draft(Struct, frozen=True):
    """A plan for a group's meeting. `counted` are those whom an agenda without `expected` expects; else `expected` says who."""

    group: Group
    date: datetime.date
    skeleton: Skeleton
    wanted: Wanted
    planned: Planned
    counted: int
    expected: tuple[str, ...] = ()
    guessed: bool = False  # nobody said who they are

    @property
    def items(self) -> tuple[Item, ...]:
        """What the plan says, as an agenda's items."""
        order = {id(line): number for number, line in enumerate(_in_order(self.planned), 1)}
        return tuple(self._item(line, order.get(id(line))) for line in self.planned.lines)

    def _item(self, line: Line, cut: int | None) -> Item:
        each = line.each and (len(self.expected) or self.counted) == self.wanted.people
        length = float(line.minutes / self.wanted.people) if each else float(line.minutes)
        given = {
            "title": line.title, "kind": line.kind, "per_person" if each else "minutes": length, "text": line.text, "cut": cut,
            "protocol": line.protocol.id if line.protocol else None, "purpose": _purpose(line),
        }  # fmt: skip
        return Item.model_validate({key: value for key, value in given.items() if value not in (None, "")})


def _purpose(line: Line) -> str | None:
    if line.kind != "issue" or not line.protocol:
        return None
    return "decide" if line.protocol.serves[:1] == ("decide",) else "discuss"


def _in_order(planned: Planned) -> Iterator[Line]:
    """The lines as they stand in the plan, in the order in which they give way."""
    for cut in planned.cuts:
        for line in reversed(planned.lines):
            if (line.title, line.kind, line.protocol, line.cut, line.body) == (
                cut.title,
                cut.kind,
                cut.protocol,
                cut.cut,
                cut.body,
            ):
                yield line
                break


def agenda_text(draft: Draft, protocols: Mapping[str, Protocol]) -> str:
    """The plan as YAML: minutes, who is expected where that differs, and items with the clock as comments."""
    items = draft.items
    agenda = Agenda(minutes=float(draft.wanted.minutes), expected=draft.expected or None, items=items)
    clock = timing(draft.group, Meeting(draft.date.isoformat(), draft.date, agenda), protocols)
    lines = [*_summary(draft, items, protocols), f"minutes: {float(draft.wanted.minutes):g}"]
    if draft.expected:
        lines.append(f"expected: [{', '.join(draft.expected)}]" + (" # write who they are" if draft.guessed else ""))
    lines.append("items:")
    for number, item in enumerate(items):
        lines += _item_lines(draft, item, clock, number)
    return "\n".join(lines) + "\n"


def _summary(draft: Draft, items: Sequence[Item], protocols: Mapping[str, Protocol]) -> Iterator[str]:
    total, length = draft.planned.total, draft.wanted.minutes
    people = f"{draft.wanted.people} {'person' if draft.wanted.people == 1 else 'people'}"
    yield f"# Planned for {people} after the skeleton {draft.skeleton.id}: {_n(total)} of {_n(length)} minutes, {_n(length - total)} stay free."
    cuts = sorted((item for item in items if item.cut), key=lambda item: item.cut or 0)
    if cuts:
        yield f"# When time runs out, shorten or drop first: {', then '.join(name_of(item, protocols) for item in cuts)}."
    if draft.planned.dropped:
        names = ", ".join(line.title or (line.protocol.name if line.protocol else line.kind) for line in draft.planned.dropped)
        yield f"# Left out of the skeleton for want of time: {one_line(names)}."


def name_of(item: Item, protocols: Mapping[str, Protocol]) -> str:
    """What an item is called, in one line."""
    protocol = protocols.get(item.protocol or "")
    return one_line(item.title or (protocol.name if protocol else item.kind))


def _item_lines(draft: Draft, item: Item, clock: Timing, number: int) -> Iterator[str]:
    timed = clock.items[number]
    starts = timed.starts.strftime("%H:%M, ") if timed.starts else ""
    planned = draft.planned.lines[number]
    name = one_line(timed.protocol.name) if timed.protocol and not item.title else ""
    yield f"  # {starts}{_n(planned.minutes)} {'minute' if planned.minutes == 1 else 'minutes'}{f': {name}' if name else ''}"
    start = "  - "
    for key, value in item.model_dump(exclude_defaults=True).items():
        yield f"{start}{key}: {f'{value:g}' if isinstance(value, (int, float)) else scalar(str(value))}"
        start = "    "


def _n(minutes: Fraction) -> str:
    return f"{float(minutes):g}"


def told(much: TooMuch, body: Sequence[Protocol], wanted: Wanted) -> str:
    """That it does not fit, what would, and what to drop."""
    asked = ", ".join(f"{p.id} ({p.bounds(wanted.people)[0]:g} at least)" for p in body)
    needs = math.ceil(much.needs / 5) * 5
    message = (
        f"{_n(wanted.minutes)} minutes are too few for {wanted.people} people and {asked}: with opening, breaks and close, "
        f"and {_n(wanted.free * 100)} % left free, it takes {needs} at least"
    )
    if much.fitting:
        left = list(much.fitting)
        gone = [p for p in body if not _taken(left, p)]
        keep = " ".join(f"--protocol {p.id}" for p in much.fitting)
        return f"{message}; drop {' and '.join(p.id for p in gone)} ({keep} fits), or plan for {needs} minutes"
    return f"{message}; plan for {needs} minutes, or choose something shorter: 'peerkit agenda protocols' lists them by length"


def _taken(left: list[Protocol], protocol: Protocol) -> bool:
    if protocol in left:
        left.remove(protocol)
        return True
    return False
