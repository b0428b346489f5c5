"""What a packet says, for each edition; and what it must not."""

from __future__ import annotations

import datetime
import json
import re
from typing import Any

import pytest
from msgspec import structs, to_builtins

import canaries
from peerkit.builtin import templates
from peerkit.load import load
from peerkit.model.base import FACILITATORS, MEMBERS, PUBLIC, Audience
from peerkit.model.context import Context
from peerkit.model.group import Group
from peerkit.model.network import Network
from peerkit.model.protocol import Protocol
from peerkit.packets import Edition, Order, Packet, packet, seen, withheld
from peerkit.packets.texts import texts
from peerkit.protocols import builtin_protocols, load_protocols
from peerkit.render import words
from peerkit.source import of_bytes
from some import TODAY, group

PROTOCOLS, _ = load_protocols(builtin_protocols())
CONTEXT = Context(TODAY, Network(name="N", url="https://n.example.org/"), PROTOCOLS)
LEVELS = {Edition.GUEST: PUBLIC, Edition.MEMBER: MEMBERS, Edition.PRESENTER: MEMBERS, Edition.FACILITATOR: FACILITATORS}
ABOUT = "name: Harbour\nmeets: {start: '17:30', minutes: 60, timezone: America/New_York}\nlabel: Ours\n"
ROSTER = """members:
  - {id: amara, name: Amara Osei}
  - {id: bo, name: Bo Lind, timezone: America/Los_Angeles}
  - {id: chen, name: Chen Yi, timezone: Asia/Tokyo}
"""


def view(made: Group, slug: str, edition: Edition, context: Context = CONTEXT, **order: Any) -> Packet:
    wanted = Order(edition, **order)
    return packet(*seen(made, context, slug, wanted), slug, wanted)


def harbour(agenda: str, more: dict[str, str] | None = None) -> Group:
    files = {"group.yml": ABOUT, "members.yml": ROSTER, "meetings/2026-12-10/agenda.md": f"---\n{agenda}\n---\nDear all\n"}
    return group(files | (more or {}))


def said(value: object) -> str:
    return json.dumps(to_builtins(value, enc_hook=str), ensure_ascii=False).lower()  # type: ignore[call-overload]


# -------------------------------------------------------------------------------------------------------- who may know what

# what the format lets a guest see of what is the members'
FOR_GUESTS = {
    "Agenda.title",
    "Agenda.goal",
    "Item.title",
    "Place.venue",
    "Place.room",
    "Place.link",
    "Place.phone",
    "About.label",
}


@pytest.mark.parametrize("edition", list(Edition))
def test_no_edition_says_more_than_its_reader_may_know(edition: Edition) -> None:
    files, plant = canaries.group()
    whole, _ = load("aviary", of_bytes(files), "groups", Network())
    assert whole is not None
    text = said(view(whole, "2026-11-12", edition))
    told = {plant.places[word] for word, needed in plant.canaries.items() if needed > LEVELS[edition] and word.lower() in text}
    assert told <= (FOR_GUESTS if edition is Edition.GUEST else set()), told
    assert "kanarekid" not in text, "a member's id"
    least = {Edition.GUEST: 10, Edition.MEMBER: 30, Edition.PRESENTER: 30, Edition.FACILITATOR: 35}[edition]
    assert sum(word.lower() in text for word in plant.canaries) > least, "it says what its reader may know"


@pytest.mark.parametrize("edition", [Edition.MEMBER, Edition.PRESENTER, Edition.GUEST])
@pytest.mark.parametrize("audience", [MEMBERS, FACILITATORS], ids=lambda a: a.word)
def test_it_makes_no_difference_whether_it_is_made_of_a_facilitators_view(edition: Edition, audience: Audience) -> None:
    """A members' site makes its packets of what members see."""
    from peerkit.project import project

    files, _ = canaries.group()
    whole, _ = load("aviary", of_bytes(files), "groups", Network())
    assert whole is not None
    part = project(whole, structs.replace(CONTEXT, audience=audience))
    if edition is not Edition.GUEST:
        assert said(view(part, "2026-11-12", edition)) == said(view(whole, "2026-11-12", edition))
    assert said(view(part, "2026-11-12", edition)).count("kanarek") <= said(view(whole, "2026-11-12", edition)).count("kanarek")


