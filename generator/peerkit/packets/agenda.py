"""The agenda by the clock: items, the steps of their protocols, breaks, what is left, and what is too much."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from msgspec import Struct

from peerkit.facts.clock import TimedItem, TimedStep, Timing
from peerkit.facts.fit import Fit
from peerkit.packets.parts import Prose
from peerkit.speaker import Speaker


class StepLine(Struct, frozen=True):
    """A protocol's step."""

    start: str
    title: str
    who: str
    length: str
    say: str
    good: str
    cue: str


class Line(Struct, frozen=True):
    """An item: when, what, how long (in words, and in minutes for what depends on it), who leads it and what it is for."""

    number: int
    start: str
    ends: str
    title: str
    kind: str
    length: str
    minutes: float
    lead: str
    purpose: str
    text: Prose
    protocol: str
    about: str  # the protocol's purpose
    steps: tuple[StepLine, ...]
    changed: str  # how `--fit` changed it


class Agenda(Struct, frozen=True):
    """The items, and the sums: all in words."""

    lines: tuple[Line, ...]
    start: str
    ends: str
    total: str
    length: str
    slack: str
    over: str
    proposals: tuple[str, ...]


def agenda(speaker: Speaker, file: str, clock: Timing, fitted: Fit | None, before: Timing) -> Agenda:
    """The agenda of a clock, which stands in `file`; `before` is the clock that `fitted` has changed."""
    say, slack = speaker.words, clock.slack
    clean = clock.items and all(timed.minutes is not None for timed in clock.items)
    keeps = {p.index: p.keeps for p in fitted.proposals} if fitted else {}
    places = [n for n in range(len(before.items)) if keeps.get(n) != 0]  # of what stays, in the file
    return Agenda(
        lines=tuple(
            _line(speaker, number, timed, Prose(timed.item.text, file, ("items", n, "text"), 3), before.items[n].minutes)
            for number, (n, timed) in enumerate(zip(places, clock.items, strict=True), 1)
        ),
        start=say.clock(clock.starts) if clock.starts else "",
        ends=say.clock(clock.ends) if clock.ends else "",
        total=say.minutes(clock.total) if clean else "",
        length=say.minutes(clock.length) if clock.length else "",
        slack=say.minutes(slack) if slack and slack > 0 and clean else "",
        over=say.minutes(-slack) if slack and slack < 0 else "",
        proposals=tuple(_proposals(speaker, fitted, before)) if fitted else (),
    )


def _line(speaker: Speaker, number: int, timed: TimedItem, text: Prose, before: Fraction | None) -> Line:
    say, item = speaker.words, timed.item
    return Line(
        number=number,
        start=say.clock(timed.starts) if timed.starts else "",
        ends=say.clock(timed.ends) if timed.ends else "",
        title=speaker.item(item),
        kind=item.kind,
        length=say.minutes(timed.minutes) if timed.minutes is not None else say.plain("untimed"),
        minutes=float(timed.minutes or 0),
        lead=speaker.who(item.lead) if item.lead else "",
        purpose=speaker.kind(item.purpose),
        text=text,
        protocol=timed.protocol.name if timed.protocol else "",
        about=timed.protocol.purpose if timed.protocol else "",
        steps=tuple(_step(speaker, step) for step in timed.steps),
        changed=say.plain("was {length}", length=say.minutes(before)) if before and before != timed.minutes else "",
    )


def _step(speaker: Speaker, timed: TimedStep) -> StepLine:
    step, say = timed.step, speaker.words
    start = say.clock(timed.starts) if timed.starts else ""
    return StepLine(start, step.title, step.who, say.minutes(timed.minutes), step.say, step.good, step.cue)


def _proposals(speaker: Speaker, fitted: Fit, before: Timing) -> Iterator[str]:
    """What `--fit` proposes, in words."""
    say = speaker.words
    for each in fitted.proposals:
        item, saves = speaker.item(before.items[each.index].item), say.minutes(each.saves)
        if each.keeps:
            yield say.plain(
                "{item}: shortened to {length}, which saves {saves}", item=item, length=say.minutes(each.keeps), saves=saves
            )
        else:
            yield say.plain("{item}: dropped, which saves {saves}", item=item, saves=saves)
    if fitted.over:
        yield say.plain("{n} are still too many: no item more says that it may be cut.", n=say.minutes(fitted.over))
