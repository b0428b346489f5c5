"""A PDF that somebody else made, made ready to be placed page by page: whole, open, without scripts; or why it cannot be."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from msgspec import Struct

from peerkit.typeset.guarded import bearable

_BYTES = 100_000_000
_PAGES = 1000


class Leaf(Struct, frozen=True):
    """One page: its number from 1 and its size in points as it is shown."""

    number: int
    width: float
    height: float


@dataclass(frozen=True)
class Foreign:
    """A PDF ready to be placed; `repaired` where it was damaged, and everything seems to be there."""

    content: bytes = field(repr=False)
    pages: tuple[Leaf, ...]
    repaired: bool = False


def foreign(content: bytes) -> Foreign | str:
    """The PDF, or why it cannot be printed, in words that finish "'<file>' "."""
    import pikepdf

    if not content:
        return "is empty"
    if len(content) > _BYTES:
        return f"is larger than {_BYTES // 1_000_000} MB"
    if b"%PDF-" not in content[:1024]:
        return "is no PDF"
    try:
        with pikepdf.open(io.BytesIO(content), suppress_warnings=True) as pdf:
            return _opened(pdf, ended=b"startxref" in content[-2048:])
    except pikepdf.PasswordError:
        return "is encrypted; save it without a password"
    except (
        pikepdf.PdfError,
        pikepdf.DataDecodingError,
        LookupError,
        AttributeError,
        ValueError,
        TypeError,
        RuntimeError,
        OSError,
    ):
        return "is damaged"


def _opened(pdf: Any, *, ended: bool) -> Foreign | str:
    if pdf.is_encrypted:
        return "is encrypted; save it without a password"
    if len(pdf.pages) == 0:
        return "has no pages"
    if len(pdf.pages) > _PAGES:
        return f"has {len(pdf.pages)} pages; at most {_PAGES} are printed"
    if active := _active(pdf):
        return f"holds {active}; print it to a new PDF, and name that"
    leaves = tuple(_leaf(page, number) for number, page in enumerate(pdf.pages, 1))
    broken = _broken(pdf)
    if broken and not (ended and _whole(pdf, broken)):
        return "is damaged or cut short"
    made = _only_pages(pdf)
    if not bearable(made, "pdf", len(leaves)):
        return "takes too much time or memory, or is damaged"
    return Foreign(made, leaves, bool(broken))


def _leaf(page: Any, number: int) -> Leaf:
    box = [float(value) for value in page.cropbox]
    width, height = abs(box[2] - box[0]), abs(box[3] - box[1])
    if not (1 <= width <= 15_000 and 1 <= height <= 15_000):
        raise ValueError("a page without a size")
    if int(page.rotation) % 180:
        width, height = height, width
    return Leaf(number, round(width, 2), round(height, 2))


def _broken(pdf: Any) -> list[str]:
    """All that the reader complains of, after every stream was read."""
    problems = [str(problem) for problem in pdf.check_pdf_syntax()]
    return problems + [str(warning) for warning in pdf.get_warnings()]


def _whole(pdf: Any, broken: list[str]) -> bool:
    """Whether only the table of the file's objects was damaged, which can be made anew."""
    table = ("file is damaged", "xref", "cross-reference", "startxref", "header", "trailer", "/Size")
    if not all(any(word in line for word in table) for line in broken):
        return False
    return all("/Contents" in page.obj and page.contents_coalesce() is None and _drawn(page) for page in pdf.pages)


def _drawn(page: Any) -> bool:
    return len(page.obj.Contents.read_bytes()) > 0


_ACTIVE = {
    "/JavaScript": "a script", "/JS": "a script", "/Launch": "a command that starts a program", "/EmbeddedFile": "other files",
    "/SubmitForm": "a form that sends data", "/ImportData": "a form that reads data", "/RichMedia": "media",
    "/XFA": "a form that a program fills", "/OFF": "hidden layers, which would show",
}  # fmt: skip


def _active(pdf: Any) -> str:
    """What in the file would act when it is opened, or show what is hidden; nothing for most."""
    return next((_ACTIVE[name] for each in pdf.objects for name in _names(each) if name in _ACTIVE), "")


def _names(found: Any) -> Iterator[str]:
    import pikepdf

    stack = [found]
    while stack:
        each = stack.pop()
        if isinstance(each, pikepdf.Array):
            stack += [
                value for value in list(each) if isinstance(value, pikepdf.Dictionary | pikepdf.Array) and not value.is_indirect
            ]
            continue
        if not isinstance(each, pikepdf.Dictionary | pikepdf.Stream):
            continue
        for key, value in each.items():
            if key in ("/S", "/Type", "/Subtype") and isinstance(value, pikepdf.Name):
                yield str(value)
            elif key in ("/JS", "/XFA") or (key == "/OFF" and isinstance(value, pikepdf.Array) and len(value)):
                yield key
            if isinstance(value, pikepdf.Dictionary | pikepdf.Array) and not value.is_indirect:
                stack.append(value)


def _only_pages(pdf: Any) -> bytes:
    """The PDF with nothing but what is seen on its pages; filled forms and notes become part of them."""
    import pikepdf

    pdf.generate_appearance_streams()
    pdf.flatten_annotations("print")
    for key in list(pdf.Root.keys()):
        if key not in ("/Type", "/Pages"):
            del pdf.Root[key]
    out = io.BytesIO()
    pdf.save(out, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    return out.getvalue()
