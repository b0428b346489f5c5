"""Nothing confidential in what was produced: reads every file of a folder, and knows no model.

Secrets and files go through the same normalisation (`_words`): what is left are lower-case words with one space
between them, so that a secret is found by one Aho-Corasick pass wherever it stands between spaces. A file is read
in several ways at once (`_readings`), since the same bytes mean different words as text, as HTML and as JSON.
"""

from __future__ import annotations

import codecs
import html
import re
import unicodedata
import zlib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, cached_property, lru_cache
from itertools import chain
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote


@dataclass(frozen=True, order=True)
class Secret:
    """A confidential value as written, and where it comes from; printing one never prints its text."""

    text: str = field(repr=False)
    where: str
    prose: bool = False


@dataclass(frozen=True)
class Found:
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


# Normalisation: words

_LOWER = bytes(code if code > 127 else ord(chr(code).lower()) if chr(code).isalnum() else 32 for code in range(256))
_DOUBLE = "\u1100-\u11ff\u3005-\u3007\u3040-\u30ff\u3100-\u312f\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff" \
    "\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff"  # fmt: skip
_UNSPACED = _DOUBLE + "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u1950-\u19df\u1a20-\u1aaf\u1b00-\u1b7f\ua980-\ua9df"
_ACCENTS = re.compile("[\u0300-\u036f]")


class _Beyond(NamedTuple):
    """Patterns of what lies beyond ASCII."""

    invisible: re.Pattern[str]
    separators: re.Pattern[str]  # what separates words; combining marks belong to their letter
    words: re.Pattern[str]  # letters that are words of their own
    unspaced: re.Pattern[str]
    double: re.Pattern[str]


@cache
def _beyond() -> _Beyond:
    """The patterns, compiled when they are first needed, since that takes as long as much of the start of a build that needs none."""
    marks = "".join(chr(code) for code in range(0x300, 0xAC00) if unicodedata.category(chr(code))[0] == "M")
    return _Beyond(
        re.compile("[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e"
                   "\u2060-\u206f\ufe00-\ufe0f\ufeff\U000e0000-\U000e01ef]"),
        re.compile(rf"(?:(?![{marks}])[\W_])+"), re.compile(f"([{_UNSPACED}][{marks}]*)"),
        re.compile(f"[{_UNSPACED}]"), re.compile(f"[{_DOUBLE}]"),
    )  # fmt: skip


def _unspaced(word: str) -> bool:
    """Whether it begins with a letter of a script that puts no spaces between words."""
    return not word.isascii() and _beyond().unspaced.match(word) is not None


def _breadth(letter: str) -> int:
    """A letter of Chinese, Japanese or Korean says as much as two others."""
    return 2 if not letter.isascii() and _beyond().double.match(letter) else 1


@lru_cache(2000)
def _fold(run: str) -> bytes:
    """Characters beyond ASCII without case, compatibility forms, Latin, Greek or Cyrillic accents, and punctuation."""
    beyond = _beyond()
    run = unicodedata.normalize("NFKD", beyond.invisible.sub("", run)).casefold()
    run = unicodedata.normalize("NFKC", _ACCENTS.sub("", unicodedata.normalize("NFKD", run)))
    return beyond.separators.sub(" ", beyond.words.sub(r" \1 ", run)).encode("utf-8", "replace")


def _foreign(error: UnicodeError) -> tuple[bytes, int]:
    """What stands for a run of characters that ASCII cannot encode; so only those leave C for Python."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return _fold(error.object[error.start : error.end]), error.end


codecs.register_error("peerkit.scan", _foreign)


def _words(text: str) -> str:
    """The text's words in lower case with one space between; letters of scripts without spaces are words each."""
    return " ".join(text.encode("ascii", "peerkit.scan").translate(_LOWER).decode().split())


# Normalisation: escapes and tags

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


