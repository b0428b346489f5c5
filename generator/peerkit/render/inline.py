"""Text from group files within a line of Markdown, or in an attribute or text of HTML: it means itself and nothing else."""

from __future__ import annotations

import functools
import re
from typing import Any
from urllib.parse import quote, urlsplit

from markupsafe import Markup


class Safe(Markup):
    """Markdown that may stand as it is; what is added to it is escaped."""

    __slots__ = ()

    @classmethod
    def escape(cls, s: Any, /) -> Safe:
        return inline(s)


_BLANK = re.compile("[\x00-\x20\x7f-\x9f\u2028\u2029]+")
# what is active anywhere, or only beside something; the first letter stands for all, so that other letters cost nothing
_ACTIVE = re.compile(
    r"""[&<>"\\`*_{}\[\]|~^=@$#.:!+-](?:(?<=[&<>"\\`*_{}\[\]|~^=@$#])"""
    r"|(?<=-)(?=-)|(?<=--)|(?<=\+)(?=\+)|(?<=\+\+)|(?<=\.)(?=\.)|(?<=\.\.)|(?<=:)(?=//|[\w+-]+:)|(?<=[wW]\.)|(?<=!)(?=!))"
)
_FIRST = re.compile(r"[-+](?=\s|$)|:|[?/](?=[?/])|\d{1,9}[.)](?=\s|$)")  # and what is so at the start of a line
_NAMED = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}


def inline(value: Any) -> Safe:
    """`value` as text that is no Markdown and no HTML; what is `Safe` already stays, None is nothing."""
    if type(value) is Safe:
        return value
    if hasattr(value, "__html__"):
        return value if isinstance(value, Safe) else Safe(value)
    if value is None:
        return _NOTHING
    text = str(value)
    return _short(text) if len(text) < 80 else _escaped(text)


def _escaped(text: str) -> Safe:
    text = (text if text.isprintable() and "  " not in text else _BLANK.sub(" ", text)).strip(" ")
    said, first = _ACTIVE.sub(_entity, text), _FIRST.match(text)
    if first and said[at := first.end() - 1] == text[at]:
        said = f"{said[:at]}{_entity(first)}{said[at + 1 :]}"
    return Safe(said)


_NOTHING = Safe("")
_short = functools.lru_cache(maxsize=4096)(_escaped)  # names, words and dates stand on many pages


def _entity(match: re.Match[str]) -> str:
    """What stands for the last letter of a match."""
    letter = match[0][-1]
    return _NAMED.get(letter) or f"&#{ord(letter)};"


def link(text: Any, path: str, fragment: str = "") -> Safe:
    """A link to an address of this site, relative to the page's; as HTML, so that it also stands in a table or a drawing."""
    return Safe(f'<a href="{quote(path, safe="/.-")}{inline(fragment)}">{inline(text)}</a>')


def url(address: str) -> Safe:
    """An address as a link where it is one of the web, else as text."""
    parts = _split(address)
    if parts is None:
        return inline(address)
    return Safe(f'<a class="pk-url" href="{inline(address.strip())}" rel="noopener noreferrer">{inline(address)}</a>')


def mail(address: str) -> Safe:
    """A contact as a link where it is an e-mail address or an address of the web, else as text."""
    if re.fullmatch(r"[^\s@<>()\"',;?&%]+@[^\s@<>()\"',;?&%]+\.[^\s@<>()\"',;?&%]+", address.strip()):
        return Safe(f'<a href="mailto:{inline(address.strip())}">{inline(address)}</a>')
    return url(address)


def is_web(address: str) -> bool:
    """Whether it is an address of the web, which a browser opens."""
    return _split(address) is not None


def _split(address: str) -> Any:
    try:
        parts = urlsplit(address.strip())
    except ValueError:
        return None
    return parts if parts.scheme in ("http", "https") and parts.netloc and not re.search(r"\s", address.strip()) else None
