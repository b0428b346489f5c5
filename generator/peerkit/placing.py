"""What stands in the output folder: the portal and each group, so that a build replaces only what is different.

What the last build left there is told from what anybody else did to it by the files' sizes, times and inodes; a part that was
touched is put there anew.
"""

# ruff: noqa: PTH112, PTH114, PTH208 (a site has tens of thousands of files, and a Path for each costs more than the call)
from __future__ import annotations

import contextlib
import os
import zlib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from msgspec import Struct, field
from msgspec.structs import replace

from peerkit.cache import Cache
from peerkit.fingerprint import fingerprint
from peerkit.looks import of_paths
from peerkit.making import workshop
from peerkit.making.workshop import Workshop
from peerkit.outputs.network.search import FOLDER
from peerkit.records import of_json, to_json
from peerkit.scan import read_as
from peerkit.standing import NEXT, PLACED, STANDING, paths_of
from peerkit.swap import patch, swap
from peerkit.watch import Leaning, unread

WORDS = "words"  # and of another, by the looks of a portal: what its files are read as
PORTAL, INDEX = "", FOLDER  # the names of the portal and of the search across groups among the parts; the others are groups


class Part(Struct, frozen=True):
    """The portal or a group as it stands in the output folder."""

    key: str  # of what it was made from
    pages: int
    home: str  # its folder, below the output folder; empty for the portal
    names: str  # all files and folders below that, in one text: a network has so many that a text for each weighs thrice as much
    look: str = ""

    @property
    def paths(self) -> list[str]:
        """Its files and folders, below the output folder."""
        return paths_of(self.home, self.names)


class Placed(Struct, frozen=True):
    """What a build left in the output folder, and what there leans on the words of groups."""

    parts: Mapping[str, Part] = field(default_factory=dict)
    leaning: Leaning = field(default_factory=Leaning)
    base: str = ""  # the fingerprint of all that is no group's, in what the portal is made from
    groups: Mapping[str, str] = field(default_factory=dict)  # the state of each that the scan asked, also if it has no site


class Place:
    """The output folder of one build: which parts of it are to be made anew, and how they get there.

    Where little has changed, only that is replaced; else all of the site is made beside the old one and exchanged with it.
    """

    _PATCHED = 0.25  # of all groups: where more have changed, the whole site is exchanged at once

    def __init__(self, shop: Workshop, out: Path, base: str | None) -> None:
        self.shop, self.out, self.base = shop, out, base
        self.portal_key = fingerprint([base, shop.card_keys]) if base else None
        self.words_key = fingerprint([(slug, head.words_key) for slug, head in sorted(shop.heads.items())])
        self.before = placed(shop.cache, out, shop.name)
        self.keys = {card.slug: shop.key(card.slug) for card in shop.cards}
        standing = self.before.parts
        self.changed = [slug for slug, key in self.keys.items() if slug not in standing or standing[slug].key != key]
        self.gone = sorted(set(standing) - set(self.keys) - {PORTAL, INDEX})
        self.states, then = shop.states, self.before.groups
        # those that the scan is to ask anew: all that are not what they were, also if they have or had no site
        self.asked = sorted(slug for slug in {*then, *self.states} if then.get(slug) != self.states.get(slug))
        few = len(self.changed) + len(self.gone) <= max(1, len(self.keys) * self._PATCHED)
        self.patched = out.is_dir() and few and PORTAL in standing and INDEX in standing
        self.portal_stands = self.patched and base is not None and standing[PORTAL].key == self.portal_key
        # whether a new portal can be compared with that which stands: a hit in a path that is a secret does not say where it is
        nameless = any("…" in hit.file for hit in self.before.leaning.hits)
        self.comparable = self.patched and base is not None and self.before.base == base and not nameless
        self.index_stands = self.portal_stands and standing[INDEX].key == self.words_key
        self.leaning = self.before.leaning
        self.words: Mapping[str, list[str]] | None = None  # what the portal's files are read as, if that is to be remembered
        self.slugs = self.changed if self.patched else list(self.keys)  # what is to be written

    def standing_words(self) -> Mapping[str, list[str]]:
        """What the files of the portal that stands are read as by the scan."""
        portal = self.before.parts[PORTAL]
        known = _unpacked(self.shop.cache.get(WORDS, fingerprint(portal.look)))
        if known is None:
            files = (path for path in portal.paths if (self.out / path).is_file() and not unread(self.out, path))
            known = {path: read_as(path, (self.out / path).read_bytes()) for path in files}
            self.words = known if self.portal_stands else self.words
        return known

    def put(self, new: Path) -> None:
        """Make what `new` holds be in place."""
        anew = {*self.slugs, *(() if self.portal_stands else (PORTAL,)), *(() if self.index_stands else (INDEX,))}
        if self.patched:
            put, drop = [f"groups/{slug}" for slug in self.slugs], [f"groups/{slug}" for slug in self.gone]
            for name in anew - set(self.slugs):
                ours = set(part(new, name, "", self.keys).paths)
                put += [path for path in sorted(ours) if (new / path).is_file() and not _same(new / path, self.out / path)]
                drop += [path for path in self.before.parts[name].paths if path not in ours and (self.out / path).is_file()]
            if put or drop:
                patch(new, self.out, put, drop)
        else:
            swap(new, self.out)
        keys = {**self.keys, PORTAL: self.portal_key or "", INDEX: self.words_key}
        kept = {slug: each for slug, each in self.before.parts.items() if slug in keys}
        self.parts: dict[str, Part] = {**kept, **{slug: part(self.out, slug, keys[slug], self.keys) for slug in sorted(anew)}}

    @property
    def entry(self) -> str:
        """The name of the cache entry that says what stands there."""
        return _key(self.out, self.shop.name)

    @property
    def pages(self) -> int:
        return sum(each.pages for each in self.parts.values())

    def remember(self, leaning: Leaning) -> None:
        """Let the next build know; where nothing was done, it knows already."""
        placed = Placed(self.parts, leaning, self.base or "", self.states)
        self.packed = remember(self.shop.cache, self.out, self.shop.name, placed)
        if self.words is not None:
            old, now = (fingerprint(parts[PORTAL].look) if PORTAL in parts else "" for parts in (self.before.parts, self.parts))
            self.shop.cache.put(WORDS, now, zlib.compress(to_json(self.words), 1))
            if old not in ("", now):
                self.shop.cache.drop(WORDS, old)


