"""Clauses: what a heading and the text below it are called, what became of them, and the ids that links to them keep."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Literal

from msgspec import Struct

from peerkit.redline.found import Alignment
from peerkit.redline.reading import ENUMERATOR, Unit, Word, unnumbered
from peerkit.redline.tree import Element

Kind = Literal["added", "removed", "reworded", "moved"]


class Change(Struct, frozen=True):
    """What became of a clause."""

    kind: Kind
    heading: str  # the new one; a removed clause's old one; of a clause without heading, its first words
    anchor: str  # the id of the clause in the redline
    before: str = ""  # the old heading, where it is another


class Clause(Struct, frozen=True):
    """A clause: its units, from `start` to before `end`, and its name."""

    start: int
    end: int
    name: str
    id: str  # as the text itself gives it, or empty


def clauses(units: list[Unit], by_heading: bool) -> list[Clause]:
    """A text's clauses: a heading with what follows it; or, where there are no headings, each unit."""
    starts = [n for n, unit in enumerate(units) if not n or not by_heading or unit.heading]
    return [
        Clause(a, b, _name(units[a]), _own_id(units[a]) if units[a].heading else "") for a, b in pairwise([*starts, len(units)])
    ]


def _name(unit: Unit) -> str:
    if unit.heading:
        return unit.text
    words = unit.text.split()
    return " ".join(words[:6]) + "…" * (len(words) > 6)


def _own_id(heading: Unit) -> str:
    """The id that a heading bears or holds: `<h2 id>`, or `<a id>` in it."""
    return next((id for e in _elements(heading.node) if (id := e.attributes.get("id"))), "")


def _elements(node: Element) -> Iterator[Element]:
    yield node
    for child in node.children:
        if isinstance(child, Element):
            yield from _elements(child)


def slug(name: str) -> str:
    """A name as an id, without the number that it begins with: `3. Who belongs` is `who-belongs`."""
    rest = unnumbered(name)
    plain = unicodedata.normalize("NFKD", rest).encode("ascii", "ignore").decode().lower()
    latin = re.sub("[^a-z0-9]+", "-", plain).strip("-")
    return latin or re.sub(r"[\W_]+", "-", unicodedata.normalize("NFC", rest).casefold()).strip("-") or "clause"


def named(names: Iterable[str], taken: set[str]) -> Iterator[str]:
    """Each name, or the name with the first number from 2 that makes it new; `taken` grows by them."""
    counts: Counter[str] = Counter()
    for name in names:
        id = name
        while id in taken:
            counts[name] = max(2, counts[name] + 1)
            id = f"{name}-{counts[name]}"
        taken.add(id)
        yield id


def same(found: Alignment, old: list[Clause], new: list[Clause]) -> dict[int, int]:
    """Which old clause each new one was, by index: those with one heading, then those that share the most words."""
    of_old, of_new = [c.start for c in old], [c.start for c in new]
    starts = set(of_new)
    shared: Counter[tuple[int, int]] = Counter()
    for i, unit in enumerate(found.old):
        a = bisect_right(of_old, i) - 1
        head = 1000 if i == old[a].start else 1
        j = found.moves[i][0] if i in found.moves else found.instead(i)
        if j is not None:
            shared[a, bisect_right(of_new, j) - 1] += unit.size * (head if j in starts else 1)
        for spot in filter(None, found.spots.get(i, ())):
            shared[a, bisect_right(of_new, spot[0]) - 1] += head if spot[0] in starts else 1
    was: dict[int, int] = {}
    used: set[int] = set()
    size = [[sum(u.size for u in text[c.start : c.end]) for c in part] for text, part in ((found.old, old), (found.new, new))]
    for (a, b), weight in sorted(shared.items(), key=lambda item: (-item[1], item[0])):
        if b not in was and a not in used and weight * 3 >= min(size[0][a], size[1][b]):
            was[b] = a
            used.add(a)
    return was


def changes(
    found: Alignment, old: list[Clause], new: list[Clause], was: dict[int, int], ids: tuple[list[str], list[str]]
) -> list[Change]:  # fmt: skip
    """What became of each clause, in reading order: a removed one stands where it stood."""
    out: list[tuple[float, Change]] = []
    for b, clause in enumerate(new):
        if b not in was:
            if any(_came(found, j) for j in range(clause.start, clause.end)):
                out.append((b, Change("added", clause.name, ids[1][b])))
            continue
        before = old[was[b]]
        was_called = before.name if before.name != clause.name else ""
        if clause.start in found.moved:
            out.append((b, Change("moved", clause.name, ids[1][b], was_called)))
        if _reworded(found, before, clause):
            out.append((b, Change("reworded", clause.name, ids[1][b], was_called)))
    now = {a: b for b, a in was.items()}
    place = -0.5
    for a, clause in enumerate(old):
        if a in now:
            place = now[a] + 0.5
        elif any(_went(found, i) for i in range(clause.start, clause.end)):
            out.append((place, Change("removed", clause.name, ids[0][a])))
    return [change for _, change in sorted(out, key=lambda item: item[0])]


def _reworded(found: Alignment, old: Clause, new: Clause) -> bool:
    """Whether words of it came or went, other than its numbers."""
    if new.start in found.moved:
        texts = (found.old[old.start : old.end], found.new[new.start : new.end])
        before, after = ([_unnumbered(unit) for unit in text] for text in texts)
        return before != after
    return any(_went(found, i) for i in range(old.start, old.end)) or any(_came(found, j) for j in range(new.start, new.end))


def _went(found: Alignment, i: int) -> bool:
    if i in found.rows or i in found.replaced or i in found.moves:
        return True
    if i in found.stayed:
        return False
    unit = found.old[i]
    words = zip(unit.words, found.spots.get(i, [None] * len(unit.words)), strict=True)
    return any(not spot and not _number(word, n) for n, (word, spot) in enumerate(words))


def _came(found: Alignment, j: int) -> bool:
    if j in found.moved:
        return True
    unit = found.new[j]
    if j in found.known and j not in found.met:
        return j in found.replaced.values()
    words = zip(unit.words, found.met.get(j, [False] * len(unit.words)), strict=True)
    return any(not met and not _number(word, n) for n, (word, met) in enumerate(words))


def _unnumbered(unit: Unit) -> list[str]:
    return [word.key for n, word in enumerate(unit.words) if not _number(word, n)]


def _number(word: Word, at: int) -> bool:
    """Whether a word only numbers a clause, or a footnote."""
    if any("footnote" in e.attributes.get("class", "") for p in word.pieces for e in p.within):
        return True
    return not at and ENUMERATOR.fullmatch(word.text) is not None
