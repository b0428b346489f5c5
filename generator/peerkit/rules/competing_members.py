"""Two current members compete, by what the group itself calls exclusive.

`exclusive` in `group.yml` lists what no two current members may share: an entry of one word (`organisation`), or of several
together (`[industry, region]`). Values are compared without regard to case and to spaces at the ends; an absent value never
agrees.

## Fires

```yaml title="members.yml"
members:
  - {id: amara, name: Amara Osei, organisation: Bluewater Health}
  - {id: bo, name: Bo Lindqvist, organisation: bluewater health}
  - {id: chen, name: Chen Weiss}
  - {id: dia, name: Dia Marchetti}
  - {id: eli, name: Eli Novak}
  - {id: farah, name: Farah Haddad}
```

## Silent

```yaml title="members.yml"
members:
  - {id: amara, name: Amara Osei}
  - {id: bo, name: Bo Lindqvist, organisation: Bluewater Health}
  - {id: chen, name: Chen Weiss}
  - {id: dia, name: Dia Marchetti}
  - {id: eli, name: Eli Novak}
  - {id: farah, name: Farah Haddad, organisation: Bluewater Health, left: 2026-11-20}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from peerkit.facts.roster import current
from peerkit.model.context import Context
from peerkit.model.group import Group
from peerkit.model.members import Member
from peerkit.rules import Finding, Parameters

CHAPTER = "competing-members"


def check(group: Group, context: Context, given: Parameters) -> Iterator[Finding]:
    """Later members of whom an earlier one has the same in one of the exclusive entries."""
    here = current(group, context.today) if group.about.status != "closed" else ()
    for entry in group.about.exclusive:
        first: dict[tuple[str, ...], Member] = {}
        for member in here:
            values = tuple(_value(member, name) for name in entry)
            if not all(values):
                continue
            other = first.setdefault(tuple(value.casefold() for value in values), member)
            if other is not member:
                shared = ", ".join(f"{name} '{value}'" for name, value in zip(entry, values, strict=True))
                at = group.at("members.yml", "members", group.members.index(member))
                help = "only one of the two can stay a member; or change exclusive in group.yml"
                yield Finding(at, f"'{member.id}' and '{other.id}' share {shared}, which this group excludes", help)


def _value(member: Member, name: str) -> str:
    return str(getattr(member, name, None) or "").strip()
