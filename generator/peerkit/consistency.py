"""What files must agree in: ids that stand once, actions that were, answers that are options; a protocol's steps with the rest of it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping

from peerkit.diagnostic import Diagnostic
from peerkit.model.group import Group
from peerkit.model.poll import Poll
from peerkit.model.protocol import SPEAKERS, Protocol
from peerkit.model.skeleton import Skeleton
from peerkit.text import Document, KeyPath, nearest


def contradictions(group: Group, broken: Collection[str]) -> Iterator[Diagnostic]:
    """What contradicts itself in the group's files; `broken` files (by path as shown) may lack what others rely on."""
    yield from _duplicate_ids(group)
    yield from _unknown_actions(group, broken)
    for poll in group.polls:
        yield from _answers(group, poll)


def _answers(group: Group, poll: Poll) -> Iterator[Diagnostic]:
    for who, answer in poll.answers.items():
        at = group.at(poll.file, "answers", who)
        if poll.kind == "choice" and poll.options and answer not in poll.options:
            help = nearest(answer, poll.options[:50]) or f"one of {', '.join(poll.options[:50])}"
            yield Diagnostic(at, "schema", f"answers.{who}: '{answer[:40]}' is no option of this poll", help=help)
        if poll.kind == "number" and not re.fullmatch(r"[-+]?[0-9]+(\.[0-9]+)?", answer):
            yield Diagnostic(at, "schema", f"answers.{who}: '{answer[:40]}' is not a number", help="this poll asks for numbers")


def _duplicate_ids(group: Group) -> Iterator[Diagnostic]:
    lists: list[tuple[str, str, list[str | None]]] = []
    if group.ground_rules:
        lists.append(("ground-rules.md", "rules", [r.id for r in group.ground_rules.rules]))
    for meeting in group.meetings:
        if meeting.minutes:
            lists.append((meeting.minutes_file, "actions", [a.id for a in meeting.minutes.actions]))
            lists.append((meeting.minutes_file, "decisions", [d.id for d in meeting.minutes.decisions]))
    for file, name, ids in lists:
        seen: set[str] = set()
        for index, id in enumerate(ids):
            if id in seen:
                at, message = group.at(file, name, index), f"{name}.{index}.id: '{id}' stands twice"
                yield Diagnostic(at, "schema", message, help="ids are unique in a file")
            seen.update([id] if id else [])


def _unknown_actions(group: Group, broken: Collection[str]) -> Iterator[Diagnostic]:
    known: dict[str, None] = {}
    for meeting in group.meetings:
        if meeting.minutes is None:
            continue
        for name in ("done", "dropped"):
            for index, ref in enumerate(getattr(meeting.minutes, name)):
                lost = f"{group.folder}/meetings/{ref.partition('/')[0]}/minutes.md" in broken
                if ref not in known and not (lost and ref < meeting.slug):
                    help = (
                        nearest(ref, list(known)[-50:]) or "actions of earlier meetings are written <meeting folder>/<action id>"
                    )
                    at = group.at(meeting.minutes_file, name, index)
                    yield Diagnostic(at, "schema", f"{name}.{index}: '{ref[:80]}' is no action of an earlier meeting", help=help)
        known.update(dict.fromkeys(f"{meeting.slug}/{action.id}" for action in meeting.minutes.actions if action.id))


# --- protocols and skeletons -------------------------------------------------------------------------------------------------------


def protocol_contradictions(
    id: str, protocol: Protocol, document: Document, others: Mapping[str, tuple[Protocol, str]]
) -> Iterator[Diagnostic]:
    """What contradicts itself in the protocol of the file `<id>.yml`, or clashes with others (by id, with their files)."""
    yield from _clashes(id, protocol, document, others)
    yield from _speakers(protocol, document)
    best, total = protocol.best, protocol.total
    if total is not None and protocol.minutes(best) > total:
        message = f"total: the steps take {protocol.minutes(best):g} minutes with {best} people, and {total:g} is less"
        help = f"shorten the steps by {protocol.minutes(best) - total:g}, or write {protocol.minutes(best):g}"
        yield Diagnostic(document.at("total"), "schema", message, help=help)


def _clashes(id: str, protocol: Protocol, document: Document, others: Mapping[str, tuple[Protocol, str]]) -> Iterator[Diagnostic]:
    if protocol.id and protocol.id != id:
        taken = others.get(protocol.id)
        message = f"id: '{protocol.id}' " + (f"is the id of {taken[1]}" if taken else f"is not this file's name, '{id}'")
        help = f"to {'replace that one' if taken else 'keep the id'}, name this file {protocol.id}.yml; else delete the key"
        yield Diagnostic(document.at("id"), "schema", message, help=help)
    name = " ".join(protocol.name.split()).casefold()
    for other, (each, file) in others.items():
        if other != id and " ".join(each.name.split()).casefold() == name:
            message = f"name: '{protocol.name[:60]}' is the name of {file}, too"
            help = f"give it another name; to replace that one, name this file {other}.yml"
            yield Diagnostic(document.at("name"), "schema", message, help=help)


def _speakers(protocol: Protocol, document: Document) -> Iterator[Diagnostic]:
    known = {name.casefold(): name for name in (*SPEAKERS, *protocol.roles)}
    for index, step in enumerate(protocol.steps):
        for speaker in step.speakers:
            if speaker.casefold() not in known:
                message = f"steps.{index}.who: '{speaker[:40]}' is nobody in this protocol"
                help = (
                    nearest(speaker.casefold(), known) or f"name a role of that name, or write one of {', '.join(known.values())}"
                )
                yield Diagnostic(document.at("steps", index, "who"), "schema", message, help=help)


def skeleton_contradictions(id: str, skeleton: Skeleton, document: Document, protocols: Collection[str]) -> Iterator[Diagnostic]:
    """What does not hold in the skeleton of the file `<id>.yml`: an id that is not the file's name, a protocol that is none."""
    if skeleton.id not in ("", id):
        message = f"id: '{skeleton.id}' is not this file's name, '{id}'"
        yield Diagnostic(document.at("id"), "schema", message, help="rename the file, or delete the key")
    named: list[tuple[KeyPath, str]] = [(("protocols", index), each) for index, each in enumerate(skeleton.protocols)]
    for name, parts in (("opening", skeleton.opening), ("closing", skeleton.closing)):
        named += [((name, index, "protocol"), part.protocol) for index, part in enumerate(parts) if part.protocol]
    for path, protocol in named:
        if protocol not in protocols:
            help = nearest(protocol, protocols) or "the protocols are files in templates/protocols/"
            message = f"{'.'.join(map(str, path))}: there is no protocol '{protocol}'"
            yield Diagnostic(document.at(*path), "schema", message, help=help)
