"""What a network costs, as ratios measured in one run: `python benchmarks/network.py [--quick] [--only a,b,c,d]`.

(a) `check` on 1,000 groups of 12 meetings, against parsing the same YAML with PyYAML's C loader       at most 4
(b) staging 40 groups of 12 meetings (load, check, project, render, scan), against building it         at most 0.2
    with peerkit's own engine, which shares all that it can; and the same against a plain `mkdocs build`
    of each of the staged sites
    and `peerkit build` as a whole, against one `mkdocs build` of the same pages, all in the nav       at most 0.6
(c) memory of staging 4,000 groups, against 1,000                                                      at most 1.2
(d) `peerkit --version`, against `python -c pass`                                                      at most 6

(a) and (b) are CPU seconds, (c) is peak resident memory, (d) wall time. Each is the median of several pairs. The wall
clock of a shared machine says little, so no other absolute figure should be quoted from here.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from made import TODAY, make

MEETINGS = 12
PORTAL = """\
site_name: Harbour Peer Network
site_url: https://peers.example.org/
theme: {name: material, font: false, features: [navigation.top, search.highlight]}
plugins: [search, peerkit]
markdown_extensions: [admonition, attr_list, md_in_html, tables, {toc: {permalink: true}}, pymdownx.details]
"""


def main() -> None:
    """Run what was asked for; exit 1 if a ratio is above its limit."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", default="a,b,c,d", help="which, separated by commas")
    parser.add_argument("--quick", action="store_true", help="a tenth of the groups in (a) and (c), a quarter in (b)")
    parser.add_argument("--repeat", type=int, default=3, help="pairs to take the median of in (a) and (b)")
    parser.add_argument("--audience", default="members", help="whose site is built in (b) and staged in (c)")
    given = parser.parse_args()
    missed = 0
    for letter in given.only.split(","):
        for what, ratio, limit, detail in BENCHMARKS[letter](given):
            missed += ratio > limit
            verdict = "ok" if ratio <= limit else "ABOVE"
            print(f"({letter}) {what:<66} {ratio:6.2f}   at most {limit:g}   {verdict}   [{detail}]", flush=True)
    sys.exit(bool(missed))


Row = tuple[str, float, float, str]


def network(folder: Path, groups: int) -> Path:
    """A project in `folder`: portal, docs and so many groups."""
    (folder / "docs").mkdir(parents=True)
    (folder / "docs" / "index.md").write_text("# Welcome\n\n[The groups](groups/index.md)\n")
    (folder / "mkdocs.yml").write_text(PORTAL)
    make(folder / "groups", groups, MEETINGS)
    return folder


def cpu_of(command: list[str], cwd: Path) -> float:
    """CPU seconds of a command and its children."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode:
        sys.exit(f"{' '.join(command)}: exit code {done.returncode}\n{done.stdout[-2000:]}\n{done.stderr[-2000:]}")
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def paired(ours: list[float], theirs: list[float]) -> tuple[float, str]:
    """The median ratio of pairs of CPU seconds, and the median seconds of both."""
    ratios = sorted(a / b for a, b in zip(ours, theirs, strict=True))
    seconds = f"{statistics.median(ours):.2f} s against {statistics.median(theirs):.2f} s CPU"
    return statistics.median(ratios), f"{seconds}, {ratios[0]:.2f} to {ratios[-1]:.2f} in {len(ratios)}"


# --- (a) check -------------------------------------------------------------------------------------------------------


def check(given: argparse.Namespace) -> Iterator[Row]:
    """`check` against the C loader."""
    import yaml

    from peerkit.survey import Plan, open_survey

    groups = 100 if given.quick else 1000
    with tempfile.TemporaryDirectory() as folder:
        root = network(Path(folder) / "net", groups) / "groups"
        texts = {
            group.name: [_yaml_of(path.read_text(encoding="utf-8")) for path in sorted(group.rglob("*")) if path.is_file()]
            for group in sorted(root.iterdir())
            if group.is_dir()
        }
        ours, theirs = [], []
        for _ in range(given.repeat + 1):
            checked = parsed = 0.0
            start = time.process_time()
            # group by group in turn, so that what else the machine does slows both alike
            for slug, _found in open_survey(Plan(TODAY, root)).check():
                middle = time.process_time()
                for text in texts.get(slug, ()):
                    yaml.load(text, Loader=yaml.CSafeLoader)
                end = time.process_time()
                checked, parsed, start = checked + middle - start, parsed + end - middle, end
            ours.append(checked)
            theirs.append(parsed)
    ratio, detail = paired(ours[1:], theirs[1:])  # the first carries the imports
    count = sum(map(len, texts.values()))
    yield f"check of {groups:,} groups, against parsing {count:,} YAML texts", ratio, 4, detail


def _yaml_of(text: str) -> str:
    """A file's YAML; of a Markdown file, its front matter."""
    return text.split("---\n", 2)[1] if text.startswith("---\n") else text


