"""Whatever a person can write wrong is a located diagnostic, all at once; and what is right loads as written."""

from __future__ import annotations

import datetime
import hashlib
import math
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from peerkit.diagnostic import Diagnostic
from peerkit.load import load, load_network
from peerkit.model.group import Group
from peerkit.model.network import Network
from peerkit.protocols import builtin_protocols, load_protocols, protocols_for
from peerkit.source import File, of_bytes

Text = str | bytes


def read(files: dict[str, Text], network: Network | None = None, slug: str = "one") -> tuple[Group | None, list[Diagnostic]]:
    whole = {"group.yml": "name: One\n"} | files
    held = of_bytes({path: text.encode() if isinstance(text, str) else text for path, text in whole.items()})
    return load(slug, held, "groups", network or Network())


def places(found: list[Diagnostic]) -> list[str]:
    return [str(d.at).removeprefix("groups/one/") for d in found]


def only(path: str, text: Text) -> Diagnostic:
    found = read({path: text})[1]
    assert len(found) == 1, "\n".join(map(str, found))
    return found[0]


def good(files: dict[str, Text], network: Network | None = None) -> Group:
    group, found = read(files, network)
    assert group is not None and not found, "\n".join(map(str, found))
    return group


def head(text: str) -> str:
    return f"---\n{text}---\n"


AGENDA, MINUTES = "meetings/2026-12-10/agenda.md", "meetings/2026-12-10/minutes.md"


# --- what is right ---


@pytest.mark.parametrize("body", ["A \t\r\n\r\nB\u00a0\n", "\n \nA\n---\nB\u2028C", "A\r\r\nB\n", "", "\ufeff \n"])
@pytest.mark.parametrize("head", ["", "---\nversion: 1\n---\n", "\ufeff---\r\n---\r\n"])
def test_a_digest_is_that_of_the_formats_own_words(head: str, body: str) -> None:
    charter = good({"charter.md": head + body}).charter
    text = (body if head else body.removeprefix("\ufeff")).replace("\r\n", "\n")
    lines = "\n".join(re.sub(r"[ \t]+$", "", line) for line in text.split("\n")).strip("\n")
    assert charter and charter.digest == hashlib.sha256(f"{lines}\n".encode()).hexdigest()[:12]


def test_a_group_of_one_key_loads() -> None:
    group = good({})
    assert group.about.name == "One" and group.about.status == "active" and group.about.seats.max == 10
    assert group.about.audiences.roster == "members" and group.about.language == "en"


def test_text_keys_keep_the_characters_as_written() -> None:
    group = good(
        {
            "group.yml": "name: 2023\nsummary: NO\nfocus: [010, true, ~, 18:30]\nlevel: 4e1234567890\nlabel: null\ncontact: +49\n",
            "members.yml": "members:\n- {id: 2023, name: true, phone: +49301, role: on}\n",
            "polls/p.yml": "options: [2023, 1.0, NO]\nanswers: {2023: NO}\n",
        }
    )
    assert (group.about.name, group.about.summary, group.about.level, group.about.label) == ("2023", "NO", "4e1234567890", "null")
    assert group.about.focus == ("010", "true", "~", "18:30")
    assert (group.members[0].id, group.members[0].name, group.members[0].phone) == ("2023", "true", "+49301")
    assert group.polls[0].options == ("2023", "1.0", "NO") and group.polls[0].answers == {"2023": "NO"}


def test_dates_and_times_may_be_quoted_or_not() -> None:
    group = good({AGENDA: head('start: 18:30\ninstead_of: "2026-12-08"\nprepare_by: 2026-12-03\nstatus: "held"\n')})
    agenda = group.meetings[0].agenda
    assert agenda.start == datetime.time(18, 30) and agenda.instead_of == datetime.date(2026, 12, 8) and agenda.status == "held"


@pytest.mark.parametrize(
    ("text", "number"),
    [("90", 90), ("0.5", 0.5), ("1e2", 100), ("0x10", 16), ("0o17", 15), ("010", 10), (".5", 0.5), ("+7.50", 7.5)],
)
def test_numbers_are_yamls_core_numbers(text: str, number: float) -> None:
    assert good({AGENDA: head(f"minutes: {text}\n")}).meetings[0].agenda.minutes == number


