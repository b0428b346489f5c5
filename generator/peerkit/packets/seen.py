"""What the reader of an edition may see of a group. A packet is made from this and nothing else."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import replace

from peerkit.facts.clock import expected, item_minutes, length_of, place_of, start_of, zone_of
from peerkit.facts.names import as_read, names_any
from peerkit.model.base import FACILITATORS, MEMBERS, PUBLIC
from peerkit.model.context import Context
from peerkit.model.ground_rules import GroundRules
from peerkit.model.group import Figures, Group
from peerkit.model.meeting import Agenda, Item, Meeting
from peerkit.model.place import Place
from peerkit.packets.parts import Edition, Order
from peerkit.project import project


def seen(whole: Group, context: Context, slug: str, order: Order) -> tuple[Group, Context]:
    """The group as the reader of this edition of one meeting's packet may see it, and the context of that audience.

    `whole` is seen by facilitators or by members; nothing is ever added to what it holds.
    """
    if order.edition is Edition.GUEST:
        return _as_guest(whole, context, slug), replace(context, audience=PUBLIC)
    audience = FACILITATORS if order.edition is Edition.FACILITATOR else MEMBERS
    context = replace(context, audience=audience)
    group = project(whole, context)
    return (group if audience is FACILITATORS else _with_own_files(whole, group, slug, order)), context


def called(whole: Group, meeting: Meeting) -> str:
    """What a guest's file calls a meeting whose folder has a member's name in it: its date, and a number among that day's."""
    hidden = _names(whole)
    if not hidden or not hidden.search(_plain(meeting.slug)):
        return ""
    day = [m.slug for m in whole.meetings if m.date == meeting.date]
    return str(meeting.date) + (f"-{day.index(meeting.slug) + 1}" if len(day) > 1 else "")


def presenters(meeting: Meeting) -> tuple[str, ...]:
    """Who presents: the leads of items that are about something or run by a protocol, in the order of the agenda."""
    leads = (i.lead for i in meeting.agenda.items if i.lead and (i.issue or i.experience or i.poll or i.protocol))
    return tuple(dict.fromkeys(leads))


def _with_own_files(whole: Group, group: Group, slug: str, order: Order) -> Group:
    """The members' view, with the files of this meeting that only this reader gets (in a presenter's packet: the presenters)."""
    meeting = next(m for m in whole.meetings if m.slug == slug)
    readers = {order.reader} if order.reader else set(presenters(meeting)) if order.edition is Edition.PRESENTER else set()
    reads = tuple(p for p in meeting.agenda.pre_reads if p.for_members or readers & set(p.for_))
    files = [f"meetings/{slug}/{p.file}" for p in reads]
    meetings = tuple(
        replace(m, agenda=m.agenda.model_copy(update={"pre_reads": reads})) if m.slug == slug else m for m in group.meetings
    )
    own = {path: whole.attachments[path] for path in files if path in whole.attachments}
    return replace(group, meetings=meetings, attachments={**group.attachments, **own})


def _as_guest(whole: Group, context: Context, slug: str) -> Group:
    """What is public, and of one meeting what a guest needs, by an allow-list of its own.

    Titles, goals, places and ground rules are people's own words: one that has a member's name in it is left out (`withheld` tells
    who prints it), and a title gives way to the item's kind.
    """
    public = project(whole, replace(context, audience=PUBLIC))
    meeting = next(m for m in whole.meetings if m.slug == slug)
    hidden = _names(whole)
    people = len(expected(whole, meeting))
    agenda, reads = meeting.agenda, tuple(p for p in meeting.agenda.pre_reads if p.for_ == ("@guests",))
    told = Agenda().model_copy(update={
        "title": _without(agenda.title, hidden), "status": agenda.status, "start": start_of(whole, meeting),
        "minutes": length_of(whole, meeting), "timezone": zone_of(whole, meeting), "place": _place(place_of(whole, meeting), hidden),
        "goal": _without(agenda.goal, hidden), "rule_in_focus": agenda.rule_in_focus, "pre_reads": reads,
        "expected": tuple(f"?{n}" for n in range(1, people + 1)),
        "items": tuple(_item(item, context, people, hidden) for item in agenda.items),
    })  # fmt: skip
    files = [f"meetings/{slug}/{p.file}" for p in reads]
    return Group(
        slug=whole.slug,
        about=public.about.model_copy(update={"label": _without(whole.about.label, hidden)}),
        ground_rules=_rules(whole, hidden),
        meetings=(Meeting(meeting.slug, meeting.date, told),),
        figures=Figures(),
        sections=frozenset({"ground_rules", "meetings"}),
        attachments={path: whole.attachments[path] for path in files if path in whole.attachments},
    )


