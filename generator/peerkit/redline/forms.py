"""A redline where there is no page: in a terminal, and in the comment of a pull request; and its summary in all forms."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from html import escape

from msgspec import Struct

from peerkit.redline.clauses import Change, Kind
from peerkit.redline.placing import item_number
from peerkit.redline.tree import HEADINGS, Element, is_block, parse
from peerkit.render.inline import inline

Counted = Callable[[str, str, int], str]
_COUNTS: dict[Kind, tuple[str, str]] = {
    "added": ("1 clause added", "{n} clauses added"),
    "removed": ("1 clause removed", "{n} clauses removed"),
    "reworded": ("1 clause reworded", "{n} clauses reworded"),
    "moved": ("1 clause moved", "{n} clauses moved"),
}
_NAMES: dict[Kind, str] = {"added": "Added", "removed": "Removed", "reworded": "Reworded", "moved": "Moved"}
# what makes a forge notify a person or link an issue where Markdown is no longer looked at
_REFERENCE = re.compile(r"(?<=[@#!~])(?=\w)|(?<=[$%&])(?=\d)")


def _english(one: str, many: str, count: int) -> str:
    return (one if count == 1 else many).replace("{n}", str(count))


def in_one_line(changes: Iterable[Change], counted: Counted = _english, none: str = "No clause changed") -> str:
    """`2 clauses added, 1 clause reworded`. `counted` is `Words.n` for a reader's language."""
    kinds = Counter(change.kind for change in changes)
    return ", ".join(str(counted(*said, kinds[kind])) for kind, said in _COUNTS.items() if kinds[kind]) or none


def summary_html(changes: Iterable[Change], say: Callable[[str], str] = str) -> str:
    """The changed clauses as a list of links. A name that is of one version alone stands in `ins` or `del` here, too."""
    items = []
    for kind, change in _listed(changes):
        name = escape(change.heading)
        if change.kind in ("added", "removed"):
            tag = "ins" if change.kind == "added" else "del"
            name = f"<{tag}>{name}</{tag}>"
        elif change.before:
            name = f"<del>{escape(change.before)}</del> <ins>{name}</ins>"
        items.append(f'<li class="pk-{change.kind}">{escape(say(kind))}: <a href="#{escape(change.anchor)}">{name}</a></li>')
    return f'<ul class="pk-changes">{"".join(items)}</ul>' if items else ""


def _listed(changes: Iterable[Change]) -> Iterator[tuple[str, Change]]:
    """What became of each clause, in words; once, also of one that moved and was reworded."""
    before: Change | None = None
    for change in [*changes, None]:
        if before and change and (before.kind, change.kind, before.anchor) == ("moved", "reworded", change.anchor):
            yield "Moved and reworded", change
            before = None
            continue
        if before:
            yield _NAMES[before.kind], before
        before = change


def text(html: str, changes: Iterable[Change]) -> str:
    """A redline for a terminal: the summary, then the blocks that changed, as `[-old-]` and `{+new+}`."""
    changes = tuple(changes)
    lines = [in_one_line(changes), *(f"  {kind}: {_Terminal().words(_named(c), False)}" for kind, c in _listed(changes)), ""]
    return "\n".join([*lines, *_shown(html, _Terminal())]).rstrip("\n") + "\n"


def markdown(html: str, changes: Iterable[Change], limit: int = 60_000) -> str:
    """A redline for a comment on GitHub or GitLab: what a person wrote is text there, calls nobody and commands nothing.

    `limit` is in characters (GitHub allows 65,536); what does not fit is left out, and that is said.
    """
    changes = tuple(changes)
    out, size = [f"**{in_one_line(changes)}**", ""], 0
    summary = (f"- {kind}: {_safe(_named(c))}" for kind, c in _listed(changes))
    for line in [*summary, "", *_shown(html, _Comment())]:
        size += len(line) + 1
        if size > limit:
            out += ["", "*The rest does not fit into a comment.*"]
            break
        out.append(line)
    return "\n".join(out).rstrip("\n") + "\n"


def _named(change: Change) -> str:
    return f"{change.before} → {change.heading}" if change.before else change.heading


def _safe(value: str) -> str:
    return str(inline(_REFERENCE.sub("\u2060", value)))


class _Shown(Struct, frozen=True):
    """A block as lines, and what it is."""

    lines: tuple[str, ...]
    changed: bool
    heading: bool = False


class _Terminal:
    marks = {"ins": ("{+", "+}"), "del": ("[-", "-]")}  # noqa: RUF012

    def words(self, value: str, code: bool) -> str:
        # what a terminal would obey is not shown
        return re.sub(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]", "", value if code else re.sub(r"[ \t\r\n\f]+", " ", value))

    def code(self, value: str) -> list[str]:
        return [f"    {line}" for line in value.strip("\n").split("\n")]

    def table(self, rows: list[str], columns: int) -> list[str]:
        return rows

    def note(self, value: str) -> str:
        return f"({value})"


class _Comment(_Terminal):
    marks = {"ins": ("<ins>", "</ins>"), "del": ("<del>", "</del>")}  # noqa: RUF012

    def words(self, value: str, code: bool) -> str:
        if code:
            return escape(_REFERENCE.sub("\u2060", value))
        blank = (
            "".join(m[0] and " " for m in [re.match(r"\s*", value)] if m),
            "".join(m[0] and " " for m in [re.search(r"\s*$", value)] if m),
        )
        inner = _safe(re.sub(r"^/", "\u2060/", value.strip()))
        return f"{blank[0]}{inner}{blank[1]}" if inner else " " * bool(value)

    def code(self, value: str) -> list[str]:
        return ["<pre>", *value.strip("\n").split("\n"), "</pre>"]

    def table(self, rows: list[str], columns: int) -> list[str]:
        return [rows[0], "|" + " --- |" * columns, *rows[1:]]

    def note(self, value: str) -> str:
        return f"*({value})*"


