"""What a page costs its reader: against a bare Material page of the same content, with more groups, and on a slow telephone.

python benchmarks/weight.py             all of it; the telephone needs Chromium and the extra `test`
python benchmarks/weight.py --only a    (a) transfer, (b) growth with the network, (c) telephone
"""

from __future__ import annotations

import argparse
import gzip
import html
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from network import PORTAL

ROOT = Path(__file__).parent.parent
TODAY = "2026-11-23"
GROUP = "groups/northeast-cio"
_ASSET = re.compile(r"""<(?:link[^>]+rel="(?:stylesheet|icon)"[^>]*|script[^>]+|img[^>]+)>""")
_ADDRESS = re.compile(
    r"""(?:href|src|data-material)="([^"]+)\""""
)  # a telephone fetches the last on demand only; counted all the same
_FACE = re.compile(r"url\([\"']?([^\"')]+\.woff2)")
SEARCH = ("assets/javascripts/workers/search.*.min.js", "search/search_index.json")  # fetched as soon as a page is open


def main() -> None:
    """Run what is asked for, and print a line each."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", choices="abc", help="one part alone")
    parser.add_argument("--groups", type=int, default=1000, help="size of the large network of (b)")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        for part, measure in (("a", transfer), ("b", growth), ("c", telephone)):
            if given.only in (None, part):
                measure(Path(folder), given)


def build(project: Path, out: Path, *more: str) -> Path:
    """The site of a project."""
    run([sys.executable, "-m", "peerkit", "build", "--today", TODAY, "--out", str(out), *more], project)
    return out


def run(command: list[str], folder: Path) -> None:
    subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


# --- (a) transfer ----------------------------------------------------------------------------------------------------


def transfer(folder: Path, _: Any) -> None:
    """Each page of the example network for facilitators, against the same Markdown built with Material alone."""
    ours = build(ROOT, folder / "ours", "--audience", "facilitators")
    staged = build(ROOT, folder / "staged", "--audience", "facilitators", "--engine", "none")
    rows = []
    for site, where in (("", staged), (f"{GROUP}/", staged / GROUP)):
        bare = without_peerkit(where, folder / f"bare-{len(rows)}")
        for page in sorted(bare.rglob("index.html")):
            path = page.parent.relative_to(bare).as_posix()
            if path.startswith("groups/") and not site:
                continue
            mine, theirs = weight(ours, f"{site}{path}"), weight(bare, path)
            rows.append((mine[0] / theirs[0], mine[1] / theirs[1], f"{site}{path}", mine, theirs))
    for n, name in ((0, "compressed"), (1, "as it is")):
        worst = max(rows, key=lambda row: row[n])
        middle = statistics.median(row[n] for row in rows)
        print(f"(a) {name}: {len(rows)} pages, median {middle:.3f}, worst {worst[n]:.3f} ({worst[2]}: "
              f"{worst[3][n] / 1000:.1f} kB against {worst[4][n] / 1000:.1f} kB)")  # fmt: skip


def without_peerkit(project: Path, out: Path) -> Path:
    """The same Markdown built with Material alone."""
    (project / "mkdocs.yml").write_text(_plain((project / "mkdocs.yml").read_text()))
    shutil.rmtree(project / "theme", ignore_errors=True)
    run([sys.executable, "-m", "mkdocs", "build", "-q", "-d", str(out)], project)
    return out


def _plain(config: str) -> str:
    """The staged settings without our theme: Material with the same features and colours, and no fonts from elsewhere."""
    config = re.sub(r"(?m)^  (custom_dir|favicon|icon|logo):.*\n(?:    .*\n)*", "", config)
    return re.sub(r"(?m)^extra_css:.*\n(?:- .*\n)*", "", config)


def weight(site: Path, path: str) -> tuple[int, int]:
    """Bytes that a first visit to a page transfers, compressed as servers do and as they are."""
    page = site / path / "index.html"
    text = page.read_text()
    files = {page}
    for tag in _ASSET.findall(text):
        for address in _ADDRESS.findall(tag):
            if not address.startswith(("http", "data:")):
                files.add((page.parent / unquote(html.unescape(address).partition("?")[0])).resolve())
    root = next(parent for parent in (site / path, *(site / path).parents) if (parent / "search/search_index.json").is_file())
    assets = next(parent for parent in (root, *root.parents) if (parent / "assets/javascripts").is_dir())
    files |= {*assets.glob(SEARCH[0]), root / SEARCH[1]}
    for sheet in [file for file in files if file.suffix == ".css"]:
        faces = _FACE.findall(sheet.read_text())
        files |= {(sheet.parent / face).resolve() for face in faces if _needed(face, text)}
    sizes = [(len(data) if file.suffix == ".woff2" else len(gzip.compress(data, 9)), len(data)) for file in sorted(files)
             for data in [file.read_bytes()]]  # fmt: skip
    return sum(size for size, _ in sizes), sum(size for _, size in sizes)


def _needed(face: str, text: str) -> bool:
    """Whether a heading has letters for which a browser fetches this file."""
    headings = " ".join(
        " ".join(pair) for pair in re.findall(r"(?s)<h[1-3][^>]*>(.*?)</h[1-3]>|md-ellipsis\">(.*?)</span>", text)
    )
    headings = re.sub("<[^>]+>|&para;", "", headings)
    high = {c for c in headings if c > "\x7f" and c not in "\u00a0\u00b7\u2013\u2014\u2018\u2019\u201c\u201d\u2026¶"}
    if face.endswith("-ascii.woff2"):
        return True
    return any(c <= "\u00ff" for c in high) if face.endswith("-latin.woff2") else any("\u0100" <= c <= "\u024f" for c in high)


# --- (b) growth ------------------------------------------------------------------------------------------------------


def growth(folder: Path, given: Any) -> None:
    """The HTML of a small network's pages, against that of the same pages in a large one; and the large one's directory."""
    sizes = {}
    for groups in (10, given.groups):
        project = folder / f"network-{groups}"
        (project / "docs").mkdir(parents=True)
        (project / "docs/index.md").write_text("# Welcome\n\n[The groups](groups/index.md)\n")
        (project / "mkdocs.yml").write_text(PORTAL)
        for number in range(groups):
            shutil.copytree(ROOT / "groups/city-data-leads", project / f"groups/group-{number:05}")
        out = build(project, folder / f"site-{groups}")
        sizes[groups] = {page.relative_to(out).as_posix(): page.stat().st_size for page in out.rglob("*.html")}
    small, large = sizes[10], sizes[given.groups]
    ratios = {page: large[page] / size for page, size in small.items() if page in large and page != "groups/index.html"}
    worst = max(ratios, key=lambda page: ratios[page])
    print(f"(b) {len(ratios)} pages, 10 against {given.groups} groups: worst {ratios[worst]:.4f} ({worst})")
    listed = (folder / f"site-{given.groups}/groups/index.html").read_bytes()
    print(
        f"(b) the directory of {given.groups}: {len(listed) / 1000:.0f} kB, {len(gzip.compress(listed, 9)) / 1000:.0f} kB compressed"
    )
    _directory(folder / f"site-{given.groups}")


def _directory(site: Path) -> None:
    """How long the directory takes to show, and what a letter typed costs the main thread until its answer is painted."""
    with browsing(site) as (page, address):
        page.goto(f"{address}groups/", wait_until="load")
        shown = page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime")
        page.locator("[name=find]").focus()
        page.wait_for_timeout(2000)
        with traced(page) as tasks:
            page.keyboard.press("7")
            page.wait_for_timeout(3000)
        worked = [cpu for _, cpu in tasks]
        print(f"(b) the directory at 4 times slower: shown after {shown:.0f} ms; a letter costs the main thread {sum(worked):.0f} ms "
              f"of processor time, the longest task {max(worked):.0f} ms")  # fmt: skip


# --- (c) a slow telephone ----------------------------------------------------------------------------------------------


def telephone(folder: Path, _: Any) -> None:
    """A group's home on a processor four times slower: paint, largest paint, shift, time that the page does not answer."""
    staged = build(ROOT, folder / "phone-staged", "--audience", "members", "--engine", "none")
    ours, bare = build(ROOT, folder / "phone", "--audience", "members"), without_peerkit(staged / GROUP, folder / "phone-bare")
    for name, site, path in (("peerkit", ours, f"{GROUP}/"), ("bare Material", bare, "")):
        runs = [_visit(site, path, scrolls=number % 2 == 1) for number in range(6)]
        fcp, lcp, cls, tbt, worked, _ = (statistics.median(column) for column in zip(*runs, strict=True))
        at_once, later = (statistics.median(run[5] for run in runs[first::2]) for first in (0, 1))
        print(f"(c) a group's home, {name}, processor 4 times slower, 1.6 Mbit/s, 150 ms: first paint {fcp:.0f} ms (good: 1800), "
              f"largest {lcp:.0f} ms (2500), shift {cls:.3f} (0.1), blocked {tbt:.0f} ms (200), best of {len(runs)} {min(run[3] for run in runs):.0f} ms; "
              f"the same in processor time, which others' work does not change, {worked:.0f} ms; "
              f"a tap on the search answered after {at_once:.0f} ms, after {later:.0f} ms if the reader had scrolled")  # fmt: skip


