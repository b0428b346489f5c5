"""The scan of one build: what each group's site was found to say, and the portal held against everybody's secrets."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property, partial
from pathlib import Path
from typing import Any

from peerkit.allowed import common_words
from peerkit.fingerprint import fingerprint
from peerkit.guard import allowed, secrets
from peerkit.model.charter import Charter
from peerkit.model.group import About, Group, Meets
from peerkit.outputs.site import site
from peerkit.pages import cadence
from peerkit.project import project_network
from peerkit.scan import Allowed, Hit, Scanner, Secret
from peerkit.schema import schemas
from peerkit.survey import Survey


class Leak(Exception):
    """Something confidential stands in what was produced: exit code 3. Carries where, never what."""

    def __init__(self, hits: Sequence[Hit]) -> None:
        files = len({hit.file for hit in hits})
        super().__init__(f"confidential text in {files} produced {'file' if files == 1 else 'files'}; nothing was published")
        self.hits = list(hits)


class Watch:
    """The scan of one build. The portal says something of every group, so it is held against every group's secrets.

    A group's own site was searched when it was made, for the group's own secrets; what was found there and its own words do
    not explain (`hits`) is judged here, by the words of the whole network as they are now.
    """

    _AT_ONCE = 50  # groups against which the portal is read in one go; so memory does not grow with the network

    def __init__(self, survey: Survey, docs: Path, config: Mapping[str, Any], folder: Path) -> None:
        self.survey, self.docs, self.config, self.folder = survey, docs, config, folder
        self.hits: list[Hit] = []
        self._read: dict[str, str] = {}  # what a group's folder held when it was written; its files' names would add up

    @cached_property
    def base(self) -> Allowed:
        """What may stand on any page."""
        common = common_words((self.docs, self.survey.plan.templates), self.config)
        return common | Allowed.from_texts(schemas().values())

    def group(self, slug: str, hits: Iterable[Hit]) -> None:
        """Take a group's site as read, with what was found in it."""
        self.hits += hits
        self._read[slug] = state(self.folder / "groups" / slug)

    def end(self) -> None:
        """Read all that is not a group's, whoever wrote it, also for groups that were not built. Raises Leak."""
        rest = self._unread()
        slugs = self.survey.slugs
        for start in range(0, len(slugs), self._AT_ONCE):
            hidden, shown = list[Secret](), list[Allowed | Callable[[], Allowed]]([lambda: self.base])
            for slug in slugs[start : start + self._AT_ONCE]:
                if self.survey.group(slug)[0]:
                    whole, seen = self.survey.views(slug)
                    hidden += secrets(whole, seen)
                    shown.append(partial(allowed, seen))
            self.hits += Scanner(hidden, shown).scan(self.folder, rest)
        if self.hits and (hits := sorted(Scanner([], []).confirm(self.hits, self._explanations()))):
            raise Leak(hits)

    def _unread(self) -> list[str]:
        """The files of the portal, and those of groups' folders that were never read or have changed since."""
        found: list[str] = []
        for entry in sorted(self.folder.iterdir()):
            if entry.name == "groups" and entry.is_dir():
                for each in sorted(entry.iterdir()):
                    if each.name not in self._read or self._read[each.name] != state(each):
                        found += _below(self.folder, each)
            else:
                found += _below(self.folder, entry)
        return found

    def _explanations(self) -> Iterator[Allowed]:
        """What any page may say, then what the network and each group say to this audience, and what pages make of their values."""
        yield self.base
        context = self.survey.context
        network = project_network(context.network, context.audience)
        yield Allowed.from_texts([network.name, network.summary, network.contact, network.url])
        for slug in self.survey.slugs:
            if self.survey.group(slug)[0]:
                seen = self.survey.views(slug)[1]
                yield allowed(seen)
                pages = site(_frame(seen), context)[0]
                card = cadence(seen, context)
                yield Allowed.from_texts([card, *(data.decode() for path, data in pages.items() if path.endswith(".md"))])


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


def _below(folder: Path, entry: Path) -> list[str]:
    """The files that an entry of the folder is or holds, by their path in it; not the theme's own."""
    themes = ("assets/javascripts/", "assets/stylesheets/main.", "assets/stylesheets/palette.")
    every = [entry] if entry.is_file() else [path for path in sorted(entry.rglob("*")) if path.is_file()]
    return [file for path in every if not (file := path.relative_to(folder).as_posix()).startswith(themes)]


def state(folder: Path) -> str:
    """What tells whether any file below a folder is another than before, without reading it."""
    stats = ((path.relative_to(folder).as_posix(), path.lstat()) for path in sorted(folder.rglob("*")))
    return fingerprint([(path, s.st_size, s.st_mtime_ns, s.st_ino) for path, s in stats])
