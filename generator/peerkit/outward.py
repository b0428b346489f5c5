"""What a page would fetch from another server, so that somebody there learned who reads: found in produced files, with its place.

Links that a reader follows are no concern of this; nor is the theme's own script, which asks for nothing on pages like these.
Browsers are told the same by the content security policy of each page; this tells whoever builds.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from functools import lru_cache

from msgspec import Struct

SPEAKING = (".html", ".svg", ".css", ".js", ".mjs")  # kinds of files that can make a browser ask for more
_REMOTE = re.compile(r"\s*(?:(?:https?|wss?|ftp):)?//", re.I)
# possessive: what one alternative took no other could, so going back would only cost time
_TAG = re.compile(r"<([a-zA-Z][\w:-]*)((?:[^>\"']++|\"[^\"]*+\"|'[^']*+')*+)>")
_BEGUN = re.compile(r"<[a-zA-Z]")
_ATTRIBUTE = re.compile(r"([\w:-]+)\s*=\s*(\"[^\"]*\"|'[^']*'|[^\s\"'>]+)")
_BLOCK = re.compile(r"<(script|style)\b[^>]*>((?:[^<]++|<(?!/\1))*+)</\1", re.S | re.I)
_STYLE = re.compile(r"(?:url\(|@import|image-set\(|src\()\s*[\"']?\s*((?:https?:)?//[^\"')\s;]+)", re.I)
_SCRIPT = re.compile(
    r"(?:\b(?:fetch|import|importScripts|Worker|SharedWorker|EventSource|WebSocket|sendBeacon)\s*\(|\bfrom\b|\bimport\b"
    r"|\.src\s*=|\.open\(\s*[\"']\w+[\"']\s*,)\s*[\"'`]((?:(?:https?|wss?):)?//[^\"'`\s]+)"
)
_COMMENT = re.compile(r"/\*.*?\*/", re.S)
_FETCHED = {"src", "srcset", "poster", "data", "background", "ping", "manifest", "action", "formaction"}
_RELATIONS = {
    "stylesheet", "preload", "prefetch", "preconnect", "dns-prefetch", "modulepreload", "prerender", "icon", "shortcut",
    "apple-touch-icon", "mask-icon", "manifest", "import",
}  # fmt: skip
_DRAWN = {"image", "use", "feimage", "svg:image", "svg:use"}


class Call(Struct, frozen=True, order=True):
    """An address that a produced file would make a browser ask, and where it stands there."""

    file: str
    line: int
    column: int
    address: str
    by: str  # what asks: `img src`, `a style sheet`


def calls(file: str, data: bytes, own: str = "") -> Iterator[Call]:
    """The calls of a file of HTML, SVG, CSS or JavaScript; `own` is the site's address, which may be asked."""
    reader = _markup if file.endswith((".html", ".svg")) else _style if file.endswith(".css") else _script
    text = data.decode("utf-8", "replace")
    for at, address, by in sorted(reader(text)):
        if not (own and html.unescape(address).startswith(own)):
            before = text[:at]
            yield Call(file, before.count("\n") + 1, at - before.rfind("\n"), address.strip(), by)


Found = Iterator[tuple[int, str, str]]


def _markup(text: str) -> Found:
    *pieces, end = text.split(">\n")
    if not (all(map(_pieces.__getitem__, pieces)) and _quiet(end)):
        yield from _tags(text)
    for block in _BLOCK.finditer(text):
        yield from ((block.start(2) + at, address, by) for at, address, by in _inner(block[1].lower(), block[2]))


def _quiet(text: str) -> bool:
    """Whether every tag that begins in a text ends in it, and none calls: then it says nothing to what stands before or after."""
    return "mermaid" not in text and not _BEGUN.search(_TAG.sub("", text)) and not any(_tags(text))


class _Pieces(dict[str, bool]):
    """Which pieces of pages that end where a line ends in `>` are quiet; pages repeat most of theirs, and sites some."""

    room = 4_000_000

    def __missing__(self, piece: str) -> bool:
        self.room -= len(piece)
        if self.room < 0:
            self.clear()
            self.room = type(self).room
        return self.setdefault(piece, _quiet(f"{piece}>"))


_pieces = _Pieces()


def _tags(text: str) -> Found:
    for tag in _TAG.finditer(text):
        if "//" in tag[2]:
            yield from _tag(tag)
        elif "mermaid" in tag[2] and re.search(r"class\s*=\s*[\"']?[^\"']*\bmermaid\b", tag[2]) and not _draws_mermaid(text):
            # the theme fetches the program that draws these
            yield (
                tag.start(),
                "https://unpkg.com/mermaid",
                "a diagram; put mermaid.min.js into docs and name it in extra_javascript",
            )


@lru_cache(maxsize=256)
def _inner(name: str, text: str) -> tuple[tuple[int, str, str], ...]:
    """The calls in an element of style or script, of which a site's pages have the same few."""
    return tuple((_style if name == "style" else _script)(text))


def _tag(tag: re.Match[str]) -> Found:
    name = tag[1].lower()
    given = {m[1].lower(): html.unescape(m[2].strip("\"'")) for m in _ATTRIBUTE.finditer(tag[2])}
    for key, value in given.items():
        if key == "style":
            yield from ((tag.start(), address, "a style") for _, address, _ in _style(value))
        elif key in ("href", "xlink:href"):
            fetched = (
                (name == "link" and _RELATIONS & set(given.get("rel", "").lower().split())) or name in _DRAWN or name == "base"
            )
            if fetched and _REMOTE.match(value):
                yield tag.start(), value, f"{name} {key}"
        elif key in _FETCHED and any(_REMOTE.match(part) for part in (value.split(",") if key == "srcset" else [value])):
            yield tag.start(), value, f"{name} {key}"
        elif name == "meta" and key == "content" and given.get("http-equiv", "").lower() == "refresh" and "//" in value:
            yield tag.start(), value, "a refresh"


def _draws_mermaid(text: str) -> bool:
    return re.search(r"<script[^>]+src\s*=\s*[\"'](?!https?:|//)[^\"']*mermaid", text) is not None


def _style(text: str) -> Found:
    bare = _COMMENT.sub(lambda m: " " * len(m[0]), text)
    yield from ((m.start(), m[1], "a style sheet") for m in _STYLE.finditer(bare))


def _script(text: str) -> Found:
    yield from ((m.start(), m[1], "a script") for m in _SCRIPT.finditer(text))
