"""The scan of one build: what each group's site was found to say, and the portal held against everybody's secrets."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from itertools import chain, takewhile
from pathlib import Path
from typing import Any, Protocol

from peerkit.allowed import common_words
from peerkit.fingerprint import of_bytes
from peerkit.guard import allowed, secrets
from peerkit.model.charter import Charter
from peerkit.model.group import About, Group, Meets
from peerkit.novelty import cut, touched
from peerkit.outward import SPEAKING, Call, calls
from peerkit.project import project_network
from peerkit.scan import Allowed, Finder, Hit, Scanner, Unexplained, again, read_as
from peerkit.schema import schemas
from peerkit.staging import own_address
from peerkit.survey import Survey


class Leak(Exception):
    """Something confidential stands in what was produced, or a page would call a server elsewhere: exit code 3.

    Carries where confidential text stands and comes from, never what it is; and the calls.
    """

    def __init__(self, hits: Sequence[Hit], calls: Sequence[Call] = ()) -> None:
        files = len({hit.file for hit in hits} | {call.file for call in calls})
        what = "confidential text" if hits else "calls to other servers, which would learn who reads,"
        super().__init__(f"{what} in {files} produced {'file' if files == 1 else 'files'}; nothing was published")
        self.hits, self.calls = list(hits), list(calls)


@dataclass(frozen=True)
class Leaning:
    """What may stand only because somebody else says it, too: what a scan leaves to the next one.

    `said` has who says a run of words that a group keeps to itself; no group's name stands for the network and for what may stand
    on any page. `hits` are those that were found, but are explained by several such runs or only in company. `common` tells
    whether what may stand on any page has a run.
    """

    hits: tuple[Hit, ...] = ()
    said: Mapping[str, str] = field(default_factory=dict)
    common: Mapping[str, bool] = field(default_factory=dict, compare=False)

    def but_of(self, groups: Iterable[str], root: str) -> Leaning:
        """Without what stands in the sites of some groups, or comes from their files."""
        sites = tuple(f"groups/{slug}/" for slug in groups)
        files = tuple(f"{root}/{slug}/" for slug in groups)
        return replace(self, hits=tuple(h for h in self.hits if not h.file.startswith(sites) and not h.where.startswith(files)))


class _Common(Allowed):
    """Words that take long to gather, with what was known of them before: most scans ask what the last one asked."""

    __slots__ = ("_gather", "asked", "known")

    def __init__(self, gather: Callable[[], Allowed], known: Mapping[str, bool]) -> None:
        super().__init__()
        self._gather, self.known, self.asked = gather, known, dict[str, bool]()

    def covers(self, words: str) -> bool:
        if words not in self.asked:
            self.asked[words] = self.known[words] if words in self.known else self._gather().covers(words)
        return self.asked[words]

    def covered(self, finder: Finder) -> set[str]:
        return self._gather().covered(finder)


class _Runs(Allowed):
    """Runs of words, each of which may stand by itself."""

    __slots__ = ("_runs",)

    def __init__(self, runs: Collection[str]) -> None:
        super().__init__()
        self._runs = runs

    def covers(self, words: str) -> bool:
        return words in self._runs

    def covered(self, finder: Finder) -> set[str]:
        return set(finder.phrases).intersection(self._runs)


class Known(Protocol):
    """Whoever knows of groups, without loading them, what the scan asks; None of a group of which it is not known."""

    def guarded(self, slug: str) -> list[str] | None:
        """The beginnings of the phrases that the portal must not say, the long ones' first."""

    def says(self, slug: str) -> str | None:
        """The words that this audience may read, as `Allowed` packs them."""


