"""The words of one block, of two versions, as HTML in which no element is cut badly."""

from __future__ import annotations

import html
from collections.abc import Iterable, Sequence
from itertools import groupby

from msgspec import Struct

from peerkit.redline.placing import bare
from peerkit.redline.reading import Piece, Word
from peerkit.redline.tree import Element


class Mark(Struct, frozen=True):
    """Why words stand inside `ins` or `del`: of one version alone (`move` 0), or moved with all that bears this number."""

    tag: str
    move: int = 0


CHANGED = Mark("mark")  # words that are other ones in a block that was both moved and reworded


class _Atom(Struct, frozen=True):
    content: str | Element
    within: tuple[Element, ...]
    blank: bool  # a blank before it


class Elements:
    """Which inline element of the new text an old one became, so that a link whose words changed stays one link."""

    def __init__(self) -> None:
        self._new: dict[Element, Element] = {}

    def same(self, old: Word, new: Word) -> None:
        """Two words are one: so are the elements around them, as far as they are alike."""
        for a, b in zip(old.pieces[0].within, new.pieces[0].within, strict=False):
            if a.tag != b.tag or a.attributes.get("href") != b.attributes.get("href"):
                break
            self._new.setdefault(a, b)

    def now(self, piece: Piece) -> tuple[Element, ...]:
        """What stands around a piece of the old text."""
        return tuple(self._new.get(e) or self._new.setdefault(e, bare(e)) for e in piece.within)


def wrapper(mark: Mark, labels: dict[Mark, str]) -> Element:
    """The `ins` or `del` of a mark; what a screen reader says of it is no text."""
    if mark == CHANGED:
        return Element(mark.tag, {"class": "pk-other"})
    said = labels[Mark(mark.tag, min(mark.move, 1))]
    moved = {"data-move": str(mark.move)} if mark.move else {}
    return Element(mark.tag, {**moved, "role": "group", "aria-label": said})


def inline(words: Sequence[tuple[Word, Mark | None]], elements: Elements, labels: dict[Mark, str], old: bool = False) -> str:
    """The words with their marks, in the order given; if `old`, they are all of the old text."""
    exact = any(word.glued for word, _ in words)  # then blanks are told apart, too, since they make a difference
    runs: list[tuple[Mark | None, list[_Atom]]] = []
    first = True
    for mark, group in groupby(words, key=lambda item: item[1]):
        atoms: list[_Atom] = []
        for word, _ in group:
            for n, piece in enumerate(word.pieces):
                within = elements.now(piece) if old or (mark and mark.tag == "del") else piece.within
                atoms.append(_Atom(piece.content, within, not n and not word.glued and not first))
            first = False
        runs.append((mark, atoms))
    out = _Writer()
    for n, (mark, atoms) in enumerate(runs):
        wrap = wrapper(mark, labels) if mark else None
        depth = _depth(atoms, runs[n - 1 : n], runs[n + 1 : n + 2]) if mark else 0
        for k, atom in enumerate(atoms):
            within = (*atom.within[:depth], wrap, *atom.within[depth:]) if wrap else atom.within
            out.add(atom, within, exact and not k)
    return out.text()


def _depth(
    atoms: list[_Atom], before: list[tuple[Mark | None, list[_Atom]]], after: list[tuple[Mark | None, list[_Atom]]]
) -> int:  # fmt: skip
    """How many elements stay open around a change: those that hold all of it and something beside it."""
    inside = min(_common(atoms[0].within, atom.within) for atom in atoms)
    beside = [atoms_[at].within for run, at in ((before, -1), (after, 0)) for _, atoms_ in run]
    return min(inside, max((_common(atoms[0].within, other) for other in beside), default=0))


def _common(a: Iterable[Element], b: Iterable[Element]) -> int:
    count = 0
    for x, y in zip(a, b, strict=False):
        if x is not y:
            break
        count += 1
    return count


class _Writer:
    def __init__(self) -> None:
        self.out: list[str] = []
        self.open: tuple[Element, ...] = ()

    def add(self, atom: _Atom, within: tuple[Element, ...], blank_inside: bool) -> None:
        kept = _common(self.open, within)
        self.out += [e.closing() for e in reversed(self.open[kept:])]
        blank = " " if atom.blank else ""
        opened = "".join(e.opening() for e in within[kept:])
        content = atom.content.opening() if isinstance(atom.content, Element) else html.escape(atom.content, quote=False)
        self.out.append(f"{opened}{blank}{content}" if blank_inside else f"{blank}{opened}{content}")
        self.open = within

    def text(self) -> str:
        return "".join([*self.out, *(e.closing() for e in reversed(self.open))])
