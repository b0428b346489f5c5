"""Groups made side by side: in this process, in several of this machine, or on a cluster; the same function does the work."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
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
        if left := {task.slug: task for task in tasks[len(first) :]}:
            yield from self._side_by_side(left)

    def _side_by_side(self, left: dict[str, Task]) -> Iterator[Made]:
        """In processes of this machine; if one of them ends, what is left is begun once more."""
        from concurrent.futures.process import BrokenProcessPool  # all of this a build of one group need not load

        from peerkit.making.processes import make_there, processes

        for last in (False, True):
            try:
                with processes(min(self.jobs, len(left)), self.terms) as pool:
                    for made in self._through(pool, make_there, list(left.values()), 2 * self.jobs):
                        del left[made.head.slug]
                        yield made
                return
            except BrokenProcessPool:
                if last:
                    message = "a process that built groups ended twice, perhaps for want of memory; build with --jobs 1"
                    raise Refusal(message) from None

    def _on_a_cluster(self, tasks: list[Task]) -> Iterator[Made]:
        """Dask gives a lost worker's groups to the others."""
        from peerkit.making import cluster

        with cluster.pool(self.executor, self.terms, self.insecure) as (pool, terms, workers):
            yield from self._through(pool, cluster.make_there, tasks, 2 * workers, terms)

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
