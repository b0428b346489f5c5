"""members.yml: the roster. Every other file names a person by id, so a name can only leave through here."""

from __future__ import annotations

import datetime
from typing import Annotated

from peerkit.model.base import FACILITATORS, Boolean, Date, Many, MemberId, Model, Name, Texts, Zone, key

COMPARABLE = ("organisation", "industry", "region", "level", "role", "language", "timezone", "name", "email")


class Member(Model):
    """A person in the group, current or former."""

    id: MemberId = key("roster", "The id that the other files use; unique in the group, and never shown.")
    name: Name = key("roster", "The member's name.")
    role: str = key("roster", "What the member does.", "")
    organisation: str = key("roster", "Where the member works.", "")
    level: str = key("roster", "The member's level; direct peers share the group's.", "")
    industry: str = key("roster", "The member's line of business.", "")
    region: str = key("roster", "Where the member is from.", "")
    timezone: Zone | None = key("roster", "The member's IANA time zone; by default the group's.", None)
    language: str = key("roster", "The member's language (BCP 47).", "")
    email: str = key("roster", "E-mail; entries of two groups with the same one are one person.", "")
    phone: str = key("roster", "Telephone.", "")
    expertise: Texts = key("roster", "What the others may ask this member about.", ())
    joined: Date | None = key("roster", "The first day of membership.", None)
    left: Date | None = key("roster", "The last day of membership; a former member stays in the file.", None)
    buddy: MemberId | None = key("roster", "The member who helps this one to settle in.", None)
    discloses: str = key(FACILITATORS, "Ties that the group should know of.", "")
    available: Texts = key(FACILITATORS, "When the member can meet, in the member's own zone.", ())
    public: Boolean = key(FACILITATORS, "The member agreed that name and role may be public.", False)

    def current(self, on: datetime.date) -> bool:
        """Whether this is a member on that day; both ends included."""
        return (self.joined is None or self.joined <= on) and (self.left is None or on <= self.left)


class Members(Model):
    """members.yml"""

    members: Annotated[tuple[Member, ...], Many] = key("roster", "The roster, former members included.", ())
