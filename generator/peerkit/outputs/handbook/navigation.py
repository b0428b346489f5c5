"""The handbook in the portal's `nav`, where mkdocs.yml does not name its pages."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from peerkit.outputs.handbook.chapters import FOLDER, Chapter
from peerkit.outputs.titles import shown

PLACE = f"{FOLDER}/"  # an entry of `nav` that stands for the whole section


def section(chapters: Sequence[Chapter], more: Sequence[tuple[str, str, Sequence[tuple[str, str]]]]) -> list[Any]:
    """The entries: the first page, each part with its chapters, then (title, its index, (title, path) pairs) of what is generated."""
    entries: list[Any] = [chapter.path for chapter in chapters if chapter.slug == "index"]
    parts: dict[str, list[Any]] = {}
    for chapter in chapters:
        if chapter.slug != "index":
            parts.setdefault(chapter.part, []).append({shown(chapter.title): chapter.path})
    loose = parts.pop("", [])
    entries += [{shown(part): inside} for part, inside in parts.items()]
    entries += loose
    for title, index, pages in more:
        entries.append(
            {shown(title): [index, *({shown(name): path} for name, path in pages)]} if pages else {shown(title): index}
        )
    return entries


def navigation(nav: Any, title: str, entries: list[Any], others: Iterable[str]) -> Any:
    """The portal's `nav` with the section in it: at `handbook/` where that stands, else at the end, unless it names its pages.

    Without any `nav` it is made from `others`, the paths of all other pages, as MkDocs would.
    """
    if nav is None:
        nav = _nested([path for path in others if not path.startswith(PLACE)])
        return [*nav, {title: entries}] if entries else nav
    if not isinstance(nav, list) or not entries:
        return nav
    if _names(nav, exactly=True):
        return _placed(nav, title, entries)
    return nav if _names(nav, exactly=False) else [*nav, {title: entries}]


def _names(nav: Any, exactly: bool) -> bool:
    """Whether `nav` names the section's folder, or (not exactly) any page in it."""
    if isinstance(nav, str):
        return nav in (PLACE, FOLDER) if exactly else nav.startswith(PLACE)
    inner = nav.values() if isinstance(nav, dict) else nav if isinstance(nav, list) else ()
    return any(_names(each, exactly) for each in inner)


def _placed(nav: Any, title: str, entries: list[Any]) -> Any:
    if isinstance(nav, list):
        return [_placed(each, title, entries) for each in nav]
    if isinstance(nav, dict):
        return {name: entries if each in (PLACE, FOLDER) else _placed(each, title, entries) for name, each in nav.items()}
    return {title: entries} if nav in (PLACE, FOLDER) else nav


def _nested(paths: Sequence[str]) -> list[Any]:
    """Pages as MkDocs lists them by itself: a section a folder, in the order given."""
    nav: list[Any] = []
    for path in paths:
        level = nav
        for folder in path.split("/")[:-1]:
            name = folder.replace("-", " ").replace("_", " ")
            name = name.capitalize() if name.lower() == name else name
            found = next((each[name] for each in level if isinstance(each, dict) and isinstance(each.get(name), list)), None)
            if found is None:
                found = []
                level.append({name: found})
            level = found
        level.append(path)
    return nav
