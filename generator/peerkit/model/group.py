"""group.yml, and the group as a whole: all that one folder says."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any, Literal

from msgspec import Struct
from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from peerkit.diagnostic import Span
from peerkit.model.base import (
    FACILITATORS,
    MEMBERS,
    PUBLIC,
    AudienceName,
    Date,
    Decimal,
    Many,
    MemberId,
    Minutes,
    Model,
    Name,
    People,
    Slug,
    Texts,
    Time,
    Whole,
    Zone,
    key,
    wrong,
)
from peerkit.model.charter import Charter
from peerkit.model.experience import Experience
from peerkit.model.ground_rules import GroundRules
from peerkit.model.issue import Issue
from peerkit.model.meeting import Meeting
from peerkit.model.members import COMPARABLE, Member
from peerkit.model.past import Past
from peerkit.model.place import Place
from peerkit.model.poll import Poll
from peerkit.source import File
from peerkit.text import Document, Key, nearest


class Seats(Model):
    """How many members a group aims for."""

    min: Annotated[Whole, Field(ge=1, le=10_000)] = key(PUBLIC, "Below this the group is thin.", 6)
    max: Annotated[Whole, Field(ge=1, le=10_000)] = key(PUBLIC, "Above this some voices are lost.", 10)
    limit: Annotated[Whole, Field(ge=1, le=10_000)] = key(PUBLIC, "Never more than this.", 12)

    @model_validator(mode="after")
    def _ordered(self) -> Seats:
        given = self.model_fields_set
        # a default gives way to what is written: who writes `max: 14` does not mean that 12 are the limit
        most = self.max if "max" in given or "limit" not in given else min(self.max, self.limit)
        least = self.min if "min" in given else min(self.min, most)
        limit = self.limit if "limit" in given else max(self.limit, most)
        if not least <= most <= limit:
            raise wrong(f"min {least}, max {most}, limit {limit}; min may not be above max, nor max above limit")
        whole = {"min": least, "max": most, "limit": limit}
        return self if whole == self.model_dump() else self.model_copy(update=whole)


_OF_YEAR = r"[1-9][0-9]?|[12][0-9]{2}|3[0-5][0-9]|36[0-6]"
_PARTS = {
    "FREQ": r"DAILY|WEEKLY|MONTHLY|YEARLY", "INTERVAL": r"[1-9][0-9]{0,3}", "WKST": r"MO|TU|WE|TH|FR|SA|SU",
    "BYDAY": r"([+-]?([1-9]|[1-4][0-9]|5[0-3]))?(MO|TU|WE|TH|FR|SA|SU)",
    "BYMONTH": r"[1-9]|1[0-2]", "BYMONTHDAY": r"[+-]?([1-9]|[12][0-9]|3[01])",
    "BYSETPOS": rf"[+-]?({_OF_YEAR})", "BYYEARDAY": rf"[+-]?({_OF_YEAR})",
    "BYWEEKNO": r"[+-]?([1-9]|[1-4][0-9]|5[0-3])",
}  # fmt: skip
_SINGLE = {"FREQ", "INTERVAL", "WKST"}
# as RFC 5545 has it
_ONLY_WITH = {"BYWEEKNO": ("YEARLY",), "BYYEARDAY": ("YEARLY",), "BYMONTHDAY": ("DAILY", "MONTHLY", "YEARLY")}


def _recurrence(rule: str) -> str:
    """RFC 5545 section 3.3.10, the parts that make dates; without COUNT, UNTIL and DTSTART, which are `from` and `until`."""
    given: dict[str, str] = {}
    for part in rule.strip().upper().split(";"):
        name, equals, value = part.partition("=")
        if name in ("COUNT", "UNTIL", "DTSTART"):
            raise wrong(f"'{name}' does not belong in the rule; bound it with the keys 'from' and 'until'")
        if not equals or name not in _PARTS:
            raise wrong(f"'{part[:40]}' is no part of a recurrence rule; write such as FREQ=MONTHLY;BYDAY=2TH")
        if name in given:
            raise wrong(f"'{name}' stands twice in the rule; keep one")
        values = [value] if name in _SINGLE else value.split(",")
        if bad := next((v for v in values if not re.fullmatch(_PARTS[name], v)), None):
            raise wrong(f"'{bad[:40]}' is no value for {name}; write such as FREQ=MONTHLY;BYDAY=2TH")
        given[name] = value
    if "FREQ" not in given:
        raise wrong("the rule lacks FREQ; write such as FREQ=MONTHLY;BYDAY=2TH")
    _possible(given)
    return ";".join(f"{name}={value}" for name, value in given.items())


def _possible(given: dict[str, str]) -> None:
    frequency = given["FREQ"]
    for name, allowed in _ONLY_WITH.items():
        if name in given and frequency not in allowed:
            raise wrong(f"{name} has no meaning with FREQ={frequency}; use it with FREQ={' or '.join(allowed)}")
    if "BYSETPOS" in given and not any(name.startswith("BY") and name != "BYSETPOS" for name in given):
        raise wrong("BYSETPOS chooses among the days of another part; write such as FREQ=MONTHLY;BYDAY=TH;BYSETPOS=2")
    numbered = any(re.match(r"[+-]?[0-9]", day) for day in given.get("BYDAY", "").split(","))
    if numbered and (frequency not in ("MONTHLY", "YEARLY") or "BYWEEKNO" in given):
        raise wrong(f"BYDAY={given['BYDAY']} counts within a month or year; use FREQ=MONTHLY, or days without numbers")
    within_month = frequency == "MONTHLY" or "BYMONTH" in given
    if within_month and (bad := next((d for d in given.get("BYDAY", "").split(",") if abs(_count(d)) > 5), None)):
        raise wrong(f"'{bad}' is no day of a month, which has five of each at most; write such as FREQ=MONTHLY;BYDAY=2TH")
    longest = {2: 29, 4: 30, 6: 30, 9: 30, 11: 30}
    months = [int(m) for m in given.get("BYMONTH", "1").split(",")]
    days = [abs(int(d)) for d in given.get("BYMONTHDAY", "1").split(",")]
    if all(day > longest.get(month, 31) for month in months for day in days):
        raise wrong("the rule names days that its months never have; check BYMONTH and BYMONTHDAY")


def _count(day: str) -> int:
    return int(day[:-2] or 0)


class Meets(Model):
    """The group's rhythm."""

    rule: Annotated[str, AfterValidator(_recurrence)] | None = key(
        "schedule", "RFC 5545 recurrence rule, without COUNT, UNTIL and DTSTART.", None
    )
    from_: Date | None = key(
        "meetings", "The rule counts from this date; an occurrence itself only if the rule says so.", None, alias="from"
    )
    until: Date | None = key("meetings", "The last date that may be an occurrence.", None)
    except_: Annotated[tuple[Date, ...], Many] = key(
        "meetings", "Dates of the rule on which the group does not meet.", (), alias="except"
    )
    start: Time | None = key("meetings", "When meetings begin, 24-hour, in the group's zone.", None)
    minutes: Minutes | None = key("meetings", "How long meetings last.", None)
    timezone: Zone | None = key("schedule", "IANA time zone of the meetings.", None)
    place: Place | None = key("meetings", "Where the group meets.", None)


