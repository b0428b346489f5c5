"""Several processes of this machine that make groups: forked from this one where they can be, so that they find all warm."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import sys
import tempfile
import threading
from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from multiprocessing import connection
from typing import Any

from peerkit.making.made import Made
from peerkit.making.order import Order, Terms

_terms: list[Terms] = []  # those of the build under way


def make_there(order: Order, before: Made | None, build: bool) -> Made:
    """One group, in one of the processes."""
    from peerkit.making.work import bench_of, make

    return make(bench_of(_terms[0]), order, before, build)


@contextlib.contextmanager
def processes(jobs: int, terms: Terms) -> Iterator[Executor]:
    """So many processes, gone at once when something interrupts the build."""
    fork = "fork" in multiprocessing.get_all_start_methods() and _alone()
    context: Any = multiprocessing.get_context("fork" if fork else "spawn")
    others = set(multiprocessing.active_children())
    # their temporary files hold what members wrote, and go with them
    with tempfile.TemporaryDirectory(prefix="peerkit-", ignore_cleanup_errors=True) as scratch:
        pool = ProcessPoolExecutor(jobs, context, _begin, (terms, scratch))
        try:
            yield pool
        except BaseException:
            for child in set(multiprocessing.active_children()) - others:
                child.terminate()
                child.join(1)
            pool.shutdown(wait=False, cancel_futures=True)
            raise
        pool.shutdown()


def _alone() -> bool:
    """Whether this process has no other thread, whose locks a forked process would wait for without end: also none of Typst's own."""
    return threading.active_count() == 1 and "typst" not in sys.modules


def _begin(terms: Terms, scratch: str) -> None:
    """In each process: leave Ctrl-C to the parent, end with it, and unpack the terms unless they were forked along."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    tempfile.tempdir = scratch
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_end_with, args=(parent.sentinel,), daemon=True).start()
    from peerkit.making.work import bench_of

    _terms[:] = [terms]
    bench_of(terms)


def _end_with(sentinel: int) -> None:
    connection.wait([sentinel])
    os._exit(1)
