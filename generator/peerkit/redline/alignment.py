"""Where each word of an old text stands in the new one: whole units first, then what was moved, then words."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from itertools import islice, pairwise, takewhile

from peerkit.redline.found import Alignment
from peerkit.redline.matching import matching
from peerkit.redline.moves import find_moves, find_reworded_moves
from peerkit.redline.reading import Unit, Word, bag, likeness


def align(old: list[Unit], new: list[Unit]) -> Alignment:
    """Aligns two texts, in bounded time."""
    found = Alignment(old, new)
    same = _same_units(old, new)
    for i, j in same:
        if old[i].key == new[j].key:
            found.stay(i, j)
        else:
            _fill_words(found, [i], [j])
    find_moves(found, same)
    for (i, j), (k, m) in pairwise([(-1, -1), *same, (len(old), len(new))]):
        before = [n for n in range(i + 1, k) if n not in found.moves]
        after = [n for n in range(j + 1, m) if n not in found.moved]
        _fill(found, before, after)
    find_reworded_moves(found, [])
    return found


def _same_units(old: list[Unit], new: list[Unit]) -> list[tuple[int, int]]:
    """Units that stayed where they were, as they were (but for a heading's number); of two that changed places, the longer one."""
    a, b = [u.identity for u in old], [u.identity for u in new]
    pairs = _heaviest(old, new)
    for (i, j), (k, m) in pairwise([(-1, -1), *pairs, (len(a), len(b))]):
        pairs += [(i + 1 + x, j + 1 + y) for x, y in matching(a[i + 1 : k], b[j + 1 : m])]
    return sorted(pairs)


def _heaviest(old: list[Unit], new: list[Unit]) -> list[tuple[int, int]]:
    """Of the units that stand once in each, the rising run with the most words; none where that would take long."""
    in_old, in_new = Counter(u.identity for u in old), Counter(u.identity for u in new)
    place = {u.identity: n for n, u in enumerate(new) if in_new[u.identity] == 1}
    pairs = [(i, place[u.identity]) for i, u in enumerate(old) if in_old[u.identity] == 1 and u.identity in place]
    if len(pairs) > 600:
        return []
    best: list[tuple[int, int]] = []  # of each pair: the weight of the best run that ends with it, and the pair before
    for n, (i, j) in enumerate(pairs):
        weight, before = max(((best[m][0], m) for m in range(n) if pairs[m][1] < j), default=(0, -1), key=lambda x: x[0])
        best.append((weight + 1 + old[i].size + (_reworded(old, i, new, j) if old[i].heading else 0), before))
    run = []
    at = max(range(len(best)), key=lambda n: best[n][0], default=-1)
    while at >= 0:
        run.append(pairs[at])
        at = best[at][1]
    return run[::-1]


def _reworded(old: list[Unit], i: int, new: list[Unit], j: int) -> int:
    """How many words two clauses share in those units that were reworded."""
    one, other = (
        {u.identity: u for u in takewhile(lambda u: not u.heading, islice(text, n + 1, n + 50))}
        for text, n in ((old, i), (new, j))
    )
    words = [bag(*(u for key, u in a.items() if key not in b)) for a, b in ((one, other), (other, one))]
    return (words[0] & words[1]).total()


def _fill(found: Alignment, old: list[int], new: list[int]) -> None:
    """Compares what lies between two units that stayed: rows with rows, then words with words, then what replaced what."""
    if not old or not new:
        return
    rows = _row_pairs(
        [(i, found.old[i]) for i in old if found.old[i].cells], [(j, found.new[j]) for j in new if found.new[j].cells]
    )
    found.rows |= dict(rows)
    found.known |= {j for _, j in rows}
    for (i, j), (k, m) in pairwise([(-1, -1), *rows, (len(found.old), len(found.new))]):
        before = [n for n in old[bisect_right(old, i) : bisect_left(old, k)] if not found.old[n].cells]
        after = [n for n in new[bisect_right(new, j) : bisect_left(new, m)] if not found.new[n].cells]
        _fill_words(found, before, after)
        if len(before) * len(after) <= 10_000:
            _fill_places(found, before, after)


def _row_pairs(old: list[tuple[int, Unit]], new: list[tuple[int, Unit]]) -> list[tuple[int, int]]:
    """Rows that were changed: those most alike, in order; and of what is left between them, one that replaced one."""
    if len(old) * len(new) > 2500:
        return [(i, j) for (i, _), (j, _) in zip(old, new, strict=False)]
    best = [[0.0] * (len(new) + 1) for _ in range(len(old) + 1)]
    alike = [[_row_likeness(a, b) for _, b in new] for _, a in old]
    for x in range(len(old) - 1, -1, -1):
        for y in range(len(new) - 1, -1, -1):
            best[x][y] = max(best[x + 1][y], best[x][y + 1], best[x + 1][y + 1] + alike[x][y])
    x = y = 0
    pairs: list[tuple[int, int]] = []
    while x < len(old) and y < len(new):
        if best[x][y] == best[x + 1][y]:
            x += 1
        elif best[x][y] == best[x][y + 1]:
            y += 1
        else:
            pairs.append((x, y))
            x, y = x + 1, y + 1
    singles = [
        (a + 1, b + 1) for (a, b), (c, d) in pairwise([(-1, -1), *pairs, (len(old), len(new))]) if c - a == 2 and d - b == 2
    ]
    return [(old[x][0], new[y][0]) for x, y in sorted(pairs + singles)]


def _row_likeness(a: Unit, b: Unit) -> float:
    alike = likeness(bag(a), bag(b)) + 0.5 * bool(a.cells[0].key and a.cells[0].key == b.cells[0].key)
    return alike if alike >= 0.3 else 0.0


def _fill_words(found: Alignment, old: list[int], new: list[int]) -> None:
    a = [(i, n) for i in old for n in range(len(found.old[i].words))]
    b = [(j, n) for j in new for n in range(len(found.new[j].words))]
    keys = [_key(found.old[i].words[n]) for i, n in a], [_key(found.new[j].words[n]) for j, n in b]
    pairs = _without_specks(matching(*keys), len(a), len(b), [found.old[i].words[n].key for i, n in a])
    shared = Counter((a[x][0], b[y][0]) for x, y in pairs)
    least = 0, 0
    for x, y in pairs:
        if _related(found.old[a[x][0]], found.new[b[y][0]], shared[a[x][0], b[y][0]]):
            found.meet(a[x], b[y])
            free, least = least, (x + 1, y + 1)
            # the words before it, too, if they were taken for those of a block that has nothing else in common
            while a[x][1] and b[y][1] and x > free[0] and y > free[1] and keys[0][x - 1] == keys[1][y - 1]:
                x, y = x - 1, y - 1
                found.meet(a[x], b[y])


def _key(word: Word) -> str:
    return f"\b{word.key}" if word.glued else word.key


def _without_specks(pairs: list[tuple[int, int]], a: int, b: int, keys: list[str]) -> list[tuple[int, int]]:
    """Without a short word that stayed alone amid much that did not: a reader takes that for one change."""
    kept: list[tuple[int, int]] = []
    for n, (x, y) in enumerate(pairs):
        x_before, y_before = kept[-1] if kept else (-1, -1)
        x_after, y_after = pairs[n + 1] if n + 1 < len(pairs) else (a, b)
        before, after = x - x_before + y - y_before - 2, x_after - x + y_after - y - 2
        if before and after and before + after >= 14 and len(keys[x]) <= 3:
            continue
        kept.append((x, y))
    return kept


def _related(old: Unit, new: Unit, shared: int) -> bool:
    """Whether the words that two blocks share are more than chance."""
    a, b = len(old.words), len(new.words)
    if old.heading != new.heading:
        return shared * 2 >= max(a, b)
    if old.heading:
        return shared * 2 >= min(a, b)
    return shared * 5 >= min(a, b)


def _fill_places(found: Alignment, old: list[int], new: list[int]) -> None:
    """A block that stands alone where another one stood replaced it, if both are of one kind."""
    where = {i: next(s for s in found.spots[i] if s)[0] for i in old if i in found.spots}
    rest = [j for j in new if found.fresh(j)]
    lone: list[tuple[int, int]] = []
    low = -1
    for n, i in enumerate(old):
        if i in where:
            low = max(low, next(s for s in reversed(found.spots[i]) if s)[0])
            continue
        high = next((where[k] for k in old[n + 1 :] if k in where), len(found.new))
        beside = [k for k in (*old[n - 1 : n], *old[n + 1 : n + 2]) if k not in where]
        between = [j for j in rest if low < j < high]
        if not beside and len(between) == 1 and _alike(found.old[i], found.new[between[0]]):
            lone.append((i, between[0]))
    found.replaced |= dict(lone)
    found.known |= {j for _, j in lone}


def _alike(old: Unit, new: Unit) -> bool:
    tags = {old.node.tag, new.node.tag}
    return (len(tags) == 1 and max(len(old.words), len(new.words)) <= 40) or (old.heading and new.heading)
