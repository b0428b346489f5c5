"""templates/protocols/<id>.yml: a timed way to work, as data."""

from __future__ import annotations

import re
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, ValidationInfo, field_validator, model_validator

from peerkit.model.base import PUBLIC, Many, Minutes, Model, Name, Slug, Texts, Whole, key, wrong
from peerkit.model.meeting import ItemKind

# who may speak in any protocol; all others are its roles
SPEAKERS = ("everyone", "others", "facilitator", "pairs", "groups of three", "groups of four")
Serves = Literal["arrive", "one-member", "several-members", "shared-problem", "decide", "improve", "belong"]
# a step that is called so is a rest for all; "breakout" is none
PAUSE = re.compile(r"(?i)\b(?:break|lunch)\b(?!-)")
Strength = Literal["trial", "study", "survey", "practice", "claim", "ours"]


def _address(value: str) -> str:
    if not re.fullmatch(r"https?://[^\s<>\"]+", value):
        raise wrong(f"'{value[:60]}' is no address of a web page; write https://…")
    return value


def _short(value: str) -> str:
    if len(value) > _LONGEST:
        raise wrong(f"is {len(value)} characters long, and stands on cards and above tables; write {_LONGEST} at most")
    return value


def _few(value: tuple[Step, ...]) -> tuple[Step, ...]:
    if len(value) > _MOST:
        raise wrong(f"{len(value)} steps are more than anybody can lead; write {_MOST} at most")
    return value


_LONGEST, _MOST = 120, 60
Title = Annotated[Name, AfterValidator(_short)]


class GroupSize(Model):
    """How many people it works for."""

    min: Annotated[Whole, Field(ge=1)] | None = key(PUBLIC, "At least.", None)
    max: Annotated[Whole, Field(ge=1)] | None = key(PUBLIC, "At most.", None)
    best: Annotated[Whole, Field(ge=1)] | None = key(PUBLIC, "Best.", None)

    @field_validator("max", "best")
    @classmethod
    def _in_order(cls, value: int | None, info: ValidationInfo) -> int | None:
        least, most = info.data.get("min"), info.data.get("max")
        if value is not None and least is not None and value < least:
            raise wrong(f"{value} is less than 'min', which is {least}; write {least} or more")
        if value is not None and most is not None and value > most:
            raise wrong(f"{value} is more than 'max', which is {most}; write {most} or less")
        return value


class Step(Model):
    """One step of a protocol."""

    title: Title = key(PUBLIC, "What happens.")
    who: str = key(
        PUBLIC,
        "Who speaks: everyone, others, facilitator, pairs, groups of three, groups of four, or one of the protocol's roles; "
        "also two of them (`presenter, then everyone`), and `, in turn`.",
        "",
    )
    minutes: Minutes | None = key(PUBLIC, "Minutes.", None)
    per_person: Minutes | None = key(PUBLIC, "Minutes for each expected member.", None)
    per_other: Minutes | None = key(PUBLIC, "Minutes for each expected member but one, say, the presenter.", None)
    range: Annotated[tuple[Minutes, ...], Many] = key(
        PUBLIC, "Least and most, in the step's own unit, within which it may be scaled.", ()
    )
    say: str = key(PUBLIC, "What the facilitator says.", "")
    good: str = key(PUBLIC, "What good looks like.", "")
    cue: str = key(PUBLIC, "The cue to move on.", "")

    @field_validator("range")
    @classmethod
    def _holds_its_own(cls, value: tuple[float, ...], info: ValidationInfo) -> tuple[float, ...]:
        if value and (len(value) != 2 or value[0] > value[1]):
            raise wrong("a range is the least and the most; write [10, 15]")
        own = next((n for n in map(info.data.get, ("minutes", "per_person", "per_other")) if n is not None), None)
        if value and own is not None and not value[0] <= own <= value[1]:
            low, high = min(value[0], own), max(value[1], own)
            raise wrong(
                f"{value[0]:g} to {value[1]:g} excludes the step's own {own:g} minutes; "
                f"write [{low:g}, {high:g}], or change the minutes"
            )
        return value

    @model_validator(mode="after")
    def _timed_once(self) -> Step:
        given = sum(n is not None for n in (self.minutes, self.per_person, self.per_other))
        if not given:
            raise wrong("the step has no length; write minutes, per_person or per_other")
        if given > 1:
            raise wrong("the step has two lengths; keep one of minutes, per_person and per_other")
        return self

    @property
    def own(self) -> float:
        """The step's length in its own unit: minutes, or minutes for each."""
        return self.minutes or self.per_person or self.per_other or 0.0

    def times(self, people: int) -> int:
        """How often its own length is spent with so many people."""
        return people if self.per_person is not None else max(people - 1, 0) if self.per_other is not None else 1

    def length(self, people: int) -> float:
        """Its minutes with so many people."""
        return self.own * self.times(people)

    def bounds(self, people: int) -> tuple[float, float]:
        """The least and the most minutes that it may be scaled to; without a range, its own."""
        low, high = self.range or (self.own, self.own)
        return low * self.times(people), high * self.times(people)

    @property
    def speakers(self) -> tuple[str, ...]:
        """Each speaker whom `who` names, as written but for articles: `presenter, then everyone` names two."""
        plain = re.sub(r",? in turn$", "", " ".join(self.who.split()))
        parts = re.split(r",? then |, | and | or ", plain)
        return tuple(filter(None, (re.sub(r"(?i)^(the|a|an) ", "", part).strip() for part in parts)))


