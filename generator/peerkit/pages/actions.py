"""The group's promises: open ones, overdue first, then what was done."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from peerkit.facts.actions import Carried, all_actions, open_actions
from peerkit.pages.desk import Desk, Draft

ORDER = 60


@dataclass(frozen=True, slots=True)
class View:
    """Overdue, open, and settled actions, the last with the latest first."""

    overdue: tuple[Carried, ...]
    open: tuple[Carried, ...]
    settled: tuple[Carried, ...]


def drafts(desk: Desk) -> Iterator[Draft]:
    """One page, once there are minutes."""
    if not any(m.minutes for m in desk.group.meetings):
        return
    today = desk.context.today
    still = open_actions(desk.group, today)
    settled = tuple(a for a in reversed(all_actions(desk.group)) if a.state != "open")
    view = View(tuple(a for a in still if a.overdue(today)), tuple(a for a in still if not a.overdue(today)), settled)
    yield Draft("actions.md", desk.words.plain("Actions"), (), "actions", view)
