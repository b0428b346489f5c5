"""Whether colours can be told apart: the contrast of WCAG 2.2, and which colours a theme's style sheets come to."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from msgspec import Struct

_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
_PROPERTY = re.compile(r"(--[\w-]+)\s*:\s*([^;]+)")
_ATTRIBUTE = re.compile(r"\[([\w-]+)(?:=\"?'?([\w-]+)\"?'?)?\]")
# a block for paper or for a width; one for all screens, or for browsers that know something, counts
_CONDITION = re.compile(r"@(?:media(?!\s*screen\s*\{)|container)[^{;]*\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}")
_COMMENT = re.compile(r"/\*.*?\*/", re.S)
_VAR = re.compile(r"var\(\s*(--[\w-]+)\s*(?:,\s*([^()]*))?\)")
Colour = tuple[float, float, float]  # red, green, blue, 0 to 255


class Rule(Struct, frozen=True):
    """A custom property's value, under the attributes that an element must have for it."""

    name: str
    value: str
    attributes: frozenset[tuple[str, str]]


def ratio(one: Colour, other: Colour) -> float:
    """From 1 (the same) to 21 (black and white). https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio"""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: Colour) -> float:
    linear = [c / 12.92 if (c := part / 255) <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for part in colour]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def colour(text: str, behind: Colour = (255, 255, 255)) -> Colour | None:
    """A colour of CSS as seen over another; None where it is written in a way that is not known here."""
    plain = re.sub(r"\bhsla\(", "hsl(", text.strip().lower())
    if re.fullmatch(
        r"#[0-9a-f]{6}", plain
    ):  # as most are written, and Pillow takes longer to load than an unchanged site to check
        return int(plain[1:3], 16), int(plain[3:5], 16), int(plain[5:], 16)
    from PIL import ImageColor

    alpha = re.fullmatch(r"(rgba?|hsl)\(([^,/]+)[, ]([^,/]+)[, ]([^,/]+)(?:[,/]\s*([\d.]+%?)\s*)?\)", plain)
    share = 1.0
    if alpha:
        share = (float(alpha[5].rstrip("%")) / (100 if alpha[5].endswith("%") else 1)) if alpha[5] else 1.0
        plain = f"{alpha[1].rstrip('a')}({alpha[2].strip()},{alpha[3].strip()},{alpha[4].strip()})".replace("deg", "")
    try:
        red, green, blue, *more = ImageColor.getrgb(plain)
    except ValueError:
        return None
    share *= more[0] / 255 if more else 1
    front = (red, green, blue)
    return tuple(f * share + b * (1 - share) for f, b in zip(front, behind, strict=True))  # type: ignore[return-value]


def rules(sheets: Iterable[str]) -> list[Rule]:
    """The custom properties that style sheets set on the page as a whole, in their order; not those under a condition."""
    found = []
    for sheet in sheets:
        for selectors, body in _RULE.findall(_CONDITION.sub("", _COMMENT.sub("", sheet))):
            for selector in selectors.split(","):
                if (attributes := _attributes(selector)) is not None:
                    found += [Rule(name, value.strip(), attributes) for name, value in _PROPERTY.findall(body)]
    return found


def _attributes(selector: str) -> frozenset[tuple[str, str]] | None:
    """What an element must have for a selector of the page as a whole; None for a selector of anything less."""
    bare = re.sub(r"^(?::root|html|body|\*|\s|>)+", "", selector.strip())
    rest = _ATTRIBUTE.sub("", bare)
    return frozenset(_ATTRIBUTE.findall(bare)) if not rest.strip() else None


def values(found: Iterable[Rule], attributes: Mapping[str, str]) -> dict[str, str]:
    """What each property comes to where the page has these attributes: the more of them a rule names, the more it counts."""
    best: dict[str, tuple[int, str]] = {}
    for rule in found:
        fits = all(name in attributes and value in ("", attributes[name]) for name, value in rule.attributes)
        if fits and len(rule.attributes) >= best.get(rule.name, (0, ""))[0]:
            best[rule.name] = (len(rule.attributes), rule.value)
    plain = {name: value for name, (_, value) in best.items()}
    return {name: _resolved(value, plain) for name, value in plain.items()}


def _resolved(value: str, plain: Mapping[str, str]) -> str:
    for _ in range(8):
        if "var(" not in value:
            break
        value = _VAR.sub(lambda m: plain.get(m[1], m[2] or ""), value)
    return value
