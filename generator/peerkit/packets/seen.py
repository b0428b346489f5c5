"""What the reader of an edition may see of a group. A packet is made from this and nothing else."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import count

from msgspec import structs

from peerkit.facts.clock import expected, item_minutes, length_of, place_of, start_of, zone_of
from peerkit.facts.names import as_read, bare, names_any, parts_of
from peerkit.model.base import FACILITATORS, MEMBERS, PUBLIC
from peerkit.model.context import Context
from peerkit.model.ground_rules import GroundRules
from peerkit.model.group import Figures, Group
from peerkit.model.meeting import Agenda, Item, Meeting, PreRead
from peerkit.model.place import Place
from peerkit.packets.parts import Edition, Order
from peerkit.project import project


def seen(whole: Group, context: Context, slug: str, order: Order) -> tuple[Group, Context]:
    """The group as the reader of this edition of one meeting's packet may see it, and the context of that audience.

    `whole` is seen by facilitators or by members; nothing is ever added to what it holds.
    """
    if order.edition is Edition.GUEST:
        return _as_guest(whole, context, slug), structs.replace(context, audience=PUBLIC)
    audience = FACILITATORS if order.edition is Edition.FACILITATOR else MEMBERS
    context = structs.replace(context, audience=audience)
    group = project(whole, context)
    return (group if audience is FACILITATORS else _with_own_files(whole, group, slug, order)), context


def called(whole: Group, meeting: Meeting) -> str:
    """What a guest's file calls a meeting whose folder has a member's name in it: its date, and a number among that day's."""
    if not _named(meeting.slug, _names(whole, joined=True)):
        return ""
    day = [m.slug for m in whole.meetings if m.date == meeting.date]
    return str(meeting.date) + (f"-{day.index(meeting.slug) + 1}" if len(day) > 1 else "")


def presenters(meeting: Meeting) -> tuple[str, ...]:
    """Who presents: the leads of items that are about something or run by a protocol, in the order of the agenda."""
    leads = (i.lead for i in meeting.agenda.items if i.lead and (i.issue or i.experience or i.poll or i.protocol))
    return tuple(dict.fromkeys(leads))


def _with_own_files(whole: Group, group: Group, slug: str, order: Order) -> Group:
    """The members' view, with the files of this meeting that only this reader gets.

    A presenters' packet that is nobody's own goes to all who present, so it has what is for each of them.
    """
    meeting = next(m for m in whole.meetings if m.slug == slug)
    readers = {order.reader} if order.reader else set(presenters(meeting)) if order.edition is Edition.PRESENTER else set()
    reads = tuple(p for p in meeting.agenda.pre_reads if p.for_members or (readers and readers <= set(p.for_)))
    files = [f"meetings/{slug}/{p.file}" for p in reads]
    meetings = tuple(
        structs.replace(m, agenda=m.agenda.model_copy(update={"pre_reads": reads})) if m.slug == slug else m
        for m in group.meetings
    )
    own = {path: whole.attachments[path] for path in files if path in whole.attachments}
    return replace(group, meetings=meetings, attachments={**group.attachments, **own})


def _as_guest(whole: Group, context: Context, slug: str) -> Group:
    """What is public, and of one meeting what a guest needs, by an allow-list of its own.

    Titles, goals, places and ground rules are people's own words: one that has a member's name in it is left out (`withheld` tells
    who prints it), and a title gives way to the item's kind.
    """
    public = project(whole, structs.replace(context, audience=PUBLIC))
    meeting = next(m for m in whole.meetings if m.slug == slug)
    hidden = _names(whole)
    people = len(expected(whole, meeting))
    agenda = meeting.agenda
    reads = list(_reads(agenda, hidden, _names(whole, joined=True)))
    told = Agenda().model_copy(update={
        "title": _without(agenda.title, hidden), "status": agenda.status, "start": start_of(whole, meeting),
        "minutes": length_of(whole, meeting), "timezone": zone_of(whole, meeting), "place": _place(place_of(whole, meeting), hidden),
        "goal": _without(agenda.goal, hidden), "rule_in_focus": agenda.rule_in_focus, "pre_reads": tuple(read for _, read in reads),
        "expected": tuple(f"?{n}" for n in range(1, people + 1)),
        "items": tuple(_item(item, context, people, hidden) for item in agenda.items),
    })  # fmt: skip
    files = {
        f"meetings/{slug}/{read.file}": f"meetings/{slug}/{old.file}" for old, read in reads
    }  # as guests read it, and as it is
    return Group(
        slug=whole.slug,
        about=public.about.model_copy(update={"label": _without(whole.about.label, hidden)}),
        ground_rules=_rules(whole, hidden),
        meetings=(Meeting(meeting.slug, meeting.date, told),),
        figures=Figures(),
        sections=frozenset({"ground_rules", "meetings"}),
        attachments={told: whole.attachments[path] for told, path in files.items() if path in whole.attachments},
    )


