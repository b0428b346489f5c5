"""What changed between two versions of a text: a redline that a reader can trust word for word, and a summary by clauses.

Knows no model: clean HTML in (see `render.prose`), HTML, Markdown and plain text out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from msgspec import Struct

from peerkit.redline import forms
from peerkit.redline.clauses import Change, Clause, changes, clauses, named, same, slug
from peerkit.redline.forms import in_one_line, summary_html
from peerkit.redline.reading import Unit, units
from peerkit.redline.tree import Element, parse, serialised

__all__ = ["Change", "Redline", "anchors", "headings", "in_one_line", "marked", "redline", "summary_html"]

# longer texts (in characters of HTML) are compared by whole blocks
LONG = 400_000


class Redline(Struct, frozen=True):
    """Two versions in one text.

    Without `del` and what is in it, `html` says the new text word for word; without `ins` and what is in it, the old.
    """

    html: str
    changes: tuple[Change, ...]
    coarse: bool  # too long to be compared by words: blocks are whole

    def text(self) -> str:
        """For a terminal: summary, then what changed, as `[-old-]` and `{+new+}`."""
        return forms.text(self.html, self.changes)

    def markdown(self) -> str:
        """For a pull request's comment: summary, then what changed; harmless, and short enough for GitHub."""
        return forms.markdown(self.html, self.changes)

    def fragment(self, say: Callable[[str], str] = str) -> str:
        """As HTML with the summary on top."""
        return "\n".join(filter(None, (forms.summary_html(self.changes, say), self.html)))


def redline(old_html: str, new_html: str, ids: Sequence[str] = (), say: Callable[[str], str] = str) -> Redline:
    """The redline of two texts in clean HTML. Never raises on what a person wrote; time and memory are bounded.

    `ids` are those of the new text's clauses (see `anchors`); `say` puts a label in the reader's language.
    """
    # a text without an earlier one, as most are, needs nothing of this
    from peerkit.redline.alignment import align
    from peerkit.redline.inline import Mark
    from peerkit.redline.weaving import Weaver

    coarse = max(len(old_html), len(new_html)) > LONG
    trees = parse(old_html), parse(new_html)
    old, new = units(trees[0], coarse), units(trees[1], coarse)
    by_heading = any(u.heading for u in (*old, *new))
    found = align(old, new)
    parts = clauses(old, by_heading), clauses(new, by_heading)
    was = same(found, *parts)
    now = list(ids) if len(ids) == len(parts[1]) else _ids(parts[1], set())
    gone = _ids(parts[0], set(now), "was-")
    labels = {
        Mark("ins"): say("Added"), Mark("del"): say("Removed"), Mark("ins", 1): say("Moved here"), Mark("del", 1): say("Moved from here"),
    }  # fmt: skip
    weaver = Weaver(found, trees[1], labels)
    weaver.place()
    for clause, id in zip(parts[1], now, strict=True):
        _bear(new[clause.start].node, id)
    removed = set(range(len(parts[0]))) - set(was.values())
    for n in removed:
        if (graft := weaver.grafted.get(parts[0][n].start)) is not None:
            _bear(graft, gone[n])
    return Redline(weaver.html().strip(), tuple(changes(found, *parts, was, (gone, now))), coarse)


def anchors(versions: Iterable[str]) -> list[tuple[str, ...]]:
    """The ids of the clauses of each version of a text (clean HTML, oldest first).

    A clause keeps its id when it is reworded, renamed, renumbered or moved; an id is never given to another clause.
    """
    out: list[tuple[str, ...]] = []
    taken: set[str] = set()
    before: tuple[list[Unit], bool] = ([], False)
    for html in versions:
        text = units(parse(html), len(html) > LONG)
        by_heading = any(u.heading for u in text)
        part = clauses(text, by_heading)
        kept: dict[int, str] = {}
        if out and by_heading == before[1]:
            from peerkit.redline.alignment import align  # as above

            old = clauses(before[0], by_heading)
            kept = {b: out[-1][a] for b, a in same(align(before[0], text), old, part).items()}
        ids = _ids(part, taken, kept=kept)
        taken |= set(ids)
        out.append(tuple(ids))
        before = text, by_heading
    return out


def marked(html: str, ids: Sequence[str]) -> str:
    """The text with an id on each of its clauses (see `anchors`)."""
    tree = parse(html)
    text = units(tree, len(html) > LONG)
    part = clauses(text, any(u.heading for u in text))
    for clause, id in zip(part, ids, strict=False):
        _bear(text[clause.start].node, id)
    return serialised(tree)


def headings(html: str) -> tuple[str, ...]:
    """The names of a text's clauses, in order: what `anchors` has an id for."""
    text = units(parse(html), len(html) > LONG)
    return tuple(c.name for c in clauses(text, any(u.heading for u in text)))


def _ids(part: list[Clause], taken: set[str], prefix: str = "", kept: dict[int, str] | None = None) -> list[str]:
    kept = kept or {}
    names = (prefix + (clause.id or slug(clause.name)) for n, clause in enumerate(part) if n not in kept)
    fresh = named(names, taken | set(kept.values()))
    return [kept[n] if n in kept else next(fresh) for n in range(len(part))]


def _bear(node: Element, id: str) -> None:
    """Gives a block, or what holds it, an id, unless it has one."""
    block = next((e for e in node.line() if e.tag), None)
    if block is not None and not any("id" in e.attributes for e in node.line()):
        block.attributes["id"] = id