def test_a_guest_reads_no_name_not_even_in_a_title() -> None:
    made = harbour(
        "title: An evening with Lind\ngoal: We help Chen.\nitems:\n"
        "  - {title: Amara's question, kind: issue, minutes: 10, lead: amara}\n  - {title: Amaranth, minutes: 5}\n"
    )
    guest = view(made, "2026-12-10", Edition.GUEST)
    assert guest.cover.title == "December 2026 meeting" and guest.cover.goal == ""
    assert [line.title for line in guest.agenda.lines] == ["Issue", "Amaranth"]
    assert [line.start for line in guest.agenda.lines] == ["17:30", "17:40"]
    assert not {"amara osei", "bo lind", "chen yi"} & set(said(guest).split('"'))


@pytest.mark.parametrize(
    ("name", "title", "kept"),
    [
        ("Eli Novak", "Novaks Nachfolge", False),  # with the ending of a case
        ("Eli Novak", "Elimination", True),
        ("José Núñez", "What Nunez asked", False),  # typed without accents
        ("Jose Nunez", "What N\u00fa\u00f1ez asked", False),
        ("鈴木花子", "鈴木花子さんの相談", False),  # scripts without spaces between words
        ("王小明", "小明的难题", False),
        ("王小明", "明天", True),
        ("김민수", "민수의 질문", False),
        ("สมชาย ใจดี", "เรื่องของสมชายวันนี้", False),
        ("दीपिका शर्मा", "दीपिका का प्रश्न", False),  # letters with marks
        ("יוסי כהן", "עזרה ליוסי", False),  # small words written together with the name
        ("ليلى حداد", "وليلى تسأل", False),
        ("Bo Lind", "bo_lind asks", False),
        ("Gustavo Prieto", "Gus and the dam", False),  # the id is what they call him
        ("Bo Lind", "The boat", True),
    ],
)  # fmt: skip
def test_a_guest_reads_no_name_in_whatever_form_a_title_has_it(name: str, title: str, kept: bool) -> None:
    roster = f"members: [{{id: gus, name: {name}}}]\n" if name.startswith("Gus") else f"members: [{{id: m1, name: {name}}}]\n"
    made = harbour(f"items: [{{title: {title}, kind: other, minutes: 5}}]", {"members.yml": roster})
    (line,) = view(made, "2026-12-10", Edition.GUEST).agenda.lines
    assert (line.title == title) is kept, line.title


def test_a_guest_reads_no_name_in_what_a_file_is_called() -> None:
    reads = "items: []\npre_reads:\n  - {file: all.md}\n  - {file: a.md, for: guests, title: Chen's figures}\n"
    reads += "".join(f"  - {{file: {name}, for: guests}}\n" for name in ("lind.pdf", "2.pdf", "bo.md", "bo.md", "c.md"))
    made = harbour(
        reads, {f"meetings/2026-12-10/{name}": name for name in ("all.md", "a.md", "lind.pdf", "2.pdf", "bo.md", "c.md")}
    )
    group, _ = seen(made, CONTEXT, "2026-12-10", Order(Edition.GUEST))
    assert [(read.title, read.file) for read in group.meetings[0].agenda.pre_reads] == [
        ("", "a.md"), ("", "3.pdf"), ("", "2.pdf"), ("", "5.md"), ("", "5.md"), ("", "c.md"),
    ]  # fmt: skip
    assert group.attachments["meetings/2026-12-10/3.pdf"] is made.attachments["meetings/2026-12-10/lind.pdf"]
    assert list(dict.fromkeys(withheld(made, group, "2026-12-10"))) == ["what a file is called"]


@pytest.mark.parametrize(
    "file", ["ChenYi.pdf", "CVLind.pdf", "lind2026.pdf", "2026bo.pdf", "amaraosei.pdf", "YiCV.pdf", "für-Ámara.pdf"]
)
def test_a_guest_reads_no_name_that_a_file_s_name_runs_together(file: str) -> None:
    made = harbour(
        f"items: []\npre_reads: [{{file: {file}, for: guests}}, {{file: oceans.pdf, for: guests}}]\n",
        {f"meetings/2026-12-10/{name}": "" for name in (file, "oceans.pdf")},
    )
    assert [each.title for each in view(made, "2026-12-10", Edition.GUEST).readings] == ["1.pdf", "oceans.pdf"]


