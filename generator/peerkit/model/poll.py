"""polls/<slug>.yml: what the peers do."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from peerkit.model.base import FACILITATORS, MEMBERS, Date, MemberId, Model, People, Texts, key


class Poll(Model):
    """polls/<slug>.yml"""

    question: str = key(MEMBERS, "What is asked; by default the file's name.", "")
    kind: Literal["choice", "number"] = key(MEMBERS, "Whether the answers are options or numbers.", "choice")
    options: Texts = key(MEMBERS, "What may be answered.", ())
    asked: Date | None = key(MEMBERS, "When it was asked.", None)
    closes: Date | None = key(MEMBERS, "When it closes.", None)
    answers: dict[MemberId, str] = key(MEMBERS, "Each member's answer.", {})
    consent: People = key(FACILITATORS, "Who agreed that the result may leave the group as a count.", ())
    slug: str = Field("", json_schema_extra={"audience": "members", "in_file": False})

    @property
    def file(self) -> str:
        return f"polls/{self.slug}.yml"