def test_a_key_without_a_value_is_an_absent_key() -> None:
    group = good(
        {
            "group.yml": "name: One\nsummary:\nseats:\nmeets: {from: , except: , rule: }\nexclusive:\nattendance: {quorum: }\n",
            AGENDA: head("items:\npre_reads:\n- {file: a.pdf, for: , title: }\nexpected:\nroles:\n"),
        }
    )
    assert group.about.meets.except_ == () and group.meetings[0].agenda.pre_reads[0].for_ == ("@everyone",)
    assert group.meetings[0].agenda.expected is None


def test_empty_files_load_wherever_nothing_is_required() -> None:
    names = ["charter.md", "ground-rules.md", "members.yml", AGENDA, MINUTES, "meetings/2026-12-10/facilitator.md"]
    names += ["issues/i.md", "experiences/e.md", "polls/p.yml"]
    for text in ("", "\n", "\ufeff", "\r\n"):
        group = good(dict.fromkeys(names, text))
        assert (
            group.charter
            and group.ground_rules
            and group.meetings[0].minutes
            and group.issues
            and group.experiences
            and group.polls
        )
        assert group.meetings[0].notes is not None
    good(dict.fromkeys([n for n in names if n.endswith(".md")], "---\n---\n"))
    assert only("group.yml", "").message == "name: the key is required"


def test_crlf_and_a_byte_order_mark_change_nothing() -> None:
    text = head("title: T\nitems:\n- {title: A}\n") + "Hello\n\nthere \n"
    first, second = good({AGENDA: text}), good({AGENDA: ("\ufeff" + text.replace("\n", "\r\n")).encode()})
    assert first.meetings == second.meetings


def test_bodies_are_kept_exactly() -> None:
    body = "\n\n  indented\n\n{{ x }} {% y %}\n  \n"
    group = good({"charter.md": head("version: 1\n") + body, "meetings/2026-12-10/facilitator.md": body, AGENDA: body})
    assert group.charter and group.charter.body == body
    assert group.meetings[0].notes == body and group.meetings[0].agenda.body == body


def test_the_digest_ignores_margins_and_line_ends_only() -> None:
    def digest(text: Text) -> str:
        charter = good({"charter.md": text}).charter
        assert charter
        return charter.digest

    want = digest(head("version: 1\n") + "a\n\nb\n")
    assert digest("---\r\n---\r\n\r\n \t\r\na  \r\n\t\r\nb\r\n\r\n") == want == digest("\n\na\n\nb")
    assert digest("a\n\n b\n") != want and digest("a\n\nb\u00a0\n") != want and digest("e\u0301") != digest("é")


@pytest.mark.parametrize(
    ("written", "meant"),
    [("max: 14", (6, 14, 14)), ("limit: 8", (6, 8, 8)), ("limit: 4", (4, 4, 4)), ("min: 3, max: 5", (3, 5, 12))],
)
def test_a_default_of_seats_gives_way_to_what_is_written(written: str, meant: tuple[int, ...]) -> None:
    seats = good({"group.yml": f"name: One\nseats: {{{written}}}\n"}).about.seats
    assert (seats.min, seats.max, seats.limit) == meant


# --- what is wrong, and where ---