def test_a_guest_reads_no_name_in_a_place_or_a_ground_rule() -> None:
    rules = "version: 1\nrules:\n  - {id: a, rule: What is said here stays here., means: It will always stay here.}\n"
    rules += "  - {id: b, rule: '**Amara** keeps the time.'}\n  - {id: c, rule: Each of us will boast of nothing.}\n"
    about = ABOUT.replace(
        "minutes: 60", "minutes: 60, place: {kind: hybrid, venue: Osei Hall, room: Bo's, phone: '1', link: https://x.org/Chen}"
    )
    made = harbour(
        "items: []",
        {
            "group.yml": about,
            "members.yml": ROSTER.replace("Lind", "Will"),
            "ground-rules.md": f"---\n{rules}---\nChen Yi wrote them.\n",
        },
    )
    guest = view(made, "2026-12-10", Edition.GUEST)
    assert guest.rules and [(line.rule, line.means) for line in guest.rules.lines] == [
        ("What is said here stays here.", "It will always stay here."),
        ("Each of us will boast of nothing.", ""),
    ]
    assert not guest.rules.body and (guest.cover.place, guest.cover.link, guest.cover.phone) == ("hybrid", None, "1")
    member = view(made, "2026-12-10", Edition.MEMBER)
    assert member.rules and len(member.rules.lines) == 3 and "Osei Hall" in member.cover.place and member.cover.link


def test_a_guest_gets_rules_and_a_promise_to_sign_and_neither_roster_nor_actions() -> None:
    made = harbour("items: [{title: A, minutes: 5}]", {"meetings/2026-11-10/agenda.md": "---\nitems: []\n---\n", "meetings/2026-11-10/minutes.md": "---\nactions: [{what: Secret work, owner: bo}]\n---\n"})  # fmt: skip
    guest, member = (view(made, "2026-12-10", edition) for edition in (Edition.GUEST, Edition.MEMBER))
    assert guest.rules and len(guest.rules.lines) == 10 and guest.promise and guest.label == "Ours"
    assert not guest.actions and not guest.cover.expected and not guest.cover.locals and not guest.message and not guest.last
    assert [a.what for a in member.actions] == ["Secret work"] and member.cover.expected == "Amara Osei, Bo Lind, Chen Yi"


def test_a_file_for_one_member_is_in_that_members_packet_alone() -> None:
    reads = "items: [{title: A, minutes: 5, kind: issue, issue: i, lead: chen}]\npre_reads:\n  - {file: all.md}\n  - {file: bo.md, for: [bo]}\n"
    reads += "  - {file: chen.md, for: [chen]}\n  - {file: f.md, for: facilitator}\n  - {file: g.md, for: guests}"
    files = {f"meetings/2026-12-10/{n}.md": "text" for n in ("all", "bo", "chen", "f", "g")} | {"issues/i.md": "---\n---\n"}
    made = harbour(reads, files)

    def files_of(edition: Edition, reader: str | None = None) -> list[str]:
        order = Order(edition, reader)
        group_, context = seen(made, CONTEXT, "2026-12-10", order)
        told = [r.title for r in packet(group_, context, "2026-12-10", order).readings]
        assert sorted(told) == sorted(path.rpartition("/")[2] for path in group_.attachments)
        return told

    assert files_of(Edition.MEMBER) == ["all.md", "g.md"]
    assert files_of(Edition.MEMBER, "bo") == ["all.md", "bo.md", "g.md"]
    assert files_of(Edition.PRESENTER) == ["all.md", "chen.md", "g.md"]
    assert files_of(Edition.GUEST) == ["g.md"]
    assert files_of(Edition.FACILITATOR) == ["all.md", "bo.md", "chen.md", "f.md", "g.md"]


def test_a_packet_for_several_presenters_has_what_is_for_each_of_them() -> None:
    items = "items: [{title: A, minutes: 5, kind: issue, issue: i, lead: chen}, {title: B, minutes: 5, kind: issue, issue: j, lead: bo}]\n"
    reads = "pre_reads: [{file: all.md}, {file: bo.md, for: [bo]}, {file: both.md, for: [chen, bo]}]\n"
    files = {f"meetings/2026-12-10/{n}.md": "text" for n in ("all", "bo", "both")}
    made = harbour(items + reads, files | {"issues/i.md": "---\n---\n", "issues/j.md": "---\n---\n"})
    for reader, own in ((None, ["all", "both"]), ("bo", ["all", "bo", "both"]), ("chen", ["all", "both"])):
        order = Order(Edition.PRESENTER, reader)
        group_, context = seen(made, CONTEXT, "2026-12-10", order)
        assert [r.title for r in packet(group_, context, "2026-12-10", order).readings] == [f"{name}.md" for name in own]


