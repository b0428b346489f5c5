"""Which free font has the characters that the bundled ones lack."""

from __future__ import annotations

import unicodedata

# the start of a character's Unicode name, and the font; the first that fits
_FONTS = {
    "CJK COMPATIBILITY IDEOGRAPH": "Noto Serif CJK",
    "CJK": "Noto Serif CJK", "HIRAGANA": "Noto Serif CJK JP", "KATAKANA": "Noto Serif CJK JP", "HALFWIDTH": "Noto Serif CJK JP",
    "FULLWIDTH": "Noto Serif CJK", "IDEOGRAPHIC": "Noto Serif CJK", "BOPOMOFO": "Noto Serif CJK TC", "KANGXI": "Noto Serif CJK",
    "HANGUL": "Noto Serif CJK KR", "ARABIC": "Noto Naskh Arabic", "HEBREW": "Noto Serif Hebrew",
    "ETHIOPIC": "Noto Serif Ethiopic", "MYANMAR": "Noto Serif Myanmar", "BRAILLE": "Noto Sans Symbols 2",
    "MATHEMATICAL": "Noto Sans Math", "EGYPTIAN": "Noto Sans Egyptian Hieroglyphs", "CUNEIFORM": "Noto Sans Cuneiform",
    "MUSICAL": "Noto Music", "DOMINO": "Noto Sans Symbols 2", "MAHJONG": "Noto Sans Symbols 2", "PLAYING": "Noto Sans Symbols 2",
    "SYRIAC": "Noto Sans Syriac", "THAANA": "Noto Sans Thaana", "CHEROKEE": "Noto Sans Cherokee", "MONGOLIAN": "Noto Sans Mongolian",
}  # fmt: skip
_SERIF = [
    "ARMENIAN",
    "BENGALI",
    "DEVANAGARI",
    "GEORGIAN",
    "GUJARATI",
    "GURMUKHI",
    "KANNADA",
    "KHMER",
    "LAO",
    "MALAYALAM",
    "SINHALA",
    "TAMIL",
    "TELUGU",
    "THAI",
    "TIBETAN",
]


def font_for(character: str) -> str:
    """The name of a free font that has this character, as far as its Unicode name tells."""
    name = unicodedata.name(character, "")
    for start, font in _FONTS.items():
        if name.startswith(start):
            return font
    first = name.split(" ")[0]
    if first in _SERIF:
        return f"Noto Serif {first.title()}"
    if first in ("LATIN", "GREEK", "CYRILLIC", "COMBINING", "MODIFIER"):
        return "Noto Serif"
    category = unicodedata.category(character)
    if 0x1F000 <= ord(character) <= 0x1FAFF:
        return "Noto Emoji"
    if category in ("Co", "Cn", "Cc", "Cs"):
        return "a font that has them (they are in no standard one)"
    if category.startswith("S"):
        return "Noto Sans Symbols 2"
    return f"Noto Sans {first.title()}" if category.startswith(("L", "M", "N")) and first else "Noto Sans"
