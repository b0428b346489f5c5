"""charter.md: what the group agreed to be."""

from __future__ import annotations

import hashlib
import re
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from peerkit.model.base import FACILITATORS, MEMBERS, Date, Many, MemberId, Model, Slug, Whole, key, wrong


def _digest(value: str) -> str:
    if not re.fullmatch(r"[0-9a-f]{12}", value):
        raise wrong(f"'{value[:80]}' is not a digest; write the 12 hex digits of the charter's text")
    return value


class Signature(Model):
    """One member's agreement to one text."""

    member: MemberId = key(MEMBERS, "Who agreed.")
    on: Date | None = key(MEMBERS, "When.", None)
    text: Annotated[str, AfterValidator(_digest)] = key(MEMBERS, "The digest of the text agreed to.")


class Terms(Model):
    """What a machine can check against roster and minutes."""

    decision_quorum: Annotated[Whole, Field(ge=1, le=10_000)] | None = key(
        FACILITATORS, "So many must be present where something is decided.", None
    )
    role_months: dict[Slug, Annotated[Whole, Field(ge=1, le=1_200)]] = key(
        FACILITATORS, "How many months one member may hold a role.", {}
    )
    response_days: Annotated[Whole, Field(ge=0, le=3_650)] | None = key(
        FACILITATORS, "At least so long between proposed and adopted.", None
    )
    review_months: Annotated[Whole, Field(ge=1, le=1_200)] | None = key(
        FACILITATORS, "The charter is reviewed after so many months.", None
    )


class Charter(Model):
    """charter.md"""

    version: Annotated[Whole, Field(ge=1)] | None = key("charter", "Whole number, from 1.", None)
    status: Literal["draft", "proposed", "adopted"] = key("charter", "Where this text stands.", "adopted")
    adopted: Date | None = key("charter", "When this text was adopted.", None)
    review_by: Date | None = key("charter", "When it is due again.", None)
    proposed: Date | None = key("charter", "Start of the response window.", None)
    ratified: Annotated[tuple[Signature, ...], Many] = key(MEMBERS, "Who agreed to this very text.", ())
    terms: Terms = key(FACILITATORS, "What a machine can check against roster and minutes.", Terms.model_construct())
    body: str = Field("", json_schema_extra={"audience": "charter", "in_file": False})

    @property
    def digest(self) -> str:
        """The digest of the text, which signatures name."""
        return digest(self.body)


def digest(body: str) -> str:
    """The first 12 hex digits of the SHA-256 of a body with LF line ends, as the format says; unchanged by margins."""
    lines = [line.rstrip(" \t") for line in body.split("\n")]
    while lines and not lines[0]:
        del lines[0]
    while lines and not lines[-1]:
        del lines[-1]
    return hashlib.sha256(("\n".join(lines) + "\n").encode()).hexdigest()[:12]