# -------------------------------------------------------------------------------------------------------------- what it says


def test_members_elsewhere_read_their_own_clock_with_the_weekday_where_it_is_another() -> None:
    cover = view(harbour("items: []"), "2026-12-10", Edition.MEMBER).cover
    assert (cover.date, cover.when) == ("Thursday, 10 December 2026", "17:30–18:30")
    assert [(one.when, one.names) for one in cover.locals] == [
        ("14:30–15:30", "Bo Lind"), ("07:30 (Friday)–08:30 (Friday)", "Chen Yi"),
    ]  # fmt: skip


def test_a_meeting_through_midnight_and_one_through_a_clock_change() -> None:
    late = view(harbour("start: '23:30'\nminutes: 90\nitems: [{title: A, minutes: 45}, {title: B, minutes: 45}]"), "2026-12-10", Edition.MEMBER)  # fmt: skip
    assert late.cover.when == "23:30–01:00 (Friday)" and late.agenda.lines[1].start == "00:15"
    files = {
        "meetings/2026-11-01/agenda.md": "---\nstart: '00:30'\nminutes: 120\nitems: [{title: A, minutes: 90}, {title: B, minutes: 30}]\n---\n"
    }
    back = view(harbour("items: []", files), "2026-11-01", Edition.MEMBER)
    assert back.cover.when == "00:30–01:30" and [line.start for line in back.agenda.lines] == ["00:30", "01:00"]


def test_promises_of_all_earlier_meetings_are_carried_until_they_are_settled() -> None:
    minutes = {
        "2026-09-10": "actions: [{id: a1, what: Old, owner: bo, due: 2026-10-01}, {id: a2, what: Done, owner: bo}]",
        "2026-10-10": "actions: [{id: a1, what: Soon, owner: amara, due: 2026-12-09}]\ndone: [2026-09-10/a2]",
        "2026-11-10": "actions: [{id: a1, what: Someday, owner: chen}]",
    }
    files = {
        f"meetings/{day}/{name}.md": f"---\n{text}\n---\n"
        for day, record in minutes.items()
        for name, text in (("agenda", "items: []"), ("minutes", record))
    }
    made = harbour("items: []", files)
    lines = view(made, "2026-12-10", Edition.MEMBER).actions
    assert [(a.what, a.state, a.age) for a in lines] == [
        ("Old", "overdue", "13 weeks"),
        ("Soon", "due", "8 weeks"),
        ("Someday", "open", "4 weeks"),
    ]
    own = view(made, "2026-12-10", Edition.MEMBER, reader="chen")
    assert [a.what for a in own.actions] == ["Someday", "Old", "Soon"] and own.actions[0].own
    assert (own.reader, own.copy) == ("Chen Yi", 3)
    then = view(made, "2026-10-10", Edition.MEMBER).actions
    assert [(a.what, a.state) for a in then] == [("Old", "overdue"), ("Done", "open")], "as it stood before that meeting"


def test_the_last_meeting_is_the_last_with_minutes_before_this_one() -> None:
    files = {
        "meetings/2026-10-10/agenda.md": "---\ntitle: Tenth\nitems: []\n---\n",
        "meetings/2026-10-10/minutes.md": "---\ndecisions: [{text: We go on., by: consent, review: 2027-01-01}]\nnuggets: [Ask.]\n---\n",
        "meetings/2026-11-10/agenda.md": "---\nstatus: cancelled\nitems: []\n---\n",
    }
    last = view(harbour("items: []", files), "2026-12-10", Edition.MEMBER).last
    assert last and (last.title, last.nuggets, last.decisions[0].text, last.draft) == ("Tenth", ("Ask.",), "We go on.", True)


