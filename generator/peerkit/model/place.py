"""Where a meeting is held."""

from __future__ import annotations

from typing import Literal

from peerkit.model.base import Model, key


class Place(Model):
    """A room, a link, or both."""

    kind: Literal["in-person", "online", "hybrid"] | None = key("meetings", "In a room, online, or both.", None)
    venue: str = key("meetings", "The house or address.", "")
    room: str = key("meetings", "The room.", "")
    link: str = key("meetings", "The address of the online room.", "")
    phone: str = key("meetings", "The number to dial in.", "")
