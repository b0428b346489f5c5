"""What Material's templates say again and again on the pages of one site, rendered once."""

from __future__ import annotations

import copy
import importlib.util
import posixpath
from collections import ChainMap
from collections.abc import Callable, Iterator, Mapping
from itertools import takewhile
from pathlib import Path
from typing import Any

from jinja2 import Environment
from jinja2.runtime import Context, Macro
from jinja2.utils import missing

_OF_JINJA = {"_loop_vars", "_block_vars"}  # which it adds to calls, and takes off again for macros
# partial templates that know of a page no more than its title, and where it stands
_PARTIALS = ("header", "icons", "copyright", "top", "javascripts/base", "javascripts/content")
_TITLE, _GAP = "\x00title\x00", "\x00entry\x00"


def remember(env: Any, files: Any) -> None:
    """Have the templates of a new site remember what does not depend on the page: words, links to pages that are not open, the header."""
    places = _Places(files)
    known: dict[tuple[Any, ...], str] = {}
    branches: dict[tuple[Any, ...], _Branch] = {}
    met: list[list[tuple[Any, ...]]] = []  # the entries of the open section that is rendered for the first time

    class Remembering(Context):
        """Calls each of the theme's macros as ever, unless it was called with the same before."""

        def call(self, __obj: Any, *args: Any, **kwargs: Any) -> Any:  # Jinja's own names, since templates may pass any
            if type(__obj) is not Macro or not kwargs.keys() <= _OF_JINJA:
                return super().call(__obj, *args, **kwargs)
            file = __obj._func.__code__.co_filename
            if file == _ENTRIES and __obj.name == "render":
                return self._entry(__obj, args)
            if file == _WORDS and __obj.name == "t":
                return self._once(args, __obj, args)
            return __obj(self.eval_ctx, *args)

        def _once(self, key: tuple[Any, ...], macro: Any, args: tuple[Any, ...]) -> str:
            if (said := known.get(key)) is None:
                said = known[key] = str(macro(self.eval_ctx, *args))
            return said

        def _entry(self, macro: Any, args: tuple[Any, ...]) -> str:
            """An entry of the navigation."""
            if met:
                met[-1].append(args)
                return _GAP
            item, *others = args
            open_above = [getattr(each, "active", False) for each in args[3:]]
            place = places.of(self.get("page"), self.get("base_url"))
            key = (id(item), *others[:2], *map(id, others[2:]), *open_above, place)
            if getattr(item, "active", True) is False:
                return self._once(key, macro, args)
            # with indexes, a section's own line may be open, too
            if not getattr(item, "is_section", False) or "navigation.indexes" in (self["config"].theme.get("features") or ()):
                return str(macro(self.eval_ctx, *args))
            if key not in branches:
                branches[key] = self._branch(macro, args)
            return branches[key].around(lambda entry: self._entry(macro, entry))

        def _branch(self, macro: Any, args: tuple[Any, ...]) -> _Branch:
            met.append([])
            try:
                text = macro(self.eval_ctx, *args)
            finally:
                entries = met.pop()
            return _Branch(text.split(_GAP), entries)

    env.context_class = Remembering
    env.get_template = _Templates(env, places).get
    _hasten(env)


class _Branch:
    """An open section of the navigation: on all pages in one place it is the same, but for the entry that is open."""

    def __init__(self, parts: list[str], entries: list[tuple[Any, ...]]) -> None:
        self._parts, self._entries = parts, entries
        self._closed = [""] * len(entries)

    def around(self, render: Callable[[tuple[Any, ...]], str]) -> str:
        """All of it."""
        said = [self._parts[0]]
        for n, entry in enumerate(self._entries):
            if entry[0].active:
                said.append(render(entry))
            else:
                self._closed[n] = self._closed[n] or render(entry)
                said.append(self._closed[n])
            said.append(self._parts[n + 1])
        return "".join(said)


def _hasten(env: Any) -> None:
    """Let an environment do in fewer steps what templates ask for most."""

    def attribute(obj: Any, attribute: str) -> Any:
        """Do what `Environment.getattr` does, without an exception for what most mappings lack."""
        if (value := getattr(obj, attribute, missing)) is not missing:
            return value
        try:
            return obj[attribute]
        except (TypeError, LookupError, AttributeError):
            return env.undefined(obj=obj, name=attribute)

    env.getattr = attribute
    # every context copies what is global; a chain of one mapping is slow to copy
    env.make_globals = lambda given: ChainMap(given, env.globals) if given else env.globals


