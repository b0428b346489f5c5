"""What tells two values apart: a digest of all of a value, so that nothing of it can be forgotten."""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from enum import Enum
from typing import Any


class Known(str):
    """The fingerprint of bytes that need not be read again; it stands for them in a larger value."""

    __slots__ = ()


def fingerprint(value: Any) -> str:
    """40 hex digits that depend on every part of a value: texts, bytes, numbers, dates, sequences, mappings, dataclasses, models.

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
    if isinstance(value, bytes):
        value = of_bytes(value)
    if isinstance(value, Known):
        out(b"b" + value.encode())
    elif isinstance(value, str):
        data = value.encode("utf-8", "surrogatepass")
        out(b"s%d:" % len(data) + data)
    elif value is None or isinstance(value, (bool, int, float, date, Enum)):
        text = f"{type(value).__name__} {value!r}".encode()
        out(b"v%d:" % len(text) + text)
    elif isinstance(value, (list, tuple)):
        _many(out, b"l", list(value))
    elif isinstance(value, (set, frozenset)):
        _many(out, b"f", sorted(map(fingerprint, value)))
    elif isinstance(value, Mapping):
        _many(out, b"m", sorted((fingerprint(key), fingerprint(part)) for key, part in value.items()))
    elif is_dataclass(value) and not isinstance(value, type):
        _many(out, b"d", [type(value).__qualname__, *((each.name, getattr(value, each.name)) for each in fields(value))])
    elif isinstance(getattr(type(value), "model_fields", None), dict):  # a pydantic model
        _many(out, b"d", [type(value).__qualname__, *((name, getattr(value, name)) for name in type(value).model_fields)])
    elif isinstance(value, functools.partial):
        _many(out, b"p", [value.func, list(value.args), value.keywords])
    elif callable(value) and hasattr(value, "__qualname__"):
        _many(out, b"c", [value.__module__, value.__qualname__])
    else:
        raise TypeError(f"a {type(value).__name__} has no fingerprint")


def _many(out: Callable[[bytes], None], kind: bytes, parts: list[Any]) -> None:
    out(kind + b"%d:" % len(parts))
    for part in parts:
        _feed(out, part)
