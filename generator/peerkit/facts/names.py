"""Members' names and e-mail addresses in free text."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterable, Iterator

from peerkit.facts.words import unspaced

EMAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+")


def name_in(name: str, text: str) -> re.Match[str] | None:
    """The first place where a text has this whole name, however its accents are encoded and its lines are broken.

    A name of one word counts only as it is written and from 4 letters on (in scripts without spaces, from 2), since it may
    be a word of the language as well.
    """
    parts = unicodedata.normalize("NFC", name).split()
    if not parts or parts[-1].casefold() not in unicodedata.normalize("NFC", text).casefold():
        return None
    joined = bool(unspaced().match(parts[0]))
    if len(parts) == 1 and len(parts[0]) < (2 if joined else 4):
        return None
    either = (r"\s+".join(re.escape(unicodedata.normalize(form, part)) for part in parts) for form in ("NFC", "NFD"))
    phrase = "|".join(dict.fromkeys(either))
    bounded = f"(?:{phrase})" if joined else rf"(?<!\w)(?:{phrase})(?!\w)"
    return re.search(bounded, text, 0 if len(parts) == 1 else re.IGNORECASE)


_LINK_END = re.compile(r"\]\([^()\s]*(?:\s[^()]*)?\)|\]\[[^\]]*\]")
_MARKS = re.compile("[*_`~^\\\\\\[\\]\u00ad\u200b-\u200f\u2060\ufeff]")


def as_read(text: str) -> str:
    """A Markdown text about as its reader sees it: without tags, emphasis, addresses of links, entities, and what is invisible."""
    shown = html.unescape(re.sub(r"<!--.*?-->|<[/a-zA-Z][^<>]*>", "", text, flags=re.S))
    return _MARKS.sub("", _LINK_END.sub("", shown))


def names_any(names: Iterable[str], text: str) -> bool:
    """Whether a Markdown text has any of the names in any dress: split by markup, in an address, or the last name first."""
    seen = [text, as_read(text)]
    seen += [_words(form) for form in seen]
    # most names stand nowhere: looked up once, not in each form
    folded = unicodedata.normalize("NFC", "\n".join(seen)).casefold()
    likely = (name for name in names if any(dress.split()[-1].casefold() in folded for dress in _dresses(name) if dress.split()))
    return any(name_in(dress, form) for name in likely for dress in _dresses(name) for form in seen)


def _dresses(name: str) -> set[str]:
    *given, last = name.split() or [""]
    turned = {name, " ".join([last, *given])}
    return turned | {_words(each) for each in turned}


def _words(text: str) -> str:
    return re.sub(r"[\W_]+", " ", unicodedata.normalize("NFC", text)).strip()


# --- parts of names ------------------------------------------------------------------------------------------------------


def parts_of(names: Iterable[str], words: Iterable[str] = (), joined: bool = False) -> re.Pattern[str] | None:
    """Any part of any of the names, or one of the further words, as `bare` text has it; None if there is none.

    Where words are `joined`, as in names of files, longer parts also count amid other letters, and digits end a word. Much that is
    no name matches as well, so this is for where too little is better than a name too many.
    """
    parts = {part for name in names for part in re.findall(r"[^\W_]+", bare(name))} | {*map(bare, words)}
    forms = {form for part in parts if len(part) > 1 for form in _forms(part, joined)}
    return re.compile("|".join(sorted(forms))) if forms else None


# scripts that write names without a space between them, words without one, and small words before a name without one
_HAN, _UNSPACED = "\u3400-\u9fff\uac00-\ud7af\U00020000-\U0003ffff", "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff"
_PREFIXED = "\u0590-\u06ff"


def _forms(part: str, joined: bool) -> Iterator[str]:
    """How a part of a name may stand in a text: alone, with an ending (Novaks), after a small word, or amid a sentence."""
    if re.search(f"[{_HAN}]", part):  # the family's name or the given one, of which nothing tells where it begins
        yield from (re.escape(part[n : n + 2]) for n in range(len(part) - 1))
    elif re.search(f"[{_UNSPACED}]", part) or (joined and len(part) > 3):
        yield re.escape(part)
    else:
        before = r"[^\W_]{0,3}" if re.search(f"[{_PREFIXED}]", part) else ""
        ending = r"[^\W_]{0,2}" if len(part) > 2 else "s?"
        letter = r"[^\W\d_]" if joined else r"[^\W_]"
        yield rf"(?<!{letter}){before}{re.escape(part)}{ending}(?!{letter})"


def bare(text: str) -> str:
    """A text without case, accents, other marks on letters and invisible characters: as one may have typed a name in a hurry."""
    letters = (
        c for c in unicodedata.normalize("NFKD", text).casefold() if unicodedata.category(c) not in ("Mn", "Mc", "Me", "Cf")
    )
    return unicodedata.normalize("NFKC", "".join(letters))
