"""A page for each protocol, and the index: which protocol for what."""

from __future__ import annotations

import json
from collections.abc import Container, Iterable, Iterator, Mapping
from fractions import Fraction

from msgspec import Struct

from peerkit.model.context import Context
from peerkit.model.protocol import Protocol, Step
from peerkit.outputs import Artifact
from peerkit.outputs.handbook.timeline import timeline
from peerkit.outputs.titles import shown
from peerkit.render import Safe, inline, render, url, words

FOLDER = "handbook/protocols"
SERVES = {
    "arrive": "To arrive, and to hear how each is doing",
    "one-member": "To help one member with one issue",
    "several-members": "To help several members in little time",
    "shared-problem": "To learn about what many face",
    "decide": "To decide",
    "improve": "To look at how the group works",
    "belong": "To welcome, to part, to repair",
}
FACILITATORS = {
    "novice": "Leads for the first time",
    "practised": "Has led some meetings",
    "seasoned": "Has led for a year or more",
}
STRENGTHS = {
    "trial": "strong: a randomised trial",
    "study": "moderate: a study",
    "survey": "weak: a survey",
    "practice": "practice: tried by many, tested by nobody",
    "claim": "an organisation's claim about itself",
    "ours": "our own suggestion",
}
LENGTHS = (
    (15, "Up to a quarter of an hour"),
    (30, "Up to half an hour"),
    (45, "Up to three quarters of an hour"),
    (70, "About an hour"),
)
SIZES = range(3, 13)


class Timed(Struct, frozen=True):
    """A step by itself: its number, when it begins, how long it takes, and how far it may be scaled, all in minutes."""

    number: int
    begins: str
    minutes: float
    scope: str
    each: str
    step: Step


class Page(Struct, frozen=True):
    """What a protocol's page shows, told for its best number of people."""

    protocol: Protocol
    facts: tuple[tuple[str, str], ...]
    picture: Safe
    steps: tuple[Timed, ...]
    sizes: tuple[tuple[int, float, float, float], ...]  # people, minutes, least, most
    sources: tuple[tuple[str, str, str], ...]  # what, address, how strong
    own: bool  # this network's, where the kit has one of the same id
    agenda: Safe


class Row(Struct, frozen=True):
    """A protocol in the index, for eight people."""

    protocol: Protocol
    minutes: float
    least: float
    most: float
    facilitator: str

    @property
    def path(self) -> str:
        """Its page, from the index."""
        return f"{self.protocol.id}.md"


def paths(context: Context) -> Iterator[str]:
    """Where the pages stand, in the portal's docs."""
    yield from (f"{FOLDER}/{name}.md" for name in (*context.protocols, "index"))


def pages(context: Context, builtin: Mapping[str, Protocol], removed: Container[str] = ()) -> Iterator[Artifact]:
    """`handbook/protocols/<id>.md` for each protocol whose page was not removed, and `index.md`."""
    listed = [p for p in context.protocols.values() if f"{FOLDER}/{p.id}.md" not in removed]
    for protocol in listed:
        own = protocol.id in builtin and protocol != builtin[protocol.id]
        yield _rendered(context, "protocol", protocol.id, protocol.name, page_of(protocol, own))
    yield _rendered(context, "protocols", "index", "Which protocol for what", index_of(listed))


def _link(text: str, path: str) -> Safe:
    """A Markdown link to a file of docs, which the engine turns into the page's address; a path is made of ids, and so harmless."""
    return Safe(f"[{inline(text)}]({path})")


def _rendered(context: Context, template: str, name: str, title: str, view: object) -> Artifact:
    say = words("en", context.templates)
    values = {"view": view, "title": title, "t": say.t, "n": _number, "link": _link, "url": url}
    front = json.dumps(shown(title), ensure_ascii=False)
    content = render(context.templates, template, values)
    return Artifact(f"{FOLDER}/{name}.md", f"---\ntitle: {front}\n---\n\n{content}".encode())


def _number(value: float) -> str:
    return f"{value:g}"


