"""Minutes are so long that they tell a member's story.

Minutes keep decisions and commitments; what a member told stays in the room. A body above 400 words (the rule's `words`) usually
holds somebody's story. In scripts without spaces, two Chinese or Japanese characters, or four Thai, Lao, Khmer or Burmese, count
as a word.

## Fires

```yaml title="meetings/2026-11-12/minutes.md"
---
status: approved
---
So it was on us to go on, or not to go on, as he and I saw it; and we all said so, and so it is to us now, as it was to us at
So it was on us to go on, or not to go on, as he and I saw it; and we all said so, and so it is to us now, as it was to us at
So it was on us to go on, or not to go on, as he and I saw it; and we all said so, and so it is to us now, as it was to us at
So it was on us to go on, or not to go on, as he and I saw it; and we all said so, and so it is to us now, as it was to us at
So it was on us to go on, or not to go on, as he and I saw it; and we all said so, and so it is to us now, as it was to us at
So it was on us to go on, or not to go on, as he and I saw it; and we all said so, and so it is to us now, as it was to us at
So it was on us to go on, or not to go on, as he and I saw it; and we all said so, and so it is to us now, as it was to us at
So it was on us to go on, or not to go on, as he and I saw it; and we all said so, and so it is to us now, as it was to us at
So it was on us to go on, or not to go on, as he and I saw it; and we all said so, and so it is to us now, as it was to us at
So it was on us to go on, or not to go on, as he and I saw it; and we all said so, and so it is to us now, as it was to us at
So it was on us to go on, or not to go on, as he and I saw it; and we all said so, and so it is to us now, as it was to us at
```

## Silent

```yaml title="meetings/2026-11-12/minutes.md"
---
status: approved
---
We met online and agreed to read the charter again before January.
```
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from pydantic import Field

from peerkit.diagnostic import Span
from peerkit.facts.words import words
from peerkit.model.base import FACILITATORS, Whole, key
from peerkit.model.context import Context
from peerkit.model.group import Group
from peerkit.rules import Finding
from peerkit.rules import Parameters as Base

CHAPTER = "minutes"


class Parameters(Base):
    """What network.yml can set."""

    words: Annotated[Whole, Field(ge=1)] = key(FACILITATORS, "The most words that a minutes body may have.", 400)


def check(group: Group, context: Context, given: Parameters) -> Iterator[Finding]:
    """Minutes whose body has too many words, at the body's first line."""
    for meeting in group.meetings:
        body = meeting.minutes.body if meeting.minutes else ""
        if len(body) > given.words and (count := words(body)) > given.words:
            document = group.documents.get(meeting.minutes_file)
            blank = len(body[: len(body) - len(body.lstrip())].splitlines())
            at = Span(document.path, document.body_line + blank) if document else group.at(meeting.minutes_file)
            help = "keep decisions, actions and dates, and leave out what members told"
            yield Finding(at, f"the minutes have {count} words; {given.words} are the most", help)
