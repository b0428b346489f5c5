"""How much the handbook adds to building a site: the same network once with it and once without, in one run.

    python benchmarks/handbook.py [GROUPS]

Both builds are `peerkit build --audience members` of the network that `made.py` makes, each in a process of its own; `without` has
the plugin's `handbook: false`. Seconds are CPU seconds of the process; only their ratio means anything.
"""

from __future__ import annotations

import datetime
import resource
import shutil
import sys
import tempfile
from multiprocessing import get_context
from pathlib import Path

from made import make

TODAY = datetime.date(2026, 11, 23)


def measured(project: Path, with_handbook: bool) -> tuple[float, int]:
    """CPU seconds of one build, and the pages that it made."""
    from peerkit import publish

    shutil.rmtree(project / ".peerkit", ignore_errors=True)
    out = project / ("with" if with_handbook else "without")
    options = {
        "groups": "groups", "templates": "templates", "audience": "members", "today": TODAY, "ref": None, "keep_going": False,
        "progress": None, "inside": True, "packets": False, "jobs": 1, "strict": False, "handbook": with_handbook,
    }  # fmt: skip
    before = resource.getrusage(resource.RUSAGE_SELF)
    made = publish.build(project / "mkdocs.yml", out, options, engine_name="mkdocs", strict=False)
    after = resource.getrusage(resource.RUSAGE_SELF)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, made.pages


def main() -> None:
    """Print both figures and their ratio."""
    groups = int(sys.argv[1]) if len(sys.argv) > 1 else 40
    with tempfile.TemporaryDirectory() as folder:
        project = Path(folder)
        make(project / "groups", groups, 12)
        (project / "docs").mkdir()
        (project / "docs" / "index.md").write_text("# Home\n")
        (project / "mkdocs.yml").write_text(
            "site_name: Bench\ntheme: {name: material, font: false}\nplugins: [search, peerkit]\n"
        )
        found = {}
        for with_handbook in (False, True):
            with get_context("spawn").Pool(1) as pool:
                found[with_handbook] = pool.apply(measured, (project, with_handbook))
    (less, fewer), (more, pages) = found[False], found[True]
    print(f"{groups} groups: {fewer} pages in {less:.1f} s without the handbook, {pages} pages in {more:.1f} s with it")
    print(f"it adds {100 * (more / less - 1):.0f} % to the build (limit 10 %), {100 * (pages / fewer - 1):.0f} % to the pages")


if __name__ == "__main__":
    main()
