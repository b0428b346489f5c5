"""`python -m peerkit` is the `peerkit` command."""

from peerkit.cli import main

main()
