"""A projected group with the words to speak of it: its people by name, and what things without a title are called."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property

from msgspec import Struct

from peerkit.model.base import MEMBERS
from peerkit.model.context import Context
from peerkit.model.experience import Experience
from peerkit.model.group import Group
from peerkit.model.issue import Issue
from peerkit.model.meeting import Item, Meeting
from peerkit.model.members import Member
from peerkit.model.place import Place
from peerkit.model.poll import Poll
from peerkit.render import Words, words


class Speaker(Struct, frozen=True, dict=True):
    """Says in the group's language what one audience may know."""

    group: Group
    context: Context

    @cached_property
    def words(self) -> Words:
        return words(self.group.about.language or self.context.network.language, self.context.templates)

    @cached_property
    def people(self) -> Mapping[str, Member]:
        return {m.id: m for m in self.group.members}

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

    def role(self, role: str) -> str:
        """A role of a meeting, in the group's language where that has a word."""
        word = self.kind(role)
        return word if word != role else worded(role)

    def place(self, place: Place | None) -> str:
        """Harbour Street 14, 2nd floor (hybrid)"""
        if place is None:
            return ""
        where, kind = ", ".join(filter(None, (place.venue, place.room))), self.kind(place.kind)
        return f"{where} ({kind})" if where and kind else where or kind

    def meeting(self, meeting: Meeting) -> str:
        """The meeting's name."""
        month, pattern = self.words.month(meeting.date), "{month} meeting"
        return meeting.agenda.title or (self.words.plain(pattern, month=month) if self.words.knows(pattern) else month)

    def issue(self, issue: Issue) -> str:
        """The issue's name."""
        return issue.title or worded(issue.slug)

    def experience(self, experience: Experience) -> str:
        """The experience's name."""
        return experience.subject or worded(experience.slug)

    def poll(self, poll: Poll) -> str:
        """The poll's name."""
        return poll.question or worded(poll.slug)

    def item(self, item: Item) -> str:
        """The item's name: its title, else what it is about, else its kind."""
        about = next((self.issue(i) for i in self.group.issues if i.slug == item.issue), "")
        about = about or next((self.experience(e) for e in self.group.experiences if e.slug == item.experience), "")
        about = about or next((self.poll(p) for p in self.group.polls if p.slug == item.poll), "")
        protocol = self.context.protocols.get(item.protocol or "")
        return item.title or about or (protocol.name if protocol else "") or self.kind(item.kind.capitalize())


def worded(slug: str) -> str:
    """A slug as words: vendor-lock-in → Vendor lock in."""
    text = slug.replace("-", " ")
    return text[:1].upper() + text[1:]
