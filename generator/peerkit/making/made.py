"""What became of one group: its site, and what the build as a whole must know of it."""

from __future__ import annotations

import contextlib
import zlib
from dataclasses import dataclass, field

from msgspec import Struct

from peerkit.diagnostic import Diagnostic, Severity
from peerkit.facts.summary import Summary
from peerkit.outward import Call
from peerkit.scan import Hit


class Head(Struct, frozen=True):
    """What the build must know of a group."""

    slug: str
    findings: tuple[Diagnostic, ...] = ()
    told: Summary | None = None  # for the rules across groups, as the facilitators know it; None where it has no group.yml
    card: Summary | None = None  # for the directory, as this audience may see it; None where it was not built
    warnings: tuple[str, ...] = ()
    refusal: str = ""  # why it could not be built, though nothing is wrong with its files
    unscanned: int = 0
    hits: tuple[Hit, ...] = ()  # confidential text in its site that its own words do not explain
    calls: tuple[Call, ...] = ()  # what its pages would ask of other servers
    card_key: str = ""  # its fingerprint
    words_key: str = ""  # the fingerprint of the words of its public pages
    defaults: str = ""  # the fingerprint of the network's defaults, which say who may see what where the group does not
    staged: str = ""  # the fingerprint of what its site was built from; empty where it has none

    @property
    def broken(self) -> bool:
        """Whether it has errors, so that nothing could be built of it."""
        return any(d.severity is Severity.ERROR for d in self.findings)


def packed(text: str) -> bytes:
    """A text, packed."""
    return zlib.compress(text.encode(), 1)


def unpacked(data: bytes | None) -> str | None:
    """What `packed` was given; None for anything else."""
    with contextlib.suppress(zlib.error, UnicodeDecodeError):
        return zlib.decompress(data).decode() if data else None
    return None


@dataclass(frozen=True)
class Made:
    """A group, made."""

    head: Head
    site: bytes = field(default=b"", repr=False)  # an archive
    pages: bytes = field(default=b"", repr=False)  # the pages' HTML, by what it was made from
    guarded: bytes = field(default=b"", repr=False)  # the phrases that no page of the portal may say, packed
    words: bytes = field(default=b"", repr=False)  # of its public pages, for the search across groups, packed
    says: bytes = field(default=b"", repr=False)  # the words that this audience may read of it, packed
