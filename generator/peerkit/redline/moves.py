"""Clauses and blocks that stand elsewhere in the new text."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import islice, pairwise

from peerkit.redline.found import Alignment
from peerkit.redline.reading import Unit, bag, likeness
from peerkit.redline.tree import Element


def find_moves(found: Alignment, same: Sequence[tuple[int, int]]) -> None:
    """Clauses and single blocks that stand elsewhere in the new text."""
    number = 0
    old, new = list(_tops(found.old)), list(_tops(found.new))
    places: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for n in range(len(new) - 1, -1, -1):
        if all(map(found.fresh, new[n])):
            places[_keys(found.new, new[n])].append(n)
    done = 0
    for n, top in enumerate(old):
        if n < done:
            continue
        candidates = places.get(_keys(found.old, top), [])
        while candidates and not all(map(found.fresh, new[candidates[-1]])):
            candidates.pop()
        group = list(_group(found, old, n, new, candidates[-1])) if candidates else []
        if sum(found.old[i].size for i, _ in group) >= 4:
            done = next((k for k in range(n, len(old)) if old[k][0] > group[-1][0]), len(old))
            if not _reworded_here(found, same, group):
                number += 1
                _move(found, group, number)
    keys: dict[str, list[int]] = defaultdict(list)
    for j in range(len(found.new) - 1, -1, -1):
        unit = found.new[j]
        if found.fresh(j) and unit.size >= 4 and not unit.cells:
            keys[unit.key].append(j)
    for i, unit in enumerate(found.old):
        if keys.get(unit.key) and found.free(i) and not unit.cells and not _reworded_here(found, same, [(i, 0)]):
            number += 1
            _move(found, [(i, keys[unit.key].pop())], number)
    find_reworded_moves(found, same)


def _reworded_here(found: Alignment, same: Sequence[tuple[int, int]], group: Sequence[tuple[int, int]]) -> bool:
    """Whether the text also stands, reworded, where it stood: then it did not move, but was copied."""
    at = bisect_left(same, (group[0][0], 0))
    start, end = same[at - 1][1] + 1 if at else 0, same[at][1] if at < len(same) else len(found.new)
    longest = max((i for i, _ in group), key=lambda i: found.old[i].size)
    here = islice((found.new[j] for j in range(start, end) if found.fresh(j)), 20)
    unit = found.old[longest]
    return any(other.key != unit.key and likeness(bag(unit), bag(other)) >= 0.6 for other in here)


def find_reworded_moves(found: Alignment, same: Sequence[tuple[int, int]]) -> None:
    """Clauses that stand elsewhere and were reworded, too; one name counts for much. Those between the same two units that stayed did not move."""
    old = [c for c in _clauses(found.old) if all(map(found.free, c))]
    new = [c for c in _clauses(found.new) if all(map(found.fresh, c))]
    if len(old) * len(new) > 400:
        return
    gaps = [i for i, _ in same], [j for _, j in same]
    number = max((n for _, n in found.moves.values()), default=0)
    bags = [bag(*(found.old[i] for i in c)) for c in old], [bag(*(found.new[j] for j in c)) for c in new]
    alike = [
        (likeness(bags[0][x], bags[1][y]) + 0.3 * (found.old[a[0]].name == found.new[b[0]].name), x, y)
        for x, a in enumerate(old) for y, b in enumerate(new) if len(a) > 1
    ]  # fmt: skip
    used: tuple[set[int], set[int]] = set(), set()
    for weight, x, y in sorted(alike, key=lambda pair: -pair[0]):
        stayed = same and bisect_left(gaps[0], old[x][0]) == bisect_left(gaps[1], new[y][0])
        if weight < 0.6 or stayed or x in used[0] or y in used[1]:
            continue
        number += 1
        used[0].add(x)
        used[1].add(y)
        _move(found, [(i, new[y][min(n, len(new[y]) - 1)]) for n, i in enumerate(old[x])], number)
        for j in new[y]:
            found.moved[j] = number
            found.known.add(j)


def _clauses(units: list[Unit]) -> Iterator[range]:
    """Headings with what follows them. Clauses without heading are too short to be told apart once they are reworded."""
    starts = [n for n, unit in enumerate(units) if unit.heading]
    for a, b in pairwise([*starts, len(units)]):
        yield range(a, b)


def _group(
    found: Alignment, old: list[range], n: int, new: list[range], m: int
) -> Iterator[tuple[int, int]]:  # fmt: skip
    """The pairs of units that moved together, from two equal blocks on: equal, or nearly so and of one clause."""
    first = True
    for a, b in zip(old[n : n + 200], new[m : m + 200], strict=False):
        if len(a) != len(b) or not all(map(found.free, a)) or not all(map(found.fresh, b)):
            return
        if _keys(found.old, a) != _keys(found.new, b) and (
            first or found.old[a[0]].heading or likeness(bag(*(found.old[i] for i in a)), bag(*(found.new[j] for j in b))) < 0.6
        ):
            return
        yield from zip(a, b, strict=True)
        first = False


def _move(found: Alignment, group: list[tuple[int, int]], number: int) -> None:
    for i, j in group:
        found.moves[i] = (j, number)
        found.moved[j] = number
        found.known.add(j)


def _tops(units: list[Unit]) -> Iterator[range]:
    """The units of each block that stands in no other."""
    start = 0
    tops = [_top(u.node) for u in units]
    for n in range(1, len(units) + 1):
        if n == len(units) or tops[n] is not tops[start]:
            yield range(start, n)
            start = n


def _top(node: Element) -> Element:
    while node.parent is not None and node.parent.parent is not None:
        node = node.parent
    return node


def _keys(units: list[Unit], top: range) -> tuple[str, ...]:
    return tuple(units[n].identity for n in top)
