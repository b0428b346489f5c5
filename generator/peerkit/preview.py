"""A preview that is rebuilt as files change: only what a change touches, into a folder of its own."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from peerkit import engine, render
from peerkit.diagnostic import Refusal
from peerkit.publish import Invalid, Leak, build, own_theme, told


def preview(project_file: Path, options: Mapping[str, Any], address: str, say: Callable[[str], None]) -> None:
    """Build the site for an audience and serve it until interrupted. Raises Refusal, Invalid or Leak where nothing can be shown."""
    config, home = engine.project_config(project_file), project_file.resolve().parent
    own = own_theme(config)
    watched = [project_file, home / str(config.get("docs_dir", "docs")), Path(options["groups"]), Path(options["templates"])]
    with tempfile.TemporaryDirectory(prefix="peerkit-") as folder:
        out, jobs = Path(folder, "site").resolve(), options["jobs"]

        def make(jobs: int) -> None:
            render.forget()
            engine.forget()
            made = build(project_file, out, {**options, "jobs": jobs}, engine_name="mkdocs", strict=False)
            for line in made.warnings:
                say(f"warning: {line}")

        def again() -> None:
            # the server has threads by now, and a process with threads had better not fork
            try:
                make(1)
            except (Invalid, Leak, Refusal) as error:
                say(told(error))  # what is shown is still what was right

        make(jobs)
        mount = urlsplit(str(config.get("site_url") or "")).path or "/"
        ready = lambda url: say(f"Serving at {url} (Ctrl-C stops)")  # noqa: E731
        engine.live(out, again, [*watched, *([home / own] if own else [])], address, mount, ready)
