"""The preview: it shows what is on disk a moment later, builds only the edited group, and no mistake ends it."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from test_cache import TODAY, network


@pytest.fixture
def served(tmp_path: Path) -> Iterator[tuple[Path, Callable[[str], str], Callable[[], str]]]:
    """A network that is being served: its folder, a function that gets a page, and one that tells what was said."""
    folder = network(tmp_path / "p", 2)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "peerkit", "serve", "--address", f"127.0.0.1:{port}", "--today", TODAY]
    with (tmp_path / "said").open("w") as said:
        running = subprocess.Popen(command, cwd=folder, stdout=said, stderr=said)
    try:
        yield folder, lambda path: _get(f"http://127.0.0.1:{port}/{path}"), (tmp_path / "said").read_text
    finally:
        running.terminate()
        running.wait()


def _get(url: str) -> str:
    try:
        with urllib.request.urlopen(url, timeout=60) as answer:
            return str(answer.read().decode())
    except (urllib.error.URLError, ConnectionError):
        return ""


def until(true: Callable[[], bool]) -> None:
    """Wait for something to become true; a limit only so that a failing test ends."""
    for _ in range(600):
        if true():
            return
        time.sleep(0.2)
    raise AssertionError("it never happened")


def test_an_edit_shows_and_a_mistake_is_told_and_survived(served: tuple[Path, Callable[[str], str], Callable[[], str]]) -> None:
    folder, page, said = served
    until(lambda: "We are group 1" in page("groups/g1/charter/"))
    assert "livereload" in page("groups/g1/charter/")
    assert "Network" in page("") and page("groups/g0/")
    charter, good = folder / "groups/g1/charter.md", (folder / "groups/g1/charter.md").read_text()
    charter.write_text(good.replace("We are", "We were"))
    until(lambda: "We were group 1" in page("groups/g1/charter/"))
    (folder / "groups/g1/group.yml").write_text("nam: X\n")
    until(lambda: "nam: unknown key" in said())
    assert "We were group 1" in page("groups/g1/charter/") and "Traceback" not in said()
    (folder / "groups/g1/group.yml").write_text("name: Renamed\n")
    until(lambda: "Renamed" in page("groups/"))
    until(lambda: "Mended" in said())
    (folder / "templates/pages").mkdir(parents=True)
    (folder / "docs/index.md").write_text("# Another start\n")
    until(lambda: "Another start" in page(""))
    for name in ("One", "Two"):  # as editors save: another file in its place
        (folder / "new.yml").write_text((folder / "mkdocs.yml").read_text() + f"site_description: {name} it is\n")
        (folder / "new.yml").replace(folder / "mkdocs.yml")
        until(lambda name=name: f"{name} it is" in page(""))  # type: ignore[misc]
        (folder / "mkdocs.yml").write_text((folder / "mkdocs.yml").read_text().rpartition("site_description")[0])
    until(lambda: "Two it is" not in page(""))
    (folder / "groups/g0").rename(folder.parent / "g0")  # as what is put into a bin leaves
    until(lambda: not page("groups/g0/"))


def test_a_preview_that_is_told_to_end_leaves_nothing_of_what_members_wrote(tmp_path: Path) -> None:
    folder, room = network(tmp_path / "p", 1), tmp_path / "room"
    room.mkdir()
    command = [sys.executable, "-m", "peerkit", "serve", "--address", "127.0.0.1:0", "--today", TODAY, "--audience", "members"]
    with (tmp_path / "said").open("w") as said:
        running = subprocess.Popen(command, cwd=folder, stdout=said, stderr=said, env={**os.environ, "TMPDIR": str(room)})
    until(lambda: "Serving" in (tmp_path / "said").read_text())
    assert list(room.rglob("charter"))
    running.terminate()
    assert running.wait() == 143 and not list(room.iterdir())


def test_a_busy_port_is_one_line(tmp_path: Path) -> None:
    folder = network(tmp_path / "p", 1)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        address = f"127.0.0.1:{taken.getsockname()[1]}"
        done = subprocess.run(
            [sys.executable, "-m", "peerkit", "serve", "--address", address],
            cwd=folder,
            capture_output=True,
            text=True,
            check=False,
        )
    assert done.returncode == 2 and f"cannot listen at '{address}'" in done.stderr and "Traceback" not in done.stderr
