"""Groups built by the workers of a Dask cluster: the same site, also when a worker dies, and a line for all that may be wrong."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from peerkit import publish
from peerkit.diagnostic import Refusal
from peerkit.making import cluster
from test_cache import build, network
from test_publish import tree


@pytest.fixture(scope="module")
def two_workers() -> Iterator[Any]:
    """A cluster of two processes on this machine."""
    from distributed import LocalCluster

    with LocalCluster(
        n_workers=2, threads_per_worker=1, host="127.0.0.1", dashboard_address=None, worker_dashboard_address=None
    ) as made:  # type: ignore[no-untyped-call]
        yield made


def test_a_cluster_makes_the_same_site_though_one_of_its_workers_is_killed(two_workers: Any, tmp_path: Path) -> None:
    folder = network(tmp_path / "p", 6)
    build(folder, "local", "members")
    (folder / ".peerkit").rename(folder / "elsewhere")
    pids = [nanny.pid for nanny in two_workers.workers.values()]
    killed: list[int] = []

    def kill(done: int, of: int, what: str) -> None:
        if not killed:
            killed.append(pids[0])
            os.kill(pids[0], signal.SIGKILL)

    where = two_workers.scheduler_address.replace("tcp://", "dask://")
    made = build(folder, "there", "members", executor=where, progress=kill)
    assert killed and sorted(made.made) == [f"g{number}" for number in range(6)]
    assert tree(folder / "there") == tree(folder / "local")


def test_what_is_wrong_comes_back_from_a_cluster_as_from_here(two_workers: Any, tmp_path: Path) -> None:
    folder = network(tmp_path / "p", 2)
    (folder / "groups/g1/group.yml").write_text("nam: X\n")
    with pytest.raises(publish.Invalid) as wrong:
        build(folder, executor=two_workers.scheduler_address.replace("tcp://", "dask://"))
    assert any("nam: unknown key" in str(d) for d in wrong.value.found)


@pytest.mark.parametrize("given", ["dask://", "dask://h", "dask://h:x", "dask://h:1/x", "tcp://h:1", "h:1", "dask://[:1"])
def test_what_is_no_address_is_refused(given: str) -> None:
    with pytest.raises(Refusal, match="write dask://HOST:PORT"):
        cluster.address(given)


def test_no_scheduler_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match=r"no Dask scheduler can be spoken to at tcp://127\.0\.0\.1:1 "):
        build(network(tmp_path / "p", 1), executor="dask://127.0.0.1:1")


def test_who_accepts_and_never_speaks_is_no_scheduler(tmp_path: Path) -> None:
    """In a process of its own, since what waits for an answer must not keep it from ending."""
    folder = network(tmp_path / "p", 1)
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        where = f"dask://127.0.0.1:{silent.getsockname()[1]}"
        command = [sys.executable, "-m", "peerkit", "build", "--executor", where]
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 2 and "no Dask scheduler can be spoken to" in done.stderr and "Traceback" not in done.stderr


def test_members_words_travel_to_another_machine_only_in_a_sealed_envelope() -> None:
    for far in ("tcp://10.0.0.7:8786", "tcp://cluster.example.org:8786"):
        with pytest.raises(Refusal, match="in the clear"):
            cluster._private([far], insecure=False)
        cluster._private([far], insecure=True)
    cluster._private(["tls://10.0.0.7:8786", "tcp://127.0.0.1:8786", "tcp://[::1]:8786", "tcp://localhost:1"], insecure=False)


def test_workers_that_would_make_another_site_are_refused() -> None:
    ours = cluster.essentials()
    cluster._alike({"tcp://a": ours})
    with pytest.raises(Refusal, match=r"tcp://b has mkdocs 0\.1, here it is"):
        cluster._alike({"tcp://a": ours, "tcp://b": {**ours, "mkdocs": "0.1"}})


def test_dask_is_not_imported_by_a_build_without_it() -> None:
    code = "import sys, peerkit.publish; print({'distributed', 'dask'} & set(sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip() == "set()"
