"""What `check` says of groups whose files cannot all be read."""

from __future__ import annotations

import datetime
from pathlib import Path

from peerkit.survey import Plan, open_survey


def found(folder: Path, files: dict[str, str]) -> list[str]:
    """Rules and places of all findings in one group."""
    for path, text in files.items():
        target = folder / "groups/g" / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text)
    survey = open_survey(Plan(datetime.date(2026, 11, 23), folder / "groups", folder / "templates"))
    return [f"{d.rule} {Path(d.at.path).name}:{d.at.line}" for _, each in survey.check() for d in each]


def test_a_file_that_cannot_be_read_is_not_called_absent(tmp_path: Path) -> None:
    says = found(
        tmp_path,
        {"group.yml": "name: G", "members.yml": "members: []", "charter.md": "---\nopen", "ground-rules.md": "---\nopen"},
    )
    assert says == ["syntax charter.md:1", "syntax ground-rules.md:1", "roster-below-min members.yml:1"]


def test_a_roster_that_cannot_be_read_is_the_only_thing_told(tmp_path: Path) -> None:
    agenda = "---\nroles: {facilitator: amara}\n---\n"
    says = found(tmp_path, {"group.yml": "name: G", "members.yml": "members: [", "meetings/2026-12-10/agenda.md": agenda})
    assert len(says) == 1
    assert says[0].startswith("syntax members.yml:")