def test_a_brief_tells_who_shares_it_what_was_tried_and_which_experiences_match() -> None:
    files = {
        "issues/lock.md": "---\ntitle: Lock-in\nraised_by: bo\nshared_by: [amara, chen, bo]\nalternatives: [{what: Escrow, tried_by: [chen], outcome: Dear., again: no}]\nexperiences: [named]\n---\nWe used Acme ERP.\n",
        "experiences/named.md": "---\nsubject: A broker\nby: chen\nexpires: 2026-12-01\n---\n",
        "experiences/found.md": "---\nsubject: Acme ERP\n---\n",
        "experiences/other.md": "---\nsubject: Something else\n---\n",
    }
    made = view(harbour("items: [{kind: issue, issue: lock, minutes: 20}, {kind: issue, issue: lock, minutes: 5}]", files), "2026-12-10", Edition.MEMBER)  # fmt: skip
    (brief,) = made.briefs
    assert (brief.title, brief.raised_by, brief.shared, brief.common) == ("Lock-in", "Bo Lind", "Amara Osei, Chen Yi", True)
    assert [(a.what, a.by, a.again) for a in brief.alternatives] == [("Escrow", "Chen Yi", "would not do it again")]
    assert [(e.subject, e.expired) for e in made.experiences] == [("Acme ERP", False), ("A broker", True)]


def test_an_overrun_is_said_and_a_fitted_packet_has_the_proposed_times() -> None:
    made = harbour("items: [{title: A, minutes: 40}, {title: B, minutes: 20, cut: 1}, {title: C, minutes: 15, cut: 2}]")
    plain, fitted = (view(made, "2026-12-10", Edition.MEMBER, fit=fit).agenda for fit in (False, True))
    assert plain.over == "15 min" and not plain.proposals and not plain.slack
    assert fitted.proposals == ("B: dropped, which saves 20 min",) and fitted.over == "" and fitted.slack == "5 min"
    assert [(line.title, line.start, line.number) for line in fitted.lines] == [("A", "17:30", 1), ("C", "18:10", 2)]
    short = view(
        harbour("items: [{title: A, minutes: 50}, {title: B, minutes: 20, cut: 1}]"), "2026-12-10", Edition.MEMBER, fit=True
    )
    assert [(line.title, line.length, line.changed) for line in short.agenda.lines] == [("A", "50 min", ""), ("B", "10 min", "was 20 min")]  # fmt: skip


@pytest.mark.parametrize(("day", "told"), [("2027-03-14", "forward by 1 h"), ("2026-11-01", "back by 1 h"), ("2026-12-10", "")])
def test_a_change_of_clocks_meanwhile_is_said_where_the_times_are(day: str, told: str) -> None:
    text = "---\nstart: '00:30'\nminutes: 150\nitems: [{title: A, minutes: 60}, {title: B, minutes: 60}]\n---\n"
    made = view(group({"group.yml": ABOUT, f"meetings/{day}/agenda.md": text}), day, Edition.MEMBER)
    assert told in made.cover.shift and bool(told) == bool(made.cover.shift)
    assert [line.start for line in made.agenda.lines] == (["00:30", "01:30"])


def test_the_run_sheet_says_what_to_cut_first_and_what_that_saves() -> None:
    items = "items: [{title: A, kind: check-in, per_person: 2}, {title: B, minutes: 20, cut: 2}, {title: C, minutes: 45, kind: issue, protocol: experience-share, cut: 1}]"  # fmt: skip
    own = view(harbour(items), "2026-12-10", Edition.FACILITATOR).facilitation
    assert own is not None
    assert [(c.title, c.start, c.keeps, c.shorter, c.whole) for c in own.run_sheet.cuts][1] == (
        "B",
        "17:36",
        "10 min",
        "10 min",
        "20 min",
    )
    assert own.run_sheet.cuts[0].title == "C" and own.run_sheet.cuts[0].keeps
    first, *_, last = own.run_sheet.lines
    assert first.say and first.do and first.cue and first.start == "17:30"
    assert not last.item and last.say and last.cue and last.good


def test_a_facilitator_gets_the_prompts_of_the_check_ins_protocol_others_at_each_meeting() -> None:
    own = Protocol.model_validate({"id": "own", "name": "Own", "prompts": {"Calm": ["One?", "Two?"]}, "steps": [{"title": "S", "minutes": 1}]})  # fmt: skip
    context = structs.replace(CONTEXT, protocols={**PROTOCOLS, "own": own})
    for items, source, calm in (
        ("items: [{title: A, kind: check-in, per_person: 2}]", "Check-in round", None),
        ("items: [{title: A, kind: check-in, protocol: own}]", "Own", "Two?"),
    ):
        made = view(harbour(items, {"meetings/2026-11-10/agenda.md": "---\n---\n"}), "2026-12-10", Edition.FACILITATOR, context)
        assert made.facilitation and made.facilitation.people.source == source
        assert dict(made.facilitation.people.prompts).get("Calm") == calm


