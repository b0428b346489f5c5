"""YAML 1.2 with every scalar as written, front matter, and positions in code points."""

from __future__ import annotations

from typing import Any

import pytest

from peerkit.diagnostic import Diagnostic, Span
from peerkit.text import MAX_PROBLEMS, Document, Malformed, Quoted, decode, nearest, read_markdown, read_yaml


def value(text: str) -> Any:
    return read_yaml(decode(text.encode(), "f"), "f").value


def refused(text: str | bytes) -> Diagnostic:
    with pytest.raises(Malformed) as caught:
        read_yaml(decode(text if isinstance(text, bytes) else text.encode(), "f"), "f")
    return caught.value.diagnostic


def place(diagnostic: Diagnostic) -> tuple[int, int]:
    return diagnostic.at.line, diagnostic.at.column


AS_WRITTEN = [
    "18:30",
    "NO",
    "2023",
    "010",
    "0x1F",
    "0o17",
    "true",
    "Yes",
    "on",
    "~",
    "null",
    "4e1234567890",
    "+4930123",
    "1_000",
    "2026-13-01",
    ".inf",
    ".nan",
    "=",
    "<<",
    "1.0",
    "-0",
    "é",
]


@pytest.mark.parametrize("scalar", AS_WRITTEN)
def test_a_scalar_is_the_characters_as_written(scalar: str) -> None:
    document = read_yaml(f"a: {scalar}\nb: [{scalar}]\n? {scalar}\n: x\n", "f")
    assert document.value == {"a": scalar, "b": [scalar], scalar: "x"}
    assert not document.problems


def test_on_is_a_key_like_any_other() -> None:
    assert value("on: 1\nyes: 2\nnull: 3\n") == {"on": "1", "yes": "2", "null": "3"}


def test_a_key_without_a_value_is_none_and_a_quoted_scalar_knows_that_it_was() -> None:
    got = value("a:\nb: ''\nc: \"5\"\nd: |\n  5\ne: 5\n")
    assert got == {"a": None, "b": "", "c": "5", "d": "5\n", "e": "5"}
    assert [type(v) for v in got.values()] == [type(None), Quoted, Quoted, Quoted, str]


def test_duplicate_keys_are_collected_each_at_the_second() -> None:
    document = read_yaml('a: 1\nb: {x: 1, "x": 2}\n"a": 3\na: 4\n', "f")
    assert [(p.at.line, p.at.column) for p in document.problems] == [(2, 11), (3, 1), (4, 1)]
    assert all("duplicate key" in p.message and p.rule == "syntax" for p in document.problems)


def test_anchors_aliases_and_tags_are_refused_all_at_once_also_on_keys() -> None:
    document = read_yaml("a: &x 1\nb: *x\nc: !!int 3\nd: ! e\n&k e: 1\n!!str f: 2\n<<: *x\n", "f")
    assert [(p.at.line, p.message.split(" ")[0]) for p in document.problems] == [
        (1, "anchor"), (2, "alias"), (3, "tag"), (4, "tag"), (5, "anchor"), (6, "tag"), (7, "alias"),
    ]  # fmt: skip


def test_fifty_levels_are_read_and_fifty_one_are_refused_where_they_open() -> None:
    assert value("[" * 50 + "]" * 50)
    assert place(refused("[" * 51 + "]" * 51)) == (1, 51)
    assert place(refused("".join("  " * n + f"k{n}:\n" for n in range(100)) + "  " * 100 + "x")) == (51, 101)


@pytest.mark.parametrize("text", ["[" * 100_000, "{a: " * 100_000, "- " * 100_000, "? " * 100_000, "[{" * 100_000])
def test_100_000_levels_are_refused_at_once(text: str) -> None:
    assert refused(text).rule == "syntax"


def test_an_alias_bomb_stays_small() -> None:
    bomb = "a0: &a0 [x]\n" + "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]\n" for n in range(1, 40))
    document = read_yaml(bomb, "f")
    assert document.problems and len(repr(document.value)) < 10_000


def test_many_mistakes_of_one_kind_are_cut_off() -> None:
    assert len(read_yaml("a: 1\n" * 50_000, "f").problems) == MAX_PROBLEMS


def test_yaml_above_two_megabytes_is_refused() -> None:
    assert "bytes" in refused("a: " + "x" * 2_000_000).message


@pytest.mark.parametrize("char", ["\u2028", "\u2029", "\ufeff", "\ufffe", "\uffff", "\r", "\U0010fffd", "\ue000", "\U0001f600"])
@pytest.mark.parametrize("form", ["{}", "'{}'", '"{}"', "|-\n  {}", "[{}]"])
def test_any_unicode_text_is_kept_and_does_not_move_positions(char: str, form: str) -> None:
    text = f"x{char}y"
    document = read_yaml(f"a: {form.format(text)}\nb: {text}\n'{text}': 1\n", "f")
    assert document.value["a"] in (text, [text])
    assert document.value["b"] == text and document.value[text] == "1"
    assert document.at("b").line == (3 if "|" in form else 2) and document.at("b").column == 4


def test_a_stand_in_is_not_mistaken_for_a_character_that_an_escape_writes() -> None:
    assert value('a: "\u2028\\U0010FFFD\\U0010fffc"') == {"a": "\u2028\U0010fffd\U0010fffc"}


@pytest.mark.parametrize("code", [0, 7, 8, 11, 12, 27, 31, 127, 0x80, 0x85, 0x9F])
def test_control_characters_are_refused_where_they_stand_raw_and_escaped(code: int) -> None:
    raw = refused(f"é: 1\nb: é{chr(code)}")
    assert place(raw) == (2, 5) and f"U+{code:04X}" in raw.message
    document = read_yaml(f'a: "\\x{code:02x}"', "f")
    assert [p.at.column for p in document.problems] == [4] and f"U+{code:04X}" in document.problems[0].message


