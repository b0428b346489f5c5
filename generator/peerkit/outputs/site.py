"""The Markdown files of a group's own site, with the attachments that its agendas name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from peerkit.model.context import Context
from peerkit.model.group import Group
from peerkit.outputs import Artifact
from peerkit.outputs.svg import harmless
from peerkit.outputs.titles import front, shown
from peerkit.pages import Page, pages


def site(group: Group, context: Context) -> tuple[dict[str, bytes], list[Any]]:
    """The files of a projected group's docs folder, and its `nav`."""
    made = list(pages(group, context))
    files = {a.path: a.content for a in (*map(_artifact, made), *attachments(group))}
    return files, navigation(made)


def artifacts(group: Group, context: Context) -> Iterator[Artifact]:
    """The files alone, a page at a time."""
    yield from map(_artifact, pages(group, context))
    yield from attachments(group)


def attachments(group: Group) -> Iterator[Artifact]:
    """Attachments as they are, but for drawings, which must not run, and Markdown, which is a page."""
    for path, file in group.attachments.items():
        if not path.endswith(".md"):
            yield Artifact(path, harmless(file.read()) if path.endswith(".svg") else file.read())


def navigation(made: Iterable[Page]) -> list[Any]:
    """MkDocs' `nav`: the pages in order, each in its sections; a section stands where its first page does.

    Themes put titles into HTML as they are, so they are escaped here and in the front matter.
    """
    nav: list[Any] = []
    for page in made:
        if page.nav is None:
            continue
        level = nav
        for section in page.nav:
            level = _section(level, shown(section))
        opens = page.path.endswith("/index.md") and len(page.nav) == 1  # a section's own page, which has the section's title
        level.append(page.path if opens else {shown(page.label or page.title): page.path})
    return nav


def _section(level: list[Any], name: str) -> list[Any]:
    for entry in level:
        if isinstance(entry, dict) and isinstance(entry.get(name), list):
            found: list[Any] = entry[name]
            return found
    made: list[Any] = []
    level.append({name: made})
    return made


def _artifact(page: Page) -> Artifact:
    return Artifact(page.path, f"{front(page.title, page.hide, page.searched)}{page.content}".encode())
