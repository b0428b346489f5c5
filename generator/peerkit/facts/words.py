"""How long a text is, in any script."""

from __future__ import annotations

import re

_HAN_OR_KANA = re.compile("[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_SOUTH_EAST = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]")
# a character of a script that puts no spaces between words
UNSPACED = re.compile(f"{_HAN_OR_KANA.pattern}|{_SOUTH_EAST.pattern}")


def words(text: str) -> int:
    """How many words a text has: two Chinese or Japanese characters, or four Thai, Lao, Khmer or Burmese, are about one."""
    text, characters = _HAN_OR_KANA.subn(" ", text)
    text, letters = _SOUTH_EAST.subn(" ", text)
    return characters // 2 + letters // 4 + sum(any(c.isalnum() for c in token) for token in text.split())
