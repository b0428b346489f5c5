"""What a document is printed on and what every page of it says: paper, type, language, head, foot, label."""

from __future__ import annotations

import datetime
import re
from typing import Any

from msgspec import Struct

PAPERS = {"A4": (210.0, 297.0), "Letter": (215.9, 279.4)}
"""Width and height in mm."""


class Sheet(Struct, frozen=True):
    """The paper, and what stands on every page. `half` halves the paper, for a booklet.

    `label` is the confidentiality label, `head` the running head, `mark` what the foot says beside the page's number (a copy's
    number, a member's name). `date` is the document's, from its content: no clock is read.
    """

    title: str
    author: str = ""
    language: str = "en"
    direction: str = "ltr"
    date: datetime.date | None = None
    paper: str = "A4"
    half: bool = False
    large: bool = False
    duplex: bool = True
    label: str = ""
    head: str = ""
    mark: str = ""

    def data(self) -> dict[str, Any]:
        """As `page.typ` reads it."""
        width, height = PAPERS[self.paper]
        if self.half:
            width, height = height / 2, width
        parts = re.split("[-_]", self.language)
        region = next((p.upper() for p in parts[1:] if re.fullmatch("[A-Za-z]{2}", p)), None)
        return {
            "title": self.title,
            "author": self.author,
            "language": parts[0].lower() if re.fullmatch("[A-Za-z]{2,3}", parts[0]) else "en",
            "region": region,
            "direction": self.direction,
            "date": [self.date.year, self.date.month, self.date.day] if self.date else None,
            "width": width,
            "height": height,
            "large": self.large,
            "duplex": self.duplex,
            "label": self.label,
            "head": self.head,
            "mark": self.mark,
        }
