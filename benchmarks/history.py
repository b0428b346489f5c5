"""What a charter's past costs, as ratios measured in one run: `python benchmarks/history.py [--full] [--only a,b,c]`.

Two repositories are made: 2,000 commits of 100 charters, and 20,000 commits of 1,000; in both each commit changes one charter.

(a) all versions of all charters, texts included, in one walk, against a `git log --follow -- path` for each
    charter and a `git show` for each of its revisions                                              at least 20 times faster
(b) memory of the walk: ten times the commits with the same charters and revisions                   at most 1.1
(c) a redline of a 15 KB pair, against difflib on the same words (`redlines.py`)                     at most 5

CPU seconds of all processes, so that a shared machine matters less; Python's own start (once, whatever the size) is taken off. The rival of (a) is run for a sample of the charters, and scaled;
`--full` runs it for all.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

SIZES = ((2_000, 100), (20_000, 1_000))
WALK = """
import sys
from pathlib import Path
from peerkit.history import History
past, read = History(Path(sys.argv[1])), 0
for slug in sorted(p.name for p in Path(sys.argv[1]).iterdir()):
    for revision in past.of(slug, "charter.md"):
        read += sys.argv[2] == "walk" or len(revision.read() or b"") > 0
assert past.gap() is None
# not ru_maxrss, which begins with what the parent had
print(read, next(line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM")))
"""


def main() -> None:
    """Run what was asked for; exit 1 if a figure misses its limit."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", default="a,b,c", help="which, separated by commas")
    parser.add_argument("--full", action="store_true", help="run the rival of (a) for every charter")
    given = parser.parse_args()
    missed = False
    with tempfile.TemporaryDirectory(prefix="peerkit-history-") as folder:
        if "a" in given.only:
            for commits, charters in SIZES:
                missed |= walk(Path(folder), commits, charters, charters if given.full else 5)
        if "b" in given.only:
            missed |= memory(Path(folder))
    if "c" in given.only:
        missed |= subprocess.run([sys.executable, Path(__file__).with_name("redlines.py")], check=False).returncode != 0
    sys.exit(missed)


def walk(folder: Path, commits: int, charters: int, sample: int) -> bool:
    """(a) for one size."""
    repo = made(folder / f"{commits}-{charters}", commits, charters)
    ours, out = cpu([sys.executable, "-c", WALK, str(repo / "groups"), "read"], repo)
    idle, _ = cpu([sys.executable, "-c", "import peerkit.history"], repo)
    assert int(out.split()[0]) == commits, "every revision was read"
    theirs = sum(rival(repo, number) for number in range(sample)) * charters / sample
    ratio, whole = theirs / (ours - idle), theirs / ours
    verdict = "ok" if ratio >= 20 else "BELOW"
    what = f"(a) {charters:,} charters in {commits:,} commits, against log --follow and show"
    print(
        f"{what:<70} {ratio:7.1f}   at least 20   {verdict}   [{ours - idle:.2f} s, {theirs:.0f} s CPU; with Python's own start {whole:.0f}]",
        flush=True,
    )
    return ratio < 20


def rival(repo: Path, number: int) -> float:
    """CPU seconds of following one charter the usual way."""
    path = f"groups/g{number:04}/charter.md"
    total, out = cpu(["git", "log", "--follow", "--format=%H", "--", path], repo)
    for commit in out.split():
        total += cpu(["git", "show", f"{commit}:{path}"], repo)[0]
    return total


def memory(folder: Path) -> bool:
    """(b): 2,000 revisions of 100 charters, alone and among 18,000 other commits; and for information ten times as many of both."""
    peaks = []
    for commits, charters, other in ((2_000, 100, 0), (20_000, 100, 9), (20_000, 1_000, 0)):
        repo = made(folder / f"{commits}-{charters}", commits, charters, other)
        peaks.append(int(cpu([sys.executable, "-c", WALK, str(repo / "groups"), "walk"], repo)[1].split()[1]) / 1024)
    ratio, verdict = peaks[1] / peaks[0], "ok" if peaks[1] / peaks[0] <= 1.1 else "ABOVE"
    what = "(b) memory at 20,000 commits against 2,000, 2,000 revisions in both"
    print(
        f"{what:<70} {ratio:7.2f}   at most 1.1   {verdict}   [{peaks[1]:.0f} MiB, {peaks[0]:.0f} MiB; with 20,000 revisions {peaks[2]:.0f} MiB]",
        flush=True,
    )
    return ratio > 1.1


def cpu(command: list[str], where: Path) -> tuple[float, str]:
    """CPU seconds of a command and all that it ran, and what it printed."""
    with tempfile.TemporaryFile() as out:
        process = subprocess.Popen(command, cwd=where, stdout=out)
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        assert process.returncode == 0, command
        out.seek(0)
        return used.ru_utime + used.ru_stime, out.read().decode()


def made(repo: Path, commits: int, charters: int, other: int = 0) -> Path:
    """A repository; of each `other` + 1 commits one changes a charter. Made once."""
    if not repo.exists():
        repo.mkdir()
        subprocess.run(["git", "init", "-q", "-b", "main"], cwd=repo, check=True)
        given = "".join(stream(commits, charters, other)).encode()
        subprocess.run(["git", "fast-import", "--quiet"], cwd=repo, input=given, check=True)
        subprocess.run(["git", "reset", "-q", "--hard"], cwd=repo, check=True)
    return repo


def stream(commits: int, charters: int, other: int) -> Iterator[str]:
    """`git fast-import`'s input: each commit changes a clause of one charter; sometimes its version rises."""
    for commit in range(commits):
        who, message = "A <a@example.org>", f"change {commit}"
        yield f"commit refs/heads/main\ncommitter {who} {1_700_000_000 + commit * 600} +0000\ndata {len(message)}\n{message}\n"
        turn, rest = divmod(commit, other + 1)
        round_, number = divmod(turn, charters)
        clauses = "\n".join(
            f"## Clause {n}\n\nWe agreed on this in round {round_ if n == round_ % 9 else 0} of {number}.\n" for n in range(9)
        )
        text = f"---\nversion: {1 + round_ // 3}\nstatus: adopted\n---\n{clauses}" if not rest else f"note {commit}\n"
        path = f"groups/g{number:04}/charter.md" if not rest else f"notes/n{commit % 50}.md"
        yield f"M 100644 inline {path}\ndata {len(text)}\n{text}\n"


if __name__ == "__main__":
    main()
