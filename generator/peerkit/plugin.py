"""The MkDocs plugin: hands each hook over to `publish`. The root mkdocs.yml is the portal; the groups' sites follow it."""

from __future__ import annotations

import datetime
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from mkdocs.config import base, config_options
from mkdocs.exceptions import Abort
from mkdocs.plugins import BasePlugin, event_priority
from mkdocs.structure.files import File

from peerkit import engine, publish
from peerkit.appearance import dressed
from peerkit.diagnostic import Refusal
from peerkit.model.base import FACILITATORS, PUBLIC


class PeerkitConfig(base.Config):  # type: ignore[no-untyped-call]
    """The plugin's options in mkdocs.yml."""

    groups = config_options.Type(str, default="groups")
    templates = config_options.Type(str, default="templates")
    audience = config_options.Choice(("public", "members", "facilitators"), default="public")
    today = config_options.Optional(config_options.Type((str, datetime.date)))
    ref = config_options.Optional(config_options.Type(str))
    keep_going = config_options.Type(bool, default=False)
    strict = config_options.Type(bool, default=False)
    progress = config_options.Optional(config_options.Type(object))
    inside = config_options.Type(bool, default=False)  # run by `peerkit build`, which wants our own exceptions


class PeerkitPlugin(BasePlugin[PeerkitConfig]):  # type: ignore[no-untyped-call]
    """Adds the directory to the portal and builds one site a group beside it."""

    command = "build"

    def on_startup(self, *, command: str, dirty: bool) -> None:
        """Remember whether this is `serve`; having this hook also keeps the plugin's options between rebuilds."""
        self.command = command

    def on_config(self, config: Any) -> Any:
        """Check the groups, and give the portal peerkit's theme blocks and labels."""
        engine.steady(config)
        with self._telling():
            self.publication = self._publication(config)
            self.publication.check()
        audience = self.publication.audience
        if audience is not PUBLIC and self.command not in ("build", "serve"):
            raise Abort(f"a site for {audience.word} must not stand on an open host; only the public one can be deployed")
        if audience is not PUBLIC and self.command == "build" and not self.config.inside:
            config.site_dir = f"{config.site_dir.rstrip('/')}-{audience.word}"
        if audience < FACILITATORS:
            # the repository holds every file, the facilitators' included: who may not see it gets no link into it
            config.repo_url, config.repo_name, config.edit_uri = None, None, None
        config.extra["peerkit"] = self.publication.extra(group=False)
        named = self.publication.config["theme"]
        for name, value in dressed(named if isinstance(named, dict) else {}).items():
            config.theme[name] = value
        config.theme.dirs.insert(1 if config.theme.custom_dir else 0, str(publish.theme_folder()))
        return config

    def _publication(self, config: Any) -> publish.Publication:
        file, running = Path(config.config_file_path), engine.running() or "mkdocs"
        options = {**self.config, "today": self.config.today or datetime.date.today()}
        strict = self.config.strict or bool(config.strict)
        return publish.publication(file, options, Path(config.docs_dir), strict=strict, engine_name=running)

    def on_files(self, files: Any, *, config: Any) -> Any:
        """Add the generated pages; a page of the organiser's own with the same name wins."""
        for path, content in self.publication.portal_files().items():
            if files.get_file_from_path(path) is None:
                files.append(File.generated(config, path, content=content))
        return files

    @event_priority(-100)  # after every other plugin, so that what they write is scanned, too
    def on_post_build(self, *, config: Any) -> None:
        """Build the groups' sites into the portal's, and scan everything; whatever goes wrong, nothing unscanned is left."""
        folder = Path(config.site_dir)
        with self._telling():
            try:
                self.publication.build_groups(folder)
                if not self.config.inside:  # else `peerkit build` ends the watch, when all is written
                    self.publication.watch.end()
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
        except (publish.Invalid, publish.Leak, Refusal) as error:
            if self.config.inside:
                raise
            # Abort is one of the exceptions that `mkdocs serve` tells without a traceback
            raise Abort(publish.told(error)) from error
