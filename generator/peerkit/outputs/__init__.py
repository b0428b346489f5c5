"""What is made of a group: one output a file, `artifacts(group, context) -> Iterator[Artifact]`."""

from __future__ import annotations

from msgspec import Struct


class Artifact(Struct, frozen=True):
    """A file to write, its path relative to the output's root."""

    path: str
    content: bytes
