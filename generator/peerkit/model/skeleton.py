"""templates/skeletons/<id>.yml: what stands around the body of a meeting of a certain length."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, ValidationInfo, field_validator, model_validator

from peerkit.model.base import PUBLIC, Many, Minutes, Model, Name, Slug, Whole, key, wrong
from peerkit.model.meeting import ItemKind
from peerkit.model.protocol import Source


class Part(Model):
    """An item that opens or closes a meeting."""

    title: str = key(PUBLIC, "What the item is called; by default what its protocol is called.", "")
    kind: ItemKind = key(PUBLIC, "What the item is.", "other")
    minutes: Minutes | None = key(PUBLIC, "Minutes.", None)
    per_person: Minutes | None = key(PUBLIC, "Minutes for each expected member.", None)
    range: Annotated[tuple[Minutes, ...], Many] = key(
        PUBLIC, "Least and most, in the item's own unit; a protocol's are its own.", ()
    )
    protocol: Slug | None = key(PUBLIC, "A protocol's id, which gives the steps and, where silent, the minutes.", None)
    text: str = key(PUBLIC, "What is to be done, in Markdown.", "")
    cut: Annotated[Whole, Field(ge=1)] | None = key(
        PUBLIC, "Dropped when the body needs the time; lowest number first. Without it the item stays.", None
    )

    @field_validator("range")
    @classmethod
    def _holds_its_own(cls, value: tuple[float, ...], info: ValidationInfo) -> tuple[float, ...]:
        own = info.data.get("minutes") or info.data.get("per_person")
        if value and (len(value) != 2 or value[0] > value[1]):
            raise wrong("a range is the least and the most; write [10, 15]")
        if value and own and not value[0] <= own <= value[1]:
            raise wrong(f"{value[0]:g} to {value[1]:g} excludes the item's own {own:g} minutes; widen it, or change the minutes")
        return value

    @model_validator(mode="after")
    def _timed_once(self) -> Part:
        if self.minutes is not None and self.per_person is not None:
            raise wrong("the item has two lengths; keep one of minutes and per_person")
        if self.minutes is None and self.per_person is None and self.protocol is None:
            raise wrong("the item has no length; write minutes, per_person or protocol")
        return self


class Breaks(Model):
    """When the meeting pauses, and for how long."""

    after: Minutes = key(PUBLIC, "No stretch without a break is to be longer, in minutes.", 90.0)
    minutes: Minutes = key(PUBLIC, "How long a break is.", 10.0)
    lunch: Minutes | None = key(PUBLIC, "How long lunch is, in the middle of the meeting; by default there is none.", None)


class Skeleton(Model):
    """A skeleton."""

    id: Slug = key(PUBLIC, "The file's name without .yml; need not be written.", "")
    name: Name = key(PUBLIC, "What it is called.")
    purpose: str = key(PUBLIC, "What kind of meeting it is for.", "")
    minutes: Annotated[tuple[Minutes, ...], Many] = key(PUBLIC, "Lengths of meetings that it suits: the least and the most.")
    place: Literal["in-person", "online"] | None = key(PUBLIC, "Where such a meeting takes place, if that matters.", None)
    opening: Annotated[tuple[Part, ...], Many] = key(PUBLIC, "Before the body, in order.", ())
    protocols: Annotated[tuple[Slug, ...], Many] = key(PUBLIC, "Ids of the protocols that fill it where none are asked for.", ())
    closing: Annotated[tuple[Part, ...], Many] = key(PUBLIC, "After the body, in order.", ())
    breaks: Breaks = key(PUBLIC, "When it pauses.", Breaks.model_construct())
    sources: Annotated[tuple[Source, ...], Many] = key(PUBLIC, "Where it comes from.", ())

    @field_validator("minutes")
    @classmethod
    def _ordered(cls, value: tuple[float, ...]) -> tuple[float, ...]:
        if len(value) != 2 or value[0] > value[1]:
            raise wrong("lengths are the least and the most; write [100, 140]")
        return value

    def suits(self, minutes: float) -> bool:
        """Whether it is for meetings of that length."""
        return self.minutes[0] <= minutes <= self.minutes[1]
