"""How a page of the site is called: its title as text of HTML, and in its front matter."""

from __future__ import annotations

import json
import re


def shown(title: str) -> str:
    """A title as text of HTML, and of attributes in double quotes.

    No more is escaped than must be: themes escape titles again in some attributes, where screen readers would spell it out.
    """
    escaped = re.sub(r"&(?=[#A-Za-z])", "&amp;", " ".join(title.split()))
    return re.sub(r'[<>"{}]', lambda m: f"&#{ord(m[0])};", escaped)


def front(title: str, hide: tuple[str, ...] = (), searched: bool = True) -> str:
    """A page's front matter: its title, the parts of the theme that it does without, and whether search finds it."""
    quoted = re.sub("[\ufffe\uffff]", "\ufffd", json.dumps(shown(title), ensure_ascii=False))  # YAML refuses those
    hidden = f"hide: [{', '.join(hide)}]\n" if hide else ""
    unsearched = "" if searched else "search: {exclude: true}\n"
    return f"---\ntitle: {quoted}\n{hidden}{unsearched}---\n\n"
