"""A chapter of the handbook to change: the built-in one's words, or a new one's outline."""

from __future__ import annotations

from pathlib import Path

from peerkit.begin.files import Outcome, lay, one_line, read, slug, words
from peerkit.builtin import starter_handbook

_OUTLINE = """# {title}

## What to do

## Why

## How it goes wrong

## Checklist

- [ ]
"""


def chapter(docs: Path, name: str, title: str = "") -> list[Outcome]:
    """Starts `handbook/<name>.md` in the docs folder. Raises Refusal."""
    slug(name, "a chapter")
    builtin = starter_handbook() / f"{name}.md"
    if builtin.is_file() and not title:
        text = read(builtin)
    else:
        text = _OUTLINE.replace("{title}", one_line(title, "title") or words(name)).encode()
    return lay(docs, {f"handbook/{name}.md": text})
