"""Sites of the example network, built once a session, served, and opened in Debian's Chromium.

Not part of a plain `pytest`: run `pytest -n 0 tests/browser`. Without a browser all of it is skipped, unless PEERKIT_BROWSER=required
(as in .ci/run) says that there must be one; PEERKIT_BROWSER may also name one.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parent.parent.parent
TODAY = "2026-11-23"
GROUP = "groups/northeast-cio/"
# one page of each kind
KINDS = {
    "network": "", "directory": "groups/", "handbook": "handbook/", "chapter": "handbook/confidentiality/", "reference": "kit/appearance/",
    "home": GROUP, "charter": f"{GROUP}charter/", "ground-rules": f"{GROUP}ground-rules/", "members": f"{GROUP}members/",
    "meetings": f"{GROUP}meetings/", "meeting": f"{GROUP}meetings/2026-12-10/", "minutes": f"{GROUP}meetings/2026-11-12/",
    "reading": f"{GROUP}meetings/2026-12-10/talk-before/", "actions": f"{GROUP}actions/", "issues": f"{GROUP}issues/",
    "issue": f"{GROUP}issues/vendor-lock-in/", "common-problems": f"{GROUP}common-problems/", "experiences": f"{GROUP}experiences/",
    "experience": f"{GROUP}experiences/acme-erp/", "knowledge": f"{GROUP}knowledge/", "polls": f"{GROUP}polls/",
    "attendance": f"{GROUP}attendance/", "history": f"{GROUP}charter/history/", "packet": f"{GROUP}meetings/2026-12-10/packet-member/",
    "protocol": "handbook/protocols/troika/", "text": "handbook/texts/role-checklists/", "forming": "groups/city-data-leads/", "closed": "groups/founders-sabbatical/",
    "absent": "404.html",
}  # fmt: skip


def _browser() -> str:
    named = os.environ.get("PEERKIT_BROWSER", "")
    found = [shutil.which(name) for name in (named, "chromium", "chromium-browser", "google-chrome") if name]
    return next((path for path in found if path), "")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if not _browser() and os.environ.get("PEERKIT_BROWSER") != "required":
        reason = pytest.mark.skip(reason="no Chromium here; install the package 'chromium', or name a browser in PEERKIT_BROWSER")
        for item in items:
            if Path(__file__).parent in item.path.parents:
                item.add_marker(reason)


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    """Debian's browser, with nothing that calls home."""
    path = _browser()
    assert path, "PEERKIT_BROWSER=required, and there is no Chromium"
    quiet = [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--hide-scrollbars",
    ]
    return {
        "executable_path": path,
        "args": [*quiet, "--disable-component-update", "--disable-sync", "--force-color-profile=srgb"],
    }


@pytest.fixture(scope="session")
def browser_context_args() -> dict[str, Any]:
    """A reader in Berlin."""
    return {"timezone_id": "Europe/Berlin", "locale": "en-GB", "viewport": {"width": 1280, "height": 900}}


def _build(folder: Path, audience: str, project: Path = ROOT) -> str:
    command = [sys.executable, "-m", "peerkit", "build", "--audience", audience, "--today", TODAY, "--out", str(folder)]
    done = subprocess.run(command, cwd=project, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return _serve(folder)


def _serve(folder: Path) -> str:
    """The address of a server on any free port; it ends with the process."""

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return f"http://127.0.0.1:{server.server_port}/"


@pytest.fixture(scope="session")
def facilitators(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of the example network as facilitators see it."""
    return _build(tmp_path_factory.mktemp("site") / "facilitators", "facilitators")


@pytest.fixture(scope="session")
def members(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The same for members."""
    return _build(tmp_path_factory.mktemp("site") / "members", "members")


@pytest.fixture(scope="session")
def public(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The same for anybody."""
    return _build(tmp_path_factory.mktemp("site") / "public", "public")


@pytest.fixture(scope="session")
def mirrored(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The facilitators' site with portal and groups in Hebrew: right to left."""
    project = tmp_path_factory.mktemp("mirrored")
    for name in ("docs", "groups"):
        shutil.copytree(ROOT / name, project / name)
    config = (ROOT / "mkdocs.yml").read_text()
    (project / "mkdocs.yml").write_text(config.replace("  name: material\n", "  name: material\n  language: he\n"))
    network = project / "groups/network.yml"
    network.write_text(re.sub(r"(?m)^language:.*\n", "", network.read_text()) + "\nlanguage: he\n")
    for file in project.glob("groups/*/group.yml"):
        file.write_text(re.sub(r"(?m)^language:.*\n", "", file.read_text()) + "\nlanguage: he\n")
    return _build(project / "site", "facilitators", project)


@dataclass
class Visit:
    """A page of a browser that reaches nothing but the site, with all that it asked of others or complained of."""

    page: Any
    site: str
    asked: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.route("**/*", self._only_the_site)
        self.page.on("console", lambda m: self.complaints.append(m.text) if m.type in ("error", "warning") else None)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _only_the_site(self, route: Any) -> None:
        if route.request.url.startswith((self.site, "data:", "blob:")):
            route.continue_()
        else:
            self.asked.append(route.request.url)
            route.abort()

    def to(self, path: str, until: str = "load") -> Any:
        """Open a page of the site, and wait for all that it names; `networkidle` waits for what its scripts fetch, too."""
        self.page.goto(self.site + path, wait_until=until)
        self.page.evaluate("document.fonts.ready.then(() => 0)")
        return self.page


@pytest.fixture
def visit(page: Any, facilitators: str) -> Iterator[Visit]:
    """A visit to the facilitators' site."""
    yield Visit(page, facilitators)
