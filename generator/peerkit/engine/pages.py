"""A page's Markdown to HTML, as the engine does it, but with one Markdown instance for all pages and nothing converted twice."""

from __future__ import annotations

import json
import sys
import zlib
from collections.abc import Mapping
from typing import Any

from peerkit.engine.chosen import Engine
from peerkit.engine.heard import Heard
from peerkit.engine.project import tame
from peerkit.fingerprint import fingerprint

_markdowns: dict[str, tuple[Any, Any]] = {}


def forget() -> None:
    """Drop the Markdown instances that are kept from one site to the next."""
    _markdowns.clear()


class Pages:
    """Pages' HTML by what it was made from, of one site: what an earlier build left, and what this one leaves."""

    def __init__(self, packed: bytes = b"") -> None:
        """Begin with what `packed` gave, or with nothing."""
        self.known: Mapping[str, Any] = json.loads(zlib.decompress(packed)) if packed else {}
        self.made: dict[str, Any] = {}

    def packed(self) -> bytes:
        """The pages of this build, as bytes."""
        return zlib.compress(json.dumps(self.made, ensure_ascii=False).encode("utf-8", "surrogatepass"), 1)


class Converter:
    """Renders the pages of one site: those that it knows are taken as they were rendered before."""

    def __init__(self, engine: Engine, config: Any, files: Any, pages: Pages, heard: Heard) -> None:
        self._structure, self._pages, self._heard = engine("structure.pages"), pages, heard
        # what else than its text a page's HTML depends on: where its links lead
        targets = sorted((file.src_uri, file.dest_uri) for file in files)
        self._around = fingerprint([targets, config.markdown_extensions, config.mdx_configs, config.use_directory_urls])

    def render(self, page: Any, config: Any, files: Any) -> None:
        """Do what `Page.render` does."""
        key = fingerprint([page.markdown, page.file.src_uri, self._around])
        known = self._pages.known.get(key)
        if known is None:
            before = len(self._heard.warnings)
            convert(page, config, files)
            if len(self._heard.warnings) == before:  # else they would have to be said again
                self._pages.made[key] = _rendered(page)
        else:
            self._pages.made[key] = known
            _as_rendered(page, known, self._structure, files)


def convert(page: Any, config: Any, files: Any) -> None:
    """Do what `Page.render` of MkDocs 1.6 does, with a Markdown instance that is made once and not for each page.

    Extensions of which it is not known whether they bear that are left to MkDocs.
    """
    if not tame(config.markdown_extensions):
        type(page).render(page, config, files)
        return
    from peerkit.engine.html_lines import ids

    structure = sys.modules[type(page).__module__]
    md, lines = _markdown(config)
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
    aside = ids(lines.named, structure._HTMLHandler())
    page.present_anchor_ids = anchors.present_anchor_ids | raw.present_anchor_ids | aside
    page.links_to_anchors = links.links_to_anchors


def _markdown(config: Any) -> tuple[Any, Any]:
    """Return the Markdown instance for the configuration's extensions, as new, and its step that sets HTML aside."""
    key = repr((config.markdown_extensions, config.mdx_configs))
    if key not in _markdowns:
        import markdown

        from peerkit.engine.html_lines import HtmlLines

        md = markdown.Markdown(extensions=config.markdown_extensions, extension_configs=config.mdx_configs or {})
        lines = HtmlLines(md)
        md.preprocessors.register(lines, "peerkit_html_lines", lines.priority)
        _markdowns[key] = md, lines
    md, lines = _markdowns[key]
    return md.reset(), lines


def _rendered(page: Any) -> list[Any]:
    """All that rendering left on the page."""
    links = {file.src_uri: anchors for file, anchors in page.links_to_anchors.items()}
    return [page.content, page.toc_tokens, page._title_from_render, sorted(page.present_anchor_ids), links]


def _as_rendered(page: Any, known: list[Any], structure: Any, files: Any) -> None:
    """Leave on the page what rendering left before."""
    page.content, tokens, page._title_from_render, anchors, links = known
    page.toc = structure.get_toc(tokens)
    page.present_anchor_ids = set(anchors)
    page.links_to_anchors = {files.src_uris[uri]: found for uri, found in links.items()}
