"""The ground rules, with the one in focus."""

from __future__ import annotations

from msgspec import Struct

from peerkit.facts.ground_rules import builtin_ground_rules
from peerkit.model.meeting import Meeting
from peerkit.packets.parts import Prose
from peerkit.speaker import Speaker


class RuleLine(Struct, frozen=True):
    """A ground rule, and whether it is in focus."""

    rule: str
    means: str
    focus: bool


class Rules(Struct, frozen=True):
    """The ground rules; `own` is false where the built-in ten stand in."""

    lines: tuple[RuleLine, ...]
    focus: str
    body: Prose
    own: bool


def rules(speaker: Speaker, meeting: Meeting) -> Rules | None:
    """The rules, where the reader may see them."""
    if "ground_rules" not in speaker.group.sections:
        return None
    given = speaker.group.ground_rules or builtin_ground_rules()
    lines = tuple(RuleLine(r.rule, r.means, r.id == meeting.agenda.rule_in_focus) for r in given.rules)
    focus = next((line.rule for line in lines if line.focus), "")
    return Rules(lines, focus, Prose("" if given.builtin else given.body, "ground-rules.md"), not given.builtin)
