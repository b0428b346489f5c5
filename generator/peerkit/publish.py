"""The portal and one site a group: stage, build, scan, and swap in what is whole.

`Publication` is one build of a network for one audience. The plugin calls it from the hooks of the portal's build, so that
`mkdocs build` and `peerkit build` give the same site; `build` below adds the swap.
"""

from __future__ import annotations

import contextlib
import datetime
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

from peerkit import engine
from peerkit.appearance import dressed, problems
from peerkit.builtin import templates
from peerkit.diagnostic import Diagnostic, Refusal, Severity
from peerkit.engine import Staged
from peerkit.facts.summary import Summary, summary
from peerkit.model.base import FACILITATORS, PUBLIC, Audience
from peerkit.model.group import Group
from peerkit.outputs import packet
from peerkit.outputs.handbook import Handbook
from peerkit.outputs.handbook.navigation import navigation
from peerkit.outputs.network import directory
from peerkit.outputs.site import shown, site
from peerkit.pages import cadence
from peerkit.project import project
from peerkit.schema import schemas
from peerkit.survey import Plan, Survey, open_survey
from peerkit.swap import beside, replaceable, swap
from peerkit.watch import Leak as Leak
from peerkit.watch import Watch

LABELS = {
    "members": "For members only. Confidential: do not pass on. This site must not stand on an open host.",
    "facilitators": "For facilitators only. Strictly confidential: do not pass on. This site must not stand on an open host.",
}
# pages that come from a file of another name
_SOURCES = {"index.md": "group.yml", "members.md": "members.yml"}
_ROBOTS = b"User-agent: *\nDisallow: /\n"


class Invalid(Exception):
    """The group files have errors (or, strictly, warnings): exit code 1. Carries the diagnostics."""

    def __init__(self, found: Sequence[Diagnostic]) -> None:
        super().__init__(f"{len(found)} findings in the group files")
        self.found = list(found)


def no_progress(done: int, of: int, what: str) -> None:
    """Says nothing."""


