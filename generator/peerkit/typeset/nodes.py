"""Text that a person wrote as a tree of JSON nodes, which one Typst function walks: the same dialect as on the site.

A node is a string, which means itself, or a mapping: `t` names the kind, `c` holds what is in it. `content.typ` lists the kinds.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from peerkit.render import clean_html

Node = str | dict[str, Any]

_DEPTH = 30  # Typst gives up at about 33 nested lists and boxes
_INDENTS = 8  # blocks within blocks, after which there is no more room at the side
_VOID = {"br", "hr", "img"}
_INLINE = frozenset(
    [
        "a",
        "em",
        "strong",
        "b",
        "i",
        "u",
        "s",
        "del",
        "ins",
        "sub",
        "sup",
        "small",
        "mark",
        "abbr",
        "cite",
        "q",
        "kbd",
        "samp",
        "var",
        "code",
        "br",
        "img",
    ]
)
_SAME = {"strong": "b", "em": "i", "s": "del", "samp": "code", "kbd": "code", "var": "i", "cite": "i"}
_TALL = 1200  # characters in a table's cell from which its row may have to be split


@dataclass(frozen=True)
class Text:
    """What a text is in print, and the names of elements in it of which only the words could be kept."""

    nodes: list[Node]
    strange: frozenset[str] = frozenset()


@dataclass
class _Element:
    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: list[_Element | str] = field(default_factory=list)

    def has(self, name: str) -> bool:
        return name in self.attributes.get("class", "").split()

    def words(self) -> str:
        return "".join(c if isinstance(c, str) else c.words() for c in self.children)

    def find(self, *tags: str) -> Iterator[_Element]:
        """The elements of these names in it, from the outside in, and in order."""
        for child in self.children:
            if isinstance(child, _Element):
                if child.tag in tags:
                    yield child
                yield from child.find(*tags)


class _Tree(HTMLParser):
    """Sanitised HTML, which is well nested, as elements. What is nested too deeply joins the element around it."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = _Element("div")
        self._open = [self.root]
        self._deeper = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if len(self._open) >= _DEPTH and tag not in _VOID:
            self._deeper += 1
            self._open[-1].children.append("" if tag in _INLINE else " ")
            return
        made = _Element(tag, {name: value or "" for name, value in attrs})
        self._open[-1].children.append(made)
        if tag not in _VOID:
            self._open.append(made)

    def handle_endtag(self, tag: str) -> None:
        if tag in _VOID:
            return
        if self._deeper:
            self._deeper -= 1
        elif len(self._open) > 1:
            self._open.pop()

    def handle_data(self, data: str) -> None:
        self._open[-1].children.append(data)


def nodes(text: str, pictures: Mapping[str, Node] | None = None, *, level: int = 2) -> Text:
    """The Markdown `text` as nodes; its topmost heading has this `level`, and none skips one.

    `pictures` are the group's files that may stand in it, by path, each as the node that shows it; a link to another file is text.
    """
    html, strange = clean_html(text, "t", frozenset(pictures or ()))
    tree = _Tree()
    tree.feed(html)
    tree.close()
    return Text(_Walk(tree.root, pictures or {}, level).all(), strange)


def plain(text: str) -> Node:
    """Text that is no Markdown; its line ends are line ends."""
    lines: list[Node] = []
    for line in text.strip().splitlines():
        lines += [{"t": "br"}, line] if lines else [line]
    return {"t": "p", "c": lines}