WRONG = [
    ("group.yml", "name: One\nmeets:\n  start: 25:00\n", "3:10", "'25:00' is not a time"),
    ("group.yml", "name: One\nmeets: {start: 8:30}\n", "2:16", "not a time"),
    ("group.yml", "sumary: x\nname: One\n", "1:1", "sumary: unknown key; did you mean 'summary'?"),
    ("group.yml", "name: One\nmeets: {form: 2026-01-01}\n", "2:9", "did you mean 'from'?"),
    ("group.yml", "name: One\nmeets: {from_: 2026-01-01}\n", "2:9", "did you mean 'from'?"),
    ("group.yml", "name: One\n'[key]': 1\n", "2:1", "unknown key"),
    ("group.yml", "name: One\nname: Two\n", "2:1", "duplicate key 'name'"),
    ("group.yml", "# c\n\nsummary: x\n", "3:1", "name: the key is required"),
    ("group.yml", "name: ' '\n", "1:7", "is empty"),
    ("group.yml", "name: [a]\n", "1:7", "name"),
    ("group.yml", "- a\n", "1:1", "mapping"),
    ("group.yml", "name: One\nfocus: a\n", "2:8", "write a list: [a]"),
    ("group.yml", "name: One\nfocus: [a, {b: c}]\n", "2:12", "focus.1"),
    ("group.yml", "name: One\nfocus:\n- a\n-\n", "4:2", "empty"),
    ("group.yml", "name: One\nstatus: Active\n", "2:9", "did you mean 'active'?"),
    ("group.yml", "name: One\nseats: {min: 9, max: 4}\n", "2:8", "min 9, max 4"),
    ("group.yml", "name: One\nseats: {min: '6'}\n", "2:14", "quoted"),
    ("group.yml", "name: One\nseats: {min: 0}\n", "2:14", "too small; write 1 or more"),
    ("group.yml", "name: One\nseats: {min: 1e3}\n", "2:14", "not a whole number"),
    ("group.yml", "name: One\nseats: six\n", "2:8", "mapping"),
    ("group.yml", "name: One\nattendance: {late_counts: 2}\n", "2:27", "too large"),
    ("group.yml", "name: One\nattendance: {review: {misses: 0}}\n", "2:31", "write more than 0"),
    ("group.yml", "name: One\nexclusive: [organisation, [industry, wealth]]\n", "2:38", "'wealth'"),
    ("group.yml", "name: One\nmeets: {rule: FREQ=MONTHLY;COUNT=3}\n", "2:15", "COUNT"),
    ("group.yml", "name: One\nmeets: {rule: 'FREQ=MONTHLY;BYDAY=32TH'}\n", "2:15", "32TH"),
    ("group.yml", "name: One\nmeets: {rule: 'FREQ=YEARLY;BYDAY=60TH'}\n", "2:15", "60TH"),
    ("group.yml", "name: One\nmeets: {rule: 'FREQ=MONTHLY;BYDAY=+TH'}\n", "2:15", "+TH"),
    ("group.yml", "name: One\nmeets: {rule: 'FREQ=DAILY;BYSETPOS=999'}\n", "2:15", "999"),
    ("group.yml", "name: One\nmeets: {rule: 'FREQ=MONTHLY;BYSETPOS=1'}\n", "2:15", "BYSETPOS chooses among"),
    ("group.yml", "name: One\nmeets: {rule: 'FREQ=WEEKLY;BYMONTHDAY=13'}\n", "2:15", "BYMONTHDAY has no meaning with FREQ=WEEKLY"),
    ("group.yml", "name: One\nmeets: {except: [2026-02-30]}\n", "2:18", "not a date"),
    ("group.yml", "name: One\nfounded: 9999-12-31\n", "2:10", "too far away"),
    ("group.yml", "name: One\naudiences: {minutes: public}\n", "2:13", "unknown key"),
    ("group.yml", "name: One\nfacilitation: {order: [Amara]}\n", "2:24", "not a slug"),
    ("members.yml", "members:\n- {id: a, name: A}\n- {id: b, name: B}\n- {id: a, name: C}\n", "4:3", "another member's id"),
    ("members.yml", "members:\n- name: A\n  role: x\n", "2:3", "members.0.id: the key is required"),
    ("members.yml", "members:\n- id: a b\n  name: A\n", "2:7", "not a slug"),
    ("members.yml", f"members:\n- id: {'a' * 65}\n  name: A\n", "2:7", "64"),
    ("members.yml", "members:\n- {id: a, name: A, public: 'true'}\n", "2:28", "neither true nor false"),
    ("members.yml", "members:\n- {id: a, name: A, public: yes}\n", "2:28", "neither true nor false"),
    ("members.yml", "members: {amara: {name: A}}\n", "1:10", "list"),
    ("charter.md", head("version: 0\n"), "2:10", "too small"),
    ("charter.md", head("ratified:\n- {member: a, text: 4f1c}\n"), "3:21", "not a digest"),
    ("charter.md", head("ratified:\n- {member: a, text: 4e1234567890}\n- {member: b}\n"), "4:3", "ratified.1.text: the key is required"),
    ("charter.md", head("terms: {role_months: {Fac: 3}}\n"), "2:23", "'Fac' is not a slug"),
    ("charter.md", head("body: x\n"), "2:1", "unknown key"),
    ("ground-rules.md", head("builtin: true\n"), "2:1", "unknown key"),
    ("ground-rules.md", head("rules:\n- {id: a, rule: A}\n- {id: a, rule: B}\n"), "4:3", "stands twice"),
    ("ground-rules.md", "---\na: 1\n", "1:1", "never closes"),
    ("ground-rules.md", head("- a\n"), "2:1", "mapping"),
    (AGENDA, head("minutes: 0\n"), "2:10", "above 0"),
    (AGENDA, head("minutes: 0.25\n"), "2:10", "multiple of 0.5"),
    (AGENDA, head("minutes: 1e400\n"), "2:10", "too large"),
    (AGENDA, head("minutes: -5\n"), "2:10", "above 0"),
    (AGENDA, head("minutes: '50'\n"), "2:10", "quoted"),
    (AGENDA, head("minutes: ninety\n"), "2:10", "not a number"),
    (AGENDA, head("roles: {Facilitator: a}\n"), "2:9", "'Facilitator' is not a slug"),
    (AGENDA, head("roles: {facilitator: Amara}\n"), "2:22", "not a slug"),
    (AGENDA, head("roles: {'[key]': a}\n"), "2:9", "not a slug"),
    (AGENDA, head("roles: {facilitator: }\n"), "2:22", "empty"),
    (AGENDA, head("items:\n- {title: A, kind: chekin}\n"), "3:20", "did you mean 'check-in'?"),
    (AGENDA, head("items:\n- A\n"), "3:3", "mapping"),
    (AGENDA, head("pre_reads:\n- {file: a.pdf, for: nobody}\n"), "3:22", "'nobody' is nobody"),
    (AGENDA, head("pre_reads:\n- {file: a.pdf, for: ['@everyone']}\n"), "3:23", "not a slug"),
    (AGENDA, head("pre_reads:\n- {file: a.pdf, for: [a, B b]}\n"), "3:26", "pre_reads.0.for.1: 'B b' is not a slug"),
    (AGENDA, head("expected: [a, [b]]\n"), "2:15", "one value"),
    (MINUTES, head("value: {a: 6}\n"), "2:12", "too large"),
    (MINUTES, head("spoke: {a: 1e999}\n"), "2:12", "too large"),
    (MINUTES, head("done: [2026-11-12/a2]\n"), "2:8", "no action of an earlier meeting"),
    (MINUTES, head("dropped: [a2]\n"), "2:11", "names no action"),
    (MINUTES, head("actions:\n- {id: a, what: x}\ndone: [2026-12-10/a]\n"), "4:8", "no action of an earlier meeting"),
    (MINUTES, head("actions:\n- {id: a1, what: x}\n- id: a1\n  what: y\n"), "4:3", "stands twice"),
    ("meetings/2026-12-10/facilitator.md", head("body: x\n"), "2:1", "unknown key"),
    ("issues/i.md", head("slug: x\n"), "2:1", "unknown key"),
    ("issues/i.md", head("alternatives:\n- {what: w, tryed_by: [a]}\n"), "3:13", "did you mean 'tried_by'?"),
    ("experiences/e.md", head("again: maybe\n"), "2:8", "one of yes, no, with-changes"),
    ("polls/p.yml", "options: [CIO, 2023]\nanswers: {a: 2024}\n", "2:14", "no option"),
    ("polls/p.yml", "kind: number\nanswers: {a: five}\n", "2:14", "not a number"),
    ("polls/p.yml", "answers: {Amara: x}\n", "1:11", "not a slug"),
    ("polls/p.yml", "*a\n", "1:1", "alias"),
    ("polls/p.yml", "&a {}\n", "1:1", "anchor"),
    ("polls/p.yml", b"question: \xff\n", "1:11", "not UTF-8"),
    ("polls/p.yml", "question: " + "[" * 100, "1:60", "nested deeper"),
    ("polls/p.yml", "question: \x07\n", "1:11", "U+0007"),
    ("issues/i.md", "fine\n\x07\n", "2:1", "U+0007"),
]  # fmt: skip


