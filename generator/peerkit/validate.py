"""One file's value to a model, with all that is wrong with it, each mistake at its place.

What is wrong is reported and left out, so that one mistake hides neither the rest of its file nor the other mistakes.
"""

from __future__ import annotations

import re
import types
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Annotated, Any, TypeVar, Union, get_args, get_origin

from msgspec.structs import replace
from pydantic import ValidationError
from pydantic_core import ErrorDetails

from peerkit.diagnostic import Diagnostic
from peerkit.model.base import Model, in_file
from peerkit.text import MAX_PROBLEMS, Document, Key, KeyPath, nearest

M = TypeVar("M", bound=Model)
Places = Mapping[KeyPath, tuple[int, int]]


def validate(model: type[M], document: Document, found: list[Diagnostic], prefix: str = "") -> tuple[M | None, Document]:
    """The model and its document, both less what is wrong (which is reported). No model where nothing is left."""
    value = document.value if document.value not in (None, "") else {}
    if not isinstance(value, dict):
        found.append(
            Diagnostic(document.at(), "schema", "the file is not a mapping of keys and values", help="write 'key: value' lines")
        )
        return None, document
    document = _only_keys(model, replace(document, value=value), found, prefix)
    hurt: Places = {}
    while True:
        try:
            return model.model_validate(document.value), document
        except ValidationError as error:
            details = error.errors(include_url=False)
        # what lacks something that was left out may be wrong for that reason alone
        told = [detail for detail in details if _place(document, detail)[0] not in hurt]
        found += (_schema(model, document, detail, prefix) for detail in told[:MAX_PROBLEMS])
        if len(told) > MAX_PROBLEMS:
            more = f"{len(told) - MAX_PROBLEMS:,} more mistakes in this file"
            found.append(Diagnostic(document.at(), "schema", more, help="mend the others first"))
        gone = {_to_drop(model, document, detail) for detail in details}
        if () in gone:
            return None, document
        around = {path[:depth]: (0, 0) for path in gone for depth in range(len(path))}
        hurt = _moved({**hurt, **around}, gone)
        document = less(document, gone)


def _only_keys(model: type[Model], document: Document, found: list[Diagnostic], prefix: str) -> Document:
    """Without what the model holds but a person does not write as a key: a body, a slug."""
    inner = [name for name, field in model.model_fields.items() if not in_file(field) and name in document.value]
    for name in inner:
        found.append(_unknown(model, document, (name,), prefix))
    return less(document, {(name,) for name in inner}) if inner else document


# --- leaving out -----------------------------------------------------------------------------------------------------


def _to_drop(model: type[Model], document: Document, detail: ErrorDetails) -> KeyPath:
    """The path of the value to leave out: what is wrong, or, where that is required, what would lack it."""
    path, _ = _place(document, detail)
    here, depth = document.value, 0
    for step in path:
        keys: Any = here if isinstance(here, dict) else range(len(here)) if isinstance(here, list) else ()
        if step not in keys:
            break
        here, depth = here[step], depth + 1
    path = path[:depth]
    while path and _required(model, path):
        path = path[:-1]
    return path


def _required(model: Any, path: KeyPath) -> bool:
    owner = _model_at(model, path[:-1])
    fields = owner.model_fields.items() if owner and isinstance(path[-1], str) else ()
    return any((field.alias or name) == path[-1] and field.is_required() for name, field in fields)


def less(document: Document, gone: set[KeyPath]) -> Document:
    """The document without the values at these paths; entries of a list after one that is gone move up."""
    tree: dict[Key, Any] = {}
    for path in sorted(gone, key=len):
        here: dict[Key, Any] | None = tree
        for step in path[:-1]:
            here = here.setdefault(step, {}) if here is not None else None
        if here is not None:
            here[path[-1]] = None
    values, keys = _moved(document.values, gone), _moved(document.keys, gone)
    return replace(document, value=_pruned(document.value, tree), values=values, keys=keys)


def _pruned(value: Any, tree: Mapping[Key, Any]) -> Any:
    if not tree:
        return value
    if isinstance(value, dict):
        return {k: _pruned(v, tree.get(k, {})) for k, v in value.items() if tree.get(k, {}) is not None}
    return [_pruned(v, tree.get(n, {})) for n, v in enumerate(value) if tree.get(n, {}) is not None]


def _moved(places: Places, gone: Iterable[KeyPath]) -> Places:
    dropped: dict[KeyPath, list[int]] = defaultdict(list)
    for path in sorted(path for path in gone if isinstance(path[-1], int)):
        dropped[path[:-1]].append(int(path[-1]))
    return dict(_renumbered(places, dropped)) if dropped else places