class Watch:
    """The scan of one build. The portal says something of every group, so it is held against every group's secrets.

    A group's own site was searched when it was made, for the group's own secrets; what was found there and its own words do
    not explain is added to `hits`, and judged by the words of the whole network as they are now.
    """

    _AT_ONCE = 200  # groups whose phrases are looked for in one go; so memory does not grow with the network

    def __init__(
        self,
        survey: Survey,
        docs: Path,
        config: Mapping[str, Any],
        own: Iterable[str] = (),
        known: Known | None = None,
        before: Leaning | None = None,
        changed: Collection[str] = (),
    ) -> None:
        """`own` are texts of the kit and the organiser, on pages that belong to no group.

        `before` is what the last scan left to this one, and `changed` are the groups that have changed since, or are gone.
        """
        self.survey, self.docs, self.config, self.own = survey, docs, config, own
        self.known = known
        self.before, self.changed = (before or Leaning()).but_of(changed, survey.source.root), frozenset(changed)
        self.said = {run: who for run, who in self.before.said.items() if who not in self.changed}
        self.hits: list[Hit] = []
        self.calls: list[Call] = []
        self.base = _Common(lambda: self._base, self.before.common)

    @cached_property
    def _base(self) -> Allowed:
        """What may stand on any page."""
        common = common_words((self.docs, self.survey.plan.templates), self.config)
        return common | Allowed.from_texts([*schemas().values(), *self.own])

    def read(
        self,
        folder: Path,
        made: Collection[str],
        known: Mapping[str, str],
        standing: tuple[Path, Mapping[str, list[str]]] | None = None,
    ) -> dict[str, list[str]]:
        """What all in `folder` is read as, whoever wrote it, but for the sites of the groups that were `made`.

        What is `known`, by fingerprint, has been searched as it was made. The words of files that are the same in a folder that is `standing`
        are taken from there.
        """
        own, words = own_address(self.config), dict[str, list[str]]()
        for file in _rest(folder, made, known):
            data = (folder / file).read_bytes()
            if standing and file in standing[1] and (standing[0] / file).read_bytes() == data:
                words[file] = standing[1][file]
                continue
            words[file] = read_as(file, data)
            if file.endswith(SPEAKING):
                self.calls += calls(file, data, own)
        return words

    def concerned(self, words: Mapping[str, Iterable[str]]) -> Collection[str]:
        """The groups whose secrets are to be looked for in a portal that stands: those that changed.

        All, if one of these alone said what stands there, so that somebody's secret it may be.
        """
        lost = {run for run, who in self.before.said.items() if who in self.changed}
        standing = Finder(sorted(lost)).find(chain.from_iterable(words.values()))
        return self.survey.slugs if self._unsaid(standing) else self.changed

    def look(self, folder: Path, words: Mapping[str, Iterable[str]], groups: Collection[str]) -> None:
        """Look for the secrets of some groups, also of such as were not built, in files of `folder` that are read as these words.

        What somebody else says to this audience is passed over before any group is loaded: in a large network, every group has
        some run of words that another one says.
        """
        slugs = [slug for slug in self.survey.slugs if slug in groups]
        where, unknown = self._standing(words, slugs)
        long = {phrase for phrase in where if cut(phrase)}
        left = self._unsaid({phrase for phrase in where.keys() - long if not self.base.covers(phrase)}) | long
        for slug in slugs if left else unknown:
            guarded = self._guarded(slug)
            files = words.keys() if guarded is None else {file for phrase in left.intersection(guarded) for file in where[phrase]}
            if files and self.survey.group(slug)[0]:
                whole, seen = self.survey.views(slug)
                scanner = Scanner(secrets(whole, seen), [partial(allowed, seen), self.base, _Runs(self.said)])
                self.hits += scanner.scan(folder, files)

    def _standing(self, words: Mapping[str, Iterable[str]], slugs: Sequence[str]) -> tuple[dict[str, list[str]], list[str]]:
        """What stands in these words though a group does not say it, or the beginning of it, and the files; loading no group.

        Also the groups of which it is not known what they keep to themselves.
        """
        where, unknown = dict[str, list[str]](), list[str]()
        for start in range(0, len(slugs), self._AT_ONCE):
            guarded = {slug: self._guarded(slug) for slug in slugs[start : start + self._AT_ONCE]}
            unknown += (slug for slug, phrases in guarded.items() if phrases is None)
            finder = Finder(sorted({p for phrases in guarded.values() for p in phrases or ()} - where.keys()))
            for file, readings in words.items():
                for phrase in finder.find(readings):
                    where.setdefault(phrase, []).append(file)
        return where, unknown

    def _unsaid(self, phrases: Iterable[str]) -> set[str]:
        """Those of these phrases that neither the network nor any group says to this audience."""
        left = set(phrases).difference(self.said)
        finder = Finder(sorted(left))
        for who, words in self._sayings() if left else ():
            self.said |= dict.fromkeys(left & (heard := words.covered(finder)), who)
            left -= heard
            if not left:
                break
        return left

    def _guarded(self, slug: str) -> list[str] | None:
        return self.known.guarded(slug) if self.known else None

    def compare(self, folder: Path, old: Mapping[str, Sequence[str]], new: Mapping[str, Sequence[str]]) -> None:
        """Look in a new portal for the secrets of groups that changed, and in what is new there for those of the others."""
        concerned = self.concerned(new)
        self.look(folder, new, concerned)
        files = {file: words for file, words in new.items() if words != old.get(file)}
        each = [touched(old.get(file, ()), words) for file, words in files.items()]
        runs = None if None in each else set[str]().union(*filter(None, each))
        asked = self._touched(set(self.survey.slugs).difference(concerned), runs, files)
        self.look(folder, files, asked)
        theirs = tuple(f"{self.survey.source.root}/{slug}/" for slug in asked)
        kept = list[Hit | None]()
        for hit in self.before.hits:
            if hit.file in files and not hit.where.startswith(theirs):
                moved = runs is None or any(cut(found.words) or found.words in runs for found in hit.found)
                kept.append(again(hit, (folder / hit.file).read_bytes()) if moved else hit)
            elif hit.file not in files and (hit.file not in old or hit.file in new):
                kept.append(hit)
        self.before = replace(self.before, hits=tuple(filter(None, kept)))
        self._forget(new)

    def _forget(self, words: Mapping[str, Iterable[str]]) -> None:
        """Let go of who says what stands nowhere any more."""
        asked = {run for hit in (*self.hits, *self.before.hits) for found in hit.found for run in found.runs()}
        asked |= Finder(sorted(self.said)).find(chain.from_iterable(words.values()))
        self.said = {run: who for run, who in self.said.items() if run in asked}

    def _touched(self, slugs: Iterable[str], runs: set[str] | None, files: Mapping[str, Iterable[str]]) -> set[str]:
        """The groups of whose phrases some may be new in these files, in which these runs of words are; loading no group."""
        asked, long = set[str](), dict[str, list[str]]()
        for slug in slugs:
            known = self._guarded(slug)
            if runs is None or known is None or not runs.isdisjoint(known):
                asked.add(slug)
            for phrase in takewhile(cut, known or ()):
                long.setdefault(phrase, []).append(slug)
        standing = Finder(sorted(long)).find(chain.from_iterable(files.values()))
        return asked.union(*(long[phrase] for phrase in standing))

    def end(self) -> Leaning:
        """Judge what was found, and what leaned on others before. Raises Leak."""
        hits = sorted(dict.fromkeys([*self.hits, *self.before.hits]))
        unexplained = Unexplained(hits, self.said)
        if unexplained.hits:
            for who, words in self._explanations():
                self.said |= dict.fromkeys(unexplained.hear(words), who)
                if not unexplained.hits:
                    break
        if unexplained.hits or self.calls:
            raise Leak(sorted(unexplained.hits), sorted(set(self.calls)))
        return Leaning(tuple(hits), dict(sorted(self.said.items())), {**self.base.known, **self.base.asked})

    def _explanations(self) -> Iterator[tuple[str, Allowed]]:
        """What may stand, and each group for whom it may; at last what pages make of groups' values, which have to be loaded."""
        yield "", self.base
        yield from self._sayings()
        for slug in self._by_use():
            if self.survey.group(slug)[0]:
                yield slug, self._made(self.survey.views(slug)[1])

    def _sayings(self) -> Iterator[tuple[str, Allowed]]:
        """What the network says, and each group."""
        context = self.survey.context
        network = project_network(context.network, context.audience)
        yield "", Allowed.from_texts([network.name, network.summary, network.contact, network.url])
        for slug in self._by_use():
            says = self.known.says(slug) if self.known else None
            if says is not None:
                yield slug, Allowed.of_packed(says)
            elif self.survey.group(slug)[0]:
                yield slug, allowed(self.survey.views(slug)[1])

    def _by_use(self) -> list[str]:
        """The groups: first those that said what is to be asked again, then those whose words were needed before, then the others."""
        props = {*self.before.said.values()}
        return sorted(self.survey.slugs, key=lambda slug: (slug not in props, slug not in self.changed, slug))

    def _made(self, seen: Group) -> Allowed:
        """What pages make of a group's values."""
        from peerkit.outputs.site import site  # seldom asked for, and much to load
        from peerkit.pages import cadence

        pages = site(_frame(seen), self.survey.context)[0]
        card = cadence(seen, self.survey.context)
        return Allowed.from_texts([card, *(data.decode() for path, data in pages.items() if path.endswith(".md"))])


