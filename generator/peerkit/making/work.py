"""One group from its files to its site: the function that a build calls for each group, here, in another process or elsewhere.

It sees nothing but its arguments, which are values: no folder of the project, no clock, no cache. What a `Bench` keeps from
one group to the next depends on the terms alone.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import Any

from msgspec import structs

from peerkit import archive, engine
from peerkit.builtin import templates
from peerkit.confidential import said
from peerkit.diagnostic import Refusal, Severity
from peerkit.engine import Staged
from peerkit.facts.summary import Summary, summary
from peerkit.fingerprint import fingerprint
from peerkit.guard import allowed, secrets
from peerkit.looks import Look
from peerkit.making.made import Head, Made, packed
from peerkit.making.order import Order, PastSent, Terms, received
from peerkit.model.base import PUBLIC, Audience
from peerkit.model.group import Group
from peerkit.novelty import beginning, cut
from peerkit.outward import SPEAKING, Call, calls
from peerkit.pages import cadence
from peerkit.project import project
from peerkit.scan import Hit, Scanner, words_of
from peerkit.source import Files
from peerkit.staging import Staging, own_address
from peerkit.survey import Plan, Survey, open_survey


class Bench:
    """What a process needs for every group of a build: its terms, unpacked."""

    def __init__(self, terms: Terms) -> None:
        self.terms = terms
        self._folder = tempfile.TemporaryDirectory(prefix="peerkit-")
        self.home = Path(self._folder.name)
        archive.write(terms.templates, self.home / "templates")
        self.theme = (templates() / "theme").resolve()
        if terms.theme:
            self.theme = self.home / "theme"
            shutil.copytree(templates() / "theme", self.theme)
            archive.write(terms.theme, self.theme)

    @cached_property
    def _empty(self) -> Survey:
        """The network without groups: what all of them share is read once."""
        terms = self.terms
        plan = Plan(
            terms.today, Path(terms.root), self.home / "templates", audience=Audience.of(terms.audience), packets=terms.packets
        )
        survey = open_survey(plan, _Sent(terms, Order("", {}, PastSent())))
        survey.context = structs.replace(survey.context, handbook=terms.handbook)
        return survey

    def survey(self, order: Order) -> Survey:
        """The network as far as this group needs it."""
        source = _Sent(self.terms, order)
        return replace(self._empty, source=source, slugs=[order.slug], pasts=order.past, _kept={})

    def shown(self, message: str) -> str:
        """A message with the organiser's own folders called what they are called at home."""
        return message.replace(f"{self.home.as_posix()}/", "")


_benches: dict[str, Bench] = {}  # one: that of the build under way


def bench_of(terms: Terms) -> Bench:
    """This process's bench for these terms."""
    if terms.key not in _benches:
        _benches.clear()
        _benches[terms.key] = Bench(terms)
    return _benches[terms.key]


class _Sent:
    """One group's files, as a source."""

    def __init__(self, terms: Terms, order: Order) -> None:
        self.root, self._terms, self._order = terms.root, terms, order

    def groups(self) -> list[str]:
        return [self._order.slug]

    def group(self, slug: str) -> Files:
        return received(self._order.files)

    def network(self) -> Files:
        return received(self._terms.network)

    def look(self, slug: str = "") -> Look:
        return Look("", sys.maxsize)  # values look like nothing from outside


def make(bench: Bench, order: Order, before: Made | None = None, build: bool = True) -> Made:
    """Check a group, and unless something is wrong with it build its site; what has not changed since `before` is taken from there."""
    survey = bench.survey(order)
    whole, _ = survey.group(order.slug)
    defaults = fingerprint(survey.context.network.defaults)
    head = Head(order.slug, tuple(survey.checked(order.slug)), survey.told(order.slug), defaults=defaults)
    if whole is None or any(d.severity is Severity.ERROR for d in head.findings):
        return Made(head)
    words = _public_words(whole, survey)
    whole, seen = survey.views(order.slug)
    card = _card(seen, survey)
    head = structs.replace(head, card=card, card_key=fingerprint(card), words_key=fingerprint(words))
    if not build:
        return Made(head)
    try:
        made, files = _built(bench, survey, seen, before)
    except Refusal as refusal:
        return Made(structs.replace(head, refusal=bench.shown(str(refusal))))
    kept = made.head
    hits, unscanned, guarded, says = scanned(whole, seen, files)
    found = tuple(_calls(f"groups/{order.slug}/", files, own_address(bench.terms.config)))
    read = structs.replace(head, warnings=kept.warnings, staged=kept.staged, hits=hits, calls=found, unscanned=unscanned)
    return replace(made, head=read, guarded=packed(guarded), words=packed(words), says=packed(says))


def _public_words(group: Group, survey: Survey) -> str:
    """The words of what the public may read of a group, whoever this build is for."""
    public = project(group, structs.replace(survey.context, audience=PUBLIC))
    return " ".join(sorted(words_of(each.text for each in said(public))))


def _card(seen: Group, survey: Survey) -> Summary:
    """What the directory says; e-mails and times are for rules alone, and would add up."""
    return structs.replace(summary(seen, survey.context, cadence(seen, survey.context)), emails=frozenset(), slots=())


def _built(bench: Bench, survey: Survey, seen: Group, before: Made | None) -> tuple[Made, Mapping[str, bytes]]:
    """The site, with what its head must know of the building, and the site's files."""
    terms = bench.terms
    staging = Staging(survey, terms.config)
    staged = staging.staged(seen, bench.theme, shared=terms.engine != "none")
    key = fingerprint([_placeless(staged, bench.theme), terms.kit, terms.engine, terms.strict, terms.theme])
    if before and before.site and before.head.staged == key:
        return before, archive.unpack(before.site)
    known = engine.Pages(before.pages if before else b"")
    if terms.engine == "none":
        files, warnings, pages = engine.written(staged), list[str](), b""
    else:
        files, warnings = engine.built(staged, engine=terms.engine, strict=terms.strict, pages=known)
        pages = known.packed()
    said = (*staging.warnings, *(f"{seen.slug}: {line}" for line in warnings))
    return Made(Head(seen.slug, staged=key, warnings=said), archive.pack(files), pages), files


def _placeless(staged: Staged, theme: Path) -> list[Any]:
    """A staged site without the path at which this machine has the theme; what the theme holds is part of the terms."""
    named: Mapping[str, Any] = staged.config["theme"]
    assert named["custom_dir"] == str(theme)
    return [{**staged.config, "theme": {**named, "custom_dir": ""}}, staged.files, staged.shared, staged.edit]


def _calls(prefix: str, files: Mapping[str, bytes], own: str) -> Iterator[Call]:
    """What the pages would ask of other servers."""
    for path, data in files.items():
        if path.endswith(SPEAKING):
            yield from calls(prefix + path, data, own)


def scanned(whole: Group, seen: Group, files: Mapping[str, bytes]) -> tuple[tuple[Hit, ...], int, str, str]:
    """Confidential text of the group that stands in its site though the group does not say it to this audience.

    Also how many phrases were too short to be looked for; the beginnings, a line each, of those that must stand on no other page
    either, the long ones' first; and what the group says to this audience.
    """
    says = allowed(seen)
    scanner = Scanner(secrets(whole, seen), [says])
    prefix = f"groups/{whole.slug}/"
    hits = tuple(replace(hit, file=prefix + hit.file) for hit in scanner.read(files))
    guarded = sorted({beginning(phrase) for phrase in scanner.guarded()}, key=lambda phrase: (not cut(phrase), phrase))
    return hits, scanner.unscanned, "\n".join(guarded), says.packed()
