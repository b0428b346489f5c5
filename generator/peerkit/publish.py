"""The portal and one site a group: stage, build, scan, and swap in what is whole."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from msgspec import Struct, field

from peerkit import archive, engine
from peerkit.diagnostic import Diagnostic, Severity
from peerkit.placing import Place
from peerkit.publication import Invalid as Invalid
from peerkit.publication import Publication, open_publication, own_theme
from peerkit.staging import LABELS
from peerkit.standing import Report, Seen
from peerkit.swap import alone, beside, replaceable, swap
from peerkit.watch import Leak as Leak


class Built(Struct, frozen=True):
    """What a build made."""

    out: Path
    groups: int
    pages: int
    findings: list[Diagnostic]
    warnings: list[str]
    unscanned: int = 0  # phrases too short for the scan, which projection alone guards
    made: list[str] = field(default_factory=list)  # the groups that were not in the cache
    notes: tuple[str, ...] = ()  # what of the groups' past is not known, and what to do about it
    label: str = ""  # who may see it

    @property
    def wrong(self) -> list[Diagnostic]:
        """The errors."""
        return [d for d in self.findings if d.severity is Severity.ERROR]

    @property
    def report(self) -> Report:
        """What there is to say of it, but for the errors."""
        weak, warnings = len(self.findings) - len(self.wrong), tuple(self.warnings)
        return Report(str(self.out), self.groups, self.pages, self.label, weak, self.unscanned, warnings, self.notes)


def _ours(project_file: Path, options: Mapping[str, Any]) -> list[Path]:
    """What of the project no output may replace or stand in."""
    root = project_file.resolve().parent
    return [project_file.resolve(), root / "docs", root / options["groups"], root / options["templates"]]


def build(
    project_file: Path, out: Path, options: Mapping[str, Any], *, engine_name: str, strict: bool, seen: Seen | None = None
) -> Built:
    """Build the portal of `project_file` with its groups, and put it in place as `out`. Raises Refusal, Invalid, Leak.

    What was `seen` of the inputs before is remembered with what comes of them.
    """
    out = out.resolve() if out.is_symlink() else out
    replaceable(out, _ours(project_file, options))
    config = engine.project_config(project_file, engine_name)
    docs = project_file.resolve().parent / str(config.get("docs_dir", "docs"))
    seen = seen.among(folders(project_file, docs, options, config)) if seen else None
    made = open_publication(project_file, options, docs, strict=strict, engine_name=engine_name, seen=seen)
    made.make()
    with beside(out) as new:
        place = Place(made.workshop, out, made.portal_base())
        if not place.portal_stands:
            given = {**options, "publication": made}
            made.warnings[:0] = engine.build_portal(project_file, new, given, engine=engine_name, strict=strict)
            made.workshop.keep_portal_pages(made.pages.packed())
        elif not place.index_stands:
            archive.write(made.index(), new)
        made.place_groups(new, place.slugs)
        leaning = made.scan(new, place, out)
        with alone(out):
            place.put(new)
            place.remember(leaning)
    made.workshop.remember()
    built = _built(made, out, place.pages)
    if seen and (report := _report(made, project_file, built)):
        seen.remember(place.entry, place.packed, report)
    return built


def _built(made: Publication, out: Path, pages: int) -> Built:
    """What came of it."""
    shop = made.workshop
    label = LABELS.get(made.audience.word, "")
    return Built(out, len(made.summaries), pages, made.findings, made.warnings, shop.unscanned, shop.made, made.notes, label)


def _report(made: Publication, project_file: Path, built: Built) -> Report | None:
    """What to say of the same site, should the next build find nothing changed; None if looks alone cannot tell it that."""
    elsewhere = re.search(rb"\bINHERIT\b|!ENV\b", project_file.read_bytes())
    late = made.seen is None or "".join(made.notes) != made.seen.gap  # git found out more as it went on
    refused = any(head.refusal for head in made.workshop.heads.values())  # which may have passed by the next build
    if elsewhere or late or refused or not engine.foreseeable(made.config) or built.wrong:
        return None
    return replace(built.report, warnings=tuple(made.workshop.warnings))


def folders(project_file: Path, docs: Path, options: Mapping[str, Any], config: Mapping[str, Any]) -> list[str]:
    """What else than the groups' files a person's site is made from."""
    custom = own_theme(config)
    return [str(docs), str(options["templates"]), *([str(project_file.resolve().parent / custom)] if custom else [])]


def build_markdown(project_file: Path, out: Path, options: Mapping[str, Any], *, strict: bool) -> Built:
    """Leave the portal and each group as Markdown with a mkdocs.yml, for any engine to build. Raises Refusal, Invalid, Leak."""
    out = out.resolve() if out.is_symlink() else out
    replaceable(out, _ours(project_file, options))
    config = engine.project_config(project_file)
    docs = project_file.resolve().parent / str(config.get("docs_dir", "docs"))
    made = open_publication(project_file, options, docs, strict=strict, engine_name="none")
    made.make()
    with beside(out) as new, made.theme() as theme:
        archive.write(engine.written(made.staged_portal(theme)), new)
        made.place_groups(new)
        made.scan(new)
        pages = sum(1 for path in new.rglob("*.md") if "docs" in path.parts)
        swap(new, out)
    made.workshop.remember()
    return _built(made, out, pages)


def told(error: Exception) -> str:
    """What stopped a build, for a terminal: diagnostics, places of leaks, or one line."""
    if isinstance(error, Invalid):
        return "\n".join([str(error), *map(str, error.found)])
    if isinstance(error, Leak):
        places = [f"{hit.file}: holds text of {hit.where}" for hit in error.hits]
        asked = [
            f"{c.file}:{c.line}:{c.column}: asks '{c.address}' ({c.by}); put a copy into docs, or take it out"
            for c in error.calls
        ]
        return "\n".join([str(error), *places, *asked])
    return str(error)
