"""What a PDF says and shows, for tests; by pdfium, which has no part in making it."""

from __future__ import annotations

from typing import Any

import pypdfium2


def words(pdf: bytes, page: int | None = None) -> str:
    """The text of a page (from 1) or of all, in the order in which it stands in the file, with single blanks."""
    with pypdfium2.PdfDocument(pdf) as opened:
        return " ".join(" ".join(_text(each).split()) for each in ([opened[page - 1]] if page else opened))


def text(pdf: bytes, page: int) -> str:
    """The text of a page as it is."""
    with pypdfium2.PdfDocument(pdf) as opened:
        return _text(opened[page - 1])


def _text(page: Any) -> str:
    # what breaks a word at the end of a line comes out as U+FFFE
    return str(page.get_textpage().get_text_range()).replace("\ufffe", "-").replace("\x02", "-")


def pages(pdf: bytes) -> int:
    """How many pages it has."""
    with pypdfium2.PdfDocument(pdf) as opened:
        return len(opened)


def boxes(pdf: bytes, page: int) -> list[tuple[str, float, float, float, float]]:
    """Each character of a page with the left, bottom, right and top of its box, in points."""
    found = pypdfium2.PdfDocument(pdf)[page - 1].get_textpage()
    return [(found.get_text_range(n, 1), *found.get_charbox(n)) for n in range(found.count_chars())]


def picture(pdf: bytes, page: int, width: int = 200) -> Any:
    """The page as a grey Pillow image of so many pixels' width."""
    sheet = pypdfium2.PdfDocument(pdf)[page - 1]
    return sheet.render(scale=width / sheet.get_width()).to_pil().convert("L")
