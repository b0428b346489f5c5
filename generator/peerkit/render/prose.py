"""Bodies that members write: Markdown in, harmless HTML out, in a form that a Markdown page carries through unread."""

from __future__ import annotations

import functools
import importlib
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from html import escape, unescape
from typing import Any

from peerkit.render.inline import Safe, inline

# by module: to look for one by its name, Markdown reads about every installed distribution
_EXTENSIONS: Mapping[str, Mapping[str, Any]] = {
    "markdown.extensions.tables": {"use_align_attribute": True},
    "markdown.extensions.footnotes": {},
    "markdown.extensions.def_list": {},
    "markdown.extensions.admonition": {},
    "markdown.extensions.fenced_code": {},
    "markdown.extensions.sane_lists": {},
    "pymdownx.tasklist": {},
}
_TAGS = """
p h1 h2 h3 h4 h5 h6 a em strong b i u s del ins sub sup small mark abbr cite q kbd samp var code pre blockquote ul ol li
dl dt dd table caption thead tbody tfoot tr th td hr br div details summary img
"""
_DROPPED = {"script", "style", "iframe", "object", "embed", "template", "noscript", "svg", "math", "title", "textarea", "select"}
_ATTRIBUTES = {
    "a": {"href", "class", "id"}, "div": {"class"}, "p": {"class"}, "li": {"class", "id"}, "ul": {"class"}, "sup": {"id"},
    "th": {"align"}, "td": {"align"}, "ol": {"start"}, "abbr": {"title"}, "img": {"src", "alt"}, "details": {"open"},
}  # fmt: skip
_CLASSES = """
footnote footnote-ref footnote-backref admonition admonition-title note abstract info tip success question warning failure
danger bug example quote
"""
_TOKEN = re.compile(r'<(/?)([a-z][a-z0-9]*)(?:[^">]|"[^"]*")*>')
_BOX = re.compile(r'<input type="checkbox" disabled=""( checked="")?\s*/?>|<input type="checkbox" disabled( checked)?\s*/?>')
_LIVE = re.compile(r"[\\`*_{}\[\]|~^=@$]|-(?=-)|(?<=-)-|\+(?=\+)|(?<=\+)\+|:(?=//|[\w+-]+:)|(?<=[wW])\.")


@functools.lru_cache(maxsize=1024)
def prose(text: str, prefix: str, level: int = 2, files: frozenset[str] = frozenset()) -> Safe:
    """The body as Markdown lines: its own headings, from `level` down, and raw HTML that nothing reads again.

    `prefix` keeps its anchors apart from all others on the page. Links lead to the web, to itself, or to `files`.
    """
    body = text.strip()
    if not body:
        return Safe("")
    return lines(_plain(body) or _clean(_html(body), prefix, files), prefix, level)


def lines(clean: str, prefix: str, level: int = 2) -> Safe:
    """Harmless HTML as such Markdown lines; a heading keeps the id that it bears."""
    headings = [int(n) for n in re.findall(r"<h([1-6])\b", clean)]
    shift = level - min(headings, default=level)
    demoted = re.sub(r"<(/?)h([1-6])\b", lambda m: f"<{m[1]}h{min(6, int(m[2]) + shift)}", clean)
    return Safe("\n\n".join(_blocks(demoted, prefix)))


# letters and what can mean nothing to Markdown or HTML between them, in lines that begin with a letter; most bodies are only that
_PLAIN = re.compile(r"(?=[^\W\d])(?:[A-Za-z\u00c0-\u017f0-9,.;?!'\"()/%\u2013\u2014\u2018-\u201d-]| (?! |\n)|\n\n?(?=[^\W\d]))+")


def _plain(body: str) -> str:
    """The HTML of a body that is nothing but paragraphs of words, without asking Markdown; empty for any other."""
    if not _PLAIN.fullmatch(body):
        return ""
    return "\n".join(f"<p>{paragraph}</p>" for paragraph in body.split("\n\n"))


def clean_html(text: str, prefix: str, files: frozenset[str] = frozenset()) -> tuple[str, frozenset[str]]:
    """The body as harmless HTML with its own headings, for print; and the names of elements that were only text to us."""
    converted = _html(text.strip())
    strange = {m[2] for m in _TOKEN.finditer(converted) if not m[1]} - set(_TAGS.split()) - _DROPPED
    return _clean(converted, prefix, files), frozenset(strange)


def left_out(text: str) -> tuple[str, ...]:
    """The names of the HTML elements in a body that are no part of the harmless one, in order; with content or without."""
    if "<" not in text:
        return ()
    names = (m[2] for m in _TOKEN.finditer(_html(text.strip()).lower()) if not m[1])
    return tuple(name for name in dict.fromkeys(names) if name in _DROPPED or name not in _TAGS.split())


def html(text: str, prefix: str = "", files: frozenset[str] = frozenset()) -> str:
    """The body as harmless HTML with its own headings: what two versions are compared by. Not for a Markdown page; see `raw`."""
    return clean_html(text, prefix, files)[0]


def raw(clean: str) -> Safe:
    """Harmless HTML as one line that a Markdown page carries through unread."""
    return Safe("".join(_raw(clean)))


