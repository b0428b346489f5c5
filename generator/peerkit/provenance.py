"""Which commit added something to a file, and who answers for that commit.

Looks at every commit that reaches the present, on side branches, too: a merge only hands on what somebody else committed.
Nothing of this ever reaches a page.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TypeVar

from msgspec import Struct

from peerkit.git import GitFails, git
from peerkit.walk import Revision, Walk

K = TypeVar("K")
_FORMAT = "--format=%H%x00%ae%x00%G?%x00%GS%x00%x00"


class Author(Struct, frozen=True):
    """Who answers for a commit: the author's e-mail, and its signature: `good` (with the signer), `bad`, `unchecked` or ``."""

    commit: str
    email: str
    seal: str = ""
    kind: str = ""  # SSH, GPG or X.509
    signer: str = ""


def added(walk: Walk, paths: Iterable[str], read: Callable[[bytes], Iterable[K]]) -> dict[K, str]:
    """For each thing that `read` finds in a file, the latest commit that added it; `paths` are all its names in the repository."""
    specs = [f":(top,literal){path}" for path in dict.fromkeys(paths)]
    found: dict[K, str] = {}
    if not specs or not walk.objects:
        return found
    cache: dict[str, frozenset[K]] = {"": frozenset()}

    def things(revisions: Iterable[Revision], *, after: bool) -> frozenset[K]:
        out: set[K] = set()
        for revision in revisions:
            blob = revision.blob if after else revision.before
            if blob not in cache:
                cache[blob] = frozenset(read(walk.objects.read(blob) or b"")) if walk.objects else frozenset()
            out |= cache[blob]
        return frozenset(out)

    sides: list[list[Revision]] = []  # of one commit: its changes against each parent
    last = -1
    for rank, revision in walk.log(walk.commit, specs, "--full-history", "--diff-merges=separate", "--topo-order"):
        if sides and sides[0][0].commit != revision.commit:
            _settle(found, sides, things)
            sides = []
        if rank != last:
            sides.append([])
            last = rank
        sides[-1].append(revision)
    if sides:
        _settle(found, sides, things)
    return found


def _settle(found: dict[K, str], sides: list[list[Revision]], things: Callable[..., frozenset[K]]) -> None:
    """Note what the commit holds that none of its parents does. A parent that is not among the sides holds it all."""
    commit = sides[0][0].commit
    if len(sides) < len(sides[0][0].parents) or any(revision.cut for side in sides for revision in side):
        return  # where a shallow clone begins, what the commit holds is older than it
    new = frozenset.intersection(*(things(side, after=True) - things(side, after=False) for side in sides))
    for thing in new:
        found.setdefault(thing, commit)


def authors(top: Path, commits: Iterable[str]) -> Mapping[str, Author]:
    """The author and signature of each commit, as far as git can tell here."""
    wanted = list(dict.fromkeys(commits))
    if not wanted:
        return {}
    try:
        said = git(top, "log", "--no-walk=unsorted", "--no-show-signature", _FORMAT, "--stdin", given="\n".join(wanted).encode())
    except GitFails:
        return {}
    out = {}
    for row in said.decode("utf-8", "replace").split("\0\0\n"):
        if row:
            commit, email, state, signer = row.split("\0")[:4]
            kind = _kind(git(top, "cat-file", "commit", commit))
            seal = {"G": "good", "B": "bad", "R": "bad"}.get(state, "unchecked" if kind else "")
            out[commit] = Author(commit, email, seal, kind, signer if seal == "good" else "")
    return out


def _kind(commit: bytes) -> str:
    """What kind of signature a commit carries, if any."""
    header = commit.partition(b"\n\n")[0]
    for line in header.split(b"\n"):
        if line.startswith((b"gpgsig ", b"gpgsig-sha256 ")):
            return "SSH" if b"SSH" in line else "X.509" if b"SIGNED MESSAGE" in line else "GPG"
    return ""
