"""The pages of a group's site, from what one audience may see of it. One page kind a file; no list to edit.

A kind has `ORDER` (its place in the navigation) and `drafts(desk)`, which yields its pages with a frozen view each. They are
rendered once all paths are known, so that a template's `link` to a page that this audience has not is plain text.
"""

from __future__ import annotations

import functools
import importlib
import pkgutil
from collections.abc import Iterator
from types import ModuleType

from msgspec import Struct

from peerkit.model.context import Context
from peerkit.model.group import Group
from peerkit.pages.desk import Desk, Draft, cadence
from peerkit.pages.packet import pdfs
from peerkit.render import render

__all__ = ["Page", "cadence", "kinds", "pages"]


class Page(Struct, frozen=True):
    """A Markdown file of the group's site; `nav` names the sections it stands in, None keeps it out of the navigation."""

    path: str
    title: str
    nav: tuple[str, ...] | None
    content: str
    label: str = ""
    hide: tuple[str, ...] = ()
    searched: bool = True


@functools.cache
def kinds() -> tuple[ModuleType, ...]:
    """The page kinds, in the order of the navigation."""
    names = (name for _, name, _ in pkgutil.iter_modules(__path__))
    modules = (importlib.import_module(f"{__name__}.{name}") for name in names)
    return tuple(sorted((m for m in modules if hasattr(m, "drafts")), key=lambda m: (m.ORDER, m.__name__)))


def pages(group: Group, context: Context) -> Iterator[Page]:
    """Every page of a projected group."""
    desk = Desk(group, context)
    drafts: list[Draft] = [draft for kind in kinds() for draft in kind.drafts(desk)]
    paths = frozenset(
        {*(draft.path for draft in drafts), *(path for path in group.attachments if not path.endswith(".md")), *pdfs(desk)}
    )
    for draft in drafts:
        values = {**desk.values(draft, paths), "view": draft.view, "title": draft.title}
        content = render(context.templates, draft.template, values)
        yield Page(draft.path, draft.title, draft.nav, content, draft.label, draft.hide, draft.searched)
