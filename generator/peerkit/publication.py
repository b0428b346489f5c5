"""One build of a network for one audience: its groups made, its portal staged, all of it scanned.

The plugin calls a `Publication` from the hooks of the portal's build, so that `mkdocs build` and `peerkit build` give the same site.
"""

from __future__ import annotations

import contextlib
import datetime
import os
import shutil
import tempfile
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from peerkit import archive, engine
from peerkit.appearance import dressed, problems
from peerkit.builtin import templates
from peerkit.cache import FOLDER, Cache
from peerkit.diagnostic import Diagnostic, Refusal, Severity
from peerkit.engine import Pages, Staged
from peerkit.facts.summary import Summary
from peerkit.fingerprint import fingerprint, of_bytes
from peerkit.making.crew import Crew
from peerkit.making.inputs import terms
from peerkit.making.workshop import Workshop
from peerkit.model.base import PUBLIC, Audience
from peerkit.outputs.handbook import Handbook
from peerkit.outputs.handbook.navigation import navigation
from peerkit.outputs.network import directory, search
from peerkit.placing import Place
from peerkit.schema import schemas
from peerkit.source import as_reached
from peerkit.staging import extra, own_templates
from peerkit.standing import Seen
from peerkit.survey import Plan, open_survey
from peerkit.survey import Survey as Survey
from peerkit.watch import Leak as Leak
from peerkit.watch import Leaning, Watch

_ROBOTS = b"User-agent: *\nDisallow: /\n"


class Invalid(Exception):
    """The group files have errors (or, strictly, warnings): exit code 1. Carries the diagnostics."""

    def __init__(self, found: Sequence[Diagnostic]) -> None:
        super().__init__(f"{len(found)} finding{'' if len(found) == 1 else 's'} in the group files")
        self.found = list(found)


def no_progress(done: int, of: int, what: str) -> None:
    """Says nothing."""


