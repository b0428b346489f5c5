"""issues/<slug>.md: what members bring."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from peerkit.model.base import MEMBERS, Date, ExperienceId, Many, MemberId, Minutes, Model, Name, People, Texts, key

Again = Literal["yes", "no", "with-changes"]


class Alternative(Model):
    """Something that somebody tried or could try."""

    what: Name = key(MEMBERS, "The alternative.")
    tried_by: People = key(MEMBERS, "Who has tried it.", ())
    outcome: str = key(MEMBERS, "How it went.", "")
    again: Again | None = key(MEMBERS, "Whether they would do it again.", None)


class Issue(Model):
    """issues/<slug>.md"""

    title: str = key(MEMBERS, "The issue in a few words; by default its file's name.", "")
    kind: Literal["problem", "question", "vendor", "decision"] = key(MEMBERS, "What it is.", "problem")
    raised_by: MemberId | None = key(MEMBERS, "Who brought it.", None)
    raised: Date | None = key(MEMBERS, "When.", None)
    urgency: Literal["A", "B", "C"] = key(MEMBERS, "A is the most urgent.", "B")
    minutes: Minutes | None = key(MEMBERS, "How much time it wants.", None)
    status: Literal["open", "scheduled", "studied", "closed"] = key(MEMBERS, "Where it stands.", "open")
    shared_by: People = key(MEMBERS, "Others who face it too: three or more make it a common problem.", ())
    alternatives: Annotated[tuple[Alternative, ...], Many] = key(MEMBERS, "What was tried or could be.", ())
    takeaways: Texts = key(MEMBERS, "What was learned, approved by who raised it.", ())
    experiences: Annotated[tuple[ExperienceId, ...], Many] = key(MEMBERS, "Experiences that bear on it.", ())
    slug: str = Field("", json_schema_extra={"audience": "members", "in_file": False})
    body: str = Field("", json_schema_extra={"audience": "members", "in_file": False})

    @property
    def file(self) -> str:
        return f"issues/{self.slug}.md"

    @property
    def common(self) -> bool:
        """Whether three or more members face it."""
        return len(set(self.shared_by) | ({self.raised_by} if self.raised_by else set())) >= 3
