"""A preview that is rebuilt as files change: only what a change touches, into a folder of its own."""

from __future__ import annotations

import functools
import tempfile
import warnings
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from watchdog.events import (
    DirDeletedEvent,
    FileCreatedEvent,
    FileDeletedEvent,
    FileModifiedEvent,
    FileMovedEvent,
    FileSystemEventHandler,
)
from watchdog.observers import Observer

from peerkit import engine, render
from peerkit.builtin import templates
from peerkit.diagnostic import Refusal
from peerkit.looks import Look, of_tree
from peerkit.publication import own_theme
from peerkit.publish import Invalid, Leak, build, told


def preview(project_file: Path, options: Mapping[str, Any], address: str, say: Callable[[str], None]) -> None:
    """Build the site for an audience and serve it until interrupted. Raises Refusal, Invalid or Leak where nothing can be shown."""
    config, home = engine.project_config(project_file), project_file.resolve().parent
    own = own_theme(config)
    watched = [project_file, home / str(config.get("docs_dir", "docs")), Path(options["groups"]), Path(options["templates"])]
    watched += [home / own] if own else []
    look = list[Look | None]()  # of the templates from which the pages in place were made
    with tempfile.TemporaryDirectory(prefix="peerkit-") as folder:
        out, jobs = Path(folder, "site").resolve(), options["jobs"]

        def make(jobs: int) -> None:
            now = [of_tree(str(path)) for path in (templates(), *watched[3:])]
            if None in now or now != look:
                render.forget()
                engine.forget()
                look[:] = now
            made = build(project_file, out, {**options, "jobs": jobs}, engine_name="mkdocs", strict=False)
            for line in made.warnings:
                say(f"warning: {line}")

        wrong = False

        def again() -> None:
            nonlocal wrong
            # the server has threads by now, and a process with threads had better not fork
            try:
                make(1)
            except (Invalid, Leak, Refusal) as error:
                wrong = True
                say(told(error))  # what is shown is still what was right
            else:
                if wrong:
                    say("Mended: what is shown is what the files say")
                wrong = False

        warnings.filterwarnings("ignore", category=RuntimeWarning, module="watchdog")  # of folders that go and come back
        make(jobs)
        mount = urlsplit(str(config.get("site_url") or "")).path or "/"
        ready = lambda url: say(f"Serving at {url} (Ctrl-C stops)")  # noqa: E731
        engine.live(out, again, watched, address, mount, ready, _observer(watched))


# all else tells who reads a file, as every build does: thousands of events that would slow it down
_CHANGES = [FileCreatedEvent, FileModifiedEvent, FileMovedEvent, FileDeletedEvent, DirDeletedEvent]


def _observer(watched: Iterable[Path]) -> Any:
    """Who tells of changes at once; None where the system cannot watch so many folders."""
    trial = Observer()
    try:
        for path in watched:
            if path.exists():
                trial.schedule(FileSystemEventHandler(), str(path), recursive=True)
        trial.start()
        trial.stop()
    except OSError:
        return None
    observer: Any = Observer()
    observer.schedule = functools.partial(_scheduled, observer.schedule)
    return observer


def _scheduled(ordinary: Callable[..., Any], handler: Any, path: str, **how: Any) -> Any:
    """Have a handler hear of changes and of nothing else; of a file through its folder, since editors put another in its place."""
    told, alone = handler.on_any_event, Path(path).is_file()

    def heard(event: Any) -> None:
        if not alone or path in (event.src_path, event.dest_path):
            # of a folder that is moved away its files tell nothing, and MkDocs passes over folders
            told(FileDeletedEvent(event.src_path) if isinstance(event, DirDeletedEvent) else event)

    handler.on_any_event = heard
    where, how = str(Path(path).parent) if alone else path, {**how, "recursive": not alone, "event_filter": _CHANGES}
    return ordinary(handler, where, **how)
