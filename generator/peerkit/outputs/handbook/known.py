"""What the kit itself knows, as facts that a chapter can quote: sizes, limits of rules, protocols' timings, audiences.

A chapter writes `<!-- fact: seats.max -->10<!-- /fact -->`, and the number between the marks is what a reader of the repository
sees. On the site it is this network's value.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from msgspec import Struct
from pydantic import ValidationError

from peerkit.model.group import About
from peerkit.model.network import Network
from peerkit.model.protocol import Protocol
from peerkit.rules import Rule

MARK = re.compile(r"<!-- fact: (?P<name>[^\n>]*?) -->(?P<text>.*?)<!-- /fact -->", re.DOTALL)
# what stands in code is an example of the marks, not one of them
_PIECES = re.compile(
    r"(?ms)^(?P<fence>```+|~~~+)[^\n]*\n.*?^(?P=fence)[^\n]*$|(?P<ticks>`+)(?!`).+?(?<!`)(?P=ticks)(?!`)|" + MARK.pattern
)


class Quoted(Struct, frozen=True):
    """A fact in a chapter: its name, what is written between the marks, and in which line (from 1)."""

    name: str
    text: str
    line: int


def quoted(text: str) -> Iterator[Quoted]:
    """Each fact that the Markdown quotes."""
    for found in _PIECES.finditer(text):
        if found["name"] is not None:
            yield Quoted(found["name"], found["text"], text.count("\n", 0, found.start()) + 1)


def filled(text: str, facts: Mapping[str, str]) -> str:
    """The Markdown with each fact's value in place of its marks; where there is no such fact, what is between them."""

    def value(found: re.Match[str]) -> str:
        return found[0] if found["name"] is None else facts.get(found["name"], found["text"])

    return _PIECES.sub(value, text)


def about_of(network: Network) -> About:
    """What a group of this network is that says nothing itself."""
    try:
        return About.model_validate({**network.defaults, "name": "-"})
    except ValidationError:  # `check` has told
        return About(name="-")


def facts(about: About, protocols: Mapping[str, Protocol], rules: Mapping[str, Rule]) -> dict[str, str]:
    """Every fact by name, sorted; numbers without trailing zeros, and nothing that means anything to Markdown."""
    made = dict(_of_groups(about))
    made["protocols.count"] = str(len(protocols))
    for id, protocol in protocols.items():
        made |= {f"protocols.{id}.{name}": value for name, value in _of_protocol(protocol)}
    for name, rule in rules.items():
        made[f"rules.{name}.severity"] = rule.severity.value if rule.severity else "off"
        for key in type(rule.given).model_fields:
            value = getattr(rule.given, key)
            if isinstance(value, (int, float)) and not isinstance(value, bool):
                made[f"rules.{name}.{key}"] = f"{value:g}"
    made["rules.count"] = str(len(rules))
    return dict(sorted(made.items()))


def _of_groups(about: About) -> Iterator[tuple[str, str]]:
    """Defaults of group.yml, by their keys."""
    numbers: dict[str, Callable[[], Any]] = {
        "seats.min": lambda: about.seats.min,
        "seats.max": lambda: about.seats.max,
        "seats.limit": lambda: about.seats.limit,
        "meets.minutes": lambda: about.meets.minutes,
        "attendance.quorum": lambda: about.attendance.quorum,
        "attendance.late_counts": lambda: about.attendance.late_counts,
        "attendance.review.misses": lambda: about.attendance.review.misses if about.attendance.review else None,
        "attendance.review.within_months": lambda: about.attendance.review.within_months if about.attendance.review else None,
    }
    for name, value in numbers.items():
        if (number := value()) is not None:
            yield name, f"{number:g}"
    for section in type(about.audiences).model_fields:
        yield f"audiences.{section}", str(getattr(about.audiences, section))


def _of_protocol(protocol: Protocol) -> Iterator[tuple[str, str]]:
    """Minutes with 3 to 12 people, and how many people it is for."""
    for people in range(3, 13):
        least, most = protocol.bounds(people)
        yield f"minutes.{people}", f"{protocol.minutes(people):g}"
        yield f"least.{people}", f"{least:g}"
        yield f"most.{people}", f"{most:g}"
    size = protocol.size
    for name, number in (("min", size.min), ("max", size.max), ("best", size.best)):
        if number is not None:
            yield f"size.{name}", str(number)


_WORDS = {
    "seats.min": "seats, at least", "seats.max": "seats, at most", "seats.limit": "seats, never above", "meets.minutes": "minutes of a meeting",
    "attendance.quorum": "quorum", "attendance.late_counts": "what share of a miss coming late counts",
    "attendance.review.misses": "misses that bring attendance up", "attendance.review.within_months": "months over which misses count",
    "protocols.count": "protocols", "rules.count": "rules",
}  # fmt: skip
_LENGTHS = {"minutes": "minutes", "least": "minutes at least", "most": "minutes at most"}


def words(name: str) -> str:
    """What a fact is of, for those who do not know the keys."""
    match name.split("."):
        case ["protocols", id, length, people] if length in _LENGTHS:
            return f"{id} with {people} people, {_LENGTHS[length]}"
        case ["protocols", id, "size", which]:
            return f"people for {id}, {which}"
        case ["rules", rule, key]:
            return f"{key} of the rule {rule}"
        case ["audiences", section]:
            return f"who sees {section.replace('_', ' ')}"
    return _WORDS.get(name, name)
