"""A group's past: the texts that its charter and its ground rules had, oldest first."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Generic, Literal, TypeVar

from peerkit.model.charter import Charter
from peerkit.model.ground_rules import GroundRules

T = TypeVar("T", Charter, GroundRules)


@dataclass(frozen=True, slots=True)
class Version(Generic[T]):
    """One text. `name` is its number, else the day on which it was written (`-2` and so on for more on one day).

    Without a commit it is the working copy. Without a text it is one that the reader may not see, or that is lost.
    """

    name: str
    number: int | None
    on: datetime.date | None  # when this very text was first committed; None: not known, or not committed
    text: T | None
    commit: str = ""  # the last one that bears it


@dataclass(frozen=True, slots=True)
class Past:
    """What git knows of a group. `known` is empty where nobody asked."""

    charter: tuple[Version[Charter], ...] = ()
    ground_rules: tuple[Version[GroundRules], ...] = ()
    known: Literal["", "none", "part", "whole"] = ""
    people: tuple[str, ...] = ()  # names that ever stood on the roster, so that old texts do not tell them