def _item(item: Item, context: Context, people: int, hidden: re.Pattern[str] | None) -> Item:
    """An item without names: what it is called, how long it is, what for, and how it runs."""
    minutes = item_minutes(item, context.protocols.get(item.protocol or ""), people)
    told = {"title": _without(item.title, hidden), "kind": item.kind, "purpose": item.purpose, "protocol": item.protocol}
    return Item().model_copy(update={**told, "minutes": float(minutes) if minutes is not None else None})


def _reads(agenda: Agenda, hidden: re.Pattern[str] | None, joined: re.Pattern[str] | None) -> Iterator[tuple[PreRead, PreRead]]:
    """The files for guests, and as they read it: without a title that names a member, and under a number where the file's name does."""
    given = [read for read in agenda.pre_reads if read.for_ == ("@guests",)]
    free = (str(n) for n in count(1) if not any(posixpath.splitext(read.file)[0] == str(n) for read in given))
    numbers = {file: f"{next(free)}{posixpath.splitext(file)[1]}" for file in dict.fromkeys(read.file for read in given)}
    for read in given:
        told = {"file": numbers[read.file] if _named(read.file, joined) else read.file, "title": _without(read.title, hidden)}
        yield read, read.model_copy(update=told)


def _place(place: Place | None, hidden: re.Pattern[str] | None) -> Place | None:
    """A place without what names its host: `Amara's flat`, a room of one's own at some service."""
    told = {name: _without(getattr(place, name), hidden) for name in ("venue", "room", "link")} if place else {}
    return place.model_copy(update=told) if place else None


def _rules(whole: Group, hidden: re.Pattern[str] | None) -> GroundRules | None:
    """Ground rules without those that name a member. A rule's every `will` and `may` is no member: a part of a name counts with a capital."""
    given, names = whole.ground_rules, {*(m.name for m in whole.members), *whole.past.people}
    if given is None or hidden is None:
        return given

    def named(text: str) -> bool:
        words = re.findall(r"[^\W_]{3,}", as_read(text))
        return names_any(names, text) or any(word[0].isupper() and hidden.search(bare(word)) for word in words)

    kept = (rule for rule in given.rules if not named(rule.rule))
    rules = tuple(rule.model_copy(update={"means": ""}) if named(rule.means) else rule for rule in kept)
    return given.model_copy(update={"rules": rules, "body": "" if named(given.body) else given.body})


def withheld(whole: Group, guest: Group, slug: str) -> Iterator[str]:
    """What a guest's view of a meeting lacks because a member's name stands in it."""
    before, after = (next(m.agenda for m in group.meetings if m.slug == slug) for group in (whole, guest))
    place = place_of(whole, next(m for m in whole.meetings if m.slug == slug)) or Place()
    reads = (read for read in before.pre_reads if read.for_ == ("@guests",))
    for what, told, kept in (
        ("the title", before.title, after.title),
        ("the goal", before.goal, after.goal),
        *((f"the place's {name}", getattr(place, name), getattr(after.place, name, "")) for name in ("venue", "room", "link")),
        *(("an item's title", old.title, new.title) for old, new in zip(before.items, after.items, strict=True)),
        *(
            ("what a file is called", (old.title, old.file), (new.title, new.file))
            for old, new in zip(reads, after.pre_reads, strict=True)
        ),
        ("the label", whole.about.label, guest.about.label),
    ):
        if told != kept:
            yield what
    if whole.ground_rules != guest.ground_rules:
        yield "part of the ground rules"


def _names(whole: Group, joined: bool = False) -> re.Pattern[str] | None:
    """Any part of any member's name, or the one word by which the files call them, as `bare` text has it, or `joined` words."""
    people = [*(m.name for m in whole.members), *whole.past.people]
    return parts_of(people, [m.id for m in whole.members if m.id.isalpha()], joined)


def _named(file: str, joined: re.Pattern[str] | None) -> bool:
    """Whether the name of a file or folder has a member's name in it; AmaraNovak is two words."""
    return bool(joined and joined.search(bare(re.sub(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", " ", file))))


def _without(text: str, hidden: re.Pattern[str] | None) -> str:
    return "" if hidden and hidden.search(bare(text)) else text
