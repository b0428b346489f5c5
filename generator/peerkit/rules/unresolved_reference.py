"""A file names a member, issue, experience, poll, ground rule, protocol or attachment that is not there.

Members are known by their ids in `members.yml`, issues, experiences and polls by their files' names, ground rules by their ids in
`ground-rules.md` (without one, in the built-in ten), protocols by their files' names, and attachments by their exact names in
the meeting's own folder. Former members stay in the roster, so that old minutes still resolve.

## Fires

```yaml title="meetings/2026-12-10/agenda.md"
---
roles: {facilitator: amra, notetaker: bo}
items:
  - {title: Check in, kind: check-in, minutes: 15}
  - {title: Vendor lock-in, kind: issue, issue: vendor-lockin, minutes: 60}
  - {title: Close, kind: close, minutes: 5}
pre_reads:
  - {file: board-memo.pdf}
---
```

## Silent

```yaml title="meetings/2026-12-10/agenda.md"
---
roles: {facilitator: amara, notetaker: bo}
items:
  - {title: Check in, kind: check-in, minutes: 15}
  - {title: Vendor lock-in, kind: issue, issue: vendor-lock-in, minutes: 60}
  - {title: Close, kind: close, minutes: 5}
pre_reads:
  - {file: board-memo.pdf}
---
```

```text title="meetings/2026-12-10/board-memo.pdf"
A memo.
```
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from peerkit.diagnostic import Severity
from peerkit.facts.ground_rules import rules_of
from peerkit.facts.references import Named, references
from peerkit.model.context import Context
from peerkit.model.group import Group
from peerkit.rules import Finding, Parameters
from peerkit.text import nearest

CHAPTER = "minutes"
SEVERITY = Severity.ERROR

_WORDS = {
    "members": ("member", "write an id of members.yml, or add the member there"),
    "issues": ("issue", "write the name of a file in issues/ without its ending, or add the file"),
    "experiences": ("experience", "write the name of a file in experiences/ without its ending, or add the file"),
    "polls": ("poll", "write the name of a file in polls/ without its ending, or add the file"),
    "rules": ("ground rule", "write the id of a rule in ground-rules.md (without that file, of one of the built-in ten)"),
    "protocols": ("protocol", "write the name of a file in templates/protocols/ without its ending, or add the file"),
    "files": ("attachment", "put the file into the meeting's own folder, or correct its name; upper and lower case count"),
}


def check(group: Group, context: Context, given: Parameters) -> Iterator[Finding]:
    """Ids and file names that lead nowhere."""
    known: dict[str, Collection[str]] = {
        "members": {m.id: m for m in group.members},
        "issues": {i.slug: i for i in group.issues},
        "experiences": {e.slug: e for e in group.experiences},
        "polls": {p.slug: p for p in group.polls},
        "rules": [rule.id for rule in rules_of(group).rules],
        "protocols": context.protocols,
    }
    for file, named in references(group):
        folder = file.removesuffix("agenda.md")
        if named.to != "files" and named.id not in known[named.to]:
            yield _finding(group, file, named, known[named.to])
        elif named.to == "files" and (folder + named.id) not in group.attachments:
            here = [path.removeprefix(folder) for path in group.attachments if path.startswith(folder)]
            yield _finding(group, file, named, here)


def _finding(group: Group, file: str, named: Named, known: Collection[str]) -> Finding:
    noun, help = _WORDS[named.to]
    document = group.documents.get(file)
    at = document.at_key(*named.path) if document and named.is_key else group.at(file, *named.path)
    name = ".".join(map(str, named.path[:-1] if named.is_key else named.path))
    if named.to == "files" and ("/" in named.id or "\\" in named.id):
        return Finding(at, f"{name}: '{named.id[:80]}' leaves the meeting's folder", "write a file's bare name, and put it there")
    other_case = next((k for k in known if k.casefold() == named.id.casefold()), "")
    hint = f"did you mean '{other_case}'?" if other_case else nearest(named.id, known)
    whose = "this meeting" if named.to == "files" else "this group"
    message = f"{name}: '{named.id[:80]}' is no {noun}" + ("" if named.to == "protocols" else f" of {whose}")
    return Finding(at, message, hint or help)
