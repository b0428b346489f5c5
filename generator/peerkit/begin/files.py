"""New files on disk, each whole or not at all, and never over one that exists; and text that is safe to write into them."""

from __future__ import annotations

import json
import os
import re
import shlex
from collections.abc import Mapping, Sequence
from pathlib import Path

from msgspec import Struct

from peerkit.builtin import templates
from peerkit.diagnostic import Refusal
from peerkit.source import Folder
from peerkit.text import nearest

_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_PLAIN = re.compile(r"[^\W\d_](?:[\w ,.()'/+-]*[\w.)])?")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")


class Outcome(Struct, frozen=True):
    """A file, and whether it was made or was there before."""

    path: Path
    made: bool


def lay(folder: Path, files: Mapping[str, bytes]) -> list[Outcome]:
    """Writes those of the files that do not exist yet, in order. Raises Refusal."""
    return [Outcome(folder / path, _write(folder / path, data)) for path, data in files.items()]


def _write(path: Path, data: bytes) -> bool:
    try:
        if os.path.lexists(path):
            return False
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = path.open("xb")
    except OSError as error:
        in_way = next((p for p in path.parents if os.path.lexists(p) and not os.path.isdir(p)), None)  # noqa: PTH112
        if in_way:
            raise Refusal(f"'{in_way}' is not a folder; give another place, or move it away") from None
        raise Refusal(f"cannot write '{path}': {error.strerror}; check permissions and free space") from None
    try:
        with handle:
            handle.write(data)
    except BaseException as error:
        path.unlink(missing_ok=True)
        if isinstance(error, OSError):
            raise Refusal(f"cannot write '{path}': {error.strerror}; check permissions and free space") from None
        raise
    return True


def template(path: str, own: Sequence[Path] = ()) -> bytes:
    """A file of the templates, a person's own first, with LF line ends. Raises Refusal."""
    for folder in (*own, templates()):
        if (folder / path).is_file():
            return read(folder / path)
    raise Refusal(f"peerkit's own file '{path}' is missing; install peerkit again")


def read(path: Path) -> bytes:
    """A file's bytes with LF line ends. Raises Refusal."""
    try:
        return path.read_bytes().replace(b"\r\n", b"\n")
    except OSError as error:
        raise Refusal(f"cannot read '{path}': {error.strerror}; check its permissions") from None


def fill(text: bytes, **values: str) -> bytes:
    """The template with each `{name}` replaced; other braces are text."""
    return re.sub(r"\{(%s)\}" % "|".join(values), lambda m: values[m[1]], text.decode()).encode()  # noqa: UP031


def slug(word: str, what: str) -> str:
    """The word, which is a slug. Raises Refusal."""
    if _SLUG.fullmatch(word) and len(word) <= 64:
        return word
    better = re.sub(r"[^a-z0-9]+", "-", word.casefold())[:64].strip("-")
    raise Refusal(f"'{word[:80]}' cannot name {what}; write a-z, 0-9 and single hyphens, such as '{better or 'first-group'}'")


def words(slug: str) -> str:
    """What a slug says, as a title to start from."""
    text = slug.replace("-", " ")
    return text[:1].upper() + text[1:]


def one_line(text: str, what: str) -> str:
    """The text, trimmed. Raises Refusal where it holds what no file may hold."""
    text = text.strip()
    if _CONTROL.search(text):
        raise Refusal(f"the {what} holds a line end or control character; write it in one line")
    try:
        text.encode()
    except UnicodeEncodeError:
        raise Refusal(f"the {what} is not UTF-8; check the terminal's encoding") from None
    return text


def scalar(text: str) -> str:
    """The text as a YAML value: plain where any editor reads it as this text, else quoted."""
    if _PLAIN.fullmatch(text) and text.casefold() not in _WORDS:
        return text
    return json.dumps(text, ensure_ascii=False)


# a YAML 1.1 editor takes these for something else
_WORDS = frozenset(["y", "n", "yes", "no", "on", "off", "true", "false", "null"])


def folder_of(groups: Path, group: str) -> Folder:
    """The groups' folder, which has this group. Raises Refusal."""
    source = Folder(groups)
    if group not in source.groups():
        start = f"'peerkit new group {shlex.quote(group)}' starts it"
        raise Refusal(f"no group '{group}' in '{groups}'; {nearest(group, source.groups()) or start}")
    return source
