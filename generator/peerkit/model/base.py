"""What every noun shares: frozen, nothing unknown, and an audience on each field.

A field is written `name: Type = key(AUDIENCE, "What it means.", default)`. The description is the reference and the
JSON Schema's; the audience is what `project` drops by. Values arrive as the characters that a person wrote (`text`), so
the types here parse them.
"""

from __future__ import annotations

import datetime
import functools
import importlib.resources
import math
import re
from enum import IntEnum
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator
from pydantic.config import JsonDict
from pydantic.fields import FieldInfo
from pydantic_core import PydanticCustomError, PydanticUndefined

from peerkit.text import Quoted, nearest


class Audience(IntEnum):
    """Who reads: each sees what those before it see."""

    PUBLIC = 0
    MEMBERS = 1
    FACILITATORS = 2

    @classmethod
    def of(cls, name: str) -> Audience:
        """The audience called `public`, `members` or `facilitators`."""
        return cls[name.upper()]

    @property
    def word(self) -> str:
        return self.name.lower()


PUBLIC, MEMBERS, FACILITATORS = Audience
# a section's audience is the group's choice: the keys of group.yml's `audiences`
Section = Literal["charter", "ground_rules", "schedule", "roster", "meetings"]

AudienceName = Literal["public", "members", "facilitators"]


class Person:
    """Marks a value (or a mapping's keys) as a member's id, which no reader ever sees."""


class Reference:
    """Marks a value as the slug of another noun of the group: `issues`, `experiences` or `polls`."""

    def __init__(self, to: str) -> None:
        self.to = to


def key(audience: Audience | Section, description: str, default: Any = PydanticUndefined, **more: Any) -> Any:
    """A field: who may see it, what it means, and its default (none: the key is required)."""
    extra: JsonDict = {"audience": audience.word if isinstance(audience, Audience) else audience}
    return Field(default, description=description, json_schema_extra=extra, **more)


def in_file(field: FieldInfo) -> bool:
    """Whether a person writes this field as a key; a body or a slug comes from elsewhere in the file or its name."""
    extra = field.json_schema_extra
    return not isinstance(extra, dict) or bool(extra.get("in_file", True))


def audience_of(field: FieldInfo) -> str:
    """A field's audience or section; a field that says none is the facilitators'."""
    extra = field.json_schema_extra
    return str(extra.get("audience", "facilitators")) if isinstance(extra, dict) else "facilitators"


class Model(BaseModel):
    """Frozen, and refuses what it does not know. A key without a value is an absent key."""

    # a validator is built when the first file asks for it; many builds read few files. So defaults are `model_construct`ed
    model_config = ConfigDict(frozen=True, extra="forbid", validate_default=False, defer_build=True)

    @model_validator(mode="before")
    @classmethod
    def _absent(cls, value: Any) -> Any:
        if isinstance(value, dict) and None in value.values():
            known = {field.alias or name for name, field in cls.model_fields.items()}
            return {k: v for k, v in value.items() if v is not None or k not in known}
        return value


def wrong(message: str) -> PydanticCustomError:
    """A schema error with this text; braces in it are text."""
    return PydanticCustomError("peerkit", "{text}", {"text": message})


def _plain(value: Any, what: str) -> str:
    if value is None:
        raise wrong("an entry is empty; fill it in or delete it")
    if not isinstance(value, str):
        raise wrong(
            f"a {what} is one value, not a {'list' if isinstance(value, (list, tuple)) else 'mapping'}; write one word or number"
        )
    return value


def slug(value: Any) -> str:
    """The value, if it is a slug."""
    text = _plain(value, "slug")
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", text) or len(text) > 64:
        raise wrong(f"'{text[:80]}' is not a slug; write a-z, 0-9 and single hyphens, 64 characters at most")
    return str(text)


# well inside what a calendar can count, so that no sum of dates leaves it
YEARS = range(1000, 3000)


def _date(value: Any) -> datetime.date:
    if isinstance(value, datetime.date):
        return value
    text = _plain(value, "date")
    if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        try:
            day = datetime.date.fromisoformat(text)
        except ValueError:
            day = datetime.date.min
        if day.year in YEARS:
            return day
        if day != datetime.date.min:
            raise wrong(f"'{text}' is too far away; write a year from {YEARS[0]} to {YEARS[-1]}")
    raise wrong(f"'{text[:40]}' is not a date; write YYYY-MM-DD, such as 2026-12-10")


def _time(value: Any) -> datetime.time:
    if isinstance(value, datetime.time):
        return value
    text = _plain(value, "time")
    if not re.fullmatch(r"([01][0-9]|2[0-3]):[0-5][0-9]", text):
        raise wrong(f"'{text[:40]}' is not a time; write 24-hour HH:MM, such as 18:30")
    return datetime.time(int(text[:2]), int(text[3:]))


_COMMON_ZONES = {
    "ET": "America/New_York", "EST": "America/New_York", "EDT": "America/New_York", "CT": "America/Chicago",
    "CST": "America/Chicago", "CDT": "America/Chicago", "MT": "America/Denver", "MST": "America/Denver",
    "MDT": "America/Denver", "PT": "America/Los_Angeles", "PST": "America/Los_Angeles", "PDT": "America/Los_Angeles",
    "HST": "Pacific/Honolulu", "GMT": "Europe/London", "BST": "Europe/London", "WET": "Europe/Lisbon",
    "CET": "Europe/Berlin", "CEST": "Europe/Berlin", "MET": "Europe/Berlin", "EET": "Europe/Helsinki",
    "EEST": "Europe/Helsinki", "MSK": "Europe/Moscow", "IST": "Asia/Kolkata", "SGT": "Asia/Singapore",
    "JST": "Asia/Tokyo", "AEST": "Australia/Sydney", "NZST": "Pacific/Auckland",
}  # fmt: skip