def _readings(text: str) -> tuple[str, str, str, str]:
    """The words of a text read as plain text or an attribute, with all decoded, and without tags, spaced and joined."""
    if "&" in text or "\\" in text or "%" in text:
        decoded = _decode(text)
        plain = _words(html.unescape(text))
        whole = plain if decoded == text else _words(decoded)
        bare = _strip(_decode(_strip(_unescape(text)))) if "<" in decoded else decoded
    else:
        decoded = text
        plain = whole = _words(text)
        bare = _strip(_strip(text))
    if "<" not in decoded:
        return plain, whole, whole, whole
    spaced = _words(bare.replace(_JOINT, " "))
    return plain, whole, spaced, _words(bare.replace(_JOINT, "")) if _JOINING.search(bare) else spaced


class _Chunks(dict[str, tuple[str, str, str, str]]):
    """The readings of pieces of HTML, kept because pages repeat most of theirs, and sites some."""

    room = 4_000_000

    def __missing__(self, chunk: str) -> tuple[str, str, str, str]:
        self.room -= len(chunk)
        if self.room < 0:
            self.clear()
            self.room = type(self).room
        plain, whole, spaced, joined = (f"{words} " if words else "" for words in _readings(f"{chunk}>"))
        return self.setdefault(chunk, (plain, whole, spaced, joined))

    def readings(self, text: str) -> set[str]:
        """The distinct readings of a whole text, put together from its pieces', which end where a line ends in `>`."""
        columns = set(
            zip(*map(self.__getitem__, text.split(">\n")), strict=True)
        )  # mostly the same, which is seen sooner than read
        return {" " + "".join(column) for column in columns}


_chunks = _Chunks()


def read_as(file: str, data: bytes) -> list[str]:
    """All that a produced file and its path are read as, in normalised words; what stands in none of it, no scan finds there."""
    return sorted(set(chain.from_iterable(_chunks.readings(text) for text in (file, *_texts(data)))))


def words_of(texts: Iterable[str]) -> set[str]:
    """The normalised words of texts, for an index; not those of one letter, nor numbers."""
    return {word for text in texts for word in _words(text).split(" ") if len(word) > 1 and not word.isdecimal()}


# Phrases


def phrases(text: str, prose: bool = False) -> Iterator[str]:
    """The normalised phrases by which a text is found: its runs of four words if prose, else all its words."""
    for words in dict.fromkeys(_readings(text)):
        if words:
            yield from _shingles(words.split(" ")) if prose else (words,)


def _shingles(words: list[str]) -> Iterator[str]:
    """Each run of four words; where each letter is a word, of twelve letters. A shorter text is one run."""
    weights = [1 if _unspaced(word) else 3 for word in words]
    end = weight = 0
    for start in range(len(words)):
        while weight < 12 and end < len(words):
            weight += weights[end]
            end += 1
        if weight < 12 and start:
            return
        yield " ".join(words[start:end])
        weight -= weights[start]


def _too_short(phrase: str) -> bool:
    """A single word under 4 letters (a letter of Chinese, Japanese or Korean counts twice), or a number under 7 digits."""
    words = phrase.split(" ")
    if (digits := "".join(words)).isdecimal():
        return len(digits) < 7
    if len(words) > 1 and not all(_unspaced(word) for word in words):
        return False
    return sum(map(_breadth, phrase.replace(" ", ""))) < 4


class Finder:
    """Finds which of many phrases stand in a text of normalised words."""

    def __init__(self, phrases: Iterable[str]) -> None:
        from ahocorasick_rs import AhoCorasick, MatchKind

        self.phrases = list(phrases)
        padded = [f" {phrase} " for phrase in self.phrases]
        self.automaton = AhoCorasick(padded, matchkind=MatchKind.Standard, store_patterns=False) if padded else None

    def find(self, texts: Iterable[str]) -> set[str]:
        """The phrases that stand in any of the texts, each of which begins and ends with a space."""
        if self.automaton is None:
            return set()
        matches = (self.automaton.find_matches_as_indexes(text, overlapping=True) for text in texts)
        return {self.phrases[match[0]] for match in chain.from_iterable(matches)}


