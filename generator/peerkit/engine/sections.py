"""What Material's search is told of a page, by its own rules, from a quicker reading of the page's HTML."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache, partial
from html import unescape
from typing import Any

from peerkit.engine.pages import Pages
from peerkit.fingerprint import fingerprint

_NAME = r"[A-Za-z][A-Za-z0-9-]*"
_TAG = re.compile(rf"""<(/?)({_NAME})((?:\s+[^\s"'<>/=]+(?:\s*=\s*(?:"[^"]*"|'[^']*'))?)*)\s*(/?)>""")
_ATTRIBUTE = re.compile(r"""([^\s"'<>/=]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'))?""")
# what may hold a '<' that opens no tag
_UNUSUAL = re.compile(
    r"<(?:[!?]|/?(?:script|style|textarea|title|xmp|iframe|noembed|noframes|noscript|plaintext)\b)|&[^;\s]*$", re.IGNORECASE
)


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
    from material.plugins.search.plugin import Parser

    parser = Parser()
    read(parser, page.content)
    for section in parser.data:
        if not section.is_excluded():
            index.create_entry_for_section(section, page.toc, page.url, page)


def read(parser: Any, html: str) -> None:
    """Feed well-formed HTML to a parser that answers like Python's HTMLParser; other HTML it reads itself."""
    rest = _TAG.sub("", html)
    if "<" in rest or _UNUSUAL.search(html):
        parser.feed(html)
        parser.close()
        return
    end = 0
    for found in _TAG.finditer(html):
        if found.start() > end:
            parser.handle_data(unescape(html[end : found.start()]))
        end = found.end()
        closing, name, attributes = _tag(found[0])
        if closing != "/":
            parser.handle_starttag(name, attributes)
        if closing:
            parser.handle_endtag(name)
    if end < len(html):
        parser.handle_data(unescape(html[end:]))


@lru_cache(maxsize=8192)
def _tag(text: str) -> tuple[str, str, tuple[tuple[str, str | None], ...]]:
    """A tag as `/` for one that closes, `/>` for one that also opens, or nothing; its name, and its attributes."""
    found = _TAG.fullmatch(text)
    assert found
    closing, name, given, empty = found.groups()
    attributes = tuple(
        (each[1].lower(), None if (value := each[2] if each[2] is not None else each[3]) is None else unescape(value))
        for each in _ATTRIBUTE.finditer(given)
    )
    return closing or ("/>" if empty else ""), name.lower(), attributes
