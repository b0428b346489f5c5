"""A template and a JSON value to a PDF by Typst. No text is markup, nothing outside is read, same input gives same bytes.

Typst sees a private folder with the templates, the data and the given files; it has no way out of it: paths are confined to it,
packages are refused, and its downloads lead nowhere. Fonts are those in its wheel and those that the network puts in
`templates/fonts/`; the machine's own are used only when asked for, since they would make the bytes depend on the machine.
"""

from __future__ import annotations

import functools
import io
import json
import os
import re
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from peerkit.builtin import templates
from peerkit.diagnostic import Diagnostic, Refusal, Severity, Span
from peerkit.typeset.scripts import font_for
from peerkit.typeset.sheet import Sheet

Standard = Literal["ua-1", "tagged", "untagged"]
_UNSHOWN = re.compile(r"the text `(\".*?\")` could not be displayed", re.S)
_PLACE = re.compile(r"┌─ (?:\S*/)?([^/\s:]+\.typ):(\d+):(\d+)")
MARK = "peerkit"  # the keyword by which a PDF is known as ours
_NOWHERE = "http://127.0.0.1:9"


@dataclass(frozen=True)
class Document:
    """A PDF, the standard that it meets (`ua-1` is PDF/UA-1), and what could not be printed as it was written."""

    pdf: bytes = field(repr=False)
    standard: Standard
    findings: tuple[Diagnostic, ...] = ()

    @property
    def pages(self) -> int:
        """How many pages it has."""
        import pikepdf

        with pikepdf.open(io.BytesIO(self.pdf)) as opened:
            return len(opened.pages)


Where = Callable[[str], Span]


def compile(
    template: str,
    data: Mapping[str, Any],
    sheet: Sheet,
    *,
    at: Span | Where,
    files: Mapping[str, bytes] | None = None,
    folders: tuple[Path, ...] = (),
    system_fonts: bool = False,
    untagged: bool = False,
) -> Document:
    """The document that `templates/packet/<template>.typ` makes of `data`; raises Refusal if a person's own template fails.

    `files` are what the data names, by path (`Galley.files`). `folders` hold a person's own templates, which win one by one. `at`
    is where to report characters that no font has: a place, or a function of the character. `untagged` says that pages of
    other PDFs are placed, for which no claim of PDF/UA can be made.
    """
    where = at if callable(at) else lambda _character: at
    with tempfile.TemporaryDirectory(prefix="peerkit-") as folder:
        root = Path(folder)
        _lay_out(root, template, files or {}, folders)
        fonts = _fonts(_font_folders(folders), system_fonts)
        found: tuple[Diagnostic, ...] = ()
        try:
            _write(root, data, sheet, placing=False)
            made = _run(root, fonts, "ua-1")
            if not untagged:
                return Document(made, "ua-1")
        except _Refused as refused:
            if not refused.by_standard:
                raise Refusal(refused.told(template)) from None
            found = tuple(_findings(refused, where))
        try:
            _write(root, data, sheet, placing=True)
            return Document(_run(root, fonts, None), "tagged", found)
        except _Refused as refused:
            raise Refusal(refused.told(template)) from None


def _write(root: Path, data: Mapping[str, Any], sheet: Sheet, *, placing: bool) -> None:
    """`data.json`. Pages of other PDFs are `placing` or only given room: the standard, which finds bad characters, refuses them."""
    whole = {**data, "sheet": {**sheet.data(), "placing": placing}}
    (root / "data.json").write_bytes(json.dumps(whole, ensure_ascii=False).encode("utf-8", "replace"))


def _lay_out(root: Path, template: str, files: Mapping[str, bytes], folders: tuple[Path, ...]) -> None:
    """The private folder: `main.typ`, the templates beside it, and the files."""
    sources = dict(template_files(folders))
    if f"{template}.typ" not in sources:
        raise Refusal(f"no template '{template}.typ' in templates/packet")
    for name, text in sources.items():
        (root / name).write_bytes(text)
    (root / "main.typ").write_text(f'#set document(keywords: "{MARK}")\n#include "{template}.typ"\n', encoding="utf-8")
    for path, content in files.items():
        if not re.fullmatch(r"/files/[0-9a-f]+\.[a-z]+", path):
            raise ValueError(f"not a path that Galley gives: {path}")
        place = root / path[1:]
        place.parent.mkdir(exist_ok=True)
        place.write_bytes(content)


def template_files(folders: tuple[Path, ...]) -> Iterator[tuple[str, bytes]]:
    """What stands in the `packet` folders of templates, by name: the built-in ones first, so that a person's own win."""
    for folder in (templates(), *reversed(folders)):
        place = (folder.parent if folder.name == "pages" else folder) / "packet"
        if not place.is_dir():
            continue
        for file in sorted(place.iterdir()):
            if not file.is_file() or file.name.startswith(".") or file.name in ("main.typ", "data.json"):
                continue
            if not file.resolve().is_relative_to(place.resolve()):
                raise Refusal(f"{file}: a symbolic link leaves the folder; put the file itself there")
            content = file.read_bytes()
            if file.suffix == ".typ" and re.search(rb'"@[\w-]+/', content):
                raise Refusal(f"{file}: packages are not fetched; copy what you need of the package into templates/packet")
            yield file.name, content