class Facilitation(Model):
    """Who facilitates."""

    mode: Literal["rotating", "fixed"] = key(MEMBERS, "Whether the roles rotate.", "rotating")
    facilitator: MemberId | None = key(MEMBERS, "Who facilitates, where it is fixed.", None)
    roles: Annotated[tuple[Slug, ...], Many] = key(MEMBERS, "The roles of a meeting.", ("facilitator", "notetaker", "timekeeper"))
    order: People = key(MEMBERS, "The order in which members take the roles; by default the roster's.", ())


class Review(Model):
    """When a member's attendance is talked about."""

    misses: Annotated[Decimal, Field(gt=0)] = key(MEMBERS, "So many misses bring it up.", 3.0)
    within_months: Annotated[Whole, Field(ge=1, le=120)] = key(MEMBERS, "Counted over so many months.", 12)


class Attendance(Model):
    """What the group expects of attendance."""

    quorum: Annotated[Whole, Field(ge=1, le=10_000)] | None = key(MEMBERS, "So many members must be there.", None)
    late_counts: Annotated[Decimal, Field(ge=0, le=1)] = key(MEMBERS, "What share of a miss coming late counts.", 0.5)
    review: Review | None = key(MEMBERS, "When a member's attendance is talked about.", None)


class Audiences(Model):
    """Who may see which section of the group."""

    charter: AudienceName = key(FACILITATORS, "The charter.", "public")
    ground_rules: AudienceName = key(FACILITATORS, "The ground rules.", "public")
    schedule: AudienceName = key(FACILITATORS, "The cadence in words and its zone.", "public")
    roster: AudienceName = key(FACILITATORS, "The roster; publicly only members who agreed, by name and role.", "members")
    meetings: AudienceName = key(FACILITATORS, "Dates, places, agendas, packets and calendar.", "members")


