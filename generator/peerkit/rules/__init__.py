"""Rules: one a file. A rule's file name is its name; its docstring is its page and its test.

A rule module has `check(group, context, given) -> Iterator[Finding]` (below `network/`: `check(summaries, context, given)`),
names the handbook's `CHAPTER` that explains it, and may have a `Parameters` model (what `network.yml` can set under the rule's
name) and a `SEVERITY` (by default a warning).
"""

from __future__ import annotations

import functools
import importlib
import pkgutil
from collections.abc import Iterator, Mapping, Sequence
from types import ModuleType

from msgspec import Struct
from msgspec.structs import replace

from peerkit.diagnostic import Diagnostic, Severity, Span
from peerkit.facts.summary import Summary
from peerkit.model.base import Model
from peerkit.model.context import Context
from peerkit.model.group import Group
from peerkit.model.network import Network
from peerkit.text import Document, nearest
from peerkit.validate import validate


class Finding(Struct, frozen=True):
    """What a rule found: where, what (with the value), and what to do."""

    at: Span
    message: str
    help: str = ""


class Parameters(Model):
    """What network.yml may set for a rule besides its severity; a rule that has some subclasses this."""


class Rule(Struct, frozen=True):
    """A rule and how this network has set it. Severity None: off."""

    name: str
    module: ModuleType
    severity: Severity | None
    given: Parameters
    spans_groups: bool = False

    @property
    def page(self) -> str:
        """The rule's documentation, Markdown: its docstring."""
        return (self.module.__doc__ or "").strip()

    @property
    def chapter(self) -> str:
        """The handbook's chapter that explains it: the file's name without .md."""
        return str(getattr(self.module, "CHAPTER", ""))


@functools.cache
def builtin() -> Mapping[str, Rule]:
    """Every rule with its own defaults, by name, sorted."""
    found = {}
    for package, spans_groups in ((__name__, False), (f"{__name__}.network", True)):
        folder = importlib.import_module(package).__path__
        for info in pkgutil.iter_modules(folder):
            if info.ispkg:
                continue
            module = importlib.import_module(f"{package}.{info.name}")
            name = info.name.replace("_", "-")
            severity = getattr(module, "SEVERITY", Severity.WARNING)
            found[name] = Rule(name, module, severity, _parameters(module)(), spans_groups)
    return dict(sorted(found.items()))


def _parameters(module: ModuleType) -> type[Parameters]:
    return getattr(module, "Parameters", Parameters)


def configure(network: Network, document: Document) -> tuple[Mapping[str, Rule], list[Diagnostic]]:
    """The rules as network.yml (the document) sets them, and what is wrong with the settings."""
    rules, found = dict(builtin()), []
    for name in network.rules:
        if name not in rules:
            help = nearest(name, rules) or "'peerkit explain' lists the rules"
            found.append(Diagnostic(document.at_key("rules", name), "schema", f"rules.{name}: no such rule", help=help))
            continue
        rules[name] = _set(rules[name], document.part("rules", name), found)
    return rules, found


def _set(rule: Rule, settings: Document, found: list[Diagnostic]) -> Rule:
    """The rule with its severity and parameters as written; what is wrong with them is reported and left out."""
    prefix = f"rules.{rule.name}."
    own = {key: value for key, value in settings.value.items() if key != "severity"}
    word = settings.value.get("severity") or (rule.severity.value if rule.severity else "off")
    if word not in ("error", "warning", "off"):
        at, message = settings.at("severity"), f"{prefix}severity: '{str(word)[:40]}' is not known"
        found.append(Diagnostic(at, "schema", message, help="write error, warning or off"))
        word = "warning"
    given, _ = validate(type(rule.given), replace(settings, value=own), found, prefix)
    return replace(rule, severity=None if word == "off" else Severity(word), given=given or rule.given)


def check(group: Group, context: Context, rules: Mapping[str, Rule]) -> Iterator[Diagnostic]:
    """What the rules find in one group."""
    for rule in rules.values():
        if rule.severity is not None and not rule.spans_groups:
            for finding in rule.module.check(group, context, rule.given):
                yield Diagnostic(finding.at, rule.name, finding.message, rule.severity, finding.help)


def check_network(summaries: Sequence[Summary], context: Context, rules: Mapping[str, Rule]) -> Iterator[Diagnostic]:
    """What the rules across groups find, from the groups' summaries."""
    for rule in rules.values():
        if rule.severity is not None and rule.spans_groups:
            for finding in rule.module.check(summaries, context, rule.given):
                yield Diagnostic(finding.at, rule.name, finding.message, rule.severity, finding.help)
