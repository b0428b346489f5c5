"""What one build writes down for the next, as JSON."""

from __future__ import annotations

from typing import Any, TypeVar

import msgspec

from peerkit.model.base import Model

Kind = TypeVar("Kind")


def to_json(record: Any) -> bytes:
    """A record as JSON: the same bytes for the same record."""
    return msgspec.json.encode(record, enc_hook=_written, order="deterministic")


def of_json(kind: type[Kind], data: bytes) -> Kind:
    """The record of this kind that was written. Raises ValueError for anything else."""
    try:
        return msgspec.json.decode(data, type=kind, dec_hook=_read)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise ValueError(f"not a {kind.__name__}: {error}") from None


def _written(value: Any) -> Any:
    if isinstance(value, Model):
        return value.model_dump(mode="json")
    raise NotImplementedError(f"a {type(value).__name__} is not written down")


def _read(kind: type[Any], value: Any) -> Any:
    return kind.model_validate(value)
