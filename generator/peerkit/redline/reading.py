"""What is compared: a text's units (a paragraph, a heading, a list item's text, a row of a table), and the words of each."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache

from msgspec import Struct

from peerkit.redline.tree import BLOCKS, HEADINGS, VOID, Element, is_block

_BLANK = re.compile(r"[ \t\r\n\f]+")
# what numbers a clause: 3. or 2.1 or (a) or iv. or §7
ENUMERATOR = re.compile(r"[(§]*(?:\d+(?:\.\d+)*|[ivxlc]+(?=[.):])|[a-z](?=[.):]))[.):]*", re.I)
_IN_CODE = re.compile(r"\n|[^\S\n]+|\S+")


@cache
def _character() -> re.Pattern[str]:
    """What is a word of its own in scripts that set no spaces between words; compiled when it is first needed, since that takes long."""
    return re.compile(
        r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u3001-\u303f\uff01-\uff60][\u3099\u309a\ufe00-\ufe0f]*"
    )


class Piece(Struct, frozen=True):
    """A part of a word, and the inline elements around it, outermost first."""

    content: str | Element
    within: tuple[Element, ...]


class Word(Struct, frozen=True, eq=False):
    """A word as it is compared (`key`) and as it is shown."""

    key: str
    pieces: tuple[Piece, ...]
    glued: bool  # nothing blank before it, though it does not begin its unit

    @property
    def text(self) -> str:
        """Its letters."""
        return "".join(p.content for p in self.pieces if isinstance(p.content, str))


class Unit:
    """A block that holds words. A table's row has one such for each cell.

    Its words are cut when they are asked for: of most units it is enough to know that they stayed.
    """

    __slots__ = ("_words", "cells", "coarse", "identity", "key", "node", "size")

    def __init__(self, node: Element, coarse: bool) -> None:
        self.node = node
        self.coarse = coarse
        self.cells: list[Unit] = []
        self.key: str
        if node.tag == "tr":
            self.cells = [Unit(c, coarse) for c in node.children if isinstance(c, Element)]
            self.key = "\v".join(cell.key for cell in self.cells)
            if not self.key.strip("\v"):
                self.key = ""
        else:
            raw = "".join(_raw(node))
            self.key = raw.rstrip("\n") if node.tag == "pre" else " ".join(_BLANK.split(raw)).strip(" ")
        self.size = len(self.key.split())
        # a heading is the same one when it only has another number
        self.identity = f"#{unnumbered(self.key)}" if node.tag in HEADINGS else self.key
        self._words: list[Word] | None = None

    @property
    def words(self) -> list[Word]:
        """Its words; if `coarse`, one that is as long as the unit."""
        if self._words is None:
            self._words = [w for cell in self.cells for w in cell.words] if self.cells else self._read()
        return self._words

    def _read(self) -> list[Word]:
        if self.coarse:
            pieces = tuple(_pieces(self.node, (), self.node.tag == "pre"))
            return [Word(self.key, pieces, False)] if pieces else []
        words = list(_Words(self.node.tag == "pre").read(self.node))
        # code's last line end shows nothing
        return words[:-1] if self.node.tag == "pre" and words and words[-1].key == "\n" else words

    @property
    def heading(self) -> bool:
        """Whether it is a clause's heading."""
        return self.node.tag in HEADINGS

    @property
    def name(self) -> str:
        """Its text without the number that it begins with."""
        return unnumbered(self.text)

    @property
    def text(self) -> str:
        """Its words with blanks between them."""
        return "".join(word.text if word.glued else f" {word.text}" for word in self.words).strip()


def unnumbered(text: str) -> str:
    """A heading without the number that it begins with."""
    first, _, rest = text.partition(" ")
    return rest if rest and ENUMERATOR.fullmatch(first) else text


def _raw(node: Element) -> Iterator[str]:
    """Text, and what is compared beside it: where links lead, and pictures."""
    for child in node.children:
        if isinstance(child, str):
            yield child
        elif child.tag in VOID:
            yield f" <{child.tag} {child.attributes.get('src', '')}> "
        else:
            apart = " " * (child.tag in BLOCKS)
            address = child.attributes.get("href", "")
            link = address if child.tag == "a" and not address.startswith("#") else ""
            yield f"{apart}\0{link}\0" if link else apart
            yield from _raw(child)
            yield f"\1{apart}" if link else apart


