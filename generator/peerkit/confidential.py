"""What a group's files say, as texts with their places: what the leak scan looks for, and what it lets stand.

The texts of a whole group less those of its projection are the group's secrets. This module knows the models but no
audience, and not how texts are compared.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
from typing import Any, Literal, get_args, get_origin

from peerkit.diagnostic import Span
from peerkit.model.base import Model
from peerkit.model.experience import Experience
from peerkit.model.group import Group
from peerkit.model.issue import Issue
from peerkit.model.meeting import Meeting
from peerkit.model.poll import Poll

# texts of more words than this are prose, and found by runs of words rather than whole
_PHRASE = 6


@dataclass(frozen=True, slots=True)
class Said:
    """A text that a person wrote, and where."""

    text: str
    at: Span

    @property
    def prose(self) -> bool:
        return len(self.text.split()) > _PHRASE


def said(group: Group) -> Iterator[Said]:
    """Every text of a group, whole or projected."""
    yield from _texts(group, "group.yml", group.about)
    yield from _texts(group, "members.yml", group.members, "members")
    yield from _texts(group, "charter.md", group.charter)
    if group.ground_rules and not group.ground_rules.builtin:
        yield from _texts(group, "ground-rules.md", group.ground_rules)
    for meeting in group.meetings:
        yield from _of_meeting(group, meeting)
    nouns: tuple[Issue | Experience | Poll, ...] = (*group.issues, *group.experiences, *group.polls)
    for noun in nouns:
        yield from _texts(group, noun.file, noun)


def _of_meeting(group: Group, meeting: Meeting) -> Iterator[Said]:
    yield from _texts(group, meeting.file, meeting.agenda)
    if meeting.minutes:
        yield from _texts(group, meeting.minutes_file, meeting.minutes)
    if meeting.notes:
        yield Said(meeting.notes, group.at(f"meetings/{meeting.slug}/facilitator.md"))


def _texts(group: Group, file: str, value: Any, *path: str | int) -> Iterator[Said]:
    if isinstance(value, str):
        if value and value[0] not in "?@":
            yield Said(value, group.at(file, *path))
    elif isinstance(value, Model):
        for name, key in _open_fields(type(value)):
            yield from _texts(group, file, getattr(value, name), *path, key)
    elif isinstance(value, tuple):
        for index, entry in enumerate(value):
            yield from _texts(group, file, entry, *path, index)
    elif isinstance(value, dict):
        for key, entry in value.items():
            yield from _texts(group, file, key, *path, key)
            yield from _texts(group, file, entry, *path, key)
    elif is_dataclass(value):
        for each in fields(value):
            yield from _texts(group, file, getattr(value, each.name), *path, each.name)


# settings, not content: names of zones, languages, roles and rules are the same in all groups
_SETTINGS = {"timezone", "language", "rule_in_focus", "protocol", "roles", "role_months", "audiences", "from_", "exclusive"}


@functools.cache
def _open_fields(model: type[Model]) -> tuple[tuple[str, str], ...]:
    """Names and keys of a model's fields that hold free text; a choice from a list is not one."""
    out = []
    for name, field in model.model_fields.items():
        closed = any(get_origin(a) is Literal for a in (field.annotation, *get_args(field.annotation)))
        if not closed and not (name in _SETTINGS and name != "roles") and not (name == "rule" and model.__name__ == "Meets"):
            out.append((name, field.alias or name))
    return tuple(out)
