"""Builds one staged site with MkDocs or ProperDocs; with `plugin.py` the only module that imports either.

An ordinary build is what `mkdocs build` would make of the same files. A group's site inside a portal is made in memory, which
is faster (`shared.py`).
"""

from __future__ import annotations

import copy
import importlib.util
import io
import os
import tempfile
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from types import FunctionType
from typing import Any

import click
import jinja2
import yaml
from msgspec import Struct, field

from peerkit import archive
from peerkit.diagnostic import Refusal
from peerkit.engine.chosen import ENGINES as ENGINES
from peerkit.engine.chosen import Engine, Themes, chosen, own_plugins
from peerkit.engine.chosen import running as running
from peerkit.engine.heard import listening, one_line
from peerkit.engine.hooks import Steady
from peerkit.engine.pages import Pages as Pages
from peerkit.engine.project import foreseeable as foreseeable
from peerkit.engine.project import options as options
from peerkit.engine.project import project_config as project_config
from peerkit.engine.project import with_options
from peerkit.engine.shared import Shared
from peerkit.engine.shared import forget as forget

os.environ.setdefault("NO_MKDOCS_2_WARNING", "1")  # Material's end-of-life note, printed when it is imported


class Staged(Struct, frozen=True):
    """A site ready to build: `config` is mkdocs.yml whole but for `docs_dir` and `site_dir`, `files` what docs holds.

    `shared` is the relative URL from this site's root to the root of the site that carries the theme's files, or None. `edit`
    says where a page's source may be edited, by the page's file.
    """

    config: Mapping[str, Any]
    files: Mapping[str, bytes]
    shared: str | None = None
    edit: Mapping[str, str] = field(default_factory=dict)


def built(
    staged: Staged, *, engine: str = "mkdocs", strict: bool = False, pages: Pages | None = None
) -> tuple[dict[str, bytes], list[str]]:
    """Build the site; its files by path, and the engine's warnings, a line each; with `strict`, refuse any.

    `pages` saves the conversion of pages of a shared site that it knows, and is told of the others.
    """
    module = chosen(engine)
    strict = strict or bool(staged.config.get("strict"))
    with tempfile.TemporaryDirectory(prefix="peerkit-") as folder, listening() as heard, own_plugins(module):
        try:
            files = _run(staged, Path(folder), module, pages or Pages())
        except Exception as error:
            if not heard.errors and not isinstance(error, (click.ClickException, jinja2.TemplateError, OSError)):
                raise  # the engine names the page or setting at fault when it knows one; this is a bug
            raise Refusal(one_line(*(heard.errors or [str(error)]))) from error
    if strict and heard.warnings:
        raise Refusal(f"the build is strict and {engine} warns (1 of {len(heard.warnings)}): {heard.warnings[0]}")
    return files, heard.warnings


def build_portal(
    project_file: Path, site_dir: Path, options: Mapping[str, Any], *, engine: str = "mkdocs", strict: bool = False
) -> list[str]:
    """Build the organiser's own project with the peerkit plugin set to `options`; return the engine's warnings."""
    module = chosen(engine)
    with listening() as heard, own_plugins(module):
        try:
            plugins = with_options(project_config(project_file, engine), options)
            config = module("config.base").load_config(
                config_file=str(project_file), site_dir=str(site_dir.absolute()), plugins=plugins, strict=False
            )
            config.plugins.on_startup(command="build", dirty=False)
            try:
                module("commands.build").build(config)
            finally:
                config.plugins.on_shutdown()
        except (click.ClickException, SystemExit) as error:
            raise Refusal(one_line(*(heard.errors or [str(error)]))) from error
    if strict and heard.warnings:
        raise Refusal(f"the build is strict and warns (1 of {len(heard.warnings)}): {heard.warnings[0]}")
    return heard.warnings


