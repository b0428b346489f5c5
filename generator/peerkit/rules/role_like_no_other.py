"""A role that the group does not have, though its name is nearly that of one.

A role for one meeting alone is fine. A mistyped one is not: the agenda shows both names, the real role falls to the rotation,
and the terms that a charter sets for it count nothing.

## Fires

```yaml title="meetings/2026-12-10/agenda.md"
---
roles: {facilitator: amara, notetakker: bo}
start: "17:30"
minutes: 90
items:
  - {title: Check in, kind: check-in, minutes: 15}
  - {title: Vendor lock-in, kind: issue, issue: vendor-lock-in, lead: chen, minutes: 60}
  - {title: Close, kind: close, minutes: 5}
---
```

## Silent

```yaml title="meetings/2026-12-10/agenda.md"
---
roles: {facilitator: amara, notetaker: bo, host: chen}
start: "17:30"
minutes: 90
items:
  - {title: Check in, kind: check-in, minutes: 15}
  - {title: Vendor lock-in, kind: issue, issue: vendor-lock-in, lead: chen, minutes: 60}
  - {title: Close, kind: close, minutes: 5}
---
```
"""

from __future__ import annotations

from collections.abc import Iterator

from peerkit.model.context import Context
from peerkit.model.group import Group
from peerkit.rules import Finding, Parameters
from peerkit.text import nearest

CHAPTER = "rotating-or-fixed"


def check(group: Group, context: Context, given: Parameters) -> Iterator[Finding]:
    """Roles in agendas and in the charter's terms that resemble one of the group's."""
    known = dict.fromkeys(("facilitator", *group.about.facilitation.roles))
    terms = group.charter.terms.role_months if group.charter and group.charter.terms else {}
    places: list[tuple[str, tuple[str, ...], str]]
    places = [(meeting.file, ("roles",), role) for meeting in group.meetings for role in meeting.agenda.roles]
    places += [("charter.md", ("terms", "role_months"), role) for role in terms]
    for file, path, role in places:
        if role not in known and (help := nearest(role, known)):
            message = f"{'.'.join((*path, role))}: the group has no role '{role}'"
            yield Finding(group.at(file, *path, role), message, f"{help} if not, add it to facilitation.roles in group.yml")
