"""What is new in a text: nothing that is new in it, or stands in other company than before, is missed."""

from __future__ import annotations

from collections.abc import Iterator

from hypothesis import given
from hypothesis import strategies as st

from peerkit.novelty import LONGEST, beginning, touched

TEXTS = st.lists(st.sampled_from(["a", "b", "c", "dd", "e" * 9]), max_size=60).map(lambda words: f" {' '.join(words)} ")


def _runs(text: str, company: int = 2) -> Iterator[tuple[str, str]]:
    """Every run with the words around it."""
    words = text.split()
    for start in range(len(words)):
        for end in range(start + 1, min(start + LONGEST, len(words)) + 1):
            yield " ".join(words[start:end]), " ".join(words[max(0, start - company) : end + company])


@given(TEXTS, TEXTS, TEXTS)
def test_every_run_that_is_new_or_in_new_company_is_told(before: str, between: str, after: str) -> None:
    for old, new in ((before + after, before + between + after), (before + between + after, after + before)):
        told = touched([old], [new])
        assert told is not None
        for ours, theirs in ((new, old), (old, new)):
            assert {run for run, around in {*_runs(ours)} - {*_runs(theirs)}} <= told


def test_little_is_told_of_a_long_text_in_which_little_is_new() -> None:
    words = [f"w{number}" for number in range(5000)]
    told = touched([" ".join(words)], [" ".join([*words[:2500], "new", *words[2500:]])])
    assert told and "new" in told and len(told) < 2000
    assert touched([], [" ".join(f"x{number}" for number in range(50_000))]) is None


def test_a_long_phrase_is_known_by_its_beginning() -> None:
    words = [f"w{number}" for number in range(40)]
    told = touched([""], [" ".join(words)])
    assert told and beginning(" ".join(words[3:30])) in told and beginning("a b") == "a b"
