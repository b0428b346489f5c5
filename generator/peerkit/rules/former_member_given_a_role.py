"""A member who has left, or has not joined yet, is given a part in a meeting ahead.

Looks at each meeting to come: its `roles`, its items' `lead` and those `expected`, on that meeting's date; and, as of today, at
`facilitation.order`, where a former member's turn falls to the next. The owner of an action is no role: see who carries it on.

## Fires

```yaml title="members.yml"
members:
  - {id: amara, name: Amara Osei}
  - {id: bo, name: Bo Lindqvist, left: 2026-11-30}
  - {id: chen, name: Chen Weiss}
  - {id: dia, name: Dia Marchetti}
  - {id: eli, name: Eli Novak}
  - {id: farah, name: Farah Haddad}
```

## Silent

```yaml title="members.yml"
members:
  - {id: amara, name: Amara Osei}
  - {id: bo, name: Bo Lindqvist, left: 2026-12-10}
  - {id: chen, name: Chen Weiss}
  - {id: dia, name: Dia Marchetti}
  - {id: eli, name: Eli Novak}
  - {id: farah, name: Farah Haddad}
```
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from peerkit.facts.occurrences import ahead
from peerkit.model.context import Context
from peerkit.model.group import Group
from peerkit.model.meeting import Agenda
from peerkit.rules import Finding, Parameters
from peerkit.text import KeyPath

CHAPTER = "joining-and-leaving"


def check(group: Group, context: Context, given: Parameters) -> Iterator[Finding]:
    """Parts in meetings ahead, and turns in the rotation, of people who are not members then."""
    if group.about.status == "closed":
        return
    for index, id in enumerate(group.about.facilitation.order):
        member = group.member(id)
        if member and member.left and member.left < context.today:
            at = group.at("group.yml", "facilitation", "order", index)
            yield Finding(at, f"facilitation.order.{index}: '{id}' left on {member.left}", f"take '{id}' out of the order")
    for meeting in ahead(group, context.today):
        for path, id in _parts(meeting.agenda):
            if why := _away(group, id, meeting.date):
                message = f"{'.'.join(map(str, path))}: {why}, and the meeting is on {meeting.date}"
                yield Finding(group.at(meeting.file, *path), message, "name a member of that date, or correct members.yml")


def _parts(agenda: Agenda) -> Iterator[tuple[KeyPath, str]]:
    """Every part that the agenda gives to a member."""
    yield from ((("roles", role), id) for role, id in agenda.roles.items())
    yield from ((("items", n, "lead"), item.lead) for n, item in enumerate(agenda.items) if item.lead)
    yield from ((("expected", n), id) for n, id in enumerate(agenda.expected or ()))


def _away(group: Group, id: str, on: datetime.date) -> str:
    """Why the member does not belong to the group on that day, or an empty string."""
    member = group.member(id)
    if member is None or member.current(on):
        return ""
    return f"'{id}' left on {member.left}" if member.left and member.left < on else f"'{id}' joins on {member.joined}"
