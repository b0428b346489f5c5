"""Which packets of a group a person names: meetings, editions, members."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Sequence

from peerkit.diagnostic import Refusal
from peerkit.facts.clock import expected
from peerkit.facts.occurrences import ahead
from peerkit.model.base import FACILITATORS, MEMBERS
from peerkit.model.context import Context
from peerkit.model.group import Group
from peerkit.model.meeting import Meeting
from peerkit.packets.parts import Edition, Order
from peerkit.packets.seen import called, presenters
from peerkit.text import nearest

EVERYONE = "everyone"


def wanted(
    group: Group,
    meetings: Sequence[Meeting],
    editions: Sequence[Edition],
    readers: Sequence[str],
    order: Order,
    *,
    alone: bool = True,
) -> Iterator[tuple[str, Order]]:
    """Each meeting with each order, like `order`: for each of the `readers` (ids, or EVERYONE), else for nobody in particular.

    Raises Refusal where no such packet can be; if the group was not asked for `alone`, it is only left out.
    """
    shown = [e for e in editions if not _closed(group) or e in (Edition.FACILITATOR, Edition.GUEST)]
    if alone and not shown:
        raise Refusal(f"members of {group.slug} do not see its meetings; see 'audiences' in group.yml, or --edition facilitator")
    one = alone and len(meetings) == 1 and EVERYONE not in readers
    for meeting in meetings:
        for edition in shown:
            for id in _readers(group, meeting, edition, readers):
                if edition is not Edition.PRESENTER or _presents(group, meeting, id, alone=one):
                    name = called(group, meeting) if edition is Edition.GUEST else ""
                    yield meeting.slug, Order(edition, id, order.attachments, order.fit, name)


def _closed(group: Group) -> bool:
    """Whether the group keeps its meetings from its members."""
    return group.about.audiences.meetings == "facilitators"


def _readers(group: Group, meeting: Meeting, edition: Edition, readers: Sequence[str]) -> Sequence[str | None]:
    if not readers:
        return (None,)
    if edition is Edition.GUEST:
        raise Refusal("a guest's packet is no member's own; leave out --for")
    ids = [id for name in readers for id in (expected(group, meeting) if name == EVERYONE else (_reader(group, meeting, name),))]
    return tuple(dict.fromkeys(ids))


def _reader(group: Group, meeting: Meeting, name: str) -> str:
    member = group.member(name)
    if member is None:
        known = [m.id for m in group.members]
        raise Refusal(f"no member '{name}' in {group.slug}; {nearest(name, known) or 'members.yml has the ids'}")
    if not member.current(meeting.date):
        raise Refusal(f"'{name}' is no member of {group.slug} on {meeting.date}; see joined and left in members.yml")
    return name


def _presents(group: Group, meeting: Meeting, reader: str | None, *, alone: bool) -> bool:
    """Whether there is something to present; it is refused to who asks for this one packet `alone`."""
    there = reader in presenters(meeting) if reader else bool(presenters(meeting))
    if alone and not there:
        who = f"'{reader}'" if reader else "nobody"
        raise Refusal(
            f"{who} presents nothing at {group.slug} {meeting.slug}; name a 'lead' for an item with an issue or a protocol"
        )
    return there


def file_name(group: str, meeting: str, order: Order, copy: int = 0) -> str:
    """`<group>-<meeting>-<edition>.pdf`, and for one member their copy's number, since ids never leave."""
    number = f"-{copy:02}" if copy else ""
    return f"{group}-{order.called or meeting}-{order.edition}{number}.pdf"


def offered(group: Group, context: Context) -> Iterator[tuple[str, Order]]:
    """The packets that this audience's site carries: of each meeting ahead the members', and for facilitators theirs."""
    if context.audience < MEMBERS:
        return
    for meeting in ahead(group, context.today):
        if not _closed(group):
            yield meeting.slug, Order(Edition.MEMBER)
        if context.audience >= FACILITATORS:
            yield meeting.slug, Order(Edition.FACILITATOR)


def meetings(group: Group, names: Sequence[str], today: datetime.date) -> tuple[Meeting, ...]:
    """The meetings named: by folder, by date, `next`, `next` and a number, `all`; by date. Raises Refusal."""
    found: dict[str, Meeting] = {}
    for name, count in _counted(names or ("next",)):
        chosen = ahead(group, today)[:count] if name == "next" else group.meetings if name == "all" else (_named(group, name),)
        found |= {m.slug: m for m in chosen}
    return tuple(sorted(found.values(), key=lambda m: (m.date, m.slug)))


def lacking(group: Group, names: Sequence[str], today: datetime.date) -> tuple[int, int] | None:
    """The number after `next` and how many meetings there are, where these are fewer; None where that is not so, or there are none."""
    there = len(ahead(group, today))
    most = max((count for name, count in _counted(names) if name == "next"), default=0)
    return (most, there) if 0 < there < most else None


def _counted(names: Sequence[str]) -> Iterator[tuple[str, int]]:
    """Each name; after `next` the number that follows it."""
    coming = list(names)
    while coming:
        name = coming.pop(0)
        counted = name == "next" and coming and re.fullmatch("[1-9][0-9]{0,2}", coming[0])
        yield name, int(coming.pop(0)) if counted else 1


def _named(group: Group, name: str) -> Meeting:
    slugs = [m.slug for m in group.meetings]
    same = [name] if name in slugs else [slug for slug in slugs if len(name) >= 10 and slug.startswith(name)]
    if len(same) == 1:
        return group.meetings[slugs.index(same[0])]
    if same:
        raise Refusal(f"'{name}' may be {' or '.join(same)} of {group.slug}; write one of them")
    known = nearest(name, slugs) or f"write next, all, or one of {', '.join(slugs[-6:]) or '(there are none yet)'}"
    raise Refusal(f"no meeting '{name}' of {group.slug}; {known}")
