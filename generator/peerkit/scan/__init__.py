"""Nothing confidential in what was produced: reads every file of a folder, and knows no model.

All phrases are found in one Aho-Corasick pass over each reading of a file (`words.py`, `phrase.py`, `files.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import chain
from pathlib import Path

from msgspec import Struct

from peerkit.scan.files import texts_of
from peerkit.scan.phrase import Allowed as Allowed
from peerkit.scan.phrase import Finder as Finder
from peerkit.scan.phrase import phrases as phrases
from peerkit.scan.phrase import too_short
from peerkit.scan.words import pieces, readings, unspaced
from peerkit.scan.words import words_of as words_of


@dataclass(frozen=True, order=True)
class Secret:
    """A confidential value as written, and where it comes from; printing one never prints its text."""

    text: str = field(repr=False)
    where: str
    prose: bool = False


class Found(Struct, frozen=True):
    """A confidential phrase, and the words before and after it wherever it stands; none where that could explain nothing."""

    words: str
    among: tuple[tuple[str, str], ...] = ()

    def runs(self) -> Iterator[str]:
        """Every run of words that could help to explain it."""
        yield self.words
        for before, after in self.among:
            for pair in _joined(before, self.words, after):
                yield from pair

    def explained(self, may_stand: Collection[str]) -> bool:
        """Whether it may stand itself, or everywhere stands only across the joint of two texts that may.

        Two texts that meet on a page can happen to spell a secret between them. Both must then go on beyond it: what
        stands in a text of its own, or in one that names a secret, is never explained by parts of it.
        """
        if self.words in may_stand:
            return True
        return bool(self.among) and all(
            any(left in may_stand and right in may_stand for left, right in _joined(before, self.words, after))
            for before, after in self.among
        )


def _joined(before: str, words: str, after: str) -> Iterator[tuple[str, str]]:
    """The two texts that would meet within a phrase, for each place where they could."""
    parts = words.split(" ")
    for at in range(1, len(parts)):
        yield f"{before} {' '.join(parts[:at])}", f"{' '.join(parts[at:])} {after}"


@dataclass(frozen=True, order=True)
class Hit:
    """A file in which something confidential stands, and where that comes from; never the text itself.

    A part of the file's path that itself gives the text away is shown as `…`.
    """

    file: str
    where: str
    found: tuple[Found, ...] = field(default=(), repr=False, compare=False)


def read_as(file: str, data: bytes) -> list[str]:
    """All that a produced file and its path are read as, in normalised words; what stands in none of it, no scan finds there."""
    return sorted(set(chain.from_iterable(pieces.readings(text) for text in (file, *texts_of(data)))))


class Scanner:
    """Finds secrets in produced files, but for those that are allowed or a single word under 4 letters."""

    def __init__(self, secrets: Iterable[Secret], allowed: Sequence[Allowed | Callable[[], Allowed]] = ()) -> None:
        """`allowed` may be functions: most scans find nothing that they would have to look up."""
        self._where: dict[str, list[str]] = {}
        self._allowed = list(allowed)
        self._may_stand: dict[str, bool] = {}
        short: set[str] = set()
        for secret in secrets:
            for phrase in phrases(secret.text, secret.prose):
                if too_short(phrase):
                    short.add(phrase)
                else:
                    self._where.setdefault(phrase, []).append(secret.where)
        self.unscanned = len(short)
        self._finder = Finder(self._where)

    def scan(self, folder: Path, files: Iterable[str] | None = None) -> Iterator[Hit]:
        """A hit for each file and each place in the sources whose text stands in it, sorted; all files unless told."""
        if files is None:
            files = (path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
        for file in sorted(files):
            yield from self._hits(file, (folder / file).read_bytes())

    def read(self, files: Mapping[str, bytes]) -> Iterator[Hit]:
        """The same for files in memory."""
        for file in sorted(files):
            yield from self._hits(file, files[file])

    def guarded(self) -> list[str]:
        """The phrases that are looked for and that nothing allows; together, of all."""
        fine = {phrase for index in range(len(self._allowed)) for phrase in self._words_of(index).covered(self._finder)}
        return sorted(self._where.keys() - fine)

    def confirm(self, hits: Iterable[Hit], allowed: Iterable[Allowed]) -> list[Hit]:
        """The hits that further words, read one at a time, do not account for."""
        left = Unexplained(hits)
        for words in allowed:
            if not left.hits:
                break
            left.hear(words)
        return left.hits

    def _hits(self, file: str, data: bytes) -> Iterator[Hit]:
        """One file's hits: in its path and in its content."""
        in_path = self._find([file])
        among = self._find(texts_of(data))
        among |= {phrase: set() for phrase in in_path}
        matched: dict[str, list[Found]] = {}
        for phrase in sorted(among):
            found = Found(phrase, tuple(sorted(among[phrase])))
            for where in dict.fromkeys(self._where[phrase]):
                matched.setdefault(where, []).append(found)
        shown = _masked(file, in_path)
        for where in sorted(matched):
            yield Hit(shown, where, tuple(matched[where]))

    def _find(self, texts: Iterable[str]) -> dict[str, set[tuple[str, str]]]:
        """The phrases that stand in any of the texts and are not allowed to, with the words around each."""
        among: dict[str, set[tuple[str, str]]] = {}
        for text in texts:
            readings = pieces.readings(text)
            for phrase in self._finder.find(readings):
                if not self._allows(phrase):
                    among.setdefault(phrase, set()).update(*(_around(phrase, each) for each in readings))
        return {phrase: pairs if len(pairs) <= _PLACES else set() for phrase, pairs in among.items()}

    def _allows(self, phrase: str) -> bool:
        """Whether the phrase is allowed; looked up once, and only for what was found."""
        if phrase not in self._may_stand:
            self._may_stand[phrase] = any(self._words_of(index).covers(phrase) for index in range(len(self._allowed)))
        return self._may_stand[phrase]

    def _words_of(self, index: int) -> Allowed:
        """One of the allowed words, made when they are first asked for."""
        words = self._allowed[index]
        if not isinstance(words, Allowed):
            words = self._allowed[index] = words()
        return words