# --- (b) staging and building ----------------------------------------------------------------------------------------


def build(given: argparse.Namespace) -> Iterator[Row]:
    """Staging against building, and the whole build against one site of all pages."""
    groups = 10 if given.quick else 40
    with tempfile.TemporaryDirectory() as folder:
        root = network(Path(folder) / "net", groups)
        parts = [json.loads(_child("stage-and-build", root, given.audience)) for _ in range(given.repeat)]
        ratios = sorted((p["stage"] + p["scan"]) / p["build"] for p in parts)
        middle = {key: statistics.median(p[key] for p in parts) for key in parts[0]}
        detail = ", ".join(f"{key} {value:.2f} s" for key, value in middle.items() if key not in ("pages", "warnings"))
        detail = f"{detail} CPU, {ratios[0]:.2f} to {ratios[-1]:.2f} in {given.repeat}"
        yield f"staging {groups} groups ({middle['pages']:g} pages), against building", statistics.median(ratios), 0.2, detail
        one = _one_site(root, Path(folder) / "one", given.audience)
        plain = [sys.executable, "-m", "mkdocs", "build", "--quiet"]
        sites = [one.parent / "staged", *sorted((one.parent / "staged" / "groups").iterdir())]
        each = sum(cpu_of(plain, site) for site in sites)
        staging = middle["stage"] + middle["scan"]
        yield "the same, against mkdocs build of each", staging / each, 0.2, f"{staging:.2f} s against {each:.2f} s CPU"
        out = Path(folder) / "out"
        whole = ["-m", "peerkit", "build", "--audience", given.audience, "--today", str(TODAY), "--no-packets", "--out", str(out)]

        ours, theirs = [], []
        for _ in range(given.repeat):
            for left in (out, root / ".peerkit"):
                shutil.rmtree(left, ignore_errors=True)
            ours.append(cpu_of([sys.executable, *whole], root))
            shutil.rmtree(one / "site", ignore_errors=True)
            theirs.append(cpu_of(plain, one))
        ratio, detail = paired(ours, theirs)
        made, theirs_made = (sum(1 for _ in where.rglob("*.html")) for where in (out, one / "site"))
        yield f"peerkit build ({made:,} pages), against mkdocs ({theirs_made:,})", ratio, 0.6, detail


def _one_site(root: Path, one: Path, audience: str) -> Path:
    """One ordinary MkDocs project with the portal's and all groups' pages, every one of them in the nav."""
    import yaml

    command = [sys.executable, "-m", "peerkit", "build", "--engine", "none", "--no-packets", "--audience", audience]
    command += ["--today", str(TODAY)]
    cpu_of([*command, "--out", str(one.parent / "staged")], root)
    staged = one.parent / "staged"
    shutil.copytree(staged / "docs", one / "docs")
    config: dict[str, Any] = yaml.safe_load((staged / "mkdocs.yml").read_text())
    nav: list[Any] = config.get("nav") or [path.name for path in sorted((one / "docs").glob("*.md"))]
    inner: dict[str, Any] = {}
    for group in sorted((staged / "groups").iterdir()):
        shutil.copytree(group / "docs", one / "docs" / "groups" / group.name)
        inner = yaml.safe_load((group / "mkdocs.yml").read_text())
        nav.append({inner["site_name"]: _below(f"groups/{group.name}/", inner["nav"])})
    config |= {"nav": nav, "markdown_extensions": inner["markdown_extensions"], "validation": inner["validation"]}
    shutil.copytree(staged / "theme", one / "theme")
    (one / "mkdocs.yml").write_text(yaml.safe_dump(config, sort_keys=False))
    return one


def _below(prefix: str, nav: Any) -> Any:
    if isinstance(nav, str):
        return nav if "://" in nav or nav.startswith("..") else prefix + nav
    if isinstance(nav, dict):
        return {name: _below(prefix, entry) for name, entry in nav.items()}
    return [_below(prefix, entry) for entry in nav]


def _publication(root: Path, audience: str, engine: str = "mkdocs") -> Any:
    from peerkit.publication import open_publication

    options = {"groups": "groups", "templates": "templates", "today": str(TODAY), "audience": audience, "ref": None}
    options |= {"keep_going": False, "progress": None, "jobs": 1, "packets": False}
    return open_publication(root / "mkdocs.yml", options, root / "docs", strict=False, engine_name=engine)