class _Places:
    """What relative addresses depend on: two pages beside each other, with none below them, have the same ones to all others."""

    def __init__(self, files: Any) -> None:
        self._above = {folder for file in files.documentation_pages() for folder in _above(file.url)} | {"."}
        self._known: dict[str, str] = {}

    def of(self, page: Any, base_url: Any) -> str:
        """Where a page stands."""
        if not page:
            return str(base_url)
        if (place := self._known.get(page.url)) is None:
            folder = _folder(page.url)
            place = self._known[page.url] = folder if folder in self._above else f"{posixpath.dirname(folder)}/*"
        return place


class _Templates:
    """The templates of one site, each looked for once."""

    def __init__(self, env: Any, places: _Places) -> None:
        self._env, self._places, self._pieces = env, places, _PIECES if _as_it_came(env) else frozenset[str]()
        self._known: dict[Any, Any] = {}

    def get(self, name: Any, parent: str | None = None, globals: Any = None) -> Any:
        """Do what `Environment.get_template` does, where a template asks for another; nobody edits them meanwhile."""
        if parent is None or globals:
            return Environment.get_template(self._env, name, parent, globals)
        if (template := self._known.get(name)) is None:
            template = Environment.get_template(self._env, name, parent, globals)
            if template.filename in self._pieces:
                template = _Piece(template, self._places)
            elif template.filename == _WORDS:
                template = _Words(template)
            self._known[name] = template
        return template


class _Piece:
    """A partial template, to be included: rendered once for each place, with a gap where the title belongs."""

    def __init__(self, template: Any, places: _Places) -> None:
        self._template, self._places = template, places
        self._known: dict[str, list[str]] = {}

    def __getattr__(self, name: str) -> Any:
        return getattr(self._template, name)

    def new_context(self, vars: Mapping[str, Any], *given: Any) -> tuple[Any, ...]:
        """What there is to say it with."""
        return vars, *given

    def root_render_func(self, context: tuple[Any, ...]) -> Iterator[str]:
        """Say it."""
        vars, *given = context
        page = vars.get("page")
        if not page or "navigation.tabs.sticky" in (vars["config"].theme.get("features") or ()):  # tabs tell the page's section
            yield from self._template.root_render_func(self._template.new_context(vars, *given))
            return
        place = self._places.of(page, vars["base_url"])
        if (parts := self._known.get(place)) is None:
            untitled = copy.copy(page)
            untitled.meta = {**page.meta, "title": _TITLE}
            inner = self._template.new_context({**vars, "page": untitled}, *given)
            parts = self._known[place] = "".join(self._template.root_render_func(inner)).split(_TITLE)
        yield str(page.meta.get("title") or page.title).join(parts)


class _Words:
    """The theme's words, to be imported: they are the same on each page."""

    def __init__(self, template: Any) -> None:
        self._template = template
        self._module: Any = None

    def __getattr__(self, name: str) -> Any:
        return getattr(self._template, name)

    def make_module(self, *given: Any) -> Any:
        """The words."""
        self._module = self._module or self._template.make_module(*given)
        return self._module


def _folder(url: str) -> str:
    """Where relative addresses of a page begin."""
    return posixpath.normpath(url if url.endswith("/") else posixpath.dirname(url))


def _above(url: str) -> Iterator[str]:
    """The folders above a page's own."""
    folder = _folder(url)
    while folder != ".":
        folder = posixpath.dirname(folder) or "."
        yield folder


def _partials() -> Path:
    """Where Material's partial templates are."""
    spec = importlib.util.find_spec("material")
    return Path(spec.origin or "").parent / "templates" / "partials" if spec else Path()


def _as_it_came(env: Any) -> bool:
    """Whether no theme folder before Material's has partial templates, which Material's would include: they may ask anything of a page."""
    before = takewhile(lambda folder: Path(folder) != _partials().parent, getattr(env.loader, "searchpath", ()))
    return not any(Path(folder, "partials").is_dir() for folder in before)


_WORDS, _ENTRIES = (str(_partials() / name) for name in ("language.html", "nav-item.html"))
_PIECES = frozenset(str(_partials() / f"{name}.html") for name in _PARTIALS)
