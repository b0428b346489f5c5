"""What the reader of an edition may see of a group. A packet is made from this and nothing else."""

from __future__ import annotations

import re
from dataclasses import replace

from peerkit.facts.clock import expected, item_minutes, length_of, place_of, start_of, zone_of
from peerkit.model.base import FACILITATORS, MEMBERS, PUBLIC
from peerkit.model.context import Context
from peerkit.model.group import Figures, Group
from peerkit.model.meeting import Agenda, Item, Meeting
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
    if not hidden or not hidden.search(meeting.slug.replace("-", " ").replace("_", " ")):
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

    Titles and goals are people's own words: one that has a member's name in it is left out, and a title gives way to the
    item's kind.
    """
    public = project(whole, replace(context, audience=PUBLIC))
    meeting = next(m for m in whole.meetings if m.slug == slug)
    hidden = _names(whole)
    people = len(expected(whole, meeting))
    agenda, reads = meeting.agenda, tuple(p for p in meeting.agenda.pre_reads if p.for_ == ("@guests",))
    told = Agenda().model_copy(update={
        "title": _without(agenda.title, hidden), "status": agenda.status, "start": start_of(whole, meeting),
        "minutes": length_of(whole, meeting), "timezone": zone_of(whole, meeting), "place": place_of(whole, meeting),
        "goal": _without(agenda.goal, hidden), "rule_in_focus": agenda.rule_in_focus, "pre_reads": reads,
        "expected": tuple(f"?{n}" for n in range(1, people + 1)),
        "items": tuple(_item(item, context, people, hidden) for item in agenda.items),
    })  # fmt: skip
    files = [f"meetings/{slug}/{p.file}" for p in reads]
    return Group(
        slug=whole.slug,
        about=public.about.model_copy(update={"label": whole.about.label}),
        ground_rules=whole.ground_rules,
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


def _names(whole: Group) -> re.Pattern[str] | None:
    """Any part of any member's name, as a whole word."""
    parts = {part for m in whole.members for part in re.findall(r"\w+", m.name) if len(part) > 1}
    return re.compile(rf"(?i)(?<!\w)(?:{'|'.join(sorted(map(re.escape, parts)))})(?!\w)") if parts else None


def _without(text: str, hidden: re.Pattern[str] | None) -> str:
    return "" if hidden and hidden.search(text) else text
