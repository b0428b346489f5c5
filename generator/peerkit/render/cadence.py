"""A recurrence rule in words."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from peerkit.render.words import Words

_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_NTH = {1: "first", 2: "second", 3: "third", 4: "fourth", 5: "fifth", -1: "last", -2: "second to last"}
_PLAIN = {"DAILY": "every day", "WEEKLY": "every week", "MONTHLY": "every month", "YEARLY": "every year"}
_MANY = {"DAILY": "every {n} days", "WEEKLY": "every {n} weeks", "MONTHLY": "every {n} months", "YEARLY": "every {n} years"}


def cadence(rule: str, words: Words) -> str:
    """The rule in the language of `words`."""
    given = dict(part.split("=", 1) for part in rule.split(";") if "=" in part)
    often = given.get("FREQ", "MONTHLY")
    every = int(given.get("INTERVAL", "1"))
    said = _said(given, often, every, words)
    if months := given.get("BYMONTH"):
        wide = words.locale.months["stand-alone"]["wide"]
        names = _joined([wide[int(m)] for m in months.split(",")], words)
        said = words.plain("{cadence} in {months}", cadence=said, months=names)
    return said


def _said(given: dict[str, str], often: str, every: int, words: Words) -> str:
    rhythm = words.plain(_MANY[often], n=every) if every > 1 else words.plain(_PLAIN[often])
    days = [_day(day, given.get("BYSETPOS"), words) for day in given.get("BYDAY", "").split(",") if day]
    if len(days) > 1 and "BYSETPOS" in given:
        return rhythm  # one day out of several: no short words for it, and none that are wrong
    if set(given) - {"FREQ", "INTERVAL", "BYDAY", "BYSETPOS", "BYMONTH", "BYMONTHDAY", "WKST"}:
        return rhythm
    if days and "BYMONTHDAY" not in given:
        return _on(_joined(days, words), often, every, rhythm, words)
    if (dates := given.get("BYMONTHDAY")) and not days:
        if dates == "-1":
            return words.plain("{cadence}, on the last day of the month", cadence=rhythm)
        return words.plain("{cadence}, on day {days}", cadence=rhythm, days=_joined(dates.split(","), words))
    return rhythm


def _on(days: str, often: str, every: int, rhythm: str, words: Words) -> str:
    if often == "WEEKLY" and every == 1:
        return words.plain("every {day}", day=days)
    if often == "MONTHLY" and every == 1:
        return words.plain("{day} of each month", day=days)
    return words.plain("{day}, {cadence}", day=days, cadence=rhythm)


def _day(day: str, position: str | None, words: Words) -> str:
    found = re.fullmatch(r"([+-]?\d+)?(\w\w)", day)
    if found is None:
        return day
    name = words.locale.days["stand-alone"]["wide"][_DAYS.index(found[2])]
    number = int(found[1] or (position if position and position.lstrip("+-").isdigit() else 0) or 0)
    return words.plain(f"{_NTH[number]} {{day}}", day=name) if number in _NTH else str(name)


def _joined(values: list[str], words: Words) -> str:
    return ", ".join(values[:-1]) + words.plain(" and ") + values[-1] if len(values) > 1 else "".join(values)
