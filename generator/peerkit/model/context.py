"""All that a group's output depends on besides its own files, as one frozen value."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from pathlib import Path

from msgspec import Struct, field

from peerkit.model.base import PUBLIC, Audience
from peerkit.model.network import Network
from peerkit.model.protocol import Protocol


class Context(Struct, frozen=True):
    """The network's defaults, protocols, templates, the audience, and today."""

    today: datetime.date
    network: Network = field(default_factory=Network)
    protocols: Mapping[str, Protocol] = field(default_factory=dict)
    audience: Audience = PUBLIC
    templates: tuple[Path, ...] = ()  # folders, a person's own first
    # the portal's pages by name (`protocols/hot-seat`): address from its root
    handbook: Mapping[str, str] = field(default_factory=dict)
    packets: bool = False  # whether sites carry packets as PDFs