def _unpacked(packed: bytes | None) -> dict[str, list[str]] | None:
    try:
        return of_json(dict[str, list[str]], zlib.decompress(packed or b""))
    except (ValueError, zlib.error):
        return None


def _same(new: Path, there: Path) -> bool:
    return there.is_file() and new.read_bytes() == there.read_bytes()


def placed(cache: Cache, out: Path, name: str) -> Placed:
    """What the last build of this `name` left in `out`, less what is there no longer, or not as it was."""
    try:
        read = of_json(Placed, cache.get(PLACED, _key(out, name)) or b"{}")
    except ValueError:
        return Placed()
    root = os.fspath(out)
    whole = {slug: part for slug, part in read.parts.items() if part.look == of_paths(root, part.paths)}
    if PORTAL in whole and _strange(out, read.parts):
        del whole[PORTAL]  # something stands there that nobody has read
    return replace(read, parts=whole)


def remember(cache: Cache, out: Path, name: str, now: Placed) -> bytes:
    """Let the next build know what stands in `out`; how it is told."""
    packed = to_json(now)
    cache.put(PLACED, _key(out, name), packed)
    return packed


def in_use(cache: Cache) -> set[tuple[str, str]]:
    """The entries that the latest build of each kind used: kind and key. Also what they left in place, so that it can stay there."""
    used = workshop.in_use(cache)
    keys = {key for _, key in used}
    for kind, name, _ in list(cache.entries()):
        if kind == PLACED:
            with contextlib.suppress(ValueError):
                parts = of_json(Placed, cache.get(kind, name) or b"").parts
                if PORTAL in parts and {part.key for slug, part in parts.items() if slug not in (PORTAL, INDEX)} <= keys:
                    used.add((kind, name))
                    used.add((WORDS, fingerprint(parts[PORTAL].look)))
        elif kind == STANDING:
            used.add((kind, name))  # one for each output folder
    return used


def part(out: Path, slug: str, key: str, slugs: Iterable[str]) -> Part:
    """A part as it stands in `out` now."""
    home = "" if slug == PORTAL else FOLDER.rstrip("/") if slug == INDEX else f"groups/{slug}"
    names = NEXT.join(sorted(_below(f"{out}/{home}") if home else _portal(out, set(slugs))))
    paths = paths_of(home, names)
    return Part(key, sum(path.endswith(".html") for path in paths), home, names, of_paths(os.fspath(out), paths))


def _key(out: Path, name: str) -> str:
    # the folder as it was named: a cache that is restored elsewhere finds other inodes there, and nothing in place
    return fingerprint([out.as_posix(), name])


def _below(folder: str, prefix: str = "") -> Iterator[str]:
    """All files and folders below a folder, by path; none where there is no such folder, or a link."""
    if os.path.isdir(folder) and not os.path.islink(folder):
        for name in os.listdir(folder):
            yield f"{prefix}{name}"
            yield from _below(f"{folder}/{name}", f"{prefix}{name}/")


def _portal(out: Path, slugs: set[str]) -> Iterator[str]:
    """All that is no group's; the two folders that hold both change whenever a group does."""
    for name in os.listdir(out):
        if name != "groups":
            # the search across groups changes oftener than the portal, and the folder that holds it with it
            every = (name, *_below(f"{out}/{name}", f"{name}/"))
            yield from (path for path in every if f"{path}/" != _SEARCH and not f"{path}/".startswith(FOLDER))
    for name in os.listdir(out / "groups") if (out / "groups").is_dir() else ():
        if name not in slugs:
            yield from (f"groups/{name}", *_below(f"{out}/groups/{name}", f"groups/{name}/"))


_SEARCH = f"{FOLDER.split('/')[0]}/"


def _strange(out: Path, parts: Mapping[str, Part]) -> bool:
    """Whether the two folders that hold the portal and the groups hold anything else."""
    ours = {path.split("/")[0] for path in parts[PORTAL].paths} | {"groups", _SEARCH.rstrip("/")}
    below = {path.split("/")[1] for path in parts[PORTAL].paths if path.startswith("groups/")} | set(parts)
    beside = {path.split("/")[1] for path in parts[PORTAL].paths if path.startswith(_SEARCH)} | {FOLDER.split("/")[1]}
    if (out / _SEARCH).is_dir() and set(os.listdir(out / _SEARCH)) - beside:
        return True
    return bool(set(os.listdir(out)) - ours or set(os.listdir(out / "groups")) - below)
