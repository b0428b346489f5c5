"""Text that a person wrote as a tree of JSON nodes, which one Typst function walks: the same dialect as on the site.

A node is a string, which means itself, or a mapping: `t` names the kind, `c` holds what is in it. `content.typ` lists the kinds.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from msgspec import Struct

from peerkit.render import clean_html
from peerkit.typeset.elements import INLINE, Element, tree
from peerkit.typeset.runs import Node, bare, joined, parted, squeezed, trimmed
from peerkit.typeset.tables import table

_INDENTS = 8  # blocks within blocks, after which there is no more room at the side
_SAME = {"strong": "b", "em": "i", "s": "del", "samp": "code", "kbd": "code", "var": "i", "cite": "i"}


class Text(Struct, frozen=True):
    """What a text is in print; the names of elements of which only the words could be kept; what was said of pictures left out."""

    nodes: list[Node]
    strange: frozenset[str] = frozenset()
    unseen: frozenset[str] = frozenset()


class References(Struct, frozen=True):
    """Where links lead within a document of several texts: `targets` are labels by link as written, from this text.

    Headings of this text are labelled `<name>#<anchor>`, with the anchors that the site gives them. `said` is what follows a
    link, with `{n}` for the page.
    """

    name: str
    targets: Mapping[str, str]
    said: str = "(p.\u00a0{n})"


def nodes(text: str, pictures: Mapping[str, Node] | None = None, *, level: int = 2, references: References | None = None) -> Text:
    """The Markdown `text` as nodes; its topmost heading has this `level`, and none skips one.

    `pictures` are the group's files that may stand in it, by path, each as the node that shows it; a link to another file is text
    unless `references` knows it.
    """
    kept = frozenset(pictures or ()) | frozenset(references.targets if references else ())
    html, strange = clean_html(text, "t", kept)
    walk = _Walk(tree(html), pictures or {}, level, references)
    return Text(walk.all(), strange, frozenset(walk.unseen))


def plain(text: str) -> Node:
    """Text that is no Markdown; its line ends are line ends."""
    lines: list[Node] = []
    for line in text.strip().splitlines():
        lines += [{"t": "br"}, line] if lines else [line]
    return {"t": "p", "c": lines}


class _Walk:
    """One text's elements to nodes."""

    def __init__(self, root: Element, pictures: Mapping[str, Node], level: int, references: References | None) -> None:
        self.root, self.pictures, self.level, self.references = root, pictures, level, references
        self.anchors: set[str] = set()
        self.notes = {li.attributes["id"]: li for box in root.find("div") if box.has("footnote") for li in box.find("li") if "id" in li.attributes}  # fmt: skip
        self.lowest = min((int(h.tag[1]) for h in root.find(*(f"h{n}" for n in range(1, 7)))), default=level)
        self.last = level - 1
        self.inside = 0  # how many blocks, notes and cells stand around the one at hand
        self.noting = False
        self.unseen: set[str] = set()

    def all(self) -> list[Node]:
        return self.blocks(self.root.children)

    def blocks(self, children: list[Element | str]) -> list[Node]:
        """Blocks as they are; a run of words between them as one `plain` block."""
        out: list[Node] = []
        run: list[Element | str] = []
        for child in [*children, None]:
            if child is not None and (isinstance(child, str) or child.tag in INLINE):
                run.append(child)
                continue
            if words := self.line(run):
                out += parted("plain", words)
            run = []
            if child is not None:
                assert isinstance(child, Element)
                out += self.block(child)
        return out

    def within(self, element: Element) -> list[Node]:
        self.inside += 1
        made = self.blocks(element.children)
        self.inside -= 1
        return made

    def block(self, element: Element) -> Iterator[Node]:
        tag = element.tag
        if re.fullmatch("h[1-6]", tag):
            yield from self.heading(element)
        elif (handled := _BLOCKS.get(tag)) and (self.inside < _INDENTS or tag in ("p", "pre", "hr")):
            yield from handled(self, element)
        else:
            yield from self.blocks(element.children)

    def heading(self, element: Element) -> Iterator[Node]:
        """A heading without links and notes, which would come again in the contents; they follow it."""
        words = squeezed(element.words())
        if not words:
            return
        if self.inside:
            yield {"t": "p", "c": [{"t": "b", "c": self.line(element.children)}]}
            return
        self.last = min(self.last + 1, 6, int(element.tag[1]) - self.lowest + self.level)
        notes = [a for a in self.line(element.children) if isinstance(a, dict) and a["t"] in ("note", "a")]
        shown = [n for n in bare(self.line(element.children)) if n]
        yield {"t": "h", "level": self.last, "c": shown, "text": words, "label": self.anchor(words)}
        addresses = [n["shown"] for n in notes if n["t"] == "a" and n["note"]]
        yield from ({"t": "p", "c": [{"t": "small", "c": [address]}]} for address in addresses)
        bodies = [n for n in notes if n["t"] == "note"]
        yield from (block for n in bodies for block in n["c"])

    def anchor(self, words: str) -> str:
        """The label of a heading, as the site's engine makes its anchor; none where nobody refers to it."""
        from markdown.extensions.toc import slugify, unique

        if self.references is None:
            return ""
        return f"{self.references.name}#{unique(slugify(words, '-'), self.anchors)}"

    def paragraph(self, element: Element) -> Iterator[Node]:
        if words := self.line(element.children):
            kind = "title" if element.has("admonition-title") else "p"
            yield from parted(kind, words)

    def items(self, element: Element) -> Iterator[Node]:
        entries = [c if isinstance(c, Element) and c.tag == "li" else Element("li", {}, [c]) for c in element.children]
        tasks = all(e.words().lstrip()[:2] in ("☐ ", "☑ ") for e in entries if e.words().strip())
        found = [made for e in entries if (made := self.within(e))]
        if not found:
            return
        start = element.attributes.get("start", "1")
        first = int(start) if re.fullmatch(r"\d{1,6}", start) else 1
        yield {"t": element.tag, "c": found, "tasks": tasks, "start": first}

    def definitions(self, element: Element) -> Iterator[Node]:
        pairs: list[dict[str, Any]] = []
        # HTML lets a div hold a term with its meaning
        inner = (c.children if isinstance(c, Element) and c.tag == "div" else [c] for c in element.children)
        for child in (each for children in inner for each in children):
            if isinstance(child, Element) and child.tag == "dt":
                if pairs and not pairs[-1]["c"]:
                    pairs[-1]["term"] += [{"t": "br"}, *self.line(child.children)]
                else:
                    pairs.append({"term": self.line(child.children), "c": []})
            elif found := self.within(child if isinstance(child, Element) and child.tag == "dd" else Element("dd", {}, [child])):
                if not pairs:
                    pairs.append({"term": [], "c": []})
                pairs[-1]["c"] += found
        if pairs:
            yield {"t": "dl", "c": pairs}

    def table(self, element: Element) -> Iterator[Node]:
        yield from ({"t": "title", "c": self.line(c.children)} for c in element.find("caption"))
        made = table(element, self.within)
        # nested so deeply that its rows were cut
        yield from [made] if made else self.blocks(element.children)

    def box(self, element: Element) -> Iterator[Node]:
        if element.has("footnote"):
            return
        if not element.has("admonition"):
            yield from self.blocks(element.children)
        elif found := self.within(element):
            yield {"t": "box", "c": found}

    def details(self, element: Element) -> Iterator[Node]:
        found: list[Node] = []
        for child in element.children:
            if isinstance(child, Element) and child.tag == "summary" and (words := self.line(child.children)):
                found.append({"t": "title", "c": words})
        rest = [c for c in element.children if isinstance(c, str) or c.tag != "summary"]
        self.inside += 1
        found += self.blocks(rest)
        self.inside -= 1
        if found:
            yield {"t": "box", "c": found}

    def code(self, element: Element) -> Iterator[Node]:
        if words := element.words().strip("\n"):
            yield {"t": "pre", "text": words}

    def quote(self, element: Element) -> Iterator[Node]:
        if found := self.within(element):
            yield {"t": "quote", "c": found}

    def rule(self, _element: Element) -> Iterator[Node]:
        yield {"t": "hr"}

    # words within a line

    def line(self, children: list[Element | str]) -> list[Node]:
        """Words and marks, with one blank for many and none at the ends."""
        return trimmed(joined(self.inline(children)))

    def inline(self, children: list[Element | str]) -> Iterator[Node]:
        for child in children:
            if isinstance(child, str):
                yield re.sub(r"[ \t\n\r\f]+", " ", child)
            elif child.tag not in INLINE:
                yield from self.block(child)
            elif handled := _LINES.get(child.tag):
                yield from handled(self, child)
            elif found := list(joined(self.inline(child.children))):
                yield {"t": _SAME.get(child.tag, child.tag), "c": found}

    def break_(self, _element: Element) -> Iterator[Node]:
        yield {"t": "br"}

    def span_of_code(self, element: Element) -> Iterator[Node]:
        if words := element.words():
            yield {"t": "code", "text": words}

    def superscript(self, element: Element) -> Iterator[Node]:
        refs = [a for a in element.find("a") if a.has("footnote-ref")]
        if not refs:
            yield {"t": "sup", "c": list(joined(self.inline(element.children)))}
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

    def link(self, element: Element) -> Iterator[Node]:
        if element.has("footnote-backref"):
            return
        found = joined(self.inline(element.children))
        to = element.attributes.get("href", "")
        if not re.match(r"(?i)(https?://|mailto:)", to):
            yield from self.reference(to, found)
            return
        bare = to[7:] if to.lower().startswith("mailto:") else to
        same = squeezed(element.words()) in (to, bare)
        note = "" if same else "beside" if self.noting else "foot"
        yield {"t": "a", "to": to, "shown": bare, "note": note, "c": list(found) or [bare]}

    def reference(self, to: str, found: list[Node]) -> list[Node]:
        """A link within the document, which on paper is a page."""
        known = self.references
        if known is None:
            return found
        label = f"{known.name}#{to[3:]}" if to.startswith("#t-") else known.targets.get(to)
        return [{"t": "ref", "to": label, "c": found, "said": known.said}] if label else found

    def abbreviation(self, element: Element) -> Iterator[Node]:
        yield from self.inline(element.children)
        if title := element.attributes.get("title"):
            yield f" ({title})"

    def picture(self, element: Element) -> Iterator[Node]:
        alt = element.attributes.get("alt", "")
        shown = self.pictures.get(element.attributes.get("src", ""))
        if shown is None:
            self.unseen.add(alt)
        if isinstance(shown, dict):
            yield {**shown, "alt": alt}
        elif alt or shown:
            yield f"[{alt or shown}]"


_Handler = Callable[[_Walk, Element], Iterator[Node]]
_BLOCKS: dict[str, _Handler] = {
    "p": _Walk.paragraph, "summary": _Walk.paragraph, "caption": _Walk.paragraph, "ul": _Walk.items, "ol": _Walk.items,
    "dl": _Walk.definitions, "table": _Walk.table, "div": _Walk.box, "details": _Walk.details, "pre": _Walk.code,
    "blockquote": _Walk.quote, "hr": _Walk.rule,
}  # fmt: skip
_LINES: dict[str, _Handler] = {
    "br": _Walk.break_, "code": _Walk.span_of_code, "kbd": _Walk.span_of_code, "samp": _Walk.span_of_code,
    "sup": _Walk.superscript, "a": _Walk.link, "abbr": _Walk.abbreviation, "img": _Walk.picture,
}  # fmt: skip
