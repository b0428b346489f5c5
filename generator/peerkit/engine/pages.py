"""A page's Markdown to HTML, as the engine does it, but with one Markdown instance for all pages and nothing converted twice."""

from __future__ import annotations

import contextlib
import json
import logging
import sys
import zlib
from collections.abc import Iterator, Mapping
from typing import Any

from peerkit.engine.project import tame
from peerkit.fingerprint import fingerprint

_markdowns: dict[str, tuple[Any, Any, frozenset[str] | None]] = {}


def forget() -> None:
    """Drop the Markdown instances that are kept from one site to the next."""
    _markdowns.clear()


class Pages:
    """What was made of pages, by what it was made from, of one site: what an earlier build left, and what this one leaves."""

    def __init__(self, packed: bytes = b"") -> None:
        """Begin with what `packed` gave, or with nothing."""
        self._known: Mapping[str, Any] = json.loads(zlib.decompress(packed)) if packed else {}
        self._made: dict[str, Any] = {}

    def packed(self) -> bytes:
        """What this build made or took over, as bytes."""
        return zlib.compress(json.dumps(self._made, ensure_ascii=False).encode("utf-8", "surrogatepass"), 1)

    def get(self, key: str) -> Any:
        """What was made before, a value of JSON; or None. It is kept for the next build."""
        known = self._known.get(key)
        if known is not None:
            self._made[key] = known
        return known

    def put(self, key: str, made: Any) -> None:
        """Keep a value of JSON."""
        self._made[key] = made


class Converter:
    """Renders the pages of one site: those that it knows are taken as they were rendered before."""

    def __init__(self, config: Any, files: Any, pages: Pages) -> None:
        self._pages, self._tame = pages, tame(config.markdown_extensions, config.mdx_configs)
        # what else than its text a page's HTML depends on: where its links lead, what of them is wrong, and what is made of that
        targets = sorted((file.src_uri, file.dest_uri) for file in files)
        if self._tame:
            settings = [config.markdown_extensions, config.mdx_configs, config.use_directory_urls, config.validation]
            self._around = fingerprint([targets, *settings])

    def render(self, page: Any, config: Any, files: Any) -> None:
        """Do what `Page.render` does; extensions of which it is not known whether they bear a shortcut are left to it."""
        if not self._tame:
            type(page).render(page, config, files)
            return
        structure = sys.modules[type(page).__module__]
        if (plain := _plain(page, config)) is not None:  # which is sooner made than kept
            _as_rendered(page, plain, structure, files)
            return
        key = fingerprint([page.markdown, page.file.src_uri, self._around])
        if (known := self._pages.get(key)) is not None:
            _as_rendered(page, known, structure, files)
            return
        with _counting(structure.log) as warnings:
            _convert(page, config, files, structure)
        if not warnings:  # else they would have to be said again
            self._pages.put(key, _rendered(page))


@contextlib.contextmanager
def _counting(log: logging.Logger) -> Iterator[list[str]]:
    """The warnings that a logger is given meanwhile."""
    said: list[str] = []

    class Counting(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            said.append(record.getMessage())

    handler = Counting(logging.WARNING)
    log.addHandler(handler)
    try:
        yield said
    finally:
        log.removeHandler(handler)


def _plain(page: Any, config: Any) -> list[Any] | None:
    """What rendering would leave on a page that needs no Markdown instance; None where it needs one."""
    from peerkit.engine.html_lines import ids
    from peerkit.engine.plain import converted

    _, _, block_level = _markdown(config)
    if block_level is None or (plain := converted(page.markdown, block_level)) is None:
        return None
    anchors = ids(plain.named) | plain.ids
    links = {page.file.src_uri: {anchor: f"#{anchor}" for anchor in plain.ids}} if plain.ids else {}
    return [plain.content, plain.toc, plain.title, sorted(anchors), links]


def _convert(page: Any, config: Any, files: Any, structure: Any) -> None:
    """Do what `Page.render` of MkDocs 1.6 does, with a Markdown instance that is made once and not for each page."""
    from peerkit.engine.html_lines import ids

    md, lines, _ = _markdown(config)
    md.reset()
    raw = structure._RawHTMLPreprocessor()
    anchors = structure._ExtractAnchorsTreeprocessor(page.file, files, config)
    links = structure._RelativePathTreeprocessor(page.file, files, config)
    title = structure._ExtractTitleTreeprocessor()
    for step in (raw, anchors, links, title):
        step._register(md)
    page.content = md.convert(page.markdown)
    page.toc_tokens = getattr(md, "toc_tokens", [])
    page.toc = structure.get_toc(page.toc_tokens)
    page._title_from_render = title.title
    aside = ids(lines.named)
    page.present_anchor_ids = anchors.present_anchor_ids | raw.present_anchor_ids | aside
    page.links_to_anchors = links.links_to_anchors


def _markdown(config: Any) -> tuple[Any, Any, frozenset[str] | None]:
    """Return the Markdown instance for the configuration's extensions, and its step that sets HTML aside.

    Last come the elements that it takes for block-level, if plain pages may go round it.
    """
    key = repr((config.markdown_extensions, config.mdx_configs))
    if key not in _markdowns:
        import markdown

        from peerkit.engine.html_lines import HtmlLines
        from peerkit.engine.plain import EXTENSIONS, SETTINGS

        md = markdown.Markdown(extensions=config.markdown_extensions, extension_configs=config.mdx_configs or {})
        lines = HtmlLines(md)
        md.preprocessors.register(lines, "peerkit_html_lines", lines.priority)
        plain = set(config.markdown_extensions) == EXTENSIONS and config.mdx_configs == SETTINGS
        _markdowns[key] = md, lines, frozenset(md.block_level_elements) if plain else None
    return _markdowns[key]


def _rendered(page: Any) -> list[Any]:
    """All that rendering left on the page."""
    links = {file.src_uri: anchors for file, anchors in page.links_to_anchors.items()}
    anchors = page.present_anchor_ids - {None}  # which is that of `<b id>`
    return [page.content, page.toc_tokens, page._title_from_render, sorted(anchors), links]


def _as_rendered(page: Any, known: list[Any], structure: Any, files: Any) -> None:
    """Leave on the page what rendering left before."""
    page.content, tokens, page._title_from_render, anchors, links = known
    page.toc = structure.get_toc(tokens)
    page.present_anchor_ids = set(anchors)
    page.links_to_anchors = {files.src_uris[uri]: found for uri, found in links.items()}
