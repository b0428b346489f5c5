"""What all pages of a group share: its words, its people by name, and what things without a title are called."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any

from peerkit.model.base import MEMBERS
from peerkit.model.context import Context
from peerkit.model.experience import Experience
from peerkit.model.group import Group
from peerkit.model.meeting import Item, Meeting
from peerkit.model.members import Member
from peerkit.model.protocol import Protocol
from peerkit.render import Safe, Words, inline, link, mail, prose, url, words


@dataclass(frozen=True, slots=True)
class Draft:
    """A page before it is rendered: where it stands, and the template with the view that fills it."""

    path: str
    title: str
    nav: tuple[str, ...] | None
    template: str
    view: object
    label: str = ""  # in the navigation, where the title would be too long or say nothing


@dataclass(frozen=True)
class Desk:
    """A projected group with the words to speak of it."""

    group: Group
    context: Context

    @cached_property
    def words(self) -> Words:
        return words(self.group.about.language or self.context.network.language, self.context.templates)

    @cached_property
    def people(self) -> Mapping[str, Member]:
        return {m.id: m for m in self.group.members}

    @property
    def dates(self) -> bool:
        """Whether this audience may know when the group meets."""
        return "meetings" in self.group.sections

    @property
    def inside(self) -> bool:
        """Whether the reader belongs to the group."""
        return self.context.audience >= MEMBERS

    def who(self, id: str | None) -> str:
        """The name of a member whom the reader may see, else `a member`; never an id."""
        member = self.people.get(id or "")
        return member.name if member else self.words.plain("a member")

    def names(self, ids: Iterable[str]) -> str:
        """Names in the given order, then how many members the reader may not see."""
        every = list(dict.fromkeys(ids))
        seen = [self.people[id].name for id in every if id in self.people]
        unseen = len(every) - len(seen)
        hidden = self.words.plain("a member") if unseen == 1 else self.words.plain("{n} members", n=unseen)
        return ", ".join([*seen, *([hidden] if unseen else [])])

    def kind(self, word: str | None) -> str:
        """One of the format's words, in the group's language."""
        return self.words.plain(word) if word else ""

    def meeting(self, meeting: Meeting) -> str:
        """The meeting's name."""
        month, pattern = self.words.month(meeting.date), "{month} meeting"
        return meeting.agenda.title or (self.words.plain(pattern, month=month) if self.words.knows(pattern) else month)

    def item(self, item: Item) -> str:
        """The item's name: its title, else what it is about, else its kind."""
        about = next((i.title or worded(i.slug) for i in self.group.issues if i.slug == item.issue), "")
        about = about or next((e.subject or worded(e.slug) for e in self.group.experiences if e.slug == item.experience), "")
        about = about or next((p.question or worded(p.slug) for p in self.group.polls if p.slug == item.poll), "")
        protocol = self.context.protocols.get(item.protocol or "")
        return item.title or about or (protocol.name if protocol else "") or self.kind(item.kind.capitalize())

    def _experience(self, slug: str | None) -> Experience | None:
        return next((e for e in self.group.experiences if e.slug == slug), None)

    def values(self, draft: Draft, paths: frozenset[str]) -> dict[str, Any]:
        """What every template may use."""
        here = posixpath.dirname(draft.path)
        about = partial(_about_protocol, draft.path, self.context.handbook)
        return {**self._shared, "link": partial(_link, here, paths), "has": paths.__contains__, "about_protocol": about}

    @cached_property
    def _shared(self) -> dict[str, Any]:
        say = self.words
        return {
            "t": say.t, "n": say.n, "date": say.date, "day": say.day, "clock": say.clock, "minutes": say.minutes, "month": say.month,
            "number": say.number, "cadence": say.cadence, "zone": say.zone, "who": self.who, "names": self.names, "word": self.kind,
            "prose": prose, "url": url, "mail": mail, "about": self.group.about, "inside": self.inside,
            "today": self.context.today, "meeting_name": self.meeting, "item_name": self.item, "listed": say.listed,
            "issue_name": lambda i: i.title or worded(i.slug), "experience_name": lambda e: e.subject or worded(e.slug),
            "issue": self.group.issue, "numbered": lambda word, n: f"{word}-{n}", "language_name": say.language_name,
            "tongue": say.tongue, "experience": self._experience, "meeting_path": lambda m: f"meetings/{m.slug}/index.md",
        }  # fmt: skip


def _link(folder: str, paths: frozenset[str], path: str, text: Any) -> Safe:
    """A link to a page or file of this site, or the text alone where this audience has no such page."""
    return link(text, posixpath.relpath(path, folder or ".")) if path in paths else inline(text)


def _about_protocol(page: str, addresses: Mapping[str, str], protocol: Protocol) -> Safe:
    """A link from a group's page to a protocol's in the portal's handbook, or nothing where there is no such page."""
    address = addresses.get(f"protocols/{protocol.id}")
    if address is None:
        return Safe("")
    folder = posixpath.dirname(page) if page.endswith("index.md") else page.removesuffix(".md")
    way = posixpath.relpath(address, posixpath.join("groups/-", folder))
    return link(protocol.name, f"{way}/" if address.endswith("/") else way)


def worded(slug: str) -> str:
    """A slug as words: vendor-lock-in → Vendor lock in."""
    text = slug.replace("-", " ")
    return text[:1].upper() + text[1:]


def cadence(group: Group, context: Context) -> str:
    """A projected group's rhythm in words, in the network's language, for the directory; empty where it may not be known."""
    meets = group.about.meets
    return words(context.network.language, context.templates).cadence(meets.rule, meets.timezone) if meets.rule else ""
