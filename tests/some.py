"""Some group, for tests: made of files' texts as a person would write them."""

from __future__ import annotations

import datetime
from collections.abc import Mapping

from peerkit.load import load
from peerkit.model.group import Group
from peerkit.model.network import Network
from peerkit.source import of_bytes

TODAY = datetime.date(2026, 11, 23)


def group(files: Mapping[str, str], slug: str = "harbour") -> Group:
    """The group that these files are; they must load without a complaint."""
    held = of_bytes({path: text.encode() for path, text in sorted(files.items())})
    made, found = load(slug, held, "groups", Network())
    assert made is not None and not found, "\n".join(map(str, found))
    return made