@dataclass
class Publication:
    """One build of a network for one audience."""

    survey: Survey
    config: Mapping[str, Any]  # the portal's mkdocs.yml, as a mapping
    docs: Path  # the portal's docs folder
    strict: bool = False
    keep_going: bool = False
    engine: str = "mkdocs"
    progress: Callable[[int, int, str], None] = no_progress
    warnings: list[str] = field(default_factory=list)
    findings: list[Diagnostic] = field(default_factory=list)
    summaries: list[Summary] = field(default_factory=list)
    handbook: Handbook = field(init=False, repr=False)
    watch: Watch = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Read the organiser's own part of the handbook, so that the groups' pages know what they can refer to."""
        survey = self.survey
        self.handbook = handbook_of(survey, self.docs)
        addresses = self.handbook.addresses(bool(self.config.get("use_directory_urls", True)))
        survey.context = replace(survey.context, handbook=addresses)

    @property
    def audience(self) -> Audience:
        return self.survey.plan.audience

    @property
    def notes(self) -> tuple[str, ...]:
        """What is missing of the groups' history, and what to do about it."""
        gap = self.survey.history.gap()
        return (gap.says,) if gap else ()

    # --- check -------------------------------------------------------------------------------------------------------

    def check(self) -> None:
        """Load, check and summarise every group. Raises Invalid."""
        bad: set[str] = set()
        self.findings += self.handbook.problems
        for slug, found in self.survey.check():
            self.findings += found
            if any(d.severity is Severity.ERROR for d in found):
                bad.add(slug)
            elif slug and (group := self.survey.group(slug)[0]):
                seen = project(group, self.survey.context)
                told = summary(seen, self.survey.context, cadence(seen, self.survey.context))
                self.summaries.append(
                    replace(told, emails=frozenset(), slots=())
                )  # for the rules across groups only; they add up
        failed = [d for d in self.findings if d.severity is Severity.ERROR or self.strict]
        if failed and not (self.keep_going and "" not in bad and not self.strict):
            raise Invalid(self.findings)
        for each in self.summaries:
            if (self.docs / "groups" / each.slug).exists():
                raise Refusal(
                    f"'{self.docs}/groups/{each.slug}' would be replaced by the group's site; move it elsewhere in docs"
                )

    # --- stage -------------------------------------------------------------------------------------------------------

    def portal_files(self) -> dict[str, bytes]:
        """What is added to the portal's docs: directory, handbook, schemas, and for non-public audiences robots.txt."""
        with _own_templates():
            files = {a.path: a.content for a in directory.pages(self.summaries, self.survey.context)} | self.handbook.generated
        files |= {f"schema/v1/{name}": text.encode() for name, text in schemas().items()}
        return files if self.audience is PUBLIC else files | {"robots.txt": _ROBOTS}

    def extra(self, group: bool) -> dict[str, Any]:
        """`extra.peerkit` of a site's configuration, which the theme's blocks read."""
        out: dict[str, Any] = {}
        if self.audience is not PUBLIC:
            out = {"audience_label": LABELS[self.audience.word], "noindex": True}
        if group:
            out |= {"portal": "../../", "portal_name": str(self.config.get("site_name", "")) or "All groups"}
        return out

    def staged_portal(self, theme: Path) -> Staged:
        """The portal without the plugin: the organiser's own docs and the generated pages."""
        own = {p.relative_to(self.docs).as_posix(): p.read_bytes() for p in sorted(self.docs.rglob("*")) if p.is_file()}
        files = {path: data for path, data in {**self.portal_files(), **own}.items() if path not in self.handbook.removed}
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
        config["extra"] = {**(config.get("extra") or {}), "peerkit": self.extra(group=False)}
        config["nav"] = self.nav(self.config.get("nav"), sorted((p for p in files if p.endswith(".md")), key=_listed))
        return Staged(config, files)

    def nav(self, nav: Any, pages: Iterable[str] = ()) -> Any:
        """The portal's `nav` with the handbook in it; without any, made from the pages."""
        return navigation(nav, self.handbook.title, self.handbook.nav(), pages)

    def staged(self, group: Group, theme: Path, shared: bool = True) -> Staged:
        """A projected group's site, ready to build."""
        with _own_templates():
            files, nav = site(group, self.survey.context)
            files |= self._packets(group)
        return Staged(self._group_config(group, nav, theme), files, "../../" if shared else None, self._edit(group.slug, files))

    def _packets(self, group: Group) -> dict[str, bytes]:
        """The PDFs of the meetings ahead; what does not print as it was written is a warning."""
        if not self.survey.context.packets:
            return {}

        def found(finding: Diagnostic) -> None:
            self.warnings.append(f"{group.slug}{finding.at.path}: {finding.message}; {finding.help}")

        return {a.path: a.content for a in packet.artifacts(group, self.survey.context, found)}

    def _edit(self, slug: str, files: Mapping[str, bytes]) -> dict[str, str]:
        """Where the source of each page may be edited; only facilitators may see it, since it holds every file."""
        repository, uri = str(self.config.get("repo_url") or ""), str(self.config.get("edit_uri") or "")
        if self.audience < FACILITATORS or not uri or not (repository or "://" in uri):
            return {}
        docs = str(self.config.get("docs_dir", "docs")).strip("/")
        base = urljoin(repository.rstrip("/") + "/", uri.rstrip("/").removesuffix(docs).rstrip("/") + "/")
        source = {path: _SOURCES.get(path, path.replace("/index.md", "/agenda.md")) for path in files if path.endswith(".md")}
        known = self.survey.source.group(slug)
        return {page: f"{base}{self.survey.plan.groups.name}/{slug}/{file}" for page, file in source.items() if file in known}

    def _group_config(self, group: Group, nav: list[Any], theme: Path) -> dict[str, Any]:
        url = str(self.config.get("site_url") or "").rstrip("/")
        extra = {
            k: v for k, v in (self.config.get("extra") or {}).items() if k not in ("analytics", "alternate", "version", "consent")
        }
        return {
            # themes put both into HTML as they are
            "site_name": shown(group.about.name),
            **({"site_description": shown(group.about.summary)} if group.about.summary else {}),
            **({"site_url": f"{url}/groups/{group.slug}/"} if url else {}),
            "theme": _group_theme(self.config.get("theme"), group.about.language, theme),
            "nav": nav,
            "plugins": [_search(self.config.get("plugins"))],
            "markdown_extensions": list(GROUP_EXTENSIONS),
            "extra": {**extra, "homepage": "../../", "peerkit": {**self.extra(group=True), "label": group.about.label}},
            "extra_css": [_from_portal(path) for path in self.config.get("extra_css") or ()],
            **({"copyright": self.config["copyright"]} if self.config.get("copyright") else {}),
            "validation": {
                "links": {"not_found": "warn", "anchors": "warn", "absolute_links": "ignore", "unrecognized_links": "ignore"}
            },
        }

    # --- build -------------------------------------------------------------------------------------------------------

    def build_groups(self, folder: Path) -> None:
        """Build each group's site into `folder`/groups/<slug> and scan it; the caller ends the watch when all is written."""
        watch = self.watch = Watch(self.survey, self.docs, self.config, folder, self.handbook.words())
        with self.theme() as theme:
            for number, each in enumerate(self.summaries, 1):
                self.progress(number, len(self.summaries), each.name)
                whole, seen = self.survey.views(each.slug)
                target = folder / "groups" / each.slug
                found = engine.build(self.staged(seen, theme), target, engine=self.engine, strict=self.strict)
                self.warnings += [f"{each.slug}: {line}" for line in found]
                watch.group(whole, seen)

    @contextlib.contextmanager
    def theme(self) -> Iterator[Path]:
        """peerkit's theme folder with the organiser's own on top of it, as one folder."""
        own = self.config.get("theme")
        custom = own.get("custom_dir") if isinstance(own, dict) else None
        if not custom:
            yield (templates() / "theme").resolve()
            return
        with tempfile.TemporaryDirectory(prefix="peerkit-") as folder:
            shutil.copytree(templates() / "theme", folder, dirs_exist_ok=True)
            shutil.copytree(custom, folder, dirs_exist_ok=True)
            yield Path(folder)