def test_tab_line_feed_and_return_may_be_escaped() -> None:
    document = read_yaml(r'a: "\t\n\r\L\P"', "f")
    assert document.value == {"a": "\t\n\r\u2028\u2029"} and not document.problems


def test_crlf_is_lf_and_a_byte_order_mark_is_no_text() -> None:
    text = decode("\ufeffa: é\r\nb: 1\r\n".encode(), "f")
    assert text == "a: é\nb: 1\n"
    assert read_yaml(text, "f").at("b") == Span("f", 2, 4)


@pytest.mark.parametrize(
    ("data", "at"),
    [
        (b"a: \xff", (1, 4)),
        ("é: 1\nü: ".encode() + b"\xe9", (2, 4)),
        (b"\xff\xfea\0", (1, 1)),
        ("\ufeffab\r\nc".encode() + b"\xc3", (2, 2)),
    ],
)
def test_what_is_not_utf_8_is_refused_at_its_first_byte(data: bytes, at: tuple[int, int]) -> None:
    wrong = refused(data)
    assert place(wrong) == at and "UTF-8" in wrong.message


@pytest.mark.parametrize(
    "text",
    [
        "a: b: c",
        "a: [",
        'a: "',
        "a: {b",
        "\ta: 1",
        "a: 1\n---\nb: 2",
        "a: 1\n...\nb: 2",
        "- a\nb: 1",
        "[a]: b",
        "%YAML 9.1\n---\na: b",
    ],
)
def test_what_is_not_yaml_is_one_located_line(text: str) -> None:
    wrong = refused(text)
    assert wrong.rule == "syntax" and "\n" not in str(wrong) and wrong.help
    assert 1 <= wrong.at.line <= 1 + text.count("\n")


@pytest.mark.parametrize("text", ["", "# only a comment\n", "\n\n", "---\n", "---\n...\n"])
def test_an_empty_document_has_no_value(text: str) -> None:
    assert value(text) is None


# front matter


def front(text: str) -> Document:
    return read_markdown(text, "f.md")


@pytest.mark.parametrize(
    ("text", "body", "line"),
    [
        ("---\na: 1\n---\nbody\n", "body\n", 4),
        ("---\n---\nbody", "body", 3),
        ("---\n\n---\nbody", "body", 4),
        ("---\n# c\n\n---\n\n\n  body  \n\n", "\n\n  body  \n\n", 5),
        ("\n \n---\na: 1\n---\nbody", "body", 6),
        ("body\n", "body\n", 1),
        ("\n\n  body\n", "\n\n  body\n", 1),
        ("", "", 1),
        ("--- \na: 1\n---\n", "--- \na: 1\n---\n", 1),
        (" ---\na: 1\n---\n", " ---\na: 1\n---\n", 1),
        ("----\na: 1\n----\n", "----\na: 1\n----\n", 1),
        ("---\na: 1\n---\nx\n---\ny\n---\n", "x\n---\ny\n---\n", 4),
        ("---\na: |\n  x\n  ---\n---\nbody", "body", 6),
        ("---\na: 1\n---\n\u2028 \x0b\n", "\u2028 \x0b\n", 4),
    ],
)
def test_the_body_is_kept_as_written_and_knows_its_line(text: str, body: str, line: int) -> None:
    document = front(text)
    assert (document.body, document.body_line) == (body, line)
    if body:
        assert "\n".join(text.split("\n")[line - 1 :]) == body


@pytest.mark.parametrize(
    "text", ["---", "---\n", "---\na: 1\n", "---\na: 1\n--- \nbody", "---\na: 1\n ---\n", "---\na: 1\n--- ", "---\na: 1\n----"]
)
def test_front_matter_that_never_closes_is_refused(text: str) -> None:
    with pytest.raises(Malformed) as caught:
        front(text)
    assert caught.value.diagnostic.at == Span("f.md") and "never closes" in caught.value.diagnostic.message


def test_positions_inside_front_matter_count_from_the_file_in_code_points() -> None:
    document = front("\n---\n𝔘: é\n日本: {ключ: [x, 😀, z]}\na: 1\na: 2\n---\n")
    assert document.at("𝔘") == Span("f.md", 3, 4)
    assert document.at_key("日本", "ключ") == Span("f.md", 4, 6)
    assert document.at("日本", "ключ", 2) == Span("f.md", 4, 19)
    assert document.problems[0].at == Span("f.md", 6, 1)
    assert document.at("nowhere", 3) == Span("f.md", 3, 1)


def test_an_error_in_front_matter_stands_on_the_files_own_line() -> None:
    with pytest.raises(Malformed) as caught:
        front("---\na: 1\nb: [\n---\n")
    assert caught.value.diagnostic.at.line in (3, 4)


def test_a_diagnostic_is_one_line_whatever_it_quotes() -> None:
    told = Diagnostic(Span("a\x1b[31m\n\udcff.yml"), "schema", "'x\ny\u2028\x9b' is wrong", help="mend\r\nit")
    assert str(told).isprintable() and len(str(told).splitlines()) == 1
    str(told).encode()


def test_the_nearest_word_is_suggested_only_if_it_is_near() -> None:
    assert nearest("Sumary", ["summary", "name"]) == "did you mean 'summary'?"
    assert nearest("zzz", ["summary", "name"]) == ""
    assert nearest("x" * 1_000_000, ["summary"]) == ""
