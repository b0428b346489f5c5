"""A network's groups one after the other: loaded, checked, and seen by one audience."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from pathlib import Path

from msgspec import Struct, structs

from peerkit import rules as ruleset
from peerkit.diagnostic import Diagnostic, Refusal, Severity
from peerkit.facts.summary import Summary, summary
from peerkit.facts.versions import rostered, versions, with_present
from peerkit.history import CHARTER, GROUND_RULES, ROSTER, History, Pasts
from peerkit.load import load, read_network
from peerkit.model.base import FACILITATORS, PUBLIC, Audience
from peerkit.model.charter import Charter
from peerkit.model.context import Context
from peerkit.model.ground_rules import GroundRules
from peerkit.model.group import Group
from peerkit.model.past import Past
from peerkit.project import project
from peerkit.protocols import load_skeletons, own_skeletons, protocols_for
from peerkit.rules import Rule
from peerkit.source import Source, open_source
from peerkit.text import nearest

_KEPT = 16  # groups held for a second look; more are loaded again, so that memory does not grow with the network


class Plan(Struct, frozen=True):
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
    pasts: Pasts | None = None  # where it is known already
    _kept: dict[str, tuple[Group | None, list[Diagnostic]]] = field(default_factory=dict, repr=False)

    def group(self, slug: str) -> tuple[Group | None, list[Diagnostic]]:
        """One group as the facilitators know it, and what is wrong with its files."""
        if slug not in self._kept:
            if len(self._kept) > _KEPT:
                self._kept.popitem()  # the latest: the first are those that the next pass begins with
            self._kept[slug] = load(slug, self.source.group(slug), self.source.root, self.context.network)
        return self._kept[slug]

    def views(self, slug: str) -> tuple[Group, Group]:
        """A group that loads, with its past: whole, and as this audience may see it."""
        whole, _ = self.group(slug)
        assert whole is not None
        whole = replace(whole, past=self.past(whole))
        return whole, project(whole, self.context)

    @cached_property
    def history(self) -> History:
        """The past of all groups, read in one walk when it is first asked for."""
        return History(self.plan.groups, self.plan.ref)

    def past(self, group: Group) -> Past:
        """What git knows of a group; the texts as they stand in the files are the last ones."""
        history = self.pasts or self.history
        of, gap = partial(history.of, group.slug), history.gap(group.slug)
        charter, lost = versions(of(CHARTER), Charter) if group.charter else ((), 0)
        rules, more = versions(of(GROUND_RULES), GroundRules) if group.ground_rules else ((), 0)
        earlier = len(charter) > 1 or len(rules) > 1
        return Past(
            with_present(charter, group.charter) if group.charter else (),
            with_present(rules, group.ground_rules) if group.ground_rules else (),
            "none" if gap and gap.none else "part" if gap or lost or more else "whole",
            rostered(of(ROSTER)) if earlier and self.context.audience is PUBLIC else (),
        )

    def check(self) -> Iterator[tuple[str, list[Diagnostic]]]:
        """Each group's name with all that is wrong with it; last, under an empty name, the network's."""
        summaries: list[Summary] = []
        for slug in self.slugs:
            yield slug, self.checked(slug)
            if told := self.told(slug):
                summaries.append(told)
        yield "", self.across(summaries)

    def checked(self, slug: str) -> list[Diagnostic]:
        """All that is wrong with one group, sorted."""
        group, found = self.group(slug)
        # without its roster every id of the group would be unresolved, which says nothing
        if group and not any(d.rule == "syntax" and d.at.path.endswith("/members.yml") for d in found):
            found = [*found, *ruleset.check(group, self._whole, self.rules)]
        return sorted(self._wanted(found))

    def told(self, slug: str) -> Summary | None:
        """What the rules across groups know of a group; None where it has no usable group.yml."""
        group, _ = self.group(slug)
        return summary(group, self._whole) if group else None

    def across(self, summaries: Sequence[Summary]) -> list[Diagnostic]:
        """All that is wrong with the network's own files, and between groups."""
        across = ruleset.check_network(summaries, self._whole, self.rules)
        return sorted(self._wanted([*self.problems, *across]))

    @property
    def _whole(self) -> Context:
        return structs.replace(self.context, audience=FACILITATORS)

    def _wanted(self, found: list[Diagnostic]) -> Iterator[Diagnostic]:
        for diagnostic in found:
            chosen = not self.plan.select or diagnostic.rule in self.plan.select
            if chosen and diagnostic.rule not in self.plan.ignore:
                yield diagnostic


def open_survey(plan: Plan, source: Source | None = None) -> Survey:
    """The network that the plan names, or that a source holds. Raises Refusal."""
    source = source or open_source(plan.groups, plan.ref)
    network, document, problems = read_network(source.network(), source.root)
    protocols, wrong = protocols_for(plan.templates)
    wrong += load_skeletons(protocols, *own_skeletons(plan.templates))[1]
    rules, misset = ruleset.configure(network, document)
    _known((*plan.select, *plan.ignore), [*rules, "schema", "syntax", "appearance"], "rule", "'peerkit explain' lists the rules")
    slugs = source.groups()
    _known(plan.only, slugs, "group", f"the groups in '{source.root}' are: {', '.join(slugs[:20]) or 'none'}")
    own = (plan.templates,) if plan.templates.is_dir() else ()
    context = Context(plan.today, network, protocols, plan.audience, own, packets=plan.packets)
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
