"""What the scan is told of a group: what a reader may not see, and what they may."""

from __future__ import annotations

from peerkit.confidential import Said, said
from peerkit.diagnostic import Span
from peerkit.model.group import Group
from peerkit.render import words
from peerkit.scan import Allowed, Secret


def secrets(whole: Group, seen: Group) -> list[Secret]:
    """What the group says and this audience may not read."""
    public = {each.text for each in said(seen)}
    return [Secret(s.text, str(_at(whole, s)), s.prose) for s in said(whole) if s.text not in public]


def _at(whole: Group, told: Said) -> Span:
    """Where a text stands; a file's own name has no place in it."""
    return whole.at(told.file, *(() if told.path == ("slug",) else told.path))


def allowed(seen: Group) -> Allowed:
    """What this audience may read of a group."""
    return Allowed.from_texts(readable(seen))


def readable(seen: Group) -> tuple[str, ...]:
    """The texts that this audience may read of a group, and the days of its meetings as pages write them."""
    say = words(seen.about.language or "en")
    days = (told(meeting.date) for meeting in seen.meetings for told in (say.date, say.day))
    return (*(each.text for each in said(seen)), *days)
