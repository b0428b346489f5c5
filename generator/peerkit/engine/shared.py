"""The fast path: a group's site inside a portal, made in memory as `mkdocs build` would make it on disk.

Its pages refer to the portal's theme files, and what does not change between groups (compiled templates, the Markdown
instance) is kept for the next one. It has no page for addresses that are not there, which only the portal needs. All that leans on MkDocs' private parts is here, in `pages.py` and in `sections.py`; tests hold their sites to
equal those of the ordinary build.
"""

from __future__ import annotations

import os
import posixpath
from collections.abc import Callable, Mapping
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

import jinja2

from peerkit import archive
from peerkit.engine import pages
from peerkit.engine.chosen import Engine
from peerkit.engine.hooks import code

_environments: dict[str, jinja2.Environment] = {}


def forget() -> None:
    """Drop what is kept between sites, since a template may have been edited."""
    _environments.clear()
    _carried.cache_clear()
    pages.forget()


class Shared:
    """A site inside another, as a plugin of its own build: files from memory, theme files from there, warm templates."""

    config: Mapping[str, Any] = {}

    def __init__(self, root: str, files: Mapping[str, bytes], edit: Mapping[str, str], engine: Engine) -> None:
        self.root, self.files, self.edit, self.engine = root, files, edit, engine

    def build(self, config: Any) -> dict[str, bytes]:
        """Every file of the site, by path. What plugins write themselves they write into the configured folder, which is read last."""
        config.plugins["peerkit/shared"] = self
        config.theme.get_env = partial(_environment, config.theme, config.theme.get_env)
        config = config.plugins.on_config(config)
        config.plugins.on_pre_build(config=config)
        files = config.plugins.on_files(self._given(config), config=config)
        self.engine("structure.files").set_exclusions(files, config)
        nav = config.plugins.on_nav(self.engine("structure.nav").get_navigation(files, config), config=config, files=files)
        steps = self.engine("commands.build")
        documents = self._converted(config, files, steps)
        env = config.plugins.on_env(config.theme.get_env(), config=config, files=files)
        out = {file.dest_uri: file.content_bytes for file in files if not file.is_documentation_page()}
        for template in config.theme.static_templates - {"404.html"}:  # hosts ask for the portal's
            steps._build_theme_template(template, env, files, config, nav)
        out |= {file.dest_uri: html for file in documents if (html := self._page(file.page, config, documents, nav, env, steps))}
        for file in documents:
            file.page.validate_anchor_links(files=files, log_level=config.validation.links.anchors)
        config.plugins.on_post_build(config=config)
        return out | archive.read(Path(config.site_dir))

    def _given(self, config: Any) -> Any:
        """The site's files, in the order in which MkDocs would find them."""
        structure = self.engine("structure.files")
        made = [structure.File.generated(config, path, content=content) for path, content in self.files.items()]
        return structure.Files(sorted(made, key=structure.file_sort_key))

    def _converted(self, config: Any, files: Any, steps: Any) -> list[Any]:
        """The files that are pages, each with its page's HTML."""
        documents = list(files.documentation_pages())
        for file in documents:
            page = file.page or self.engine("structure.pages").Page(None, file, config)
            page.edit_url = self.edit.get(file.src_uri)
            steps._populate_page(page, config, files)
        return documents

    def _page(self, page: Any, config: Any, documents: list[Any], nav: Any, env: Any, steps: Any) -> bytes:
        """A page in the theme's template: what `_build_page` of MkDocs 1.6 writes to disk."""
        config._current_page, page.active = page, True
        try:
            context = steps.get_context(nav, documents, config, page)
            template = env.get_template(page.meta.get("template", "main.html"))
            context = config.plugins.on_page_context(context, page=page, config=config, nav=nav)
            output = config.plugins.on_post_page(template.render(context), page=page, config=config)
        finally:
            config._current_page, page.active = None, False
        return output.encode("utf-8", errors="xmlcharrefreplace") if output.strip() else b""

    def on_env(self, env: jinja2.Environment, *, config: Any, **_: Any) -> None:
        """Let theme files be those of the site around this one."""
        ordinary = self.engine("utils.templates").url_filter
        dirs = tuple(config.theme.dirs)
        known: dict[tuple[str, str], str] = {}

        @jinja2.pass_context
        def url(context: jinja2.runtime.Context, value: str) -> str:
            path = str(value)
            if path in self.files or not _carried(dirs, path):
                return str(ordinary(context, value))
            key = context["base_url"], path
            if key not in known:
                known[key] = posixpath.normpath(posixpath.join(key[0], self.root, path))
            return known[key]

        env.filters["url"] = url


def _environment(theme: Any, make: Callable[[], jinja2.Environment]) -> jinja2.Environment:
    """Return the Jinja environment of all sites with this theme in these settings.

    The settings count since Jinja keeps what a template without context has once evaluated: translations, for one.
    """
    key = repr((theme.dirs, sorted(theme.items())))
    if key not in _environments:
        env = make()
        env.bytecode_cache = code
        _environments[key] = env
    return _environments[key]


@lru_cache(maxsize=4096)
def _carried(dirs: tuple[str, ...], path: str) -> bool:
    """Tell whether the path is one of the theme's own files that MkDocs copies (templates are not)."""
    return not path.endswith((".html", "/")) and any(os.path.isfile(f"{folder}/{path}") for folder in dirs)  # noqa: PTH113 (Path.is_file raises for a long heading's anchor)
