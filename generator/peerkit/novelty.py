"""What is new between two readings of a text: every run of words that stands in one of them, or in other company there than here.

A text of which little has changed need then not be searched for everything again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

LONGEST = 16  # words of a run; of a longer one its beginning tells
_COMPANY = 12  # words around a run that the scan may have looked at
_MOST = 200_000  # runs; where there are more, all is new


def beginning(phrase: str) -> str:
    """As much of a phrase as `touched` has."""
    return " ".join(phrase.split(" ", LONGEST)[:LONGEST])


def cut(phrase: str) -> bool:
    """Whether this may be only the beginning of a phrase; what is new may lie beyond."""
    return phrase.count(" ") + 1 >= LONGEST


def touched(before: Iterable[str], after: Iterable[str]) -> set[str] | None:
    """Every run of words that stands, with the words around it, in one text and not in the other; each in all its readings.

    None where that is nearly everything.
    """
    old, new, runs = set(before), set(after), set[str]()
    for ours, theirs in ((new, old), (old, new)):
        for reading in sorted(ours - theirs):
            for run in _runs(*min((_apart(reading, other) for other in sorted(theirs)), key=_length, default=(reading, ""))):
                runs.add(run)
                if len(runs) > _MOST:
                    return None
    return runs


def _length(excerpts: tuple[str, str]) -> int:
    return len(excerpts[0])


def _apart(one: str, other: str) -> tuple[str, str]:
    """The parts of two texts that are not the same at their beginnings and ends, with some words around them."""
    same = _same(one, other, 0, min(len(one), len(other)))
    end = _same(one[::-1], other[::-1], 0, min(len(one), len(other)) - same)
    around = LONGEST + _COMPANY + 1
    before = one[:same].rsplit(None, around)
    after = one[len(one) - end :].split(None, around)
    start = len(before[0]) if len(before) > around else 0
    left = len(after[-1]) if len(after) > around else 0
    return one[start : len(one) - left], other[start : len(other) - left]


def _same(one: str, other: str, least: int, most: int) -> int:
    """How many characters two texts have in common at their beginnings."""
    while least < most:
        middle = (least + most + 1) // 2
        if one[least:middle] == other[least:middle]:
            least = middle
        else:
            most = middle - 1
    return least


def _runs(ours: str, theirs: str) -> Iterator[str]:
    """The runs of our words in and around those places at which theirs do not go on in the same words."""
    words, others, given = ours.split(), theirs.split(), 0
    known = {" ".join(others[at : at + LONGEST]) for at in range(len(others))}
    for at in range(len(words)):
        if " ".join(words[at : at + LONGEST]) not in known:
            for start in range(max(given, at - LONGEST - _COMPANY), min(at + LONGEST + _COMPANY, len(words))):
                yield from (" ".join(words[start:end]) for end in range(start + 1, min(start + LONGEST, len(words)) + 1))
                given = start + 1
