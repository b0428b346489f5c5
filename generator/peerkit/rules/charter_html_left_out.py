"""The charter or the ground rules hold HTML that no page shows.

Bodies are Markdown, and simple HTML in them is kept; scripts, frames, forms and styles are not, for everybody's safety. Who signs a text ought
to have read the same text as everybody else, so nothing in it should be there for some readers only. The elements that are kept are
those of running text, lists and tables.

## Fires

```markdown title="charter.md"
We meet once a month. <script>document.write("And we pay.")</script>
```

## Silent

```markdown title="charter.md"
We meet once a month, and what we hear we keep <b>to ourselves</b>.
```
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from peerkit.facts.public import Text
from peerkit.model.context import Context
from peerkit.model.group import Group
from peerkit.render.prose import left_out
from peerkit.rules import Finding, Parameters

CHAPTER = "the-charter"


def check(group: Group, context: Context, given: Parameters) -> Iterator[Finding]:
    """Each kind of element that is dropped, at its first place."""
    texts = [Text("charter.md", group.charter.body)] if group.charter else []
    texts += [Text("ground-rules.md", group.ground_rules.body)] if group.ground_rules else []
    for text in texts:
        for name in left_out(text.text):
            found = re.search(rf"<{name}\b", text.text, re.I)
            at = text.at(group, found.start() if found else 0)
            yield Finding(
                at, f"<{name}> reaches no page", "say it in Markdown; to show the HTML itself, put it between backquotes"
            )