@pytest.mark.parametrize(("path", "text", "at", "says"), WRONG)
def test_a_mistake_is_one_diagnostic_at_its_place(path: str, text: Text, at: str, says: str) -> None:
    files = {AGENDA: "", path: text} if path.startswith("meetings/") else {path: text}
    _, found = read(files)
    assert places(found) == [f"{path}:{at}"], "\n".join(map(str, found))
    assert says in str(found[0]) and found[0].help and len(str(found[0]).splitlines()) == 1


ZONES = {"PT": "Los_Angeles", "pst": "Los_Angeles", "UTC+8": "IANA", "+02:00": "IANA", "GMT-5": "IANA", "america/new_york": "America/New_York",
         "New York": "America/New_York", "Europe/Berln": "Europe/Berlin", "localtime": "America", "../etc/passwd": "America", "posix/Europe/Berlin":
         "Europe/Berlin", "America": "America", "Factory": "such as", "": "such as", "Europe/Berlin ": "Europe/Berlin"}  # fmt: skip


@pytest.mark.parametrize("zone", ZONES)
def test_zones_are_iana_names_only_and_the_message_suggests_one(zone: str) -> None:
    found = only("group.yml", f"name: One\nmeets: {{timezone: '{zone}'}}\n")
    assert str(found.at) == "groups/one/group.yml:2:19" and ZONES[zone] in found.help


