"""Sanitised HTML as a tree of elements, of bounded depth."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

DEPTH = 30  # Typst gives up at about 33 nested lists and boxes
VOID = {"br", "hr", "img"}
INLINE = frozenset(
    [
        "a",
        "em",
        "strong",
        "b",
        "i",
        "u",
        "s",
        "del",
        "ins",
        "sub",
        "sup",
        "small",
        "mark",
        "abbr",
        "cite",
        "q",
        "kbd",
        "samp",
        "var",
        "code",
        "br",
        "img",
    ]
)


@dataclass
class Element:
    """An element with what is in it, in order."""

    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: list[Element | str] = field(default_factory=list)

    def has(self, name: str) -> bool:
        """Whether it has this class."""
        return name in self.attributes.get("class", "").split()

    def words(self) -> str:
        """All text in it, as written."""
        return "".join(c if isinstance(c, str) else c.words() for c in self.children)

    def find(self, *tags: str) -> Iterator[Element]:
        """The elements of these names in it, from the outside in, and in order."""
        for child in self.children:
            if isinstance(child, Element):
                if child.tag in tags:
                    yield child
                yield from child.find(*tags)


def tree(html: str) -> Element:
    """The root of well-nested HTML, as nh3 leaves it. What is nested too deeply joins the element around it."""
    made = _Tree()
    made.feed(html)
    made.close()
    return made.root


class _Tree(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Element("div")
        self._open = [self.root]
        self._deeper = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if len(self._open) >= DEPTH and tag not in VOID:
            self._deeper += 1
            self._open[-1].children.append("" if tag in INLINE else " ")
            return
        made = Element(tag, {name: value or "" for name, value in attrs})
        self._open[-1].children.append(made)
        if tag not in VOID:
            self._open.append(made)

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID:
            return
        if self._deeper:
            self._deeper -= 1
        elif len(self._open) > 1:
            self._open.pop()

    def handle_data(self, data: str) -> None:
        self._open[-1].children.append(data)
