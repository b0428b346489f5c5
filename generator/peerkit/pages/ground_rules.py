"""The ground rules: the group's own, or the ten that stand in."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from peerkit.facts.ground_rules import builtin_ground_rules
from peerkit.model.ground_rules import GroundRules
from peerkit.pages.desk import Desk, Draft

ORDER = 20


class View(Struct, frozen=True):
    """What the page shows; `own` is false where the group shows none."""

    rules: GroundRules
    own: bool


def drafts(desk: Desk) -> Iterator[Draft]:
    """One page, where the reader may see the rules; the built-in ten where the group has none of its own."""
    if "ground_rules" not in desk.group.sections:
        return
    shown = desk.group.ground_rules
    rules = shown or builtin_ground_rules()
    title = desk.words.plain("Ground rules")
    view = View(rules, shown is not None and not shown.builtin)
    yield Draft("ground-rules.md", title, (desk.words.plain("Agreements"),), "ground-rules", view)
