"""Every id that a file may name is found where it stands, and a wrong one is an error there."""

from __future__ import annotations

import datetime

from peerkit.load import load
from peerkit.model.context import Context
from peerkit.model.network import Network
from peerkit.rules import unresolved_reference
from peerkit.source import of_bytes

FILES = {
    "group.yml": "name: G\nfacilitation:\n  mode: fixed\n  facilitator: x\n  order: [amara, x]\n",
    "members.yml": "members:\n  - {id: amara, name: Amara, buddy: x}\n",
    "charter.md": '---\nratified:\n  - {member: x, text: "0123456789ab"}\n---\nText.\n',
    "meetings/2026-12-10/agenda.md": (
        "---\nroles: {facilitator: x}\nexpected: [amara, x]\nrule_in_focus: x\nitems:\n"
        "  - {issue: x, experience: x, poll: x, protocol: x, lead: x}\n"
        "pre_reads:\n  - {file: Memo.pdf, for: [amara, x]}\n  - {file: ../../charter.md, for: facilitator}\n---\n"
    ),
    "meetings/2026-12-10/memo.pdf": "memo",
    "meetings/2026-12-10/minutes.md": (
        "---\npresent: [amara, x]\nlate: [x]\nexcused: [x]\nabsent: [x]\nactions:\n  - {what: A, owner: x}\n"
        "presented: [x]\nspoke: {amara: 1, x: 2}\nvalue: {x: 5}\n---\n"
    ),
    "issues/i.md": (
        "---\nraised_by: x\nshared_by: [amara, x]\nalternatives:\n  - {what: A, tried_by: [x]}\nexperiences: [x]\n---\n"
    ),
    "experiences/e.md": "---\nby: x\n---\n",
    "polls/p.yml": "question: Q\nanswers: {amara: A, x: B}\nconsent: [x]\n",
}
WRONG = {
    "group.yml": {(4, 16), (5, 18)},
    "members.yml": {(2, 37)},
    "charter.md": {(3, 14)},
    "meetings/2026-12-10/agenda.md": {
        *{(2, 22), (3, 19), (4, 16), (6, 13), (6, 28), (6, 37), (6, 50), (6, 59)},
        *{(8, 12), (8, 35), (9, 12)},
    },
    "meetings/2026-12-10/minutes.md": {
        *{(2, 18), (3, 8), (4, 11), (5, 10), (7, 22), (8, 13)},
        *{(9, 19), (10, 9)},  # a mapping keyed by members: the key
    },
    "issues/i.md": {(2, 12), (3, 20), (5, 26), (6, 15)},
    "experiences/e.md": {(2, 5)},
    "polls/p.yml": {(2, 21), (3, 11)},
}


def test_each_wrong_id_is_reported_once_at_its_own_place() -> None:
    group, found = load("g", of_bytes({path: text.encode() for path, text in FILES.items()}), "groups", Network())
    assert group is not None and not found
    context = Context(datetime.date(2026, 11, 23))
    findings = list(unresolved_reference.check(group, context, unresolved_reference.Parameters()))
    places = [(f.at.path.removeprefix("groups/g/"), (f.at.line, f.at.column)) for f in findings]
    assert sorted(places) == sorted((file, at) for file, ats in WRONG.items() for at in ats)
    helps = {f.message: f.help for f in findings}
    assert helps["pre_reads.0.file: 'Memo.pdf' is no attachment of this meeting"] == "did you mean 'memo.pdf'?"
    assert "pre_reads.1.file: '../../charter.md' leaves the meeting's folder" in helps