@dataclass
class Publication:
    """One build of a network for one audience."""

    survey: Survey
    config: Mapping[str, Any]  # the portal's mkdocs.yml, as a mapping
    docs: Path  # the portal's docs folder
    home: Path  # the folder of mkdocs.yml
    strict: bool = False
    keep_going: bool = False
    engine: str = "mkdocs"
    jobs: int = 1
    executor: str = ""  # a Dask cluster that makes the groups, as `dask://HOST:PORT`
    insecure: bool = False  # whether their files may travel there in the clear
    built_in_handbook: bool = True
    progress: Callable[[int, int, str], None] = no_progress
    seen: Seen | None = None
    warnings: list[str] = field(default_factory=list)
    workshop: Workshop = field(init=False, repr=False)
    handbook: Handbook = field(init=False, repr=False)
    _known: dict[str, str] = field(default_factory=dict, repr=False)  # files that were searched as they were made, by fingerprint

    def __post_init__(self) -> None:
        """Read the organiser's own part of the handbook, so that the groups' pages know what they can refer to."""
        survey = self.survey
        self.handbook = handbook_of(survey, self.docs, self.built_in_handbook)
        addresses = self.handbook.addresses(bool(self.config.get("use_directory_urls", True)))
        survey.context = replace(survey.context, handbook=addresses)
        survey.problems += self.handbook.problems

    @property
    def audience(self) -> Audience:
        return self.survey.plan.audience

    @property
    def notes(self) -> tuple[str, ...]:
        """What is missing of the groups' history, and what to do about it."""
        gap = self.survey.history.gap()
        return (gap.says,) if gap else ()

    @property
    def findings(self) -> list[Diagnostic]:
        return self.workshop.findings

    @property
    def summaries(self) -> list[Summary]:
        return self.workshop.cards

    # --- the groups --------------------------------------------------------------------------------------------------

    def make(self) -> None:
        """Check every group, and have those made whose inputs have changed. Raises Invalid, and Refusal."""
        given = terms(self.survey, self.config, self.home, self.engine, self.strict, self.seen.code() if self.seen else "")
        cache = Cache(self.home / FOLDER, self.warnings.append)
        crew = Crew(given, self.jobs, self.executor, self.insecure)
        looks, now = (self.seen.groups, self.seen.now) if self.seen else ({}, None)
        self.workshop = Workshop(self.survey, given, cache, crew, self.keep_going, self.progress, looks, now)
        self.workshop.make()
        wrong = [d for d in self.findings if d.severity is Severity.ERROR or self.strict]
        if wrong and not (self.keep_going and not self.workshop.network_broken and not self.strict):
            raise Invalid(self.findings)
        theirs = self.docs / "groups"
        for each in self.summaries if theirs.is_dir() else ():
            if (theirs / each.slug).exists():
                raise Refusal(f"'{theirs}/{each.slug}' would be replaced by the group's site; move it elsewhere in docs")

    def place_groups(self, folder: Path, slugs: Iterable[str] | None = None) -> None:
        """Write these groups' sites, or all, to `folder`/groups/<slug>, in place of whatever hooks or an earlier build left there.

        The scan takes these folders as read, since what a group's site holds was searched when it was made.
        """
        for slug in (each.slug for each in self.summaries) if slugs is None else slugs:
            if (home := folder / "groups" / slug).exists():
                shutil.rmtree(home)
            archive.write(archive.unpack(self.workshop.site(slug)), home)
        self.warnings += self.workshop.warnings

    def scan(self, folder: Path, place: Place | None = None, out: Path | None = None) -> Leaning:
        """Judge what was found in the groups' sites, and read all else in `folder`; what of it only others explain. Raises Leak.

        Where only some parts are made anew, `place` knows which: a portal that stands in `out` is read for the groups that changed,
        one in which little is new for what is new, and what was judged for the others is judged again only by what has changed.
        """
        made = {card.slug for card in self.summaries}
        if place is None or out is None or not (place.portal_stands or place.comparable):
            watch = self._watch(made)
            words = watch.read(folder, made, self._known)
            watch.look(folder, words, self.survey.slugs)
            if place:
                place.words = words
            return watch.end()
        if place.portal_stands and not place.asked:
            return place.leaning
        watch = self._watch(made.intersection(place.asked), place.leaning, place.asked)
        old = place.standing_words()
        if place.portal_stands:
            watch.look(out, old, watch.concerned(old))
        else:
            place.words = watch.read(folder, made, self._known, (out, old))
            watch.compare(folder, old, place.words)
        return watch.end()

    def _watch(self, slugs: Iterable[str], before: Leaning | None = None, changed: Collection[str] = ()) -> Watch:
        """A scan that knows what was found in the sites of some groups, and what the last one left to it."""
        watch = Watch(self.survey, self.docs, self.config, self.handbook.words(), self.workshop, before, changed)
        for slug in slugs:
            watch.hits += self.workshop.heads[slug].hits
            watch.calls += self.workshop.heads[slug].calls
        return watch

    # --- the portal --------------------------------------------------------------------------------------------------

    def portal_files(self) -> dict[str, bytes]:
        """What is added to the portal's docs: directory, handbook, schemas, and for non-public audiences robots.txt.

        The search across groups is not: pages would be rendered anew for each word that begins otherwise, since they might link there.
        """
        with own_templates():
            files = {a.path: a.content for a in directory.pages(self.summaries, self.survey.context)} | self.handbook.generated
        files |= {f"schema/v1/{name}": text.encode() for name, text in schemas().items()}
        return files if self.audience is PUBLIC else files | {"robots.txt": _ROBOTS}

    @cached_property
    def pages(self) -> Pages:
        """The portal's pages as the last build made them; most are the handbook's, and seldom change."""
        return Pages(self.workshop.portal_pages())

    def index(self) -> dict[str, bytes]:
        """The search across groups; from now on its files are known by fingerprint, and as they are the scan need not read them."""
        listed = directory.in_order(self.summaries)
        made = {a.path: a.content for a in search.files(self.workshop.words(each.slug) for each in listed)}
        self._known = {path: of_bytes(content) for path, content in made.items()}
        return made

    def portal_base(self) -> str | None:
        """The fingerprint of all but the groups that the portal is made from; None where plugins or hooks of others may read anything."""
        if not engine.foreseeable(self.config):
            return None
        own = archive.read(self.docs) if self.docs.is_dir() else {}
        return fingerprint([self.workshop.terms.key, self.config, own])

    def staged_portal(self, theme: Path) -> Staged:
        """The portal without the plugin: the organiser's own docs and the generated pages."""
        own = archive.read(self.docs)
        files = {
            path: data
            for path, data in {**self.portal_files(), **self.index(), **own}.items()
            if path not in self.handbook.removed
        }
        for path in self.handbook.paths:
            files[path] = self.handbook.dressed(path, files[path].decode("utf-8", "replace")).encode()
        config = {k: v for k, v in self.config.items() if k not in ("docs_dir", "site_dir", "edit_uri", "repo_url", "repo_name")}
        named = config.get("theme")
        config["theme"] = {
            **dressed(named if isinstance(named, dict) else {"name": named or "material"}),
            "custom_dir": str(theme),
        }
        config["plugins"] = [
            p for p in config.get("plugins") or () if p != "peerkit" and not (isinstance(p, dict) and "peerkit" in p)
        ]
        config["extra"] = {**(config.get("extra") or {}), "peerkit": extra(self.audience)}
        config["nav"] = self.nav(self.config.get("nav"), sorted((p for p in files if p.endswith(".md")), key=_listed))
        return Staged(config, files)

    def nav(self, nav: Any, pages: Iterable[str] = ()) -> Any:
        """The portal's `nav` with the handbook in it; without any, made from the pages."""
        return navigation(nav, self.handbook.title, self.handbook.nav(), pages)

    @contextlib.contextmanager
    def theme(self) -> Iterator[Path]:
        """peerkit's theme folder with the organiser's own on top of it, as one folder."""
        custom = own_theme(self.config)
        if not custom:
            yield (templates() / "theme").resolve()
            return
        with tempfile.TemporaryDirectory(prefix="peerkit-") as folder:
            shutil.copytree(templates() / "theme", folder, dirs_exist_ok=True)
            shutil.copytree(self.home / custom, folder, dirs_exist_ok=True)
            yield Path(folder)