class Allowed:
    """Words that may stand: answers whether a normalised phrase occurs in them."""

    __slots__ = ("_texts",)

    def __init__(self, texts: Iterable[str] = ()) -> None:
        self._texts = tuple(texts)

    @classmethod
    def from_texts(cls, texts: Iterable[str]) -> Allowed:
        """The words of each text; no phrase reaches from one text into the next."""
        readings = [sorted(set(_readings(text))) for text in dict.fromkeys(texts)]
        joined = "\n".join(f" {words} " for words in dict.fromkeys(chain.from_iterable(readings)) if words)
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


# The scan


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
                if _too_short(phrase):
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
        among = self._find(_texts(data))
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
            readings = _chunks.readings(text)
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
    for text in _texts(data):
        readings = _chunks.readings(text)
        for found in hit.found:
            if any(f" {found.words} " in reading for reading in readings):
                among.setdefault(found.words, set()).update(*(_around(found.words, each) for each in readings))
    path = _chunks.readings(hit.file)
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
        weight += 1 if _unspaced(word) else 3
        if weight >= _REACH:
            return [*words[:count]]
    return []


def _masked(file: str, found: Collection[str]) -> str:
    """The path, with `…` for each part that shares a word with a phrase found in the path."""
    secret = {word for phrase in found for word in phrase.split(" ")}
    parts = file.split("/") if secret else []
    return "/".join("…" if secret & set(" ".join(_readings(part)).split()) else part for part in parts) or file


# From bytes to texts

_IMAGE_DATA = re.compile(rb"\xff\xda.*?\xff\xd9", re.DOTALL)  # a JPEG's pixels, from start of scan to end of image
_UTF8 = rb"[\t\r\n\x20-\x7e]|[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}"
_RUN = re.compile(rb"(?:" + _UTF8 + rb"){8,}")
_RUN16 = re.compile(rb"(?:[\t\r\n\x20-\x7e]\0){4,}")
_STREAM = re.compile(rb"stream\r?\n(.*?)endstream", re.DOTALL)
_FOLD = re.compile(rb"\r?\n[ \t]")
_FONTS = (b"wOF2", b"wOFF")  # no image, for which Pillow would load all that it knows of images to find out
_CHARSET = re.compile(rb"\A(?:ASCII|JIS|UNICODE)\0+")  # before an EXIF comment
_HYPHEN = re.compile("(?:[-\u2010\u00ad][ \t]*\n|\ufffe)\\s*")  # PDFium marks a hyphen at a line's end as U+FFFE


def _texts(data: bytes) -> Iterator[str]:
    """Every text in a produced file, told by its content and not by its name."""
    if data.startswith(b"\x1f\x8b"):
        yield from _binary(data[:128])  # its header may name the file
        yield from _texts(_inflate(data, 31))
    elif b"%PDF-" in data[:1024]:
        yield from _pdf(data)
    elif data.startswith((b"\xff\xfe", b"\xfe\xff")) and not data.startswith(b"\xff\xfe\0\0"):
        yield data.decode("utf-16", "replace")
    elif b"\0" in data:
        if not data.startswith(_FONTS):
            yield from _image(data)
        yield from _binary(data)
    else:
        yield _text(data)
        if b"BEGIN:V" in data[:64]:
            yield _text(_FOLD.sub(b"", data))


