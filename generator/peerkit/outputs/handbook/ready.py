"""Ready texts as pages: letters, checklists, forms and starters, to copy, fill in and print."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping

from peerkit.outputs import Artifact
from peerkit.outputs.handbook.chapters import FRONT, says_something, title_of
from peerkit.outputs.titles import shown

FOLDER = "handbook/texts"
_STARTERS = {
    "agenda": "An agenda to start from",
    "charter": "A charter to start from",
    "ground-rules": "Ground rules to start from",
}


def paths(texts: Iterable[str]) -> Iterator[str]:
    """Where the pages stand, in the portal's docs."""
    yield from (f"{FOLDER}/{name}.md" for name in (*texts, "index"))


def pages(texts: Mapping[str, str]) -> Iterator[Artifact]:
    """`handbook/texts/<name>.md` for each text (by file name without .md), and `index.md`."""
    for name, text in texts.items():
        yield Artifact(f"{FOLDER}/{name}.md", _page(name, text).encode())
    lines = [
        f"- [{title(name, text)}]({name}.md)" + (f": {line}" if (line := _gist(text)) else "") for name, text in texts.items()
    ]
    intro = "Letters, checklists and forms to copy, fill in and print. Change what does not fit; the words are yours."
    yield Artifact(f"{FOLDER}/index.md", "\n".join(["# Ready texts", "", intro, "", *lines, ""]).encode())


def title(name: str, text: str) -> str:
    """What a text is called."""
    return _STARTERS[name] if name in _STARTERS and not re.search(r"(?m)^# ", FRONT.sub("", text)) else title_of(text, name)


def _gist(text: str) -> str:
    """The first paragraph below the heading, if it is one sentence or two."""
    found = re.search(r"(?m)^# .+\n+((?:[^\n#>|<*-][^\n]*\n)+)", FRONT.sub("", text))
    words = " ".join(found[1].split()) if found else ""
    return words if len(words) <= 200 else ""


def _page(name: str, text: str) -> str:
    """The text with its heading, and where its file is; what a starter has as front matter is shown as it is written."""
    front, body = FRONT.match(text), FRONT.sub("", text)
    body = re.sub(r"(?m)\A\s*# .+\n", "", re.sub(r"(?s)<!--.*?-->\n*", "", body) if name in _STARTERS else body)
    heading = title(name, text)
    lines = [f"---\ntitle: {json.dumps(shown(heading), ensure_ascii=False)}\n---\n", f"# {heading}", ""]
    lines += [
        '<p class="pk-screen">Copy it, fill it in, print it. The file is ',
        f"<code>templates/texts/{name}.md</code>; ",
        "one of that name in your own templates folder takes its place.</p>",
        "",
    ]
    if front and name in _STARTERS:
        lines += ["```yaml", front[1].rstrip(), "```", ""]
    return "\n".join(lines) + body.strip("\n") + "\n"


def usable(builtin: Mapping[str, str], own: Mapping[str, str]) -> dict[str, str]:
    """Texts by name, sorted; an own one wins, and one that says nothing removes the page."""
    return {name: text for name, text in sorted({**builtin, **own}.items()) if says_something(text) or FRONT.match(text)}