def handbook_of(survey: Survey, docs: Path) -> Handbook:
    """The handbook with the chapters of one's own that stand in the portal's `docs`."""
    texts = survey.plan.templates / "texts"
    ours = texts.is_dir() and texts.resolve() != (templates() / "texts").resolve()
    own = {f"handbook/{path}": text for path, text in _markdown(docs / "handbook").items()}
    mine = {path.removesuffix(".md"): text for path, text in _markdown(texts).items() if "/" not in path} if ours else {}
    return Handbook(survey.context, survey.rules, own, mine, as_reached(docs).as_posix())


def _markdown(folder: Path) -> dict[str, str]:
    """The Markdown files in and below a folder, by their paths from it."""
    found = sorted(path for path in folder.rglob("*.md") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_text("utf-8-sig", "replace") for path in found}


def _listed(path: str) -> tuple[tuple[str, ...], bool, str]:
    """As MkDocs sorts pages: folder by folder, the folder's own page first."""
    folders, _, name = path.rpartition("/")
    return tuple(folders.split("/")), name not in ("index.md", "README.md"), name


# what the generated pages use: a short list, since it is most of the cost of a page
GROUP_EXTENSIONS: tuple[Any, ...] = (
    "admonition",
    "attr_list",
    "md_in_html",
    "tables",
    {"toc": {"permalink": True}},
    "pymdownx.details",
)


def _group_theme(portal: Any, language: str, folder: Path) -> dict[str, Any]:
    theme = dict(portal) if isinstance(portal, dict) else {"name": portal or "material"}
    for name in ("logo", "favicon"):
        if theme.get(name):
            theme[name] = _from_portal(str(theme[name]))
    return {**dressed(theme), "custom_dir": str(folder), "language": engine.theme_language(language)}


def _from_portal(path: Any) -> str:
    text = str(path)
    return text if "://" in text or text.startswith("/") else f"../../{text}"


def _search(plugins: Any) -> Any:
    for plugin in plugins or ():
        if isinstance(plugin, dict) and "search" in plugin:
            return plugin
    return "search"


# --- peerkit build ---------------------------------------------------------------------------------------------------