def test_iana_zones_load() -> None:
    for zone in ("UTC", "America/Argentina/Buenos_Aires", "Etc/GMT+8", "Asia/Kolkata", "Pacific/Kanton"):
        good({"group.yml": f"name: One\nmeets: {{timezone: {zone}}}\n"})


def test_all_mistakes_come_at_once() -> None:
    _, found = read(
        {
            "group.yml": "name: One\nsumary: x\nseats: {min: x}\nexclusive: [wealth, organisation, [health]]\nfocus: [[a], b, {c: d}]\n",
            "members.yml": "members:\n- {id: A, name: X}\n- {id: b, name: B, joined: x, left: y}\n- {name: N, email: [x]}\n- {id: b, name: B}\n",
            AGENDA: head("start: 9\nitems:\n- {minutes: 0, kind: x}\n- {minutes: 1}\n- {per_person: 0.3}\n"),
            "issues/I.md": "",
            "stray.txt": "",
        }
    )
    assert places(found) == [
        "group.yml:2:1", "group.yml:3:14", "group.yml:4:13", "group.yml:4:36", "group.yml:5:9", "group.yml:5:17",
        "issues/I.md:1:1",
        "meetings/2026-12-10/agenda.md:2:8", "meetings/2026-12-10/agenda.md:4:13", "meetings/2026-12-10/agenda.md:4:22",
        "meetings/2026-12-10/agenda.md:6:16",
        "members.yml:2:8", "members.yml:3:28", "members.yml:3:37", "members.yml:4:3", "members.yml:4:20", "members.yml:5:3",
        "stray.txt:1:1",
    ]  # fmt: skip


def test_what_is_right_beside_a_mistake_is_kept_and_keeps_its_place() -> None:
    text = "members:\n- {id: A, name: X, x: y}\n- {id: b, name: B, joined: x}\n- {name: N}\n- {id: c, name: C, role: R}\n- {id: b, name: D}\n- {id: d, name: E}\n"
    group, found = read({"members.yml": text})
    assert group and [m.id for m in group.members] == ["b", "c", "d"]
    assert [m.joined for m in group.members] == [None] * 3
    for index, line in enumerate((3, 5, 7)):
        assert group.at("members.yml", "members", index, "name").line == line
    assert places(found) == ["members.yml:2:8", "members.yml:2:20", "members.yml:3:28", "members.yml:4:3", "members.yml:6:3"]


def test_a_mistake_found_only_after_another_is_left_out_stands_at_its_own_entry() -> None:
    protocol = (
        "name: P\nsteps:\n- {title: A, minutes: x}\n- {minutes: 5}\n- {title: B}\n- {title: C, minutes: 5, range: [9, 3]}\n"
    )
    _, found = load_protocols(("p", of_bytes({"p.yml": protocol.encode()})))
    assert [(d.at.line, d.at.column) for d in found] == [(3, 23), (4, 3), (5, 3), (6, 33)]


