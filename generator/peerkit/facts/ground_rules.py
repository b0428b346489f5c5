"""The rules that hold in a group: its own, or the built-in ten."""

from __future__ import annotations

import functools

from peerkit.builtin import templates
from peerkit.model.ground_rules import GroundRules
from peerkit.model.group import Group
from peerkit.text import decode, read_markdown


@functools.cache
def builtin_ground_rules() -> GroundRules:
    """The ten rules that stand in until a group has its own."""
    shown = "templates/texts/ground-rules.md"
    document = read_markdown(decode((templates() / "texts" / "ground-rules.md").read_bytes(), shown), shown)
    return GroundRules.model_validate({**document.value, "body": document.body, "builtin": True})


def rules_of(group: Group) -> GroundRules:
    """The group's own rules, or the built-in ten where it has none."""
    return group.ground_rules or builtin_ground_rules()
