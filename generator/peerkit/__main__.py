"""The `peerkit` command, and `python -m peerkit`; says its version without importing what commands need."""

from __future__ import annotations

import sys

from peerkit import __version__


def main() -> None:
    """Run the command line."""
    if sys.argv[1:] == ["--version"]:
        print(f"peerkit {__version__}")
        return
    from peerkit.cli import main as command_line

    command_line()


if __name__ == "__main__":
    main()
