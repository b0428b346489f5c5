"""What spans groups sees only this of each."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from peerkit.diagnostic import Span
from peerkit.facts.clock import length_of, start_of, timing
from peerkit.facts.roster import current
from peerkit.model.context import Context
from peerkit.model.group import Figures, Group, Seats


@dataclass(frozen=True, slots=True)
class Slot:
    """A planned meeting in time (UTC), and where its agenda stands."""

    starts: datetime.datetime
    ends: datetime.datetime
    at: Span


@dataclass(frozen=True, slots=True)
class Summary:
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


def _slots(group: Group, context: Context) -> list[Slot]:
    out = []
    for meeting in group.meetings:
        if meeting.date < context.today or meeting.agenda.status in ("cancelled", "held"):
            continue
        if start_of(group, meeting) and length_of(group, meeting):
            clock = timing(group, meeting, {})
            if clock.starts and clock.ends:
                path = ("start",) if meeting.agenda.start else ()
                out.append(
                    Slot(
                        clock.starts.astimezone(datetime.UTC), clock.ends.astimezone(datetime.UTC), group.at(meeting.file, *path)
                    )
                )
    return out
