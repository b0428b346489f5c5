"""A group's charter as a document to frame: its text, who agreed to it, its digest and how to check that."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from peerkit.diagnostic import Diagnostic, Span
from peerkit.facts.roster import current
from peerkit.model.base import MEMBERS
from peerkit.model.charter import Charter, Signature
from peerkit.model.context import Context
from peerkit.model.group import Group
from peerkit.pages.charter import titled
from peerkit.pages.desk import Desk
from peerkit.render import Words
from peerkit.typeset import Galley, Job, Sheet, Texts


@dataclass(frozen=True, slots=True)
class Framing:
    """How a charter is printed: without a paper, as the network says; `blank`, with lines to sign whoever has signed."""

    paper: str = ""
    large: bool = False
    blank: bool = False
    system_fonts: bool = False


def charter_to_frame(group: Group, context: Context, at: Span, framing: Framing) -> tuple[Job, list[Diagnostic]]:
    """The document of a projected group's charter, and what of its text cannot be printed. `at` is where the body begins."""
    charter, desk = group.charter, Desk(group, context)
    assert charter is not None, "only a charter that its reader may see is printed"
    say, galley = desk.words.plain, Galley(group.attachments, desk.words.plain)
    title, body = titled(charter.body)
    heading = title or say("Charter")
    data = {
        "group": group.about.name,
        "heading": heading,
        "facts": _facts(charter, desk.words),
        "standing": "" if charter.status == "adopted" else say("This text is not adopted yet."),
        "nodes": galley.text(body, at) or galley.text(say("The charter has no text yet."), at),
        "agreement": _agreement(desk, charter, framing),
        "digest": " ".join(charter.digest[n : n + 4] for n in (0, 4, 8)),
        "says": {
            "digest": say("Digest of this text"),
            "check": say(
                "Whoever has the group's repository can check it: {command} tells the digest of the charter's text and who agreed to it.",
                command="{command}",
            ),
            "command": f"peerkit charter verify {group.slug}",
            "unchanged": say("If one word is changed, the digest is another."),
        },
    }
    sheet = Sheet(
        heading, group.about.name, desk.words.language, desk.words.direction, charter.adopted or charter.proposed,
        framing.paper or context.network.paper, large=framing.large, duplex=False, label=group.about.label, head=group.about.name,
    )  # fmt: skip
    where = Texts(((at, charter.body), (Span(at.path), group.about.name)), Span(at.path))
    job = Job("charter", data, sheet, where, galley.files, context.templates, framing.system_fonts)
    return job, galley.findings


def _facts(charter: Charter, words: Words) -> list[str]:
    day = words.day
    said = [
        (words.plain("Version"), str(charter.version or "")),
        (words.plain("Status"), "" if charter.status == "adopted" and charter.adopted else words.plain(charter.status)),
        (words.plain("Adopted"), day(charter.adopted) if charter.adopted else ""),
        (words.plain("Proposed"), day(charter.proposed) if charter.proposed and not charter.adopted else ""),
        (words.plain("To be reviewed by"), day(charter.review_by) if charter.review_by else ""),
    ]
    return [f"{name} {value}" for name, value in said if value]


def _agreement(desk: Desk, charter: Charter, framing: Framing) -> dict[str, Any]:
    """Who agreed to this text, and a line for each who has not (`blank`: for each), named where the reader may know them."""
    say, figures = desk.words.plain, desk.group.figures
    signed = [] if framing.blank else [s for s in charter.ratified if s.text == charter.digest]
    inside = desk.context.audience >= MEMBERS
    people = current(desk.group, desk.context.today)
    agreed = {s.member for s in signed}
    if inside and "roster" in desk.group.sections:
        lines = [m.name for m in people if m.id not in agreed]
    else:
        lines = [""] * (figures.members if framing.blank or not figures.ratified else 0)
    count = say("ratified by {n} of {of} members", n=figures.ratified, of=figures.members)
    return {
        "title": say("Agreement"),
        "count": "" if framing.blank or not figures.members or not figures.ratified else _sentence(count),
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
