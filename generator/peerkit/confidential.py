"""What a group's files say, as texts with their places: what the leak scan looks for, and what it lets stand.

The texts of a whole group less those of its projection are the group's secrets. This module knows the models but no
audience, and not how texts are compared.
"""

from __future__ import annotations

import datetime
import functools
from typing import Any, Literal, NamedTuple, get_args, get_origin

from peerkit.facts.words import words
from peerkit.fingerprint import held
from peerkit.model.base import Model
from peerkit.model.experience import Experience
from peerkit.model.group import Group
from peerkit.model.issue import Issue
from peerkit.model.poll import Poll
from peerkit.text import Key

# texts of more words than this are prose, and found by runs of words rather than whole
_PHRASE = 6


class Said(NamedTuple):
    """A text that a person wrote, and in which file and under which keys."""

    text: str
    file: str
    path: tuple[Key, ...]

    @property
    def prose(self) -> bool:
        # most scripts put spaces between words
        return len(self.text.split()) > _PHRASE or (not self.text.isascii() and words(self.text) > _PHRASE)


def said(group: Group) -> list[Said]:
    """Every text of a group, whole or projected."""
    out: list[Said] = []
    _collect(out, "group.yml", group.about, ())
    _collect(out, "members.yml", group.members, ("members",))
    _collect(out, "charter.md", group.charter, ())
    if group.ground_rules and not group.ground_rules.builtin:
        _collect(out, "ground-rules.md", group.ground_rules, ())
    for text in group.past.charter:
        _collect(out, f"charter.md ({text.name})", text.text, ())
    for rules in group.past.ground_rules:
        _collect(out, f"ground-rules.md ({rules.name})", rules.text, ())
    out += [Said(name, "members.yml (its past)", ()) for name in group.past.people]
    for meeting in group.meetings:
        _collect(out, meeting.file, meeting.agenda, ())
        _collect(out, meeting.minutes_file, meeting.minutes, ())
        if meeting.notes:
            out.append(Said(meeting.notes, f"meetings/{meeting.slug}/facilitator.md", ()))
    nouns: tuple[Issue | Experience | Poll, ...] = (*group.issues, *group.experiences, *group.polls)
    for noun in nouns:
        _collect(out, noun.file, noun, ())
    return out


def _collect(out: list[Said], file: str, value: Any, path: tuple[Key, ...]) -> None:
    kind: Any = type(value)
    if kind in _SILENT:
        return
    if isinstance(value, str):
        if value and value[0] not in "?@":
            out.append(Said(value, file, path))
    elif isinstance(value, Model):
        for name, key in _open_fields(type(value)):
            if inner := getattr(value, name):
                _collect(out, file, inner, (*path, key))
    elif isinstance(value, tuple):
        for index, entry in enumerate(value):
            _collect(out, file, entry, (*path, index))
    elif isinstance(value, dict):
        for key, entry in value.items():
            _collect(out, file, key, (*path, key))
            _collect(out, file, entry, (*path, key))
    else:
        for name in held(kind) or ():
            _collect(out, file, getattr(value, name), (*path, name))


_SILENT = {type(None), bool, int, float, datetime.date}  # kinds of values that hold no text, which are most

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
