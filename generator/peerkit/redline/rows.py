"""Changed rows of tables, cell by cell, in columns that stay where they were."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from peerkit.redline.found import Alignment
from peerkit.redline.inline import Elements, Mark, inline
from peerkit.redline.matching import matching
from peerkit.redline.reading import Unit, Word
from peerkit.redline.tree import Element

Marked = tuple[Word, Mark | None]


def woven(words: Sequence[Word], met: Sequence[bool], gone: Mapping[int, Sequence[Marked]]) -> list[Marked]:
    """The new words in their order; before each, the old ones that went from there."""
    out: list[Marked] = []
    for n, word in enumerate(words):
        out += [*gone.get(n, ()), (word, None if met[n] else Mark("ins"))]
    return [*out, *gone.get(len(words), ())]


def cells(found: Alignment, i: int, j: int, labels: dict[Mark, str]) -> Iterator[str]:
    """The cells of the old row i and the new row j, as HTML."""
    for old, new in paired(found, i, j):
        if new is not None:
            yield _cell(new.node, old.words if old else [], new.words, labels)
        elif old is not None:
            yield _cell(old.node, old.words, [], labels)


def paired(found: Alignment, i: int, j: int) -> Iterator[tuple[Unit | None, Unit | None]]:
    """The cells of the old row i beside those of the new row j that stand in the same column."""
    old, new = found.old[i].cells, found.new[j].cells
    for (a, b), (c, d) in pairwise([(-1, -1), *_columns(found, i, j), (len(old), len(new))]):
        yield from ((cell, None) for cell in old[a + 1 : c])
        yield from ((None, cell) for cell in new[b + 1 : d])
        if d < len(new):
            yield old[c], new[d]


def _cell(node: Element, old: Sequence[Word], new: Sequence[Word], labels: dict[Mark, str]) -> str:
    met, gone, elements = [False] * len(new), dict[int, list[Marked]](), Elements()
    at = 0
    before = 0
    for n, m in [*matching([w.key for w in old], [w.key for w in new]), (len(old), len(new))]:
        if n > before:
            gone[at] = [(word, Mark("del")) for word in old[before:n]]
        if n < len(old):
            met[m] = True
            elements.same(old[n], new[m])
        before, at = n + 1, m + 1
    return node.opening() + inline(woven(new, met, gone), elements, labels) + node.closing()


def _columns(found: Alignment, i: int, j: int) -> list[tuple[int, int]]:
    """Which column of the old table became which of the new one: those with most cells in common, in order."""
    old, new = len(found.old[i].cells), len(found.new[j].cells)
    if old == new or old * new > 2500:
        return [(n, n) for n in range(min(old, new))]
    tables = _table(found.old[i].node), _table(found.new[j].node)
    key = (*tables, old, new)
    if key not in found.columns:
        found.columns[key] = _most_alike(found, tables, old, new)
    return found.columns[key]


def _most_alike(found: Alignment, tables: tuple[Element, Element], old: int, new: int) -> list[tuple[int, int]]:
    votes: Counter[tuple[int, int]] = Counter()
    for a, b in found.rows.items():
        if (_table(found.old[a].node), _table(found.new[b].node)) == tables:
            votes.update(
                (x, y)
                for x, p in enumerate(found.old[a].cells)
                for y, q in enumerate(found.new[b].cells)
                if p.key and p.key == q.key
            )
    best = [[0] * (new + 1) for _ in range(old + 1)]
    for x in range(old - 1, -1, -1):
        for y in range(new - 1, -1, -1):
            best[x][y] = max(best[x + 1][y], best[x][y + 1], best[x + 1][y + 1] + votes[x, y])
    pairs: list[tuple[int, int]] = []
    x = y = 0
    while x < old and y < new:
        if best[x][y] == best[x + 1][y]:
            x += 1
        elif best[x][y] == best[x][y + 1]:
            y += 1
        else:
            pairs.append((x, y))
            x, y = x + 1, y + 1
    return pairs


def _table(row: Element) -> Element:
    return next((e for e in row.line() if e.tag == "table"), row)
