"""A link that no reader can follow.

The online room's `link` becomes a link on pages, in packets and in calendars only if it is an address of the web; else it stands there as
words, and ten minutes into the meeting somebody is still looking for the room. A number to call belongs under `phone`.

## Fires

```yaml title="meetings/2026-12-10/agenda.md"
---
roles: {facilitator: amara, notetaker: bo}
start: "17:30"
minutes: 90
place: {kind: online, link: meet.example.org/harbour}
items:
  - {title: Check in, kind: check-in, minutes: 15}
  - {title: Vendor lock-in, kind: issue, issue: vendor-lock-in, lead: chen, minutes: 60}
  - {title: Close, kind: close, minutes: 5}
---
```

## Silent

```yaml title="meetings/2026-12-10/agenda.md"
---
roles: {facilitator: amara, notetaker: bo}
start: "17:30"
minutes: 90
place: {kind: online, link: https://meet.example.org/harbour}
items:
  - {title: Check in, kind: check-in, minutes: 15}
  - {title: Vendor lock-in, kind: issue, issue: vendor-lock-in, lead: chen, minutes: 60}
  - {title: Close, kind: close, minutes: 5}
---
```
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from peerkit.model.context import Context
from peerkit.model.group import Group
from peerkit.render.inline import is_web
from peerkit.rules import Finding, Parameters

CHAPTER = "remote-and-hybrid"


def check(group: Group, context: Context, given: Parameters) -> Iterator[Finding]:
    """The link of the group's place and of each meeting, if it is no address of the web."""
    for file, path, link in _links(group):
        if link and not is_web(link):
            message = f"{'.'.join(path)}: '{link[:60]}' is no address of the web"
            yield Finding(group.at(file, *path), message, _advice(link.strip()))


def _links(group: Group) -> Iterator[tuple[str, tuple[str, ...], str]]:
    if group.about.meets.place:
        yield "group.yml", ("meets", "place", "link"), group.about.meets.place.link
    for meeting in group.meetings:
        if meeting.agenda.place:
            yield meeting.file, ("place", "link"), meeting.agenda.place.link


def _advice(link: str) -> str:
    if re.fullmatch(r"[\w-]+(\.[\w-]+)+([/:?#]\S*)?", link):
        return f"write https://{link[:60]}"
    return "write the whole address, https://…; a number to call is 'phone'"
