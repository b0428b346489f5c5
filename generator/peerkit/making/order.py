"""What a group's site is made from, as values: all that a worker gets, and therefore all that the result can depend on."""

from __future__ import annotations

import datetime
import os
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cached_property
from typing import Any

from msgspec import Struct, field, structs

from peerkit.fingerprint import fingerprint
from peerkit.source import File, Files
from peerkit.walk import Gap, Revision


class Sent(Struct, frozen=True):
    """A file as a value: its bytes, or what is wrong with it as a file, or why it could not be read."""

    data: bytes
    problem: str = ""
    error: tuple[int, str] | None = None


Sending = Mapping[str, Sent]


class Terms(Struct, frozen=True, dict=True):
    """What all groups of one build share."""

    kit: str  # what builds: see kit.py
    root: str  # how a person reaches the groups' folder; it stands in messages
    today: datetime.date
    audience: str
    engine: str  # or "none", for Markdown
    strict: bool
    packets: bool  # whether the PDFs of meetings ahead belong to a site
    handbook: Mapping[str, str]  # addresses of the portal's pages
    config: Mapping[str, Any]  # of the portal's mkdocs.yml what groups take over
    network: Sending  # the files beside the groups
    templates: Mapping[str, bytes]  # the organiser's own
    theme: Mapping[str, bytes]  # what the organiser's own theme folder puts over peerkit's

    @cached_property
    def key(self) -> str:
        """The fingerprint of all of it."""
        return fingerprint(self)


class PastSent(Struct, frozen=True):
    """What git knows of a group's followed files, as values: a history for this group."""

    missing: Gap | None = None
    files: Mapping[str, tuple[Revision, ...]] = field(default_factory=dict)
    blobs: Mapping[str, bytes] = field(default_factory=dict)  # texts by git's name for them, which says what they hold

    def of(self, slug: str, name: str) -> tuple[Revision, ...]:
        """The revisions of one of the followed files, newest first."""
        return tuple(replace(revision, objects=self) for revision in self.files.get(name, ()))

    def gap(self, slug: str = "") -> Gap | None:
        """What is missing of the history."""
        return self.missing

    def read(self, blob: str) -> bytes | None:
        """A text of the past."""
        return self.blobs.get(blob)


class Order(Struct, frozen=True):
    """What is a group's own."""

    slug: str
    files: Sending
    past: PastSent

    def key(self, terms: Terms) -> str:
        """The fingerprint of everything that the group's site is made from."""
        return key(terms, self.slug, fingerprint(self.files), fingerprint(structs.replace(self.past, blobs={})))


def key(terms: Terms, slug: str, files: str, past: str) -> str:
    """The same from the fingerprints of the files and the past, which may be known without reading them."""
    return fingerprint([terms.key, slug, files, past])


def sent(files: Files) -> dict[str, Sent]:
    """Files as values."""
    return {path: _sent(file) for path, file in files.items()}


def _sent(file: File) -> Sent:
    if file.problem:
        return Sent(b"", file.problem)
    try:
        return Sent(file.read())
    except OSError as error:
        return Sent(b"", "", (error.errno or 0, error.strerror or str(error)))


def received(files: Sending) -> Files:
    """Values as files again."""
    return {path: File(len(each.data), _reader(each), each.problem) for path, each in files.items()}


def _reader(each: Sent) -> Callable[[], bytes]:
    def read() -> bytes:
        if each.error:
            raise OSError(each.error[0], each.error[1] or os.strerror(each.error[0]))
        return each.data

    return read
