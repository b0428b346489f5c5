"""Groups made by the workers of a Dask cluster, through its `concurrent.futures` executor.

A group's files travel to a worker as values and its site comes back as an archive. So workers need no disk in common with this
machine, only the same packages. The files hold what members wrote, whatever audience the site is for.
"""

from __future__ import annotations

import contextlib
import importlib.metadata
import ipaddress
import logging
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError, Executor, Future
from typing import Any, TypeVar
from urllib.parse import urlsplit

from peerkit import __version__
from peerkit.diagnostic import Refusal
from peerkit.making.kit import code
from peerkit.making.made import Made
from peerkit.making.order import Order, Terms
from peerkit.making.work import bench_of, make

T = TypeVar("T")

_WORKER = "start one with: dask worker {} --nthreads 1"
SCHEMES = {"dask": "tcp", "dask+tls": "tls"}
# what a group's site is made with; a cluster may have more than that
_PACKAGES = """
babel jinja2 markdown markupsafe mkdocs mkdocs-material nh3 pikepdf pillow pydantic pydantic-core pymdown-extensions
python-dateutil python-frontmatter pyyaml segno typst tzdata
"""


def address(given: str) -> str:
    """The scheduler's address as Dask writes it, of `dask://HOST:PORT` or `dask+tls://HOST:PORT`. Raises Refusal."""
    with contextlib.suppress(ValueError):
        parts = urlsplit(given)
        if parts.scheme in SCHEMES and parts.hostname and parts.port and not parts.path.strip("/"):
            return f"{SCHEMES[parts.scheme]}://{parts.netloc}"
    raise Refusal(f"'{given}' is no executor; write dask://HOST:PORT, or dask+tls://HOST:PORT for a cluster with TLS")


@contextlib.contextmanager
def pool(where: str, terms: Terms, insecure: bool) -> Iterator[tuple[Executor, Any, int]]:
    """The cluster's executor, the terms as its workers have them, and how many groups it makes at a time. Raises Refusal."""
    there = address(where)
    _private([there], insecure)
    client = _client(there)
    try:
        workers = client.scheduler_info(n_workers=-1)["workers"]
        if not workers:
            raise Refusal(f"the cluster at {there} has no workers; {_WORKER.format(there)}")
        _private(workers, insecure)
        _alike(client.run(essentials))
        yield client.get_executor(pure=False), client.scatter(terms, broadcast=True, hash=False), len(workers)
    except (CancelledError, OSError, TimeoutError):
        raise Refusal(f"{_lost(client, there)}; what was made is kept, so build again") from None
    finally:
        with contextlib.suppress(Exception):  # it may be gone
            client.close(timeout=2)


def _lost(client: Any, there: str) -> str:
    """What has become of a cluster that ended the work."""
    with contextlib.suppress(Exception):  # whatever it raises, the scheduler does not answer
        if not _within(5, lambda: client.scheduler_info(n_workers=-1))["workers"]:
            return f"the cluster at {there} has no workers any more; {_WORKER.format(there)}"
        if client.status == "running":
            return f"the cluster at {there} has given up"
    return f"the cluster at {there} went away"


def _client(there: str) -> Any:
    """A client of the scheduler. Raises Refusal."""
    try:
        from distributed import Client
    except ImportError:
        raise Refusal("Dask is not installed; run: pip install 'peerkit[dask]'") from None
    for name in [name for name in logging.root.manager.loggerDict if name.partition(".")[0] in ("distributed", "tornado")]:
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)  # what matters of it is said in one line
    try:
        return _within(15, lambda: Client(there, timeout=5, set_as_default=False))  # type: ignore[no-untyped-call]
    except Exception as error:  # it raises of many kinds, also for a scheduler that speaks another version
        reason = " ".join(str(error).split()) or type(error).__name__
        help = "set distributed.comm.tls in Dask's configuration" if "ssl_context" in reason else "start one with: dask scheduler"
        raise Refusal(f"no Dask scheduler can be spoken to at {there} ({reason[:120]}); {help}") from None


def _within(seconds: float, get: Callable[[], T]) -> T:
    """What a call gives. Raises TimeoutError: Dask's own limit is for connecting alone, and who answers may never speak."""
    got = Future[T]()

    def run() -> None:
        try:
            got.set_result(get())
        except BaseException as error:
            got.set_exception(error)

    threading.Thread(target=run, daemon=True).start()
    return got.result(seconds)


def _private(addresses: Any, insecure: bool) -> None:
    """Refuse to send what members wrote in the clear to another machine."""
    for each in addresses:
        parts = urlsplit(each)
        if parts.scheme == "tcp" and not insecure and not _here(parts.hostname or ""):
            raise Refusal(
                f"the groups' files would travel to {each} in the clear; give the cluster TLS and write dask+tls://, "
                "or say --insecure-cluster if the network between is yours alone"
            )


def _here(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def essentials() -> dict[str, str]:
    """What decides what a group's site looks like, by name: versions, and the fingerprint of the kit's own code."""
    found = {"peerkit": f"{__version__} ({code()[:8]})", "python": ".".join(map(str, sys.version_info[:3]))}
    for name in _PACKAGES.split():
        with contextlib.suppress(importlib.metadata.PackageNotFoundError):
            found[name] = importlib.metadata.version(name)
    return found


def _alike(workers: dict[str, dict[str, str]]) -> None:
    """Refuse workers that would make another site."""
    ours = essentials()
    for worker, theirs in sorted(workers.items()):
        for name in sorted(ours.keys() | theirs.keys()):
            if ours.get(name) != theirs.get(name):
                said = f"{name} {theirs.get(name, 'not installed')}, here it is {ours.get(name, 'not installed')}"
                raise Refusal(f"the worker {worker} has {said}; install the same packages there")


_turn = threading.Lock()  # a worker may have several threads, and the engine has one of everything


def make_there(terms: Terms, order: Order, before: Made | None, build: bool) -> Made:
    """What a worker runs."""
    with _turn:
        return make(bench_of(terms), order, before, build)
