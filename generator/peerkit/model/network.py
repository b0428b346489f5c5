"""network.yml: the organiser's network, and defaults for every group."""

from __future__ import annotations

from typing import Any, Literal

from peerkit.model.base import FACILITATORS, PUBLIC, Model, key


class Network(Model):
    """network.yml"""

    name: str = key(PUBLIC, "The network's name, as it stands on packets and feeds.", "")
    summary: str = key(PUBLIC, "The network in a sentence or two.", "")
    contact: str = key(PUBLIC, "Whom to ask; public.", "")
    url: str = key(PUBLIC, "Base address for QR codes, calendar ids and links in packets.", "")
    language: str = key(PUBLIC, "The network's language (BCP 47), for groups that name none.", "en")
    paper: Literal["A4", "Letter"] = key(PUBLIC, "The paper that packets are printed on.", "A4")
    defaults: dict[str, Any] = key(FACILITATORS, "Any key of group.yml but name; a group's own value wins.", {})
    rules: dict[str, dict[str, Any]] = key(
        FACILITATORS, "By rule name: severity (error, warning, off) and the rule's own parameters.", {}
    )