class _Walk:
    """One text's elements to nodes."""

    def __init__(self, root: _Element, pictures: Mapping[str, Node], level: int) -> None:
        self.root, self.pictures, self.level = root, pictures, level
        self.notes = {li.attributes["id"]: li for box in root.find("div") if box.has("footnote") for li in box.find("li") if "id" in li.attributes}  # fmt: skip
        self.lowest = min((int(h.tag[1]) for h in root.find(*(f"h{n}" for n in range(1, 7)))), default=level)
        self.last = level - 1
        self.inside = 0  # how many blocks, notes and cells stand around the one at hand
        self.noting = False

    def all(self) -> list[Node]:
        return self.blocks(self.root.children)

    def blocks(self, children: list[_Element | str]) -> list[Node]:
        """Blocks as they are; a run of words between them as one `plain` block."""
        out: list[Node] = []
        run: list[_Element | str] = []
        for child in [*children, None]:
            if child is not None and (isinstance(child, str) or child.tag in _INLINE):
                run.append(child)
                continue
            if words := self.line(run):
                out += _parted("plain", words)
            run = []
            if child is not None:
                assert isinstance(child, _Element)
                out += self.block(child)
        return out

    def within(self, element: _Element) -> list[Node]:
        self.inside += 1
        made = self.blocks(element.children)
        self.inside -= 1
        return made

    def block(self, element: _Element) -> Iterator[Node]:
        tag = element.tag
        if re.fullmatch("h[1-6]", tag):
            yield from self.heading(element)
        elif (handled := _BLOCKS.get(tag)) and (self.inside < _INDENTS or tag in ("p", "pre", "hr")):
            yield from handled(self, element)
        else:
            yield from self.blocks(element.children)

    def heading(self, element: _Element) -> Iterator[Node]:
        """A heading without links and notes, which would come again in the contents; they follow it."""
        words = _squeezed(element.words())
        if not words:
            return
        if self.inside:
            yield {"t": "p", "c": [{"t": "b", "c": self.line(element.children)}]}
            return
        self.last = min(self.last + 1, 6, int(element.tag[1]) - self.lowest + self.level)
        notes = [a for a in self.line(element.children) if isinstance(a, dict) and a["t"] in ("note", "a")]
        shown = [n for n in _without_notes(self.line(element.children)) if n]
        yield {"t": "h", "level": self.last, "c": shown, "text": words}
        addresses = [n["shown"] for n in notes if n["t"] == "a" and n["note"]]
        yield from ({"t": "p", "c": [{"t": "small", "c": [address]}]} for address in addresses)
        bodies = [n for n in notes if n["t"] == "note"]
        yield from (block for n in bodies for block in n["c"])

    def paragraph(self, element: _Element) -> Iterator[Node]:
        if words := self.line(element.children):
            kind = "title" if element.has("admonition-title") else "p"
            yield from _parted(kind, words)

    def items(self, element: _Element) -> Iterator[Node]:
        entries = [c if isinstance(c, _Element) and c.tag == "li" else _Element("li", {}, [c]) for c in element.children]
        tasks = all(e.words().lstrip()[:2] in ("☐ ", "☑ ") for e in entries if e.words().strip())
        found = [made for e in entries if (made := self.within(e))]
        if not found:
            return
        start = element.attributes.get("start", "1")
        first = int(start) if re.fullmatch(r"\d{1,6}", start) else 1
        yield {"t": element.tag, "c": found, "tasks": tasks, "start": first}

    def definitions(self, element: _Element) -> Iterator[Node]:
        pairs: list[dict[str, Any]] = []
        for child in element.children:
            if isinstance(child, _Element) and child.tag == "dt":
                if pairs and not pairs[-1]["c"]:
                    pairs[-1]["term"] += [{"t": "br"}, *self.line(child.children)]
                else:
                    pairs.append({"term": self.line(child.children), "c": []})
            elif found := self.within(
                child if isinstance(child, _Element) and child.tag == "dd" else _Element("dd", {}, [child])
            ):
                if not pairs:
                    pairs.append({"term": [], "c": []})
                pairs[-1]["c"] += found
        if pairs:
            yield {"t": "dl", "c": pairs}

    def table(self, element: _Element) -> Iterator[Node]:
        yield from ({"t": "title", "c": self.line(c.children)} for c in element.find("caption"))
        found = [
            (row, [c for c in row.children if isinstance(c, _Element) and c.tag in ("th", "td")]) for row in element.find("tr")
        ]
        found = [(row, cells) for row, cells in found if cells]
        width = max((len(cells) for _row, cells in found), default=0)
        if not width:
            yield from self.blocks(element.children)  # nested so deeply that its rows were cut
            return
        inner = {id(r) for t in element.find("table") for r in t.find("tr")}
        found = [(row, cells) for row, cells in found if id(row) not in inner]
        heads = {id(r) for head in element.find("thead") for r in head.find("tr")}
        rows = [(id(row) in heads, [self.within(c) for c in cells] + [[]] * (width - len(cells))) for row, cells in found]
        words = [[_squeezed(c.words()) for c in cells] for _row, cells in found]
        align = [c.attributes.get("align", "") for c in found[0][1]]
        yield {
            "t": "table",
            "align": [a if a in ("left", "center", "right") else "" for a in align] + [""] * (width - len(align)),
            "shares": [_share([row[n] for row in words if n < len(row)]) for n in range(width)],
            "tall": any(len(word) > _TALL for row in words for word in row),
            "head": [cells for is_head, cells in rows if is_head],
            "rows": [cells for is_head, cells in rows if not is_head],
        }

    def box(self, element: _Element) -> Iterator[Node]:
        if element.has("footnote"):
            return
        if not element.has("admonition"):
            yield from self.blocks(element.children)
        elif found := self.within(element):
            yield {"t": "box", "c": found}

    def details(self, element: _Element) -> Iterator[Node]:
        found: list[Node] = []
        for child in element.children:
            if isinstance(child, _Element) and child.tag == "summary" and (words := self.line(child.children)):
                found.append({"t": "title", "c": words})
        rest = [c for c in element.children if isinstance(c, str) or c.tag != "summary"]
        self.inside += 1
        found += self.blocks(rest)
        self.inside -= 1
        if found:
            yield {"t": "box", "c": found}

    def code(self, element: _Element) -> Iterator[Node]:
        if words := element.words().strip("\n"):
            yield {"t": "pre", "text": words}

    def quote(self, element: _Element) -> Iterator[Node]:
        if found := self.within(element):
            yield {"t": "quote", "c": found}

    def rule(self, _element: _Element) -> Iterator[Node]:
        yield {"t": "hr"}

    # words within a line

    def line(self, children: list[_Element | str]) -> list[Node]:
        """Words and marks, with one blank for many and none at the ends."""
        return _trimmed(_joined(self.inline(children)))

    def inline(self, children: list[_Element | str]) -> Iterator[Node]:
        for child in children:
            if isinstance(child, str):
                yield re.sub(r"[ \t\n\r\f]+", " ", child)
            elif child.tag not in _INLINE:
                yield from self.block(child)
            elif handled := _LINES.get(child.tag):
                yield from handled(self, child)
            elif found := list(_joined(self.inline(child.children))):
                yield {"t": _SAME.get(child.tag, child.tag), "c": found}

    def break_(self, _element: _Element) -> Iterator[Node]:
        yield {"t": "br"}

    def span_of_code(self, element: _Element) -> Iterator[Node]:
        if words := element.words():
            yield {"t": "code", "text": words}

    def superscript(self, element: _Element) -> Iterator[Node]:
        refs = [a for a in element.find("a") if a.has("footnote-ref")]
        if not refs:
            yield {"t": "sup", "c": list(_joined(self.inline(element.children)))}
            return
        note = self.notes.get(refs[0].attributes.get("href", "").removeprefix("#"))
        if note is None or self.noting:
            yield {"t": "sup", "c": [element.words()]}
            return
        self.noting = True
        found = self.within(note)
        if found and isinstance(found[0], dict) and found[0]["t"] == "p":
            found[0]["t"] = "plain"
        yield {"t": "note", "c": found}
        self.noting = False

    def link(self, element: _Element) -> Iterator[Node]:
        if element.has("footnote-backref"):
            return
        found = _joined(self.inline(element.children))
        to = element.attributes.get("href", "")
        if not re.match(r"(?i)(https?://|mailto:)", to):
            yield from found
            return
        bare = to[7:] if to.lower().startswith("mailto:") else to
        same = _squeezed(element.words()) in (to, bare)
        note = "" if same else "beside" if self.noting else "foot"
        yield {"t": "a", "to": to, "shown": bare, "note": note, "c": list(found) or [bare]}

    def abbreviation(self, element: _Element) -> Iterator[Node]:
        yield from self.inline(element.children)
        if title := element.attributes.get("title"):
            yield f" ({title})"

    def picture(self, element: _Element) -> Iterator[Node]:
        alt = element.attributes.get("alt", "")
        shown = self.pictures.get(element.attributes.get("src", ""))
        if isinstance(shown, dict):
            yield {**shown, "alt": alt}
        elif alt or shown:
            yield f"[{alt or shown}]"


