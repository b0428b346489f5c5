"""What one document is set from: texts as nodes, pictures and attachments made ready, and what was wrong with them."""

from __future__ import annotations

import hashlib
import posixpath
from collections.abc import Callable, Mapping
from typing import Any

from msgspec import Struct

from peerkit.diagnostic import Diagnostic, Refusal, Severity, Span
from peerkit.source import Files
from peerkit.typeset.attachments import Foreign, foreign
from peerkit.typeset.nodes import References, nodes
from peerkit.typeset.pictures import Picture, picture, svg_size
from peerkit.typeset.runs import Node

_PICTURES = (".png", ".jpg", ".jpeg", ".svg")
Say = Callable[..., str]


class Galley:
    """Collects, while a document's data is made, the `files` that it names and the `findings` of what cannot be printed.

    `given` are the files that may be printed, by path (so, projected ones only). `say` puts the kit's own sentences into the
    document's language (`Words.plain`). With `foreign_pages`, the document cannot claim PDF/UA.
    """

    def __init__(self, given: Files, say: Say = lambda english, **parts: english.format(**parts)) -> None:
        self.given, self.say = given, say
        self.files: dict[str, bytes] = {}
        self.findings: list[Diagnostic] = []
        self.foreign_pages = False
        self._ready: dict[str, Picture | Foreign | str] = {}

    def text(
        self, markdown: str, at: Span, *, beside: str = "", level: int = 2, references: References | None = None,
        drawings: Mapping[str, str] | None = None,
    ) -> list[Node]:  # fmt: skip
        """Markdown as nodes; its topmost heading has this `level`. Pictures are paths from the folder `beside`.

        `drawings` are SVG of our own making, by the name under which the text shows them.
        """
        shown = {path: self._node(posixpath.normpath(posixpath.join(beside, path)), at) for path in self._named(markdown, beside)}
        shown |= {name: self._drawing(svg) for name, svg in (drawings or {}).items()}
        made = nodes(markdown, shown, level=level, references=references)
        for name in sorted(made.strange):
            self._find(
                at, "element-not-printed", f"<{name}> is not printed as such, only the words in it", "write it in Markdown"
            )
        for alt in sorted(made.unseen):
            what = f"the picture '{alt[:60]}' is not printed, only these words" if alt else "a picture is not printed"
            self._find(at, "picture-not-printed", what, "keep its file beside the text; nothing is fetched from the web")
        return made.nodes

    def attachment(self, path: str, title: str, at: Span) -> dict[str, Any]:
        """A file as `attachment` of page.typ places it; a page that says why, where it cannot be printed."""
        name = posixpath.basename(path)
        ready = self._read(path)
        if path.lower().endswith(".md") and isinstance(ready, bytes):
            try:
                text = ready.decode("utf-8-sig")
            except UnicodeDecodeError:
                ready = "is not UTF-8"
            else:
                beside = posixpath.dirname(path)
                shown = self.text(text, at, beside=beside)
                if shown and isinstance(shown[0], dict) and shown[0]["t"] == "h" and shown[0]["text"] == title:
                    del shown[0]  # the attachment's own heading says it
                return {"kind": "text", "title": title, "name": name, "nodes": shown}
        made = self._made(path) if isinstance(ready, bytes) else ready
        if isinstance(made, Picture):
            leaf = {"width": made.width, "height": made.height}
            return {"kind": "picture", "title": title, "name": name, "file": self._kept(made), "pages": [leaf], "alt": [title]}
        if isinstance(made, Foreign):
            return self._pages(made, name, title, at)
        self._find(at, "attachment-not-printed", f"'{name}' {made}: a page says so in its place", "mend or replace the file")
        return {
            "kind": "refused",
            "title": title,
            "name": name,
            "why": self.say("This file could not be printed here. Ask for it."),
        }

    def _pages(self, made: Foreign, name: str, title: str, at: Span) -> dict[str, Any]:
        if made.repaired:
            self._find(
                at, "attachment-repaired", f"'{name}' is damaged and was repaired", "compare its pages, or replace the file"
            )
        self.foreign_pages = True
        place = self._keep(made.content, "pdf")
        leaves = [{"number": leaf.number, "width": leaf.width, "height": leaf.height} for leaf in made.pages]
        alt = [f"{title}, {leaf.number}/{len(leaves)}" for leaf in made.pages]
        return {"kind": "pdf", "title": title, "name": name, "file": place, "pages": leaves, "alt": alt}

    def _named(self, markdown: str, beside: str) -> list[str]:
        """The pictures below this folder that the text may name, as it would write them."""
        prefix = beside + "/" if beside else ""
        below = [path.removeprefix(prefix) for path in self.given if path.startswith(prefix)]
        return [path for path in below if path.lower().endswith(_PICTURES) and path in markdown]

    def _node(self, path: str, at: Span) -> Node:
        ready = self._read(path)
        made = self._made(path) if isinstance(ready, bytes) else ready
        if isinstance(made, Picture):
            return {"t": "img", "file": self._kept(made), "width": made.width, "height": made.height}
        why = made if isinstance(made, str) else "is no picture"
        self._find(at, "picture-not-printed", f"'{posixpath.basename(path)}' {why}", "mend or replace the file")
        return posixpath.basename(path)

    def _drawing(self, svg: str) -> Node:
        width, height = svg_size(svg)
        return {"t": "img", "file": self._keep(svg.encode(), "svg"), "width": width, "height": height}

    def _read(self, path: str) -> bytes | str:
        """The file's bytes, or why there are none."""
        file = self.given.get(path)
        if file is None:
            return "does not exist"
        if file.problem:
            return f"cannot be read: {file.problem}"
        try:
            return file.read()
        except (OSError, Refusal):
            return "cannot be read"

    def _made(self, path: str) -> Picture | Foreign | str:
        if path not in self._ready:
            content = self._read(path)
            assert isinstance(content, bytes)
            self._ready[path] = foreign(content) if path.lower().endswith(".pdf") else picture(content, path)
        return self._ready[path]

    def _kept(self, made: Picture) -> str:
        return self._keep(made.content, made.extension)

    def _keep(self, content: bytes, extension: str) -> str:
        place = f"/files/{hashlib.sha256(content).hexdigest()[:24]}.{extension}"
        self.files[place] = content
        return place

    def _find(self, at: Span, rule: str, message: str, help: str) -> None:
        found = Diagnostic(at, rule, message, Severity.WARNING, help)
        if found not in self.findings:
            self.findings.append(found)


class Texts(Struct, frozen=True):
    """Where a character stands first in these texts, each with the place at which it begins; for `compile(at=…)`."""

    texts: tuple[tuple[Span, str], ...]
    otherwise: Span

    def __call__(self, character: str) -> Span:
        for at, text in self.texts:
            if character and (index := text.find(character)) >= 0:
                before = text[:index]
                line = before.count("\n")
                return Span(at.path, at.line + line, index - before.rfind("\n") + (0 if line else at.column - 1))
        return self.otherwise
