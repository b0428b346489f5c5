"""Words within a line: neighbours joined, ends trimmed, a tall picture set between paragraphs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

Node = str | dict[str, Any]

_TALL = 24  # points: a picture that is higher stands on its own


def squeezed(text: str) -> str:
    """The words with one blank between."""
    return " ".join(text.split())


def joined(parts: Iterable[Node]) -> list[Node]:
    """Neighbouring strings as one, with single blanks."""
    out: list[Node] = []
    for part in parts:
        if isinstance(part, str) and out and isinstance(out[-1], str):
            out[-1] = re.sub(" {2,}", " ", out[-1] + part)
        elif part != "":
            out.append(part)
    return out


def trimmed(parts: list[Node]) -> list[Node]:
    """Without blanks and line ends at the ends."""
    while parts and (parts[0] == " " or _is(parts[0], "br")):
        parts = parts[1:]
    while parts and (parts[-1] == " " or _is(parts[-1], "br")):
        parts = parts[:-1]
    if parts and isinstance(parts[0], str):
        parts = [parts[0].lstrip(" "), *parts[1:]]
    if parts and isinstance(parts[-1], str):
        parts = [*parts[:-1], parts[-1].rstrip(" ")]
    return parts


def parted(kind: str, words: list[Node]) -> Iterator[Node]:
    """A block of this kind; a picture of more than a line's height stands between two."""
    run: list[Node] = []
    for word in words:
        if isinstance(word, dict) and word["t"] == "img" and word["height"] > _TALL:
            if run := trimmed(run):
                yield {"t": kind, "c": run}
            run = []
            yield {**word, "t": "figure"}
        else:
            run.append(word)
    if run := trimmed(run):
        yield {"t": kind, "c": run}


def bare(parts: list[Node]) -> list[Node]:
    """Without links, notes and pictures: as a heading has it, which comes again in the contents."""
    out: list[Node] = []
    for part in parts:
        if isinstance(part, str):
            out.append(part)
        elif part["t"] in ("a", "ref"):
            out += bare(part["c"])
        elif part["t"] not in ("note", "img", "figure"):
            out.append({**part, "c": bare(part["c"])} if "c" in part else part)
    return out


def _is(part: Node, kind: str) -> bool:
    return isinstance(part, dict) and part["t"] == kind
