"""templates/protocols/<id>.yml: a timed way to work, as data."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, model_validator

from peerkit.model.base import PUBLIC, Many, Minutes, Model, Name, Texts, Whole, key, wrong


class GroupSize(Model):
    """How many people it works for."""

    min: Annotated[Whole, Field(ge=1)] | None = key(PUBLIC, "At least.", None)
    max: Annotated[Whole, Field(ge=1)] | None = key(PUBLIC, "At most.", None)
    best: Annotated[Whole, Field(ge=1)] | None = key(PUBLIC, "Best.", None)


class Step(Model):
    """One step of a protocol."""

    title: Name = key(PUBLIC, "What happens.")
    who: str = key(PUBLIC, "Who speaks.", "")
    minutes: Minutes | None = key(PUBLIC, "Minutes.", None)
    per_person: Minutes | None = key(PUBLIC, "Minutes for each expected member.", None)
    range: Annotated[tuple[Minutes, ...], Many] = key(
        PUBLIC, "Least and most, in the step's own unit, within which it may be scaled.", ()
    )
    say: str = key(PUBLIC, "What the facilitator says.", "")
    good: str = key(PUBLIC, "What good looks like.", "")
    cue: str = key(PUBLIC, "The cue to move on.", "")

    @model_validator(mode="after")
    def _timed_once(self) -> Step:
        if (self.minutes is None) == (self.per_person is None):
            raise wrong("a step has either minutes or per_person")
        if self.range and (len(self.range) != 2 or self.range[0] > self.range[1]):
            raise wrong("range is the least and the most: [10, 15]")
        return self


class Protocol(Model):
    """A protocol."""

    name: Name = key(PUBLIC, "What it is called.")
    purpose: str = key(PUBLIC, "What it is for.", "")
    when: str = key(PUBLIC, "When to use it.", "")
    when_not: str = key(PUBLIC, "When not to.", "")
    size: GroupSize = key(PUBLIC, "How many people it works for.", GroupSize())
    preparation: Texts = key(PUBLIC, "What to prepare.", ())
    roles: Texts = key(PUBLIC, "Who does what.", ())
    steps: Annotated[tuple[Step, ...], Many, Field(min_length=1)] = key(PUBLIC, "The steps, in order.")
    remote: str = key(PUBLIC, "Variations for remote meetings.", "")
    pitfalls: Texts = key(PUBLIC, "How it goes wrong.", ())
    sources: Texts = key(PUBLIC, "Where it comes from.", ())
    id: str = Field("", json_schema_extra={"audience": "public", "in_file": False})

    def minutes(self, people: int) -> float:
        """How long it takes with so many people."""
        return sum(s.minutes if s.minutes is not None else (s.per_person or 0) * people for s in self.steps)

    def bounds(self, people: int) -> tuple[float, float]:
        """The least and the most that it may be scaled to; a step without a range stays as it is."""
        least = most = 0.0
        for step in self.steps:
            low, high = step.range or (step.minutes or step.per_person or 0,) * 2
            times = people if step.per_person is not None else 1
            least, most = least + low * times, most + high * times
        return least, most
