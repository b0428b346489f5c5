"""A group's past: the texts that its charter and its ground rules had, oldest first."""

from __future__ import annotations

import datetime
from typing import Generic, Literal, TypeVar

from msgspec import Struct

from peerkit.model.charter import Charter
from peerkit.model.ground_rules import GroundRules

Text = Charter | GroundRules
T = TypeVar("T", bound=Text)
Told = TypeVar("Told", bound=Text, covariant=True)


class Version(Struct, Generic[Told], frozen=True):
    """One text. `name` is its number, else the day on which it was written (`-2` and so on for more on one day).

    Without a text it is one that the reader may not see.
    """

    name: str
    number: int | None
    on: (
        datetime.date | None
    )  # when this very text was committed, at first or again after another version; None: not known, or not committed
    text: Told | None
    commit: str = ""  # the last one that bears it; empty where the reader need not know
    committed: bool = True  # else it is the working copy


class Past(Struct, frozen=True):
    """What git knows of a group. `known` is empty where nobody asked."""

    charter: tuple[Version[Charter], ...] = ()
    ground_rules: tuple[Version[GroundRules], ...] = ()
    known: Literal["", "none", "part", "whole"] = ""
    people: tuple[str, ...] = ()  # names that ever stood on the roster, so that old texts do not tell them