@functools.cache
def _markdown() -> Any:
    import markdown

    modules = ((importlib.import_module(name), settings) for name, settings in _EXTENSIONS.items())
    return markdown.Markdown(extensions=[module.makeExtension(**settings) for module, settings in modules])


# where a paragraph, a list's entry or a table's row begins: Markdown's time grows with the square of the brackets in each
_PART = re.compile(r"\n(?=\s*\n|\s*(?:[-+*|]|[0-9]+[.)]))")
_BRACKETS, _BRACKETS_IN_ALL = 400, 20_000


def _tangled(body: str) -> bool:
    """Whether a body has more brackets than any person writes, and would take Markdown minutes."""
    many = body.count("[")
    return many > _BRACKETS and (many > _BRACKETS_IN_ALL or any(part.count("[") > _BRACKETS for part in _PART.split(body)))


def _html(body: str) -> str:
    """What Python-Markdown makes of it; text that it cannot bear (say, a thousand nested quotes) is shown as written."""
    if _tangled(body):
        return f"<pre>{escape(body)}</pre>"
    try:
        converted = str(_markdown().reset().convert(body))
    except Exception:  # a member's text must never stop a build
        _markdown.cache_clear()
        return f"<pre>{escape(body)}</pre>"
    return _BOX.sub(lambda m: "☑ " if m[1] or m[2] else "☐ ", converted)


def _clean(dirty: str, prefix: str, files: frozenset[str]) -> str:
    import nh3

    return nh3.clean(
        dirty, tags=set(_TAGS.split()), clean_content_tags=_DROPPED, attributes=_ATTRIBUTES, attribute_filter=_keeping(prefix, files),
        url_schemes={"http", "https", "mailto"}, link_rel="noopener noreferrer",
    )  # fmt: skip


def _keeping(prefix: str, files: frozenset[str]) -> Callable[[str, str, str], str | None]:
    """What becomes of an attribute: ids and links within the text get the prefix, classes and addresses are chosen."""

    classes = set(_CLASSES.split())
    start = f"{prefix}-" if prefix else ""

    def keep(tag: str, name: str, value: str) -> str | None:
        if name == "id":
            return f"{start}{value}"
        if name == "class":
            return " ".join(c for c in value.split() if c in classes) or None
        if name == "src":
            return value if value in files else None
        if name != "href" or re.match(r"(?i)(https?://|mailto:)", value):
            return value
        if value.startswith("#"):
            return f"#{start}{value[1:]}"
        return value if value in files else None

    return keep


def _blocks(clean: str, prefix: str) -> Iterator[str]:
    """Headings that stand on their own as Markdown, so that the page's contents list them; all between as HTML."""
    taken: dict[str, int] = {}
    depth, start, opened, own = 0, 0, 0, ""
    for token in _TOKEN.finditer(clean):
        if token[2] in ("br", "hr", "img"):
            continue
        if not token[1]:
            if depth == 0 and re.fullmatch("h[1-6]", token[2]):
                yield from _raw(clean[start : token.start()])
                opened, own = token.end(), _own_id(token[0])
            depth += 1
            continue
        depth -= 1
        if depth == 0 and opened:
            yield from _heading(int(token[2][1]), clean[opened : token.start()], prefix, taken, own)
            start, opened = token.end(), 0
    yield from _raw(clean[start:])


def _own_id(heading: str) -> str:
    found = re.search(r' id="([\w-]+)"', heading)
    return found[1] if found else ""


def _heading(level: int, inner: str, prefix: str, taken: dict[str, int], own: str) -> Iterator[str]:
    text = inline(unescape(_TOKEN.sub("", inner)))
    if not text:
        return
    if own and own not in taken:
        taken[own] = 1
        yield f"{'#' * level} {text} {{#{own}}}"
        return
    plain = unicodedata.normalize("NFKD", unescape(text)).encode("ascii", "ignore").decode().lower()
    slug = name = f"{prefix}-{re.sub('[^a-z0-9]+', '-', plain).strip('-') or 'section'}"
    count = taken.get(slug, 1)  # how often it was asked for: thousands of headings may be called the same
    while name in taken:
        count += 1
        name = f"{slug}-{count}"
    taken[slug] = count
    taken.setdefault(name, 1)
    yield f"{'#' * level} {text} {{#{name}}}"


def _raw(part: str) -> Iterator[str]:
    """One line of HTML in which no character means anything to Markdown: an HTML block ends at an empty line, or never."""
    if not part.strip():
        return
    out, last, pre = [], 0, 0
    for token in _TOKEN.finditer(part):
        out += [_text(part[last : token.start()], pre), token[0].translate(_IN_TAG)]
        pre += (1 - 2 * bool(token[1])) if token[2] == "pre" else 0
        last = token.end()
    out.append(_text(part[last:], pre))
    yield f'<div class="pk-prose">{"".join(out).strip()}</div>'


def _text(text: str, pre: int) -> str:
    guarded = _LIVE.sub(lambda m: f"&#{ord(m[0])};", text)
    return guarded.replace("\n", "&#10;").replace("\t", "&#9;") if pre else re.sub(r"\s+", " ", guarded)


_IN_TAG = {ord(c): f"&#{ord(c)};" for c in "{}\n`"}
