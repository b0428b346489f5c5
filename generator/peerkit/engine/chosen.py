"""Which engine runs: MkDocs or ProperDocs, one a process."""

from __future__ import annotations

import importlib
import importlib.metadata
import importlib.util
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache, partial
from typing import Any

from peerkit.diagnostic import Refusal

ENGINES = ("mkdocs", "properdocs")
Engine = Callable[[str], Any]  # imports one of the engine's modules by its name


def chosen(name: str) -> Engine:
    """Return what imports a module of the engine, or refuse an engine that is unknown, missing or the second here."""
    if name not in ENGINES:
        raise Refusal(f"there is no engine {name!r}; use one of: {', '.join(ENGINES)}")
    if importlib.util.find_spec(name) is None:
        package = "peerkit[properdocs]" if name == "properdocs" else "peerkit"
        raise Refusal(f"{name} is not installed; run: pip install {package}")
    if running() not in (None, name):
        raise Refusal(f"this process runs {running()}, which cannot be mixed with {name}; start a new one")
    if name == "properdocs":
        importlib.import_module("properdocs.replacement")  # plugins and themes say `import mkdocs`
    return lambda module: importlib.import_module(f"{name}.{module}")


def running() -> str | None:
    """Name the engine that this process has loaded; one process cannot hold both."""
    if "properdocs.replacement" in sys.modules:
        return "properdocs"
    return "mkdocs" if "mkdocs.config" in sys.modules else None


@contextmanager
def own_plugins(engine: Engine) -> Iterator[None]:
    """Give the build plugins of its own.

    MkDocs keeps a plugin that has `on_startup` for the whole process, Material's search among them: a group's pages
    would end in the search index of the portal that is being built around it.
    """
    _read_once(engine)
    defaults = engine("config.defaults")
    option = (defaults.MkDocsConfig if hasattr(defaults, "MkDocsConfig") else defaults.ProperDocsConfig).plugins
    kept, option.plugin_cache = option.plugin_cache, {}
    try:
        yield
    finally:
        option.plugin_cache = kept


@cache
def _installed() -> Any:
    """What all installed distributions offer to others."""
    return importlib.metadata.entry_points()


def _offered(group: str) -> Any:
    return _installed().select(group=group)


def _read_once(engine: Engine) -> None:
    """Have plugins, themes and extensions of Markdown looked up in one reading of all that is installed, not one each."""
    import markdown.util

    markdown.util.get_installed_extensions = partial(_offered, "markdown.extensions")
    for module in ("plugins", "utils"):
        engine(module).entry_points = _offered


class Themes:
    """The themes that are installed, asked for once a process.

    To know them, what is said of each theme's distribution is read: 2 ms. MkDocs does so for each site, since it forgets the answer as soon as a
    theme is loaded.
    """

    def __init__(self, found: Any) -> None:
        self._found = found

    def __call__(self) -> Any:
        """The themes, as `get_themes` of the engine's `utils` found them."""
        return self._found

    def cache_clear(self) -> None:
        """Forget nothing."""

    @classmethod
    def keep(cls, engine: Engine) -> None:
        """Have the engine ask here."""
        utils = engine("utils")
        if not isinstance(utils.get_themes, cls):
            utils.get_themes = cls(utils.get_themes())
