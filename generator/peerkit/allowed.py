"""The words that stand on any page: of the portal's own docs, the templates, the theme, and the calendar's names."""

from __future__ import annotations

import functools
import importlib.util
import re
from collections.abc import Iterator
from pathlib import Path

from peerkit.builtin import templates
from peerkit.model.context import Context
from peerkit.scan import Allowed

_TEXTS = {".md", ".html", ".yml", ".yaml", ".txt", ".j2", ".json", ".js", ".css", ".svg", ".xml"}


def common_words(docs: Path, context: Context) -> Allowed:
    """All that a page may say whichever group it is of."""
    folders = [docs, *context.templates]
    return Allowed.from_texts([*_fixed(), *(text for folder in folders for text in _texts(folder))])


@functools.cache
def _fixed() -> tuple[str, ...]:
    return (*_texts(templates()), *_theme(), *_calendar(), *_zones())


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
