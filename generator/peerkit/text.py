"""Text as a person wrote it: UTF-8, YAML 1.2 with every scalar kept as written, front matter, and where each value stands.

A YAML value comes out as dicts, lists and strings only: the key's type, not the scalar's look, decides what
`18:30` or `NO` means (the model's job). A quoted or block scalar is a `Quoted`, so that a number key can refuse it.
An empty plain scalar is None: the key is there, its value is not.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping
from typing import Any

import frontmatter
import yaml
from frontmatter.default_handlers import BaseHandler
from msgspec import Struct, field
from yaml import cyaml

from peerkit.diagnostic import Diagnostic, Span

MAX_YAML_BYTES = 2_000_000
MAX_TEXT_BYTES = 2_000_000
MAX_DEPTH = 50
MAX_PROBLEMS = 1_000  # in one file; who made more has made one mistake many times

Key = str | int
KeyPath = tuple[Key, ...]

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
# libyaml takes these for line ends or refuses them; the format says that they are text (CRLF is LF by now)
_NOT_FOR_LIBYAML = re.compile("[\r\u2028\u2029\ufeff\ufffe\uffff]")


class Quoted(str):
    """A scalar that was quoted or written as a block: text, never a number or a boolean."""

    __slots__ = ()


class Document(Struct, frozen=True):
    """One file read: its value, the place of each value and key, and (in Markdown files) the body."""

    path: str
    value: Any = None
    values: Mapping[KeyPath, tuple[int, int]] = field(default_factory=dict)
    keys: Mapping[KeyPath, tuple[int, int]] = field(default_factory=dict)
    body: str = ""
    body_line: int = 1
    problems: tuple[Diagnostic, ...] = ()

    def at(self, *path: Key) -> Span:
        """Where the value at `path` stands; where there is none, its nearest ancestor."""
        while path and path not in self.values:
            path = path[:-1]
        return Span(self.path, *self.values.get(path, (1, 1)))

    def part(self, *path: Key) -> Document:
        """What stands at `path`, as a document of its own with the same places."""
        value = self.value
        for step in path:
            value = value[step]
        depth = len(path)
        values = {at[depth:]: place for at, place in self.values.items() if at[:depth] == path}
        return Document(self.path, value, values, {at[depth:]: place for at, place in self.keys.items() if at[:depth] == path})

    def at_key(self, *path: Key) -> Span:
        """Where the key at `path` stands; where there is none, the value's place."""
        return Span(self.path, *self.keys[path]) if path in self.keys else self.at(*path)


class Malformed(Exception):
    """A file is not what its name says; carries the diagnostic. Raised and caught between `text` and `load` only."""

    def __init__(self, at: Span, message: str, help: str = "") -> None:
        super().__init__(message)
        self.diagnostic = Diagnostic(at, "syntax", message, help=help)


def decode(data: bytes, path: str) -> str:
    """The text of a UTF-8 file, without byte-order mark and with LF line ends. Raises Malformed."""
    if len(data) > MAX_TEXT_BYTES:
        raise Malformed(Span(path), f"the file has {len(data):,} bytes", f"keep it under {MAX_TEXT_BYTES:,}")
    try:
        text = data.decode("utf-8").removeprefix("\ufeff").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8").removeprefix("\ufeff").replace("\r\n", "\n")
        raise Malformed(
            _after(before, path), f"byte 0x{data[error.start]:02x} is not UTF-8", "save the file with UTF-8 encoding"
        ) from None
    if bad := _CONTROL.search(text):
        raise Malformed(
            _after(text[: bad.start()], path),
            f"control character U+{ord(bad[0]):04X}",
            "delete it; only tab and line ends are allowed",
        )
    return text


def _after(before: str, path: str) -> Span:
    return Span(path, before.count("\n") + 1, len(before) - before.rfind("\n"))