def _text(data: bytes) -> str:
    """The bytes as UTF-8, or as Latin-1 if they are not."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("latin-1") + " \n " + data.decode("utf-8", "ignore")


def _inflate(data: bytes, window: int) -> bytes:
    """As much as can be decompressed, of each member."""
    whole = bytearray()
    while data:
        machine = zlib.decompressobj(window)
        try:
            for start in range(0, len(data), 4096):
                whole += machine.decompress(data[start : start + 4096])
                if machine.eof:
                    break
            data = machine.unused_data + data[start + 4096 :] if machine.eof else b""
        except zlib.error:
            break
    return bytes(whole)


def _binary(data: bytes) -> Iterator[str]:
    """The runs of printable characters in anything, without the pixels of a JPEG or PNG."""
    if data.startswith(b"\x89PNG"):
        data = _without_pixels(data)
    data = _IMAGE_DATA.sub(b"\0", data)
    yield "\n".join(run.decode("utf-8", "ignore") for run in _RUN.findall(data))
    yield "\n".join(run.replace(b"\0", b"").decode("ascii") for run in _RUN16.findall(data))


def _without_pixels(data: bytes) -> bytes:
    """A PNG without its IDAT chunks."""
    kept, at = [], 8
    while at + 12 <= len(data):
        end = at + 12 + int.from_bytes(data[at : at + 4], "big")
        if end > len(data):
            break
        if data[at + 4 : at + 8] != b"IDAT":
            kept.append(data[at + 4 : end - 4])
        at = end
    return b"\0".join([*kept, data[at:]])


def _loose(value: object) -> Iterator[str]:
    """The texts in a value of metadata, whatever their encoding."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, bytes):
        value = _CHARSET.sub(b"", value)
        yield value.decode("utf-8", "ignore").replace("\0", "")
        yield value.decode("latin-1")
        yield value.decode("utf-16-le", "ignore")
        yield value.decode("utf-16-be", "ignore")
    elif isinstance(value, Mapping):
        yield from chain.from_iterable(_loose(item) for pair in value.items() for item in pair)
    elif isinstance(value, (list, tuple)):
        yield from chain.from_iterable(map(_loose, value))


def _image(data: bytes) -> Iterator[str]:
    """What Pillow knows of an image: text chunks, comments, EXIF, XMP; nothing if it is no image."""
    from io import BytesIO

    from PIL import ExifTags, Image

    try:
        with Image.open(BytesIO(data)) as image:
            yield from _loose({key: value for key, value in image.info.items() if key not in ("exif", "icc_profile")})
            exif = image.getexif()
            yield from _loose(dict(exif))
            for part in (ExifTags.IFD.Exif, ExifTags.IFD.GPSInfo, ExifTags.IFD.IFD1):
                yield from _loose(dict(exif.get_ifd(part)))
            yield from _loose(getattr(image, "text", None))
    except Exception:  # Pillow raises many kinds for a corrupt image; its raw bytes are read too
        return


def _pdf(data: bytes) -> Iterator[str]:
    """A PDF's text, every string in its objects, its metadata and attachments, and its raw bytes."""
    try:
        yield from _pdf_objects(data)
        text = _pdf_text(data)
    except Exception:  # both readers raise many kinds for a corrupt file; then what can be decompressed is read
        yield from _binary(data)
        for stream in _STREAM.findall(data):
            yield from _binary(_inflate(stream, 15))
        return
    yield from _binary(_STREAM.sub(b"", data))
    yield text
    if _HYPHEN.search(text):
        yield _HYPHEN.sub("", text)


def _pdf_text(data: bytes) -> str:
    """What stands on a PDF's pages; PDFium reads it in a tenth of the time that pypdf takes."""
    import pypdfium2

    with pypdfium2.PdfDocument(data) as pdf:
        pages = [page.get_textpage().get_text_range() for page in pdf]
    return "\n".join(pages).replace("\r", "")


def _pdf_objects(data: bytes) -> Iterator[str]:
    """The strings in all objects, also in those that nothing leads to, and the texts of embedded files and XMP metadata."""
    from io import BytesIO
    from json import loads

    import pikepdf

    strings: list[str] = []
    with pikepdf.open(BytesIO(data), suppress_warnings=True) as pdf:
        for each in (pdf.trailer, *pdf.objects):
            stack = [loads(each.to_json(dereference=True, schema_version=2))]
            while stack:
                item = stack.pop()
                if isinstance(item, str):
                    strings.extend(_loose(bytes.fromhex(item[2:]) if item.startswith("b:") else item.removeprefix("u:")))
                elif isinstance(item, dict):
                    stack.extend(chain(item, item.values()))
                elif isinstance(item, list):
                    stack.extend(item)
            if isinstance(each, pikepdf.Stream) and each.get("/Type") in ("/Metadata", "/EmbeddedFile"):
                yield from _texts(each.read_bytes())
    yield "\n.\n".join(strings)
