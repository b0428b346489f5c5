"""What there is to read before: each file with its place in the group's folder."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from peerkit.model.meeting import Meeting
from peerkit.speaker import Speaker


class Reading(Struct, frozen=True):
    """A file to read before; `path` is its place in the group's folder, `index` in the agenda's pre_reads."""

    title: str
    path: str
    readers: str
    index: int


def readings(speaker: Speaker, meeting: Meeting) -> Iterator[Reading]:
    """The files that the reader gets."""
    whom = {"@everyone": "", "@guests": "for guests", "@facilitator": "for the facilitator"}
    for index, read in enumerate(meeting.agenda.pre_reads):
        people = [id for id in read.for_ if id not in whom]
        readers = speaker.names(people) if people else speaker.kind(whom[read.for_[0]]) if read.for_ else ""
        yield Reading(read.title or read.file, f"meetings/{meeting.slug}/{read.file}", readers, index)