def stage_and_build(root: Path, audience: str) -> None:
    """Print the CPU seconds of the steps by which `making.work.make` makes each group."""
    from peerkit import engine
    from peerkit.making.inputs import Inputs, terms
    from peerkit.making.work import Bench, scanned
    from peerkit.staging import Staging

    spent = {"stage": 0.0, "scan": 0.0, "build": 0.0}

    def timed(key: str, work: Callable[[], Any]) -> Any:
        start = time.process_time()
        try:
            return work()
        finally:
            spent[key] += time.process_time() - start

    made = timed("stage", lambda: _publication(root, audience))
    given = terms(made.survey, made.config, made.home, "mkdocs", False)
    bench, inputs, warnings = Bench(given), Inputs(made.survey, given, 0), 0
    pages = 0
    for slug in made.survey.slugs:
        order = timed("stage", lambda slug=slug: inputs.order(slug))
        survey = timed("stage", lambda order=order: bench.survey(order))
        timed("stage", lambda survey=survey, slug=slug: (survey.checked(slug), survey.told(slug)))
        whole, seen = timed("stage", lambda survey=survey, slug=slug: survey.views(slug))
        staged = timed("stage", lambda survey=survey, seen=seen: Staging(survey, given.config).staged(seen, bench.theme))
        files, said = timed("build", lambda staged=staged: engine.built(staged))
        warnings += len(said)
        timed("scan", lambda whole=whole, seen=seen, files=files: scanned(whole, seen, files))
        pages += sum(1 for path in files if path.endswith(".html"))
    print(json.dumps({**spent, "pages": pages, "warnings": warnings}))


# --- (c) memory ------------------------------------------------------------------------------------------------------


def memory(given: argparse.Namespace) -> Iterator[Row]:
    """Peak memory of staging many groups against fewer."""
    few, many = (100, 400) if given.quick else (1000, 4000)
    with tempfile.TemporaryDirectory() as folder:
        peaks = {}
        for groups in (few, many):
            root = network(Path(folder) / str(groups), groups)
            peaks[groups] = json.loads(_child("stage", root, given.audience))["peak"]
            shutil.rmtree(root)
    detail = f"{peaks[many] / 1024:.0f} MiB against {peaks[few] / 1024:.0f} MiB"
    yield f"memory of staging {many:,} groups, against {few:,}", peaks[many] / peaks[few], 1.2, detail


def stage(root: Path, audience: str) -> None:
    """Stage every group as a build does, without the engine; print the peak of resident memory in KiB."""
    made = _publication(root, audience, "none")
    made.make()
    with tempfile.TemporaryDirectory() as folder, made.theme() as theme:
        _write(made.staged_portal(theme).files, Path(folder))
        made.scan(Path(folder))
    print(json.dumps({"peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss}))


def _write(files: Any, folder: Path) -> None:
    for path, content in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)


def _child(what: str, root: Path, audience: str) -> str:
    """Run a step of ours in a process of its own; what it printed last."""
    command = [sys.executable, __file__, "--step", what, str(root), audience]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=root)
    if done.returncode:
        sys.exit(f"{what}: {done.stdout[-2000:]}\n{done.stderr[-3000:]}")
    return done.stdout.splitlines()[-1]


# --- (d) start -------------------------------------------------------------------------------------------------------


def start(given: argparse.Namespace) -> Iterator[Row]:
    """`peerkit --version` against an empty Python."""
    version = [str(Path(sys.executable).parent / "peerkit"), "--version"]
    empty = [sys.executable, "-c", "pass"]
    walls: dict[bool, list[float]] = {True: [], False: []}
    for _ in range(20):
        for ours, command in ((True, version), (False, empty)):
            begun = time.perf_counter()
            subprocess.run(command, check=True, capture_output=True)
            walls[ours].append(time.perf_counter() - begun)
    ours, theirs = (statistics.median(walls[which]) for which in (True, False))
    yield "peerkit --version, against python -c pass", ours / theirs, 6, f"{ours * 1000:.0f} ms against {theirs * 1000:.0f} ms"
    shown = subprocess.run(
        [sys.executable, "-X", "importtime", *version], check=True, capture_output=True, text=True, env={**os.environ}
    )
    imported = {line.rpartition("|")[2].strip() for line in shown.stderr.splitlines() if line.startswith("import time:")}
    heavy = sorted({"yaml", "pydantic", "mkdocs", "importlib.metadata"} & imported)
    yield "of yaml, pydantic, mkdocs and importlib.metadata it imports", len(heavy), 0, ", ".join(heavy) or "none"


BENCHMARKS: dict[str, Callable[[argparse.Namespace], Iterator[Row]]] = {"a": check, "b": build, "c": memory, "d": start}

if __name__ == "__main__":
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # or each start would compile all there is
    if sys.argv[1:2] == ["--step"]:
        {"stage-and-build": stage_and_build, "stage": stage}[sys.argv[2]](Path(sys.argv[3]), sys.argv[4])
    else:
        main()
