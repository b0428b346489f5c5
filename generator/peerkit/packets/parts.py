"""What the views of all parts of a packet share."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

from peerkit.text import KeyPath


class Edition(StrEnum):
    """For whom a packet is made."""

    MEMBER = "member"
    FACILITATOR = "facilitator"
    PRESENTER = "presenter"
    GUEST = "guest"


class Order(Struct, frozen=True):
    """The packet that is asked for: an edition, for one member (an id) or for all, with or without attachments, fitted or not.

    `called` is what the file calls the meeting where its folder's name would say too much.
    """

    edition: Edition = Edition.MEMBER
    reader: str | None = None
    attachments: bool = True
    fit: bool = False
    called: str = ""


class Prose(Struct, frozen=True):
    """Markdown as a person wrote it: never a plain string, so that each output must say how it is set.

    `file` is where it stands in the group's folder, `path` the key (none: the body); its topmost heading has this `level`.
    """

    text: str = ""
    file: str = ""
    path: KeyPath = ()
    level: int = 2

    def __bool__(self) -> bool:
        return bool(self.text.strip())
