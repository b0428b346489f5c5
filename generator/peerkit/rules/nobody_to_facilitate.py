"""A meeting ahead, or the group as a whole, has nobody who facilitates.

With `facilitation.mode: fixed` the group must name a current member as `facilitator`. With a rotation, a meeting is without
one where neither its `roles` nor the rotation on its date give the role to anybody: nobody is a member then, `order` names
none who is, or more roles stand before `facilitator` than there are members. Silent where the group's roles know no
`facilitator`.

## Fires

```yaml title="group.yml"
name: Harbour Heads of IT
seats: {min: 5}
facilitation: {mode: fixed}
```

## Silent

```yaml title="group.yml"
name: Harbour Heads of IT
seats: {min: 5}
facilitation: {mode: fixed, facilitator: amara}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from peerkit.facts.occurrences import ahead
from peerkit.facts.rotation import roles
from peerkit.model.context import Context
from peerkit.model.group import Group
from peerkit.rules import Finding, Parameters

CHAPTER = "rotating-or-fixed"


def check(group: Group, context: Context, given: Parameters) -> Iterator[Finding]:
    """A fixed facilitator who is not there; or else, meetings ahead without any."""
    plan = group.about.facilitation
    if group.about.status == "closed" or not group.members or "facilitator" not in plan.roles:
        return
    if plan.mode == "fixed" and plan.facilitator is None:
        message = "facilitation.mode is fixed, and no facilitator is named"
        yield Finding(
            group.at("group.yml", "facilitation", "mode"), message, "add 'facilitator:' with a member's id, or let it rotate"
        )
        return
    member = group.member(plan.facilitator) if plan.mode == "fixed" else None
    if member and not member.current(context.today):
        gone = member.left is not None and member.left < context.today
        message = f"facilitation.facilitator: '{member.id}' " + (
            f"left on {member.left}" if gone else f"joins on {member.joined}"
        )
        yield Finding(group.at("group.yml", "facilitation", "facilitator"), message, "name a current member, or let it rotate")
        return
    for meeting in ahead(group, context.today):
        if "facilitator" not in roles(group, meeting):
            at = group.at(meeting.file, "roles")
            help = "add 'roles: {facilitator: …}' with the id of somebody who will be there"
            yield Finding(
                at, f"nobody facilitates the meeting on {meeting.date}: neither its roles nor the rotation say who", help
            )
