"""Which chapters the handbook has: the built-in ones, replaced, added to or removed by files of an organiser's own."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from msgspec import Struct

FOLDER = "handbook"
_TITLE = re.compile(r"(?m)^# +(.+?)\s*#*$")
FRONT = re.compile(r"\A---\n(.*?)^---\n", re.DOTALL | re.MULTILINE)
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_NAMES = re.compile(r"(?m)^#+ +(.+?)\s*#*$|\]\(([\w-]+)\.md[)#\s]")


class Chapter(Struct, frozen=True):
    """One chapter: the file's name without .md, its title, the part in which it stands, and its Markdown as written."""

    slug: str
    title: str
    part: str
    text: str
    own: bool

    @property
    def path(self) -> str:
        return f"{FOLDER}/{self.slug}.md"


def chapters(builtin: Mapping[str, str], own: Mapping[str, str]) -> tuple[Chapter, ...]:
    """The chapters in the order, and the parts, in which the first page (`index`) names them; others follow at the end.

    Both mappings are of file names without .md to Markdown. One's own file wins; where it says nothing, the chapter is removed.
    A chapter that the first page does not name may name its part itself, as `part:` in its front matter.
    """
    texts = {slug: text for slug, text in {**builtin, **own}.items() if says_something(text)}
    index = texts.pop("index", "")
    placed = dict(_places(index, texts))
    parts = list(dict.fromkeys(placed.values()))
    for slug, text in sorted(texts.items()):
        placed.setdefault(slug, _named_part(text))
    order = sorted(texts, key=lambda slug: _place(slug, placed, parts))
    made = [Chapter(slug, title_of(texts[slug], slug), placed[slug], texts[slug], slug in own) for slug in order]
    return (Chapter("index", title_of(index, "Handbook"), "", index, "index" in own), *made) if index else tuple(made)


def _places(index: str, known: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Each chapter that the first page names, under the heading at which it is first named."""
    part, seen = "", set[str]()
    for heading, slug in _NAMES.findall(index):
        part = heading or part
        if slug in known and slug not in seen:
            seen.add(slug)
            yield slug, part


def _place(slug: str, placed: Mapping[str, str], parts: list[str]) -> tuple[int, int, str]:
    """Parts as the first page has them, then those that chapters name themselves; in each, what the first page names is first."""
    named = list(placed).index(slug)
    part = placed[slug]
    return (parts.index(part) if part in parts else len(parts) + bool(not part)), named, slug


def _named_part(text: str) -> str:
    front = FRONT.match(text)
    found = re.search(r"(?m)^part: *(['\"]?)(.+?)\1 *$", front[1]) if front else None
    return found[2] if found else ""


def says_something(text: str) -> bool:
    """Whether a file is more than front matter, comments and blanks; one that is not removes the page of its name."""
    return bool(_COMMENT.sub("", FRONT.sub("", text)).strip())


def anchors(text: str) -> frozenset[str]:
    """What a link can name behind `#` in a chapter: its headings as the site names them, and the ids that it gives itself."""
    from markdown.extensions.toc import slugify

    headings = (re.sub(r"\[([^\]]*)\]\([^)]*\)|[*`]", r"\1", words) for words in re.findall(r"(?m)^#{1,6} +(.+?)\s*#*$", text))
    given = re.findall(r"(?:\bid=\"|\{[^}\n]*?#)([\w-]+)", text)
    return frozenset([*(slugify(words, "-") for words in headings), *given])


def title_of(text: str, slug: str) -> str:
    """The first heading of Markdown, else the file's name in words."""
    found = _TITLE.search(FRONT.sub("", text))
    words = slug.replace("-", " ")
    return found[1].strip() if found else words[:1].upper() + words[1:]