def test_what_only_lacks_what_was_left_out_is_no_mistake_of_its_own() -> None:
    assert places(read({"group.yml": "name: One\nseats: {min: x, max: 4}\n"})[1]) == ["group.yml:2:14"]


def test_two_required_keys_missing_in_one_entry_leave_the_next_entry_alone() -> None:
    text = head("ratified:\n- {on: 2026-01-01}\n- {member: b, text: 4f1c9a03be27}\n")
    group, found = read({"charter.md": text})
    assert len(found) == 2 and group and group.charter and [s.member for s in group.charter.ratified] == ["b"]


def test_an_unreadable_earlier_file_does_not_make_what_relies_on_it_wrong() -> None:
    files = {AGENDA: "", MINUTES: head("done: [2026-11-12/a1]\n"), "meetings/2026-11-12/agenda.md": ""}
    for broken in ("---\n", head("actions: [{id: a1}]\n")):
        assert len(read(files | {"meetings/2026-11-12/minutes.md": broken})[1]) == 1
    good(files | {"meetings/2026-11-12/minutes.md": head("actions: [{id: a1, what: x}]\n")})


def test_thousands_of_mistakes_neither_hang_nor_hide_the_rest() -> None:
    many = "".join(f"- {{id: M{n}, name: N, zone{n}: x}}\n" for n in range(8_000))
    _, found = read(
        {"members.yml": "members:\n" + many, "stray.txt": "", MINUTES: head(f"present: [{'A, ' * 20_000}]\n"), AGENDA: ""}
    )
    assert "more mistakes" in "".join(d.message for d in found) and found[-1].at.path.endswith("stray.txt")
    ids = "".join(f"- {{id: a{n}, what: x}}\n" for n in range(8_000))
    done = "done: [" + ", ".join(f"2026-12-10/a{n}" for n in range(8_000)) + "]\n"
    good(
        {
            MINUTES: head("actions:\n" + ids),
            AGENDA: "",
            "meetings/2026-12-11/minutes.md": head(done),
            "meetings/2026-12-11/agenda.md": "",
        }
    )


# --- files ---


def test_names_that_differ_only_by_case_are_told() -> None:
    _, found = read({AGENDA: "", "meetings/2026-12-10/Memo.pdf": "", "meetings/2026-12-10/memo.pdf": "", "Group.yml": ""})
    assert sum("differ only by case" in d.message for d in found) == 2
    assert any("did you mean 'group.yml'?" in d.help for d in found)


@pytest.mark.parametrize(
    "path",
    ["notes.txt", "group.yaml", "meeting/2026-12-10/agenda.md", "issues/A.md", "issues/a.txt", "issues/x/a.md", f"issues/{'a' * 65}.md",
     "polls/p.yaml", "polls/p.md", "meetings/agenda.md", "meetings/2026-12-10/x.exe", "meetings/2026-12-10/x/a.md", "issues/a--b.md",
     "meetings/2026-12-10/agenda.md/x.md", "issues/a\n.md", "issues/é.md"],
)  # fmt: skip
def test_a_stray_file_is_told_at_its_start(path: str) -> None:
    _, found = read({path: "", AGENDA: ""})
    mine = [d for d in found if d.at.path == f"groups/one/{path}"]
    assert mine and (mine[0].at.line, mine[0].at.column) == (1, 1) and mine[0].help
    assert all(len(str(d).splitlines()) == 1 for d in found)


@pytest.mark.parametrize(
    "name",
    ["2026-13-01", "2026-12-1", "december", "2026-12-10-", "2026-12-10-A", "2026-12-10-" + "a" * 60, "0000-01-01", "9999-12-31"],
)
def test_a_meetings_folder_is_named_by_its_date(name: str) -> None:
    _, found = read({f"meetings/{name}/agenda.md": ""})
    assert places(found) == [f"meetings/{name}/agenda.md:1:1"]


def test_a_meeting_without_an_agenda_is_told_and_a_second_on_a_day_loads() -> None:
    assert places(read({MINUTES: ""})[1]) == [f"{AGENDA}:1:1"]
    assert len(good({AGENDA: "", "meetings/2026-12-10-retreat/agenda.md": ""}).meetings) == 2


