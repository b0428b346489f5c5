"""Changes to the front matter of a person's file, by span: all else stays as it was, comments, order and line ends included.

Each function takes a file's text and returns the changed one; `save` writes it, whole or not at all.
"""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml
from msgspec import Struct, field
from yaml import cyaml

from peerkit.diagnostic import Refusal
from peerkit.text import Malformed, read_yaml, shield


class _Node(Struct, frozen=True):
    """Where one value stands in the front matter: code points from its start, the end without what follows it."""

    start: int
    end: int
    flow: bool
    kind: str  # scalar, mapping or list
    entries: tuple[_Node, ...] = ()
    keys: Mapping[str, tuple[int, int, _Node]] = field(default_factory=dict)  # of a mapping: where the key stands, its value


class _Parts(Struct, frozen=True):
    """A Markdown file in parts: all before the front matter, the front matter with LF line ends, and all after it."""

    before: str
    front: str
    after: str
    line_end: str

    def joined(self, front: str) -> str:
        return self.before + front.replace("\n", self.line_end) + self.after


def set_keys(text: str, changes: Mapping[str, str], order: Sequence[str] = ()) -> str:
    """The file with these top-level keys set to these scalars or flow collections, as YAML writes them.

    A key that was not there stands after the last of those that `order` names before it. Raises Refusal.
    """
    parts = _parts(text)
    had, front = _value(parts.front), parts.front
    for key, value in changes.items():
        front = _set(front, key, value, order)
    wanted = {**had, **{key: _plain(value) for key, value in changes.items()}}
    return _sure(parts, front, wanted)


def append(text: str, key: str, entry: str, order: Sequence[str] = ()) -> str:
    """The file with one more entry, in flow style, in the list at a top-level key. Raises Refusal."""
    parts = _parts(text)
    had = _value(parts.front)
    front = _append(parts.front, key, entry, order)
    return _sure(parts, front, {**had, key: [*(had.get(key) or []), _plain(entry)]})


def set_entry(text: str, key: str, index: int, changes: Mapping[str, str]) -> str:
    """The file with these keys set in one entry, a mapping, of the list at a top-level key. Raises Refusal."""
    parts = _parts(text)
    had, front = _value(parts.front), parts.front
    for name, value in changes.items():
        node = _root(front).keys[key][2].entries[index]
        front = _set_in(front, node, name, value)
    entries = list(had[key])
    entries[index] = {**entries[index], **{name: _plain(value) for name, value in changes.items()}}
    return _sure(parts, front, {**had, key: entries})


def save(path: Path, text: str) -> None:
    """Replace a file's content, whole or not at all, keeping its permissions. Raises Refusal."""
    real = path.resolve()
    try:
        handle, name = tempfile.mkstemp(dir=real.parent, prefix=".peerkit-")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(text.encode())
            Path(name).chmod(real.stat().st_mode)
            Path(name).replace(real)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise Refusal(f"cannot write '{path}': {error.strerror}; check permissions and free space") from None


# --- parts -----------------------------------------------------------------------------------------------------------


def _parts(text: str) -> _Parts:
    opening = re.match(r"\ufeff?(?:[^\S\n]*\n)*---\r?\n", text)
    if opening:
        closing = re.compile(r"^---\r?$", re.M).search(text, opening.end())
        if closing is None:
            raise Refusal("the front matter never closes; end it with a line of exactly '---'")
        front = text[opening.end() : closing.start()]
        # where line ends are mixed, what is there stays, and new lines end in LF
        line_end = "\r\n" if opening[0].endswith("\r\n") and front.count("\r\n") == front.count("\n") else "\n"
        return _Parts(text[: opening.end()], front.replace(line_end, "\n"), text[closing.start() :], line_end)
    line_end = "\r\n" if "\r\n" in text else "\n"
    mark = "\ufeff" if text.startswith("\ufeff") else ""
    return _Parts(f"{mark}---{line_end}", "", f"---{line_end}{text.removeprefix(mark)}", line_end)


def _value(front: str) -> dict[str, Any]:
    try:
        document = read_yaml(front, "front matter")
        wrong = next((problem.message for problem in document.problems), "")
    except Malformed as error:
        wrong = error.diagnostic.message
    if wrong:
        raise Refusal(f"the front matter cannot be read: {wrong}; 'peerkit check' says where")
    value = document.value
    if value in (None, ""):
        return {}
    if not isinstance(value, dict):
        raise Refusal("the front matter is not a mapping of keys and values; write 'key: value' lines")
    return value


def _plain(value: str) -> Any:
    return read_yaml(value, "value").value


def _sure(parts: _Parts, front: str, wanted: Mapping[str, Any]) -> str:
    """The changed file, if it says what it ought to; a person's file is never left saying something else."""
    try:
        sure = _value(front) == wanted
    except Exception:  # whatever is wrong with it, it is not written
        sure = False
    if not sure:
        raise Refusal("the front matter is written in a way that cannot be changed safely; edit it by hand")
    return parts.joined(front)


# --- the places of values --------------------------------------------------------------------------------------------


def _root(front: str) -> _Node:
    """The front matter as places; an empty block mapping where it says nothing."""
    parser: Any = cyaml.CParser(shield(front)[0])  # type: ignore[attr-defined]
    while (event := parser.get_event()) is not None:
        if isinstance(event, yaml.DocumentStartEvent):
            event = parser.get_event()
            if not isinstance(event, yaml.ScalarEvent):
                return _node(event, parser)
    return _Node(len(front), len(front), False, "mapping")


