"""What an audience may not see is gone after `project`: a canary in every field of every model, found by walking the models."""

from __future__ import annotations

import dataclasses
import datetime
import itertools
import re
import types
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import pytest

from peerkit.facts.clock import timing
from peerkit.model.base import Audience, Model, Person, Reference, audience_of, in_file
from peerkit.model.charter import Charter
from peerkit.model.context import Context
from peerkit.model.experience import Experience
from peerkit.model.ground_rules import GroundRules
from peerkit.model.group import About, Group
from peerkit.model.issue import Issue
from peerkit.model.meeting import Agenda, Meeting, PreRead
from peerkit.model.members import Member
from peerkit.model.minutes import Record
from peerkit.model.network import Network
from peerkit.model.poll import Poll
from peerkit.project import project, project_network
from peerkit.source import of_bytes

TODAY = datetime.date(2026, 11, 23)
SECTIONS = ("charter", "ground_rules", "schedule", "roster", "meetings")
DEFAULTS = {"charter": "public", "ground_rules": "public", "schedule": "public", "roster": "members", "meetings": "members"}
AUDIENCES = list(Audience)


def context(audience: Audience) -> Context:
    return Context(TODAY, audience=audience)


# --- canaries ---


@dataclasses.dataclass(frozen=True)
class Canary:
    """A value that stands in one field only: where, its text, and the audiences and sections of the fields around it."""

    where: str
    text: str
    audiences: tuple[str, ...]
    person: bool = False
    reference: bool = False