@contextlib.contextmanager
def _own_templates() -> Iterator[None]:
    """A template that fails is a person's: one line. The built-in ones are tested with everything a group may hold."""
    import jinja2

    try:
        yield
    except jinja2.TemplateSyntaxError as error:
        raise Refusal(f"{error.filename or error.name}:{error.lineno}: {error.message}; mend the template") from error
    except (jinja2.TemplateError, UnicodeDecodeError, ArithmeticError) as error:
        raise Refusal(f"a template in templates/pages fails: {error}; mend it, or delete it to use the built-in one") from error


@dataclass(frozen=True)
class Built:
    """What a build made."""

    out: Path
    groups: int
    pages: int
    findings: list[Diagnostic]
    warnings: list[str]
    unscanned: int = 0  # phrases too short for the scan, which projection alone guards
    notes: tuple[str, ...] = ()  # what of the groups' past is not known, and what to do about it


def _ours(project_file: Path, options: Mapping[str, Any]) -> list[Path]:
    """What of the project no output may replace or stand in."""
    root = project_file.resolve().parent
    return [project_file.resolve(), root / "docs", root / options["groups"], root / options["templates"]]


def build(project_file: Path, out: Path, options: Mapping[str, Any], *, engine_name: str, strict: bool) -> Built:
    """Build the portal of `project_file` with its groups, and swap it in as `out`. Raises Refusal, Invalid, Leak."""
    out = out.resolve() if out.is_symlink() else out
    replaceable(out, _ours(project_file, options))
    with beside(out) as new:
        made: Publication = engine.build_portal(project_file, new, options, engine=engine_name, strict=strict)
        made.watch.end()
        pages = sum(1 for _ in new.rglob("*.html"))
        swap(new, out)
    return Built(out, len(made.summaries), pages, made.findings, made.warnings, made.watch.unscanned, made.notes)


def publication(project_file: Path, options: Mapping[str, Any], docs: Path, *, strict: bool, engine_name: str) -> Publication:
    """A publication as the plugin's options say; relative folders are the project's. Raises Refusal."""
    root = project_file.resolve().parent
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
        packets=bool(options.get("packets", True)),
    )
    config = engine.project_config(project_file, engine_name)
    groups = (root / options["groups"]).resolve()
    named = config.get("theme")
    custom = (named.get("custom_dir") if isinstance(named, dict) else None) or "docs"
    for other in (docs.resolve(), (root / options["templates"]).resolve(), (root / str(custom)).resolve()):
        # what stands in docs, templates and theme is published as it is
        if groups.is_relative_to(other) or other.is_relative_to(groups):
            raise Refusal(
                f"the groups' folder '{options['groups']}' and '{other.name}' overlap; keep the groups apart from what is published"
            )
    survey = open_survey(plan)
    survey.problems += problems(project_file, str(as_reached(project_file)), config)
    progress = options["progress"] or no_progress
    return Publication(survey, config, docs, strict, options["keep_going"], engine_name, progress)


def build_markdown(project_file: Path, out: Path, options: Mapping[str, Any], *, strict: bool) -> Built:
    """Leave the portal and each group as Markdown with a mkdocs.yml, for any engine to build. Raises Refusal, Invalid, Leak."""
    out = out.resolve() if out.is_symlink() else out
    replaceable(out, _ours(project_file, options))
    config = engine.project_config(project_file)
    docs = project_file.resolve().parent / str(config.get("docs_dir", "docs"))
    made = publication(project_file, options, docs, strict=strict, engine_name="mkdocs")
    made.check()
    with beside(out) as new, made.theme() as theme:
        engine.write(made.staged_portal(theme), new)
        watch = made.watch = Watch(made.survey, made.docs, made.config, new, made.handbook.words())
        for each in made.summaries:
            whole, seen = made.survey.views(each.slug)
            engine.write(made.staged(seen, theme, shared=False), new / "groups" / each.slug)
            watch.group(whole, seen)
        watch.end()
        pages = sum(1 for path in new.rglob("*.md") if "docs" in path.parts)
        swap(new, out)
    return Built(out, len(made.summaries), pages, made.findings, made.warnings, made.watch.unscanned, made.notes)


def theme_folder() -> Path:
    """The folder of peerkit's own theme blocks."""
    return (templates() / "theme").resolve()


def as_reached(path: Path) -> Path:
    """The path as a person in the working folder would write it."""
    with contextlib.suppress(ValueError):
        return path.resolve().relative_to(Path.cwd())
    return path


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