def live(
    root: Path,
    build: Callable[[], None],
    watched: Iterable[Path],
    address: str,
    mount: str,
    ready: Callable[[str], None],
    observer: Any = None,
) -> None:
    """Serve a folder until interrupted; when a watched file changes, call `build`, and have browsers reload what they show.

    `mount` is the path of the site's address; `ready` is told the whole of it. The `observer` tells of changes; without one, MkDocs
    looks at all files twice a second.
    """
    host, _, port = address.rpartition(":")
    if not port.isdigit() or not host:
        raise Refusal(f"'{address}' is no HOST:PORT; write one such as 127.0.0.1:8000")
    server = chosen("mkdocs")("livereload").LiveReloadServer(build, host.strip("[]"), int(port), str(root), mount_path=mount)
    server.error_handler = lambda code: (
        (root / "404.html").read_bytes() if code == 404 and (root / "404.html").is_file() else None
    )
    server.observer = observer or server.observer
    for path in watched:
        if path.exists():
            server.watch(str(path))
    try:
        ready(server.url)
        server.serve()
    except OSError as error:
        raise Refusal(f"cannot listen at '{address}': {error.strerror}; name another HOST:PORT with --address") from error
    finally:
        server.shutdown()


def theme_language(language: str) -> str:
    """The language of Material's own labels that is nearest to a BCP 47 tag; English where it has none."""
    spec = importlib.util.find_spec("material")
    folder = Path(spec.origin or "").parent / "templates" / "partials" / "languages" if spec else Path()
    known = {path.stem.lower(): path.stem for path in folder.glob("*.html")}
    parts = language.replace("_", "-").lower().split("-")
    found = ("-".join(parts[:n]) for n in range(len(parts), 0, -1))
    return next((known[tag] for tag in found if tag in known), "en")


def written(staged: Staged) -> dict[str, bytes]:
    """The site as an ordinary project, `mkdocs.yml`, `docs/` and `theme/`, that needs no peerkit to build."""
    config = copy.deepcopy(dict(staged.config))
    files = {f"docs/{path}": content for path, content in staged.files.items()}
    theme = config.get("theme")
    if isinstance(theme, dict) and theme.get("custom_dir"):
        files |= {f"theme/{path}": content for path, content in archive.read(Path(theme["custom_dir"])).items()}
        theme["custom_dir"] = "theme"
    text = yaml.dump(config, Dumper=_ConfigDumper, sort_keys=False, allow_unicode=True, width=100)
    return {**files, "mkdocs.yml": text.encode()}


def steady(config: Any, pages: Pages) -> None:
    """Make a build that MkDocs itself has started the same at any time; the plugin calls it in `on_config`."""
    forget()
    config.plugins["peerkit/steady"] = Steady(pages)


# ------------------------------------------------------------------------------------------------------------ the build


def _run(staged: Staged, folder: Path, engine: Engine, pages: Pages) -> dict[str, bytes]:
    """Load the configuration, hang our hooks into it and build; what goes wrong is the engine's own exception."""
    docs, site = folder / "docs", folder / "site"
    docs.mkdir()
    config = _config(staged, docs, site, engine)
    config.plugins["peerkit/steady"] = Steady(pages)
    config.plugins.on_startup(command="build", dirty=False)
    try:
        if staged.shared is not None and config.theme.name == "material":
            return Shared(staged.shared, staged.files, staged.edit, engine).build(config)
        archive.write(staged.files, docs)
        engine("commands.build").build(config)
        return archive.read(site)
    finally:
        config.plugins.on_shutdown()


def _config(staged: Staged, docs: Path, site_dir: Path, engine: Engine) -> Any:
    """Validate the configuration as the engine would from a file beside `docs`; `strict` is ours to keep."""
    options = {**copy.deepcopy(dict(staged.config)), "docs_dir": str(docs), "site_dir": str(site_dir)}
    options["strict"] = False
    Themes.keep(engine)
    path = str(docs.parent / "mkdocs.yml")
    return engine("config.base").load_config(io.BytesIO(b"{}"), config_file_path=path, **options)


class _ConfigDumper(yaml.SafeDumper):
    """Writes functions, as some Markdown extensions want them, by their name."""

    def ignore_aliases(self, data: Any) -> bool:
        """Write a value that occurs twice twice."""
        return True


def _by_name(dumper: yaml.SafeDumper, value: FunctionType) -> yaml.ScalarNode:
    """Represent a function as `!!python/name:module.function`."""
    return dumper.represent_scalar(f"tag:yaml.org,2002:python/name:{value.__module__}.{value.__qualname__}", "")


_ConfigDumper.add_representer(FunctionType, _by_name)