def units(root: Element, coarse: bool = False) -> list[Unit]:
    """The units of a text in reading order, without those that hold no words; if `coarse`, each is one long word."""
    return [unit for unit in _units(root, coarse) if unit.key]


def _units(node: Element, coarse: bool) -> Iterator[Unit]:
    inner = node.tag not in ("tr", "pre") and (node.parent is None or any(map(is_block, node.children)))
    if not inner:
        yield Unit(node, coarse)
        return
    for child in node.children:
        if isinstance(child, Element):
            yield from _units(child, coarse)


def _pieces(node: Element, within: tuple[Element, ...], code: bool) -> Iterator[Piece]:
    """A block's texts, uncut."""
    for child in node.children:
        if isinstance(child, str):
            yield Piece(child if code else _BLANK.sub(" ", child), within)
        elif child.tag in VOID:
            yield Piece(child, within)
        else:
            yield from _pieces(child, (*within, child) if child.tag else within, code)


class _Words:
    """Cuts a block's text into words; one word may have parts in several inline elements."""

    def __init__(self, code: bool) -> None:
        self.code = code
        self.pieces: list[Piece] = []
        self.blank = False
        self.begun = False

    def read(self, node: Element) -> Iterator[Word]:
        yield from self._children(node, ())
        yield from self._end()

    def _children(self, node: Element, within: tuple[Element, ...]) -> Iterator[Word]:
        for child in node.children:
            if isinstance(child, str):
                yield from self._text(child, within)
            elif child.tag in VOID:
                yield from self._end()
                yield self._word(f"<{child.tag} {child.attributes.get('src', '')}", (Piece(child, within),))
            else:
                apart = child.tag in BLOCKS
                if apart:
                    yield from self._end()
                    self.blank = True
                yield from self._children(child, (*within, child) if child.tag else within)
                if apart:
                    yield from self._end()
                    self.blank = True

    def _text(self, text: str, within: tuple[Element, ...]) -> Iterator[Word]:
        if self.code:
            for match in _IN_CODE.finditer(text):
                yield from self._end()
                self.pieces.append(Piece(match[0], within))
            return
        last = 0
        for blank in [*_BLANK.finditer(text), None]:
            yield from self._run(text[last : blank.start() if blank else None], within)
            if blank:
                yield from self._end()
                self.blank, last = True, blank.end()

    def _run(self, run: str, within: tuple[Element, ...]) -> Iterator[Word]:
        """Characters without a blank: a word's next part, or, in some scripts, a word each."""
        last = 0
        if not run.isascii() and max(run) > "\u3000":
            for match in _character().finditer(run):
                if match.start() > last:
                    self.pieces.append(Piece(run[last : match.start()], within))
                yield from self._end()
                self.pieces.append(Piece(match[0], within))
                yield from self._end()
                last = match.end()
        if run[last:]:
            self.pieces.append(Piece(run[last:], within))

    def _end(self) -> Iterator[Word]:
        if self.pieces:
            pieces, self.pieces = tuple(self.pieces), []
            key = str(pieces[0].content) if len(pieces) == 1 else "".join(str(p.content) for p in pieces)
            yield self._word(key, pieces)

    def _word(self, key: str, pieces: tuple[Piece, ...]) -> Word:
        # where a link leads is part of what is agreed
        for element in pieces[0].within:
            address = element.attributes.get("href", "")
            if element.tag == "a" and address and not address.startswith("#"):
                key += f"\0{address}"
        glued = self.begun and not self.blank
        self.begun, self.blank = True, False
        return Word(key, pieces, glued)


def bag(*units: Unit) -> Counter[str]:
    """How often each word stands in the units."""
    return Counter(word.key for unit in units for word in unit.words)


def likeness(a: Counter[str], b: Counter[str]) -> float:
    """How much two bags of words have in common, 0 to 1."""
    return 2 * (a & b).total() / max(1, a.total() + b.total())