def _shown(html: str, form: _Terminal) -> Iterator[str]:
    """The blocks that changed, below the headings of their clauses; dots stand for what stayed."""
    heading: _Shown | None = None
    skipped = False
    for block in _blocks(parse(html, marks=True), form, "", ""):
        if not block.changed:
            heading, skipped = (block if block.heading else heading), True
            continue
        if heading and not block.heading:
            yield from (*heading.lines, "")
            skipped = False
        if skipped:
            yield from ("…", "")
        yield from (*block.lines, "")
        heading, skipped = None, False


def _blocks(node: Element, form: _Terminal, mark: str, indent: str) -> Iterator[_Shown]:
    for child in node.children:
        if not isinstance(child, Element):
            continue
        if child.tag in ("ins", "del") and "data-move" in child.attributes and is_block(child):
            yield from _moved(child, form, indent)
        elif child.tag in ("ins", "del") and is_block(child):
            yield from _blocks(child, form, child.tag, indent)
        elif child.tag == "table":
            yield _table(child, form, mark)
        elif child.tag in ("ul", "ol", "dl", "li", "dt", "dd", "div", "blockquote", "details"):
            yield from _holder(child, form, mark, indent)
        else:
            yield _block(child, form, mark, indent)


def _moved(node: Element, form: _Terminal, indent: str) -> Iterator[_Shown]:
    """What moved is named; of it, what was reworded, too, is shown."""
    words = " ".join(_letters(node.children[0])).split()
    name = " ".join(words[:9]) + "…" * (len(words) > 9)
    said = "moved here" if node.tag == "ins" else "moved from here"
    yield _Shown((indent + form.note(f"{said}: {form.words(name, False)}"),), True)
    yield from (block for block in _blocks(node, form, "", indent) if block.changed)


def _letters(node: Element | str) -> Iterator[str]:
    if isinstance(node, str):
        yield node
    else:
        for child in node.children:
            yield from _letters(child)


def _holder(node: Element, form: _Terminal, mark: str, indent: str) -> Iterator[_Shown]:
    if node.tag not in ("li", "dd"):
        yield from _blocks(node, form, mark, indent)
        return
    bullet = _bullet(node)
    inside = " " * len(bullet)
    for n, block in enumerate(_blocks(node, form, mark, "")):
        start = bullet if not n else inside
        lines = (line if not line else indent + (start if not k else inside) + line for k, line in enumerate(block.lines))
        yield _Shown(tuple(lines), block.changed)


def _bullet(item: Element) -> str:
    ordered = item.parent
    if item.tag != "li" or ordered is None or ordered.tag != "ol":
        return "- " if item.tag == "li" else "  "
    return f"{item.attributes.get('value') or item_number(item)}. "


def _block(node: Element, form: _Terminal, mark: str, indent: str) -> _Shown:
    words, changed = _inline(node, form, mark, node.tag == "pre")
    if mark and words.strip():
        words, changed = form.marks[mark][0] + words.strip() + form.marks[mark][1], True
    lines = form.code(words) if node.tag == "pre" else [words.strip()]
    if node.tag in HEADINGS:
        return _Shown((f"{'#' * max(2, int(node.tag[1]))} {lines[0]}",), changed, True)
    return _Shown(tuple(indent + line for line in lines), changed and bool(words.strip()))


def _table(node: Element, form: _Terminal, mark: str) -> _Shown:
    rows, changed, columns = [], False, 1
    for row in _rows(node):
        cells = [_inline(cell, form, mark, False) for cell in row.children if isinstance(cell, Element)]
        texts = [form.marks[mark][0] + w.strip() + form.marks[mark][1] if mark and w.strip() else w.strip() for w, _ in cells]
        rows.append(f"| {' | '.join(texts)} |")
        columns, changed = max(columns, len(cells)), changed or bool(mark) or any(c for _, c in cells)
    return _Shown(tuple(form.table(rows, columns)), changed) if rows else _Shown((), False)


def _rows(node: Element) -> Iterator[Element]:
    for child in node.children:
        if isinstance(child, Element):
            yield from [child] if child.tag == "tr" else _rows(child)


def _inline(node: Element, form: _Terminal, mark: str, code: bool) -> tuple[str, bool]:
    """A block's words with their marks, and whether it has any."""
    out, changed = [], False
    for child in node.children:
        if isinstance(child, str):
            out.append(form.words(child, code))
            continue
        if child.tag == "br":
            out.append(" ")
            continue
        words, inner = _inline(child, form, mark, code)
        changed = changed or inner
        if (address := child.attributes.get("href", "")) and any(e.tag in form.marks for e in child.line()):
            # two links with the same words differ in where they lead
            words += f" ({form.words(address, False)})" if not address.startswith("#") else ""
        tag = _side(child) if child.attributes.get("class") == "pk-other" else child.tag
        if tag in form.marks and not mark and words.strip():
            words, changed = form.marks[tag][0] + words + form.marks[tag][1], True
        out.append(f" {words} " if is_block(child) else words)
    return "".join(out), changed


def _side(node: Element) -> str:
    return next((e.tag for e in node.line() if e.tag in ("ins", "del")), "")
