"""What became of two texts' units and words, as far as it is known."""

from __future__ import annotations

from dataclasses import dataclass, field

from peerkit.redline.reading import Unit


@dataclass(slots=True, eq=False)
class Alignment:
    """Two texts' units, and what became of them. Units are named by index; a spot is (unit, word)."""

    old: list[Unit]
    new: list[Unit]
    spots: list[list[tuple[int, int] | None]] = field(default_factory=list)  # of each old word in the new text
    met: list[list[bool]] = field(default_factory=list)  # for each new word, whether it was in the old text
    replaced: dict[int, int] = field(default_factory=dict)  # old unit to new, which share no word but the place
    rows: dict[int, int] = field(default_factory=dict)  # old row to new, whose cells are compared one by one
    moves: dict[int, tuple[int, int]] = field(default_factory=dict)  # old unit to new, and the move's number
    moved: dict[int, int] = field(default_factory=dict)  # new unit to the move's number
    known: set[int] = field(default_factory=set)  # new units of which something is known

    def __post_init__(self) -> None:
        self.spots = [[None] * len(u.words) for u in self.old]
        self.met = [[False] * len(u.words) for u in self.new]

    def join(self, i: int, j: int) -> None:
        """The old unit i is the new unit j, word by word."""
        self.spots[i] = [(j, n) for n in range(len(self.old[i].words))]
        self.met[j] = [True] * len(self.new[j].words)
        self.known.add(j)

    def free(self, i: int) -> bool:
        """Whether nothing is known of the old unit yet."""
        return i not in self.moves and i not in self.rows and i not in self.replaced and not any(self.spots[i])

    def fresh(self, j: int) -> bool:
        """Whether nothing is known of the new unit yet."""
        return j not in self.known
