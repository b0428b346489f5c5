"""What the kit itself says in packets: words for each kind of item, checklists, the guest's note. Data, not code."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from msgspec import Struct

from peerkit.builtin import templates
from peerkit.diagnostic import Refusal

NAME = "packet.yml"


class Cues(Struct, frozen=True):
    """What the facilitator says and does for a kind of item, and the cue to move on."""

    say: str = ""
    do: str = ""
    cue: str = ""


class Task(Struct, frozen=True):
    """A line of the checklist; `where` bounds it to in-person, online or hybrid meetings, "" is any."""

    text: str
    where: str = ""


class Texts(Struct, frozen=True):
    """All of them, in English; `Words` has them in other languages."""

    kinds: Mapping[str, Cues]
    checklist: Mapping[str, tuple[Task, ...]]
    guest: tuple[str, ...]


@functools.lru_cache(maxsize=8)
def texts(folders: tuple[Path, ...]) -> Texts:
    """The texts of templates/texts/packet.yml: a person's own file in place of the built-in one. Raises Refusal."""
    from peerkit.text import Malformed, decode, read_yaml

    found = next((file for folder in (*folders, templates()) if (file := _root(folder) / "texts" / NAME).is_file()), None)
    assert found is not None, "the built-in texts are part of the package"
    try:
        return _texts(read_yaml(decode(found.read_bytes(), str(found)), str(found)).value)
    except (Malformed, TypeError, ValueError, AttributeError, KeyError) as error:
        raise Refusal(f"{found}: {error}; see the built-in templates/texts/{NAME} for its keys") from error


def _root(folder: Path) -> Path:
    return folder.parent if folder.name == "pages" else folder


def _texts(value: Mapping[str, Any]) -> Texts:
    return Texts(
        kinds={kind: Cues(**cues) for kind, cues in value["kinds"].items()},
        checklist={when: tuple(map(_task, tasks)) for when, tasks in value["checklist"].items()},
        guest=tuple(map(str, value["guest"])),
    )


def _task(given: Any) -> Task:
    return Task(**given) if isinstance(given, Mapping) else Task(str(given))
