"""What all pages of a group share: a page before it is rendered, and what its template may use."""

from __future__ import annotations

import functools
import posixpath
from collections.abc import Mapping
from functools import cached_property, partial
from typing import Any
from urllib.parse import quote

from msgspec import Struct

from peerkit.model.context import Context
from peerkit.model.experience import Experience
from peerkit.model.group import Group
from peerkit.model.protocol import Protocol
from peerkit.pages.agreement import Agreement, agreements
from peerkit.render import Safe, inline, link, mail, prose, table, url, words
from peerkit.speaker import Speaker
from peerkit.speaker import worded as worded


class Draft(Struct, frozen=True):
    """A page before it is rendered: where it stands, and the template with the view that fills it."""

    path: str
    title: str
    nav: tuple[str, ...] | None
    template: str
    view: object
    label: str = ""  # in the navigation, where the title would be too long or say nothing
    hide: tuple[str, ...] = ()  # parts of the theme that this page does without: toc, navigation
    searched: bool = True  # whether the site's search finds it; old texts would drown what holds now


class Desk(Speaker, frozen=True, dict=True):
    """A speaker, and what templates may use."""

    @property
    def dates(self) -> bool:
        """Whether this audience may know when the group meets."""
        return "meetings" in self.group.sections

    @cached_property
    def agreements(self) -> Mapping[str, Agreement]:
        """Charter and ground rules through time, as far as the reader may see them."""
        return agreements(self.group, self.words)

    def _experience(self, slug: str | None) -> Experience | None:
        return next((e for e in self.group.experiences if e.slug == slug), None)

    def values(self, draft: Draft, paths: frozenset[str]) -> dict[str, Any]:
        """What every template may use."""
        here = address(draft.path)
        shared = {"link": partial(_link, here, paths), "href": partial(_href, here), "has": paths.__contains__}
        return {**self._shared, **shared, "about_protocol": partial(_about_protocol, here, self.context.handbook)}

    @cached_property
    def _shared(self) -> dict[str, Any]:
        say = self.words
        return {
            "t": say.t, "n": say.n, "date": say.date, "day": say.day, "clock": say.clock, "minutes": say.minutes, "month": say.month, "quarter": say.quarter,
            "number": say.number, "cadence": say.cadence, "zone": say.zone, "who": self.who, "names": self.names, "word": self.kind,
            "prose": prose, "url": url, "mail": mail, "table": table, "plain": say.plain, "num": lambda value: Safe(f"{value:g}"), "about": self.group.about, "inside": self.inside,
            "today": self.context.today, "meeting_name": self.meeting, "item_name": self.item, "listed": say.listed,
            "issue_name": self.issue, "experience_name": self.experience,
            "issue": self.group.issue, "numbered": lambda word, n: f"{word}-{n}", "marked": lambda mark: Safe(f"{{ {mark} }}"),
            "language_name": say.language_name,
            "tongue": say.tongue, "experience": self._experience, "meeting_path": lambda m: f"meetings/{m.slug}/index.md",
        }  # fmt: skip


def address(path: str) -> str:
    """Where a file of docs stands in the built site, from its root: charter.md at charter/, meetings/index.md at meetings/."""
    if not path.endswith(".md"):
        return path
    folder, _, name = path.rpartition("/")
    parts = [folder] if name == "index.md" else [folder, name.removesuffix(".md")]
    return "".join(f"{part}/" for part in parts if part)


@functools.lru_cache(maxsize=4096)
def _relative(here: str, path: str) -> str:
    """The relative address of a page or file from the page at `here`, not yet quoted."""
    there = address(path)
    start, parts = here.split("/")[:-1], there.split("/")  # a page stands in a folder of its own
    same = next(
        (n for n, (one, other) in enumerate(zip(start, parts, strict=False)) if one != other), min(len(start), len(parts) - 1)
    )
    return "../" * (len(start) - same) + "/".join(parts[same:]) or "./"


def _href(here: str, path: str) -> Safe:
    """The same for an attribute."""
    return Safe(quote(_relative(here, path), safe="/.-"))


def _link(here: str, paths: frozenset[str], path: str, text: Any, fragment: str = "") -> Safe:
    """A link to a page or file of this site, or the text alone where this audience has no such page."""
    return link(text, _relative(here, path), fragment) if path in paths else inline(text)


def _about_protocol(here: str, addresses: Mapping[str, str], protocol: Protocol) -> Safe:
    """A link from a group's page (at `here`) to a protocol's in the portal's handbook, or nothing where there is no such page."""
    there = addresses.get(f"protocols/{protocol.id}")
    if there is None:
        return Safe("")
    way = posixpath.relpath(there, posixpath.join("groups/-", here))
    return link(protocol.name, f"{way}/" if there.endswith("/") else way)


def cadence(group: Group, context: Context) -> str:
    """A projected group's rhythm in words, in the network's language, for the directory; empty where it may not be known."""
    meets = group.about.meets
    return words(context.network.language, context.templates).cadence(meets.rule, meets.timezone) if meets.rule else ""
