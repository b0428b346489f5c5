"""What one audience may see of a group: less of the same, by allow-list; everything else is gone before any template runs.

Each field of the models says who may see it. What says nothing is the facilitators'. Ids of people whom the reader may not
see become `?1`, `?2`, … (shown as "a member"), so that an id never leaves.
"""

from __future__ import annotations

import functools
import operator
from collections.abc import Callable
from typing import Annotated, Any, TypeVar, get_args, get_origin

from msgspec.structs import replace

from peerkit.facts.clock import expected
from peerkit.facts.names import EMAIL, as_read, names_any
from peerkit.facts.roster import figures
from peerkit.facts.rotation import roles
from peerkit.facts.versions import said, texts
from peerkit.model.base import FACILITATORS, MEMBERS, PUBLIC, Audience, Model, Person, Reference, audience_of
from peerkit.model.context import Context
from peerkit.model.group import About, Figures, Group
from peerkit.model.meeting import Agenda, Meeting
from peerkit.model.members import Member
from peerkit.model.network import Network
from peerkit.model.past import Past, T, Version

M = TypeVar("M", bound=Model)


def project_network(network: Network, audience: Audience) -> Network:
    """The network as this audience may see it."""
    return _View(audience, {}, frozenset()).of(network)


def project(group: Group, context: Context) -> Group:
    """The group as `context.audience` may see it."""
    audience = context.audience
    sections = {name: Audience.of(getattr(group.about.audiences, name)) for name in type(group.about.audiences).model_fields}
    roster = _roster(group, context, sections["roster"])
    view = _View(audience, sections, frozenset(m.id for m in roster))
    meetings = tuple(_meeting(group, m, view) for m in group.meetings) if audience >= sections["meetings"] else ()
    return Group(
        slug=group.slug,
        about=_about(group, view),
        members=tuple(view.of(m) for m in roster) if audience >= sections["roster"] else roster,
        charter=view.of(group.charter) if group.charter and audience >= sections["charter"] else None,
        ground_rules=view.of(group.ground_rules) if group.ground_rules and audience >= sections["ground_rules"] else None,
        meetings=meetings,
        issues=tuple(view.of(i) for i in group.issues) if audience >= MEMBERS else (),
        experiences=tuple(view.of(e) for e in group.experiences) if audience >= MEMBERS else (),
        polls=tuple(view.of(p) for p in group.polls) if audience >= MEMBERS else (),
        figures=_figures(group, context, view),
        sections=frozenset(name for name in sections if view.may(name)),
        attachments=_attachments(group, meetings),
        past=_past(group, context, view),
    )


def _past(group: Group, context: Context, view: _View) -> Past:
    """Earlier texts are as visible as the present one. The public sees none that names who has not agreed to be named."""
    past = group.past
    charter = _versions(past.charter, view) if group.charter and view.may("charter") else ()
    rules = _versions(past.ground_rules, view) if group.ground_rules and view.may("ground_rules") else ()
    if view.audience is PUBLIC:
        public = {member.name for member in group.members if member.public}
        names = {*past.people, *(member.name for member in group.members)} - public
        contacts = f"{group.about.contact} {context.network.contact}".casefold()
        charter = tuple(_untold(v, names, contacts, group.charter) for v in charter)
        rules = tuple(_untold(v, names, contacts, group.ground_rules) for v in rules)
    return Past(charter, rules, past.known if charter or rules else "", past.people if view.audience is FACILITATORS else ())


def _versions(past: tuple[Version[T], ...], view: _View) -> tuple[Version[T], ...]:
    commit = view.audience is FACILITATORS
    return tuple(replace(v, text=view.of(v.text) if v.text else None, commit=v.commit if commit else "") for v in past)


def _untold(version: Version[T], names: set[str], contacts: str, present: T | None) -> Version[T]:
    """The version without its text, where that tells of somebody; the present text is for the rules to find fault with."""
    if version.text is None or (present is not None and said(version.text) == said(present)):
        return version
    text = "\n\n".join(texts(version.text))
    addresses = (match[0].casefold() for form in (text, as_read(text)) for match in EMAIL.finditer(form))
    told = any(address not in contacts for address in addresses) or names_any(names, text)
    return replace(version, text=None) if told else version


def _roster(group: Group, context: Context, section: Audience) -> tuple[Member, ...]:
    """The members whom the audience may see; the public only current ones who agreed, by name and role."""
    if context.audience < section:
        return ()
    if context.audience is not PUBLIC:
        return group.members
    agreed = (m for m in group.members if m.public and m.current(context.today))
    return tuple(Member(id=m.id, name=m.name, role=m.role) for m in agreed)


def _about(group: Group, view: _View) -> About:
    about = view.of(group.about)
    if not view.may("meetings") or about.meets.timezone == group.about.meets.timezone:
        return about
    # who may see when a meeting starts must see in which zone, even where the cadence is hidden
    meets = about.meets.model_copy(update={"timezone": group.about.meets.timezone})
    return about.model_copy(update={"meets": meets})


