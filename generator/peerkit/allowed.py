"""The words that stand on any page: of the portal's own docs, the templates, the theme, and the calendar's names."""

from __future__ import annotations

import functools
import importlib.util
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from peerkit.builtin import starter_handbook, templates
from peerkit.scan import Allowed

_TEXTS = {".md", ".html", ".yml", ".yaml", ".txt", ".j2", ".json", ".js", ".css", ".svg", ".xml"}


# words of HTML, feeds and the search index that the engine writes and the theme's templates do not hold
_ENGINE = """html head body meta charset viewport canonical robots generator stylesheet preconnect alternate hreflang permanent link
headerlink switch slate default density config docs location text title tags boost fields encoding separator lang pipeline jobs index
search urlset loc lastmod changefreq sitemap xml version standalone footnote backlink admonition details summary null true false object
string number integer boolean array pattern chance svg path fill viewbox width height class span div nav main footer header article"""


def common_words(folders: Iterable[Path], config: Mapping[str, Any]) -> Allowed:
    """All that a page may say whichever group it is of: what stands in these folders and in mkdocs.yml, and what is built in."""
    return Allowed.from_texts([*_fixed(), *_strings(config), *(text for folder in folders for text in _texts(folder))])


def _strings(value: Any) -> Iterator[str]:
    """Every text of mkdocs.yml, keys included."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for key, each in value.items():
            yield from _strings(key)
            yield from _strings(each)
    elif isinstance(value, (list, tuple)):
        for each in value:
            yield from _strings(each)


@functools.cache
def _fixed() -> tuple[str, ...]:
    return (_ENGINE, *_texts(templates()), *_texts(starter_handbook()), *_theme(), *_calendar(), *_zones())


def _texts(folder: Path) -> Iterator[str]:
    for path in sorted(folder.rglob("*")):
        if path.suffix in _TEXTS and path.is_file() and path.stat().st_size < 2_000_000:
            text = path.read_text("utf-8", "replace")
            yield re.sub(r"[{]%.*?%[}]|[{][{].*?[}][}]", "\n", text) if path.suffix in (".j2", ".html") else text
            yield path.relative_to(folder).as_posix()


def _theme() -> Iterator[str]:
    spec = importlib.util.find_spec("material")
    if spec and spec.origin:
        for path in sorted((Path(spec.origin).parent / "templates").rglob("*.html")):
            yield path.read_text("utf-8", "replace")


def _calendar() -> Iterator[str]:
    """Names of months and days as pages write them, in the languages that groups are likely to have."""
    from babel import Locale, localedata

    for name in (
        "en",
        "de",
        "fr",
        "es",
        "it",
        "nl",
        "pt",
        "pl",
        "sv",
        "da",
        "nb",
        "fi",
        "cs",
        "tr",
        "ar",
        "he",
        "ja",
        "zh",
        "ru",
        "uk",
    ):
        if localedata.exists(name):
            locale = Locale(name)
            for names in (locale.months, locale.days):
                yield from (word for context in names.values() for width in context.values() for word in width.values())


def _zones() -> Iterator[str]:
    import zoneinfo

    yield from sorted(zoneinfo.available_timezones())
