"""A network's groups one after the other: loaded, checked, and seen by one audience."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from peerkit import rules as ruleset
from peerkit.diagnostic import Diagnostic, Refusal, Severity
from peerkit.facts.summary import Summary, summary
from peerkit.load import (
    builtin_protocols,
    load,
    load_network,
    load_protocols,
    load_skeletons,
    network_document,
    own_protocols,
    own_skeletons,
)
from peerkit.model.base import FACILITATORS, PUBLIC, Audience
from peerkit.model.context import Context
from peerkit.model.group import Group
from peerkit.rules import Rule
from peerkit.source import Source, open_source
from peerkit.text import nearest

_KEPT = 64  # groups held for a second look; more are loaded again, so that memory does not grow with the network


@dataclass(frozen=True)
class Plan:
    """What to read, for whom, and as of which day."""

    today: datetime.date
    groups: Path = Path("groups")
    templates: Path = Path("templates")
    ref: str | None = None
    audience: Audience = PUBLIC
    only: tuple[str, ...] = ()
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    packets: bool = False


@dataclass
class Survey:
    """A network opened: what all its groups share, and each group on demand."""

    plan: Plan
    source: Source
    context: Context
    rules: Mapping[str, Rule]
    problems: list[Diagnostic]  # of the network's own files
    slugs: list[str]
    _kept: dict[str, tuple[Group | None, list[Diagnostic]]] = field(default_factory=dict, repr=False)

    def group(self, slug: str) -> tuple[Group | None, list[Diagnostic]]:
        """One group as the facilitators know it, and what is wrong with its files."""
        if slug not in self._kept:
            if len(self._kept) > _KEPT:
                self._kept.popitem()  # the latest: the first are those that the next pass begins with
            self._kept[slug] = load(slug, self.source.group(slug), self.source.root, self.context.network)
        return self._kept[slug]

    def check(self) -> Iterator[tuple[str, list[Diagnostic]]]:
        """Each group's name with all that is wrong with it; last, under an empty name, the network's."""
        summaries: list[Summary] = []
        whole = replace(self.context, audience=FACILITATORS)
        for slug in self.slugs:
            group, found = self.group(slug)
            if group is not None:
                # without its roster every id of the group would be unresolved, which says nothing
                if not any(d.rule == "syntax" and d.at.path.endswith("/members.yml") for d in found):
                    found = [*found, *ruleset.check(group, whole, self.rules)]
                summaries.append(summary(group, whole))
            yield slug, sorted(self._wanted(found))
        across = ruleset.check_network(summaries, whole, self.rules)
        yield "", sorted(self._wanted([*self.problems, *across]))

    def _wanted(self, found: list[Diagnostic]) -> Iterator[Diagnostic]:
        for diagnostic in found:
            chosen = not self.plan.select or diagnostic.rule in self.plan.select
            if chosen and diagnostic.rule not in self.plan.ignore:
                yield diagnostic


def open_survey(plan: Plan) -> Survey:
    """The network that the plan names. Raises Refusal."""
    source = open_source(plan.groups, plan.ref)
    network, problems = load_network(source.network(), source.root)
    protocols, wrong = load_protocols(builtin_protocols(), *own_protocols(plan.templates))
    wrong += load_skeletons(protocols, *own_skeletons(plan.templates))[1]
    rules, misset = ruleset.configure(network, network_document(source.network(), source.root))
    _known((*plan.select, *plan.ignore), [*rules, "schema", "syntax"], "rule", "'peerkit explain' lists the rules")
    slugs = source.groups()
    _known(plan.only, slugs, "group", f"the groups in '{source.root}' are: {', '.join(slugs[:20]) or 'none'}")
    pages = plan.templates / "pages"
    context = Context(plan.today, network, protocols, plan.audience, (pages,) if pages.is_dir() else (), plan.packets)
    return Survey(
        plan, source, context, rules, [*problems, *wrong, *misset], [s for s in slugs if not plan.only or s in plan.only]
    )


def _known(names: tuple[str, ...], known: list[str], what: str, otherwise: str) -> None:
    for name in names:
        if name not in known:
            raise Refusal(f"no {what} '{name}'; {nearest(name, known) or otherwise}")


def worst(found: list[Diagnostic]) -> Severity | None:
    """The gravest severity among diagnostics, or None."""
    severities = {d.severity for d in found}
    return next((s for s in (Severity.ERROR, Severity.WARNING) if s in severities), None)
