"""minutes.md: the record of a meeting; housekeeping, decisions and commitments, no stories."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from peerkit.model.base import (
    FACILITATORS,
    MEMBERS,
    Date,
    Decimal,
    IssueId,
    Many,
    MemberId,
    Model,
    Name,
    People,
    Slug,
    Texts,
    Whole,
    key,
    wrong,
)


class Decision(Model):
    """Something that the group decided."""

    id: Slug | None = key(MEMBERS, "Its id, unique in these minutes.", None)
    text: Name = key(MEMBERS, "What was decided.")
    by: str = key(MEMBERS, "How: consent, majority, …", "")
    review: Date | None = key(MEMBERS, "When it is looked at again.", None)


class Action(Model):
    """Something that somebody will do."""

    id: Slug | None = key(MEMBERS, "Its id, unique in these minutes.", None)
    what: Name = key(MEMBERS, "What will be done.")
    owner: MemberId | None = key(MEMBERS, "Who does it.", None)
    due: Date | None = key(MEMBERS, "By when.", None)


def _action(value: str) -> str:
    meeting, slash, action = value.partition("/")
    if not slash or not meeting or not action or "/" in action:
        raise wrong(f"'{value[:80]}' names no action; write <meeting folder>/<action id>, such as 2026-11-12/a2")
    return value


ActionRef = Annotated[str, AfterValidator(_action)]
ActionRefs = Annotated[tuple[ActionRef, ...], Many]


class Record(Model):
    """minutes.md"""

    status: Literal["draft", "approved"] = key(MEMBERS, "Whether the group has approved them.", "draft")
    approved: Date | None = key(MEMBERS, "When.", None)
    present: People = key(MEMBERS, "Who was there.", ())
    late: People = key(MEMBERS, "Who came late.", ())
    excused: People = key(MEMBERS, "Who had said that they would not come.", ())
    absent: People = key(MEMBERS, "Who did not come.", ())
    guests: Texts = key(MEMBERS, "Who else was there.", ())
    decisions: Annotated[tuple[Decision, ...], Many] = key(MEMBERS, "What was decided.", ())
    actions: Annotated[tuple[Action, ...], Many] = key(MEMBERS, "Who does what by when.", ())
    done: ActionRefs = key(MEMBERS, "Actions of earlier meetings that are done: <meeting folder>/<action id>.", ())
    dropped: ActionRefs = key(MEMBERS, "Actions of earlier meetings that nobody will do.", ())
    nuggets: Texts = key(MEMBERS, "What members took home.", ())
    presented: Annotated[tuple[IssueId, ...], Many] = key(MEMBERS, "The issues that were presented.", ())
    spoke: dict[MemberId, Annotated[Decimal, Field(ge=0)]] = key(FACILITATORS, "Minutes or turns that each member spoke.", {})
    value: dict[MemberId, Annotated[Whole, Field(ge=1, le=5)]] = key(FACILITATORS, "1 to 5: was this worth the evening?", {})
    body: str = Field("", json_schema_extra={"audience": "members", "in_file": False})

    @property
    def there(self) -> frozenset[str]:
        """Who came, each once: who came late may stand under `present`, too."""
        return frozenset((*self.present, *self.late))

    @property
    def away(self) -> frozenset[str]:
        """Who did not come, each once."""
        return frozenset((*self.excused, *self.absent)) - self.there