def _font_folders(folders: tuple[Path, ...]) -> tuple[Path, ...]:
    places = ((folder.parent if folder.name == "pages" else folder) / "fonts" for folder in folders)
    return tuple(place for place in places if place.is_dir())


@functools.lru_cache(maxsize=8)
def _fonts(folders: tuple[Path, ...], system: bool) -> Any:
    import typst

    return typst.Fonts(include_system_fonts=system, font_paths=[str(folder) for folder in folders])


class _Refused(Exception):
    """Typst's own words."""

    def __init__(self, message: str, diagnostic: str) -> None:
        super().__init__(message)
        self.diagnostic = diagnostic
        self.by_standard = bool(re.search("PDF/UA-1 error", message)) and not re.search(
            r"(?m)^error: (?!PDF/UA-1 error)", diagnostic
        )

    def messages(self) -> list[str]:
        """Each complaint of the standard, once."""
        return list(dict.fromkeys(re.findall(r"PDF/UA-1 error: (.+?)(?=\n  ┌─|\n\s*=|\n\n|\Z)", self.diagnostic, re.S))) or [
            str(self)
        ]

    def told(self, template: str) -> str:
        """For the person whose template it is: file, place, complaint."""
        name, line, column = next(iter(_PLACE.findall(self.diagnostic)), (f"{template}.typ", "1", "1"))
        message = re.sub(r" \(searched at [^)]*\)", "", str(self))
        return (
            f"templates/packet/{name}:{line}:{column}: {message}; mend the template, or delete your own to use the built-in one"
        )


def _run(root: Path, fonts: Any, standard: Literal["ua-1"] | None) -> bytes:
    import typst

    nowhere = str(root / "nowhere")
    with _offline():
        try:
            made, _warnings = typst.compile_with_warnings(
                str(root / "main.typ"), root=str(root), font_paths=fonts, pdf_standards=standard,
                package_path=nowhere, package_cache_path=nowhere,
            )  # fmt: skip
        except typst.TypstError as error:
            raise _Refused(str(error.message), str(error.diagnostic)) from None
        except BaseException as error:
            if type(error).__name__ != "PanicException":
                raise
            raise _Refused(f"Typst gives up: {error}", "") from None
    return bytes(made)


@contextmanager
def _offline() -> Iterator[None]:
    """Whatever a template asks for, Typst's downloads end at a closed door of this machine."""
    names = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy")
    exempt = ("NO_PROXY", "no_proxy")
    before = {name: os.environ.get(name) for name in (*names, *exempt)}
    os.environ.update(dict.fromkeys(names, _NOWHERE))
    for name in exempt:
        os.environ.pop(name, None)
    try:
        yield
    finally:
        for name, value in before.items():
            os.environ.pop(name, None) if value is None else os.environ.__setitem__(name, value)


def _findings(refused: _Refused, where: Where) -> Iterator[Diagnostic]:
    """What the standard refused, in words: characters that no font has, by the font that has them; then all else."""
    wanted: dict[tuple[str, str], list[tuple[Span, str]]] = {}  # by file and font: one line for each, not for each character
    for message in refused.messages():
        if shown := _UNSHOWN.search(message):
            for character in dict.fromkeys(_unquoted(shown[1])):
                place, font = where(character), font_for(character)
                wanted.setdefault((place.path, font), []).append((place, character))
        else:
            at = where("")
            yield Diagnostic(
                at, "not-pdf-ua", f"the PDF is tagged, but not PDF/UA-1: {message.splitlines()[0]}", Severity.WARNING
            )
    for (_, font), placed in sorted(wanted.items(), key=lambda each: min(each[1])):
        at, characters = min(placed)[0], [character for _, character in placed]
        named = ", ".join(f"'{c}' (U+{ord(c):04X})" for c in sorted(set(characters))[:12])
        more = f" and {len(set(characters)) - 12} more" if len(set(characters)) > 12 else ""
        yield Diagnostic(
            at, "character-without-font", f"no font has {named}{more}: an empty box is printed", Severity.WARNING,
            f"put {font} into templates/fonts, or print with --system-fonts where it is installed",
        )  # fmt: skip


def _unquoted(quoted: str) -> str:
    """The characters of a text as Rust quotes it."""
    inner = re.sub(r"\\u\{([0-9a-f]+)\}", lambda m: chr(int(m[1], 16)), quoted[1:-1])
    return re.sub(r"\\(.)", lambda m: {"n": "\n", "t": "\t", "r": "\r", "0": "\0"}.get(m[1], m[1]), inner)
