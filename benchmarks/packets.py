"""What printing costs, as ratios measured in one run: `python benchmarks/packets.py [--weasyprint PYTHON] [--only a,b,c,d,e]`.

(a) prepared content to a PDF in a fresh process, against WeasyPrint on the same content's HTML   at least 4 times faster
    and against Chromium
(b) the same, warm over 50 documents                                                              at least 5 times faster
(c) `peerkit packet`, start to file, against `import weasyprint` alone                            no limit
(d) memory of 500 documents by `batch`, against 50                                                at most 1.2
(e) `peerkit packet GROUP all --edition member --edition guest` on every core against `--jobs 1`  no limit

The document has a dozen pages: cover, contents, agenda, roster, briefs from Markdown, a chart, lines for notes, a sign-in
sheet. (a), (b) and (c) are CPU seconds, medians of `--repeat` runs in turn; (d) is peak resident memory of the largest
process. WeasyPrint is a benchmark's guest only: name a Python that has it, or install it beside peerkit.
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
from html import escape
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
GROUP = "northeast-cio"
CORES = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
TEMPLATE = """\
#import "page.typ": *
#show: sheet
#align(center + horizon, text(2em, data.title))
#pagebreak()
#outline(title: none)
#pagebreak()
= Agenda
#table(columns: (auto, 1fr, auto, auto), table.header([Time], [Item], [Lead], [Minutes]), ..data.agenda.flatten())
= Members
#table(columns: (1fr, 1fr, 1fr), table.header([Name], [Role], [Mail]), ..data.members.flatten())
#for brief in data.briefs { pagebreak(); content(brief) }
#pagebreak()
= Chart
#image("chart.svg", alt: "Bars", width: 100%)
#pagebreak()
= Notes
#lines-to-write-on(24)
#pagebreak()
= Sign-in
#table(columns: (1fr, 1fr), rows: 11mm, table.header([Name], [Signature]), ..data.members.map(row => (row.first(), [])).flatten())
"""
CSS = """\
@page { size: A4; margin: 25mm 22mm; @top-left { content: "Group" } @top-right { content: "TLP:AMBER" } @bottom-right { content: counter(page) " / " counter(pages) } }
body { font: 10.5pt/1.4 serif; text-align: justify; hyphens: auto } h1 { break-before: page } table { width: 100%; border-collapse: collapse }
td, th { border-bottom: 0.4pt solid #777; padding: 0.4em; text-align: start } tr { break-inside: avoid } .note { border-bottom: 0.4pt solid #777; height: 8mm }
.contents a::after { content: leader('.') target-counter(attr(href), page) } .footnote { font-size: 0.8em }
"""
Row = tuple[str, float, float | None, str]


def main() -> None:
    """Run what was asked for; exit 1 if a limit is missed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", default="a,b,c,d,e", help="which, separated by commas")
    parser.add_argument("--weasyprint", default=sys.executable, metavar="PYTHON", help="a Python that has WeasyPrint")
    parser.add_argument("--repeat", type=int, default=5, help="runs to take the median of in (a) and (c)")
    parser.add_argument("--most", type=int, default=500, help="how many documents in (d)")
    given = parser.parse_args()
    missed = 0
    with tempfile.TemporaryDirectory() as folder:
        prepare(Path(folder))
        for letter in given.only.split(","):
            for what, ratio, limit, detail in BENCHMARKS[letter](given, Path(folder)):
                bad = limit is not None and (ratio > limit if letter == "d" else ratio < limit)
                missed += bad
                told = (
                    ""
                    if limit is None
                    else f"   at {'most' if letter == 'd' else 'least'} {limit:g}   {'MISSED' if bad else 'met'}"
                )
                print(f"({letter}) {what:<58} {ratio:6.2f}{told}   [{detail}]", flush=True)
    sys.exit(bool(missed))


# --- one content, for each engine ------------------------------------------------------------------------------------


def prepare(folder: Path) -> None:
    """The same document as Typst's data and template, and as HTML."""
    from peerkit.builtin import starter_groups
    from peerkit.render import clean_html
    from peerkit.typeset.nodes import nodes

    texts = [(starter_groups() / GROUP / "charter.md").read_text().split("---\n", 2)[2]]
    texts += [path.read_text().split("---\n", 2)[2] for path in sorted((starter_groups() / GROUP / "issues").glob("*.md"))[:4]]
    texts = [f"# Brief {n}\n\n{text.replace('# ', '## ')}\n" * 1 for n, text in enumerate(texts, 1)]
    agenda = [
        [f"{17 + n // 4}:{n % 4 * 15:02}", f"Item {n} that we talk about at some length", "Amara Osei", "15"] for n in range(9)
    ]
    members = [[f"Member {n}", "Chief Information Officer", f"member{n}@example.org"] for n in range(10)]
    bars = "".join(f'<rect x="{n * 40}" y="{200 - n * 17}" width="30" height="{n * 17}" fill="#888"/>' for n in range(10))
    chart = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 200">{bars}</svg>'
    data = {"title": "December meeting", "agenda": agenda, "members": members, "briefs": [nodes(t, level=1).nodes for t in texts]}
    (folder / "templates" / "packet").mkdir(parents=True)
    (folder / "templates" / "packet" / "bench.typ").write_text(TEMPLATE)
    (folder / "templates" / "packet" / "chart.svg").write_text(chart)
    (folder / "data.json").write_text(json.dumps(data))
    (folder / "document.html").write_text(page(agenda, members, [clean_html(t, "t")[0] for t in texts], chart))


def page(agenda: list[list[str]], members: list[list[str]], briefs: list[str], chart: str) -> str:
    """The document as HTML with the style of a printed page."""
    titles = ["Agenda", "Members", *(f"Brief {n}" for n in range(1, len(briefs) + 1)), "Chart", "Notes", "Sign-in"]
    contents = "".join(f'<li><a href="#s{n}">{title}</a></li>' for n, title in enumerate(titles))
    parts = [_table(["Time", "Item", "Lead", "Minutes"], agenda), _table(["Name", "Role", "Mail"], members)]
    parts += [brief.split("</h1>", 1)[1] for brief in briefs]
    parts += [chart, '<div class="note"></div>' * 24, _table(["Name", "Signature"], [[row[0], ""] for row in members])]
    body = "".join(f'<h1 id="s{n}">{title}</h1>{part}' for n, (title, part) in enumerate(zip(titles, parts, strict=True)))
    return f'<!doctype html><html lang="en"><title>December meeting</title><style>{CSS}</style><h1>December meeting</h1><ul class="contents">{contents}</ul>{body}</html>'


def _table(head: list[str], rows: list[list[str]]) -> str:
    top = "".join(f"<th>{escape(cell)}</th>" for cell in head)
    return f"<table><thead><tr>{top}</tr></thead>" + "".join("<tr>" + "".join(f"<td>{escape(c)}</td>" for c in row) + "</tr>" for row in rows) + "</table>"  # fmt: skip


OURS = """
import json, sys
from pathlib import Path
from peerkit.diagnostic import Span
from peerkit.typeset import Sheet, compile
folder, times = Path(sys.argv[1]), int(sys.argv[2])
text, sheet = (folder / "data.json").read_text(), Sheet("December meeting", label="TLP:AMBER", head="Group")
def make(n):
    data = json.loads(text.replace(". ", f". No. {n}: "))  # every paragraph differs from the last document's
    made = compile("bench", data, sheet, at=Span("x"), folders=(folder / "templates",))
    (folder / "ours.pdf").write_bytes(made.pdf)
"""
THEIRS = """
import sys
from pathlib import Path
from weasyprint import HTML
folder, times = Path(sys.argv[1]), int(sys.argv[2])
text = (folder / "document.html").read_text()
def make(n):
    made = HTML(string=text.replace(". ", f". No. {n}: ")).write_pdf(pdf_variant="pdf/ua-1")
    (folder / "theirs.pdf").write_bytes(made)
"""
LOOP = """
import time
make(0)
start = time.process_time()
for n in range(1, times):
    make(n)
if times > 1:
    print((time.process_time() - start) / (times - 1))
"""


def cpu_of(command: list[str]) -> tuple[float, str]:
    """CPU seconds of a command and its children, and what it printed."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode:
        sys.exit(f"{' '.join(command)[:200]}: exit code {done.returncode}\n{done.stderr[-2000:]}")
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, done.stdout


def engines(given: argparse.Namespace, folder: Path, times: int) -> dict[str, list[str]]:
    """The command by which each engine that is installed prints the document so many times."""
    found = {"peerkit": [sys.executable, "-c", OURS + LOOP, str(folder), str(times)]}
    if subprocess.run([given.weasyprint, "-c", "import weasyprint"], capture_output=True, check=False).returncode == 0:
        found["WeasyPrint"] = [given.weasyprint, "-c", THEIRS + LOOP, str(folder), str(times)]
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if chromium and times == 1:
        target = f"--print-to-pdf={folder / 'chromium.pdf'}"
        found["Chromium"] = [chromium, "--headless", "--no-sandbox", "--disable-gpu", target, f"file://{folder}/document.html"]
    return found


def cold(given: argparse.Namespace, folder: Path) -> Iterator[Row]:
    """A fresh process for one document."""
    spent: dict[str, list[float]] = {}
    for _ in range(given.repeat):
        for name, command in engines(given, folder, 1).items():
            spent.setdefault(name, []).append(cpu_of(command)[0])
    yield from against(spent, 4, "cold")
    pages = ", ".join(f"{path.stem} {_pages(path)}" for path in sorted(folder.glob("*.pdf")))
    print(f"    pages: {pages}")


def _pages(path: Path) -> int:
    import pikepdf

    with pikepdf.open(path) as pdf:
        return len(pdf.pages)


def warm(given: argparse.Namespace, folder: Path) -> Iterator[Row]:
    """One process for 50 documents, without its first; Chromium is a process a document."""
    spent = {name: [float(cpu_of(command)[1])] for name, command in engines(given, folder, 50).items()}
    yield from against(spent, 5, "warm, each of 50")


def against(spent: dict[str, list[float]], least: float, what: str) -> Iterator[Row]:
    ours = statistics.median(spent.pop("peerkit"))
    for name, theirs in spent.items():
        each = statistics.median(theirs)
        limit = least if name == "WeasyPrint" else None
        yield f"{name} against peerkit, {what}", each / ours, limit, f"{each:.3f} s against {ours:.3f} s CPU"


def command(given: argparse.Namespace, folder: Path) -> Iterator[Row]:
    """The whole command against an import."""
    from peerkit.builtin import starter_groups

    peerkit = [sys.executable, "-m", "peerkit"]
    whole = [*peerkit, *PRINTS, "--groups", str(starter_groups()), "--today", "2026-11-23", "--out", str(folder / "packets")]
    other = [given.weasyprint, "-c", "import weasyprint"]
    ours = statistics.median(cpu_of(whole)[0] for _ in range(given.repeat))
    theirs = statistics.median(cpu_of(other)[0] for _ in range(given.repeat))
    yield f"peerkit {' '.join(PRINTS)} against import weasyprint", ours / theirs, None, f"{ours:.2f} s against {theirs:.2f} s CPU"


PRINTS = ["packet", GROUP, "next"]
BATCH = """
import json, os, resource, sys, time
from dataclasses import dataclass
from pathlib import Path
from peerkit.diagnostic import Span
from peerkit.typeset import Job, Sheet, batch
@dataclass(frozen=True)
class Measured:
    job: Job
    def done(self):
        start = time.process_time()
        self.job.done()
        return os.getpid(), time.process_time() - start, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
if __name__ == "__main__":
    folder, times = Path(sys.argv[1]), int(sys.argv[2])
    text, sheet = (folder / "data.json").read_text(), Sheet("December meeting", label="TLP:AMBER", head="Group")
    each = (json.loads(text.replace(". ", f". No. {n}: ")) for n in range(times))
    start, found = time.monotonic(), []
    for made in batch(Measured(Job("bench", data, sheet, Span("x"), folders=(folder / "templates",))) for data in each):
        found.append(made)
    wall, parent = time.monotonic() - start, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    busy = {os.getpid(): time.process_time()}
    for pid, cpu, _ in found:
        busy[pid] = busy.get(pid, 0) + cpu
    spread, cores = sum(busy.values()) / max(busy.values()), sum(busy.values()) / wall
    print(json.dumps({"count": len(found), "peak": max(each[2] for each in found), "parent": parent, "cores": cores, "spread": spread}))
"""


def batched(folder: Path, times: int) -> dict[str, Any]:
    """So many documents on every core: the peak of the largest process and of the parent in KiB, and cores kept busy."""
    script = folder / "batch.py"
    script.write_text(BATCH)
    made: dict[str, Any] = json.loads(cpu_of([sys.executable, str(script), str(folder), str(times)])[1])
    assert made["count"] == times
    return made


def memory(given: argparse.Namespace, folder: Path) -> Iterator[Row]:
    """Peak memory of many against few."""
    few, many = batched(folder, 50), batched(folder, given.most)
    yield f"memory of {given.most} documents against 50", many["peak"] / few["peak"], 1.2, f"{many['peak'] >> 10} MiB against {few['peak'] >> 10} MiB"  # fmt: skip
    yield "the parent process alone", many["parent"] / few["parent"], 1.2, f"{many['parent'] >> 10} MiB against {few['parent'] >> 10} MiB"  # fmt: skip


def cores(given: argparse.Namespace, folder: Path) -> Iterator[Row]:
    """The wall time of one process against one for each core, start included, and how many cores were kept busy."""
    from peerkit.builtin import starter_groups

    words = ["packet", GROUP, "all", "--edition", "member", "--edition", "guest", "--groups", str(starter_groups())]
    spent: dict[int, list[float]] = {1: [], CORES: []}
    for _ in range(given.repeat):
        for jobs, found in spent.items():
            out = folder / f"jobs-{jobs}"
            start = time.monotonic()
            _cpu, said = cpu_of([sys.executable, "-m", "peerkit", *words, "--today", "2026-11-23", "--jobs", str(jobs), "--out", str(out)])  # fmt: skip
            found.append(time.monotonic() - start)
            count = len(said.splitlines())
    one, every = (statistics.median(found) for found in spent.values())
    yield f"{count} packets, --jobs 1 against {CORES} cores, wall", one / every, None, f"{one:.1f} s against {every:.1f} s"
    made = batched(folder, 50)
    yield (
        f"CPU of all processes against the busiest's, 50 documents, {CORES} cores",
        made["spread"],
        None,
        f"{made['cores']:.2f} cores kept busy",
    )


BENCHMARKS: dict[str, Callable[[argparse.Namespace, Path], Iterator[Row]]] = {
    "a": cold, "b": warm, "c": command, "d": memory, "e": cores,
}  # fmt: skip

if __name__ == "__main__":
    main()
