"""The scan of one build: each group's site held against the group's secrets, and the portal against everybody's."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from peerkit.allowed import common_words
from peerkit.guard import allowed, secrets
from peerkit.model.charter import Charter
from peerkit.model.group import About, Group, Meets
from peerkit.outputs.site import site
from peerkit.outward import SPEAKING, Call, calls
from peerkit.pages import cadence
from peerkit.project import project_network
from peerkit.scan import Allowed, Hit, Scanner, Secret
from peerkit.schema import schemas
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


class Watch:
    """The scan of one build. The portal says something of every group, so it is held against every group's secrets."""

    _AT_ONCE = 50  # groups against which the portal is read in one go; so memory does not grow with the network

    def __init__(self, survey: Survey, docs: Path, config: Mapping[str, Any], folder: Path, own: Iterable[str] = ()) -> None:
        """`own` are texts of the kit and the organiser, on pages that belong to no group."""
        self.survey, self.folder = survey, folder
        self.base = common_words((docs, survey.plan.templates), config) | Allowed.from_texts([*schemas().values(), *own])
        self.hits: list[Hit] = []
        self.calls: list[Call] = []
        self.own = f"{str(config['site_url']).rstrip('/')}/" if config.get("site_url") else ""
        self.unscanned = 0  # phrases too short for the scan, which projection alone guards
        self._read: dict[str, bytes] = {}  # what a group's folder held when it was read; its files' names would add up

    def group(self, whole: Group, seen: Group) -> None:
        """Read what was produced for a group."""
        scanner = Scanner(secrets(whole, seen), [self.base, partial(allowed, seen)])
        self.unscanned += scanner.unscanned
        prefix = f"groups/{whole.slug}/"
        files = _files(self.folder / prefix)
        found = scanner.scan(self.folder / prefix, files)
        self.hits += [replace(hit, file=prefix + hit.file) for hit in found]
        self._listen(prefix, files)
        self._read[whole.slug] = _state(self.folder / prefix, files)

    def end(self) -> None:
        """Read all that is not a group's, whoever wrote it, also for groups that were not built. Raises Leak."""
        rest = self._unread()
        slugs = self.survey.slugs
        for start in range(0, len(slugs), self._AT_ONCE):
            hidden, shown = list[Secret](), list[Allowed | Callable[[], Allowed]]([self.base])
            for slug in slugs[start : start + self._AT_ONCE]:
                if self.survey.group(slug)[0]:
                    whole, seen = self.survey.views(slug)
                    hidden += secrets(whole, seen)
                    shown.append(partial(allowed, seen))
            self.hits += Scanner(hidden, shown).scan(self.folder, rest)
        self._listen("", rest)
        hits = sorted(Scanner([], []).confirm(self.hits, self._said_elsewhere())) if self.hits else []
        if hits or self.calls:
            raise Leak(hits, sorted(set(self.calls)))

    def _listen(self, prefix: str, files: Sequence[str]) -> None:
        """Note what these files would ask of other servers."""
        for file in files:
            if file.endswith(SPEAKING):
                self.calls += calls(prefix + file, (self.folder / prefix / file).read_bytes(), self.own)

    def _unread(self) -> list[str]:
        """The files of the portal, and those of groups' folders that were never read or have changed since."""
        found: list[str] = []
        for entry in sorted(self.folder.iterdir()):
            if entry.name == "groups" and entry.is_dir():
                found += [f"groups/{file}" for file in self._unread_groups(entry)]
            else:
                found += _below(self.folder, entry)
        return found

    def _unread_groups(self, groups: Path) -> Iterator[str]:
        for entry in sorted(groups.iterdir()):
            files = _below(groups, entry)
            state = self._read.get(entry.name)
            if state is None or state != _state(entry, [file.partition("/")[2] for file in files]):
                yield from files

    def _said_elsewhere(self) -> Iterator[Allowed]:
        """What the network and each group say to this audience, and the sentences that pages make of a group's public values."""
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


def _files(folder: Path) -> list[str]:
    """Every produced file but the theme's own scripts and styles."""
    return _below(folder, *sorted(folder.iterdir()))


def _below(folder: Path, *entries: Path) -> list[str]:
    """The files that these entries of the folder are or hold, by their path in it; not the theme's own."""
    themes = ("assets/javascripts/", "assets/stylesheets/main.", "assets/stylesheets/palette.")
    every = (path for entry in entries for path in ([entry] if entry.is_file() else sorted(entry.rglob("*"))) if path.is_file())
    return [file for path in every if not (file := path.relative_to(folder).as_posix()).startswith(themes)]


def _state(folder: Path, files: Sequence[str]) -> bytes:
    """What tells whether any of the files is another than before."""
    stats = ((file, (folder / file).stat()) for file in files)
    return hashlib.blake2b(
        repr([(file, s.st_size, s.st_mtime_ns, s.st_ino) for file, s in stats]).encode(), digest_size=16
    ).digest()
