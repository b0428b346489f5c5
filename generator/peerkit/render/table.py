"""A table as one line of HTML: columns in which nothing stands are left out, and a telephone can stack its cells."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from peerkit.render.inline import Safe, inline

_TAG = re.compile("<[^>]+>")
_NUMBER = re.compile(r"[-+\u2212]?\d[\d.,\u202f\xa0 ]*%?")


def table(head: Sequence[Any], rows: Sequence[Sequence[Any]], caption: Any = "") -> Safe:
    """The rows below their heads; each cell is escaped. Without rows it is nothing. Columns of numbers are set to the end."""
    cells = [[inline(cell) for cell in row] for row in rows]
    kept = [n for n in range(len(head)) if n == 0 or any(row[n] for row in cells)]
    if not cells:
        return Safe("")
    numeric = {n for n in kept if all(not row[n] or _NUMBER.fullmatch(row[n]) for row in cells)}
    heads = "".join(f'<th scope="col"{_aligned(n in numeric)}>{inline(head[n])}</th>' for n in kept)
    body = "".join(f"<tr>{''.join(_cell(head[n], row[n], n == 0, n in numeric) for n in kept)}</tr>" for row in cells)
    title = f"<caption>{inline(caption)}</caption>" if caption else ""
    return Safe(f'<table class="pk-table">{title}<thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table>')


def _cell(head: Any, text: Safe, first: bool, number: bool) -> str:
    if first:
        return f'<th scope="row"{_aligned(number)}>{text}</th>'
    label = _TAG.sub("", inline(head))  # a head in another language is marked up, which an attribute cannot be
    return f'<td{_aligned(number)} data-label="{label}">{text}</td>' if text else "<td></td>"


def _aligned(number: bool) -> str:
    return ' class="pk-n"' if number else ""