class Source(Model):
    """Where something of a protocol comes from, and how much it weighs."""

    says: Name = key(PUBLIC, "What is taken from it, and from whom.")
    url: Annotated[str, AfterValidator(_address)] | None = key(PUBLIC, "Its address on the web.", None)
    strength: Strength | None = key(
        PUBLIC,
        "How strong it is: a controlled trial, another study, a survey, a description by those who do it, an organisation's claim "
        "about itself, or your (in the built-in ones: our) own suggestion.",
        None,
    )


class Protocol(Model):
    """A protocol."""

    id: Slug = key(PUBLIC, "The file's name without .yml; need not be written.", "")
    name: Title = key(PUBLIC, "What it is called; no two protocols have the same name.")
    purpose: str = key(PUBLIC, "What it is for.", "")
    serves: Annotated[tuple[Serves, ...], Many] = key(PUBLIC, "Under which purposes the index lists it.", ())
    kind: ItemKind = key(PUBLIC, "The kind of item that a planned agenda makes of it.", "issue")
    facilitator: Literal["novice", "practised", "seasoned"] | None = key(
        PUBLIC, "How much experience its facilitator needs at least.", None
    )
    when: str = key(PUBLIC, "When to use it.", "")
    when_not: str = key(PUBLIC, "When not to.", "")
    size: GroupSize = key(PUBLIC, "How many people it works for.", GroupSize.model_construct())
    preparation: Texts = key(PUBLIC, "What to prepare.", ())
    prompts: dict[Name, Texts] = key(PUBLIC, "Sets of questions to choose from, by what each set is for.", {})
    roles: dict[Name, str] = key(PUBLIC, "Who does what: a role, and what it does.", {})
    steps: Annotated[tuple[Step, ...], Many, Field(min_length=1), AfterValidator(_few)] = key(PUBLIC, "The steps, in order.")
    total: Minutes | None = key(
        PUBLIC, "The most that the steps take together, in minutes, with the best number of people; by default their sum.", None
    )
    remote: str = key(PUBLIC, "Variations for remote meetings.", "")
    pitfalls: Texts = key(PUBLIC, "How it goes wrong.", ())
    sources: Annotated[tuple[Source, ...], Many] = key(PUBLIC, "Where it comes from.", ())

    @property
    def best(self) -> int:
        """The number of people that its own lengths are told for."""
        return self.size.best or self.size.max or self.size.min or 8

    @property
    def has_lunch(self) -> bool:
        """Whether one of its steps is lunch: then it fills a day."""
        return any(found[0].lower() == "lunch" for step in self.steps for found in PAUSE.finditer(step.title))

    @property
    def pauses(self) -> bool:
        """Whether its steps have breaks of their own."""
        return any(PAUSE.search(step.title) for step in self.steps)

    def minutes(self, people: int) -> float:
        """How long it takes with so many people."""
        return sum(step.length(people) for step in self.steps)

    def bounds(self, people: int) -> tuple[float, float]:
        """The least and the most that it may be scaled to; a step without a range stays as it is."""
        both = [step.bounds(people) for step in self.steps]
        return sum(low for low, _ in both), sum(high for _, high in both)
