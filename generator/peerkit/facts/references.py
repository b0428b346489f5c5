"""What a group's files name by id.

Members, issues, experiences and polls are found by the marks on the models' types; an agenda's ground rule, protocols and
attachments are no nouns of the group, and are looked for by hand.
"""

from __future__ import annotations

import functools
import types
from collections.abc import Callable, Iterator
from typing import Annotated, Any, Union, get_args, get_origin

from msgspec import Struct

from peerkit.model.base import Model, Person, Reference
from peerkit.model.group import Group
from peerkit.model.meeting import Agenda
from peerkit.text import KeyPath


class Named(Struct, frozen=True):
    """One id in one file: what it is an id of (`members`, `issues`, …), where it stands, and whether it is a mapping's key."""

    id: str
    to: str
    path: KeyPath
    is_key: bool = False


Finder = Callable[[Any, KeyPath], Iterator[Named]]


def references(group: Group) -> Iterator[tuple[str, Named]]:
    """Every id and attachment that a file of the group names, with the file; the ids that members.yml gives are among them."""
    nouns: list[tuple[str, KeyPath, Model | None]] = [("group.yml", (), group.about), ("charter.md", (), group.charter)]
    nouns += [("members.yml", ("members", n), member) for n, member in enumerate(group.members)]
    for meeting in group.meetings:
        nouns += [(meeting.file, (), meeting.agenda), (meeting.minutes_file, (), meeting.minutes)]
    nouns += [(issue.file, (), issue) for issue in group.issues]
    nouns += [(f"experiences/{experience.slug}.md", (), experience) for experience in group.experiences]
    nouns += [(poll.file, (), poll) for poll in group.polls]
    for file, path, noun in nouns:
        if noun is not None:
            for named in _of_model(noun, path):
                yield file, named
    for meeting in group.meetings:
        for named in _in_agenda(meeting.agenda):
            yield meeting.file, named


def _in_agenda(agenda: Agenda) -> Iterator[Named]:
    if agenda.rule_in_focus:
        yield Named(agenda.rule_in_focus, "rules", ("rule_in_focus",))
    for index, item in enumerate(agenda.items):
        if item.protocol:
            yield Named(item.protocol, "protocols", ("items", index, "protocol"))
    for index, pre_read in enumerate(agenda.pre_reads):
        yield Named(pre_read.file, "files", ("pre_reads", index, "file"))


def _of_model(model: Model, path: KeyPath) -> Iterator[Named]:
    for name, key, find in _fields(type(model)):
        yield from find(getattr(model, name), (*path, key))


@functools.cache
def _fields(model: type[Model]) -> tuple[tuple[str, str, Finder], ...]:
    """Of each field that holds ids: its name, its key in the file, and how to find them."""
    out = []
    for name, field in model.model_fields.items():
        find = _finder(Annotated[field.annotation, *field.metadata] if field.metadata else field.annotation)
        if find is not None:
            out.append((name, field.alias or name, find))
    return tuple(out)


def _finder(annotation: Any) -> Finder | None:
    """How to find the ids that a type holds, or None where it holds none."""
    origin, args = get_origin(annotation), get_args(annotation)
    if isinstance(annotation, type) and issubclass(annotation, Model):
        return _of_model if _fields(annotation) else None
    if origin is Annotated:
        for mark in args[1:]:
            if isinstance(mark, (Person, Reference)):
                return _id("members" if isinstance(mark, Person) else mark.to)
        return _finder(args[0])
    if origin is dict:
        return _mapping(_finder(args[0]), _finder(args[1]))
    inner = next((find for part in args if (find := _finder(part))), None)
    if inner is None or origin not in (tuple, Union, types.UnionType):
        return None
    return _each(inner) if origin is tuple else _maybe(inner)


def _id(to: str) -> Finder:
    def find(value: Any, path: KeyPath) -> Iterator[Named]:
        # `for: everyone` is held as "@everyone": no id
        if not value.startswith("@"):
            yield Named(value, to, path)

    return find


def _maybe(inner: Finder) -> Finder:
    return lambda value, path: iter(()) if value is None else inner(value, path)


def _each(inner: Finder) -> Finder:
    return lambda value, path: (named for n, entry in enumerate(value or ()) for named in inner(entry, (*path, n)))


def _mapping(of_keys: Finder | None, of_values: Finder | None) -> Finder | None:
    def find(value: Any, path: KeyPath) -> Iterator[Named]:
        for key, entry in value.items():
            for named in of_keys(key, (*path, key)) if of_keys else ():
                yield Named(named.id, named.to, named.path, is_key=True)
            if of_values:
                yield from of_values(entry, (*path, key))

    return find if of_keys or of_values else None
