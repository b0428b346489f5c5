"""The items of a new agenda: a skeleton, with the issues that the group has open while they fit."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from pathlib import Path

from msgspec import Struct
from pydantic import ValidationError

from peerkit.begin.files import scalar, template
from peerkit.diagnostic import Refusal
from peerkit.facts.clock import expected, item_minutes
from peerkit.facts.occurrences import HORIZON, scheduled
from peerkit.facts.rotation import rotation
from peerkit.model.group import Group
from peerkit.model.issue import Issue
from peerkit.model.meeting import Agenda, Item, Meeting
from peerkit.model.protocol import Protocol
from peerkit.text import Malformed, decode, read_markdown

# what stays free, and the least that an issue is worth, in minutes
SLACK = Fraction(5, 100)
LEAST = 10


class Table(Struct, frozen=True):
    """Who sits at it counts for an item's length, and so do the protocols."""

    people: int
    protocols: Mapping[str, Protocol]

    def minutes(self, item: Item) -> Fraction:
        """How long an item takes; an untimed one nothing."""
        return item_minutes(item, self.protocols.get(item.protocol or ""), self.people) or Fraction(0)

    def sum(self, items: Sequence[Item]) -> Fraction:
        return sum(map(self.minutes, items), Fraction(0))

    def protocol(self, slot: Item, minutes: Fraction) -> str | None:
        """The slot's protocol, where it can be held in so many minutes."""
        protocol = self.protocols.get(slot.protocol or "")
        least, most = protocol.bounds(self.people) if protocol else (1, 0)
        return slot.protocol if least <= minutes <= most else None


def draft(group: Group, date: datetime.date, protocols: Mapping[str, Protocol], own: Sequence[Path] = ()) -> tuple[Item, ...]:
    """The items that fill a meeting on that date, about one part in twenty left free. Raises Refusal."""
    table = Table(len(expected(group, Meeting(date.isoformat(), date, Agenda()))), protocols)
    items = skeleton(own)
    length = group.about.meets.minutes
    room = Fraction(length) * (1 - SLACK) if length else table.sum(items)
    frame = _frame(items, room, table)
    slots = [item for item in items if item.kind == "issue"]
    return _placed(items, frame, list(_chosen(group, date, slots, room - table.sum(frame), table)))


def skeleton(own: Sequence[Path]) -> tuple[Item, ...]:
    """The items of the template texts/agenda.md. Raises Refusal."""
    name = "templates/texts/agenda.md"
    try:
        return Agenda.model_validate(read_markdown(decode(template("texts/agenda.md", own), name), name).value or {}).items
    except Malformed as error:
        raise Refusal(f"{error.diagnostic}") from None
    except ValidationError as error:
        first = error.errors()[0]
        raise Refusal(f"{name}: {'.'.join(str(step) for step in first['loc'])}: {first['msg']}; mend the template") from None


def _frame(items: Sequence[Item], room: Fraction, table: Table) -> list[Item]:
    """What opens and closes a meeting; in a short one without the break, and without what is marked to be cut first."""
    frame = [item for item in items if item.kind != "issue" and (item.kind != "break" or room > 90)]
    for item in sorted((i for i in frame if i.cut is not None), key=lambda i: i.cut or 0):
        if table.sum(frame) + LEAST <= room:
            break
        frame.remove(item)
    return frame