_Handler = Callable[[_Walk, _Element], Iterator[Node]]
_BLOCKS: dict[str, _Handler] = {
    "p": _Walk.paragraph, "summary": _Walk.paragraph, "caption": _Walk.paragraph, "ul": _Walk.items, "ol": _Walk.items,
    "dl": _Walk.definitions, "table": _Walk.table, "div": _Walk.box, "details": _Walk.details, "pre": _Walk.code,
    "blockquote": _Walk.quote, "hr": _Walk.rule,
}  # fmt: skip
_LINES: dict[str, _Handler] = {
    "br": _Walk.break_, "code": _Walk.span_of_code, "kbd": _Walk.span_of_code, "samp": _Walk.span_of_code,
    "sup": _Walk.superscript, "a": _Walk.link, "abbr": _Walk.abbreviation, "img": _Walk.picture,
}  # fmt: skip


def _squeezed(text: str) -> str:
    return " ".join(text.split())


def _joined(parts: Iterator[Node]) -> list[Node]:
    """Neighbouring strings as one, with single blanks."""
    out: list[Node] = []
    for part in parts:
        if isinstance(part, str) and out and isinstance(out[-1], str):
            out[-1] = re.sub(" {2,}", " ", out[-1] + part)
        elif part != "":
            out.append(part)
    return out