class Planter:
    """Fills models with canaries."""

    def __init__(self) -> None:
        self.counter = itertools.count(10_001)
        self.canaries: list[Canary] = []

    def fill(self, model: type[Model], where: str, around: tuple[str, ...] = (), **given: Any) -> Any:
        values = {}
        for name, field in model.model_fields.items():
            if name in given:
                values[name] = given[name]
                continue
            annotation = Annotated[field.annotation, *field.metadata] if field.metadata else field.annotation
            values[name] = self.value(annotation, f"{where}.{name}", (*around, audience_of(field)))
        return model.model_construct(**values)

    def value(self, annotation: Any, where: str, around: tuple[str, ...], person: bool = False, reference: bool = False) -> Any:
        origin, args = get_origin(annotation), get_args(annotation)
        if origin is Annotated:
            person = person or any(isinstance(mark, Person) for mark in args[1:])
            reference = reference or any(isinstance(mark, Reference) for mark in args[1:])
            return self.value(args[0], where, around, person, reference)
        if origin in (Union, types.UnionType):
            return self.value(next(a for a in args if a is not type(None)), where, around, person, reference)
        if origin is tuple:
            return tuple(self.value(args[0], f"{where}.{n}", around) for n in range(2))
        if origin is dict:
            return {self.value(args[0], f"{where}.key", around): self.value(args[1], f"{where}.value", around) for _ in range(2)}
        if isinstance(annotation, type) and issubclass(annotation, Model):
            return self.fill(annotation, where, around)
        return self.leaf(annotation, where, around, person, reference)

    def leaf(self, annotation: Any, where: str, around: tuple[str, ...], person: bool, reference: bool) -> Any:
        number = next(self.counter)
        made: dict[Any, Any] = {
            str: f"canary-{number}", Any: f"canary-{number}", int: number, float: number + 0.5,
            datetime.date: datetime.date(1000, 1, 1) + datetime.timedelta(days=number),
            datetime.time: datetime.time(number // 3600 % 24, number // 60 % 60, number % 60, number),
        }  # fmt: skip
        if annotation is bool:
            return True
        if get_origin(annotation) is Literal:
            return get_args(annotation)[-1]
        assert annotation in made, f"no canary for {where}: {annotation}"
        value = made[annotation]
        self.canaries.append(Canary(where, repr(value).strip("'"), around, person, reference))
        return value


def planted(audiences: Mapping[str, str] = DEFAULTS) -> tuple[Group, list[Canary]]:
    """A group with a canary in every field; its members' ids are canaries of their own."""
    p = Planter()
    about = p.fill(About, "about", audiences=About.model_fields["audiences"].annotation(**audiences))  # type: ignore[misc]
    members = tuple(
        p.fill(Member, f"member{n}", (), joined=None, left=datetime.date(2020, 1, 1) if n == 2 else None, public=n != 1)
        for n in range(3)
    )
    readers = [("@everyone",), ("@guests",), ("@facilitator",), (members[0].id,), ("@everyone", members[1].id), ()]
    pre_reads = tuple(
        PreRead(file=f"file-{n}.pdf", title=f"title-{n}").model_copy(update={"for_": who}) for n, who in enumerate(readers)
    )
    agenda = p.fill(Agenda, "agenda", pre_reads=pre_reads, status="planned")
    meeting = Meeting("2026-12-10-slugcanary", datetime.date(2026, 12, 10), agenda, p.fill(Record, "minutes"), "notes-canary")
    group = Group(
        slug="one", about=about, members=members, charter=p.fill(Charter, "charter"), ground_rules=p.fill(GroundRules, "ground_rules"),
        meetings=(meeting,), issues=(p.fill(Issue, "issue"),), experiences=(p.fill(Experience, "experience"),), polls=(p.fill(Poll, "poll"),),
        attachments=of_bytes({f"meetings/{meeting.slug}/file-{n}.pdf": b"" for n in range(7)}),
        documents={"documents-canary": None}, folder="folder-canary",  # type: ignore[dict-item]
    )  # fmt: skip
    return group, p.canaries


def seen(group: Group) -> str:
    return repr(group) + repr(group.attachments) + repr(group.documents)


HOME = {"minutes": ("meetings", "members"), "issue": ("members",), "experience": ("members",), "poll": ("members",)}


def may(canary: Canary, audience: Audience, sections: Mapping[str, str]) -> bool:
    """Whether the audience may see the canary: by the format's table, from the fields' own audiences."""
    noun = canary.where.split(".")[0]
    if noun.startswith("member") and noun != "members":
        if audience is Audience.PUBLIC:
            return sections["roster"] == "public" and canary.where in ("member0.id", "member0.name", "member0.role")
        noun = "member"
    home = {"charter": ("charter",), "ground_rules": ("ground_rules",), "agenda": ("meetings",), "member": ("roster",)} | HOME
    needed = [*canary.audiences, *home.get(noun, ())]
    if canary.where == "agenda.rule_in_focus":
        needed.append("ground_rules")
    if canary.where == "about.meets.timezone" and audience >= Audience.of(sections["meetings"]):
        return True
    words = [sections.get(word, word) for word in needed]
    return all(audience >= Audience.of(word) for word in words) and not (canary.reference and audience is Audience.PUBLIC)


OVERRIDES: list[dict[str, str]] = [
    {},
    *({section: audience} for section in SECTIONS for audience in ("public", "members", "facilitators")),
    dict.fromkeys(SECTIONS, "public"),
    dict.fromkeys(SECTIONS, "members"),
    dict.fromkeys(SECTIONS, "facilitators"),
]


@pytest.mark.parametrize("audience", AUDIENCES)
@pytest.mark.parametrize("override", OVERRIDES, ids=str)
def test_what_an_audience_may_not_see_is_gone_and_what_it_may_see_is_there(override: dict[str, str], audience: Audience) -> None:
    sections = DEFAULTS | override
    group, canaries = planted(sections)
    text = seen(project(group, context(audience)))
    for canary in canaries:
        there = re.search(rf"(?<!\d){re.escape(canary.text)}(?!\d)", text) is not None
        if canary.person and not canary.where.endswith(".id"):
            # an id that is nobody's is hidden from all
            assert not there, canary
        else:
            assert there == may(canary, audience, sections), (canary, audience, sections)
    assert ("notes-canary" in text) == (audience is Audience.FACILITATORS)
    assert ("slugcanary" in text) == (audience >= Audience.of(sections["meetings"]))
    assert "documents-canary" not in text and "folder-canary" not in text


def test_every_model_of_a_group_is_walked() -> None:
    _, canaries = planted()
    nouns = {canary.where.split(".")[0].rstrip("012") for canary in canaries}
    assert nouns == {"about", "member", "charter", "ground_rules", "agenda", "minutes", "issue", "experience", "poll"}
    assert len(canaries) > 150


def fields(model: type[Model]) -> Iterator[tuple[type[Model], str]]:
    for name in model.model_fields:
        yield model, name


@pytest.mark.parametrize(
    ("model", "name"),
    [
        pair
        for model in (About, Member, Charter, Agenda, Record, Issue, Experience, Poll, GroundRules, Network)
        for pair in fields(model)
    ],
)
def test_every_field_says_who_may_see_it(model: type[Model], name: str) -> None:
    field = model.model_fields[name]
    assert audience_of(field) in ("public", "members", "facilitators", *SECTIONS)
    assert field.description or not in_file(field)


def test_a_field_that_says_nothing_is_the_facilitators() -> None:
    class New(Model):
        silent: str = ""

    assert audience_of(New.model_fields["silent"]) == "facilitators"


# --- people ---

PEOPLE = tuple(
    Member(
        id=f"id-{name}",
        name=name.title(),
        role=f"role-{name}",
        email=f"{name}@example.org",
        public=public,
        joined=joined,
        left=left,
    )
    for name, public, joined, left in [
        ("amara", True, None, None),
        ("bo", False, None, None),
        ("chen", True, None, datetime.date(2020, 1, 1)),
        ("dia", True, datetime.date(2030, 1, 1), None),
        ("eli", True, None, datetime.date(2026, 12, 31)),
    ]
)
IDS = {m.id for m in PEOPLE}


def peopled(**audiences: str) -> Group:
    """A group in which every field for a person names all of them."""
    ids = tuple(sorted(IDS))
    agenda = Agenda.model_validate(
        {"roles": dict(zip(["facilitator", "notetaker", "timekeeper", "host", "guide"], ids, strict=True)), "expected": list(ids),
         "items": [{"title": i, "lead": i, "issue": "an-issue"} for i in ()] + [{"title": "x", "lead": i, "issue": "an-issue"} for i in ids],
         "pre_reads": [{"file": "a.pdf", "for": list(ids)}, {"file": "b.pdf"}]}
    )  # fmt: skip
    record = Record.model_validate(
        {name: list(ids) for name in ("present", "late", "excused", "absent")}
        | {
            "actions": [{"what": "x", "owner": i} for i in ids],
            "spoke": dict.fromkeys(ids, "3"),
            "value": dict.fromkeys(ids, "4"),
        }
    )
    return Group(
        slug="one",
        about=About.model_validate(
            {"name": "One", "audiences": audiences, "facilitation": {"facilitator": ids[0], "order": list(ids)}}
        ),
        members=tuple(m.model_copy(update={"buddy": "id-bo"}) for m in PEOPLE),
        charter=Charter.model_validate({"ratified": [{"member": i, "text": Charter(body="b").digest} for i in ids]}).model_copy(
            update={"body": "b"}
        ),
        meetings=(
            Meeting("2026-12-10", datetime.date(2026, 12, 10), agenda, record),
            Meeting("2026-12-11", datetime.date(2026, 12, 11), Agenda()),
        ),
        issues=(
            Issue.model_validate(
                {"raised_by": ids[0], "shared_by": list(ids), "alternatives": [{"what": "x", "tried_by": list(ids)}]}
            ),
        ),
        experiences=(Experience.model_validate({"by": ids[0]}),),
        polls=(Poll.model_validate({"answers": {i: str(n) for n, i in enumerate(ids)}, "consent": list(ids)}),),
    )


@pytest.mark.parametrize("audience", AUDIENCES)
@pytest.mark.parametrize("roster", ["public", "members", "facilitators"])
@pytest.mark.parametrize("meetings", ["public", "members", "facilitators"])
def test_ids_of_people_whom_a_reader_may_not_see_never_leave(meetings: str, roster: str, audience: Audience) -> None:
    view = project(peopled(roster=roster, meetings=meetings), context(audience))
    if audience >= Audience.of(roster):
        visible = IDS if audience is not Audience.PUBLIC else {"id-amara", "id-eli"}
    else:
        visible = set()
    assert {m.id for m in view.members} == visible
    for id in IDS - visible:
        assert id not in repr(view) and id[3:].title() not in repr(view)
    if audience >= Audience.of(meetings):
        agenda = view.meetings[0].agenda
        assert agenda.expected is not None and len(agenda.expected) == len(set(agenda.expected)) == 5 and len(agenda.items) == 5
        # one person is the same one wherever they are named
        assert set(agenda.roles.values()) == set(agenda.expected)
        for poll in view.polls:
            assert len(poll.answers) == 5
    assert (view.figures.members, view.figures.ratified) == (3, 3)


def test_a_public_roster_shows_current_members_who_agreed_by_name_and_role_only() -> None:
    view = project(peopled(roster="public"), context(Audience.PUBLIC))
    assert view.members == (
        Member(id="id-amara", name="Amara", role="role-amara"), Member(id="id-eli", name="Eli", role="role-eli")
    )  # fmt: skip
    later = project(peopled(roster="public"), Context(datetime.date(2027, 1, 1)))
    assert [m.name for m in later.members] == ["Amara"]


@pytest.mark.parametrize("audience", AUDIENCES)
def test_clock_times_and_roles_are_the_same_for_whoever_may_see_the_meeting(audience: Audience) -> None:
    group = peopled(roster="facilitators", meetings="public", schedule="facilitators")
    about = group.about.model_copy(
        update={"meets": group.about.meets.model_copy(update={"timezone": "Asia/Tokyo", "start": datetime.time(9)})}
    )
    agenda = Agenda.model_validate({"items": [{"title": "A", "per_person": "2"}, {"title": "B", "minutes": "5"}]})
    group = replace(group, about=about, meetings=(Meeting("2026-12-11", datetime.date(2026, 12, 11), agenda),))
    view = project(group, context(audience))
    whole, told = timing(group, group.meetings[0], {}), timing(view, view.meetings[0], {})
    assert (told.zone, told.starts, told.people, told.total) == (whole.zone, whole.starts, whole.people, whole.total)
    assert (view.about.meets.rule, view.about.meets.timezone) == (None, "Asia/Tokyo")
    if audience is Audience.PUBLIC:
        assert not view.meetings[0].agenda.roles, "the rotation is the members'"


# --- sections ---


@pytest.mark.parametrize("override", OVERRIDES, ids=str)
def test_no_audience_makes_minutes_issues_experiences_polls_or_notes_public(override: dict[str, str]) -> None:
    view = project(planted(DEFAULTS | override)[0], context(Audience.PUBLIC))
    assert not view.issues and not view.experiences and not view.polls
    assert all(m.minutes is None and m.notes is None for m in view.meetings)
    assert "issue" not in {
        k for m in view.meetings for i in m.agenda.items for k, v in i if v is not None and k in ("issue", "experience", "poll")
    }


def test_pre_reads_and_attachments_are_those_that_the_audience_may_read() -> None:
    group, _ = planted()
    want = {Audience.FACILITATORS: [0, 1, 2, 3, 4, 5], Audience.MEMBERS: [0, 1]}
    for audience, numbers in want.items():
        view = project(group, context(audience))
        assert [p.file for p in view.meetings[0].agenda.pre_reads] == [f"file-{n}.pdf" for n in numbers]
        assert list(view.attachments) == [f"meetings/{view.meetings[0].slug}/file-{n}.pdf" for n in numbers]
    public = project(group, context(Audience.PUBLIC))
    assert not public.meetings and not public.attachments
    opened = project(planted(DEFAULTS | {"meetings": "public"})[0], context(Audience.PUBLIC))
    assert list(opened.attachments) == [f"meetings/{opened.meetings[0].slug}/file-0.pdf"]


def test_meetings_for_facilitators_take_their_minutes_and_attachments_with_them() -> None:
    view = project(planted(DEFAULTS | {"meetings": "facilitators"})[0], context(Audience.MEMBERS))
    assert not view.meetings and not view.attachments and view.issues


def test_how_many_ratified_is_told_only_with_the_charter() -> None:
    assert project(peopled(charter="members"), context(Audience.PUBLIC)).figures.ratified == 0
    assert project(peopled(charter="members"), context(Audience.MEMBERS)).figures.ratified == 3
    hidden = project(peopled(), context(Audience.PUBLIC))
    assert hidden.charter and not hidden.charter.ratified and hidden.figures.ratified == 3


def test_projecting_twice_gives_what_projecting_once_gives() -> None:
    for audience in AUDIENCES:
        group = peopled(meetings="public")
        assert repr(project(group, context(audience))) == repr(project(group, context(audience)))


def test_the_group_itself_is_left_as_it_was() -> None:
    group, _ = planted()
    before = seen(group)
    project(group, context(Audience.PUBLIC))
    assert seen(group) == before


def test_defaults_and_rules_of_the_network_are_the_facilitators() -> None:
    network = Network.model_validate(
        {"name": "N", "contact": "c", "defaults": {"label": "canary"}, "rules": {"a": {"b": "canary"}}}
    )
    for audience in (Audience.PUBLIC, Audience.MEMBERS):
        view = project_network(network, audience)
        assert view.name == "N" and view.contact == "c" and "canary" not in repr(view)
    assert project_network(network, Audience.FACILITATORS) == network
