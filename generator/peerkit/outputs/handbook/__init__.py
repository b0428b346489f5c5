"""The handbook: chapters, a page for each protocol and each ready text, and the rules; in one dialect for screen and paper.

Chapters are Markdown files. An organiser's own in `docs/handbook/` win one at a time, add to the built-in ones, and remove one where
they say nothing. What the kit knows is put into them when the site is made (`known`).
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path

from msgspec import Struct, field

from peerkit import rules as ruleset
from peerkit.builtin import starter_handbook, templates
from peerkit.diagnostic import Diagnostic, Severity, Span
from peerkit.model.base import FACILITATORS
from peerkit.model.context import Context
from peerkit.model.group import About, Group
from peerkit.outputs.handbook import known, navigation, protocols, ready, rulebook, terms
from peerkit.outputs.handbook.chapters import FOLDER, Chapter, anchors, chapters, says_something
from peerkit.project import project
from peerkit.protocols import BUILT_IN
from peerkit.rules import Rule
from peerkit.text import nearest

_LINK = re.compile(r"\[(?P<words>[^\]\n]+)\]\((?P<target>[^)\s]+)(?P<title> \"[^\"\n]*\")?\)")


class Handbook(Struct, frozen=True, dict=True):
    """A network's handbook for one audience.

    `own` are the files of the organiser's docs below `handbook/`, `texts` those of the own templates' `texts/`, as Markdown by their
    paths and names; `docs` is how a person reaches the docs folder. Without what is `built_in`, only one's own chapters and texts are left.
    """

    context: Context
    rules: Mapping[str, Rule]
    own: Mapping[str, str] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)
    docs: str = "docs"
    built_in: bool = True

    # --- what there is -----------------------------------------------------------------------------------------------

    @cached_property
    def chapters(self) -> tuple[Chapter, ...]:
        """All chapters in order, the first page first; Markdown as written."""
        mine = {path[len(FOLDER) + 1 : -3]: text for path, text in self.own.items() if path.count("/") == 1}
        given = _markdown(starter_handbook()) if self.built_in else {}
        return chapters(given, {slug: text for slug, text in mine.items() if slug not in ("rules",)})

    @cached_property
    def generated(self) -> dict[str, bytes]:
        """Pages that no file of the organiser's own holds, by path: built-in chapters as written, protocols, texts, rules."""
        titles = {chapter.slug: chapter.title for chapter in self.chapters}
        made = {chapter.path: chapter.text.encode() for chapter in self.chapters if not chapter.own}
        pages = [*ready.pages(self._listed)] if self._listed else []
        if self.built_in:
            pages += protocols.pages(self.context, BUILT_IN, self.removed)
            pages.append(rulebook.page(self._rules, titles, self.context.audience >= FACILITATORS))
        made |= {page.path: page.content for page in pages}
        return {path: content for path, content in made.items() if path not in self.own}

    @cached_property
    def _generated_paths(self) -> frozenset[str]:
        """The paths of the same pages, which are asked for oftener than their content."""
        made = [chapter.path for chapter in self.chapters if not chapter.own]
        made += ready.paths(self._listed) if self._listed else ()
        made += [*protocols.paths(self.context), rulebook.PATH] if self.built_in else ()
        return frozenset(made).difference(self.own)

    def words(self) -> Iterator[str]:
        """All that the generated pages say, none of which is any group's."""
        yield from (content.decode("utf-8", "replace") for content in self.generated.values())

    @cached_property
    def removed(self) -> frozenset[str]:
        """Paths of own files that say nothing, and so take a page away."""
        return frozenset(path for path, text in self.own.items() if not says_something(text))

    @cached_property
    def paths(self) -> frozenset[str]:
        """Every page of the handbook."""
        return (self._generated_paths | frozenset(self.own)) - self.removed

    @cached_property
    def _ready(self) -> dict[str, str]:
        return ready.usable(_markdown(templates() / "texts") if self.built_in else {}, self.texts)

    @property
    def _listed(self) -> dict[str, str]:
        """The ready texts whose pages were not removed."""
        return {name: text for name, text in self._ready.items() if f"{ready.FOLDER}/{name}.md" not in self.removed}

    @cached_property
    def _rules(self) -> Mapping[str, Rule]:
        """The rules as this audience may know them: how a network has set them is the facilitators'."""
        return self.rules if self.context.audience >= FACILITATORS else ruleset.builtin()

    # --- what a page says --------------------------------------------------------------------------------------------

    def dressed(self, path: str, text: str, *, explained: bool = True) -> str:
        """A page's Markdown with what the kit knows: facts, links that lead somewhere, and the rules that a chapter explains.

        With `explained`, words of the glossary lead to it where they first stand; a book has an index for that.
        """
        if not path.startswith(f"{FOLDER}/") or (path in self._generated_paths and "/" in path[len(FOLDER) + 1 :]):
            return text
        slug = path[len(FOLDER) + 1 : -3]
        if explained and path in self._telling:
            text = terms.linked(text, self._terms)
        elif explained and slug == terms.SLUG:
            text = terms.anchored(text, self._terms)
        told = [rulebook.of_chapter(slug, self._rules) if rulebook.PATH in self.paths else "", self._differences(text)]
        whole = "\n\n".join([known.filled(text, self.facts).rstrip("\n"), *(part.rstrip("\n") for part in told if part)])
        return self._linked(path, whole) + "\n"

    @cached_property
    def _terms(self) -> dict[str, str]:
        """What the words of the glossary mean."""
        return next((terms.explained(chapter.text) for chapter in self.chapters if chapter.slug == terms.SLUG), {})

    @cached_property
    def _telling(self) -> frozenset[str]:
        """The chapters that are read, not looked up in."""
        return frozenset(chapter.path for chapter in self.chapters if chapter.slug not in ("index", "sources", terms.SLUG))

    def _linked(self, path: str, text: str) -> str:
        """Links to what the repository has become links to its page; one to a page that was removed becomes its words."""

        def line_of(line: str) -> Iterator[str]:
            entry = re.match(r"\s*[-*] " + _LINK.pattern, line)
            if entry and self._target(path, entry["target"]) is None:
                return
            yield _LINK.sub(lambda m: self._link(path, m), line)

        fenced, out = False, list[str]()
        for line in text.split("\n"):
            fenced ^= line.lstrip().startswith(("```", "~~~"))
            out += [line] if fenced else line_of(line)
        return "\n".join(out)

    def _link(self, path: str, found: re.Match[str]) -> str:
        target = self._target(path, found["target"])
        return found["words"] if target is None else f"[{found['words']}]({target}{found['title'] or ''})"

    def _target(self, path: str, target: str) -> str | None:
        """Where a link of a page leads, from that page; None where the handbook has no such page."""
        file, mark, anchor = target.partition("#")
        page = self._page(path, file)
        if page is None:
            return target
        if page not in self.paths:
            return None
        # a chapter of one's own need not have the headings of the one that it replaces
        kept = mark + anchor if path in self.own or page not in self.own or anchor in anchors(self.own[page]) else ""
        return posixpath.relpath(page, posixpath.dirname(path)) + kept

    def _page(self, path: str, file: str) -> str | None:
        """The path of the handbook's page that a page names as `file`; None where it names something else."""
        if not file or re.match(r"[a-z][a-z0-9+.-]*:|/", file):
            return None
        whole = posixpath.normpath(posixpath.join(posixpath.dirname(path), file))
        whole = re.sub(r"^\.\./templates/(protocols|texts)/([a-z0-9-]+)\.(?:yml|md)$", rf"{FOLDER}/\1/\2.md", whole)
        return whole if whole.startswith(f"{FOLDER}/") and whole.endswith(".md") else None

    # --- facts -------------------------------------------------------------------------------------------------------

    @cached_property
    def facts(self) -> dict[str, str]:
        """What the kit knows, as this audience may know it."""
        about = project(Group("-", known.about_of(self.context.network)), self.context).about
        return known.facts(about, self.context.protocols, self._rules)

    def _differences(self, text: str) -> str:
        """Markdown that says which of the facts in a chapter are this network's own."""
        usual = self._usual
        names = dict.fromkeys(fact.name for fact in known.quoted(text) if self.facts.get(fact.name) != usual.get(fact.name))
        rows = [
            f"    - {known.words(name)}: {self.facts[name]}" + _instead(usual.get(name)) for name in names if name in self.facts
        ]
        return "\n".join(['!!! note "Set otherwise in this network"', "", *rows, ""]) if rows else ""

    @cached_property
    def _usual(self) -> dict[str, str]:
        """What the kit knows where a network sets nothing."""
        return known.facts(About(name="-"), BUILT_IN, ruleset.builtin())

    @cached_property
    def problems(self) -> tuple[Diagnostic, ...]:
        """Facts that own chapters quote and that nobody knows, and links of theirs to pages that there never were."""
        found = [problem for path, text in self.own.items() for problem in self._astray(path, text)]
        for path, text in self.own.items():
            for fact in known.quoted(text):
                if fact.name not in self.facts and fact.name not in self._usual:
                    help = nearest(fact.name, self.facts) or "the page of files names them"
                    at = Span(f"{self.docs}/{path}", fact.line)
                    found.append(Diagnostic(at, "schema", f"there is no fact '{fact.name[:60]}'", Severity.WARNING, help))
        return tuple(sorted(found))

    def _astray(self, path: str, text: str) -> Iterator[Diagnostic]:
        """Links of a chapter to pages of the handbook that neither are there nor were removed."""
        plain = re.sub(r"(?ms)^(```+|~~~+).*?^\1|`[^`\n]*`", lambda m: "\n" * m[0].count("\n"), text)
        for link in _LINK.finditer(plain):
            page = self._page(path, link["target"].partition("#")[0])
            if page is not None and page not in self.paths | self.removed:
                known = {posixpath.relpath(each, posixpath.dirname(path)): each for each in sorted(self.paths)}
                help = nearest(link["target"], known) or "'peerkit new chapter' starts a page"
                at = Span(f"{self.docs}/{path}", plain.count("\n", 0, link.start()) + 1)
                yield Diagnostic(at, "schema", f"the handbook has no page '{link['target'][:60]}'", Severity.WARNING, help)

    # --- where it stands ---------------------------------------------------------------------------------------------

    def nav(self) -> list[object]:
        """The section of the portal's navigation."""
        every = [p for p in self.context.protocols.values() if f"{protocols.FOLDER}/{p.id}.md" in self.paths]
        more = [
            ("Protocols", f"{protocols.FOLDER}/index.md", [(p.name, f"{protocols.FOLDER}/{p.id}.md") for p in every]),
            (
                "Ready texts",
                f"{ready.FOLDER}/index.md",
                [(ready.title(n, t), f"{ready.FOLDER}/{n}.md") for n, t in self._listed.items()],
            ),
            ("What peerkit checks", rulebook.PATH, []),
        ]
        return navigation.section(self.chapters, [each for each in more if each[1] in self.paths])

    @property
    def title(self) -> str:
        """What the section is called."""
        return next((chapter.title for chapter in self.chapters if chapter.slug == "index"), "Handbook")

    def addresses(self, directory_urls: bool = True) -> dict[str, str]:
        """Where each page stands on the site, from its root, by its path without `handbook/` and .md: `protocols/hot-seat`."""
        found = {}
        for path in sorted(self.paths):
            name = path.removesuffix(".md")
            folder = name.removesuffix("index") if name.endswith("/index") else f"{name}/"
            found[name.removeprefix(f"{FOLDER}/")] = folder if directory_urls else f"{name}.html"
        return found


def _instead(usual: str | None) -> str:
    return f" instead of {usual}" if usual is not None else ""


def _markdown(folder: Path) -> dict[str, str]:
    """The Markdown files of a folder, by their names without .md."""
    return {path.stem: path.read_text("utf-8") for path in sorted(folder.glob("*.md"))}


__all__ = ["Chapter", "Handbook"]
