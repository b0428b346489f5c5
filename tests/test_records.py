"""What one build writes down for the next is read back as it was, or not at all."""

from __future__ import annotations

import datetime
import json
from typing import Any

import pytest

from peerkit.diagnostic import Diagnostic, Severity, Span
from peerkit.facts.summary import Slot, Summary
from peerkit.making.made import Head
from peerkit.model.group import Figures, Seats
from peerkit.placing import Placed
from peerkit.records import of_json, to_json
from peerkit.scan import Found, Hit

AT = Span("groups/one/group.yml", 3, 5)
NIGHT = datetime.datetime(2026, 12, 16, 22, 30, tzinfo=datetime.UTC)
CARD = Summary(
    "one", "Únité", "A group", "professional", ("a", "b"), "", "active", "en", Seats(min=5, max=8, limit=9), Figures(members=7),
    "monthly", frozenset({"ana@one.example", "bo@one.example"}), (Slot(NIGHT, NIGHT + datetime.timedelta(hours=2), AT),),
)  # fmt: skip
HEAD = Head(
    "one", (Diagnostic(AT, "rule", "a message", Severity.WARNING, "help"),), CARD, CARD, hits=(Hit("a", "b", (Found("c"),)),)
)


def test_a_record_comes_back_as_it_was() -> None:
    packed = to_json(HEAD)
    read = of_json(Head, packed)
    assert read == HEAD and read.told == CARD and read.hits[0].found == HEAD.hits[0].found
    assert to_json(read) == packed and b'"ana@one.example","bo@one.example"' in packed


def _changed(**more: Any) -> bytes:
    return json.dumps({**json.loads(to_json(HEAD)), **more}).encode()


@pytest.mark.parametrize(
    "record",
    [b"", b"{", b"null", b"[]", b"\xff\xfe", b"[" * 100_000, b'{"x":' * 100_000, to_json(HEAD)[:-3], b'{"findings":[]}', _changed(slug=1),
     _changed(told={}), _changed(card={**json.loads(to_json(HEAD))["card"], "seats": {"min": "x"}}), _changed(hits=[{"file": "a"}]),
     _changed(findings=[{"at": 1}])],
)  # fmt: skip
def test_what_is_no_record_is_refused(record: bytes) -> None:
    with pytest.raises(ValueError, match="not a Head"):
        of_json(Head, record)


def test_a_key_that_is_missing_has_its_default() -> None:
    assert of_json(Placed, b"{}") == Placed()
