"""Plans a group's meeting: who is expected, for how long, with which protocols, after which skeleton."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import islice
from pathlib import Path
from typing import TypeVar

from msgspec import Struct

from peerkit.begin.files import folder_of
from peerkit.begin.plan import Planned, TooMuch, Wanted, plan
from peerkit.begin.planned import Draft, agenda_text, told
from peerkit.diagnostic import Refusal
from peerkit.facts.clock import expected
from peerkit.facts.occurrences import upcoming
from peerkit.load import load, read_network
from peerkit.model.group import Group
from peerkit.model.meeting import Agenda, Meeting
from peerkit.model.protocol import Protocol
from peerkit.model.skeleton import Skeleton
from peerkit.protocols import builtin_skeletons, load_skeletons, own_skeletons, protocols_for
from peerkit.rules import configure
from peerkit.text import nearest

T = TypeVar("T")
MOST = 12  # protocols in one meeting


class Asked(Struct, frozen=True):
    """What a person asks for; what is not said comes from the group."""

    minutes: float | None = None
    protocols: tuple[str, ...] = ()
    people: int | None = None
    skeleton: str = ""
    date: datetime.date | None = None


class Plan(Struct, frozen=True):
    """The YAML (empty: it does not fit), and what there is to say about it."""

    text: str
    notes: tuple[str, ...]


def planning(groups: Path, name: str, asked: Asked, today: datetime.date, templates: Path) -> Plan:
    """An agenda for the group's meeting. Raises Refusal for what the command line or the files get wrong."""
    source = folder_of(groups, name)
    network, written, _ = read_network(source.network(), source.root)
    group, found = load(name, source.group(name), source.root, network)
    if group is None:
        raise Refusal(f"{found[0]}")
    protocols, _ = protocols_for(templates)
    skeletons, _ = load_skeletons(protocols, builtin_skeletons(), *own_skeletons(templates))
    rules, _ = configure(network, written)
    free, stretch = (float(getattr(rules[rule].given, key)) for rule, key in _LIMITS)
    limits = (Fraction(free).limit_denominator(100) / 100, Fraction(stretch))
    return drafted(group, asked, today, protocols, skeletons, limits)


# the rules whose settings a plan keeps to
_LIMITS = (("agenda-without-slack", "percent"), ("no-break", "minutes"))


def drafted(
    group: Group, asked: Asked, today: datetime.date, protocols: Mapping[str, Protocol], skeletons: Mapping[str, Skeleton],
    limits: tuple[Fraction, Fraction] = (Fraction(5, 100), Fraction(120)),
) -> Plan:  # fmt: skip
    """The plan for a loaded group; `limits` are the share that stays free and the longest stretch without a break."""
    date = asked.date or next((o.date for o in upcoming(group, today, 1)), today)
    usual, invited = _expected(group, date)
    people = asked.people or len(invited) or _seats(group)
    minutes = _minutes(group, asked)
    skeleton = _skeleton(group, asked, minutes, skeletons, protocols)
    body = [_known(id, protocols, "protocol") for id in asked.protocols or skeleton.protocols]
    if len(body) > MOST:
        raise Refusal(f"{len(body)} protocols are more than a meeting holds; ask for {MOST} at most")
    wanted = Wanted(minutes, people, *limits)
    made = plan(skeleton, body, protocols, wanted)
    if isinstance(made, TooMuch) and not asked.protocols and made.fitting:
        made = plan(skeleton, made.fitting, protocols, wanted)  # nobody asked for the skeleton's own
    if isinstance(made, TooMuch):
        return Plan("", (told(made, body, wanted),))
    names = invited[:people] if people <= len(invited) else ()
    draft = Draft(group, date, skeleton, wanted, made, len(usual), () if names == usual else names, people < len(invited))
    return Plan(agenda_text(draft, protocols), tuple(_notes(draft, body, protocols)))


def _expected(group: Group, date: datetime.date) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Ids of whom an agenda expects that says nothing of it, and of whom that day's agenda expects."""
    blank = Meeting(date.isoformat(), date, Agenda())
    meeting = next((m for m in group.meetings if m.date == date and m.agenda.status != "cancelled"), blank)
    return expected(group, blank), expected(group, meeting)


def _seats(group: Group) -> int:
    """For a group without a roster: as many as it aims for."""
    return (group.about.seats.min + group.about.seats.max) // 2


def _minutes(group: Group, asked: Asked) -> Fraction:
    if asked.minutes is not None and asked.minutes * 2 % 1:
        raise Refusal(f"{asked.minutes:g} minutes; write a multiple of 0.5")
    minutes = asked.minutes or group.about.meets.minutes
    if not minutes:
        raise Refusal(f"{group.folder}/group.yml says not how long meetings are; set 'meets.minutes', or give --minutes")
    return Fraction(minutes)


def _skeleton(
    group: Group, asked: Asked, minutes: Fraction, skeletons: Mapping[str, Skeleton], protocols: Mapping[str, Protocol]
) -> Skeleton:
    """The one that was asked for, else the one that suits the length, for the place where the group meets if there is one.

    A protocol with a lunch of its own fills a day, with its own arrival and close; the shortest skeleton stands around it.
    """
    if asked.skeleton:
        return _known(asked.skeleton, skeletons, "skeleton")
    if any(protocols[id].has_lunch for id in asked.protocols if id in protocols):
        minutes = Fraction(0)
    place = group.about.meets.place.kind if group.about.meets.place else None

    def apart(skeleton: Skeleton) -> tuple[float, bool, str]:
        least, most = skeleton.minutes
        return max(least - float(minutes), float(minutes) - most, 0), skeleton.place != place, skeleton.id

    usable = [s for s in skeletons.values() if s.place in (None, place)] or list(skeletons.values())
    if not usable:
        raise Refusal("there is no skeleton to plan with; install peerkit again")
    return min(usable, key=apart)


def _known(id: str, known: Mapping[str, T], what: str) -> T:
    if id not in known:
        raise Refusal(f"no {what} '{id}'; {nearest(id, known) or 'there are ' + ', '.join(known)}")
    return known[id]


def _notes(draft: Draft, body: Sequence[Protocol], protocols: Mapping[str, Protocol]) -> Iterator[str]:
    people = draft.wanted.people
    for protocol in {p.id: p for p in body}.values():
        least, most = protocol.size.min or 1, protocol.size.max or people
        if not least <= people <= most:
            yield f"{protocol.id} works for {least} to {most} people, and {people} are planned for"
    if draft.counted and people > (len(draft.expected) or draft.counted):
        yield f"planned for {people}, though {draft.counted} are expected; 'peerkit check' counts those who are expected"
    spare = draft.wanted.room - draft.planned.total
    if spare >= 10:
        short = [p for p in protocols.values() if p.kind == "issue" and p.bounds(people)[0] <= spare]
        longest = sorted(short, key=lambda p: (-p.minutes(people), p.id))
        names = " or ".join(f"--protocol {p.id}" for p in islice((p for p in longest if _fits_too(draft, body, p, protocols)), 3))
        if names:
            yield f"{int(spare)} minutes more could be used: {names}"


def _fits_too(draft: Draft, body: Sequence[Protocol], more: Protocol, protocols: Mapping[str, Protocol]) -> bool:
    """Whether one more protocol, with the break that it may bring, leaves everything else in."""
    made = plan(draft.skeleton, [*body, more], protocols, draft.wanted)
    return isinstance(made, Planned) and len(made.dropped) <= len(draft.planned.dropped)
