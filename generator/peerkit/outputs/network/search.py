"""The index by which the directory finds groups by what their public pages say: words to groups, in small files by how words begin.

It holds public words alone, whatever audience the site is for, so that no two groups' confidential texts are ever in one index.
What else a reader may see of a group is in the group's own index.
"""

from __future__ import annotations

import json
from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import groupby

from peerkit.outputs import Artifact

FOLDER = "search/groups/"
_BEGINNING = 2  # characters by which the files are told apart


def files(groups: Iterable[Iterable[str]]) -> Iterator[Artifact]:
    """The index of groups in the order of the directory, given the words of each."""
    found: dict[str, array[int]] = defaultdict(lambda: array("I"))
    for number, words in enumerate(groups):
        for word in words:
            found[word].append(number)
    # words that begin alike stand together, so that only those of one file are lists of numbers at a time
    for part, alike in groupby(sorted(found), name):
        entries = {word: found.pop(word).tolist() for word in alike}
        yield Artifact(f"{FOLDER}{part}.json", json.dumps(entries, ensure_ascii=False, separators=(",", ":")).encode())


def name(word: str) -> str:
    """The name of the file that has a word: its first characters in numbers, which any file system can bear."""
    return "-".join(f"{ord(character):x}" for character in word[:_BEGINNING])
