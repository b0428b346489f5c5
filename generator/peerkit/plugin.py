"""The MkDocs plugin: hands each hook over to `publish`. The root mkdocs.yml is the portal; the groups' sites follow it."""

from __future__ import annotations

import datetime
import logging
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

from mkdocs.config import base, config_options
from mkdocs.exceptions import Abort
from mkdocs.plugins import BasePlugin, event_priority
from mkdocs.structure.files import File, InclusionLevel

from peerkit import archive, engine
from peerkit.appearance import dressed, lean, named_boxes
from peerkit.diagnostic import Refusal
from peerkit.model.base import FACILITATORS, PUBLIC
from peerkit.publication import Invalid, Publication, open_publication, theme_folder
from peerkit.publish import told
from peerkit.staging import extra
from peerkit.watch import Leak

log = logging.getLogger("mkdocs.plugins.peerkit")


class PeerkitConfig(base.Config):  # type: ignore[no-untyped-call]
    """The plugin's options in mkdocs.yml."""

    groups = config_options.Type(str, default="groups")
    templates = config_options.Type(str, default="templates")
    audience = config_options.Choice(("public", "members", "facilitators"), default="public")
    today = config_options.Optional(config_options.Type((str, datetime.date)))
    ref = config_options.Optional(config_options.Type(str))
    keep_going = config_options.Type(bool, default=False)
    jobs = config_options.Type(int, default=0)  # how many groups are built side by side; 0: as many as there are cores
    executor = config_options.Type(str, default="")
    insecure_cluster = config_options.Type(bool, default=False)
    packets = config_options.Type(bool, default=True)
    handbook = config_options.Type(bool, default=True)  # whether the built-in one belongs to the portal
    strict = config_options.Type(bool, default=False)
    progress = config_options.Optional(config_options.Type(object))
    inside = config_options.Type(bool, default=False)  # run by `peerkit build`, which wants our own exceptions
    publication = config_options.Optional(config_options.Type(Publication))  # its build, which has made the groups


class PeerkitPlugin(BasePlugin[PeerkitConfig]):  # type: ignore[no-untyped-call]
    """Adds the directory to the portal and builds one site a group beside it."""

    command = "build"

    def on_startup(self, *, command: str, dirty: bool) -> None:
        """Remember whether this is `serve`; having this hook also keeps the plugin's options between rebuilds."""
        self.command = command

    def on_config(self, config: Any) -> Any:
        """Check the groups, and give the portal peerkit's theme blocks and labels."""
        with self._telling():
            self.publication = self.config.publication or self._publication(config)
            if not self.config.publication:
                self.publication.make()
        engine.steady(config, self.publication.pages)
        audience = self.publication.audience
        if audience is not PUBLIC and self.command not in ("build", "serve"):
            raise Abort(f"a site for {audience.word} must not stand on an open host; only the public one can be deployed")
        if audience is not PUBLIC and self.command == "build" and not self.config.inside:
            config.site_dir = f"{config.site_dir.rstrip('/')}-{audience.word}"
        # the repository holds every file, the facilitators' included: who may not see it gets no link into it
        config.edit_uri = _edit_address(config) if audience >= FACILITATORS else None
        # and the theme would ask GitHub or GitLab about it from every page
        config.repo_url, config.repo_name = None, None
        config.extra["peerkit"] = extra(audience)
        if config.nav is not None:
            config.nav = self.publication.nav(config.nav)
        named = self.publication.config["theme"]
        for name, value in dressed(named if isinstance(named, dict) else {}).items():
            config.theme[name] = value
        config.theme.dirs.insert(1 if config.theme.custom_dir else 0, str(theme_folder()))
        return config

    def _publication(self, config: Any) -> Publication:
        file, running = Path(config.config_file_path), engine.running() or "mkdocs"
        options = {**self.config, "today": self.config.today or datetime.date.today()}
        options["packets"] = self.config.packets and self.command != "serve"  # a preview is rebuilt at each change
        strict = self.config.strict or bool(config.strict)
        return open_publication(file, options, Path(config.docs_dir), strict=strict, engine_name=running)

    def on_page_content(self, html: str, **_: Any) -> str:
        """Let the boxes of task lists say whether they are ticked; Markdown gives them no name."""
        return named_boxes(html)

    @event_priority(-100)  # after every other plugin, so that a navigation made here knows all pages
    def on_files(self, files: Any, *, config: Any) -> Any:
        """Add the generated pages; a page of the organiser's own with the same name wins, or removes it where it is empty."""
        for path, content in self.publication.portal_files().items():
            if files.get_file_from_path(path) is None:
                # a mkdocs.yml that names some of the handbook's pages itself is not told of the others
                files.append(File.generated(config, path, content=content, inclusion=InclusionLevel.NOT_IN_NAV))
        for name in ("peerkit", "peerkit-packet"):
            if sheet := files.get_file_from_path(f"assets/stylesheets/{name}.css"):
                sheet.content_string = lean(sheet.content_string)
        for path in self.publication.handbook.removed:
            if file := files.get_file_from_path(path):
                files.remove(file)
        if config.nav is None:
            config.nav = self.publication.nav(None, [file.src_uri for file in files.documentation_pages()])
        return files

    def on_env(self, env: Any, *, config: Any, **_: Any) -> Any:
        """Put the search across groups in place before the organiser's own files, which win."""
        archive.write(self.publication.index(), Path(config.site_dir))
        return env

    def on_page_markdown(self, markdown: str, *, page: Any, **_: Any) -> str:
        """Put what the kit knows into the handbook's chapters."""
        return self.publication.handbook.dressed(page.file.src_uri, markdown)

    @event_priority(-100)  # after every other plugin, so that what they write is scanned, too
    def on_post_build(self, *, config: Any) -> None:
        """Build the groups' sites into the portal's, and scan everything; whatever goes wrong, nothing unscanned is left."""
        folder = Path(config.site_dir)
        with self._telling():
            try:
                if not self.config.publication:  # else `peerkit build` does all this, when all is written
                    self.publication.place_groups(folder)
                    self.publication.scan(folder)
                    self.publication.workshop.remember()
                    for note in self.publication.notes:
                        log.info(note)
            except BaseException:
                shutil.rmtree(folder, ignore_errors=True)
                folder.mkdir(parents=True, exist_ok=True)
                raise

    def on_serve(self, server: Any, *, config: Any, builder: Any) -> Any:
        """Rebuild when a group's file or a template changes."""
        root = Path(config.config_file_path).parent
        for folder in (root / self.config.groups, root / self.config.templates):
            if folder.is_dir():
                server.watch(str(folder))
        return server

    @contextmanager
    def _telling(self) -> Iterator[None]:
        """Turn our exceptions into what MkDocs prints as one line."""
        try:
            yield
        except (Invalid, Leak, Refusal) as error:
            if self.config.inside:
                raise
            # Abort is one of the exceptions that `mkdocs serve` tells without a traceback
            raise Abort(told(error)) from error


def _edit_address(config: Any) -> str | None:
    """Where the portal's pages are edited, as an address that needs no repository beside it."""
    if not config.edit_uri or not config.repo_url:
        return str(config.edit_uri) if config.edit_uri else None
    between = "" if config.edit_uri.startswith(("?", "#")) else "/"
    return urljoin(f"{str(config.repo_url).rstrip('/')}{between}", str(config.edit_uri))
