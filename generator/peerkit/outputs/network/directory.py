"""The portal's directory of groups: a card a group, which a little script filters; without it all are shown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct

from peerkit.builtin import templates
from peerkit.facts.summary import Summary
from peerkit.model.context import Context
from peerkit.outputs import Artifact
from peerkit.outputs.titles import front
from peerkit.render import mail, stretches, table, words
from peerkit.render.charts import Chart, columns

STATES = ("active", "forming", "paused", "closed")
_MOST = 16  # seats that a card has room for
_LARGEST = 40  # members of a group that the chart has room for
SCRIPT = "assets/javascripts/peerkit-directory.js"


class Filter(Struct, frozen=True):
    """One choice, by the name of the cards' data attribute: a label, and (value, shown) pairs."""

    name: str
    label: str
    options: tuple[tuple[str, str], ...]


class Card(Struct, frozen=True):
    """A group, the values that the filters compare, and its table: seats taken and open, where there are few enough to draw."""

    group: Summary
    kind: str
    focus: str
    level: str
    open: int
    taken: int


class View(Struct, frozen=True):
    """The network, its groups by name, and the filters that tell any of them apart."""

    summary: str
    contact: str
    cards: tuple[Card, ...]
    filters: tuple[Filter, ...]
    script: str
    sizes: tuple[tuple[int, tuple[int, ...]], ...]  # members; groups of that size by status, in the order of STATES
    states: tuple[str, ...]
    chart: Chart | None


def in_order(summaries: Iterable[Summary]) -> list[Summary]:
    """The groups as the directory lists them."""
    return sorted(summaries, key=lambda s: (s.name.casefold(), s.slug))


def pages(summaries: Sequence[Summary], context: Context) -> Iterator[Artifact]:
    """`groups/index.md` and the script."""
    network = context.network
    say = words(network.language, context.templates)
    cards = tuple(_card(s) for s in in_order(summaries))
    filters = tuple(
        Filter(name, say.plain(label), options)
        for name, label, values in (
            ("kind", "Kind", [(c.kind, say.plain(c.group.kind)) for c in cards if c.kind]),
            ("focus", "Focus", [(_key(f), f) for c in cards for f in c.group.focus]),
            ("level", "Level", [(c.level, c.group.level) for c in cards if c.level]),
            ("status", "Status", [(c.group.status, say.plain(c.group.status)) for c in cards]),
        )
        if len(options := _options(values)) > 1
    )
    title, sizes = say.plain("Groups"), _sizes(summaries)
    values = {
        "view": View(network.summary, network.contact, cards, filters, f"../{SCRIPT}", sizes, STATES, _chart(sizes)), "title": title,
        "t": say.t, "n": say.n, "word": lambda w: say.plain(w) if w else "", "listed": say.listed, "tongue": say.tongue, "mail": mail,
        "language": say.language, "plain": say.plain, "table": table, "num": lambda value: f"{value:g}", "dots": lambda n: "●" * n,
    }  # fmt: skip
    content = (stretch.encode() for stretch in stretches(context.templates, "directory", values))
    yield Artifact("groups/index.md", b"".join([front(title, ("toc",)).encode(), *content]))
    yield Artifact(SCRIPT, (templates() / "pages" / "directory.js").read_bytes())


def _card(s: Summary) -> Card:
    joins = s.status in ("forming", "active")
    seats = s.figures.open_seats if joins else 0
    taken = s.figures.members or (s.seats.max - s.figures.open_seats if joins else 0)
    drawn = taken if taken + seats <= _MOST else 0
    return Card(s, _key(s.kind), "|".join(map(_key, s.focus)), _key(s.level), seats, drawn)


def _sizes(summaries: Sequence[Summary]) -> tuple[tuple[int, tuple[int, ...]], ...]:
    """How many groups there are of each size, by status; of those whose size this audience may know."""
    known = [s for s in summaries if s.figures.members]
    most = max((s.figures.members for s in known), default=0)
    count = [(size, tuple(sum(s.figures.members == size and s.status == state for s in known) for state in STATES))
             for size in range(1, most + 1)]  # fmt: skip
    return tuple(count) if len(known) > 1 and most <= _LARGEST else ()


def _chart(sizes: tuple[tuple[int, tuple[int, ...]], ...]) -> Chart | None:
    return columns([(str(size), counts) for size, counts in sizes], stacked=True, labels=12) if sizes else None


def _key(text: str) -> str:
    """A value as filters compare it."""
    return " ".join(text.replace("|", " ").split()).casefold()


def _options(values: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    first: dict[str, str] = {}
    for key, text in values:
        first.setdefault(key, text)
    return tuple(sorted(first.items()))
