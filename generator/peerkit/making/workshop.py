"""All groups of one build: those that nothing has changed for come from the cache, the others are made anew."""

from __future__ import annotations

import functools
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from msgspec.structs import replace

from peerkit.cache import Cache
from peerkit.diagnostic import Diagnostic, Refusal, Severity
from peerkit.facts.summary import Summary
from peerkit.fingerprint import fingerprint
from peerkit.looks import Look
from peerkit.making.crew import Crew, Task
from peerkit.making.inputs import Inputs
from peerkit.making.made import Head, Made, unpacked
from peerkit.making.order import Terms
from peerkit.records import of_json, to_json
from peerkit.survey import Survey

# kinds of cache entries by a group's key
HEADS, SITES, PAGES, GUARDED, SAYS, WORDS = KINDS = "heads", "sites", "pages", "guarded", "says", "public"
LAST = "last"  # and of the table that leads to them


@dataclass(slots=True)
class Row:
    """What the last build knew of a group."""

    look: str = ""  # of its files, from outside
    files: str = ""  # their fingerprint
    key: str = ""  # of its newest site
    before: str = ""  # of the site before that one


@dataclass
class Workshop:
    """The groups of one build, and what is known of them when all are made."""

    survey: Survey
    terms: Terms
    cache: Cache
    crew: Crew
    keep_going: bool
    progress: Callable[[int, int, str], None]
    looks: Mapping[str, Look] = field(default_factory=dict, repr=False)  # of the groups' files, where they are known
    now: int | None = None  # by the clock of the file system when they were looked at
    heads: dict[str, Head] = field(default_factory=dict)
    across: list[Diagnostic] = field(default_factory=list)  # what is wrong with the network's own files, and between groups
    notes: list[str] = field(default_factory=list)  # what the build did otherwise than asked
    made: list[str] = field(default_factory=list)  # groups that were not in the cache
    _keys: dict[str, str] = field(default_factory=dict, repr=False)  # of the groups' sites
    _current: dict[str, str] = field(default_factory=dict, repr=False)  # of the groups as they are, though a site be older
    _rows: dict[str, Row] = field(default_factory=dict, repr=False)
    _same: dict[Any, Any] = field(default_factory=dict, repr=False)

    def make(self) -> None:
        """Have every group made, or only checked as soon as something is wrong. Raises Refusal."""
        self._rows = self._remembered()
        now, known = self.cache.now() if self.now is None else self.now, {s: (r.look, r.files) for s, r in self._rows.items()}
        self._inputs = Inputs(self.survey, self.terms, now, known, self.looks)
        self._current = {slug: self._inputs.key(slug) for slug in self.survey.slugs}
        self._keys = dict(self._current)
        between, tasks = _Between(), list[Task]()
        for slug, key in self._keys.items():
            if (packed := self.cache.get(HEADS, key)) and (head := _read(packed)):
                self._take(head, between)
            else:
                tasks.append(self._task(slug))
        for number, made in enumerate(self.crew.made(tasks), 1):
            self._keep(made)
            self._take(made.head, between)
            self.progress(number, len(tasks), made.head.slug)
        self.across = self.survey.across(between.summaries(self._told))
        if self.keep_going:
            self._go_on()

    def _task(self, slug: str) -> Task:
        return Task(slug, functools.partial(self._inputs.order, slug), functools.partial(self._before, slug))

    def _take(self, head: Head, between: _Between) -> None:
        if head.refusal and not self.keep_going:
            raise Refusal(head.refusal)
        if (head.broken and not self.keep_going) or (head.findings and self.terms.strict):
            self.crew.stop_building()
        card = head.card and self._lean(head.card)
        if head.told:
            between.add(head.told, card if head.staged or head.broken else None)
        self.heads[head.slug] = replace(head, told=None, card=card)

    def _lean(self, card: Summary) -> Summary:
        """A card that shares with others what is the same of them, as it is of most."""
        seats, figures = (self._same.setdefault(value, value) for value in (card.seats, card.figures))
        return replace(card, seats=seats, figures=figures)

    def _keep(self, made: Made) -> None:
        key, head = self._keys[made.head.slug], made.head
        self.made.append(head.slug)
        if made.site:
            self.cache.put(SITES, key, made.site)
            self.cache.put(PAGES, key, made.pages)
            self.cache.put(GUARDED, key, made.guarded)
            self.cache.put(SAYS, key, made.says)
            self.cache.put(WORDS, key, made.words)
        if made.site or head.broken:
            self.cache.put(HEADS, key, to_json(head))

    def _told(self, slug: str) -> Summary | None:
        """All that the rules across groups may see of a group."""
        packed = self.cache.get(HEADS, self._keys[slug])
        return ((packed and _read(packed)) or self._again(slug).head).told

    def _before(self, slug: str) -> Made | None:
        """What the last build made of a group: if little has changed, much of it can be used again.

        Nothing of a site of which it is not known any more what it says: no scan could judge it.
        """
        row = self._rows.get(slug)
        found = [self.cache.get(kind, row.key) for kind in (HEADS, SITES, PAGES, SAYS)] if row and row.key else [None]
        if any(part is None for part in found):
            return None
        packed, site, pages, _ = (part or b"" for part in found)
        return Made(head, site, pages) if (head := _read(packed)) else None

    def _go_on(self) -> None:
        """Let groups that cannot be built keep the site that the last build made, if the same kit made it.

        Not where the network's defaults have changed: it may show what they have since restricted.
        """
        for slug, head in self.heads.items():
            if head.staged:
                continue
            if (old := self._before(slug)) and old.head.defaults == head.defaults:
                self.heads[slug] = replace(old.head, findings=head.findings, refusal=head.refusal, told=None)
                self._keys[slug] = self._rows[slug].key
                more = "what has been restricted since may still stand there"
                self.notes.append(f"{slug}: its site is still that of an earlier build; {more}")
            else:
                why = (
                    "the network's defaults have changed since its site was built"
                    if old
                    else "no earlier build has left its site"
                )
                self.notes.append(f"{slug}: left out, for {why}")

    # --- what came of it ---------------------------------------------------------------------------------------------

    @property
    def findings(self) -> list[Diagnostic]:
        """All that is wrong with the files, in the order of the groups."""
        return [*(d for slug in self.survey.slugs for d in self.heads[slug].findings), *self.across]

    @property
    def card_keys(self) -> list[tuple[str, str]]:
        """What tells the groups that have a site, as the directory shows them, from those of another build."""
        return [(card.slug, self.heads[card.slug].card_key) for card in self.cards]

    @property
    def cards(self) -> list[Summary]:
        """The groups that have a site."""
        return [head.card for slug in self.survey.slugs if (head := self.heads[slug]).staged and head.card]

    @property
    def warnings(self) -> list[str]:
        """What the engine said of groups, and what was done otherwise than asked."""
        said = [line for slug in self.survey.slugs for line in self.heads[slug].warnings]
        refused = [f"{slug}: {head.refusal}" for slug, head in sorted(self.heads.items()) if head.refusal]
        return [*said, *refused, *sorted(self.notes)]

    @property
    def unscanned(self) -> int:
        return sum(head.unscanned for head in self.heads.values())

    @property
    def network_broken(self) -> bool:
        """Whether something is wrong that no group can be left out for."""
        return any(d.severity is Severity.ERROR for d in self.across)

    def words(self, slug: str) -> list[str]:
        """The words by which the search across groups finds a group."""
        known = unpacked(self.cache.get(WORDS, self._keys[slug]))
        return ((unpacked(self._again(slug).words) or "") if known is None else known).split()

    def guarded(self, slug: str) -> list[str] | None:
        """The beginnings of the phrases of a group that the portal must not say, the long ones' first; None where they are not known.

        They are those of its files, even if these have errors and its site is that of an earlier build.
        """
        known = unpacked(self.cache.get(GUARDED, self._current[slug]))
        return None if known is None else known.split("\n")

    def says(self, slug: str) -> str | None:
        """The words that this audience may read of a group on its site, also on an earlier one; None where they are not known."""
        return unpacked(self.cache.get(SAYS, self._keys[slug]))

    def key(self, slug: str) -> str:
        """The fingerprint of what the group's site was made from."""
        return self._keys[slug]

    @property
    def states(self) -> dict[str, str]:
        """What tells each group from what it was in another build: by its files, and by the site that it has."""
        return {slug: f"{now} {self._keys[slug] if self.heads[slug].staged else ''}" for slug, now in self._current.items()}

    def site(self, slug: str) -> bytes:
        """A group's site, as an archive; made again if the cache has lost it."""
        found = self.cache.get(SITES, self._keys[slug])
        return self._again(slug).site if found is None else found

    def _again(self, slug: str) -> Made:
        made = next(Crew(self.terms).made([self._task(slug)]))
        self._keep(made)
        return made

    def portal_pages(self) -> bytes:
        """What the last build of this network kept of the portal's pages, packed."""
        return self.cache.get(PAGES, self.name) or b""

    def keep_portal_pages(self, packed: bytes) -> None:
        """Keep the portal's pages for the next build."""
        self.cache.put(PAGES, self.name, packed)

    # --- from one build to the next ----------------------------------------------------------------------------------

    @property
    def name(self) -> str:
        """Builds that go by the same table: of this network, for this audience, with this engine and kit."""
        return fingerprint([self.terms.root, self.terms.audience, self.terms.engine, self.terms.kit])

    def _remembered(self) -> dict[str, Row]:
        return _table(self.cache.get(LAST, self.name))

    def remember(self) -> None:
        """Let the next build know of this one, which has ended well; sites that nobody will ask for again go."""
        rows, used = {}, set[str]()
        for slug in self.survey.slugs:
            old, key = self._rows.get(slug, Row()), self._keys[slug] if self.heads[slug].staged else ""
            look, files = self._inputs.seen.get(slug, ("", ""))
            before = old.before if key in ("", old.key) else old.key
            rows[slug] = Row(look, files, key or old.key, before)
            used |= {rows[slug].key, before}
        for old in self._rows.values():
            for key in {old.key, old.before} - used - {""}:
                for kind in KINDS:
                    self.cache.drop(kind, key)
        table = {slug: [row.look, row.files, row.key, row.before] for slug, row in rows.items()}
        self.cache.put(LAST, self.name, json.dumps(table).encode())


