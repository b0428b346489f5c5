"""The `peerkit` command, and `python -m peerkit`; says its version without importing what commands need."""

from __future__ import annotations

import gc
import os
import sys

from peerkit import __version__


def main() -> None:
    """Run the command line."""
    if sys.argv[1:] == ["--version"]:
        print(f"peerkit {__version__}")
        return
    # nearly all that a command makes lives as long as it does, so looking for garbage at every 700 values is mostly in vain
    gc.set_threshold(100_000, 20, 50)
    # plugins of pydantic would see what members wrote; and to look for some, it reads about every installed distribution
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "1")
    from peerkit.cli import main as command_line

    try:
        command_line()
    finally:
        gc.freeze()  # Python would look through all there is for garbage once more, only to end


if __name__ == "__main__":
    main()
