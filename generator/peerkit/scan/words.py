"""Any text as its words: lower case, with one space between, read in each of the ways in which its codes and tags can be meant.

Secrets and files go through the same normalisation, so that a secret is found wherever it stands between spaces. The same text
means different words as plain text, as HTML and as JSON, so it has several readings at once.
"""

from __future__ import annotations

import codecs
import html
import re
import unicodedata
from bisect import bisect
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from urllib.parse import unquote

_LOWER = bytes(code if code > 127 else ord(chr(code).lower()) if chr(code).isalnum() else 32 for code in range(256))
_ACCENTS = re.compile("[\u0300-\u036f]")


def _bounds(*ranges: str) -> tuple[str, ...]:
    """Where ranges of letters begin and end: an odd number of bounds lies before a letter that is in one. A pattern takes long to compile."""
    return tuple(sorted(bound for ends in ranges for bound in (ends[0], chr(ord(ends[1]) + 1))))


_EAST_ASIAN = (
    "\u1100\u11ff", "\u3005\u3007", "\u3040\u30ff", "\u3100\u312f", "\u31f0\u31ff", "\u3400\u4dbf", "\u4e00\u9fff",
    "\uac00\ud7af", "\uf900\ufaff", "\U00020000\U0003ffff",
)  # fmt: skip
_DOUBLE = _bounds(*_EAST_ASIAN)
_UNSPACED = _bounds(
    *_EAST_ASIAN, "\u0e00\u0eff", "\u1000\u109f", "\u1780\u17ff", "\u1950\u19df", "\u1a20\u1aaf", "\u1b00\u1b7f", "\ua980\ua9df"
)


def unspaced(word: str) -> bool:
    """Whether it begins with a letter of a script that puts no spaces between words."""
    return not word.isascii() and bisect(_UNSPACED, word) % 2 == 1


def breadth(letter: str) -> int:
    """A letter of Chinese, Japanese or Korean says as much as two others."""
    return 1 + bisect(_DOUBLE, letter) % 2


def _mark(letter: str) -> bool:
    """Whether it is a combining mark, which belongs to the letter before it."""
    return "\u0300" <= letter < "\uac00" and unicodedata.category(letter)[0] == "M"


class _Separators(dict[int, str]):
    """A space for what separates words, and any other character as it is; for `str.translate`."""

    def __missing__(self, code: int) -> str:
        letter = chr(code)
        return self.setdefault(code, letter if letter.isalnum() or _mark(letter) else " ")


_separators = _Separators()


@cache
def _invisible() -> re.Pattern[str]:
    """What nobody sees; compiled when it is first needed."""
    return re.compile(
        "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\U000e0000-\U000e01ef]"
    )


def _apart(run: str) -> Iterator[str]:
    """The run with each letter of a script without spaces, and the marks that belong to it, between spaces."""
    within = False
    for letter in run:
        if not (within and _mark(letter)):
            before, within = within, unspaced(letter)
            if before or within:
                yield " "
        yield letter
    if within:
        yield " "


@lru_cache(2000)
def _fold(run: str) -> bytes:
    """Characters beyond ASCII without case, compatibility forms, Latin, Greek or Cyrillic accents, and punctuation."""
    run = unicodedata.normalize("NFKD", _invisible().sub("", run)).casefold()
    run = unicodedata.normalize("NFKC", _ACCENTS.sub("", unicodedata.normalize("NFKD", run)))
    run = "".join(_apart(run)) if any(map(unspaced, run)) else run
    return run.translate(_separators).encode("utf-8", "replace")


def _foreign(error: UnicodeError) -> tuple[bytes, int]:
    """What stands for a run of characters that ASCII cannot encode; so only those leave C for Python."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return _fold(error.object[error.start : error.end]), error.end


codecs.register_error("peerkit.scan", _foreign)


def words(text: str) -> str:
    """The text's words in lower case with one space between; letters of scripts without spaces are words each."""
    return " ".join(text.encode("ascii", "peerkit.scan").translate(_LOWER).decode().split())


# Escapes and tags