def test_a_facilitator_gets_a_tent_for_each_and_cue_cards_with_the_meetings_own_times() -> None:
    items = "items: [{title: A, minutes: 10}, {title: B, minutes: 20, protocol: troika}]\nroles: {facilitator: bo, notetaker: bo, timekeeper: bo}"
    own = view(harbour(items), "2026-12-10", Edition.FACILITATOR).facilitation
    assert own is not None
    assert [(tent.name, tent.role) for tent in own.tents if tent.role] == [("Bo Lind", "Facilitator, Notetaker, Timekeeper")]
    (cards,) = own.cards
    assert cards.opening.time == "17:40 · 20 min" and cards.steps[0].beside == "17:40"
    assert [card.title for card in cards.steps] == [step.title for step in PROTOCOLS["troika"].steps]
    assert {line.start for line in own.run_sheet.lines if not line.item} == {card.beside for card in cards.steps}


def test_a_presenter_gets_the_items_they_lead() -> None:
    items = "items: [{kind: issue, issue: i, lead: bo, minutes: 20}, {title: B, lead: chen, minutes: 5}, {title: C, lead: amara, protocol: hot-seat}]"
    made = harbour(items, {"issues/i.md": "---\ntitle: Mine\n---\n"})
    assert [(p.name, p.item) for p in view(made, "2026-12-10", Edition.PRESENTER).presenting] == [
        ("Bo Lind", 1),
        ("Amara Osei", 3),
    ]
    assert [p.item for p in view(made, "2026-12-10", Edition.PRESENTER, reader="amara").presenting] == [3]


def test_a_meeting_of_which_nothing_is_known_still_has_a_packet() -> None:
    bare = group({"group.yml": "name: G\n", "meetings/2026-12-10/agenda.md": "---\n---\n"})
    for edition in Edition:
        made = view(bare, "2026-12-10", edition, Context(datetime.date(2026, 1, 1)))
        assert made.cover.when == "time to be announced" and not made.agenda.lines and made.label == "Confidential"


def test_all_that_the_kit_says_in_a_packet_has_german_words() -> None:
    """A packet in two languages is worse than one in English: each text of templates and texts has its translation."""
    table = words("de").table
    said = {
        text
        for file in sorted((templates() / "packet").glob("*.typ"))
        for text in re.findall(r'\bt\(\s*"([^"]+)"', file.read_text())
    }
    said |= set(re.findall(r'\bt\(\s*"([^"]+)"', (templates() / "pages/packet.md.j2").read_text()))
    own = texts(())
    said |= {text for cues in own.kinds.values() for text in (cues.say, cues.do, cues.cue)} | {*own.guest}
    said |= {text for about, questions in PROTOCOLS["check-in-round"].prompts.items() for text in (about, *questions)}
    said |= {task.text for tasks in own.checklist.values() for task in tasks} | {when.capitalize() for when in own.checklist}
    assert len(said) > 150 and said <= set(table), said - set(table)


def test_a_group_that_names_no_zone_meets_in_utc_and_not_in_an_unknown_region() -> None:
    made = group({"group.yml": "name: G\nmeets: {start: '17:30'}\n", "meetings/2026-12-10/agenda.md": "---\nitems: []\n---\n"})
    assert view(made, "2026-12-10", Edition.MEMBER).cover.zone == "UTC"


@pytest.mark.parametrize(("language", "said"), [("he", "What now?\u200e"), ("en", "What now?")])
def test_a_foreign_sentence_keeps_its_full_stop_at_its_end_in_a_right_to_left_packet(language: str, said: str) -> None:
    from peerkit.outputs.packet import Printing, located, ready

    agenda = "---\ngoal: What now?\nplace: {kind: online, link: 'https://e.org/?'}\nitems: []\n---\n"
    made = group({"group.yml": f"name: G\nlanguage: {language}\n", "meetings/2026-12-10/agenda.md": agenda})
    order = Order(Edition.MEMBER)
    data = ready(*seen(made, CONTEXT, "2026-12-10", order), "2026-12-10", order, Printing(), located(made)).job.data
    assert data["cover"]["goal"] == said and data["cover"]["link"]["url"] == "https://e.org/?"
