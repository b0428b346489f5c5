"""A person's file is changed where it must be and nowhere else."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peerkit import edit
from peerkit.diagnostic import Refusal
from peerkit.text import decode, read_markdown

ORDER = ("version", "status", "adopted", "review_by", "proposed", "ratified", "terms")
FULL = """---
# our charter
version: 3                        # whole number, from 1
status: adopted                   # draft | proposed | adopted
adopted: "2026-01-15"
ratified:                         # who agreed to this very text
  - {member: amara, on: 2026-01-15, text: "4f1c9a03be27"}  # in the room
  # by mail
  - member: bo
    text: "4f1c9a03be27"
terms:
  role_months: {facilitator: 12}  # a year
---
# Charter

A body with --- and version: 9 in it.
"""


def test_a_value_is_replaced_where_it_stands() -> None:
    got = edit.set_keys(FULL, {"version": "4", "adopted": "2026-11-23"}, ORDER)
    assert got == FULL.replace("version: 3 ", "version: 4 ", 1).replace('"2026-01-15"', "2026-11-23", 1)


def test_a_new_key_stands_in_its_order() -> None:
    got = edit.set_keys(FULL, {"proposed": "2026-11-23"}, ORDER)
    assert got == FULL.replace('adopted: "2026-01-15"\n', 'adopted: "2026-01-15"\nproposed: 2026-11-23\n')


def test_a_list_is_emptied_with_its_comments_and_the_key_keeps_its_own() -> None:
    got = edit.set_keys(FULL, {"ratified": "[]"}, ORDER)
    start, end = FULL.index("  - {member"), FULL.index("terms:")
    assert got == (FULL[:start] + FULL[end:]).replace("ratified:  ", "ratified: []  ", 1)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("ratified: []  # none yet\nterms: {}\n", "ratified:  # none yet\n  - {member: bo}\nterms: {}\n"),
        ("ratified:\nterms: {}\n", "ratified:\n  - {member: bo}\nterms: {}\n"),
        ("version: 1\nterms: {}\n", "version: 1\nratified:\n  - {member: bo}\nterms: {}\n"),
        ("ratified:\n- {member: al}\nterms: {}\n", "ratified:\n- {member: al}\n- {member: bo}\nterms: {}\n"),
        ("ratified: [{member: al}] # x\n", "ratified: [{member: al}, {member: bo}] # x\n"),
        ("ratified: [\n  {member: al},  # x\n]\n", "ratified: [\n  {member: al}, {member: bo},  # x\n]\n"),
        ("{version: 1, ratified: []}\n", "{version: 1, ratified: [{member: bo}]}\n"),
        ("{version: 1}\n", "{version: 1, ratified: [{member: bo}]}\n"),
        ("{}\n", "{ratified: [{member: bo}]}\n"),
        ("", "ratified:\n  - {member: bo}\n"),
        ("# only a comment\n", "# only a comment\nratified:\n  - {member: bo}\n"),
        ("  version: 1\n", "  version: 1\n  ratified:\n    - {member: bo}\n"),
        (
            "ratified:\n  -   member: al\n      on: 2026-01-01   # late\n\n# then\nterms: {}\n",
            "ratified:\n  -   member: al\n      on: 2026-01-01   # late\n  - {member: bo}\n\n# then\nterms: {}\n",
        ),
    ],
)
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_an_entry_is_added_in_the_style_of_the_list(before: str, after: str, line_end: str) -> None:
    file, want = (f"---\n{front}---\n\nText\n".replace("\n", line_end) for front in (before, after))
    assert edit.append(file, "ratified", "{member: bo}", ORDER) == want


@pytest.mark.parametrize("body", ["", "Text\n", "# T\r\n\r\nText", "\n\nText\n", "\ufeffText\n"])
def test_a_file_without_front_matter_gets_one_and_keeps_its_text(body: str) -> None:
    got = edit.set_keys(body, {"version": "1"}, ORDER)
    assert got.removeprefix("\ufeff").replace("\r\n", "\n").startswith("---\nversion: 1\n---\n")
    assert got.endswith(body.removeprefix("\ufeff"))
    assert got.startswith("\ufeff") == body.startswith("\ufeff")


def test_an_entry_of_a_list_is_changed_in_place() -> None:
    got = edit.set_entry(FULL, "ratified", 1, {"text": '"000000000000"', "on": "2026-11-23"})
    want = '  - member: bo\n    text: "000000000000"\n    on: 2026-11-23\n'
    assert got == FULL.replace('  - member: bo\n    text: "4f1c9a03be27"\n', want)
    got = edit.set_entry(FULL, "ratified", 0, {"text": '"000000000000"'})
    assert got == FULL.replace('"4f1c9a03be27"}', '"000000000000"}', 1)


@pytest.mark.parametrize("front", ["- a list", "just words", "version: [1", "version: 1\nversion: 2\na: *b", "? {a: 1}\n: 2"])
def test_what_cannot_be_changed_safely_is_left_alone(front: str) -> None:
    with pytest.raises(Refusal):
        edit.set_keys(f"---\n{front}\n---\nText\n", {"version": "4"}, ORDER)


KEYS = st.sampled_from(["version", "status", "adopted", "terms", "note", "päper"])
VALUES = st.sampled_from(
    [
        "3",
        "adopted",
        '"a # b"',
        "'it''s'",
        "{facilitator: 12}",
        "[a, b]",
        "",
        "|\n  two\n  lines",
        "\n  - a\n  - b",
        "\n  x: 1\n\n  y: 2",
        "👩‍🔬 ü",
    ]
)
NOTES = st.sampled_from(["", "  # a note: with colon", "  # 日本語"])
BETWEEN = st.sampled_from(["", "\n", "# a line of its own\n", "# two\n\n# lines\n"])


@st.composite
def fronts(draw: st.DrawFn) -> str:
    out = draw(BETWEEN)
    for key in draw(st.lists(KEYS, unique=True)):
        value, note = draw(VALUES), draw(NOTES)
        beside = value if not value.startswith(("\n", "|")) else ""
        out += f"{key}: {beside}{note}\n" if beside else f"{key}:{' |' if value.startswith('|') else ''}{note}\n"
        out += f"{value.lstrip('|').lstrip(chr(10))}\n" if not beside and value else ""
        out += draw(BETWEEN)
    return out


@given(fronts(), st.sampled_from(["\n", "\r\n"]), KEYS, st.sampled_from(["7", "[]", '"x"']))
def test_whatever_the_style_one_key_changes_and_no_comment_is_lost(front: str, line_end: str, key: str, value: str) -> None:
    file = f"---\n{front}---\nBody # one\n".replace("\n", line_end)
    got = edit.set_keys(file, {key: value}, ORDER)
    before, after = (read_markdown(decode(text.encode(), "f"), "f") for text in (file, got))
    wanted = {**(before.value or {}), key: {"7": "7", "[]": [], '"x"': "x"}[value]}
    # the last line end of a block of text is the file's, or its own once another key follows
    assert [(k, v.rstrip("\n") if isinstance(v, str) else v) for k, v in sorted(after.value.items())] == [
        (k, v.rstrip("\n") if isinstance(v, str) else v) for k, v in sorted(wanted.items())
    ]
    assert got.endswith(f"---{line_end}Body # one{line_end}")
    assert ("\n" in got.replace("\r\n", "")) == (line_end == "\n")
    # lines of other keys and comments of their own are the same, in the same order
    theirs = [
        line for line in file.split(line_end) if line.startswith(("#", *(f"{k}:" for k in (before.value or {}) if k != key)))
    ]
    kept = [line for line in got.split(line_end) if line in theirs]
    assert kept == theirs or "\n# " in front


def test_a_file_is_replaced_whole_and_keeps_its_permissions(tmp_path: Path) -> None:
    file = tmp_path / "charter.md"
    file.write_text("old")
    file.chmod(0o640)
    (tmp_path / "link.md").symlink_to("charter.md")
    edit.save(tmp_path / "link.md", "nëw\r\n")
    assert file.read_bytes() == "nëw\r\n".encode()
    assert stat.S_IMODE(file.stat().st_mode) == 0o640
    assert sorted(p.name for p in tmp_path.iterdir()) == ["charter.md", "link.md"]
