"""A member's level is not the group's.

Members of a group are direct peers: they face the same things because they stand on the same step. Compares each current member's
`level`, where there is one, with the group's, without regard to case and to spaces at the ends.

## Fires

```yaml title="members.yml"
members:
  - {id: amara, name: Amara Osei, level: Head of IT}
  - {id: bo, name: Bo Lindqvist, level: Systems administrator}
  - {id: chen, name: Chen Weiss}
  - {id: dia, name: Dia Marchetti}
  - {id: eli, name: Eli Novak}
  - {id: farah, name: Farah Haddad}
```

## Silent

```yaml title="members.yml"
members:
  - {id: amara, name: Amara Osei, level: head of it}
  - {id: bo, name: Bo Lindqvist}
  - {id: chen, name: Chen Weiss}
  - {id: dia, name: Dia Marchetti}
  - {id: eli, name: Eli Novak}
  - {id: farah, name: Farah Haddad, level: Systems administrator, left: 2026-11-20}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from peerkit.model.context import Context
from peerkit.model.group import Group
from peerkit.rules import Finding, Parameters

CHAPTER = "what-a-peer-group-is"


def check(group: Group, context: Context, given: Parameters) -> Iterator[Finding]:
    """Current members of another level."""
    level = group.about.level.strip()
    if group.about.status == "closed" or not level:
        return
    for index, member in enumerate(group.members):
        own = member.level.strip()
        if own and own.casefold() != level.casefold() and member.current(context.today):
            at = group.at("members.yml", "members", index, "level")
            help = "correct one of the two; or find this member a group of that level"
            yield Finding(at, f"level: '{own[:60]}' is unlike the group's, '{level[:60]}'", help)
