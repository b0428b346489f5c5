"""The facilitator's run sheet: by the clock what to say and do, when to move on, and what to cut first."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from peerkit.facts.clock import TimedItem, Timing
from peerkit.facts.fit import Cut, cuts
from peerkit.packets.texts import texts
from peerkit.speaker import Speaker


class RunLine(Struct, frozen=True):
    """A stretch of time: an item (`item` true) or a step of its protocol."""

    item: bool
    start: str
    length: str
    title: str
    who: str
    say: str
    do: str
    good: str  # what good looks like
    cue: str


class CutLine(Struct, frozen=True):
    """An item to cut: by shortening it to `keeps`, which saves `shorter` ("" where it cannot be), or by dropping it."""

    title: str
    start: str
    keeps: str
    shorter: str
    whole: str


class RunSheet(Struct, frozen=True):
    """All lines, and what to cut, first things first."""

    lines: tuple[RunLine, ...]
    cuts: tuple[CutLine, ...]


def run_sheet(speaker: Speaker, clock: Timing) -> RunSheet:
    """The run sheet of a meeting."""
    lines = tuple(line for timed in clock.items for line in _lines(speaker, timed))
    return RunSheet(lines, tuple(_cut(speaker, clock, cut) for cut in cuts(clock)))


def _lines(speaker: Speaker, timed: TimedItem) -> Iterator[RunLine]:
    say, item = speaker.words, timed.item
    start = say.clock(timed.starts) if timed.starts else ""
    length = say.minutes(timed.minutes) if timed.minutes is not None else say.plain("untimed")
    lead = speaker.who(item.lead) if item.lead else ""
    name = speaker.item(item)
    if not timed.steps:
        cues = texts(speaker.context.templates).kinds[item.kind]
        yield RunLine(True, start, length, name, lead, speaker.kind(cues.say), speaker.kind(cues.do), "", speaker.kind(cues.cue))
        return
    runs = say.plain("How it runs: {protocol}", protocol=timed.protocol.name if timed.protocol else "")
    yield RunLine(True, start, length, name, lead, "", runs, "", "")
    for each in timed.steps:
        begins, step = say.clock(each.starts) if each.starts else "", each.step
        yield RunLine(False, begins, say.minutes(each.minutes), step.title, step.who, step.say, "", step.good, step.cue)


def _cut(speaker: Speaker, clock: Timing, cut: Cut) -> CutLine:
    timed, say = clock.items[cut.index], speaker.words
    shorter = bool(cut.shorter and cut.least)
    return CutLine(
        title=speaker.item(timed.item),
        start=say.clock(timed.starts) if timed.starts else "",
        keeps=say.minutes(cut.least) if shorter else "",
        shorter=say.minutes(cut.shorter) if shorter else "",
        whole=say.minutes(cut.minutes),
    )
