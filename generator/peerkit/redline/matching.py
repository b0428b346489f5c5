"""Which entries of two sequences are the same, in order: as `difflib` would have it, in bounded time."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from difflib import SequenceMatcher
from itertools import pairwise

_SMALL = 40_000
_LARGE = 4_000_000


def matching(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int]]:
    """Pairs of indices of equal entries, both rising.

    Large sequences are cut at entries that stand once in each; what has none of those is matched only if it is short.
    """
    pairs: list[tuple[int, int]] = []
    todo = [(0, len(old), 0, len(new))]
    while todo:
        a, a_end, b, b_end = todo.pop()
        while a < a_end and b < b_end and old[a] == new[b]:
            pairs.append((a, b))
            a, b = a + 1, b + 1
        while a < a_end and b < b_end and old[a_end - 1] == new[b_end - 1]:
            a_end, b_end = a_end - 1, b_end - 1
            pairs.append((a_end, b_end))
        size = (a_end - a) * (b_end - b)
        if not size:
            continue
        anchors = [] if size <= _SMALL else _anchors(old[a:a_end], new[b:b_end])
        if anchors:
            cuts = [(a - 1, b - 1), *((a + i, b + j) for i, j in anchors), (a_end, b_end)]
            pairs += cuts[1:-1]
            todo += [(i + 1, k, j + 1, m) for (i, j), (k, m) in pairwise(cuts)]
        elif size <= _LARGE:
            blocks = SequenceMatcher(None, old[a:a_end], new[b:b_end], size > _SMALL).get_matching_blocks()
            pairs += [(a + i + k, b + j + k) for i, j, length in blocks for k in range(length)]
    return sorted(pairs)


def _anchors(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int]]:
    """The longest rising run of entries that stand once in each (patience sorting)."""
    in_old, in_new = Counter(old), Counter(new)
    place = {key: n for n, key in enumerate(new) if in_new[key] == 1}
    tails: list[int] = []
    heads: list[tuple[int, int, int]] = []  # of each candidate: its place in old, in new, and the candidate before it
    tops: list[int] = []
    for i, key in enumerate(old):
        if in_old[key] != 1 or key not in place:
            continue
        at = bisect_left(tails, place[key])
        before = tops[at - 1] if at else -1
        if at == len(tails):
            tails.append(place[key])
            tops.append(len(heads))
        else:
            tails[at], tops[at] = place[key], len(heads)
        heads.append((i, place[key], before))
    run: list[tuple[int, int]] = []
    candidate = tops[-1] if tops else -1
    while candidate >= 0:
        i, j, candidate = heads[candidate]
        run.append((i, j))
    return run[::-1]
