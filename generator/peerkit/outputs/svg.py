"""Drawings that members attach, without anything in them that runs or calls out."""

from __future__ import annotations

import re
from xml.etree import ElementTree

_SVG, _XLINK = "http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"
_GONE = {"script", "foreignobject", "iframe", "object", "embed", "handler", "listener", "set", "animate"}
_CALLS = re.compile(r"(?i)@import|javascript:|expression\(|url\(\s*['\"]?\s*(?!#)")


def harmless(data: bytes) -> bytes:
    """The drawing less scripts, event handlers, embedded HTML and outward references; a broken one becomes an empty one."""
    try:
        root = ElementTree.fromstring(data)
        _clean(root)
        ElementTree.register_namespace("", _SVG)
        ElementTree.register_namespace("xlink", _XLINK)
        return bytes(ElementTree.tostring(root, encoding="utf-8"))
    except (ElementTree.ParseError, ValueError, LookupError, RecursionError):
        return f'<svg xmlns="{_SVG}"/>'.encode()


def _clean(element: ElementTree.Element) -> None:
    for name, value in list(element.attrib.items()):
        plain = _local(name)
        outward = plain in ("href", "src", "base") and not re.match(r"\s*(#|data:image/(png|jpeg|gif);)", value)
        if plain.startswith("on") or outward or _CALLS.search(value):
            del element.attrib[name]
    if _local(element.tag) == "style" and _CALLS.search(element.text or ""):
        element.text = ""
    for child in list(element):
        if not isinstance(child.tag, str) or _local(child.tag) in _GONE:
            element.remove(child)
        else:
            _clean(child)


def _local(name: str) -> str:
    return name.rpartition("}")[2].lower()