def _trimmed(parts: list[Node]) -> list[Node]:
    while parts and (parts[0] == " " or _is(parts[0], "br")):
        parts = parts[1:]
    while parts and (parts[-1] == " " or _is(parts[-1], "br")):
        parts = parts[:-1]
    if parts and isinstance(parts[0], str):
        parts = [parts[0].lstrip(" "), *parts[1:]]
    if parts and isinstance(parts[-1], str):
        parts = [*parts[:-1], parts[-1].rstrip(" ")]
    return parts


def _parted(kind: str, words: list[Node]) -> Iterator[Node]:
    """A paragraph; a picture of more than a line's height stands between paragraphs."""
    run: list[Node] = []
    for word in words:
        if isinstance(word, dict) and word["t"] == "img" and word["height"] > 24:
            if run := _trimmed(run):
                yield {"t": kind, "c": run}
            run = []
            yield {**word, "t": "figure"}
        else:
            run.append(word)
    if run := _trimmed(run):
        yield {"t": kind, "c": run}


def _without_notes(parts: list[Node]) -> list[Node]:
    out: list[Node] = []
    for part in parts:
        if isinstance(part, str):
            out.append(part)
        elif part["t"] == "a":
            out += _without_notes(part["c"])
        elif part["t"] not in ("note", "img", "figure"):
            out.append({**part, "c": _without_notes(part["c"])} if "c" in part else part)
    return out


def _is(part: Node, kind: str) -> bool:
    return isinstance(part, dict) and part["t"] == kind


def _share(words: list[str]) -> float:
    """How much of a table's width a column ought to have: as its text is long, within bounds."""
    longest = max((len(word) for word in words), default=0)
    unbroken = max((len(part) for word in words for part in word.split()), default=0)
    return round(math.pow(min(max(longest, unbroken * 1.5, 5), 48), 0.75), 2)
