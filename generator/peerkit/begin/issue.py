"""An issue that a member brings."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from pathlib import Path

from peerkit.begin.files import Outcome, fill, folder_of, lay, one_line, scalar, slug, template, words
from peerkit.diagnostic import Refusal
from peerkit.load import load, load_network
from peerkit.text import nearest


def issue(
    groups: Path, group: str, name: str, today: datetime.date, *, title: str = "", by: str = "", own: Sequence[Path] = ()
) -> list[Outcome]:
    """Starts an issue of a group, raised by a member. Raises Refusal."""
    slug(name, "an issue")
    source = folder_of(groups, group)
    if by:
        network, _ = load_network(source.network(), source.root)
        found, _ = load(group, source.group(group), source.root, network)
        ids = [member.id for member in found.members] if found else []
        if by not in ids:
            raise Refusal(
                f"no member '{by}' in '{groups}/{group}/members.yml'; {nearest(by, ids) or 'write an id of the roster'}"
            )
    text = fill(
        template("init/issue.md", own),
        title=scalar(one_line(title, "title") or words(name)),
        by=f"raised_by: {by}" if by else "# A member's id.\n#raised_by: amara",
        today=today.isoformat(),
    )
    return lay(groups / group, {f"issues/{name}.md": text})
