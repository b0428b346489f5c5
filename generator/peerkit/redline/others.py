"""In a clause that both moved and was reworded: which words of each text are other ones."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from peerkit.redline.alignment import align
from peerkit.redline.inline import CHANGED
from peerkit.redline.matching import matching
from peerkit.redline.reading import Unit
from peerkit.redline.rows import Marked, paired


def others(old: list[Unit], new: list[Unit]) -> Iterator[tuple[Unit, list[Marked]]]:
    """Each unit (of a row, each cell) with words that the other text does not have, and its words with their marks."""
    found = align(old, new)
    for i, unit in enumerate(old):
        if i in found.rows:
            for one, other in paired(found, i, found.rows[i]):
                yield from _cells(one, other)
        elif i not in found.stayed:
            yield from _marked(unit, [bool(spot) for spot in found.spots.get(i, ())])
    rows = set(found.rows.values())
    for j, unit in enumerate(new):
        if j not in rows and (j not in found.known or j in found.met or j in found.moved or j in found.replaced.values()):
            yield from _marked(unit, found.met.get(j, []))


def _cells(one: Unit | None, other: Unit | None) -> Iterator[tuple[Unit, list[Marked]]]:
    pairs = matching([w.key for w in one.words], [w.key for w in other.words]) if one and other else []
    for cell, kept in ((one, {n for n, _ in pairs}), (other, {m for _, m in pairs})):
        if cell and len(kept) < len(cell.words):
            yield from _marked(cell, [n in kept for n in range(len(cell.words))])


def _marked(unit: Unit, kept: Sequence[bool]) -> Iterator[tuple[Unit, list[Marked]]]:
    """The unit's words, marked unless kept; a row's, cell by cell."""
    at = 0
    for part in unit.cells or [unit]:
        stays = [at + n < len(kept) and kept[at + n] for n in range(len(part.words))]
        at += len(part.words)
        if not all(stays):
            yield part, [(word, None if stay else CHANGED) for word, stay in zip(part.words, stays, strict=True)]
