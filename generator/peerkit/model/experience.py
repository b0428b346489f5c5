"""experiences/<slug>.md: who has lived through what."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from peerkit.model.base import MEMBERS, Boolean, Date, MemberId, Model, key
from peerkit.model.issue import Again


class Experience(Model):
    """experiences/<slug>.md"""

    subject: str = key(MEMBERS, "The vendor, consultant, product or method; by default the file's name.", "")
    kind: Literal["vendor", "consultant", "product", "method"] | None = key(MEMBERS, "What the subject is.", None)
    by: MemberId | None = key(MEMBERS, "Who tells it.", None)
    period: str = key(MEMBERS, "When it was.", "")
    scope: str = key(MEMBERS, "How large it was.", "")
    benefit: str = key(MEMBERS, "What the teller got from the subject, in words; none is a statement.", "")
    again: Again | None = key(MEMBERS, "Whether the teller would do it again.", None)
    ask_me: Boolean = key(MEMBERS, "The teller may be asked.", False)
    expires: Date | None = key(MEMBERS, "After this day it is too old to rely on.", None)
    slug: str = Field("", json_schema_extra={"audience": "members", "in_file": False})
    body: str = Field("", json_schema_extra={"audience": "members", "in_file": False})

    @property
    def file(self) -> str:
        return f"experiences/{self.slug}.md"
