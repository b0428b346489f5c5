"""What Material's search is told of a page: the sections that its own parser would find, read in one pass."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from html import escape, unescape
from typing import Any

from peerkit.engine.pages import Pages
from peerkit.engine.tags import ATTRIBUTES, NAME, TEXT_ONLY, read_attributes
from peerkit.fingerprint import fingerprint

_TAG = re.compile(rf"<(/?)({NAME})({ATTRIBUTES})\s*(/?)>")
_TELLING = re.compile("headerlink|exclude|linenodiv|&", re.IGNORECASE)
_CUT_SHORT = re.compile(r"&[^;\s]*$")
_HEADINGS = frozenset(["h1", "h2", "h3", "h4", "h5", "h6"])
_KEPT = frozenset(["p", "code", "pre", "li", "ol", "ul", "sub", "sup"])
_VOID = frozenset(["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"])


def hasten(config: Any, pages: Pages) -> None:
    """Have Material's search plugin, if it is among the site's, read pages in this way, and none twice."""
    for plugin in config.plugins.values():
        index = getattr(plugin, "search_index", None)
        if type(plugin).__module__ == "material.plugins.search.plugin" and index is not None:
            index.add_entry_from_context = partial(_add, index, pages)


def _add(index: Any, pages: Pages, page: Any) -> None:
    """Do what `SearchIndex.add_entry_from_context` of Material 9 does."""
    if (page.meta.get("search") or {}).get("exclude"):
        return
    key = fingerprint(["search", page.content, list(_anchors(page.toc)), page.url, str(page.title), repr(page.meta)])
    if (entries := pages.get(key)) is None:
        begin = len(index.entries)
        _read_page(index, page)
        if not any("boost" in entry for entry in index.entries[begin:]):  # which may be anything that YAML can say
            pages.put(key, index.entries[begin:])
    else:
        index.entries += entries


def _anchors(toc: Any) -> Iterator[str]:
    """The headings that a page's sections may lead to."""
    for each in toc:
        yield each.id
        yield from _anchors(each.children)


def _read_page(index: Any, page: Any) -> None:
    for section in sections(page.content):
        if not section.is_excluded():
            index.create_entry_for_section(section, page.toc, page.url, page)


def sections(html: str) -> list[Any]:
    """The sections of a page as `Parser` of Material 9 finds them; HTML that is not well-formed is left to that."""
    first, *parts = _TAG.split(html)
    texts, names = parts[4::5], [name.lower() for name in parts[1::5]]
    if (
        "<" in first
        or "<" in "".join(texts)
        or _CUT_SHORT.search(texts[-1] if texts else first)
        or not TEXT_ONLY.isdisjoint(names)
    ):
        from material.plugins.search.plugin import Parser

        parser = Parser()
        parser.feed(html)
        parser.close()
        found: list[Any] = parser.data
        return found
    reader = _Reader()
    if first:
        reader.text(first)
    for closing, name, attributes, empty, text in zip(parts[0::5], names, parts[2::5], parts[3::5], texts, strict=True):
        if not closing:
            reader.opened(name, attributes)
        if closing or empty:
            reader.closed(name)
        if text:
            reader.text(text)
    return reader.sections


class _Section:
    """A heading with what follows it, in the form in which Material makes an entry of it."""

    __slots__ = ("depth", "excluded", "id", "tag", "text", "title")

    def __init__(self, tag: str = "", depth: float = 0, excluded: bool = False) -> None:
        self.tag, self.depth, self.excluded = tag, depth, excluded
        self.id: str | None = None
        self.title: list[str] = []
        self.text: list[str] = []

    def is_excluded(self) -> bool:
        """Whether search is not to know of it."""
        return self.excluded


class _Reader:
    """Takes a page's tags and texts in turn. Material keeps names of elements, not elements, as open and as skipped; so does this."""

    def __init__(self) -> None:
        self.sections: list[_Section] = []
        self._section: _Section | None = None
        self._open: list[str] = []
        self._skipped = {"object", "script", "style"}
        self._hidden = 0  # how many of the open elements are skipped
        self._permalinks: list[int] = []  # at which depths a heading's link to itself is open

    def opened(self, name: str, attributes: str) -> None:
        """An element begins."""
        if name in _VOID:
            return
        self._open.append(name)
        if name in self._skipped:
            self._hidden += 1
        if attributes and (name in _HEADINGS or _TELLING.search(attributes)):
            given = dict(read_attributes(attributes))
            if name in _HEADINGS and "id" in given:
                self._begin(name, given)
            section = self._section or self._preface()
            if "data-search-exclude" in given or given.get("class") == "linenodiv":
                self._skip(name)
                return
            if given.get("class") == "headerlink":
                self._permalinks.append(len(self._open))
        else:
            section = self._section or self._preface()
        if name in _KEPT and not self._hidden:
            self._lines(section).append(f"<{name}>")

    def _begin(self, name: str, given: dict[str, str | None]) -> None:
        depth = len(self._open)
        if name != "h1" and not self.sections:
            self.sections.append(_Section(depth=depth))
        self._section = _Section(name, depth, "data-search-exclude" in given)
        if self.sections:
            self._section.id = given["id"]
        self.sections.append(self._section)

    def _preface(self) -> _Section:
        """What stands before the first heading."""
        self._section = _Section()
        self.sections.append(self._section)
        return self._section

    def _skip(self, name: str) -> None:
        if name not in self._skipped:
            self._skipped.add(name)
            self._hidden += self._open.count(name)

    def _lines(self, section: _Section) -> list[str]:
        """Where a text belongs: to the heading while that is open, else to what follows it."""
        return section.title if section.tag in self._open else section.text

    def closed(self, name: str) -> None:
        """An element ends; one that is not the latest is passed over."""
        if not self._open or self._open[-1] != name:
            return
        assert self._section is not None
        depth = len(self._open)
        if self._section.depth > depth:
            self._leave(depth)
        if self._permalinks and self._permalinks[-1] == depth:
            self._permalinks.pop()
        self._open.pop()
        if name in self._skipped:
            self._hidden -= 1
            if name not in ("script", "style", "object"):
                self._skipped.remove(name)
                self._hidden -= self._open.count(name)
        elif name in _KEPT and not self._hidden:
            _end(self._lines(self._section), name)

    def _leave(self, depth: int) -> None:
        """Go back to the section around this one: the element that ends is the one in which it began."""
        assert self._section is not None
        around = next((section for section in reversed(self.sections) if section.depth <= depth), None)
        if around:
            self._section.depth = float("inf")
            self._section = around

    def text(self, raw: str) -> None:
        """What stands between two tags."""
        if self._hidden:
            return
        data = unescape(raw) if "&" in raw else raw
        blank = data.isspace()
        if "pre" not in self._open:
            data = " " if blank else data.replace("\n", " ")
        section = self._section or self._preface()
        if section.tag in self._open:
            if not self._permalinks:
                section.title.append(escape(data, quote=False))
        elif not blank:
            section.text.append(escape(data, quote=False))
        elif not section.text or not section.text[-1].isspace() or "pre" in self._open:
            section.text.append(data)


def _end(lines: list[str], name: str) -> None:
    """Close an element that is kept, or take it back if nothing but blanks follows its first like."""
    first = lines.index(f"<{name}>")
    if all(line.isspace() for line in lines[first + 1 :]):
        del lines[first:]
    else:
        lines.append(f"</{name}>")
