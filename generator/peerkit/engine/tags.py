"""Tags of HTML that is well-formed, as patterns: what the engine's shortcuts take on themselves; all else is left to the long way."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

NAME = r"[A-Za-z][A-Za-z0-9-]*"
ATTRIBUTES = r"""(?:\s+[^\s"'<>/=]+(?:\s*=\s*(?:"[^"]*"|'[^']*'))?)*"""
# what stands in these may be no HTML, in this Python's reader of HTML or in a later one's
TEXT_ONLY = frozenset(["script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes", "noscript", "plaintext"])
_ATTRIBUTE = re.compile(r"""([^\s"'<>/=]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'))?""")


def read_attributes(text: str) -> Iterator[tuple[str, str | None]]:
    """The names and values in such a tag's `ATTRIBUTES`; None is no value."""
    for each in _ATTRIBUTE.finditer(text):
        value = each[2] if each[2] is not None else each[3]
        yield each[1].lower(), None if value is None else unescape(value)