def page_of(protocol: Protocol, own: bool) -> Page:
    """The view of one protocol, for its best number of people."""
    people = protocol.best
    steps = tuple(_timed(protocol, people))
    count = f"{len(steps)} step" + ("s" if len(steps) > 1 else "")
    label = f"Time line of {protocol.name}: {count} in {protocol.minutes(people):g} minutes. The table says the same."
    picture = timeline([(timed.step.title, Fraction(timed.minutes)) for timed in steps], label)
    sizes = [n for n in SIZES if (protocol.size.min or 1) <= n <= (protocol.size.max or 99)]
    scales = any(step.times(3) != step.times(4) for step in protocol.steps)
    return Page(
        protocol, tuple(_facts(protocol)), Safe(f'<div class="pk-protocol-bar">{picture}</div>'), steps,
        tuple((n, protocol.minutes(n), *protocol.bounds(n)) for n in sizes) if scales else (),
        tuple((s.says, s.url or "", STRENGTHS.get(s.strength or "", "")) for s in protocol.sources), own, Safe(_agenda(protocol)),
    )  # fmt: skip


def _facts(protocol: Protocol) -> Iterator[tuple[str, str]]:
    """In short, as (label, value)."""
    size, people, (least, most) = protocol.size, protocol.best, protocol.bounds(protocol.best)
    scope = f"; can be {least:g} to {most:g}" if least < most else ""
    yield "Takes", f"{protocol.minutes(people):g} minutes with {people} people{scope}"
    if size.min or size.max:
        best = f", best {size.best}" if size.best else ""
        yield "People", f"{size.min or 1} to {size.max}{best}" if size.max else f"{size.min} or more{best}"
    yield "Facilitator", FACILITATORS.get(protocol.facilitator or "", "")
    yield "Serves", "; ".join(SERVES[each] for each in protocol.serves)


def _timed(protocol: Protocol, people: int) -> Iterator[Timed]:
    gone = 0.0
    for number, step in enumerate(protocol.steps, 1):
        least, most = step.bounds(people)
        scope = f"{least:g} to {most:g}" if least < most else ""
        each = f"{step.own:g} each" if step.times(3) != step.times(4) else ""
        yield Timed(number, f"{int(gone) // 60}:{int(gone) % 60:02}", step.length(people), scope, each, step)
        gone += step.length(people)


def _agenda(protocol: Protocol) -> str:
    """The item in agenda.md, as YAML; an id is a slug, and so harmless."""
    return f"  - kind: {protocol.kind}\n    protocol: {protocol.id}\n    minutes: {protocol.minutes(protocol.best):g}"


class Index(Struct, frozen=True):
    """The protocols by what they serve, by length, by size of the group, and by the facilitator's experience."""

    by_purpose: tuple[tuple[str, tuple[Row, ...]], ...]
    by_length: tuple[tuple[str, tuple[Row, ...]], ...]
    by_size: tuple[tuple[Row, tuple[str, ...]], ...]
    by_facilitator: tuple[tuple[str, tuple[Row, ...]], ...]
    sizes: tuple[int, ...]


def index_of(listed: Iterable[Protocol]) -> Index:
    """The view of the index of these."""
    rows = sorted((_row(p) for p in listed), key=lambda r: (r.minutes, r.protocol.name.casefold()))
    purposes = [(words, tuple(r for r in rows if key in r.protocol.serves)) for key, words in SERVES.items()]
    others = tuple(r for r in rows if not r.protocol.serves)
    bounds = [0.0, *(float(most) for most, _ in LENGTHS), float("inf")]
    names = [*(name for _, name in LENGTHS), "Longer"]
    lengths = [
        (name, tuple(r for r in rows if low < r.minutes <= high))
        for name, low, high in zip(names, bounds, bounds[1:], strict=False)
    ]
    levels = [(words, tuple(r for r in rows if r.protocol.facilitator == key)) for key, words in FACILITATORS.items()]
    return Index(
        tuple(p for p in [*purposes, ("For something else", others)] if p[1]),
        tuple(each for each in lengths if each[1]),
        tuple((r, tuple(_fit(r.protocol, n) for n in SIZES)) for r in rows),
        tuple(each for each in levels if each[1]),
        tuple(SIZES),
    )


def _fit(protocol: Protocol, people: int) -> str:
    if not (protocol.size.min or 1) <= people <= (protocol.size.max or people):
        return ""
    return "best" if people == protocol.size.best else "yes"


def _row(protocol: Protocol) -> Row:
    least, most = protocol.bounds(8)
    return Row(protocol, protocol.minutes(8), least, most, FACILITATORS.get(protocol.facilitator or "", ""))
