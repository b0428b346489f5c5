"""What is made of a group: one output a file, `artifacts(group, context) -> Iterator[Artifact]`."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Artifact:
    """A file to write, its path relative to the output's root."""

    path: str
    content: bytes
