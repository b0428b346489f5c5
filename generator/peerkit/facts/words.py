"""How long a text is, in any script."""

from __future__ import annotations

import functools
import re

_HAN_OR_KANA, _SOUTH_EAST = (
    "[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]",
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]",
)


@functools.cache
def unspaced() -> re.Pattern[str]:
    """A character of a script that puts no spaces between words."""
    return re.compile(f"{_HAN_OR_KANA}|{_SOUTH_EAST}")


def words(text: str) -> int:
    """How many words a text has: two Chinese or Japanese characters, or four Thai, Lao, Khmer or Burmese, are about one."""
    if text.isascii():
        return sum(any(map(str.isalnum, token)) for token in text.split())
    text, characters = re.subn(_HAN_OR_KANA, " ", text)
    text, letters = re.subn(_SOUTH_EAST, " ", text)
    return characters // 2 + letters // 4 + sum(any(map(str.isalnum, token)) for token in text.split())
