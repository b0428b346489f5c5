"""A meeting's folder: its agenda, the facilitator's notes and its minutes."""

from __future__ import annotations

import datetime
from typing import Annotated, Any, Literal

from msgspec import Struct
from pydantic import BeforeValidator, Field

from peerkit.model.base import (
    Date,
    ExperienceId,
    IssueId,
    Many,
    MemberId,
    Minutes,
    Model,
    Name,
    Person,
    PollId,
    Slug,
    Time,
    Whole,
    Zone,
    key,
    slug,
    wrong,
)
from peerkit.model.minutes import Record
from peerkit.model.place import Place

ItemKind = Literal[
    "check-in",
    "rules",
    "review",
    "update",
    "issue",
    "study",
    "experience",
    "poll",
    "nuggets",
    "break",
    "logistics",
    "close",
    "other",
]


class Item(Model):
    """One item of an agenda."""

    title: str = key(
        "meetings", "What the item is called; by default what its issue, experience, poll or protocol is called.", ""
    )
    kind: ItemKind = key("meetings", "What the item is.", "other")
    per_person: Minutes | None = key("meetings", "Minutes for each expected member.", None)
    minutes: Minutes | None = key("meetings", "Minutes; they win over the protocol's, whose steps scale to them.", None)
    purpose: Literal["inform", "discuss", "decide"] | None = key("meetings", "What the item is for.", None)
    issue: IssueId | None = key("meetings", "The issue it is about.", None)
    experience: ExperienceId | None = key("meetings", "The experience it is about.", None)
    poll: PollId | None = key("meetings", "The poll it is about.", None)
    text: str = key("meetings", "What we need from this item, in Markdown.", "")
    protocol: Slug | None = key("meetings", "A protocol's id; gives the steps and, where silent, the minutes.", None)
    lead: MemberId | None = key("meetings", "Who leads it.", None)
    cut: Annotated[Whole, Field(ge=1)] | None = key(
        "meetings", "Shortened or dropped first when time runs out; lowest number first.", None
    )


class _Word(str):
    """`for: everyone` and its like, told from a member's id."""


def _reader(value: Any) -> str:
    return str(value) if isinstance(value, _Word) else slug(value)


Reader = Annotated[str, BeforeValidator(_reader, json_schema_input_type=str), Person()]


def _readers(value: Any) -> Any:
    if isinstance(value, str):
        if value not in ("everyone", "guests", "facilitator"):
            raise wrong(f"'{value[:40]}' is nobody; write everyone, guests, facilitator, or a list of member ids")
        return (_Word(f"@{value}"),)
    if isinstance(value, dict):
        raise wrong("a mapping is nobody; write everyone, guests, facilitator, or a list of member ids")
    return value


class PreRead(Model):
    """A file to read before the meeting."""

    file: Name = key("meetings", "The file's name in the meeting's folder.")
    title: str = key("meetings", "What it is called.", "")
    for_: Annotated[
        tuple[Reader, ...],
        BeforeValidator(_readers, json_schema_input_type=Literal["everyone", "guests", "facilitator"] | list[str]),
    ] = key("meetings", "Who gets it: everyone, guests, facilitator, or a list of member ids.", ("@everyone",), alias="for")

    @property
    def for_members(self) -> bool:
        """Whether a members' site may carry it."""
        return self.for_ in (("@everyone",), ("@guests",))


class Agenda(Model):
    """agenda.md"""

    title: str = key("meetings", "The meeting's name; by default month and year, in the group's language.", "")
    status: Literal["draft", "planned", "held", "cancelled"] = key("meetings", "Where the meeting stands.", "planned")
    start: Time | None = key("meetings", "When it begins; by default the group's time.", None)
    minutes: Minutes | None = key("meetings", "How long it lasts; by default the group's.", None)
    timezone: Zone | None = key("meetings", "Its IANA time zone; by default the group's.", None)
    place: Place | None = key("meetings", "Where it is; replaces the whole of the group's place.", None)
    instead_of: Date | None = key("meetings", "It replaces the rule's occurrence of that date.", None)
    roles: dict[Slug, MemberId] = key("meetings", "Who has which role; by default the rotation's.", {})
    expected: Annotated[tuple[MemberId, ...] | None, Many] = key(
        "meetings", "Who is expected; by default every current member on that date.", None
    )
    goal: str = key("meetings", "What the meeting is to achieve.", "")
    prepare_by: Date | None = key("meetings", "When preparation is to be done.", None)
    rule_in_focus: Slug | None = key("meetings", "The ground rule to pay attention to.", None)
    items: Annotated[tuple[Item, ...], Many] = key("meetings", "The items, in order.", ())
    pre_reads: Annotated[tuple[PreRead, ...], Many] = key("meetings", "Files to read before.", ())
    body: str = Field("", json_schema_extra={"audience": "meetings", "in_file": False})


class Meeting(Struct, frozen=True):
    """One folder below meetings/."""

    slug: str
    date: datetime.date
    agenda: Agenda
    minutes: Record | None = None
    notes: str | None = None  # the facilitator's private notes (facilitator.md)

    @property
    def file(self) -> str:
        return f"meetings/{self.slug}/agenda.md"

    @property
    def minutes_file(self) -> str:
        return f"meetings/{self.slug}/minutes.md"