def _node(event: Any, parser: Any) -> _Node:
    start, end = event.start_mark.index, event.end_mark.index
    if isinstance(event, yaml.ScalarEvent):
        return _Node(start, end, event.style not in ("|", ">"), "scalar")
    flow, last = bool(event.flow_style), start
    entries, keys = list[_Node](), dict[str, tuple[int, int, _Node]]()
    is_mapping = isinstance(event, yaml.MappingStartEvent)
    while type(event := parser.get_event()) not in (yaml.MappingEndEvent, yaml.SequenceEndEvent):
        if not is_mapping:
            entries.append(_node(event, parser))
            last = entries[-1].end
            continue
        name, at, until = event.value, event.start_mark.index, event.end_mark.index
        value = _node(parser.get_event(), parser)
        keys[name] = (at, until, value)
        last = max(until, value.end)
    # a block's own end mark is where the next thing begins
    end = event.end_mark.index if flow else last
    return _Node(start, end, flow, "mapping" if is_mapping else "list", tuple(entries), keys)


# --- changes ---------------------------------------------------------------------------------------------------------


def _set(front: str, key: str, value: str, order: Sequence[str]) -> str:
    root = _root(front)
    if key in root.keys or root.flow:
        return _set_in(front, root, key, value)
    line = f"{' ' * _indent(front, root)}{key}: {value}\n"
    place = _place(front, root, key, order)
    return front[:place] + ("\n" if place and front[place - 1] != "\n" else "") + line + front[place:]


def _set_in(front: str, node: _Node, key: str, value: str) -> str:
    """The front matter with a key of a mapping set."""
    if key in node.keys:
        return _replaced(front, *node.keys[key], value)
    if node.flow:
        comma = ", " if node.keys else ""
        place = max((found[2].end for found in node.keys.values()), default=node.start + 1)
        return f"{front[:place]}{comma}{key}: {value}{front[place:]}"
    place = _line_end(front, node.end)
    return f"{front[:place]}{' ' * _column(front, node.start)}{key}: {value}\n{front[place:]}"


def _replaced(front: str, at: int, until: int, old: _Node, value: str) -> str:
    """The front matter with another value for the key that stands from `at` to `until`."""
    if old.flow and old.start < old.end:
        return front[: old.start] + value + front[old.end :]
    colon = front.index(":", until) + 1
    if old.start == old.end:
        return f"{front[:colon]} {value}{front[colon:]}"
    # a block: its lines go, with the comments among them; what stands beside the key stays
    first = front.index("\n", colon) + 1
    beside = re.sub(r"^\s*[|>][-+0-9]*", "", front[colon:first]) if old.kind == "scalar" else front[colon:first]
    return f"{front[:colon]} {value}{beside}{front[_line_end(front, old.end) :]}"


def _append(front: str, key: str, entry: str, order: Sequence[str]) -> str:
    root = _root(front)
    if key not in root.keys:
        if root.flow:
            return _set_in(front, root, key, f"[{entry}]")
        return _set(front, key, f"\n{' ' * (_indent(front, root) + 2)}- {entry}", order).replace(f"{key}: \n", f"{key}:\n", 1)
    at, until, old = root.keys[key]
    if old.kind == "list" and not old.flow:
        place = _line_end(front, old.end)
        dash = front.index("-", front.rfind("\n", 0, old.start) + 1)
        return f"{_whole(front[:place])}{' ' * _column(front, dash)}- {entry}\n{front[place:]}"
    if old.kind == "list" and old.entries:
        place = old.entries[-1].end
        return f"{front[:place]}, {entry}{front[place:]}"
    if root.flow:
        return _replaced(front, at, until, old, f"[{entry}]")
    # an empty list, or nothing: a line of its own below the key, so that each signature is a line of a diff
    colon = front.index(":", until) + 1
    without = front[:colon] + front[max(colon, old.end) :]
    place = _line_end(without, colon)
    return f"{_whole(without[:place])}{' ' * (_column(front, at) + 2)}- {entry}\n{without[place:]}"


def _place(front: str, root: _Node, key: str, order: Sequence[str]) -> int:
    """Where the line of a new key belongs."""
    before = order[: order.index(key)] if key in order else [*root.keys]
    ends = [max(root.keys[name][1], root.keys[name][2].end) for name in before if name in root.keys]
    if ends:
        return _line_end(front, max(ends))
    first = min((found[0] for found in root.keys.values()), default=len(front))
    return front.rfind("\n", 0, first) + 1 if root.keys else len(front)


def _indent(front: str, root: _Node) -> int:
    return _column(front, min((found[0] for found in root.keys.values()), default=0)) if root.keys else 0


def _column(front: str, at: int) -> int:
    return at - (front.rfind("\n", 0, at) + 1)


def _line_end(front: str, at: int) -> int:
    """Where the line after the one with `at` begins; a block scalar ends behind its line end already."""
    found = front.find("\n", max(0, at - 1 if front[at - 1 : at] == "\n" else at))
    return len(front) if found < 0 else found + 1


def _whole(front: str) -> str:
    return front if not front or front.endswith("\n") else front + "\n"
