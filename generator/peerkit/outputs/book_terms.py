"""The index of a book: the terms that its glossary explains, the protocols, and the places worth turning to."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from peerkit.typeset import Node

MOST = 8  # a term of which more pages speak than this is listed only where a heading names it
_SILENT = ("h", "pre", "code", "img", "figure", "note")


def explained(glossary: Sequence[Node]) -> list[str]:
    """The terms of a glossary: what stands in bold at the beginning of a paragraph."""
    return [term for node in glossary for term in _entry(node)]


def _entry(node: Node) -> Iterator[str]:
    if isinstance(node, dict) and node["t"] == "p" and isinstance(node["c"][0], dict) and node["c"][0]["t"] == "b":
        words = "".join(part for part in node["c"][0]["c"] if isinstance(part, str)).strip().rstrip(".:")
        if words:
            yield words


def indexed(pages: Mapping[str, list[Node]], terms: Sequence[str], always: Sequence[str]) -> dict[str, list[Node]]:
    """The pages' nodes with a mark before the first mention of each term, where that is worth a line of the index.

    A mark's key is the term in lower case. On the pages named in `always` every term is worth it.
    """
    if not terms:
        return dict(pages)
    longest = sorted({term.casefold() for term in terms}, key=len, reverse=True)
    pattern = re.compile(rf"(?<!\w)({'|'.join(map(re.escape, longest))})(?:s|es)?(?!\w)", re.IGNORECASE)
    spoken = {path: _mentioned(_words(nodes, headings=False), pattern) for path, nodes in pages.items()}
    count = Counter(term for found in spoken.values() for term in found)
    made = {}
    for path, nodes in pages.items():
        named = spoken[path] if path in always else _mentioned(_words(nodes, headings=True), pattern)
        worth = {term for term in spoken[path] if count[term] <= MOST or term in named}
        made[path] = list(_walked(nodes, pattern, worth))
    return made


def _mentioned(texts: Iterator[str], pattern: re.Pattern[str]) -> set[str]:
    return {found[1].casefold() for text in texts for found in pattern.finditer(text)}


def _inner(node: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    return ((key, node[key]) for key in ("term", "c", "head", "rows") if key in node)


def _words(nodes: Sequence[Any], *, headings: bool) -> Iterator[str]:
    """The texts in which a mention counts; or those of headings alone."""
    for node in nodes:
        if isinstance(node, str):
            if not headings:
                yield node
        elif isinstance(node, list):
            yield from _words(node, headings=headings)
        elif node.get("t") == "h":
            yield from [node["text"]] if headings else []
        elif node.get("t") not in _SILENT:
            for _key, value in _inner(node):
                yield from _words(value, headings=headings)


def _walked(nodes: Sequence[Any], pattern: re.Pattern[str], worth: set[str]) -> Iterator[Any]:
    """Nodes, or lists of them, with marks before the first mentions; each is taken from `worth` when it is found."""
    for node in nodes:
        if isinstance(node, str):
            yield from _split(node, pattern, worth)
        elif isinstance(node, list):
            yield list(_walked(node, pattern, worth))
        elif node.get("t") in _SILENT:
            yield node
        else:
            yield {**node, **{key: list(_walked(value, pattern, worth)) for key, value in _inner(node)}}


def _split(text: str, pattern: re.Pattern[str], worth: set[str]) -> Iterator[Node]:
    start = 0
    for found in pattern.finditer(text):
        key = found[1].casefold()
        if key in worth:
            worth.remove(key)
            if found.start() > start:
                yield text[start : found.start()]
            yield {"t": "term", "key": key}
            start = found.start()
    if text[start:]:
        yield text[start:]
