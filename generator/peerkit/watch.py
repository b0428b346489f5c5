"""The scan of one build: what each group's site was found to say, and the portal held against everybody's secrets."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from pathlib import Path
from typing import Any, Protocol

from peerkit.allowed import common_words
from peerkit.guard import allowed, secrets
from peerkit.model.charter import Charter
from peerkit.model.group import About, Group, Meets
from peerkit.novelty import LONGEST, beginning, touched
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
    """What stands in a site only because something else says it, too; the groups whose words were needed; and what is known so far.

    That is, who says a run of words (no group's name: what may stand on any page, and the network), and whether what may stand on any page has it.
    """

    hits: tuple[Hit, ...] = ()
    props: tuple[str, ...] = ()
    said: Mapping[str, str] = field(default_factory=dict, compare=False)
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


class Known(Protocol):
    """Whoever knows of groups, without loading them, what the scan asks; None of a group of which it is not known."""

    def guarded(self, slug: str) -> list[str] | None:
        """The beginnings of the phrases that the portal must not say."""

    def says(self, slug: str) -> str | None:
        """The words that this audience may read, as `Allowed` packs them."""


class Watch:
    """The scan of one build. The portal says something of every group, so it is held against every group's secrets.

    A group's own site was searched when it was made, for the group's own secrets; what was found there and its own words do
    not explain is added to `hits`, and judged by the words of the whole network as they are now.
    """

    _AT_ONCE = 50  # groups whose phrases are looked for in one go; so memory does not grow with the network

    def __init__(
        self,
        survey: Survey,
        docs: Path,
        config: Mapping[str, Any],
        own: Iterable[str] = (),
        known: Known | None = None,
        common: Mapping[str, bool] | None = None,
    ) -> None:
        """`own` are texts of the kit and the organiser, on pages that belong to no group; `common` is known of these and the like."""
        self.survey, self.docs, self.config, self.own = survey, docs, config, own
        self.known = known
        self.hits: list[Hit] = []
        self.calls: list[Call] = []
        self.base = _Common(lambda: self._base, common or {})

    @cached_property
    def _base(self) -> Allowed:
        """What may stand on any page."""
        common = common_words((self.docs, self.survey.plan.templates), self.config)
        return common | Allowed.from_texts([*schemas().values(), *self.own])

    def read(
        self,
        folder: Path,
        made: Collection[str],
        known: Mapping[str, bytes] | None = None,
        only: Collection[str] | None = None,
        standing: tuple[Path, Mapping[str, list[str]]] | None = None,
    ) -> dict[str, list[str]]:
        """Read all in `folder` but the sites of the groups that were `made`, whoever wrote it, for the secrets of all groups, or some.

        All means also those that were not built. What is `known` has been searched as it was made. Gives each file's words;
        those of files that are the same in a folder that is `standing` are taken from there.
        """
        own, words = own_address(self.config), dict[str, list[str]]()
        for file in _rest(folder, made, known or {}):
            data = (folder / file).read_bytes()
            if standing and file in standing[1] and (standing[0] / file).read_bytes() == data:
                words[file] = standing[1][file]
                continue
            words[file] = read_as(file, data)
            if file.endswith(SPEAKING):
                self.calls += calls(file, data, own)
        self.look(folder, words, self.survey.slugs if only is None else only)
        return words

    def look(self, folder: Path, words: Mapping[str, Iterable[str]], groups: Collection[str]) -> None:
        """Look for the secrets of some groups in files of `folder` that are read as these words."""
        slugs = [slug for slug in self.survey.slugs if slug in groups]
        for start in range(0, len(slugs), self._AT_ONCE):
            for slug, files in self._suspects(words, slugs[start : start + self._AT_ONCE]):
                if self.survey.group(slug)[0]:
                    whole, seen = self.survey.views(slug)
                    self.hits += Scanner(secrets(whole, seen), [partial(allowed, seen), self.base]).scan(folder, files)

    def _suspects(self, words: Mapping[str, Iterable[str]], slugs: Iterable[str]) -> Iterator[tuple[str, Collection[str]]]:
        """The groups of which something may stand in these words that they do not say themselves, and the files; loading none."""
        guarded = {slug: self._guarded(slug) for slug in slugs}
        finder = Finder(sorted({phrase for phrases in guarded.values() for phrase in phrases or ()}))
        where = dict[str, list[str]]()
        for file, readings in words.items():
            for phrase in finder.find(readings):
                where.setdefault(phrase, []).append(file)
        odd = {phrase for phrase in where if phrase.count(" ") + 1 >= LONGEST or not self.base.covers(phrase)}
        for slug, phrases in guarded.items():
            if phrases is None:
                yield slug, words.keys()
            elif files := {file for phrase in odd.intersection(phrases) for file in where[phrase]}:
                yield slug, files

    def _guarded(self, slug: str) -> list[str] | None:
        return self.known.guarded(slug) if self.known else None

    def compare(
        self,
        folder: Path,
        old: Mapping[str, Sequence[str]],
        new: Mapping[str, Sequence[str]],
        others: Collection[str],
        before: Leaning,
    ) -> Leaning:
        """Look in what is new in `folder` for the secrets of groups that have not changed.

        Gives what leaned on others `before` as it stands now.
        """
        files = {file: words for file, words in new.items() if words != old.get(file)}
        each = [touched(old.get(file, ()), words) for file, words in files.items()]
        runs = None if None in each else set[str]().union(*filter(None, each))
        asked = {slug for slug in others if runs is None or (known := self._guarded(slug)) is None or not runs.isdisjoint(known)}
        self.look(folder, files, asked)
        theirs = tuple(f"{self.survey.source.root}/{slug}/" for slug in asked)
        kept = list[Hit | None]()
        for hit in before.hits:
            if hit.file in files and not hit.where.startswith(theirs):
                moved = runs is None or any(beginning(found.words) in runs for found in hit.found)
                kept.append(again(hit, (folder / hit.file).read_bytes()) if moved else hit)
            elif hit.file not in files and (hit.file not in old or hit.file in new):
                kept.append(hit)
        return replace(before, hits=tuple(filter(None, kept)))

    def end(self, before: Leaning | None = None, changed: Collection[str] | None = None) -> Leaning:
        """Judge what was found, and what leaned on others when it was judged `before`. Raises Leak.

        Where it is known what has `changed` since, what all others say need not be asked again.
        """
        before = before or Leaning()
        hits = sorted([*self.hits, *before.hits])
        said = {run: who for run, who in before.said.items() if changed is not None and who not in changed}
        unexplained = Unexplained(hits, said)
        if unexplained.hits:
            for who, words in self._explanations(before.props, changed or ()):
                said |= dict.fromkeys(unexplained.hear(words), who)
                if not unexplained.hits:
                    break
        if unexplained.hits or self.calls:
            raise Leak(sorted(unexplained.hits), sorted(set(self.calls)))
        runs = {run for hit in hits for found in hit.found for run in found.runs()}
        said = {run: who for run, who in sorted(said.items()) if run in runs}
        return Leaning(tuple(hits), tuple(sorted({*said.values()} - {""})), said, {**self.base.known, **self.base.asked})

    def _explanations(self, props: Collection[str], changed: Collection[str]) -> Iterator[tuple[str, Allowed]]:
        """What may stand, and each group for whom it may: first those that said what is no longer known, then what is no group's."""
        first = [slug for slug in self.survey.slugs if slug in props and slug in changed]
        rest = sorted(set(self.survey.slugs).difference(first), key=lambda slug: (slug not in props, slug))
        yield from self._said(first)
        context = self.survey.context
        network = project_network(context.network, context.audience)
        yield "", self.base
        yield "", Allowed.from_texts([network.name, network.summary, network.contact, network.url])
        yield from self._said(rest)

    def _said(self, slugs: Sequence[str]) -> Iterator[tuple[str, Allowed]]:
        """The groups' words, and then what pages make of their values, for which they have to be loaded."""
        for slug in slugs:
            says = self.known.says(slug) if self.known else None
            if says is not None:
                yield slug, Allowed.of_packed(says)
            elif self.survey.group(slug)[0]:
                yield slug, allowed(self.survey.views(slug)[1])
        for slug in slugs:
            if self.survey.group(slug)[0]:
                yield slug, self._made(self.survey.views(slug)[1])

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


def _rest(folder: Path, made: Collection[str], known: Mapping[str, bytes]) -> list[str]:
    """The files in `folder` but the sites of the groups that were `made`, the theme's own, and those that are as `known`."""
    every = sorted(_below(folder, folder, {folder / "groups" / slug for slug in made}))
    return [file for file in every if file not in known or (folder / file).read_bytes() != known[file]]


THEMES = ("assets/javascripts/", "assets/stylesheets/main.", "assets/stylesheets/palette.")  # its own, in the portal


def _below(folder: Path, entry: Path, skipped: Collection[Path]) -> Iterator[str]:
    """The files at or below an entry of the folder, by their path in it; not those skipped, nor the theme's own."""
    path = entry.relative_to(folder).as_posix()
    if entry.is_dir():
        for inner in entry.iterdir():
            if inner not in skipped:
                yield from _below(folder, inner, skipped)
    elif entry.is_file() and not path.startswith(THEMES):
        yield path
