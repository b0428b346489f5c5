"""Many documents on every core. Typst keeps what it has seen, so the processes are replaced before they grow large."""

from __future__ import annotations

import itertools
import multiprocessing
import multiprocessing.context
import os
import sys
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol, TypeVar

from peerkit.diagnostic import Refusal, Span
from peerkit.typeset.compile import Document, Where, compile
from peerkit.typeset.sheet import Sheet

_EACH = 25  # documents that one process sets: at 200 of a dozen pages it would have grown from 83 to 249 MB


T_co = TypeVar("T_co", covariant=True)


class Work(Protocol[T_co]):
    """What a process is sent, and does."""

    def done(self) -> T_co:
        """What comes of it."""
        ...


@dataclass(frozen=True)
class Job:
    """One document to be made: what `compile` takes."""

    template: str
    data: Mapping[str, Any] = field(repr=False)
    sheet: Sheet
    at: Span | Where
    files: Mapping[str, bytes] = field(default_factory=dict, repr=False)
    folders: tuple[Path, ...] = ()
    system_fonts: bool = False
    untagged: bool = False

    def done(self) -> Document:
        """The document."""
        return compile(
            self.template, self.data, self.sheet, at=self.at, files=self.files, folders=self.folders,
            system_fonts=self.system_fonts, untagged=self.untagged,
        )  # fmt: skip


def batch(jobs: Iterable[Work[T_co]], workers: int = 0) -> Iterator[T_co]:
    """What comes of the jobs, in their order, by so many processes (0: one a core); jobs are taken as they are needed.

    A job is pickled, and sets one document, so Refusal is raised as `compile` does.
    """
    workers = workers or os.cpu_count() or 1
    coming = iter(jobs)
    while first := list(itertools.islice(coming, 1)):
        try:
            here = _context(type(first[0]).__module__)
            yield from _round(itertools.chain(first, itertools.islice(coming, workers * _EACH - 1)), workers, here)
        except BrokenProcessPool:
            raise Refusal(
                "a process that sets pages was ended from outside, perhaps for want of memory; print fewer at once"
            ) from None


def _context(module: str) -> multiprocessing.context.BaseContext:
    """How processes begin: as copies of one that has imported what the jobs need; where copies are not safe, each anew."""
    if sys.platform != "linux":
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([module, "typst"])
    return context


def _round(jobs: Iterable[Work[T_co]], workers: int, context: multiprocessing.context.BaseContext) -> Iterator[T_co]:
    """As many documents as the processes may set in their lives."""
    with ProcessPoolExecutor(workers, mp_context=context) as pool:
        running: deque[Future[T_co]] = deque()
        for job in jobs:
            running.append(pool.submit(job.done))
            if len(running) > 2 * workers:
                yield running.popleft().result()
        while running:
            yield running.popleft().result()
