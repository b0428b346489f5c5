"""The hooks of every site: they keep the clock out of it, since the same input gives the same bytes, and spend less time on it."""

from __future__ import annotations

import importlib.util
import re
from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any

import jinja2

from peerkit.builtin import templates
from peerkit.compiled import Compiled
from peerkit.engine.chosen import ENGINES
from peerkit.engine.pages import Converter, Pages
from peerkit.engine.remembering import remember
from peerkit.engine.sections import hasten

_UNDATED = "1970-01-01"  # the day of a page that has none of its own; left out of the sitemap
_LASTMOD = re.compile(rf"\s*<lastmod>{_UNDATED}</lastmod>")


class Steady:
    """The hooks, as a plugin."""

    config: Mapping[str, Any] = {}

    def __init__(self, pages: Pages) -> None:
        self._pages = pages

    def on_pre_build(self, *, config: Any) -> None:
        """Let Material's search read pages quickly; by now it has made its index."""
        hasten(config, self._pages)

    def on_nav(self, nav: Any, *, config: Any, files: Any) -> None:
        """Get ready to render pages, now that all files are known."""
        self._converter = Converter(config, files, self._pages)

    def on_env(self, env: jinja2.Environment, *, files: Any, **_: Any) -> None:
        """Keep compiled templates for the sites that follow, and what they say on each page for the next one."""
        env.bytecode_cache = code
        remember(env, files)

    def on_pre_page(self, page: Any, **_: Any) -> None:
        """Take today's date off the page; a plugin that knows a real one sets it later. Have it rendered once, if ever."""
        page.update_date = _UNDATED
        page.render = partial(self._converter.render, page)

    def on_post_template(self, output: str, *, template_name: str, **_: Any) -> str:
        """Leave undated pages undated in the sitemap."""
        return _LASTMOD.sub("", output) if template_name == "sitemap.xml" else output


def _themes() -> Iterator[Path]:
    """The folders of templates that come with installed packages."""
    yield templates().resolve()
    for package in ("material", *ENGINES):
        if spec := importlib.util.find_spec(package):
            yield from map(Path, spec.submodule_search_locations or ())


code = Compiled(tuple(_themes()), (Path(__file__).with_name("shared.py"),))
