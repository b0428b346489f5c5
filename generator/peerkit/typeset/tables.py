"""A table of a text as a node: its head, its rows, and how wide each column ought to be."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from peerkit.typeset.elements import Element
from peerkit.typeset.runs import Node, squeezed

_TALL = 1200  # characters in a cell from which its row may have to be split
_WRITTEN = 30  # characters for which a column to write in has room

Cell = Callable[[Element], list[Node]]


def table(element: Element, cell: Cell) -> dict[str, Any] | None:
    """The table, each cell as `cell` makes it; None without rows."""
    inner = {id(row) for each in element.find("table") for row in each.find("tr")}
    found = [(row, _cells(row)) for row in element.find("tr") if id(row) not in inner]
    found = [(row, cells) for row, cells in found if cells]
    if not found:
        return None
    width = max(len(cells) for _row, cells in found)
    heads = {id(row) for head in element.find("thead") for row in head.find("tr")}
    rows = [(id(row) in heads, [cell(c) for c in cells] + [[]] * (width - len(cells))) for row, cells in found]
    words = [[squeezed(c.words()) for c in cells] + [""] * (width - len(cells)) for _row, cells in found]
    columns = [[row[n] for row in words] for n in range(width)]
    align = [c.attributes.get("align", "") for c in found[0][1]] + [""] * (width - len(found[0][1]))
    return {
        "t": "table",
        "align": [name if name in ("left", "center", "right") else "" for name in align],
        "shares": [_share(column, _least(column)) for column in columns],
        "form": any(_least(column) == _WRITTEN for column in columns),
        "tall": any(len(word) > _TALL for row in words for word in row),
        "head": [cells for is_head, cells in rows if is_head],
        "rows": [cells for is_head, cells in rows if not is_head],
    }


def _cells(row: Element) -> list[Element]:
    return [c for c in row.children if isinstance(c, Element) and c.tag in ("th", "td")]


def _least(column: list[str]) -> int:
    """Characters for which a column has room at least. Where nothing but its head stands in it, it is there to be written in, or ticked."""
    head, *cells = column
    if not head or not cells or any(cells):
        return 5
    return 2 if head.isdecimal() else _WRITTEN


def _share(words: list[str], least: int) -> float:
    """How much of a table's width a column ought to have: as its text is long, within bounds."""
    longest = max(len(word) for word in words)
    unbroken = max((len(part) for word in words for part in word.split()), default=0)
    return round(math.pow(min(max(longest, unbroken * 1.5, least), 48), 0.75), 2)