def in_use(cache: Cache) -> set[tuple[str, str]]:
    """The entries that the latest build of each kind used: kind and key."""
    used = set[tuple[str, str]]()
    for kind, name, _ in list(cache.entries()):
        if kind == LAST:
            used |= {(kind, name), (PAGES, name)}
            keys = {row.key for row in _table(cache.get(LAST, name)).values()} - {""}
            used |= {(each, key) for key in keys for each in KINDS}
    return used


def _table(packed: bytes | None) -> dict[str, Row]:
    try:
        return {slug: Row(*row) for slug, row in json.loads(packed or b"{}").items()}
    except (ValueError, TypeError, AttributeError):
        return {}


def _read(packed: bytes) -> Head | None:
    try:
        return of_json(Head, packed)
    except ValueError:
        return None


class _Between:
    """What the rules across groups see: a little of every group, and all of those that share a member with another one."""

    def __init__(self) -> None:
        self._told = dict[str, Summary]()
        self._first = dict[str, str]()
        self._shared = set[str]()

    def add(self, told: Summary, card: Summary | None) -> None:
        """One group; with its card, if all of it is kept elsewhere: mostly the two say the same, and need be held once."""
        for email in told.emails:
            if (other := self._first.setdefault(email, told.slug)) != told.slug:
                self._shared |= {other, told.slug}
        if card:
            told = replace(told, cadence=card.cadence, emails=frozenset(), slots=())
        self._told[told.slug] = card if card == told else told

    def summaries(self, whole: Callable[[str], Summary | None]) -> list[Summary]:
        """All groups, by slug; `whole` gives what of a group was not kept."""
        asked = {slug for slug in self._shared if not self._told[slug].emails}
        return [(whole(slug) if slug in asked else None) or told for slug, told in sorted(self._told.items())]