def handbook_of(survey: Survey, docs: Path, built_in: bool = True) -> Handbook:
    """The handbook with the chapters of one's own that stand in the portal's `docs`; these alone without what is built in."""
    texts = survey.plan.templates / "texts"
    ours = texts.is_dir() and texts.resolve() != (templates() / "texts").resolve()
    own = {f"handbook/{path}": text for path, text in _markdown(docs / "handbook").items()}
    mine = {path.removesuffix(".md"): text for path, text in _markdown(texts).items() if "/" not in path} if ours else {}
    return Handbook(survey.context, survey.rules, own, mine, as_reached(docs).as_posix(), built_in)


def _markdown(folder: Path) -> dict[str, str]:
    """The Markdown files in and below a folder, by their paths from it."""
    found = sorted(path for path in folder.rglob("*.md") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_text("utf-8-sig", "replace") for path in found}


def _listed(path: str) -> tuple[tuple[str, ...], bool, str]:
    """As MkDocs sorts pages: folder by folder, the folder's own page first."""
    folders, _, name = path.rpartition("/")
    return tuple(folders.split("/")), name not in ("index.md", "README.md"), name


def own_theme(config: Mapping[str, Any]) -> str | None:
    """The organiser's own theme folder, as mkdocs.yml names it."""
    named = config.get("theme")
    return named.get("custom_dir") if isinstance(named, dict) else None


def open_publication(
    project_file: Path, options: Mapping[str, Any], docs: Path, *, strict: bool, engine_name: str, seen: Seen | None = None
) -> Publication:
    """A publication as the plugin's options say, given ones before those of mkdocs.yml; relative folders are the project's.

    Raises Refusal.
    """
    root = project_file.resolve().parent
    config = engine.project_config(project_file, "mkdocs" if engine_name == "none" else engine_name)
    options = {"packets": True, "handbook": True, **engine.options(config), **options}
    try:
        today = datetime.date.fromisoformat(str(options["today"]))
    except ValueError:
        raise Refusal(f"today: '{options['today']}' is not a date; write YYYY-MM-DD") from None
    plan = Plan(
        today,
        as_reached(root / options["groups"]),
        as_reached(root / options["templates"]),
        options["ref"],
        Audience.of(options["audience"]),
        packets=bool(options["packets"]),
    )
    groups = (root / options["groups"]).resolve()
    custom = own_theme(config) or "docs"
    for other in (docs.resolve(), (root / options["templates"]).resolve(), (root / str(custom)).resolve()):
        # what stands in docs, templates and theme is published as it is
        if groups.is_relative_to(other) or other.is_relative_to(groups):
            raise Refusal(
                f"the groups' folder '{options['groups']}' and '{other.name}' overlap; keep the groups apart from what is published"
            )
        _publishable(other, groups)
    survey = open_survey(plan)
    survey.problems += problems(project_file, str(as_reached(project_file)), config)
    progress = options["progress"] or no_progress
    jobs = int(options["jobs"] or os.cpu_count() or 1)
    return Publication(
        survey, config, docs, root, strict, options["keep_going"], engine_name, jobs,
        str(options.get("executor") or ""), bool(options.get("insecure_cluster")), bool(options["handbook"]), progress, seen,
    )  # fmt: skip


def _publishable(folder: Path, groups: Path) -> None:
    """Refuse a folder with links into the groups' folder, or with names of which no address can be made. Raises Refusal."""
    inside = f"{groups}{os.sep}"
    for path, where, real in archive.below(folder):
        if real.startswith(inside):
            raise Refusal(
                f"'{os.path.relpath(where)}' leads into the groups' folder, and would be published as it is; take the link out"
            )
        if any("\ud800" <= letter <= "\udfff" for letter in path):
            odd = as_reached(Path(where.encode("utf-8", "replace").decode()))
            raise Refusal(f"the name of '{odd}' is not UTF-8, so no address can be made of it; rename it")


def theme_folder() -> Path:
    """The folder of peerkit's own theme blocks."""
    return (templates() / "theme").resolve()
