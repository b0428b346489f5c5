"""Phrases of normalised words: those by which a text is found, which of many stand in a text, and which may stand there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain

from peerkit.scan.words import breadth, readings, unspaced


def phrases(text: str, prose: bool = False) -> Iterator[str]:
    """The normalised phrases by which a text is found: its runs of four words if prose, else all its words."""
    for words in dict.fromkeys(readings(text)):
        if words:
            yield from _shingles(words.split(" ")) if prose else (words,)


def _shingles(words: list[str]) -> Iterator[str]:
    """Each run of four words; where each letter is a word, of twelve letters. A shorter text is one run."""
    weights = [1 if unspaced(word) else 3 for word in words]
    end = weight = 0
    for start in range(len(words)):
        while weight < 12 and end < len(words):
            weight += weights[end]
            end += 1
        if weight < 12 and start:
            return
        yield " ".join(words[start:end])
        weight -= weights[start]


def too_short(phrase: str) -> bool:
    """A single word under 4 letters (a letter of Chinese, Japanese or Korean counts twice), or a number under 7 digits."""
    words = phrase.split(" ")
    if (digits := "".join(words)).isdecimal():
        return len(digits) < 7
    if len(words) > 1 and not all(unspaced(word) for word in words):
        return False
    return sum(map(breadth, phrase.replace(" ", ""))) < 4


class Finder:
    """Finds which of many phrases stand in a text of normalised words."""

    _STRETCH = 100_000  # characters
    _AT_ONCE = 5_000  # phrases an automaton: to make one takes three times the room that it has in the end

    def __init__(self, phrases: Iterable[str]) -> None:
        from ahocorasick_rs import AhoCorasick, MatchKind

        self.phrases = list(phrases)
        self._longest = max(map(len, self.phrases), default=0) + len("  ")
        parts = (self.phrases[start : start + self._AT_ONCE] for start in range(0, len(self.phrases), self._AT_ONCE))
        self._automata = [
            AhoCorasick([f" {phrase} " for phrase in part], matchkind=MatchKind.Standard, store_patterns=False) for part in parts
        ]

    def find(self, texts: Iterable[str]) -> set[str]:
        """The phrases that stand in any of the texts, each of which begins and ends with a space."""
        return {
            self.phrases[match[0] + part * self._AT_ONCE]
            for text in chain.from_iterable(map(self._stretches, texts))
            for part, automaton in enumerate(self._automata)
            for match in automaton.find_matches_as_indexes(text, overlapping=True)
        }

    def _stretches(self, text: str) -> Iterator[str]:
        """The text, so little at a time that all that is found there can be told; each reaches into the next by a phrase."""
        for start in range(0, len(text), self._STRETCH):
            yield text[start : start + self._STRETCH + self._longest]


class Allowed:
    """Words that may stand: answers whether a normalised phrase occurs in them."""

    __slots__ = ("_texts",)

    def __init__(self, texts: Iterable[str] = ()) -> None:
        self._texts = tuple(texts)

    @classmethod
    def from_texts(cls, texts: Iterable[str]) -> Allowed:
        """The words of each text; no phrase reaches from one text into the next."""
        read = [sorted(set(readings(text))) for text in dict.fromkeys(texts)]
        joined = "\n".join(f" {words} " for words in dict.fromkeys(chain.from_iterable(read)) if words)
        return cls((joined,) if joined else ())

    @classmethod
    def of_packed(cls, packed: str) -> Allowed:
        """What `packed` gave."""
        return cls((packed,) if packed else ())

    def packed(self) -> str:
        """As one text."""
        return "\n".join(self._texts)

    def __or__(self, other: Allowed) -> Allowed:
        return Allowed(self._texts + other._texts)

    def covers(self, words: str) -> bool:
        """Whether these normalised words stand, in this order, in one of the texts."""
        padded = f" {words} "
        return any(padded in text for text in self._texts)

    def covered(self, finder: Finder) -> set[str]:
        """Which of the finder's phrases stand in the texts."""
        return finder.find(self._texts)
