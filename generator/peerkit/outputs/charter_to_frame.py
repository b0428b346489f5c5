"""A group's charter as a document to frame: its text, who agreed to it, its digest and how to check that."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from msgspec import Struct

from peerkit.diagnostic import Diagnostic, Refusal, Span
from peerkit.facts.roster import current
from peerkit.facts.versions import chosen, in_force
from peerkit.model.base import MEMBERS
from peerkit.model.charter import Charter, Signature
from peerkit.model.context import Context
from peerkit.model.group import Group
from peerkit.model.past import Version
from peerkit.pages.charter import titled
from peerkit.pages.desk import Desk
from peerkit.render import Words
from peerkit.typeset import Galley, Job, Sheet, Texts


class Framing(Struct, frozen=True):
    """How a charter is printed: without a paper, as the network says; `blank`, with lines to sign whoever has signed."""

    paper: str = ""
    large: bool = False
    blank: bool = False
    system_fonts: bool = False


class Framed(Struct, frozen=True):
    """The text that is printed, as its reader may see it; `at` is where its body begins.

    `name` is that of a version that somebody asked for, and `successor` the one that holds in its place.
    """

    charter: Charter
    at: Span
    name: str = ""
    successor: Version[Charter] | None = None


def framed(whole: Group, seen: Group, version: str | None) -> Framed:
    """The present text of a group's charter, or a version of it, as the reader of `seen` may see it. Raises Refusal."""
    path = whole.at("charter.md").path
    if version is None:
        assert seen.charter is not None
        return Framed(seen.charter, Span(path, whole.documents["charter.md"].body_line))
    known = whole.past.charter
    n = known.index(chosen(known, version, whole.slug))
    name, text, holds = known[n].name, seen.past.charter[n].text, in_force(known)
    if text is None:
        raise Refusal(
            f"version {name} is not public: it names somebody who has not agreed to that; print it with --audience members"
        )
    here = n == len(known) - 1  # the file as it stands; of an older one, lines count from where its text begins
    at = Span(path, whole.documents["charter.md"].body_line) if here else Span(f"{path} ({name})")
    return Framed(text, at, name, seen.past.charter[holds] if n < holds else None)


def charter_to_frame(group: Group, context: Context, text: Framed, framing: Framing) -> tuple[Job, list[Diagnostic]]:
    """The document of a projected group's charter, and what of its text cannot be printed. Raises Refusal."""
    charter, at, desk = text.charter, text.at, Desk(group, context)
    if framing.blank and text.successor:
        raise Refusal(f"version {text.name} is superseded, so nobody signs it any more; leave out --blank-signatures")
    say, galley = desk.words.plain, Galley(group.attachments, desk.words.plain)
    title, body = titled(charter.body)
    heading = title or say("Charter")
    data = {
        "group": group.about.name,
        "heading": heading,
        "facts": _facts(charter, desk.words, holds=text.successor is None),
        "standing": _standing(text, desk.words),
        "nodes": galley.text(body, at) or galley.text(say("The charter has no text yet."), at),
        "agreement": _agreement(desk, text, framing),
        "digest": " ".join(charter.digest[n : n + 4] for n in (0, 4, 8)),
        "says": _check(group.slug, desk.words, older=text.successor is not None),
    }
    sheet = Sheet(
        heading, group.about.name, desk.words.language, desk.words.direction, charter.adopted or charter.proposed,
        framing.paper or context.network.paper, large=framing.large, duplex=False, label=group.about.label, head=group.about.name,
    )  # fmt: skip
    where = Texts(((at, charter.body), (Span(at.path), group.about.name)), Span(at.path))
    job = Job("charter", data, sheet, where, galley.files, context.templates, framing.system_fonts)
    return job, galley.findings


def _check(slug: str, words: Words, *, older: bool) -> dict[str, str]:
    """How to check that the text is what was agreed to."""
    say = words.plain
    present = say(
        "Whoever has the group's repository can check it: {command} tells the digest of the charter's text and who agreed to it.",
        command="{command}",
    )
    listed = say(
        "Whoever has the group's repository can check it: {command} lists each version with the digest of its text.",
        command="{command}",
    )
    return {
        "digest": say("Digest of this text"),
        "check": listed if older else present,
        "command": f"peerkit charter {'log' if older else 'verify'} {slug}",
        "unchanged": say("If one word is changed, the digest is another."),
    }


def _standing(text: Framed, words: Words) -> str:
    """Why this text does not hold, where it does not."""
    if text.successor is not None:
        number, of = text.successor.number, text.successor.text
        day = (of.adopted if of else None) or text.successor.on
        name = words.plain("Version {n}", n=number) if number else words.plain("A later text")
        return words.plain("{version} has superseded this text.", version=f"{name} ({words.day(day)})" if day else name)
    return "" if text.charter.status == "adopted" else words.plain("This text is not adopted yet.")


def _facts(charter: Charter, words: Words, *, holds: bool) -> list[str]:
    say, day = words.plain, words.day
    adopted = charter.adopted if charter.status == "adopted" else None  # a proposal keeps the date of the text before it
    said = [
        (say("Version"), str(charter.version or "")),
        (say("Status"), say(charter.status) if holds and not adopted else ""),
        (say("Adopted"), day(adopted) if adopted else ""),
        (say("Proposed"), day(charter.proposed) if charter.proposed and not adopted else ""),
        (say("To be reviewed by"), day(charter.review_by) if charter.review_by and holds else ""),
    ]
    return [f"{name} {value}" for name, value in said if value]


def _agreement(desk: Desk, text: Framed, framing: Framing) -> dict[str, Any]:
    """Who agreed to this text, and a line for each who has not (`blank`: for each), named where the reader may know them.

    Of a superseded text, who agreed to it while it held; nobody signs it any more. The public learns numbers of the present text alone.
    """
    say, figures, charter = desk.words.plain, desk.group.figures, text.charter
    inside = desk.context.audience >= MEMBERS
    listed = inside and "roster" in desk.group.sections
    signed = [] if framing.blank else [*{s.member: s for s in charter.ratified if s.text == charter.digest}.values()]
    if listed and text.successor is None:  # of an older text, who left may be gone from the roster
        signed = [s for s in signed if desk.group.member(s.member)]
    people = current(desk.group, desk.context.today)
    agreed = {s.member for s in signed}
    present = desk.group.charter is not None and desk.group.charter.digest == charter.digest
    ratified = figures.ratified if present else sum(m.id in agreed for m in people)
    if text.successor is not None:
        lines = []
    elif listed:
        lines = [m.name for m in people if m.id not in agreed]
    else:
        lines = [""] * (figures.members if framing.blank or (present and not ratified) else 0)
    count = say("ratified by {n} of {of} members", n=ratified, of=figures.members)
    return {
        "title": say("Agreement"),
        "count": "" if framing.blank or text.successor or not figures.members or not ratified else _sentence(count),
        "signed": [_signature(desk, s) for s in signed] if inside else [],
        "lines": lines,
        "lead": say("We have read this charter and agree to it.") if lines else "",
        "name": say("Name and signature"),
        "day": say("Date"),
    }


def _signature(desk: Desk, signature: Signature) -> dict[str, str]:
    day: Callable[[Any], str] = desk.words.day
    return {"name": desk.who(signature.member), "day": day(signature.on) if signature.on else ""}


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:] + "."
