"""What the groups of a build are made from, gathered from the project; a group whose files are known is not read again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from msgspec import structs

from peerkit import archive
from peerkit.fingerprint import fingerprint
from peerkit.history import FOLLOWED, History
from peerkit.looks import Look
from peerkit.making.kit import kit
from peerkit.making.order import Order, PastSent, Terms, key, sent
from peerkit.staging import TAKEN_OVER
from peerkit.survey import Survey


@dataclass
class Inputs:
    """The inputs of all groups. `known` has, by group, what its files looked like from outside and their fingerprint.

    `looks` are those of now, where somebody has looked already.
    """

    survey: Survey
    terms: Terms
    now: int  # the time of the file system's clock, in nanoseconds; 0 where it is not known
    known: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    looks: Mapping[str, Look] = field(default_factory=dict)
    seen: dict[str, tuple[str, str]] = field(default_factory=dict)  # the same as of now

    def key(self, slug: str) -> str:
        """The fingerprint of all that a group's site is made from; its files are read only if they look changed."""
        return key(self.terms, slug, self._fingerprint(slug), fingerprint(self._past(slug)))

    def _fingerprint(self, slug: str) -> str:
        now, before = self.looks.get(slug) or self.survey.source.look(slug), self.known.get(slug)
        settled = now.settled(self.now)
        same = settled and before and before[0] == now.digest
        found = before[1] if same and before else fingerprint(sent(self.survey.source.group(slug)))
        if settled:
            self.seen[slug] = (now.digest, found)
        return found

    def order(self, slug: str) -> Order:
        """The inputs themselves."""
        past = self._past(slug)
        blobs = {
            r.blob: data
            for chain in past.files.values()
            for r in chain
            if r.blob and (data := self._blob(slug, r.blob)) is not None
        }
        return Order(slug, sent(self.survey.source.group(slug)), structs.replace(past, blobs=blobs))

    @cached_property
    def _history(self) -> History:
        return History(self.survey.plan.groups, self.survey.plan.ref)

    def _past(self, slug: str) -> PastSent:
        history = self._history
        chains = {name: tuple(replace(r, objects=None) for r in history.of(slug, name)) for name in FOLLOWED}
        return PastSent(history.gap(slug), chains)

    def _blob(self, slug: str, blob: str) -> bytes | None:
        objects = self._history.walk(slug).objects
        return objects.read(blob) if objects else None


def terms(survey: Survey, config: Mapping[str, Any], home: Path, engine: str, strict: bool, code: str = "") -> Terms:
    """What all groups share. `home` is the folder of mkdocs.yml, `code` the fingerprint of the kit's own code where it is known."""
    plan, theme = survey.plan, config.get("theme")
    custom = theme.get("custom_dir") if isinstance(theme, dict) else None
    taken = {name: config[name] for name in TAKEN_OVER if name in config}
    own = archive.read(plan.templates) if plan.templates.is_dir() else {}
    over = archive.read(home / custom) if custom else {}
    return Terms(
        kit(code), survey.source.root, plan.today, plan.audience.word, engine, strict, plan.packets, survey.context.handbook, taken, sent(survey.source.network()), own, over
    )  # fmt: skip
