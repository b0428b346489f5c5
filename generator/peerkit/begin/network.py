"""A network of one's own, and a group in it."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from peerkit.begin.files import Outcome, fill, lay, one_line, read, scalar, slug, template, words
from peerkit.builtin import templates
from peerkit.diagnostic import Refusal
from peerkit.source import Folder

FIRST = "first-group"


def network(folder: Path) -> list[Outcome]:
    """Starts a network in `folder`: one group, and what builds and publishes the site with its handbook. Raises Refusal."""
    if os.path.lexists(folder) and not os.path.isdir(folder):  # noqa: PTH112
        # unlike Path's, these answer where a folder above may not be read
        raise Refusal(f"'{folder}' is a file; name a folder")
    return lay(folder, dict(_network_files(folder)))


def _network_files(folder: Path) -> Iterator[tuple[str, bytes]]:
    home = templates() / "init" / "network"
    for path in sorted(home.rglob("*")):
        if path.is_file():
            # names with a dot are spelled out, since packagers and people overlook them
            name = re.sub(r"(^|/)dot-", r"\1.", path.relative_to(home).as_posix())
            yield name, read(path)
    # a network that has a group needs no first one
    if not _has_groups(folder / "groups"):
        for name, data in group_files(words(FIRST)).items():
            yield f"groups/{FIRST}/{name}", data


def _has_groups(groups: Path) -> bool:
    return groups.is_dir() and any(name != FIRST for name in Folder(groups).groups())


def group(groups: Path, name: str, title: str = "", own: Sequence[Path] = ()) -> list[Outcome]:
    """Starts a group in the groups' folder; one that has a group.yml stays as it is. Raises Refusal."""
    slug(name, "a group's folder")
    Folder(groups)
    files = group_files(one_line(title, "name") or words(name), own)
    if os.path.lexists(groups / name / "group.yml"):
        return [Outcome(groups / name / "group.yml", False)]
    return lay(groups / name, files)


def group_files(title: str, own: Sequence[Path] = ()) -> dict[str, bytes]:
    """A new group's files. group.yml is the last, so that a start which was broken off is taken up again."""
    return {
        "charter.md": template("texts/charter.md", own),
        "ground-rules.md": template("texts/ground-rules.md", own),
        "members.yml": template("init/group/members.yml", own),
        "group.yml": fill(template("init/group/group.yml", own), name=scalar(title)),
    }
