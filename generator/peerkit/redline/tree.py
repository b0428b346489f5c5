"""Clean HTML as a tree of elements and texts, and back."""

from __future__ import annotations

import html
from collections.abc import Iterator
from html.parser import HTMLParser

VOID = frozenset(["br", "hr", "img"])
_BLOCKS = """
p h1 h2 h3 h4 h5 h6 ul ol li dl dt dd table caption thead tbody tfoot tr th td hr div details summary pre blockquote
"""
BLOCKS = frozenset(_BLOCKS.split())
HEADINGS = frozenset(["h1", "h2", "h3", "h4", "h5", "h6"])
_ITEMS = frozenset(["li", "dt", "dd"])
# a member's own marks of change are no changes between versions
_INSTEAD = {"ins": "u", "del": "s"}
# what is nested deeper is read as if it stood at this depth
_DEEPEST = 60


class Element:
    """An element; one without a tag is a run of text and inline elements beside blocks."""

    __slots__ = ("attributes", "children", "depth", "last", "parent", "tag")

    def __init__(self, tag: str, attributes: dict[str, str] | None = None, children: list[Element | str] | None = None) -> None:
        self.tag = tag
        self.attributes = attributes or {}
        self.children: list[Element | str] = []
        self.parent: Element | None = None
        self.depth = 0
        self.last = 0
        for child in children or ():
            self.add(child)

    def add(self, child: Element | str) -> None:
        """Appends a child."""
        self.children.append(child)
        if isinstance(child, Element):
            child.parent, child.depth = self, self.depth + 1

    def put(self, child: Element, beside: Element, after: bool) -> None:
        """Inserts a child before or after one that is there; quickly, if that comes after the one it did so for last."""
        at = self.last
        while self.children[at] is not beside:
            at = (at + 1) % len(self.children)
        self.last = at
        self.children.insert(at + after, child)
        child.parent, child.depth = self, self.depth + 1

    def line(self) -> Iterator[Element]:
        """The element, its parent, and so on up to the root."""
        node: Element | None = self
        while node is not None:
            yield node
            node = node.parent

    def opening(self) -> str:
        """The start tag."""
        if not self.tag:
            return ""
        attributes = [f' {name}="{html.escape(value)}"' for name, value in self.attributes.items()]
        return f"<{self.tag}{''.join(attributes)}>"

    def closing(self) -> str:
        """The end tag."""
        return f"</{self.tag}>" if self.tag and self.tag not in VOID else ""


def parse(text: str, marks: bool = False) -> Element:
    """The tree of clean HTML; blocks and text never stand side by side in it. Unclosed elements end with what holds them.

    With `marks`, `ins` and `del` are a redline's; without, they are a member's own, and become `u` and `s`.
    """
    reader = _Reader({} if marks else _INSTEAD)
    reader.feed(text)
    reader.close()
    _separate(reader.root)
    return reader.root


class _Reader(HTMLParser):
    def __init__(self, instead: dict[str, str]) -> None:
        super().__init__(convert_charrefs=True)
        self.instead = instead
        self.root = Element("")
        self.open = [self.root]
        self.skipped: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        tag = self.instead.get(tag, tag)
        if len(self.open) > _DEEPEST and tag not in VOID:
            self.skipped.append(tag)
            return
        element = Element(tag, {k: v or "" for k, v in attrs})
        self.open[-1].add(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_endtag(self, tag: str) -> None:
        tag = self.instead.get(tag, tag)
        if self.skipped:
            if tag in self.skipped:
                del self.skipped[-1]
            return
        at = next((n for n in range(len(self.open) - 1, 0, -1) if self.open[n].tag == tag), 0)
        if at:
            del self.open[at:]

    def handle_data(self, data: str) -> None:
        children = self.open[-1].children
        if children and isinstance(children[-1], str):
            children[-1] += data
        else:
            children.append(data)


def is_block(node: Element | str) -> bool:
    """Whether it is a block, or holds one."""
    return isinstance(node, Element) and (not node.tag or node.tag in BLOCKS or any(is_block(child) for child in node.children))


def _separate(node: Element) -> None:
    """Runs of text beside blocks, and those of items, become elements without a tag; blank text beside blocks goes."""
    blocks = [is_block(child) for child in node.children]
    if node.tag not in _ITEMS and node.parent is not None and not any(blocks):
        return
    children, node.children = node.children, []
    run: list[Element | str] = []
    for child, block in [*zip(children, blocks, strict=True), ("", True)]:
        if not block:
            run.append(child)
            continue
        if any(not isinstance(c, str) or c.strip() for c in run):
            node.add(Element("", None, run))
        run = []
        if isinstance(child, Element):
            node.add(child)
            _separate(child)


def serialised(node: Element | str) -> str:
    """A tree as HTML."""
    if isinstance(node, str):
        return html.escape(node, quote=False)
    between = "\n" if any(map(is_block, node.children)) else ""
    return node.opening() + between.join(map(serialised, node.children)) + node.closing()