# From the tap that opens the search until it would answer: Material then says something else than that it prepares itself.
_SEARCH_ANSWERS = """async () => {
    const says = document.querySelector(".md-search-result__meta"), first = "Initializing search", t = performance.now()
    while (says.textContent.trim() === first && performance.now() - t < 20000) await new Promise(r => setTimeout(r, 10))
    return performance.now() - tapped }"""


def _visit(site: Path, path: str, scrolls: bool) -> tuple[float, ...]:
    """First paint, largest paint, shift, time blocked as it passed and as the processor worked, and until the search answers."""
    with browsing(site) as (page, address):
        page.add_init_script("""window.seen = {lcp: 0, cls: 0, tasks: []}
            addEventListener("pointerdown", () => window.tapped = performance.now(), true)
            new PerformanceObserver(l => l.getEntries().forEach(e => seen.lcp = e.startTime)).observe({type: 'largest-contentful-paint', buffered: true})
            new PerformanceObserver(l => l.getEntries().forEach(e => { if (!e.hadRecentInput) seen.cls += e.value })).observe({type: 'layout-shift', buffered: true})
            new PerformanceObserver(l => l.getEntries().forEach(e => seen.tasks.push([e.startTime, e.startTime + e.duration]))).observe({type: 'longtask', buffered: true})""")
        with traced(page) as tasks:
            page.goto(f"{address}{path}", wait_until="load")
            page.wait_for_timeout(4000)
        seen = page.evaluate("seen")
        fcp = page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime")
        # as Lighthouse counts: what is longer than 50 ms, from the first paint on
        tbt = sum(max(0, end - max(start, fcp) - 50) for start, end in seen["tasks"])
        worked = sum(max(0, cpu - 50) for start, cpu in tasks if start >= fcp)
        if scrolls:
            page.mouse.wheel(0, 200)
            page.wait_for_timeout(3000)
        page.locator("label.md-header__button[for=__search]").click()
        return fcp, seen["lcp"], seen["cls"], tbt, worked, page.evaluate(_SEARCH_ANSWERS)


