"""Pictures: what they really are, how large they print, and whether they can be printed at all."""

from __future__ import annotations

import io
import re
import warnings
from typing import TYPE_CHECKING

from msgspec import Struct

from peerkit.typeset.guarded import bearable

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_BYTES = 30_000_000
_PIXELS = 60_000_000
_DPI = 150
_KINDS = {"PNG": "png", "JPEG": "jpg", "GIF": "gif", "WEBP": "webp"}


class Picture(Struct, frozen=True):
    """A picture that prints: its bytes, the extension of what it is, and its natural size in points."""

    content: bytes
    extension: str
    width: float
    height: float


def picture(content: bytes, name: str) -> Picture | str:
    """The picture, or why it cannot be printed, in words that finish "'<file>' "."""
    if not content:
        return "is empty"
    if len(content) > _BYTES:
        return f"is larger than {_BYTES // 1_000_000} MB"
    if re.match(rb"\s*(<\?xml|<svg|<!DOCTYPE svg|<!--|\xef\xbb\xbf\s*<)", content[:200]) or name.lower().endswith(".svg"):
        return _drawing(content)
    return _photograph(content)


def _photograph(content: bytes) -> Picture | str:
    from PIL import Image, ImageOps, UnidentifiedImageError

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(content), formats=list(_KINDS)) as opened:
                if opened.width * opened.height > _PIXELS:
                    return f"has {opened.width} × {opened.height} pixels, more than can be printed"
                kind = str(opened.format)
                opened.load()
                turned = ImageOps.exif_transpose(opened)
                size = turned.size
    except UnidentifiedImageError:
        return "is no PNG, JPEG or SVG picture"
    except (OSError, ValueError, SyntaxError, EOFError, Image.DecompressionBombError):
        return "is damaged"
    if kind in ("GIF", "WEBP"):
        return "is no PNG, JPEG or SVG picture"
    return Picture(content, _KINDS[kind], round(size[0] * 72 / _DPI, 2), round(size[1] * 72 / _DPI, 2))


def _drawing(content: bytes) -> Picture | str:
    """An SVG without entities and foreign files, that a process of its own could set."""
    from xml.etree import ElementTree
    from xml.parsers import expat

    if re.search(rb"<!(?:ENTITY|DOCTYPE[^>]*\[)", content, re.I):
        return "is an SVG with entities of its own, which are not read"
    try:
        root = ElementTree.fromstring(content)
    except (ElementTree.ParseError, expat.ExpatError, ValueError, LookupError, RecursionError):
        return "is damaged"
    if root.tag not in ("svg", "{http://www.w3.org/2000/svg}svg"):
        return "is no PNG, JPEG or SVG picture"
    if any(_acts(each) for each in root.iter()):
        return "is an SVG that holds a script; save it without"
    if any(_outside(each) for each in root.iter()):
        return "is an SVG that shows other files or addresses, which are not fetched"
    if not bearable(content, "svg"):
        return "is an SVG that takes too much time or memory, or is damaged"
    width, height = _svg_size(root.attrib)
    return Picture(content, "svg", width, height)


def _acts(element: Element) -> bool:
    """Whether the element would act where the picture is shown by a browser."""
    return _local(element.tag) == "script" or any(_local(name).lower().startswith("on") for name in element.attrib)


def _local(name: str) -> str:
    return name.rpartition("}")[2]


def _outside(element: Element) -> bool:
    """Whether the element shows what is not in the file itself; a link only leads there."""
    addresses = (value for name, value in element.attrib.items() if _local(name) == "href")
    return _local(element.tag) != "a" and any(not each.strip().lower().startswith(("#", "data:")) for each in addresses)


def svg_size(svg: str) -> tuple[float, float]:
    """The size in points of an SVG that is well formed."""
    from xml.etree import ElementTree

    return _svg_size(ElementTree.fromstring(svg).attrib)


def _svg_size(attributes: dict[str, str]) -> tuple[float, float]:
    """In points; as its view box where it names no size, and else a square."""
    box = re.findall(r"[-+]?[\d.]+(?:e[-+]?\d+)?", attributes.get("viewBox", ""))
    try:
        wide, high = (float(box[2]), float(box[3])) if len(box) == 4 else (0.0, 0.0)
    except ValueError:
        wide = high = 0.0
    width, height = (_points(attributes.get(name, "")) for name in ("width", "height"))
    if wide > 0 and high > 0:
        width, height = (width or (height or high * 0.75) * wide / high), (height or (width or wide * 0.75) * high / wide)
    width, height = width or 300.0, height or 300.0
    return round(min(max(width, 1), 5000), 2), round(min(max(height, 1), 5000), 2)


def _points(length: str) -> float:
    found = re.fullmatch(r"\s*(\d*\.?\d+)\s*(px|pt|mm|cm|in)?\s*", length)
    if not found:
        return 0.0
    return float(found[1]) * {"px": 0.75, "pt": 1, "mm": 72 / 25.4, "cm": 72 / 2.54, "in": 72}.get(found[2] or "px", 0.75)
