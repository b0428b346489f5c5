"""A page's Markdown to HTML in one pass, if it holds only what our own templates write: the way round Python-Markdown.

That is headings, paragraphs, lists of one level, tables, boxes of one paragraph, and HTML in blocks of its own; with words in them that mean nothing to
Markdown. A page with anything else in it is left to Python-Markdown.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from html import unescape
from typing import Any

from markdown.extensions.toc import nest_toc_tokens, slugify, unique
from msgspec import Struct

from peerkit.engine.html_lines import whole

# the extensions that make of such a page what is made of it here, with these settings
EXTENSIONS = frozenset(["admonition", "attr_list", "fenced_code", "md_in_html", "pymdownx.details", "tables", "toc"])
SETTINGS: Mapping[str, Any] = {"toc": {"permalink": True}}


def _words(but: str = "") -> str:
    """Letters that begin nothing in Markdown or HTML, and entities."""
    return rf"(?:[^\x00-\x1f\x7f-\x9f\\`*_{{}}\[\]<>&|{but}]++|&(?:#[0-9]+|#x[0-9a-fA-F]+|[A-Za-z0-9]+);)"


_ATTRIBUTE = r' (?:href|class|title|datetime|rel|lang|dir|id|name|data-[a-z-]+)="[^"<>|\\`\[\]\x00-\x1f\x7f-\x9f]*"'
_PAIRS = "|".join(f"{name}[ >](?:[^<]++|<br>)*+</{name}>" for name in ("a", "em", "q", "small", "span", "strong", "time"))
_ELEMENT = rf"<(?={_PAIRS})[a-z]++(?:{_ATTRIBUTE})*+>(?:{_words()}|<br>)*+</[a-z]++>"
# what any block but a heading holds, in one pattern, since it takes long to compile; which kind of block it is, those that follow tell by little
_TEXT = re.compile(rf"(?:{_words()}|{_ELEMENT}|<br>|[|\n])++")
_BEGIN = r"(?![\s#>+\-=~!?:]|\d+[.)])"  # here begins no heading, list, quote, rule, fence or box
_LINE = rf"{_BEGIN}[^|\n]++(?<!\s)"
_PARAGRAPH = re.compile(rf"{_LINE}(?:\n{_LINE})*+")
_LIST = re.compile(rf"- {_LINE}(?:\n- {_LINE})*+")
_ROW = r"\|(?:[^|\n]*+\|){2,}+"
_TABLE = re.compile(rf"{_ROW}\n\|(?:---\|)++(?:\n{_ROW})++")
_BOX = re.compile(rf"""!!! ([a-z]+) "([^"<|\n]++)"\n    ({_LINE})""")
_HEADING = re.compile(rf"(#{{1,6}}) ({_words('#')}++)(?:(?<= )\{{ ?([#.])([A-Za-z][A-Za-z0-9-]*) ?\}})?")
_UNUSUAL = re.compile(r"[\t\r\x02\x03]|^ +$|^[`~]", re.MULTILINE)  # what Python-Markdown's first steps would take away
_NAMED = re.compile(r'<[^<>]* (?:id|name)="[^<>]*>')


class Plain(Struct, frozen=True):
    """What a page comes to."""

    content: str
    toc: Sequence[Any]
    title: str | None
    ids: frozenset[str]  # of its headings
    named: list[str]  # its tags of HTML that have an id or a name


def converted(text: str, block_level: Collection[str]) -> Plain | None:
    """The page, or None if it is not plain. `block_level` are the elements of HTML that stand on their own."""
    if _UNUSUAL.search(text):
        return None
    parts: list[str | _Heading] = []
    named: list[str] = []
    listed = False
    for block in re.split(r"\n\n+", text.strip("\n")):
        after_list, listed = listed, False
        if heading := _HEADING.fullmatch(block):
            parts.append(_Heading(*heading.groups()))
            continue
        if (tags := whole(block, block_level)) is not None:
            parts.append(f"{block}\n")
            named += tags
            continue
        if not _TEXT.fullmatch(block):
            return None
        if _PARAGRAPH.fullmatch(block):
            parts.append(f"<p>{block}</p>")
        elif _LIST.fullmatch(block) and not after_list:  # else the two are one list, with a paragraph in each entry
            listed = True
            entries = block.removeprefix("- ").replace("\n- ", "</li>\n<li>")
            parts.append(f"<ul>\n<li>{entries}</li>\n</ul>")
        elif _TABLE.fullmatch(block) and (table := _table(block)):
            parts.append(table)
        elif box := _BOX.fullmatch(block):
            title = f'<p class="admonition-title">{box[2]}</p>'
            parts.append(f'<div class="admonition {box[1]}">\n{title}\n<p>{box[3]}</p>\n</div>')
        else:
            return None
        named += _NAMED.findall(block)
    return _page(parts, named)


def _table(block: str) -> str:
    """A table with as many cells in each row; nothing for any other."""
    rows = [[cell.strip(" ") for cell in row[1:-1].split("|")] for row in block.split("\n")]
    if len({*map(len, rows)}) > 1:
        return ""
    head, _, *body = rows
    parts = (
        "<table>",
        "<thead>",
        _row("th", head),
        "</thead>",
        "<tbody>",
        *(_row("td", row) for row in body),
        "</tbody>",
        "</table>",
    )
    return "\n".join(parts)


def _row(kind: str, cells: list[str]) -> str:
    return "\n".join(["<tr>", *(f"<{kind}>{cell}</{kind}>" for cell in cells), "</tr>"])


class _Heading:
    """A heading; its id is known when those of all others are."""

    def __init__(self, marks: str, text: str, kind: str | None, name: str | None) -> None:
        self.level, self.text = len(marks), text.strip()
        self.id = name if kind == "#" else None
        self.attributes = f' class="{name}"' if kind == "." else ""
        self.name = " ".join(self.text.split())

    def html(self) -> str:
        link = f'<a class="headerlink" href="#{self.id}" title="Permanent link">&para;</a>'
        return f'<h{self.level}{self.attributes} id="{self.id}">{self.text}{link}</h{self.level}>'

    def token(self) -> Any:
        return {"level": self.level, "id": self.id, "name": self.name, "html": self.text, "data-toc-label": ""}


def _page(parts: list[str | _Heading], named: list[str]) -> Plain | None:
    headings = [part for part in parts if isinstance(part, _Heading)]
    if not all(heading.name for heading in headings):
        return None
    taken = {heading.id for heading in headings if heading.id}
    for heading in headings:
        heading.id = heading.id or unique(slugify(unescape(heading.name), "-"), taken)
    first = parts[0] if parts else ""
    return Plain(
        "\n".join(part if isinstance(part, str) else part.html() for part in parts).strip(),
        nest_toc_tokens([heading.token() for heading in headings]),
        first.name if isinstance(first, _Heading) and first.level == 1 else None,
        frozenset(taken),
        named,
    )
