"""Words, dates and times in the group's language; English where it has no word."""

from __future__ import annotations

import datetime
import functools
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Any

from peerkit.builtin import templates
from peerkit.render.inline import Safe, inline


@functools.lru_cache(maxsize=64)
def words(language: str, folders: tuple[Path, ...] = ()) -> Words:
    """The words of a language (BCP 47); of English where it is unknown."""
    from babel import Locale, UnknownLocaleError

    parts = re.findall(r"[A-Za-z0-9]+", language) or ["en"]
    locale, name = Locale("en"), "en"
    for size in range(min(3, len(parts)), 0, -1):
        try:
            locale, name = Locale.parse("_".join(parts[:size])), "-".join(parts[:size]).lower()
            break
        except (UnknownLocaleError, ValueError, TypeError):
            continue
    return Words(name, locale, _table(name.partition("-")[0], folders))


def _table(language: str, folders: tuple[Path, ...]) -> dict[str, str]:
    """English to local, the built-in words first, so that a person's own win."""
    import yaml

    table: dict[str, str] = {}
    for given in (templates(), *reversed(folders)):
        folder = given.parent if given.name == "pages" else given
        file = folder / "languages" / f"{language}.yml"
        if file.is_file():
            read = yaml.load(file.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
            table.update({str(k): str(v) for k, v in (read or {}).items()})
    return table


@dataclass(frozen=True, eq=False)
class Words:
    """One language's words."""

    language: str
    locale: Any
    table: dict[str, str] = field(repr=False)
    _said: dict[str, list[str]] = field(default_factory=dict, repr=False)
    _whole: dict[str, Safe] = field(default_factory=dict, repr=False)

    @property
    def direction(self) -> str:
        """`ltr` or `rtl`."""
        return str(self.locale.text_direction)

    @property
    def language_name(self) -> str:
        """The language's own name."""
        return _capital(str(self.locale.get_display_name() or self.language))

    def tongue(self, tag: str) -> str:
        """Another language's name in this one; the tag where it has none."""
        return _capital(str(self.locale.languages.get(tag.strip().replace("-", "_"), tag)))

    def t(self, english: str, **parts: Any) -> Safe:
        """The text in this language, with `{name}` parts filled in; English that stands in for it is marked as English."""
        if not parts and (whole := self._whole.get(english)):
            return whole
        said = self._filled(english, parts)
        said = said if self.knows(english) else Safe(f'<span lang="en" dir="ltr">{said}</span>')
        return said if parts else self._whole.setdefault(english, said)

    def _filled(self, english: str, parts: dict[str, Any]) -> Safe:
        if (pieces := self._said.get(english)) is None:
            split = re.split(r"\{(\w+)\}", self.table.get(english) or english)
            pieces = self._said[english] = [p if n % 2 else _literal(p) for n, p in enumerate(split)]
        return Safe("".join(str(inline(parts[p])) if n % 2 else p for n, p in enumerate(pieces)))

    def plain(self, english: str, **parts: Any) -> str:
        """The same as text that nobody has escaped yet."""
        return re.sub(r"\{(\w+)\}", lambda m: str(parts[m[1]]), self.table.get(english) or english)

    def knows(self, english: str) -> bool:
        """Whether it has its own word for this."""
        return self.language.partition("-")[0] == "en" or english in self.table

    def n(self, one: str, many: str, count: int) -> Safe:
        """The one text for 1, else the other, with `{n}`."""
        return self.t(one if count == 1 else many, n=count)

    def listed(self, values: Iterable[Any]) -> Safe:
        """Values with commas between them."""
        return Safe(", ".join(inline(v) for v in values))

    def date(self, day: datetime.date) -> str:
        """Thursday, 10 December 2026"""
        return _date(self.locale, day, "EEEE, d MMMM y" if self.language == "en" else "full")

    def day(self, day: datetime.date) -> str:
        """10 Dec 2026"""
        return _date(self.locale, day, "d MMM y" if self.language == "en" else "medium")

    def month(self, day: datetime.date) -> str:
        """December 2026"""
        return _month(self.locale, day.replace(day=1))

    def day_number(self, day: datetime.date) -> str:
        """10"""
        return _date(self.locale, day, "d")

    def month_and_year(self, day: datetime.date) -> str:
        """Dec 2026"""
        from babel import dates

        return str(dates.format_skeleton("yMMM", day, locale=self.locale))

    def quarter(self, day: datetime.date) -> str:
        """Q4 2026"""
        from babel import dates

        return str(dates.format_skeleton("yQQQ", day, locale=self.locale))

    def short_month(self, day: datetime.date) -> str:
        """Dec"""
        return _date(self.locale, day, "LLL")

    def weekday(self, day: datetime.date) -> str:
        """Thursday"""
        return _date(self.locale, day, "EEEE")

    def clock(self, time: datetime.time | datetime.datetime) -> str:
        """17:41; 24 hours in every language, rounded down to the minute."""
        return f"{time.hour:02}:{time.minute:02}"

    def minutes(self, minutes: float | Fraction) -> str:
        """1 h 20 min, 50 min, 1.5 min; to the nearest half minute."""
        hours, rest = divmod(max(Fraction(round(Fraction(minutes) * 2), 2), Fraction(1, 2) if minutes else Fraction(0)), 60)
        left = f"{float(rest):g}".replace(".", str(self.locale.number_symbols.get("latn", {}).get("decimal", ".")))
        parts = self.plain("{n} h", n=hours) if hours else "", self.plain("{n} min", n=left) if rest or not hours else ""
        return " ".join(filter(None, parts))

    def number(self, value: float) -> str:
        """A number with at most one decimal."""
        return f"{value:.1f}".removesuffix(".0").replace(".", str(self.locale.number_symbols["latn"]["decimal"]))

    def percent(self, share: float | Fraction) -> str:
        """120 %, as the language writes it, without decimals."""
        from babel import numbers

        return str(numbers.format_percent(round(float(share), 2), locale=self.locale, numbering_system="latn"))

    def zone(self, name: str) -> str:
        """Eastern Time"""
        return _zone(self.locale, name)

    def cadence(self, rule: str, zone: str | None = None) -> str:
        """The rhythm of an RFC 5545 rule: second Thursday of each month, Eastern Time"""
        from peerkit.render.cadence import cadence

        speaker = self if self.knows("{day} of each month") else words("en")
        said = cadence(rule, speaker)
        return f"{said}, {speaker.zone(zone)}" if zone else said


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _literal(text: str) -> str:
    """A part of a translated text: escaped, with the blanks at its ends."""
    body = text.strip(" ")
    if not body:
        return text
    return text[: len(text) - len(text.lstrip(" "))] + str(inline(body)) + text[len(text.rstrip(" ")) :]


@functools.lru_cache(maxsize=4096)
def _date(locale: Any, day: datetime.date, form: str) -> str:
    from babel import dates

    return str(dates.format_date(day, form, locale))


@functools.lru_cache(maxsize=512)
def _month(locale: Any, day: datetime.date) -> str:
    from babel import dates

    return str(dates.format_skeleton("yMMMM", day, locale=locale))


@functools.lru_cache(maxsize=512)
def _zone(locale: Any, name: str) -> str:
    from babel import dates

    if name in ("UTC", "Etc/UTC"):
        return "UTC"  # which the locale data calls a time of an unknown region
    try:
        return str(dates.get_timezone_name(dates.get_timezone(name), "long", locale=locale))
    except (LookupError, ValueError):
        return name
