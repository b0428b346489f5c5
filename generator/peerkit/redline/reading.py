"""What is compared: a text's units (a paragraph, a heading, a list item's text, a row of a table), and the words of each."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from peerkit.redline.tree import BLOCKS, HEADINGS, Element

_BLANK = re.compile(r"[ \t\r\n\f]+")
# scripts that set no spaces between words: each character is a word
_CHARACTER = re.compile(
    r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u3001-\u303f\uff01-\uff60][\u3099\u309a\ufe00-\ufe0f]*"
)
# what numbers a clause: 3. or 2.1 or (a) or iv. or §7
ENUMERATOR = re.compile(r"[(§]*(?:\d+(?:\.\d+)*|[ivxlc]+(?=[.):])|[a-z](?=[.):]))[.):]*", re.I)
_IN_CODE = re.compile(r"\n|[^\S\n]+|\S+")


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a word, and the inline elements around it, outermost first."""

    content: str | Element
    within: tuple[Element, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Word:
    """A word as it is compared (`key`) and as it is shown."""

    key: str
    pieces: tuple[Piece, ...]
    glued: bool  # nothing blank before it, though it does not begin its unit

    @property
    def text(self) -> str:
        """Its letters."""
        return "".join(p.content for p in self.pieces if isinstance(p.content, str))


@dataclass(slots=True, eq=False)
class Unit:
    """A block that holds words. A table's row has one list of words for each cell."""

    node: Element
    words: list[Word]
    cells: list[Unit] = field(default_factory=list)
    key: str = ""

    @property
    def heading(self) -> bool:
        """Whether it is a clause's heading."""
        return self.node.tag in HEADINGS

    @property
    def name(self) -> str:
        """Its text without the number that it begins with."""
        numbered = len(self.words) > 1 and ENUMERATOR.fullmatch(self.words[0].text)
        return self.text.partition(" ")[2] if numbered else self.text

    @property
    def text(self) -> str:
        """Its words with blanks between them."""
        return "".join(word.text if word.glued else f" {word.text}" for word in self.words).strip()


def units(root: Element, coarse: bool = False) -> list[Unit]:
    """The units of a text in reading order, without those that hold no words; if `coarse`, each is one long word."""
    return [unit for unit in _units(root, coarse) if unit.words]


def _units(node: Element, coarse: bool) -> Iterator[Unit]:
    if node.tag == "tr":
        cells = [_leaf(c, coarse) for c in node.children if isinstance(c, Element)]
        row = Unit(node, [word for cell in cells for word in cell.words], cells)
        row.key = "\v".join(cell.key for cell in cells)
        yield row
    elif node.tag == "pre" or (node.parent is not None and not any(isinstance(c, Element) and _blocky(c) for c in node.children)):
        yield _leaf(node, coarse)
    else:
        for child in node.children:
            if isinstance(child, Element):
                yield from _units(child, coarse)


def _blocky(node: Element) -> bool:
    # texts beside blocks were given elements of their own, so the first child tells
    return not node.tag or node.tag in BLOCKS or any(isinstance(c, Element) and _blocky(c) for c in node.children[:1])


def _leaf(node: Element, coarse: bool) -> Unit:
    words = list(_Words(node.tag == "pre").read(node))
    if coarse and words:
        pieces = (piece for n, word in enumerate(words) for piece in _spaced(word, n))
        words = [Word("".join(f" {w.key}" for w in words), tuple(pieces), False)]
    unit = Unit(node, words)
    unit.key = "".join(w.key if w.glued else f" {w.key}" for w in words)
    return unit


def _spaced(word: Word, at: int) -> tuple[Piece, ...]:
    return word.pieces if word.glued or not at else (Piece(" ", word.pieces[0].within), *word.pieces)


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
            elif child.tag in ("br", "hr", "img"):
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
        if not run.isascii():
            for match in _CHARACTER.finditer(run):
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
            yield self._word("".join(str(p.content) for p in pieces), pieces)

    def _word(self, key: str, pieces: tuple[Piece, ...]) -> Word:
        # where a link leads is part of what is agreed
        for element in pieces[0].within:
            address = element.attributes.get("href", "")
            if element.tag == "a" and address and not address.startswith("#"):
                key += f"\0{address}"
        glued = self.begun and not self.blank
        self.begun, self.blank = True, False
        return Word(key, pieces, glued)


def likeness(old: Sequence[Word], new: Sequence[Word]) -> float:
    """How much two runs of words have in common, 0 to 1, in any order."""
    a, b = Counter(w.key for w in old), Counter(w.key for w in new)
    return 2 * (a & b).total() / max(1, len(old) + len(new))
