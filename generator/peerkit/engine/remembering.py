"""What Material's templates say again and again on the pages of one site, rendered once."""

from __future__ import annotations

import importlib.util
import posixpath
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from jinja2.runtime import Context, Macro

_OF_JINJA = {"_loop_vars", "_block_vars"}  # which it adds to calls, and takes off again for macros


def remember(env: Any, files: Any) -> None:
    """Have the templates of a new site remember what does not depend on the page: words, and links to pages that are not open."""
    above = {folder for file in files.documentation_pages() for folder in _above(file.url)} | {"."}
    words, entries = (str(_templates() / "partials" / name) for name in ("language.html", "nav-item.html"))
    known: dict[tuple[Any, ...], Any] = {}

    class Remembering(Context):
        """Calls each of the theme's macros as ever, unless it was called with the same before."""

        def call(self, __obj: Any, *args: Any, **kwargs: Any) -> Any:  # Jinja's own names, since templates may pass any
            key = self._key(__obj, args) if type(__obj) is Macro and kwargs.keys() <= _OF_JINJA else None
            if key is None:
                return super().call(__obj, *args, **kwargs)
            if (said := known.get(key)) is None:
                said = known[key] = super().call(__obj, *args)
            return said

        def _key(self, macro: Any, args: tuple[Any, ...]) -> tuple[Any, ...] | None:
            """What the answer depends on, or None if that may be more."""
            file = macro._func.__code__.co_filename
            if file == words and macro.name == "t":
                return args
            if file == entries and macro.name == "render" and getattr(args[0], "active", True) is False:
                opened = [getattr(each, "active", False) for each in args[3:]]
                return (*map(id, args[:1]), *args[1:3], *map(id, args[3:]), *opened, self._place())
            return None

        def _place(self) -> str:
            """What relative addresses depend on: two pages beside each other, with none below them, have the same ones to all others."""
            page = self.get("page")
            if not page:
                return str(self.get("base_url"))
            folder = _folder(page.url)
            return folder if folder in above else f"{posixpath.dirname(folder)}/*"

    env.context_class = Remembering


def _folder(url: str) -> str:
    """Where relative addresses of a page begin."""
    return posixpath.normpath(url if url.endswith("/") else posixpath.dirname(url))


def _above(url: str) -> Iterator[str]:
    """The folders above a page's own."""
    folder = _folder(url)
    while folder != ".":
        folder = posixpath.dirname(folder) or "."
        yield folder


def _templates() -> Path:
    """Where Material's templates are."""
    spec = importlib.util.find_spec("material")
    return Path(spec.origin or "").parent / "templates" if spec else Path()
