"""The scan of one build: what each group's site was found to say, and the portal held against everybody's secrets."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial
from pathlib import Path
from typing import Any

from peerkit.allowed import common_words
from peerkit.guard import allowed, secrets
from peerkit.model.charter import Charter
from peerkit.model.group import About, Group, Meets
from peerkit.outward import SPEAKING, Call, calls
from peerkit.project import project_network
from peerkit.scan import Allowed, Hit, Scanner, Secret, Unexplained
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
    """What stands in a site only because some group's own pages say it, too; and the groups whose words were needed."""

    hits: tuple[Hit, ...] = ()
    props: tuple[str, ...] = ()

    def but_of(self, groups: Iterable[str], root: str) -> Leaning:
        """Without what stands in the sites of some groups, or comes from their files."""
        sites = tuple(f"groups/{slug}/" for slug in groups)
        files = tuple(f"{root}/{slug}/" for slug in groups)
        return replace(self, hits=tuple(h for h in self.hits if not h.file.startswith(sites) and not h.where.startswith(files)))


class Watch:
    """The scan of one build. The portal says something of every group, so it is held against every group's secrets.

    A group's own site was searched when it was made, for the group's own secrets; what was found there and its own words do
    not explain is added to `hits`, and judged by the words of the whole network as they are now.
    """

    _AT_ONCE = 50  # groups against which the portal is read in one go; so memory does not grow with the network

    def __init__(self, survey: Survey, docs: Path, config: Mapping[str, Any], own: Iterable[str] = ()) -> None:
        """`own` are texts of the kit and the organiser, on pages that belong to no group."""
        self.survey, self.docs, self.config, self.own = survey, docs, config, own
        self.hits: list[Hit] = []
        self.calls: list[Call] = []

    @cached_property
    def base(self) -> Allowed:
        """What may stand on any page."""
        common = common_words((self.docs, self.survey.plan.templates), self.config)
        return common | Allowed.from_texts([*schemas().values(), *self.own])

    def read(
        self, folder: Path, made: Collection[str], only: Collection[str] | None = None, known: Mapping[str, bytes] | None = None
    ) -> None:
        """Read all in `folder` but the sites of the groups that were `made`, whoever wrote it; for the secrets of all groups, or some.

        All means also those that were not built. What is `known` has been searched as it was made.
        """
        searched = known or {}
        every = sorted(_below(folder, folder, {folder / "groups" / slug for slug in made}))
        rest = [file for file in every if file not in searched or (folder / file).read_bytes() != searched[file]]
        slugs = [slug for slug in self.survey.slugs if only is None or slug in only]
        for start in range(0, len(slugs), self._AT_ONCE):
            hidden, shown = list[Secret](), list[Allowed | Callable[[], Allowed]]()
            for slug in slugs[start : start + self._AT_ONCE]:
                if self.survey.group(slug)[0]:
                    whole, seen = self.survey.views(slug)
                    hidden += secrets(whole, seen)
                    shown.append(partial(allowed, seen))
            self.hits += Scanner(hidden, [*shown, lambda: self.base]).scan(folder, rest)  # which is often not asked for
        own = own_address(self.config)
        for file in rest if only is None else ():
            if file.endswith(SPEAKING):
                self.calls += calls(file, (folder / file).read_bytes(), own)

    def end(self, before: Leaning | None = None) -> Leaning:
        """Judge what was found, and what leaned on groups when it was judged `before`. Raises Leak."""
        before = before or Leaning()
        left = Scanner([], []).confirm(self.hits, [self.base]) if self.hits else []
        leaning, props = sorted([*left, *before.hits]), list[str]()
        if leaning:
            unexplained = Unexplained(leaning)
            for slug, words in self._explanations(before.props):
                if unexplained.hear(words) and slug not in props:
                    props.append(slug)
                if not unexplained.hits:
                    break
            left = unexplained.hits
        if left or self.calls:
            raise Leak(sorted(left), sorted(set(self.calls)))
        return Leaning(tuple(leaning), tuple(filter(None, props)))

    def _explanations(self, first: Sequence[str]) -> Iterator[tuple[str, Allowed]]:
        """What may stand, and each group for whom it may: its words, and what pages make of its values; some groups first."""
        from peerkit.outputs.site import site  # seldom asked for, and much to load
        from peerkit.pages import cadence

        context = self.survey.context
        network = project_network(context.network, context.audience)
        yield "", self.base
        yield "", Allowed.from_texts([network.name, network.summary, network.contact, network.url])
        for slug in sorted(self.survey.slugs, key=lambda slug: slug not in first):
            if self.survey.group(slug)[0]:
                seen = self.survey.views(slug)[1]
                yield slug, allowed(seen)
                pages = site(_frame(seen), context)[0]
                card = cadence(seen, context)
                yield slug, Allowed.from_texts([card, *(data.decode() for path, data in pages.items() if path.endswith(".md"))])


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


_THEMES = ("assets/javascripts/", "assets/stylesheets/main.", "assets/stylesheets/palette.")  # its own, in the portal


def _below(folder: Path, entry: Path, skipped: Collection[Path]) -> Iterator[str]:
    """The files at or below an entry of the folder, by their path in it; not those skipped, nor the theme's own."""
    path = entry.relative_to(folder).as_posix()
    if entry.is_dir():
        for inner in entry.iterdir():
            if inner not in skipped:
                yield from _below(folder, inner, skipped)
    elif entry.is_file() and not path.startswith(_THEMES):
        yield path
