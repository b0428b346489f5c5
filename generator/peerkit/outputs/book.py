"""The whole handbook as a book: chapters, protocols, ready texts, rules, and an index of the glossary's terms."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from peerkit.diagnostic import Diagnostic, Span
from peerkit.outputs.book_terms import explained, indexed
from peerkit.outputs.handbook import Handbook
from peerkit.render import words
from peerkit.source import of_bytes
from peerkit.typeset import Galley, Job, Node, References, Sheet, Texts

_GLOSSARY = "handbook/glossary.md"
_LOOSE = "More"  # over chapters that stand in no part, in the order in which the site has them: last
_LINK = re.compile(r"\]\(([^)\s]+)")
_DRAWING = re.compile(r"(?m)^.*(<svg .*?</svg>).*$")
# what the site's style sheet does for the pictures of steps in time
_STYLE = "<style>rect{fill:#e4e4e4;stroke:#000;stroke-width:.6}.pk-pause rect{fill:#fff}text{font-size:13px;font-family:Libertinus Serif}</style>"


class Page(Struct, frozen=True):
    """A page of the handbook: its path on the site, its Markdown, and where a person finds the file."""

    path: str
    text: str
    at: Span


class Part(Struct, frozen=True):
    """Chapters that belong together; each is a page, with the pages that stand within it."""

    title: str
    chapters: tuple[tuple[Page, tuple[Page, ...]], ...]


def book(handbook: Handbook, sheet: Sheet, system_fonts: bool = False) -> tuple[Job, list[Diagnostic]]:
    """The handbook on this sheet, and what of it cannot be printed. Its title and language are the handbook's own."""
    network, own = handbook.context.network, sum(chapter.own for chapter in handbook.chapters)
    say = words(network.language, handbook.context.templates)
    every = parts(handbook)
    setter = _Setter(every)
    set_ = setter.all([p.name for p in handbook.context.protocols.values()], [c.path for c in handbook.chapters])
    data = {
        "network": network.name,
        "title": handbook.title,
        "contact": network.contact,
        "parts": [
            {
                "title": part.title,
                "chapters": [set_[first.path] | {"sections": [set_[p.path] for p in more]} for first, more in part.chapters],
            }
            for part in every
        ],
        "terms": [[term, key] for key, term in sorted(setter.terms.items())],
        "says": {word: say.plain(word) for word in ("Contents", "Index of terms")},
    }
    title = " ".join(filter(None, (network.name, handbook.title)))
    language = say.language if 2 * own > len(handbook.chapters) else "en"  # the built-in chapters are in English
    sheet = replace(
        sheet,
        title=title,
        author=network.name,
        language=language,
        head=title,
        direction="ltr" if language == "en" else say.direction,
    )
    where = Texts(tuple((page.at, page.text) for page in setter.pages.values()), Span(f"{handbook.docs}/handbook"))
    return Job("book", data, sheet, where, setter.galley.files, handbook.context.templates, system_fonts), setter.galley.findings


def parts(handbook: Handbook) -> tuple[Part, ...]:
    """What the book has, in order: the chapters, protocols and ready texts, and last what one looks up."""
    found: dict[str, list[tuple[Page, tuple[Page, ...]]]] = {}
    for chapter in handbook.chapters:
        text = handbook.dressed(chapter.path, chapter.text, explained=False)
        at = Span(f"{handbook.docs}/{chapter.path}" if chapter.own else chapter.path)
        part = chapter.part if chapter.part or chapter.slug == "index" else _LOOSE
        found.setdefault(part, []).append((Page(chapter.path, text, at), ()))
    last = next((part for part, pages in found.items() if any(p.path == _GLOSSARY for p, _ in pages)), None)
    for folder, title in (("protocols", "Protocols"), ("texts", "Ready texts")):
        if group := _folder(handbook, f"handbook/{folder}"):
            found[title] = [group]
    if "handbook/rules.md" in handbook.paths and last is not None:
        found[last].append((_page(handbook, "handbook/rules.md"), ()))
    if last is not None:
        found[last] = found.pop(last)
    return tuple(Part(title, tuple(chapters)) for title, chapters in found.items() if chapters)


