"""Tags of HTML that is well-formed, as patterns: what the engine's shortcuts take on themselves; all else is left to the long way."""

from __future__ import annotations

NAME = r"[A-Za-z][A-Za-z0-9-]*"
ATTRIBUTES = r"""(?:\s+[^\s"'<>/=]+(?:\s*=\s*(?:"[^"]*"|'[^']*'))?)*"""
# what stands in these may be no HTML, in this Python's reader of HTML or in a later one's
TEXT_ONLY = frozenset(["script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes", "noscript", "plaintext"])
