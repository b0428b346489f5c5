"""What spans groups sees only this of each."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence

from msgspec import Struct

from peerkit.diagnostic import Span
from peerkit.facts.clock import timing
from peerkit.facts.occurrences import ahead, upcoming
from peerkit.facts.roster import current
from peerkit.model.context import Context
from peerkit.model.group import Figures, Group, Seats
from peerkit.model.meeting import Agenda, Meeting


class Slot(Struct, frozen=True):
    """A meeting ahead in time (UTC), and where that is said: its agenda, or the group's rhythm."""

    starts: datetime.datetime
    ends: datetime.datetime
    at: Span


class Summary(Struct, frozen=True):
    """A group in a few values: for the directory, and for rules across groups."""

    slug: str
    name: str
    summary: str
    kind: str
    focus: tuple[str, ...]
    level: str
    status: str
    language: str
    seats: Seats
    figures: Figures
    cadence: str
    emails: frozenset[str] = frozenset()
    slots: tuple[Slot, ...] = ()


def summary(group: Group, context: Context, cadence: str = "") -> Summary:
    """The summary of a group; of a projected group it holds what that audience may see."""
    about = group.about
    return Summary(
        group.slug, about.name, about.summary, about.kind or "", about.focus, about.level, about.status, about.language,
        about.seats, group.figures, cadence,
        frozenset(m.email.strip().casefold() for m in current(group, context.today) if m.email.strip()),
        tuple(_slots(group, context)),
    )  # fmt: skip


def _slots(group: Group, context: Context) -> Iterator[Slot]:
    ruled = [o.date for o in upcoming(group, context.today) if not o.meeting]
    bare = [Meeting(str(day), day, Agenda()) for day in ruled]
    for meeting in (*ahead(group, context.today), *bare):
        clock = timing(group, meeting, {})
        if clock.starts and clock.ends:
            path = ("start",) if meeting.agenda.start else ()
            at = group.at("group.yml", "meets", "start") if meeting.date in ruled else group.at(meeting.file, *path)
            yield Slot(clock.starts.astimezone(datetime.UTC), clock.ends.astimezone(datetime.UTC), at)


def overlaps(summaries: Sequence[Summary]) -> Iterator[tuple[Slot, str]]:
    """Slots during which another, earlier sorted group meets as well, with that group's slug; earliest first."""
    slots = [(slot.starts, slot.ends, summary.slug, slot) for summary in summaries for slot in summary.slots]
    running: list[tuple[datetime.datetime, str, Slot]] = []
    for starts, ends, slug, slot in sorted(slots, key=lambda entry: entry[:3]):
        running = [entry for entry in running if entry[0] > starts]
        for _, other, theirs in running:
            if other != slug:
                yield (slot, other) if other < slug else (theirs, slug)
        running.append((ends, slug, slot))
