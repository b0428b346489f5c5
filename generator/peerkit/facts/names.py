"""Members' names and e-mail addresses in free text."""

from __future__ import annotations

import re
import unicodedata

from peerkit.facts.words import UNSPACED

EMAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+")


def name_in(name: str, text: str) -> re.Match[str] | None:
    """The first place where a text has this whole name, however its accents are encoded and its lines are broken.

    A name of one word counts only as it is written and from 4 letters on (in scripts without spaces, from 2), since it may
    be a word of the language as well.
    """
    parts = unicodedata.normalize("NFC", name).split()
    if not parts or parts[-1].casefold() not in unicodedata.normalize("NFC", text).casefold():
        return None
    unspaced = bool(UNSPACED.match(parts[0]))
    if len(parts) == 1 and len(parts[0]) < (2 if unspaced else 4):
        return None
    either = (r"\s+".join(re.escape(unicodedata.normalize(form, part)) for part in parts) for form in ("NFC", "NFD"))
    phrase = "|".join(dict.fromkeys(either))
    bounded = f"(?:{phrase})" if unspaced else rf"(?<!\w)(?:{phrase})(?!\w)"
    return re.search(bounded, text, 0 if len(parts) == 1 else re.IGNORECASE)
