"""The group has fewer members than it wants at least.

Counts today's members against `seats.min`. A group that is forming is still filling its seats, a closed one fills none, and a
group without `members.yml` keeps its roster elsewhere: about these the rule says nothing.

## Fires

```yaml title="members.yml"
members:
  - {id: amara, name: Amara Osei}
  - {id: bo, name: Bo Lindqvist}
  - {id: chen, name: Chen Weiss}
  - {id: dia, name: Dia Marchetti}
  - {id: eli, name: Eli Novak, left: 2026-11-15}
  - {id: farah, name: Farah Haddad, left: 2026-11-15}
```

## Silent

```yaml title="members.yml"
members:
  - {id: amara, name: Amara Osei}
  - {id: bo, name: Bo Lindqvist}
  - {id: chen, name: Chen Weiss}
  - {id: dia, name: Dia Marchetti}
  - {id: eli, name: Eli Novak}
  - {id: farah, name: Farah Haddad, left: 2026-11-15}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from peerkit.facts.roster import current
from peerkit.model.context import Context
from peerkit.model.group import Group
from peerkit.rules import Finding, Parameters

CHAPTER = "starting-a-group"


def check(group: Group, context: Context, given: Parameters) -> Iterator[Finding]:
    """Too few members today."""
    if group.about.status in ("closed", "forming") or "members.yml" not in group.documents:
        return
    count, least = len(current(group, context.today)), group.about.seats.min
    if count < least:
        message = f"{count} current members; the group wants at least {least} (seats.min)"
        yield Finding(group.at("members.yml", "members"), message, f"find {least - count} more, or lower seats.min in group.yml")
