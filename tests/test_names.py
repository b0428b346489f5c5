"""Members' names in free text, in whatever dress."""

from __future__ import annotations

import pytest

from peerkit.facts.names import as_read, names_any


@pytest.mark.parametrize(
    "text",
    [
        "Cyrus **Quill** pays", "*Cyrus* Quill", "Quill, Cyrus", "Cyrus&nbsp;Quill", "C&#121;rus Quill", "Cyrus <b>Qu</b>ill",
        '[Cyrus](x) [Quill](y "t")', "see https://example.org/cyrus-quill", "Cyrus\nQu\u00adill", "Cy\\rus Quill", "<!-- Cyrus Quill -->",
    ],
)  # fmt: skip
def test_a_name_is_found_under_markup(text: str) -> None:
    assert names_any(["Bo Lind", "Cyrus Quill"], text)


@pytest.mark.parametrize("text", ["Cyrus pays", "the quill of Cyrus", "", "a < b, Cyrus > Quillon"])
def test_half_a_name_is_none(text: str) -> None:
    assert not names_any(["Cyrus Quill", ""], text)


def test_a_text_as_read_has_the_addresses_that_markup_hides() -> None:
    assert as_read("cy&#64;example.org or cy@<b>example</b>.org") == "cy@example.org or cy@example.org"
