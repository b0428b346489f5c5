"""Redlines against difflib and git, as ratios in one run: python benchmarks/redlines.py

- `time_ratio`: a redline of a 15 KB pair, from HTML to HTML, against `difflib` on the same words.
- `word_ratios`: on a hundred pairs, the words that a redline marks against those that `git diff --word-diff` marks.
"""

from __future__ import annotations

import gc
import random
import re
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from difflib import SequenceMatcher
from pathlib import Path

from peerkit.redline import redline
from peerkit.render.prose import html

ROOT = Path(__file__).resolve().parents[1]
SOURCES = (ROOT / "templates/texts/charter.md", *sorted((ROOT / "groups").glob("*/charter.md")))


def body(file: Path) -> str:
    """A charter's text without front matter and notes to its authors."""
    text = file.read_text(encoding="utf-8").split("---\n", 2)[2]
    return re.sub(r"<!--.*?-->\n*", "", text, flags=re.S).strip() + "\n"


def long_text(size: int = 15_000) -> str:
    """A charter of about that many characters, of the clauses of several."""
    parts = [part for file in SOURCES for part in re.split(r"(?m)^(?=## )", body(file))]
    text = ""
    for n in range(1000):
        if len(text) >= size:
            break
        part = parts[n % len(parts)]
        text += part if n < len(parts) else part.replace("## ", f"## {n // len(parts) + 1}. ")
    return text[:size].rpartition("\n\n")[0] + "\n"


def edited(text: str, seed: int) -> str:
    """The text as a group might change it: words, sentences, clauses; added, removed, moved, split."""
    dice = random.Random(seed)
    blocks = text.strip().split("\n\n")
    pool = [re.sub(r"(?m)^(#+|-) (\d+\. )?", "", part) for part in long_text(60_000).strip().split("\n\n")]
    for _ in range(dice.randint(1, 12)):
        at = dice.randrange(len(blocks))
        words = blocks[at].split(" ")
        match dice.choice(["word", "word", "words", "words", "drop words", "add words", "add", "drop", "move", "split", "item"]):
            case "word":
                words[-dice.randint(1, max(1, len(words) - 1))] = dice.choice(["seven", "never", "quarterly", "each of us"])
            case "words":
                start = dice.randrange(1, len(words) + 1)
                words[start : start + dice.randint(2, 8)] = dice.choice(pool).split()[: dice.randint(1, 9)]
            case "drop words":
                start = dice.randrange(len(words))
                del words[start + 1 : start + dice.randint(2, 12)]
            case "add words":
                start = dice.randrange(1, len(words) + 1)
                words[start:start] = dice.choice(pool).split()[: dice.randint(1, 12)]
            case "split" if not blocks[at].startswith(("#", "-")) and ". " in blocks[at]:
                words = blocks[at].replace(". ", ".\n\n", 1).split(" ")
            case "item" if blocks[at].startswith("- "):
                words = [*words, "\n- " + dice.choice(pool).replace("\n", " ")]
            case "add":
                blocks.insert(at, dice.choice(pool))
                continue
            case "drop":
                del blocks[at : at + dice.randint(1, 2)]
                blocks = blocks or ["Nothing is left."]
                continue
            case "move":
                blocks.insert(dice.randrange(len(blocks)), blocks.pop(at))
                continue
        blocks[at] = " ".join(words)
    return "\n\n".join(blocks) + "\n"


def pairs(count: int = 100) -> Iterator[tuple[str, str]]:
    """Pairs of an old and a new text in Markdown."""
    sources = [body(file) for file in SOURCES]
    for n in range(count):
        old = sources[n % len(sources)]
        yield old, edited(old, n)


def marked(line: str) -> int:
    """The words that a redline marks."""
    return sum(
        len(re.sub(r"<[^>]+>", " ", m[1]).split()) for m in re.finditer(r"<(?:ins|del)\b[^>]*>(.*?)</(?:ins|del)>", line, re.S)
    )


def marked_by_git(old: str, new: str) -> int:
    """The words that `git diff --word-diff` marks."""
    with tempfile.TemporaryDirectory() as folder:
        files = [Path(folder, name) for name in ("old.md", "new.md")]
        for file, text in zip(files, (old, new), strict=True):
            file.write_text(text, encoding="utf-8")
        command = ["git", "diff", "--no-index", "--word-diff=porcelain", "--no-color", *map(str, files)]
        out = subprocess.run(command, capture_output=True, text=True, check=False).stdout
    return sum(len(line[1:].split()) for line in out.splitlines() if re.match(r"[-+](?![-+]{2} )", line))


def best(work: Callable[[], object], times: int = 20) -> float:
    """The shortest of several runs, in seconds of CPU."""
    gc.disable()
    runs = []
    for _ in range(times):
        start = time.process_time()
        work()
        runs.append(time.process_time() - start)
    gc.enable()
    return min(runs)


def time_ratio(size: int = 15_000) -> tuple[float, float]:
    """Seconds of CPU for a redline of a pair of texts of this size, and the same as a multiple of difflib's on its words."""
    old = long_text(size)
    new = edited(edited(edited(old, 1), 2), 3)
    a, b = html(old), html(new)
    words = [re.sub(r"<[^>]+>", " ", text).split() for text in (a, b)]
    ours = best(lambda: redline(a, b))
    theirs = best(lambda: SequenceMatcher(None, *words, autojunk=False).get_opcodes(), 5)
    return ours, ours / theirs


def word_ratios(count: int = 100) -> tuple[float, float, int]:
    """Words marked as a multiple of git's: of all pairs together, of the worst pair, and how many pairs exceed 1.3."""
    ours, theirs = [], []
    for old, new in pairs(count):
        ours.append(marked(redline(html(old), html(new)).html))
        theirs.append(marked_by_git(old, new))
    each = [a / b for a, b in zip(ours, theirs, strict=True) if b]
    return sum(ours) / sum(theirs), max(each), sum(ratio > 1.3 for ratio in each)


def main() -> None:
    """Prints what was measured."""
    for size in (15_000, 60_000):
        seconds, ratio = time_ratio(size)
        print(f"redline of a {size // 1000} KB pair: {seconds * 1000:.0f} ms, {ratio:.2f} times difflib on the same words")
    total, worst, above = word_ratios()
    print(
        f"words marked, of git diff --word-diff's, on 100 pairs: {total:.2f} in all, {worst:.2f} in the worst, {above} above 1.3"
    )


if __name__ == "__main__":
    main()
