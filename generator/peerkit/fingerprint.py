"""What tells two values apart: a digest of all of a value, so that nothing of it can be forgotten."""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import date
from enum import Enum
from typing import Any


class Known(str):
    """The fingerprint of bytes that need not be read again; it stands for them in a larger value."""

    __slots__ = ()


def fingerprint(value: Any) -> str:
    """40 hex digits that depend on every part of a value: texts, bytes, numbers, dates, sequences, mappings, dataclasses, Structs, models.

    Mappings count without their order. Functions count by name. Raises TypeError for what has no content that could be read.
    """
    digest = hashlib.blake2b(digest_size=20)
    _feed(digest.update, value)
    return digest.hexdigest()


def of_bytes(data: bytes) -> Known:
    """The fingerprint of bytes."""
    return Known(hashlib.blake2b(data, digest_size=20).hexdigest())


def _feed(out: Callable[[bytes], None], value: Any) -> None:
    """Write a value in a form that no other value has: its kind, how much follows, and its parts."""
    kind: Any = type(value)
    if kind is Known or isinstance(value, bytes):
        out(b"b" + (value if kind is Known else of_bytes(value)).encode())
    elif isinstance(value, str):
        data = value.encode("utf-8", "surrogatepass")
        out(b"s%d:" % len(data) + data)
    elif value is None or isinstance(value, (bool, int, float, date, Enum)):
        text = f"{kind.__name__} {value!r}".encode()
        out(b"v%d:" % len(text) + text)
    elif isinstance(value, (list, tuple)):
        _many(out, b"l", value)
    elif (names := held(kind)) is not None:
        _many(out, b"d", [kind.__qualname__, *((name, getattr(value, name)) for name in names)])
    elif isinstance(value, (set, frozenset)):
        _many(out, b"f", sorted(map(fingerprint, value)))
    elif isinstance(value, Mapping):
        _many(out, b"m", sorted((fingerprint(key), fingerprint(part)) for key, part in value.items()))
    elif isinstance(value, functools.partial):
        _many(out, b"p", [value.func, value.args, value.keywords])
    elif callable(value) and hasattr(value, "__qualname__"):
        _many(out, b"c", [value.__module__, value.__qualname__])
    else:
        raise TypeError(f"a {kind.__name__} has no fingerprint")


@functools.cache
def held(kind: type) -> tuple[str, ...] | None:
    """The names of what a dataclass, a Struct or a model of pydantic holds; None for anything else."""
    named = getattr(kind, "__struct_fields__", None)
    if isinstance(named, tuple):
        return named
    if is_dataclass(kind):
        return tuple(each.name for each in fields(kind))
    named = getattr(kind, "model_fields", None)
    return tuple(named) if isinstance(named, dict) else None


def _many(out: Callable[[bytes], None], kind: bytes, parts: Sequence[Any]) -> None:
    out(kind + b"%d:" % len(parts))
    for part in parts:
        _feed(out, part)