class Unexplained:
    """Hits that wait for words which account for them; the words are heard one at a time, and need not be kept."""

    def __init__(self, hits: Iterable[Hit], may_stand: Collection[str] = ()) -> None:
        """`may_stand` are runs of words that were heard before."""
        self.hits = list(hits)
        self._runs = {run for hit in self.hits for found in hit.found for run in found.runs()}
        self._may_stand = self._runs.intersection(may_stand)
        self._drop()

    @cached_property
    def _finder(self) -> Finder:
        return Finder(sorted(self._runs))

    def hear(self, words: Allowed) -> set[str]:
        """Drop what these words account for, with those heard before; what they say that had not been said."""
        new = words.covered(self._finder) - self._may_stand
        if new:
            self._may_stand |= new
            self._drop()
        return new

    def _drop(self) -> None:
        kept = (replace(hit, found=tuple(f for f in hit.found if not f.explained(self._may_stand))) for hit in self.hits)
        self.hits = [hit for hit in kept if hit.found]


def again(hit: Hit, data: bytes) -> Hit | None:
    """A hit as it stands in what its file has become; None where nothing of it stands there any more."""
    among: dict[str, set[tuple[str, str]]] = {}
    for text in texts_of(data):
        readings = pieces.readings(text)
        for found in hit.found:
            if any(f" {found.words} " in reading for reading in readings):
                among.setdefault(found.words, set()).update(*(_around(found.words, each) for each in readings))
    path = pieces.readings(hit.file)
    among |= {found.words: set() for found in hit.found if any(f" {found.words} " in reading for reading in path)}
    kept = {words: pairs if len(pairs) <= _PLACES else set() for words, pairs in among.items()}
    return replace(hit, found=tuple(Found(words, tuple(sorted(kept[words]))) for words in sorted(kept))) if kept else None


_PLACES = 16  # what stands among more different words in one file is no accident
_REACH = 6  # how far a text must go on beyond a phrase that it may have helped to spell: two words, or six letters that are words
_NEAR = 200  # letters in which that many words are looked for


def _around(phrase: str, reading: str) -> set[tuple[str, str]]:
    """The words before and after each occurrence of a phrase of several words; empty where the reading ends too soon."""
    found = set[tuple[str, str]]()
    at = reading.find(f" {phrase} ") if " " in phrase else -1
    while at >= 0 and len(found) <= _PLACES:
        end = at + len(phrase) + 1
        before, after = reading[max(0, at - _NEAR) : at].split(" ")[1:], reading[end : end + _NEAR].split(" ")[1:-1]
        found.add((" ".join(_near(before[::-1])[::-1]), " ".join(_near(after))))
        at = reading.find(f" {phrase} ", end)
    return found


def _near(words: Sequence[str]) -> list[str]:
    """The first of these words, as many as reach far enough; none if they do not."""
    weight = 0
    for count, word in enumerate(words, 1):
        weight += 1 if unspaced(word) else 3
        if weight >= _REACH:
            return [*words[:count]]
    return []


def _masked(file: str, found: Collection[str]) -> str:
    """The path, with `…` for each part that shares a word with a phrase found in the path."""
    secret = {word for phrase in found for word in phrase.split(" ")}
    parts = file.split("/") if secret else []
    return "/".join("…" if secret & set(" ".join(readings(part)).split()) else part for part in parts) or file
