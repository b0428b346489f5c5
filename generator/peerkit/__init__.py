"""Peer group files in, a checked and audience-safe static site out."""

__version__ = "0.1.0"