def _chosen(group: Group, date: datetime.date, slots: Sequence[Item], left: Fraction, table: Table) -> Iterator[Item]:
    """Open issues while they fit, the most urgent first; in what then is left, the skeleton's own."""
    filled = 0
    for issue in _open(group, date):
        slot = slots[min(filled, len(slots) - 1)] if slots else Item.model_construct(kind="issue", minutes=30.0)
        minutes = Fraction(issue.minutes) if issue.minutes else table.minutes(slot)
        # without a length in group.yml the skeleton's own is all there is to go by
        if minutes > left or (group.about.meets.minutes is None and filled >= len(slots)):
            continue
        yield _issue_item(group, date, issue, minutes, next((p for s in slots if (p := table.protocol(s, minutes))), None))
        left, filled = left - minutes, filled + 1
    for slot in slots[filled:]:
        wanted = table.minutes(slot)
        minutes = min(wanted, Fraction(left // 5 * 5))
        if wanted and minutes < LEAST:
            continue
        timed = {"minutes": float(minutes), "per_person": None, "protocol": table.protocol(slot, minutes)}
        yield slot.model_copy(update=timed) if wanted else slot
        left -= minutes


def _open(group: Group, date: datetime.date) -> list[Issue]:
    """Issues that wait, and that no agenda without minutes has: urgent ones first, then those that have waited longest."""
    taken = {i.issue for m in group.meetings if m.minutes is None and m.agenda.status != "cancelled" for i in m.agenda.items}
    waiting = [i for i in group.issues if i.status in ("open", "scheduled") and i.slug not in taken]
    return sorted(waiting, key=lambda i: (i.urgency, i.raised or date, i.slug))


def _issue_item(group: Group, date: datetime.date, issue: Issue, minutes: Fraction, protocol: str | None) -> Item:
    # no title: it would stand in a second place, and an agenda may be public where an issue never is
    member = group.member(issue.raised_by)
    return Item.model_construct(
        kind="issue",
        purpose="decide" if issue.kind == "decision" else "discuss",
        issue=issue.slug,
        protocol=protocol,
        lead=member.id if member and member.current(date) else None,
        minutes=float(minutes),
    )


def _placed(items: Sequence[Item], frame: Sequence[Item], chosen: Sequence[Item]) -> tuple[Item, ...]:
    """The frame with the chosen items where the skeleton has its issues: one at each place, the rest at the last."""
    out: list[Item] = []
    places = sum(item.kind == "issue" for item in items)
    rest = list(chosen)
    for item in items:
        if item in frame:
            out.append(item)
        elif item.kind == "issue":
            places -= 1
            out += rest if places == 0 else rest[:1]
            rest = [] if places == 0 else rest[1:]
    return (*out, *rest)


# --- as text ---------------------------------------------------------------------------------------------------------


def text_of(group: Group, date: datetime.date, today: datetime.date, items: Sequence[Item]) -> str:
    """agenda.md: what is known filled in, what is not as comments."""
    lines = ["---", *_head(group, date, today), "items:"]
    for item in items:
        lines += _item(group, item)
    lines += ["# Files that stand beside this one. For everyone, guests, facilitator, or a list of member ids.", "#pre_reads:"]
    lines += ["#  - {file: memo.pdf, title: A memo, for: everyone}", "---"]
    lines += ["<!-- A message to the members, which opens the packet. This note never reaches a page. -->", ""]
    return "\n".join(lines)


def _head(group: Group, date: datetime.date, today: datetime.date) -> Iterator[str]:
    meets = group.about.meets
    yield "# Write planned when the agenda goes out."
    yield "status: draft"
    yield "# Without these, the month is the title, and time, length and place are the group's."
    yield "#title: A title"
    yield f'#start: "{meets.start.strftime("%H:%M") if meets.start else "18:00"}"'
    yield f"#minutes: {meets.minutes or 120:g}"
    yield "#place: {kind: online, link: https://meet.example.org/our-room}"
    if scheduled(group, date, date + HORIZON) and not scheduled(group, date, date):
        yield "# The rhythm has no such date. Does this meeting replace one of the rhythm's?"
        yield f"#instead_of: {scheduled(group, date, date + HORIZON)[0]}"
    if roles := rotation(group, date):
        yield "# By the rotation; whoever swaps, swap here."
        yield "roles: {" + ", ".join(f"{role}: {who}" for role, who in roles.items()) + "}"
    yield "# What the meeting is to achieve."
    yield "#goal: Two members leave with a next step that they believe in."
    before = date - datetime.timedelta(days=7)
    yield f"{'' if before >= today else '#'}prepare_by: {before}"
    if rule := _focus(group, date):
        yield f"rule_in_focus: {rule}"


def _focus(group: Group, date: datetime.date) -> str:
    """The ground rule after the one that was last in focus."""
    ids = [rule.id for rule in group.ground_rules.rules] if group.ground_rules else []
    past = [m.agenda.rule_in_focus for m in group.meetings if m.date < date and m.agenda.rule_in_focus in ids]
    return ids[(ids.index(past[-1]) + 1) % len(ids)] if past and past[-1] else (ids[0] if ids else "")


def _item(group: Group, item: Item) -> Iterator[str]:
    if issue := group.issue(item.issue):
        # a comment ends with its line, so the title must be in one
        yield f"  # {' '.join(issue.title.split()) or issue.slug} (urgency {issue.urgency})"
    start = "  - "
    for name, value in item.model_dump(exclude_defaults=True).items():
        yield f"{start}{name}: {f'{value:g}' if isinstance(value, (int, float)) else scalar(str(value))}"
        start = "    "
    if item.kind == "issue" and item.protocol is None:
        yield f"    # A protocol that fits into {item.minutes or 0:g} minutes would give it steps."
        yield "    #protocol: hot-seat"