def _folder(handbook: Handbook, folder: str) -> tuple[Page, tuple[Page, ...]] | None:
    """A folder's own page with all others in it."""
    paths = sorted(path for path in handbook.paths if posixpath.dirname(path) == folder and not path.endswith("/index.md"))
    index = f"{folder}/index.md"
    if index not in handbook.paths:
        return None
    return _page(handbook, index), tuple(_page(handbook, path) for path in paths)


def _page(handbook: Handbook, path: str) -> Page:
    own = handbook.own.get(path)
    text = own if own is not None else handbook.generated[path].decode("utf-8", "replace")
    return Page(path, handbook.dressed(path, text, explained=False), Span(f"{handbook.docs}/{path}" if own is not None else path))


class _Setter:
    """Pages to nodes, with the links between them as references to pages of the book."""

    def __init__(self, every: Sequence[Part]) -> None:
        self.level = {
            page.path: level
            for part in every
            for first, more in part.chapters
            for level, page in [(1, first), *((2, p) for p in more)]
        }
        self.pages = {page.path: page for part in every for first, more in part.chapters for page in (first, *more)}
        self.galley = Galley(of_bytes({}))
        self.terms: dict[str, str] = {}  # by key

    def all(self, protocols: Sequence[str], chapters: Sequence[str]) -> dict[str, dict[str, Any]]:
        """Of each page, by path: its title, the label of its first page, and what it says, marked for the index."""
        nodes = {path: self._nodes(page, self.level[path]) for path, page in self.pages.items()}
        titles = {path: _title(path, made) for path, made in nodes.items()}
        terms = [*explained(nodes.get(_GLOSSARY, [])), *protocols]
        self.terms = {term.casefold(): term for term in reversed(terms)}
        listed = {path: made for path, made in nodes.items() if path in chapters}
        nodes |= indexed(listed, terms, [_GLOSSARY])
        for path, title in titles.items():
            if title.casefold() in self.terms:
                nodes[path].insert(0, {"t": "term", "key": title.casefold()})
        return {path: {"title": titles[path], "label": f"{path}#", "nodes": made} for path, made in nodes.items()}

    def _nodes(self, page: Page, level: int) -> list[Node]:
        """What a page says, without the way back at its end, which the contents are in a book."""
        text, drawings = _drawn(re.sub(r"(?s)\A---\n.*?^---\n", "", page.text, flags=re.M))
        references = References(page.path, dict(self._targets(page.path, text)))
        made = self.galley.text(text, page.at, level=level, references=references, drawings=drawings)
        return made[:-1] if made and level > 1 and _only_refers(made[-1]) else made

    def _targets(self, path: str, text: str) -> Iterator[tuple[str, str]]:
        for link in _LINK.findall(text):
            file, _, anchor = link.partition("#")
            to = posixpath.normpath(posixpath.join(posixpath.dirname(path), file))
            if file and to in self.pages:
                yield link, f"{to}#{anchor}"


def _only_refers(node: Node) -> bool:
    """Whether a block is nothing but a link to another page of the book."""
    return not isinstance(node, str) and node["t"] == "p" and [isinstance(n, dict) and n["t"] for n in node["c"]] == ["ref"]


def _title(path: str, nodes: list[Node]) -> str:
    """The page's first heading, which is taken from the nodes; else its file's name in words."""
    first = nodes[0] if nodes else ""
    if isinstance(first, dict) and first["t"] == "h":
        del nodes[0]
        return str(first["text"])
    return posixpath.basename(path).removesuffix(".md").replace("-", " ").capitalize()


def _drawn(text: str) -> tuple[str, Mapping[str, str]]:
    """The Markdown with its drawings named, and these by name: in print each is a file."""
    drawings: dict[str, str] = {}

    def name(found: re.Match[str]) -> str:
        name = f"drawing-{len(drawings)}.svg"
        drawings[name] = found[1].replace(">", f">{_STYLE}", 1)
        label = re.search(r'aria-label="([^"]*)"', found[1])
        return f'<img src="{name}" alt="{label[1] if label else ""}">'

    return _DRAWING.sub(name, text), drawings
