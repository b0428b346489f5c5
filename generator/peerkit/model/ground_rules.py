"""ground-rules.md: how the members treat each other."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from peerkit.model.base import Many, Model, Name, Slug, Whole, key


class GroundRule(Model):
    """One rule."""

    id: Slug = key("ground_rules", "The id that agendas use.")
    rule: Name = key("ground_rules", "The rule in a sentence.")
    means: str = key("ground_rules", "What it means in practice.", "")


class GroundRules(Model):
    """ground-rules.md"""

    version: Annotated[Whole, Field(ge=1)] | None = key("ground_rules", "Whole number, from 1.", None)
    rules: Annotated[tuple[GroundRule, ...], Many] = key("ground_rules", "The rules, in order.", ())
    body: str = Field("", json_schema_extra={"audience": "ground_rules", "in_file": False})
    builtin: bool = Field(False, json_schema_extra={"audience": "ground_rules", "in_file": False})
