"""Where blocks that went are put into the new text's tree: beside what they stood beside, and nowhere that HTML forbids."""

from __future__ import annotations

from collections.abc import Iterator

from peerkit.redline.tree import Element

_PARENTS = {
    "li": ("ul", "ol"), "dt": ("dl",), "dd": ("dl",), "tr": ("tbody", "thead", "tfoot", "table"), "caption": ("table",),
    "thead": ("table",), "tbody": ("table",), "tfoot": ("table",), "td": ("tr",), "th": ("tr",), "summary": ("details",),
}  # fmt: skip
_CLOSED = frozenset(["ul", "ol", "dl", "table", "thead", "tbody", "tfoot", "tr"])


def bare(element: Element) -> Element:
    """An element of the old text without what may stand only once on a page, or leads to what is there no more."""
    kept = {k: v for k, v in element.attributes.items() if k != "id" and not (k == "href" and v.startswith("#"))}
    return Element(element.tag, kept)


def graft(
    block: Element, root: Element, cursor: Element | None, following: Element | None, copies: dict[Element, Element]
) -> Element:  # fmt: skip
    """A copy of the block, put after `cursor` and before `following` (blocks of the new tree), as deep as it stood.

    `copies` is told which element is whose copy.
    """
    copy = _copy(block, copies)
    if block.tag == "li" and block.parent is not None and block.parent.tag == "ol":
        copy.attributes["value"] = str(item_number(block))
    holder, depth = copy, block.depth
    place = _place(holder.tag, depth, cursor, following)
    while place is None and holder.tag in _PARENTS:
        tag = block.parent.tag if block.parent is not None and holder is copy else _PARENTS[holder.tag][0]
        holder, depth = Element(tag, None, [holder]), depth - 1
        place = _place(holder.tag, depth, cursor, following)
    if place is None and cursor is not None:
        holder = Element("tr", None, [Element("td", None, [holder])])
        place = _place("tr", depth, cursor, following)
    if place is None:
        root.add(holder)
    else:
        beside, after = place
        assert beside.parent is not None
        beside.parent.put(holder, beside, after)
    return copy


def _place(tag: str, depth: int, cursor: Element | None, following: Element | None) -> tuple[Element, bool] | None:
    """Beside which block an element with this tag may stand, and whether after it; at its own depth where that can be."""
    after = [(e, True) for e in _beside(cursor, following) if _fits(tag, e)]
    before = [(e, False) for e in _beside(following, cursor) if _fits(tag, e)]
    level = [place for place in (*after, *before) if place[0].depth == depth]
    return next(iter([*level, *after, *before]), None)


def _beside(block: Element | None, other: Element | None) -> Iterator[Element]:
    """The block and what holds it, as long as that does not hold the other, too."""
    above = set(other.line()) if other is not None else set()
    if block is not None:
        for element in block.line():
            if element.parent is None or element in above:
                return
            yield element


def _fits(tag: str, beside: Element) -> bool:
    parent = beside.parent.tag if beside.parent is not None else ""
    return parent in _PARENTS[tag] if tag in _PARENTS else parent not in _CLOSED


def _copy(block: Element, copies: dict[Element, Element]) -> Element:
    copy = copies[block] = bare(block)
    for child in block.children:
        copy.add(_copy(child, copies) if isinstance(child, Element) else child)
    return copy


def item_number(item: Element) -> int:
    """The number that a list's item bears."""
    assert item.parent is not None
    items = [c for c in item.parent.children if isinstance(c, Element) and c.tag == "li"]
    return first_number(item.parent) + items.index(item)


def first_number(ordered: Element) -> int:
    """The number that an ordered list begins with."""
    start = ordered.attributes.get("start", "1")
    return int(start) if start.isdecimal() and len(start) < 9 else 1
