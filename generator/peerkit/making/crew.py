"""Groups made side by side: in this process, in several of this machine, or on a cluster; the same function does the work."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, CancelledError, Executor, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import connection
from typing import Any

from msgspec import Struct

from peerkit.diagnostic import Refusal
from peerkit.making.made import Made
from peerkit.making.order import Order, Terms


class Task(Struct, frozen=True):
    """A group to be made: how to get its files when its turn comes, and what was made of it before."""

    slug: str
    order: Callable[[], Order]
    before: Callable[[], Made | None]


class Crew:
    """Whoever does the work of one build. `stop_building` makes the groups that are left only be checked."""

    def __init__(self, terms: Terms, jobs: int = 1, executor: str = "", insecure: bool = False) -> None:
        self.terms, self.jobs, self.executor, self.insecure = terms, jobs, executor, insecure
        self.building = True

    def stop_building(self) -> None:
        """From now on only check: something is wrong, so there will be no site, but all that is wrong is to be told."""
        self.building = False

    def made(self, tasks: list[Task]) -> Iterator[Made]:
        """Each group, as it is done; where it can be, the first by this process, so that those forked from it find all warm."""
        if not tasks:
            return
        if self.executor:
            yield from self._on_a_cluster(tasks)
            return
        from peerkit.making.work import bench_of, make  # which a build that makes no group need not load

        # Typst has threads of its own, and a process that has threads cannot be forked
        here = len(tasks) if self.jobs == 1 or len(tasks) < 3 else 0 if self.terms.packets else 1
        bench, first = bench_of(self.terms), tasks[:here]
        for task in first:
            yield make(bench, task.order(), task.before(), self.building)
        left = {task.slug: task for task in tasks[len(first) :]}
        for last in (False, True):
            if left:
                try:
                    for made in self._side_by_side(left):
                        del left[made.head.slug]
                        yield made
                except BrokenProcessPool:
                    if last:
                        message = "a process that built groups ended twice, perhaps for want of memory; build with --jobs 1"
                        raise Refusal(message) from None

    def _side_by_side(self, left: dict[str, Task]) -> Iterator[Made]:
        with _processes(min(self.jobs, len(left)), self.terms) as pool:
            yield from self._through(pool, _make, list(left.values()), 2 * self.jobs)

    def _on_a_cluster(self, tasks: list[Task]) -> Iterator[Made]:
        """Dask gives a lost worker's groups to the others."""
        from peerkit.making import cluster

        with cluster.pool(self.executor, self.terms, self.insecure) as (pool, terms, workers):
            try:
                yield from self._through(pool, cluster.make_there, tasks, 2 * workers, terms)
            except (CancelledError, OSError, TimeoutError) as error:
                reason = " ".join(str(error).split())[:120] or type(error).__name__
                message = f"the cluster at {self.executor} went away ({reason}); what it has made is kept, so build again"
                raise Refusal(message) from None

    def _through(self, pool: Executor, work: Callable[..., Made], tasks: list[Task], ahead: int, *given: Any) -> Iterator[Made]:
        """Each group through an executor; only a few orders are under way, so that memory does not grow with the network."""
        waiting, running = deque(tasks), set[Future[Made]]()
        while waiting or running:
            while waiting and len(running) < ahead:
                task = waiting.popleft()
                running.add(pool.submit(work, *given, task.order(), task.before(), self.building))
            done, running = wait(running, return_when=FIRST_COMPLETED)
            for future in done:
                yield future.result()


# --- processes of this machine ---------------------------------------------------------------------------------------

_terms: list[Terms] = []  # those of the build under way


def _make(order: Order, before: Made | None, build: bool) -> Made:
    from peerkit.making.work import bench_of, make

    return make(bench_of(_terms[0]), order, before, build)


@contextlib.contextmanager
def _processes(jobs: int, terms: Terms) -> Iterator[Executor]:
    """So many processes, gone at once when something interrupts the build."""
    fork = "fork" in multiprocessing.get_all_start_methods() and _alone()
    context: Any = multiprocessing.get_context("fork" if fork else "spawn")
    others = set(multiprocessing.active_children())
    pool = ProcessPoolExecutor(jobs, context, _begin, (terms,))
    try:
        yield pool
    except BaseException:
        for child in set(multiprocessing.active_children()) - others:
            child.terminate()
        pool.shutdown(wait=False, cancel_futures=True)
        raise
    pool.shutdown()


def _alone() -> bool:
    """Whether this process has no other thread, whose locks a forked process would wait for without end: also none of Typst's own."""
    return threading.active_count() == 1 and "typst" not in sys.modules


def _begin(terms: Terms) -> None:
    """In each process: leave Ctrl-C to the parent, end with it, and unpack the terms unless they were forked along."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_end_with, args=(parent.sentinel,), daemon=True).start()
    from peerkit.making.work import bench_of

    _terms[:] = [terms]
    bench_of(terms)


def _end_with(sentinel: int) -> None:
    connection.wait([sentinel])
    os._exit(1)