@contextmanager
def traced(page: Any) -> Iterator[list[tuple[float, float]]]:
    """The tasks of the page's main thread in the meantime, once it is over: when each began, in ms since the page was asked for
    (or the trace began), and the processor time that it took, slowed down as the page is."""
    client, events, tasks, done = page.context.new_cdp_session(page), list[Any](), list[tuple[float, float]](), list[Any]()
    client.on("Tracing.dataCollected", lambda part: events.extend(part["value"]))
    client.on("Tracing.tracingComplete", lambda said: done.append(said))
    client.send("Tracing.start", {"categories": "disabled-by-default-devtools.timeline,devtools.timeline,blink.user_timing",
                                  "transferMode": "ReportEvents"})  # fmt: skip
    yield tasks
    page.evaluate("performance.mark('peerkit')")  # tells the page's thread from those of the browser's own pages
    client.send("Tracing.end")
    while not done:
        page.wait_for_timeout(20)
    main = next((e["pid"], e["tid"]) for e in events if e["name"] == "peerkit")
    mine = [event for event in events if (event["pid"], event["tid"]) == main]
    began = max((e["ts"] for e in mine if e["name"] == "navigationStart" and "127.0.0.1" in str(e["args"])), default=0)
    tasks += [((e["ts"] - began) / 1000, e.get("tdur", 0) / 1000) for e in mine if e["name"] == "RunTask" and e["ts"] >= began]


class browsing:
    """A telephone with an empty cache, slowed down as Lighthouse does, and a server that compresses."""

    def __init__(self, site: Path) -> None:
        self.site = site

    def __enter__(self) -> tuple[Any, str]:
        from playwright.sync_api import sync_playwright

        self.server, address = _compressing(self.site)
        self.started = sync_playwright().start()
        path = shutil.which("chromium") or shutil.which("google-chrome")
        self.browser = self.started.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        page = self.browser.new_page(viewport={"width": 412, "height": 823}, device_scale_factor=1.75, is_mobile=True)
        client = page.context.new_cdp_session(page)
        client.send("Emulation.setCPUThrottlingRate", {"rate": 4})
        speed = 1.6e6 / 8
        client.send("Network.emulateNetworkConditions",
                    {"offline": False, "latency": 150, "downloadThroughput": speed, "uploadThroughput": speed})  # fmt: skip
        return page, address

    def __exit__(self, *_: object) -> None:
        self.browser.close()
        self.started.stop()
        self.server.shutdown()


def _compressing(site: Path) -> tuple[Any, str]:
    import threading
    from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

    kinds = {
        ".html": "text/html",
        ".css": "text/css",
        ".js": "text/javascript",
        ".json": "application/json",
        ".svg": "image/svg+xml",
    }

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            path = site / unquote(self.path.partition("?")[0]).lstrip("/")
            path = path / "index.html" if path.is_dir() else path
            if not path.resolve().is_relative_to(site.resolve()) or not path.is_file():
                self.send_error(404)
                return
            plain = path.suffix not in kinds
            data = path.read_bytes() if plain else gzip.compress(path.read_bytes(), 6)
            self.send_response(200)
            self.send_header("Content-Type", kinds.get(path.suffix, "application/octet-stream"))
            if not plain:
                self.send_header("Content-Encoding", "gzip")
            self.send_header("Content-Length", str(len(data)))
            self.send_header("Cache-Control", "max-age=600")  # as GitHub Pages does; without it nothing fetched ahead is used
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server, f"http://127.0.0.1:{server.server_port}/"


if __name__ == "__main__":
    main()