class Frontmatter(BaseHandler):
    """python-frontmatter's format, with two refinements: a line of exactly `---` delimits, and it must close.

    The handler keeps what python-frontmatter drops: where the parts start, and the body as written.
    """

    def __init__(self, path: str) -> None:
        super().__init__(re.compile(r"^---$", re.MULTILINE), "---", "---")
        self.path = path
        self.document = Document(path)

    def detect(self, text: str) -> bool:
        return text.split("\n", 1)[0] == "---"

    def split(self, text: str) -> tuple[str, str]:
        lines = text.split("\n")
        try:
            end = lines.index("---", 1)
        except ValueError:
            raise Malformed(
                Span(self.path, self.first_line),
                "front matter opens with '---' and never closes",
                "end it with a line of exactly '---'",
            ) from None
        return "\n".join(lines[1:end]), "\n".join(lines[end + 1 :])

    def load(self, fm: str, **kwargs: object) -> Any:
        self.document = read_yaml(fm, self.path, first_line=self.first_line + 1)
        return self.document.value

    def read(self, text: str) -> Document:
        """Front matter and body of a Markdown file, with positions. Raises Malformed."""
        blank = re.match(r"(?:[^\S\n]*\n)*", text)
        start = blank.end() if blank else 0
        self.first_line = text.count("\n", 0, start) + 1
        whole, text = text, text[start:]
        if not self.detect(text):
            return Document(self.path, {}, body=whole)
        # parse() calls split and load above; its own content is stripped of more than the digest allows
        frontmatter.parse(text, handler=self)
        body = self.split(text)[1]
        got = self.document
        line = self.first_line + text.count("\n", 0, len(text) - len(body))
        return Document(self.path, got.value, got.values, got.keys, body, line, got.problems)


def read_markdown(text: str, path: str) -> Document:
    """Front matter and body of a Markdown file. Raises Malformed."""
    return Frontmatter(path).read(text)


def read_yaml(text: str, path: str, *, first_line: int = 1) -> Document:
    """The value of one YAML document with every scalar as written; Malformed where it cannot be read on."""
    if len(text.encode()) > MAX_YAML_BYTES:
        raise Malformed(Span(path, first_line), f"more than {MAX_YAML_BYTES:,} bytes of YAML", "split or shorten it")
    text, stand_ins = shield(text)
    builder = _Builder(path, first_line, stand_ins)
    try:
        builder.run(text)
    except yaml.MarkedYAMLError as error:
        at = _where(error, text, path, first_line)
        raise Malformed(at, f"not YAML: {error.problem or error.context}", "check quotes, colons and indentation") from None
    except yaml.YAMLError as error:
        raise Malformed(Span(path, first_line), f"not YAML: {str(error).splitlines()[0]}") from None
    return Document(path, builder.root, builder.values, builder.keys, problems=tuple(builder.problems))


def _where(error: yaml.MarkedYAMLError, text: str, path: str, first_line: int) -> Span:
    """Where libyaml found an error; one found only at the end stands where what never closed was opened, or on the last line."""
    lines = text.rstrip("\n").split("\n")
    for mark in (error.problem_mark, error.context_mark):
        if mark and mark.line < len(lines):
            return Span(path, first_line + mark.line, mark.column + 1)
    return Span(path, first_line + len(lines) - 1, len(lines[-1]) + 1)


def shield(text: str) -> tuple[str, dict[str, str]]:
    """Text with the characters that libyaml mistakes replaced by unused private ones, and the way back."""
    found = set(_NOT_FOR_LIBYAML.findall(text))
    if not found:
        return text, {}
    used = set(text) | {chr(int(code, 16)) for code in re.findall(r"\\U00(10[0-9a-fA-F]{4}|0[fF][0-9a-fA-F]{4})", text)}
    free = (chr(c) for c in range(0x10FFFD, 0xF0000, -1) if chr(c) not in used)
    there = {char: next(free) for char in sorted(found)}
    return _NOT_FOR_LIBYAML.sub(lambda m: there[m[0]], text), {new: old for old, new in there.items()}