def _renumbered(places: Places, dropped: Mapping[KeyPath, list[int]]) -> Iterator[tuple[KeyPath, tuple[int, int]]]:
    for path, place in places.items():
        new: list[Key] = []
        for depth, step in enumerate(path):
            if isinstance(step, int) and (before := dropped.get(path[:depth])):
                index = bisect_left(before, step)
                if index < len(before) and before[index] == step:
                    break
                step -= index
            new.append(step)
        else:
            yield tuple(new), place


# --- saying what is wrong --------------------------------------------------------------------------------------------


def _place(document: Document, detail: ErrorDetails) -> tuple[KeyPath, bool]:
    """The path of what is wrong, and whether that is a mapping's key, not its value."""
    loc = detail["loc"]
    is_key = loc[-1:] == ("[key]",) and loc not in document.keys and detail["type"] != "extra_forbidden"
    return (loc[:-1] if is_key else loc), is_key


def _schema(model: type[Model], document: Document, detail: ErrorDetails, prefix: str) -> Diagnostic:
    path, is_key = _place(document, detail)
    name = _name(prefix, path)
    if detail["type"] == "extra_forbidden":
        return _unknown(model, document, path, prefix)
    if detail["type"] == "missing":
        return Diagnostic(document.at(*path[:-1]), "schema", f"{name}: the key is required", help=f"add '{path[-1]}:'")
    message, help = _words(detail["type"], detail["input"], detail)
    at = document.at_key(*path) if is_key else document.at(*path)
    return Diagnostic(at, "schema", f"{name}: {message}" if name else message, help=help)


def _unknown(model: type[Model], document: Document, path: KeyPath, prefix: str) -> Diagnostic:
    known = _keys(model, path[:-1])
    help = nearest(str(path[-1]), known) or (
        f"the keys here are {', '.join(known)}" if known else "delete it; there are no keys here"
    )
    return Diagnostic(document.at_key(*path), "schema", f"{_name(prefix, path)}: unknown key", help=help)


def _name(prefix: str, path: KeyPath) -> str:
    return prefix + ".".join(str(step)[:80] for step in path)


def _words(kind: str, value: Any, detail: ErrorDetails) -> tuple[str, str]:
    """What is wrong, and what to do, for each kind of error that pydantic finds."""
    context = detail.get("ctx", {})
    shown = f"'{value[:40]}'" if isinstance(value, str) else str(value) if isinstance(value, (int, float)) else "this"
    if kind == "peerkit":
        message, _, help = detail["msg"].partition("; ")
        return message, help
    if kind == "literal_error":
        expected = str(context.get("expected", ""))
        words = re.findall(r"'([^']*)'", expected)
        return f"{shown} is not known here", " ".join(filter(None, [nearest(str(value), words), "one of " + ", ".join(words)]))
    if kind in ("model_type", "dict_type", "model_attributes_type"):
        return f"{shown} stands where a mapping belongs", "write 'key: value' lines below it"
    if kind in ("tuple_type", "list_type"):
        return f"{shown} stands where a list belongs", "begin each entry with '- '"
    if kind == "string_type":
        return (
            ("an entry is empty", "fill it in or delete it")
            if value is None
            else ("a text is expected here", "quote it or write one line")
        )
    if kind == "greater_than":
        return f"{shown} is too small", f"write more than {context.get('gt')}"
    if kind == "greater_than_equal":
        return f"{shown} is too small", f"write {context.get('ge')} or more"
    if kind == "less_than_equal":
        return f"{shown} is too large", f"write {context.get('le')} or less"
    if kind == "too_short":
        return "is an empty list", "write at least one entry"
    return f"{shown}: {detail['msg']}", ""


def _keys(model: Any, path: KeyPath) -> list[str]:
    """The keys that the mapping at `path` of a model may have, as written in files."""
    owner = _model_at(model, path)
    return [field.alias or name for name, field in owner.model_fields.items() if in_file(field)] if owner else []


def _model_at(model: Any, path: KeyPath) -> Any:
    """The model of the mapping at `path`, or None where it is no model's."""
    for step in path:
        if isinstance(step, str) and model is not None:
            fields = model.model_fields.items()
            model = next((_model_in(f.annotation) for name, f in fields if (f.alias or name) == step), None)
    return model


def _model_in(annotation: Any) -> Any:
    """The model inside an annotation: optional, annotated, a tuple's or a mapping's."""
    if isinstance(annotation, type) and issubclass(annotation, Model):
        return annotation
    if get_origin(annotation) in (Annotated, Union, types.UnionType, tuple, dict):
        return next((m for m in map(_model_in, get_args(annotation)) if m), None)
    return None