@pytest.mark.parametrize("slug", ["One", "a_b", "-a", "a--b", "a" * 65, "é", ""])
def test_a_group_folder_that_is_no_slug_is_told_with_all_else_that_is_wrong(slug: str) -> None:
    group, found = read({"stray.txt": ""}, slug=slug)
    assert group is None and len(found) == 2


def test_ten_megabytes_are_refused_without_being_read() -> None:
    def never() -> bytes:
        raise AssertionError("read")

    files = {
        "group.yml": File(10_000_000, never),
        "issues/i.md": File(10_000_000, never),
        "meetings/2026-12-10/a.pdf": File(10_000_000, never),
    }
    _, found = load("one", files, "groups", Network())
    assert [d.at.line for d in found] == [1, 1, 1] and "10,000,000 bytes" in found[0].message


# --- the network ---


def network(text: str) -> tuple[Network, list[Diagnostic]]:
    return load_network(of_bytes({"network.yml": text.encode()}), "groups")


def test_defaults_merge_by_key_and_lists_replace() -> None:
    net, found = network(
        "language: de\ndefaults:\n  seats: {min: 4, max: 5}\n  focus: [a, b]\n  attendance: {quorum: 3, review: {misses: 2}}\n  label: L\n"
    )
    assert not found
    group = good({"group.yml": "name: One\nseats: {max: 8}\nfocus: [c]\nattendance: {review: {within_months: 6}}\nlabel:\n"}, net)
    about = group.about
    assert (
        (about.seats.min, about.seats.max, about.seats.limit) == (4, 8, 12) and about.focus == ("c",) and about.language == "de"
    )
    assert about.attendance.quorum == 3 and about.attendance.review and about.attendance.review.misses == 2
    assert about.attendance.review.within_months == 6 and about.label == "L"


def test_mistakes_in_the_defaults_are_told_once_in_network_yml() -> None:
    net, found = network(
        "defaults:\n  name: x\n  kindd: y\n  seats: {min: 20}\n  focus: [[a], b]\n  meets: {start: 25:00, minutes: 90}\n"
    )
    assert [str(d.at) for d in found] == [f"groups/network.yml:{at}" for at in ("2:3", "3:3", "4:10", "5:11", "6:18")]
    assert all("defaults." in d.message for d in found)
    about = good({}, net).about
    assert about.focus == ("b",) and about.meets.minutes == 90 and about.seats.min == 6


def test_a_groups_own_value_that_clashes_with_a_default_is_told_in_group_yml() -> None:
    net, _ = network("defaults: {seats: {max: 5, min: 2}}\n")
    assert places(read({"group.yml": "name: One\nseats: {min: 6}\n"}, net)[1]) == ["group.yml:2:8"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "- a\n",
        "defaults: x\n",
        "defaults: [a]\n",
        "rules: {a: error}\n",
        "paper: A3\n",
        "defaults:\nrules:\n",
        "\xff",
        "name: [",
        "x: 1",
    ],
)
def test_any_network_yml_gives_a_network(text: str) -> None:
    net, found = network(text)
    assert isinstance(net, Network) and len(found) == len(set(found)) and bool(found) == (text not in ("", "defaults:\nrules:\n"))


def test_a_stray_file_beside_the_groups_is_told() -> None:
    _, found = load_network(of_bytes({"network.yaml": b"", "README.md": b""}), "groups")
    assert "did you mean 'network.yml'?" in str(found[1]) and len(found) == 2


def test_the_builtin_protocols_load_and_a_later_folders_file_wins() -> None:
    own = of_bytes({"case-clinic.yml": b"name: Mine\nsteps: [{title: A, minutes: 5}]\n", "X.yml": b"", "empty.yml": b""})
    protocols, found = load_protocols(builtin_protocols(), ("mine", own))
    assert protocols["case-clinic"].name == "Mine" and len(protocols) > 10
    assert {d.at.path for d in found} == {"mine/X.yml", "mine/empty.yml"} and len(found) == len(set(found))


def test_the_builtin_protocols_are_the_same_read_one_by_one(tmp_path: Path) -> None:
    lazily, found = protocols_for(tmp_path)
    assert lazily == load_protocols(builtin_protocols())[0] and list(lazily) == sorted(lazily) and not found
    assert "case-clinic" in lazily and lazily.get("case clinic") is None and 7 not in lazily
    (tmp_path / "protocols").mkdir()
    (tmp_path / "protocols/case-clinic.yml").write_text("name: Mine\nsteps: [{title: A, minutes: 5}]\n")
    mine, _ = protocols_for(tmp_path)
    assert mine["case-clinic"].name == "Mine" and mine.keys() == lazily.keys()