class _Builder:
    """Builds values and positions from the C parser's events; PyYAML's own composer recurses to death on deep input."""

    def __init__(self, path: str, first_line: int, stand_ins: dict[str, str]) -> None:
        self.path = path
        self.first_line = first_line
        self.stand_ins = str.maketrans(stand_ins)
        self.root: Any = None
        self.values: dict[KeyPath, tuple[int, int]] = {}
        self.keys: dict[KeyPath, tuple[int, int]] = {}
        self.problems: list[Diagnostic] = []

    def run(self, text: str) -> None:
        parser = cyaml.CParser(text)  # type: ignore[attr-defined]
        event = parser.get_event
        documents = 0
        while (e := event()) is not None:
            kind = type(e)
            if kind is yaml.DocumentStartEvent:
                documents += 1
                if documents > 1:
                    raise self.wrong(e, "a second YAML document", "keep one per file; delete the line '---'")
                self.root = self.node(event(), event, (), 0)
                if self.root is None:
                    self.values.pop((), None)

    def node(self, e: Any, event: Any, path: KeyPath, depth: int) -> Any:
        kind = type(e)
        if kind is yaml.AliasEvent:
            self.note(e, f"alias '*{e.anchor[:80]}'", "write the value out; aliases are not allowed")
            return None
        self.unmarked(e)
        mark = e.start_mark
        self.values[path] = (self.first_line + mark.line, mark.column + 1)
        if kind is yaml.ScalarEvent:
            return self.scalar(e)
        if depth >= MAX_DEPTH:
            raise self.wrong(e, f"nested deeper than {MAX_DEPTH} levels", "flatten it")
        if kind is yaml.MappingStartEvent:
            return self.mapping(event, path, depth + 1)
        out: list[Any] = []
        while type(e := event()) is not yaml.SequenceEndEvent:
            out.append(self.node(e, event, (*path, len(out)), depth + 1))
        return out

    def mapping(self, event: Any, path: KeyPath, depth: int) -> dict[str, Any]:
        out: dict[str, Any] = {}
        while type(e := event()) is not yaml.MappingEndEvent:
            if type(e) is not yaml.ScalarEvent:
                raise self.wrong(e, "a key that is not plain text", "write the key as a word followed by a colon")
            self.unmarked(e)
            key = str(self.scalar(e) or "")
            mark: Any = e.start_mark
            at = (self.first_line + mark.line, mark.column + 1)
            if key in out:
                self.note(e, f"duplicate key '{key[:80]}'", "keep one of the two")
            self.keys[(*path, key)] = at
            out[key] = self.node(event(), event, (*path, key), depth)
        return out

    def scalar(self, e: Any) -> str | None:
        value: str = e.value
        if self.stand_ins:
            value = value.translate(self.stand_ins)
        if e.style is None or e.style == "":
            return value or None
        if e.style == '"' and (bad := _CONTROL.search(value)):
            self.note(e, f"control character U+{ord(bad[0]):04X}", "delete it; only tab and line ends are allowed")
        return Quoted(value)

    def unmarked(self, e: Any) -> None:
        if e.anchor is not None:
            self.note(e, f"anchor '&{e.anchor[:80]}'", "delete it; anchors are not allowed")
        if e.tag is not None:
            self.note(e, f"tag '{e.tag[:80]}'", "delete it; tags are not allowed")

    def note(self, e: Any, message: str, help: str) -> None:
        if len(self.problems) < MAX_PROBLEMS:
            self.problems.append(self.wrong(e, message, help).diagnostic)

    def wrong(self, e: Any, message: str, help: str) -> Malformed:
        mark: Any = e.start_mark
        return Malformed(Span(self.path, self.first_line + mark.line, mark.column + 1), message, help)


def nearest(word: str, known: Iterable[str]) -> str:
    """`did you mean 'x'?` for a mistyped word, or an empty string."""
    match = difflib.get_close_matches(word[:80].casefold(), list(known), 1, 0.6)
    return f"did you mean '{match[0]}'?" if match else ""
