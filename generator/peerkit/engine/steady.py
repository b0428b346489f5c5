"""Same input, same bytes: the hooks that keep the clock out of a site, and its compiled templates for the next one."""

from __future__ import annotations

import importlib.util
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import jinja2

from peerkit.builtin import templates
from peerkit.compiled import Compiled
from peerkit.engine.chosen import ENGINES

_UNDATED = "1970-01-01"  # the day of a page that has none of its own; left out of the sitemap
_LASTMOD = re.compile(rf"\s*<lastmod>{_UNDATED}</lastmod>")


class Steady:
    """The hooks, as a plugin."""

    config: Mapping[str, Any] = {}

    def on_env(self, env: jinja2.Environment, **_: Any) -> None:
        """Keep compiled templates for the groups' sites that follow."""
        env.bytecode_cache = code

    def on_pre_page(self, page: Any, **_: Any) -> None:
        """Take today's date off the page; a plugin that knows a real one sets it later."""
        page.update_date = _UNDATED

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
