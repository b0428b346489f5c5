"""A file lies in a meeting's folder, and the meeting's agenda does not name it.

Only what an agenda names under `pre_reads` is published, to those whom it is for. A file that no agenda names stays in the
repository, where someone may take it for sent.

## Fires

```text title="meetings/2026-12-10/board-memo.pdf"
A memo that nobody will get.
```

## Silent

```text title="meetings/2026-12-10/board-memo.pdf"
A memo.
```

```yaml title="meetings/2026-12-10/agenda.md"
---
items:
  - {title: Check in, kind: check-in, minutes: 15}
  - {title: The board's plan, kind: issue, minutes: 60}
  - {title: Close, kind: close, minutes: 5}
pre_reads:
  - {file: board-memo.pdf, title: Memo to the board, for: [amara]}
---
```
"""

from __future__ import annotations

from collections.abc import Iterator

from peerkit.model.context import Context
from peerkit.model.group import Group
from peerkit.rules import Finding, Parameters

CHAPTER = "the-facilitators-job"


def check(group: Group, context: Context, given: Parameters) -> Iterator[Finding]:
    """Attachments that no agenda names."""
    named = {f"meetings/{m.slug}/{p.file}" for m in group.meetings for p in m.agenda.pre_reads}
    for path in sorted(set(group.attachments) - named):
        name = path.rpartition("/")[2]
        help = f"add '- {{file: {name}}}' below pre_reads: in the folder's agenda.md, or delete the file"
        yield Finding(group.at(path), f"'{name}' is named by no agenda, so it is never published", help)