@functools.lru_cache
def zone_problem(name: str) -> str:
    """What is wrong with `name` as a time zone, or an empty string."""
    if name == "UTC":
        return ""
    if re.fullmatch(r"[A-Z0-9]{1,8}", name) or name.upper() in _COMMON_ZONES:
        known = _COMMON_ZONES.get(name.upper())
        return f"'{name}' is an abbreviation, not a zone; write {known or 'an IANA name such as Europe/Berlin'}"
    if re.match(r"(?i)(utc|gmt)?\s*[+-][0-9]", name):
        return f"'{name}' is an offset, which a clock change would make wrong; write an IANA name such as {_offset_zone(name)}"
    if name not in _zones():
        hint = nearest_zone(name)
        return f"'{name[:60]}' is not an IANA time zone; write {hint or 'a name such as America/New_York'}"
    return ""


@functools.cache
def _zones() -> frozenset[str]:
    """The IANA names: those of the tzdata package, so that each machine knows the same ones."""
    names = importlib.resources.files("tzdata").joinpath("zones").read_text("utf-8").split()
    return frozenset(names) - {"Factory"}


def _offset_zone(name: str) -> str:
    east = "+" in name
    return "Asia/Singapore or Europe/Berlin" if east else "America/New_York or America/Los_Angeles"


def nearest_zone(name: str) -> str:
    """The known zone most like `name`, ignoring case and spaces, or an empty string."""
    zones = {z.casefold(): z for z in sorted(_zones())}
    word = name[:60].strip().replace(" ", "_").casefold()
    cities = {z.rpartition("/")[2]: z for z in zones}
    found = word if word in zones else cities.get(word) or nearest(word, zones)[14:-2]
    return zones.get(found, "")


def _zone(value: Any) -> str:
    text = _plain(value, "time zone")
    if problem := zone_problem(str(text)):
        raise wrong(problem)
    return str(text)


def _number(value: Any, pattern: str, what: str) -> str:
    text = _plain(value, "number")
    if isinstance(text, Quoted):
        raise wrong(f"'{text[:40]}' is quoted, so it is text; write {what} without quotes")
    if not re.fullmatch(pattern, text) or len(text) > 40:
        raise wrong(f"'{text[:40]}' is not {what}; write one in digits, without a unit")
    return text


def _whole(value: Any) -> int:
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    return int(_number(value, r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+", "a whole number"), 0 if value[:2] in ("0x", "0o") else 10)


def _decimal(value: Any) -> float:
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return float(value)
    pattern = r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]{1,3})?|0o[0-7]+|0x[0-9a-fA-F]+"
    text = _number(value, pattern, "a number")
    number = float(int(text, 0)) if text[:2] in ("0x", "0o") else float(text)
    if not math.isfinite(number):
        raise wrong(f"'{text[:40]}' is too large; write a smaller number")
    return number


def _half_minutes(value: float) -> float:
    if not 0 < value <= 10_080:
        raise wrong(f"{value:g} minutes; write a number above 0, and a week (10080) at most")
    if (value * 2) % 1:
        raise wrong(f"{value:g} minutes; write a multiple of 0.5")
    return value


def _boolean(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    text = _plain(value, "true or false")
    if isinstance(text, Quoted) or text not in ("true", "True", "TRUE", "false", "False", "FALSE"):
        raise wrong(f"'{text[:40]}' is neither true nor false; write one of them without quotes")
    return text.lower() == "true"


def _filled(value: str) -> str:
    if not value.strip():
        raise wrong("is empty; write a text")
    return value


def _sequence(value: Any) -> Any:
    if isinstance(value, str):
        raise wrong(f"'{value[:40]}' is one value; write a list: [{value[:40]}]")
    if isinstance(value, dict):
        raise wrong("a mapping stands where a list belongs; begin each entry with '- '")
    return value


Name = Annotated[str, AfterValidator(_filled)]
Slug = Annotated[
    str, BeforeValidator(slug, json_schema_input_type=str), Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=64)
]
MemberId = Annotated[str, BeforeValidator(slug, json_schema_input_type=str), Person()]
IssueId = Annotated[str, BeforeValidator(slug, json_schema_input_type=str), Reference("issues")]
ExperienceId = Annotated[str, BeforeValidator(slug, json_schema_input_type=str), Reference("experiences")]
PollId = Annotated[str, BeforeValidator(slug, json_schema_input_type=str), Reference("polls")]
Date = Annotated[datetime.date, BeforeValidator(_date, json_schema_input_type=datetime.date)]
Time = Annotated[
    datetime.time, BeforeValidator(_time, json_schema_input_type=Annotated[str, Field(pattern="^([01][0-9]|2[0-3]):[0-5][0-9]$")])
]
Zone = Annotated[str, BeforeValidator(_zone, json_schema_input_type=str)]
Whole = Annotated[int, BeforeValidator(_whole, json_schema_input_type=int)]
Decimal = Annotated[float, BeforeValidator(_decimal, json_schema_input_type=float)]
Minutes = Annotated[
    float,
    BeforeValidator(_decimal, json_schema_input_type=Annotated[float, Field(gt=0, multiple_of=0.5)]),
    AfterValidator(_half_minutes),
]
Boolean = Annotated[bool, BeforeValidator(_boolean, json_schema_input_type=bool)]
Many = BeforeValidator(_sequence)
Texts = Annotated[tuple[str, ...], Many]
People = Annotated[tuple[MemberId, ...], Many]