def _item(item: Item, context: Context, people: int, hidden: re.Pattern[str] | None) -> Item:
    """An item without names: what it is called, how long it is, what for, and how it runs."""
    minutes = item_minutes(item, context.protocols.get(item.protocol or ""), people)
    told = {"title": _without(item.title, hidden), "kind": item.kind, "purpose": item.purpose, "protocol": item.protocol}
    return Item().model_copy(update={**told, "minutes": float(minutes) if minutes is not None else None})


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
        return names_any(names, text) or any(word[0].isupper() and hidden.search(_plain(word)) for word in words)

    kept = (rule for rule in given.rules if not named(rule.rule))
    rules = tuple(rule.model_copy(update={"means": ""}) if named(rule.means) else rule for rule in kept)
    return given.model_copy(update={"rules": rules, "body": "" if named(given.body) else given.body})


def withheld(whole: Group, guest: Group, slug: str) -> Iterator[str]:
    """What a guest's view of a meeting lacks because a member's name stands in it."""
    before, after = (next(m.agenda for m in group.meetings if m.slug == slug) for group in (whole, guest))
    place = place_of(whole, next(m for m in whole.meetings if m.slug == slug)) or Place()
    for what, told, kept in (
        ("the title", before.title, after.title),
        ("the goal", before.goal, after.goal),
        *((f"the place's {name}", getattr(place, name), getattr(after.place, name, "")) for name in ("venue", "room", "link")),
        *(("an item's title", old.title, new.title) for old, new in zip(before.items, after.items, strict=True)),
        ("the label", whole.about.label, guest.about.label),
    ):
        if told != kept:
            yield what
    if whole.ground_rules != guest.ground_rules:
        yield "part of the ground rules"


def _names(whole: Group) -> re.Pattern[str] | None:
    """Any part of any member's name, or the one word by which the files call them, as `_plain` text has it."""
    names = (*(m.name for m in whole.members), *whole.past.people)
    parts = {part for name in names for part in re.findall(r"[^\W_]+", _plain(name))}
    parts |= {m.id for m in whole.members if m.id.isalpha()}  # often what the others say to them
    forms = {form for part in parts if len(part) > 1 for form in _forms(part)}
    return re.compile("|".join(sorted(forms))) if forms else None


# scripts that write names without a space between them, words without one, and small words before a name without one
_HAN, _UNSPACED = "\u3400-\u9fff\uac00-\ud7af\U00020000-\U0003ffff", "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff"
_PREFIXED = "\u0590-\u06ff"


def _forms(part: str) -> Iterator[str]:
    """How a part of a name may stand in a text: alone, with an ending (Novaks), after a small word, or amid a sentence."""
    if re.search(f"[{_HAN}]", part):  # the family's name or the given one, of which nothing tells where it begins
        yield from (re.escape(part[n : n + 2]) for n in range(len(part) - 1))
    elif re.search(f"[{_UNSPACED}]", part):
        yield re.escape(part)
    else:
        before = r"[^\W_]{0,3}" if re.search(f"[{_PREFIXED}]", part) else ""
        ending = r"[^\W_]{0,2}" if len(part) > 2 else "s?"
        yield rf"(?<![^\W_]){before}{re.escape(part)}{ending}(?![^\W_])"


def _plain(text: str) -> str:
    """A text without case, accents, other marks on letters and invisible characters: as one may have typed a name in a hurry."""
    letters = (
        c for c in unicodedata.normalize("NFKD", text).casefold() if unicodedata.category(c) not in ("Mn", "Mc", "Me", "Cf")
    )
    return unicodedata.normalize("NFKC", "".join(letters))


def _without(text: str, hidden: re.Pattern[str] | None) -> str:
    return "" if hidden and hidden.search(_plain(text)) else text
