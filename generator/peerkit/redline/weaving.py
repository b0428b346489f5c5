"""One text of two: the new text's structure, with what went put back where it stood."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from html import escape
from itertools import groupby

from peerkit.redline.found import Alignment
from peerkit.redline.inline import Elements, Mark, inline, wrapper
from peerkit.redline.others import others
from peerkit.redline.placing import first_number, graft
from peerkit.redline.reading import Unit
from peerkit.redline.rows import Marked, cells, woven
from peerkit.redline.tree import Element, is_block

GONE, CAME, STAYED = Mark("del"), Mark("ins"), Mark("")
# elements that `ins` and `del` cannot stand around, but only in
_ITEMS = frozenset(["li", "td", "th", "dt", "dd", "caption", "summary"])
_PARTS = frozenset(["tr", "thead", "tbody", "tfoot"])


class Weaver:
    """The redline of an alignment. `root` is the new text's tree, and becomes the redline's."""

    def __init__(self, found: Alignment, root: Element, labels: dict[Mark, str]) -> None:
        self.found = found
        self.root = root
        self.labels = labels
        self.at = {unit.node: j for j, unit in enumerate(found.new)}
        self.gone: dict[int, dict[int, list[Marked]]] = defaultdict(lambda: defaultdict(list))  # by new unit and word
        self.grafts: dict[Element, Mark] = {}
        self.grafted: dict[int, Element] = {}  # by the first old unit in it
        self.wholes: dict[Element, Mark | None] = {}
        self.rows = {j: i for i, j in found.rows.items()}
        self.copies: dict[Element, Element] = {}
        self.reworded: dict[Element, str] = {}  # of a block that moved, what stands in it where words are marked
        self.elements = Elements()
        for i, spots in found.spots.items():
            for n, spot in enumerate(spots):
                if spot:
                    self.elements.same(found.old[i].words[n], found.new[spot[0]].words[spot[1]])

    def html(self) -> str:
        """The redline, after `place`."""
        return "\n".join(self._children(self.root))

    # where old words go: so that, without what came, the old text can be read in its order

    def place(self) -> None:
        """Puts what went into the new text's tree. Once only."""
        following = self._following()
        cursor: Element | None = None
        last: tuple[int, int] | None = None  # where in the new text the last old word stands that stayed
        i = 0
        while i < len(self.found.old):
            after = following[i]
            if self._span(i):
                self._put_words(i)
                last = self._span(i)[1]
                cursor = self.found.new[last[0]].node
            elif last and after and last[0] == after[0]:
                self.gone[last[0]][last[1] + 1] += [(w, self._mark(i)) for w in self.found.old[i].words]
            else:
                block, end = self._whole(i)
                copy = graft(block, self.root, cursor, self.found.new[after[0]].node if after else None, self.copies)
                self.grafts[copy], self.grafted[i] = self._mark(i), copy
                cursor, i = copy, end - 1
            i += 1
        self._reword_moves()

    def _reword_moves(self) -> None:
        """In what moved and was reworded, marks the words that are other ones."""
        moves: dict[int, tuple[list[Unit], list[Unit]]] = defaultdict(lambda: ([], []))
        for i, (_, number) in self.found.moves.items():
            moves[number][0].append(self.found.old[i])
        for j, number in self.found.moved.items():
            moves[number][1].append(self.found.new[j])
        for old, new in moves.values():
            if [u.key for u in old] != [u.key for u in new]:
                for unit, words in others(old, new):
                    node = self.copies.get(unit.node, unit.node)
                    self.reworded[node] = inline(words, Elements(), self.labels, old=node is not unit.node)

    def _span(self, i: int) -> tuple[tuple[int, int], ...]:
        """The first and the last place in the new text where something of the old unit stayed, if anything did."""
        if (j := self.found.instead(i)) is not None:
            return (j, 0), (j, 0)
        spots = [s for s in self.found.spots.get(i, ()) if s]
        return (spots[0], spots[-1]) if spots else ()

    def _following(self) -> list[tuple[int, int] | None]:
        """For each old unit, where in the new text the next thing stands that stayed."""
        out: list[tuple[int, int] | None] = []
        following: tuple[int, int] | None = None
        for i in range(len(self.found.old) - 1, -1, -1):
            out.append(following)
            following = next(iter(self._span(i)), following)
        return out[::-1]

    def _mark(self, i: int) -> Mark:
        return Mark("del", self.found.moves[i][1]) if i in self.found.moves else GONE

    def _put_words(self, i: int) -> None:
        """The words that went from a unit that stayed: after the word before them, else before the word after them."""
        found, unit = self.found, self.found.old[i]
        if i in found.rows or i in found.stayed:
            return
        if i in found.replaced:
            self.gone[found.replaced[i]][0] += [(w, GONE) for w in unit.words]
            return
        j, n = self._span(i)[0]
        while n and not found.met[j][n - 1]:
            n -= 1
        for word, spot in zip(unit.words, found.spots[i], strict=True):
            if spot:
                j, n = spot[0], spot[1] + 1
            else:
                self.gone[j][n].append((word, GONE))

    def _whole(self, i: int) -> tuple[Element, int]:
        """The largest block from this unit on of which nothing stayed, and the first unit after it."""
        old = self.found.old
        node, end = old[i].node, i + 1
        while node.parent is not None and node.parent.parent is not None:
            parent, k = node.parent, end
            if i and _holds(parent, old[i - 1]):
                break
            while k < len(old) and _holds(parent, old[k]) and not self._span(k) and self._mark(k) == self._mark(i):
                k += 1
            if k < len(old) and _holds(parent, old[k]):
                break
            node, end = parent, k
        return node, end

    # the tree as HTML

    def _state(self, node: Element) -> Mark | None:
        """What all of a block is; None where it has no words, STAYED where not all is of one kind."""
        if node not in self.wholes:
            self.wholes[node] = self._state_of(node)
        return self.wholes[node]

    def _state_of(self, node: Element) -> Mark | None:
        if node in self.grafts:
            return self.grafts[node]
        if node in self.at:
            j = self.at[node]
            if j in self.found.moved:
                return Mark("ins", self.found.moved[j])
            return STAYED if j in self.found.known or j in self.gone else CAME
        states = {s for c in node.children if isinstance(c, Element) and (s := self._state(c)) is not None}
        return states.pop() if len(states) == 1 else STAYED if states else None

    def _children(self, node: Element) -> Iterator[str]:
        """A block's blocks, each run of those that came or went together within one element."""
        if node.tag == "ol":
            self._number(node)
        blocks = [c for c in node.children if isinstance(c, Element)]
        for mark, run in groupby(blocks, key=self._around):
            if mark is None:
                for block in run:
                    yield "".join(self._block(block))
            else:
                wrap = wrapper(mark, self.labels)
                yield wrap.opening() + "\n".join(map(self._plain, run)) + wrap.closing()

    def _around(self, block: Element) -> Mark | None:
        state = self._state(block)
        return state if state and state.tag and block.tag not in _ITEMS | _PARTS else None

    def _block(self, block: Element) -> Iterator[str]:
        state = self._state(block)
        if state and state.tag:
            yield self._within(block, state)
        elif block in self.at:
            yield self._unit(self.at[block])
        elif state is None:
            yield self._plain(block)
        else:
            yield block.opening() + "\n".join(self._children(block)) + block.closing()

    def _within(self, block: Element, mark: Mark) -> str:
        """A block that came or went, with the mark inside it."""
        blocks = [c for c in block.children if isinstance(c, Element) and is_block(c)]
        wrap = wrapper(mark, self.labels)
        if block.tag in _PARTS:
            return block.opening() + "\n".join(self._within(c, mark) for c in blocks) + block.closing()
        if block.tag not in _ITEMS:
            return wrap.opening() + self._plain(block) + wrap.closing()
        inner = "\n".join(map(self._plain, blocks)) if blocks else "".join(map(self._plain, block.children))
        return block.opening() + (wrap.opening() + inner + wrap.closing() if inner.strip() else inner) + block.closing()

    def _unit(self, j: int) -> str:
        """A unit that stayed, with the words that came and went."""
        unit = self.found.new[j]
        if j in self.rows:
            return unit.node.opening() + "\n".join(cells(self.found, self.rows[j], j, self.labels)) + unit.node.closing()
        if j not in self.found.met and j not in self.gone:
            return self._plain(unit.node)
        met = self.found.met.get(j, [False] * len(unit.words))
        words = woven(unit.words, met, self.gone[j])
        return unit.node.opening() + inline(words, self.elements, self.labels) + unit.node.closing()

    def _plain(self, node: Element | str) -> str:
        """A block as it is."""
        if isinstance(node, str):
            return escape(node, quote=False)
        if node in self.reworded:
            return node.opening() + self.reworded[node] + node.closing()
        between = "\n" if any(map(is_block, node.children)) else ""
        return node.opening() + between.join(map(self._plain, node.children)) + node.closing()

    def _number(self, ordered: Element) -> None:
        """Items keep their new numbers, however many that went stand between them with their old ones."""
        items = [c for c in ordered.children if isinstance(c, Element) and c.tag == "li"]
        if any(item in self.grafts for item in items):
            for n, item in enumerate((i for i in items if i not in self.grafts), first_number(ordered)):
                item.attributes["value"] = str(n)


def _holds(block: Element, unit: Unit) -> bool:
    return any(element is block for element in unit.node.line())
