"""How a network's mkdocs.yml dresses its sites: what it leaves open, and what is wrong with what it says."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

FAVICON = "assets/images/peerkit.svg"
_LOGO = "peerkit/circle"


def dressed(theme: Mapping[str, Any]) -> dict[str, Any]:
    """The settings of a theme as written, with peerkit's for those that are not: no fonts from elsewhere, its mark."""
    out = {"font": False, "favicon": FAVICON, **theme}
    icon = out.get("icon")
    out["icon"] = {"logo": _LOGO, **(icon if isinstance(icon, dict) else {})}
    return out