def _frame(seen: Group) -> Group:
    """A group with nothing but the values that generated sentences are made of, so that these sentences may stand."""
    about, charter = seen.about, seen.charter
    kept = ("name", "kind", "focus", "level", "status", "founded", "language", "contact", "seats")
    meets = Meets(rule=about.meets.rule, timezone=about.meets.timezone)
    dates = {n: getattr(charter, n) for n in ("version", "status", "adopted", "review_by", "proposed")} if charter else {}
    return Group(
        slug=seen.slug,
        about=About(meets=meets, **{name: getattr(about, name) for name in kept}),
        charter=Charter(**dates) if charter else None,
        figures=seen.figures,
        sections=seen.sections,
    )


def _rest(folder: Path, made: Collection[str], known: Mapping[str, str]) -> list[str]:
    """The files in `folder` but the sites of the groups that were `made`, the theme's own, and those that are as `known`."""
    every = sorted(_below(folder, folder, {folder / "groups" / slug for slug in made}))
    return [file for file in every if file not in known or of_bytes((folder / file).read_bytes()) != known[file]]


_THEMES = (
    "assets/javascripts/",
    "assets/stylesheets/main.",
    "assets/stylesheets/palette.",
)  # where the portal has the theme's own


def unread(folder: Path, path: str) -> bool:
    """Whether a file of a portal need not be read, since it is as Material brings it along; anybody may write beside those."""
    spec = importlib.util.find_spec("material") if path.startswith(_THEMES) else None
    own = Path(spec.origin or "").parent / "templates" / path if spec else None
    return own is not None and own.is_file() and own.read_bytes() == (folder / path).read_bytes()


def _below(folder: Path, entry: Path, skipped: Collection[Path]) -> Iterator[str]:
    """The files at or below an entry of the folder, by their path in it; not those skipped, nor the theme's own."""
    path = entry.relative_to(folder).as_posix()
    if entry.is_dir():
        for inner in entry.iterdir():
            if inner not in skipped:
                yield from _below(folder, inner, skipped)
    elif entry.is_file() and not unread(folder, path):
        yield path
