"""A charter or ground rules through time: each text as clean HTML, the anchors of its clauses, and what changed between two."""

from __future__ import annotations

import datetime
import functools
from collections.abc import Mapping
from html import escape
from types import MappingProxyType

from msgspec import Struct

from peerkit.facts.versions import in_force
from peerkit.model.charter import Charter
from peerkit.model.group import Group
from peerkit.model.past import Text, Version
from peerkit.redline import Redline, anchors, in_one_line, marked, redline
from peerkit.render import Words
from peerkit.render.prose import html

KINDS = MappingProxyType({"charter": "Charter", "ground-rules": "Ground rules"})


class Agreement(Struct, frozen=True, eq=False, dict=True, weakref=True):
    """What one audience may see of a group's charter or ground rules, oldest text first; the last is the present one."""

    kind: str  # a key of KINDS, and the name of its pages
    versions: tuple[Version[Text], ...]
    known: str  # of its history: none, part, whole; empty where nobody asked
    words: Words

    @property
    def title(self) -> str:
        return self.words.plain(KINDS[self.kind])

    @property
    def last(self) -> int:
        return len(self.versions) - 1

    @property
    def holds(self) -> int:
        """Which text is in force: the last that was adopted, while later ones are proposed."""
        return in_force(self.versions)

    def label(self, n: int) -> str:
        """What a text is called: its number, or the day from which it is."""
        version = self.versions[n]
        if not version.committed and version.name != str(version.number):
            return self.words.plain("Working copy")
        if version.number:
            return self.words.plain("Version {n}", n=version.number)
        return (
            self.words.plain("Text of {day}", day=self.words.day(version.on)) if version.on else self.words.plain("An older text")
        )

    def told(self, n: int) -> tuple[tuple[str, str], ...]:
        """What is said of a text, as (label, value) pairs; some values are empty."""
        version, say, day = self.versions[n], self.words.plain, self.words.day
        written = day(version.on) if version.on else "" if version.committed else say("not committed yet")
        text = version.text
        if not isinstance(text, Charter):
            return ((say("Written"), written),)
        adopted = text.adopted if text.status == "adopted" else None  # a proposal keeps the date of the text before it
        return (
            (say("Status"), say(text.status) if version.number else ""),
            (say("Proposed"), day(text.proposed) if text.proposed else ""),
            (say("Adopted"), day(adopted) if adopted else ""),
            (say("To be reviewed by"), day(text.review_by) if text.review_by and n == self.last else ""),
            (say("Written"), written),
        )

    def day(self, n: int) -> datetime.date | None:
        """From when a text is: the day on which it was adopted, else that on which it was written."""
        version = self.versions[n]
        text = version.text
        return text.adopted if isinstance(text, Charter) and text.status == "adopted" and text.adopted else version.on

    def page(self, n: int) -> str:
        """The page of a text."""
        return f"{self.kind}/{self.versions[n].name}.md"

    def compared(self, old: int, new: int) -> str:
        """The page that compares two; empty where the reader may not see both."""
        both = self.versions[old].text and self.versions[new].text
        end = "present" if new == self.last and new - old > 1 else self.versions[new].name
        return f"{self.kind}/{self.versions[old].name}-to-{end}.md" if both else ""

    def pairs(self) -> list[tuple[int, int]]:
        """What is compared: neighbours, and each text with the present one."""
        found = {(n, n + 1) for n in range(self.last)} | {(n, self.last) for n in range(self.last)}
        return [pair for pair in sorted(found) if self.compared(*pair)]

    @functools.cached_property
    def _htmls(self) -> tuple[str, ...]:
        return tuple(clean(version.text) if version.text else "" for version in self.versions)

    @functools.cached_property
    def _ids(self) -> Mapping[int, tuple[str, ...]]:
        """Of each text that may be seen, the ids of its clauses."""
        seen = [n for n, version in enumerate(self.versions) if version.text]
        found = anchors(self._htmls[n] for n in seen)
        start = f"{self.kind}-"
        return {n: tuple(start + id.removeprefix(start) for id in ids) for n, ids in zip(seen, found, strict=True)}

    def html(self, n: int) -> str:
        """A text as clean HTML, each clause with an id that it keeps from version to version."""
        return marked(self._htmls[n], self._ids.get(n, ()))

    @functools.cached_property
    def _redlines(self) -> dict[tuple[int, int], Redline]:
        """Those that were asked for; kept here, so that they go with the group."""
        return {}

    def redline(self, old: int, new: int) -> Redline:
        """Two texts in one."""
        if (old, new) not in self._redlines:
            self._redlines[old, new] = redline(self._htmls[old], self._htmls[new], self._ids[new], self.words.plain)
        return self._redlines[old, new]

    def summary(self, old: int, new: int) -> str:
        """What changed, in one line."""
        return in_one_line(self.redline(old, new).changes, self.words.n, self.words.plain("No clause changed"))


def agreements(group: Group, words: Words) -> Mapping[str, Agreement]:
    """The agreements of a projected group that the reader may see, by kind."""
    past = group.past
    now: dict[str, Text | None] = {
        "charter": group.charter,
        "ground-rules": None if group.ground_rules is None or group.ground_rules.builtin else group.ground_rules,
    }
    found: dict[str, tuple[Version[Text], ...]] = {"charter": past.charter, "ground-rules": past.ground_rules}
    return {
        kind: Agreement(kind, found[kind] or (Version("present", text.version, None, text),), past.known, words)
        for kind, text in now.items()
        if text is not None
    }


def clean(text: Text) -> str:
    """A text as harmless HTML."""
    if isinstance(text, Charter):
        return html(text.body, "charter")
    rules = (f"<li><strong>{escape(r.rule)}</strong>{f'<br>{escape(r.means)}' if r.means else ''}</li>" for r in text.rules)
    return (f"<ol>{''.join(rules)}</ol>" if text.rules else "") + html(text.body, "ground-rules")
