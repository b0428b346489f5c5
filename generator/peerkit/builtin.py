"""Where the built-in templates and starter files stand, in a checkout, an editable install or a wheel."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).parent
_CHECKOUT = _PACKAGE.parent.parent


def templates() -> Path:
    """The folder of built-in templates: live from the checkout where there is one, else the wheel's copy."""
    return _either(_PACKAGE / "templates", _CHECKOUT / "templates")


def starter_groups() -> Path:
    """The example network."""
    return _either(_PACKAGE / "starter" / "groups", _CHECKOUT / "groups")


def starter_handbook() -> Path:
    """The handbook's chapters, which an organiser's own win over."""
    return _either(_PACKAGE / "starter" / "handbook", _CHECKOUT / "docs" / "handbook")


def _either(installed: Path, checkout: Path) -> Path:
    return installed if installed.is_dir() else checkout