def _combinations(value: Any) -> Any:
    if not isinstance(value, list):
        return value
    return [[e] if isinstance(e, str) else e for e in value]


def _comparable(name: str) -> str:
    if name not in COMPARABLE:
        hint = nearest(name, COMPARABLE)
        raise wrong(f"'{name[:40]}' is nothing that members can share; {hint or 'write one of ' + ', '.join(COMPARABLE)}")
    return name


Shared = Annotated[tuple[Annotated[str, AfterValidator(_comparable)], ...], Many]


class About(Model):
    """group.yml"""

    name: Name = key(PUBLIC, "The group's name.")
    summary: str = key(PUBLIC, "The group in a sentence or two.", "")
    kind: Literal["professional", "personal", "recreational"] | None = key(PUBLIC, "What the members grow in.", None)
    focus: Texts = key(PUBLIC, "Subjects or lines of business.", ())
    level: str = key(PUBLIC, "The level that its members share (direct peers).", "")
    status: Literal["forming", "active", "paused", "closed"] = key(PUBLIC, "Where the group stands.", "active")
    founded: Date | None = key(PUBLIC, "When the group began.", None)
    language: str = key(PUBLIC, "The group's language (BCP 47); by default the network's.", "")
    contact: str = key(PUBLIC, "Whom to ask; public.", "")
    seats: Seats = key(PUBLIC, "How many members the group aims for.", Seats.model_construct())
    exclusive: Annotated[
        tuple[Shared, ...],
        BeforeValidator(_combinations, json_schema_input_type=list[str | list[str]]),
        Many,
        AfterValidator(lambda entries: tuple(entry for entry in entries if entry)),
    ] = key(MEMBERS, "No two current members may agree in any one entry; a list entry means: agree in all of these together.", ())
    meets: Meets = key(PUBLIC, "The group's rhythm.", Meets.model_construct())
    facilitation: Facilitation = key(MEMBERS, "Who facilitates.", Facilitation.model_construct())
    attendance: Attendance = key(MEMBERS, "What the group expects of attendance.", Attendance.model_construct())
    audiences: Audiences = key(FACILITATORS, "Who may see what.", Audiences.model_construct())
    label: str = key(MEMBERS, "Printed on members' material, such as TLP:AMBER+STRICT.", "")


class Figures(Struct, frozen=True):
    """What may be said in numbers where the names behind them may not be: counted before anything is dropped."""

    members: int = 0
    open_seats: int = 0
    ratified: int = 0


@dataclass(frozen=True, slots=True)
class Group:
    """All that one folder says, or what one audience may see of it."""

    slug: str
    about: About
    members: tuple[Member, ...] = ()
    charter: Charter | None = None
    ground_rules: GroundRules | None = None
    meetings: tuple[Meeting, ...] = ()
    issues: tuple[Issue, ...] = ()
    experiences: tuple[Experience, ...] = ()
    polls: tuple[Poll, ...] = ()
    figures: Figures = field(default_factory=Figures)
    sections: frozenset[str] = frozenset(Audiences.model_fields)  # which sections the reader may see
    attachments: Mapping[str, File] = field(default_factory=dict, repr=False)
    documents: Mapping[str, Document] = field(default_factory=dict, repr=False)
    folder: str = ""
    past: Past = field(default_factory=Past)

    def at(self, file: str, *path: Key) -> Span:
        """Where the value at `path` stands in a file of the group's folder; without a path, the file."""
        document = self.documents.get(file)
        return document.at(*path) if document and path else Span(f"{self.folder}/{file}")

    def member(self, id: str | None) -> Member | None:
        """The member with this id, current or former."""
        return next((m for m in self.members if m.id == id), None)

    def issue(self, slug: str | None) -> Issue | None:
        """The issue with this slug."""
        return next((i for i in self.issues if i.slug == slug), None)