# --- never raises ---

PATHS = ["group.yml", "charter.md", "ground-rules.md", "members.yml", AGENDA, MINUTES, "meetings/2026-12-10/facilitator.md", "issues/i.md",
         "experiences/e.md", "polls/p.yml", "meetings/2026-12-10/a.pdf"]  # fmt: skip
KEYS = [
    "name", "members", "id", "items", "title", "kind", "for", "pre_reads", "file", "rules", "rule", "seats", "min", "max", "meets", "from",
    "except", "timezone", "exclusive", "actions", "what", "done", "value", "spoke", "ratified", "member", "text", "answers", "options", "roles",
    "place", "minutes", "per_person", "[key]", "body", "slug", "defaults", "attendance", "review", "alternatives", "start", "version", "terms",
]  # fmt: skip
SCALARS = ["", "a", "A b", "0", "-1", "1e999", "0x", "0xZ", "'5'", "true", "2026-12-10", "9999-99-99", "25:00", "FREQ=MONTHLY;BYDAY=5MO,-1TU",
           "UTC+8", "2026-11-12/a", "everyone", "'@everyone'", "~", '"\\0"', "\u2028", "&a b", "*a", "!!int 3", "٣", "FREQ=DAILY;BYDAY=0MO"]  # fmt: skip
VALUES: Any = st.recursive(
    st.sampled_from(SCALARS),
    lambda inner: (
        st.lists(inner, max_size=4).map(lambda v: "[" + ", ".join(v) + "]")
        | st.dictionaries(st.sampled_from(KEYS), inner, max_size=4).map(
            lambda v: "{" + ", ".join(f"'{k}': {x}" for k, x in v.items()) + "}"
        )
    ),
    max_leaves=12,
)
DOCUMENTS: Any = st.dictionaries(st.sampled_from(KEYS), VALUES, max_size=5).map(
    lambda v: "".join(f"'{k}': {x}\n" for k, x in v.items())
)


def never_raises(path: str, data: bytes) -> None:
    group, found = read({AGENDA: "", path: data})
    assert all(len(str(d).splitlines()) == 1 and d.at.line >= 1 and d.at.column >= 1 for d in found)
    lines = data.decode("utf-8", "replace").removeprefix("\ufeff").replace("\r\n", "\n").split("\n")
    for d in found:
        if d.at.path == f"groups/one/{path}":
            assert d.at.line <= len(lines) and d.at.column <= len(lines[d.at.line - 1]) + 1, str(d)
    if group:
        assert repr(read({AGENDA: "", path: data})) == repr((group, found))
    load_network(of_bytes({"network.yml": data}), "groups")
    load_protocols(("p", of_bytes({"p.yml": data})))


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.sampled_from(PATHS), st.binary(max_size=200))
@example("group.yml", b"\xef\xbb\xbf---")
@example("issues/i.md", b"---\n\r---")
def test_load_never_raises_on_any_bytes(path: str, data: bytes) -> None:
    never_raises(path, data)


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.sampled_from(PATHS), DOCUMENTS, st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=20))
def test_load_never_raises_on_any_keys_and_values(path: str, text: str, body: str) -> None:
    never_raises(path, (text if path.endswith(".yml") else f"---\n{text}---\n{body}").encode())


@settings(max_examples=100, deadline=None)
@given(st.lists(st.text(alphabet="abZ/.-0126é\n", max_size=20) | st.sampled_from(["meetings/", "issues/", "polls/"]), max_size=6))
def test_load_never_raises_on_any_paths(paths: list[str]) -> None:
    read({path: "x" for path in paths if path})


def test_an_infinite_number_is_nowhere_accepted() -> None:
    group, found = read({MINUTES: head("spoke: {a: 1e308, b: 1e309}\n"), AGENDA: ""})
    assert len(found) == 1 and group and group.meetings[0].minutes
    assert all(map(math.isfinite, group.meetings[0].minutes.spoke.values()))