def _figures(group: Group, context: Context, view: _View) -> Figures:
    whole = figures(group, context.today)
    if not view.may("charter"):
        whole = replace(whole, ratified=0)
    # "ratified by 7 of 7" says how many there are; without it, only who may see the roster may count
    counted = view.may("roster") or (group.charter is not None and view.may("charter"))
    return whole if counted else replace(whole, members=0)


def _resolved(group: Group, meeting: Meeting, view: _View) -> Agenda:
    """The agenda with what its defaults take from the roster and the rotation, for a reader who sees less of these."""
    agenda = meeting.agenda.model_copy(update={"expected": expected(group, meeting)})
    # the rotation is the members'; the public sees the roles that the agenda names
    return agenda if view.audience < MEMBERS else agenda.model_copy(update={"roles": roles(group, meeting)})


def _meeting(group: Group, meeting: Meeting, view: _View) -> Meeting:
    less = view.audience < MEMBERS or view.people < {m.id for m in group.members}
    agenda = view.of(_resolved(group, meeting, view) if less else meeting.agenda)
    if not view.may("ground_rules"):
        agenda = agenda.model_copy(update={"rule_in_focus": None})
    if view.audience < FACILITATORS:
        kept = tuple(p for p in agenda.pre_reads if p.for_members)
        agenda = agenda.model_copy(update={"pre_reads": kept})
    if view.audience < MEMBERS:
        # what a minutes-less reader learns of a meeting is its agenda; `guests` and members' files stay inside
        agenda = agenda.model_copy(update={"pre_reads": tuple(p for p in agenda.pre_reads if p.for_ == ("@everyone",))})
    minutes = view.of(meeting.minutes) if meeting.minutes and view.audience >= MEMBERS else None
    notes = meeting.notes if view.audience >= FACILITATORS else None
    return Meeting(meeting.slug, meeting.date, agenda, minutes, notes)


def _attachments(group: Group, meetings: tuple[Meeting, ...]) -> dict[str, Any]:
    named = [f"meetings/{m.slug}/{p.file}" for m in meetings for p in m.agenda.pre_reads]
    return {path: group.attachments[path] for path in named if path in group.attachments}


class _View:
    """One audience's view of one group: drops fields, hides people, unlinks what is gone."""

    def __init__(self, audience: Audience, sections: dict[str, Audience], people: frozenset[str]) -> None:
        self.audience, self.sections, self.people = audience, sections, people
        self.unseen: dict[str, str] = {}

    def of(self, model: M) -> M:
        changed = {}
        for name, audience, default, hide in _fields(type(model)):
            value = getattr(model, name)
            if not self.may(audience):
                seen = default() if callable(default) else default
            elif hide is not None:
                seen = hide(self, value)
            elif isinstance(value, Model):
                seen = self.of(value)
            elif isinstance(value, tuple) and value and isinstance(value[0], Model):
                seen = tuple(self.of(v) for v in value)
                if all(map(operator.is_, seen, value)):
                    continue
            else:
                continue
            if seen is not value and seen != value:
                changed[name] = seen
        return model.model_copy(update=changed) if changed else model

    def may(self, audience: str) -> bool:
        """Whether a field of this audience or section is seen; an unknown section is nobody's but the facilitators'."""
        if audience in self.sections:
            return self.audience >= self.sections[audience]
        return self.audience >= (Audience.of(audience) if audience in ("public", "members") else FACILITATORS)

    def person(self, id: str) -> str:
        if id in self.people or id.startswith("@"):
            return id
        return self.unseen.setdefault(id, f"?{len(self.unseen) + 1}")


Hide = Callable[[_View, Any], Any]


@functools.cache
def _fields(model: type[Model]) -> tuple[tuple[str, str, Any, Hide | None], ...]:
    """Of each field: name, audience, what stands in its place when dropped, and how to hide people or references in it."""
    out = []
    for name, field in model.model_fields.items():
        default = field.default_factory if field.is_required() is False and field.default_factory else field.default
        hide = _hiding(Annotated[field.annotation, *field.metadata] if field.metadata else field.annotation)
        out.append((name, audience_of(field), None if field.is_required() else default, hide))
    return tuple(out)


def _hiding(annotation: Any) -> Hide | None:
    """How to hide the people or references that a type holds, or None where it holds none."""
    origin, args = get_origin(annotation), get_args(annotation)
    if origin is dict:
        of_keys, of_values = _hiding(args[0]), _hiding(args[1])
        if of_keys is None and of_values is None:
            return None
        return lambda view, value: {
            (of_keys(view, k) if of_keys else k): (of_values(view, v) if of_values else v) for k, v in value.items()
        }
    if origin is Annotated:
        if any(isinstance(mark, Person) for mark in args[1:]):
            return lambda view, value: view.person(value)
        if any(isinstance(mark, Reference) for mark in args[1:]):
            return lambda view, value: value if view.audience >= MEMBERS else None
    inner = next((hide for part in args if (hide := _hiding(part))), None)
    if inner is None or origin is None:
        return None
    if origin is tuple:
        # issues, experiences and polls are never public: neither are their slugs
        return lambda view, value: (
            tuple(v for v in (inner(view, v) for v in value or ()) if v is not None) if value is not None else None
        )
    return lambda view, value: None if value is None else inner(view, value)
