"""What the peers do: one plain page for members."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from peerkit.model.poll import Poll
from peerkit.pages.desk import Desk, Draft, worded

ORDER = 90


class Result(Struct, frozen=True):
    """A poll with its answers: by option, with names; or numbers, lowest first, with their median."""

    poll: Poll
    name: str
    options: tuple[tuple[str, int, str], ...]
    numbers: tuple[tuple[float, str], ...]
    median: float | None
    open: bool


class View(Struct, frozen=True):
    """The polls, the latest first."""

    results: tuple[Result, ...]


def drafts(desk: Desk) -> Iterator[Draft]:
    """One page, once there is a poll."""
    polls = sorted(desk.group.polls, key=lambda p: (-(p.asked.toordinal() if p.asked else 0), p.slug))
    if polls:
        yield Draft("polls.md", desk.words.plain("Polls"), (), "polls", View(tuple(result(desk, p) for p in polls)))


def result(desk: Desk, poll: Poll) -> Result:
    """What the members answered."""
    name, still = poll.question or worded(poll.slug), poll.closes is None or poll.closes >= desk.context.today
    if poll.kind == "number":
        given = ((_number(answer), desk.who(id)) for id, answer in poll.answers.items())
        numbers = sorted(((n, name) for n, name in given if n is not None), key=lambda pair: pair[0])
        return Result(poll, name, (), tuple(numbers), _median([n for n, _ in numbers]), still)
    by_option: dict[str, list[str]] = {option: [] for option in poll.options}
    for id, answer in poll.answers.items():
        by_option.setdefault(answer, []).append(id)
    return Result(poll, name, tuple((o, len(ids), desk.names(ids)) for o, ids in by_option.items()), (), None, still)


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def _median(numbers: list[float]) -> float | None:
    half = len(numbers) // 2
    return None if not numbers else numbers[half] if len(numbers) % 2 else (numbers[half - 1] + numbers[half]) / 2
