"""HTML that stands in Markdown as whole lines, set aside without being read letter by letter."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

from markdown import Markdown
from markdown.preprocessors import Preprocessor

from peerkit.engine.tags import ATTRIBUTES, NAME, TEXT_ONLY, read_attributes

_TAG = re.compile(rf"<(?:/({NAME})|({NAME})({ATTRIBUTES})\s*(/?))>")
_BROKEN = re.compile(
    r"<[^<>]*[^\S ]"
)  # a tag over two lines, or with another blank than a space, which Python-Markdown takes for text
_LOOSE = re.compile(r"&(?!#[0-9]+;|#[xX][0-9a-fA-F]+;|[A-Za-z][A-Za-z0-9]*;)")
_EMPTY = frozenset(["hr"])  # as Python-Markdown has it


class HtmlLines(Preprocessor):
    """Does for blocks of HTML that are one line, with an empty line on each side, what Python-Markdown's own step would do with them.

    That step, and MkDocs' search for ids, run Python's reader of HTML over all of a page. Our pages are mostly such lines. From the first
    line on that could be part of anything else, a page is left to them.
    """

    priority = 21.5  # when code blocks are out of the way, and just before MkDocs' and Python-Markdown's

    def __init__(self, md: Markdown) -> None:
        super().__init__(md)
        self.named: list[str] = []  # tags with an id or a name, of what was set aside
        self._blocks = frozenset(md.block_level_elements)

    def run(self, lines: list[str]) -> list[str]:
        """The lines with blocks of HTML replaced by what stands for them."""
        self.named = []
        out: list[str] = []
        after_blank = True
        for at, line in enumerate(lines):
            blank = not line.strip(" ")
            if "<" not in line and "&" not in line:
                out.append(line)
            elif after_blank and at + 1 < len(lines) and not lines[at + 1].strip(" ") and self._aside(line):
                out += ["", self.md.htmlStash.store(f"{line}\n"), "", ""]
            elif self._harmless(line):
                out.append(line)
            else:
                return out + lines[at:]
            after_blank = blank
        return out

    def _aside(self, line: str) -> bool:
        """Whether the line can be set aside; what others can link to in it is noted."""
        tags = whole(line, self._blocks)
        self.named += tags or ()
        return tags is not None

    def _harmless(self, line: str) -> bool:
        """Whether the HTML in a line ends there: only whole tags of elements within a line."""
        if "<" not in line:
            return True
        if "<" in _TAG.sub("", line):
            return False
        names = {(tag[1] or tag[2]).lower() for tag in _TAG.finditer(line)}
        return not names & (self._blocks | TEXT_ONLY)


def whole(line: str, block_level: Collection[str]) -> list[str] | None:
    """The tags with an id or a name in a text that is one block element from its first letter to its last; None for any other."""
    first = _TAG.match(line)
    if not first or not first[2] or "markdown" in first[3] or _LOOSE.search(line) or _BROKEN.search(line):
        return None
    if (opened := first[2].lower()) not in block_level or opened in _EMPTY:
        return None
    open_elements: list[str] = []
    named, end = list[str](), 0
    for tag in _TAG.finditer(line):
        if (end and not open_elements) or line.find("<", end, tag.start()) >= 0:
            return None
        end = tag.end()
        if closing := tag[1]:
            _close(open_elements, closing.lower())
            continue
        name = tag[2].lower()
        if name in TEXT_ONLY:
            return None
        if not tag[4] and name not in _EMPTY:
            open_elements.append(name)
        if "id" in tag[3] or "name" in tag[3]:
            named.append(tag[0])
    return None if open_elements or end != len(line) else named


def _close(open_elements: list[str], name: str) -> None:
    """Close the element and all that are open within it; what was never opened closes nothing."""
    if name in open_elements:
        while open_elements.pop() != name:
            pass


def ids(named: Iterable[str]) -> set[str]:
    """The anchors in tags, as MkDocs finds them."""
    tags = (tag for each in named if (tag := _TAG.match(each)))
    found = ((tag[2].lower(), name, value) for tag in tags for name, value in read_attributes(tag[3]))
    return {value for tag, name, value in found if value is not None and (name == "id" or (tag == "a" and name == "name"))}
