"""What all pages of a group share: a page before it is rendered, and what its template may use."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any

from peerkit.model.context import Context
from peerkit.model.experience import Experience
from peerkit.model.group import Group
from peerkit.model.protocol import Protocol
from peerkit.render import Safe, inline, link, mail, prose, url, words
from peerkit.speaker import Speaker
from peerkit.speaker import worded as worded


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
class Desk(Speaker):
    """A speaker, and what templates may use."""

    @property
    def dates(self) -> bool:
        """Whether this audience may know when the group meets."""
        return "meetings" in self.group.sections

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
            "issue_name": self.issue, "experience_name": self.experience,
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


def cadence(group: Group, context: Context) -> str:
    """A projected group's rhythm in words, in the network's language, for the directory; empty where it may not be known."""
    meets = group.about.meets
    return words(context.network.language, context.templates).cadence(meets.rule, meets.timezone) if meets.rule else ""