_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|u\{([0-9a-fA-F]{1,6})\}|x([0-9a-fA-F]{2})|([bfnrtvN\"'/\\]))")
_PERCENT = re.compile(r"%[0-9a-fA-F]{2}")
_TAG = re.compile(r"""</?([a-zA-Z][\w:-]*)(?:(?=[\s/>])(?:[^'"<>]++|"[^"]*"|'[^']*')*+>|(?=[\s/>])[^<>]*>)|<!\[CDATA\[""")
_INLINE = """
a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd label mark math mi mo mn nobr output q rp rt rb
rtc ruby s samp small span strike strong sub sup text textpath time tspan tt u var wbr
"""
_BLOCK = """
address article aside audio blockquote body br button canvas caption center circle clippath col colgroup dd defs desc
details dialog div dl dt ellipse embed fieldset figcaption figure footer foreignobject form frame g h1 h2 h3 h4 h5 h6
head header hgroup hr html iframe image img input legend li line link main map mask menu meta metadata meter nav
noscript object ol optgroup option p param path picture polygon polyline pre progress rect script search section select
slot source style summary svg table tbody td template textarea tfoot th thead title tr track ul use video
"""
_JOINT = "\ue0ff"  # where an inline tag stood
_JOINING = re.compile(rf"{_JOINT}(?<=[^\s!-/:-?{_JOINT}].){_JOINT}*[^\s!-/:-?]")  # where it may have split a word
_LEAVES = dict.fromkeys(_BLOCK.split(), " ") | dict.fromkeys(_INLINE.split(), _JOINT)


def _unescape(text: str) -> str:
    """The text with the escapes of JSON, JavaScript and iCalendar undone, once."""
    if "\\" not in text:
        return text
    text = _ESCAPE.sub(_escaped, text)
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _escaped(match: re.Match[str]) -> str:
    """What one escape stands for; white space of any kind becomes a space."""
    code = match[1] or match[2] or match[3]
    if code:
        return chr(min(int(code, 16), 0x10FFFF))
    return match[4] if match[4] in "\"'/\\" else " "


def _decode(text: str) -> str:
    """The text with escapes, entities and percent-encoding undone, until nothing changes."""
    for _ in range(8):
        before = text
        text = html.unescape(_unescape(text))
        if "%" in text and _PERCENT.search(text):
            text = unquote(text, errors="replace")
        if text == before:
            break
    return text


def _strip(text: str) -> str:
    """The text without HTML's tags: a space for a block's, a joint for an inline one's."""
    return _TAG.sub(_stripped, text) if "<" in text else text


def _stripped(match: re.Match[str]) -> str:
    """What is left of one tag; an element that HTML and SVG do not know is not a tag."""
    name = match[1]
    return _LEAVES.get(name) or _LEAVES.get((name or "p").lower().removeprefix("svg:"), match[0])


def readings(text: str) -> tuple[str, str, str, str]:
    """The words of a text read as plain text or an attribute, with all decoded, and without tags, spaced and joined."""
    if "&" in text or "\\" in text or "%" in text:
        decoded = _decode(text)
        plain = words(html.unescape(text))
        whole = plain if decoded == text else words(decoded)
        bare = _strip(_decode(_strip(_unescape(text)))) if "<" in decoded else decoded
    else:
        decoded = text
        plain = whole = words(text)
        bare = _strip(_strip(text))
    if "<" not in decoded:
        return plain, whole, whole, whole
    spaced = words(bare.replace(_JOINT, " "))
    return plain, whole, spaced, words(bare.replace(_JOINT, "")) if _JOINING.search(bare) else spaced


class Pieces(dict[str, tuple[str, str, str, str]]):
    """The readings of pieces of HTML, kept because pages repeat most of theirs, and sites some."""

    stretch = 200_000
    room = 1_000_000  # characters; each costs some ten times as many bytes with what it is read as

    def __missing__(self, chunk: str) -> tuple[str, str, str, str]:
        self.room -= len(chunk)
        if self.room < 0:
            self.clear()
            self.room = type(self).room
        read = readings(f"{chunk}>")
        padded = {words: f"{words} " if words else "" for words in read}  # most are the same, and kept once
        plain, whole, spaced, joined = (padded[words] for words in read)
        return self.setdefault(chunk, (plain, whole, spaced, joined))

    def readings(self, text: str) -> set[str]:
        """The distinct readings of a whole text, put together from its pieces', which end where a line ends in `>`."""
        columns = set(zip(*self._read(text), strict=True))  # mostly the same, which is seen sooner than read
        return {" " + "".join(column) for column in columns}

    def _read(self, text: str) -> Iterator[tuple[str, ...]]:
        """What each piece is read as; of a long text, what each stretch is, so that it is never held in pieces as a whole."""
        start = 0
        while len(text) - start > self.stretch and (end := text.find(">\n", start + self.stretch)) >= 0:
            columns = list(zip(*map(self.__getitem__, text[start:end].split(">\n")), strict=True))
            joined = {column: "".join(column) for column in set(columns)}
            yield tuple(joined[column] for column in columns)
            start = end + 2
        yield from map(self.__getitem__, text[start:].split(">\n"))


pieces = Pieces()


def words_of(texts: Iterable[str]) -> set[str]:
    """The normalised words of texts, for an index; not those of one letter, nor numbers."""
    return {word for text in texts for word in words(text).split(" ") if len(word) > 1 and not word.isdecimal()}
