"""What became of two texts' units and words, as far as it is known."""

from __future__ import annotations

from dataclasses import dataclass, field

from peerkit.redline.reading import Unit
from peerkit.redline.tree import Element


@dataclass(slots=True, eq=False)
class Alignment:
    """Two texts' units, and what became of them. Units are named by index; a spot is (unit, word)."""

    old: list[Unit]
    new: list[Unit]
    stayed: dict[int, int] = field(default_factory=dict)  # old unit to new, word by word the same
    spots: dict[int, list[tuple[int, int] | None]] = field(default_factory=dict)  # of the words of an old unit, in the new text
    met: dict[int, list[bool]] = field(default_factory=dict)  # of the words of a new unit, whether they were in the old text
    replaced: dict[int, int] = field(default_factory=dict)  # old unit to new, which share no word but the place
    rows: dict[int, int] = field(default_factory=dict)  # old row to new, whose cells are compared one by one
    moves: dict[int, tuple[int, int]] = field(default_factory=dict)  # old unit to new, and the move's number
    moved: dict[int, int] = field(default_factory=dict)  # new unit to the move's number
    columns: dict[tuple[Element, Element, int, int], list[tuple[int, int]]] = field(default_factory=dict)  # of two tables
    known: set[int] = field(default_factory=set)  # new units of which something is known

    def stay(self, i: int, j: int) -> None:
        """The old unit i is the new unit j."""
        self.stayed[i] = j
        self.known.add(j)

    def meet(self, old: tuple[int, int], new: tuple[int, int]) -> None:
        """An old word is a new one."""
        self.spots.setdefault(old[0], [None] * len(self.old[old[0]].words))[old[1]] = new
        self.met.setdefault(new[0], [False] * len(self.new[new[0]].words))[new[1]] = True
        self.known.add(new[0])

    def instead(self, i: int) -> int | None:
        """The new unit that stands where the old unit i stood, if they are compared as wholes."""
        for found in (self.stayed, self.rows, self.replaced):
            if i in found:
                return found[i]
        return None

    def free(self, i: int) -> bool:
        """Whether nothing is known of the old unit yet."""
        return i not in self.moves and i not in self.spots and self.instead(i) is None

    def fresh(self, j: int) -> bool:
        """Whether nothing is known of the new unit yet."""
        return j not in self.known
