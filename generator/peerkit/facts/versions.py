"""The versions of a charter or of ground rules, from the revisions of their file."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, cast

from msgspec.structs import replace

from peerkit.diagnostic import Refusal
from peerkit.model.charter import Charter, digest
from peerkit.model.ground_rules import GroundRules
from peerkit.model.past import T, Version
from peerkit.text import Malformed, decode, nearest, read_markdown, read_yaml
from peerkit.validate import validate
from peerkit.walk import Revision

WORKING_COPY = "working-copy"


def versions(newest_first: Sequence[Revision], kind: type[T]) -> tuple[tuple[Version[T], ...], int]:
    """The versions in the order in which their texts were last committed, and how many revisions cannot be read.

    A version's text is that of the last commit which bears its number. Where a file bears none, each distinct text is one.
    """
    last: dict[object, Version[T]] = {}
    latest: object = None
    lost = 0
    for revision in reversed(newest_first):
        if not revision.blob:
            continue
        data = revision.read()
        text = None if data is None else parsed(data, revision.path, kind)
        if text is None:
            lost += 1
            continue
        key = text.version or said(text)
        before = last.pop(key, None)
        same = before is not None and before.text is not None and said(before.text) == said(text)
        # a number that another one stood before in the meantime is as old as its return; a text's day is its name, and stays
        on = before.on if before and same and (latest == key or not text.version) else revision.on
        last[key] = Version("", text.version, on, text, revision.commit)
        latest = key
    numbered = {said(v.text) for v in last.values() if v.number and v.text}
    kept = [v for v in last.values() if v.number or (v.text and said(v.text) not in numbered)]
    return tuple(_named(kept)), lost


def chosen(known: Sequence[Version[T]], name: str, slug: str) -> Version[T]:
    """The version of a group's charter of that number or name, or which that commit or text is. Raises Refusal."""
    wanted = name.removeprefix("v").lstrip("0") or name
    for version in reversed(known):
        digest = version.text.digest if isinstance(version.text, Charter) else ""
        if wanted == version.name or (len(wanted) > 3 and wanted == digest):
            return version
    if re.fullmatch("[0-9a-f]{7,64}", name):
        for version in reversed(known):
            if version.commit.startswith(name):
                return version
    names = [version.name for version in known]
    listed = nearest(name, names) or f"there {'are' if len(names) > 1 else 'is'} {', '.join(names[-20:]) or 'none'}"
    raise Refusal(f"no version '{name}' of the charter of '{slug}'; {listed}")


def in_force(known: Sequence[Version[T]]) -> int:
    """Which text holds: the last that was adopted, whatever is proposed since; the last one where none was, or who knows."""
    last = len(known) - 1
    return next((n for n in range(last, -1, -1) if getattr(known[n].text, "status", "adopted") == "adopted"), last)


def parsed(data: bytes, path: str, kind: type[T]) -> T | None:
    """What a file of the past says, less what is wrong with it; None where it cannot be read at all."""
    try:
        document = read_markdown(decode(data, path), path)
    except Malformed:
        return None
    model = validate(kind, document, [])[0] or kind()
    return cast(T, model.model_copy(update={"body": document.body}))


def said(text: Charter | GroundRules) -> str:
    """What makes two texts one: the charter's digest, or the ground rules and the digest of the text around them."""
    if isinstance(text, Charter):
        return text.digest
    return f"{digest(text.body)} {[(rule.rule, rule.means) for rule in text.rules]}"


def texts(text: Charter | GroundRules) -> tuple[str, ...]:
    """All that a reader would read of it."""
    rules = () if isinstance(text, Charter) else text.rules
    return (*(part for rule in rules for part in (rule.rule, rule.means)), text.body)


def with_present(past: Sequence[Version[T]], present: T) -> tuple[Version[T], ...]:
    """The versions and the text as it stands in the file: the last of them, or a working copy after them."""
    out: list[Version[T]] = list(past)
    number = present.version
    name = str(number) if number and number not in {version.number for version in past} else WORKING_COPY
    last = Version(name, number, None, present, committed=False)
    for version in past:
        if version.number == number and version.text and said(version.text) == said(present):
            out.remove(version)
            last = replace(version, text=present)
    out.append(last)
    return tuple(out)


def _named(kept: Iterable[Version[T]]) -> Iterator[Version[T]]:
    taken: dict[str, int] = {}
    for version in kept:
        if version.number:
            yield replace(version, name=str(version.number))
            continue
        day = version.on.isoformat() if version.on else "undated"
        taken[day] = taken.get(day, 0) + 1
        yield replace(version, name=day if taken[day] == 1 else f"{day}-{taken[day]}")


def rostered(newest_first: Sequence[Revision]) -> tuple[str, ...]:
    """Every name that ever stood on a roster, sorted."""
    names: set[str] = set()
    for blob in {revision.blob: revision for revision in newest_first if revision.blob}.values():
        try:
            value = read_yaml(decode(blob.read() or b"", blob.path), blob.path).value
        except Malformed:
            continue
        members: Any = value.get("members") if isinstance(value, dict) else None
        for member in members if isinstance(members, list) else ():
            name = member.get("name") if isinstance(member, dict) else None
            if isinstance(name, str) and name.strip():
                names.add(" ".join(name.split()))
    return tuple(sorted(names))
