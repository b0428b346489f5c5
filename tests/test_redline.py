"""Redlines: the truth, word for word, in markup that stays whole; and a summary that a reader recognises."""

from __future__ import annotations

import re
from html import unescape
from html.parser import HTMLParser
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from peerkit.redline import anchors, in_one_line, redline
from peerkit.render.prose import html as rendered

CHARTER = (Path(__file__).parents[1] / "groups/northeast-cio/charter.md").read_text(encoding="utf-8").split("---\n", 2)[2]
VOID = {"br", "hr", "img"}


class Words(HTMLParser):
    """The words of HTML without one element, and what is wrong with its nesting."""

    def __init__(self, without: str) -> None:
        super().__init__()
        self.without, self.open, self.out, self.flaws = without, [], [], []
        self.marks: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag, attrs):
        if tag in ("ins", "del"):
            self.marks.append((tag, dict(attrs)))
            if {"ins", "del"} & set(self.open):
                self.flaws.append(f"{tag} in {self.open}")
            if self.open and self.open[-1] in ("ul", "ol", "dl", "table", "thead", "tbody", "tr"):
                self.flaws.append(f"{tag} in {self.open}")
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.flaws.append(f"</{tag}>")

    def handle_data(self, data):
        if self.without not in self.open:
            self.out.append(data)


def read(html: str, without: str = "") -> Words:
    words = Words(without)
    words.feed(html)
    words.close()
    return words


def words(html: str, without: str = "") -> list[str]:
    """Words as a reader sees them: blocks part words, inline elements do not."""
    parted = re.sub(
        r"</?(p|h\d|li|ul|ol|t[dhr]|d[dtl]|div|pre|table|blockquote|br|hr|details|summary)\b[^>]*>", lambda m: f" {m[0]} ", html
    )
    return "".join(read(parted, without).out).split()


def check(old: str, new: str):
    a, b = rendered(old), rendered(new)
    line = redline(a, b)
    whole = read(line.html)
    assert not whole.flaws and not whole.open
    assert words(line.html, without="del") == words(b)
    assert words(line.html, without="ins") == words(a)
    assert all(attrs.get("aria-label") for _, attrs in whole.marks)
    moves = [(tag, attrs["data-move"]) for tag, attrs in whole.marks if "data-move" in attrs]
    assert {m for t, m in moves if t == "ins"} == {m for t, m in moves if t == "del"}
    assert len(moves) == len(set(moves))
    return line


SOME = "members meet monthly **never** the *group* a [link](https://example.org/) `code` Ümlaut 1. x[^1] café, 規約 <b>b</b> & <"
WORD = st.sampled_from(SOME.split())
LINE = st.lists(WORD, min_size=1, max_size=9).map(" ".join)
BLOCK = st.one_of(
    LINE, LINE,
    st.tuples(st.sampled_from(["# ", "## ", "### 2. "]), LINE).map("".join),
    st.lists(LINE, min_size=1, max_size=4).map(lambda x: "\n".join(f"- {i}" for i in x)),
    st.lists(LINE, min_size=1, max_size=4).map(lambda x: "\n".join(f"{n}. {i}" for n, i in enumerate(x, 3))),
    st.lists(LINE, min_size=2, max_size=3).map(lambda x: f"- {x[0]}\n\n    {x[1]}\n\n    - {x[-1]}"),
    st.lists(LINE, min_size=1, max_size=3).map(lambda x: "| a | b |\n|---|---|\n" + "\n".join(f"| {i.replace('|', '')} | same |" for i in x)),
    st.lists(LINE, min_size=1, max_size=3).map(lambda x: "| a | b | c |\n|---|---|---|\n" + "\n".join(f"| one | {i} | same |" for i in x)),
    LINE.map(lambda x: f"Term\n: {x}"),
    LINE.map(lambda x: f"> {x}\n>\n> - {x}"),
    LINE.map(lambda x: f"!!! note\n    {x}"),
    LINE.map(lambda x: f"```\n{x}\n  {x}\n```"),
    st.just("[^1]: A note."),
    st.just("<details><summary>More</summary>text <p>in</p></details>"),
    st.just("<del>a member's own</del> <ins>mark</ins>"),
    st.just("---"),
)  # fmt: skip
TEXT = st.lists(BLOCK, max_size=8)


@given(TEXT, TEXT)
@settings(max_examples=60, deadline=None)
def test_any_two_texts_can_be_read_out_of_their_redline(old, new):
    check("\n\n".join(old), "\n\n".join(new))


@given(TEXT, st.data())
@settings(max_examples=60, deadline=None)
def test_an_edited_text_can_be_read_out_of_its_redline(old, data):
    new = list(old)
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(new)))
        kind = data.draw(st.sampled_from(["add", "drop", "move", "word"]))
        if kind == "add":
            new.insert(at, data.draw(BLOCK))
        elif at < len(new) and kind == "drop":
            del new[at]
        elif at < len(new) and kind == "move":
            new.insert(data.draw(st.integers(0, len(new))), new.pop(at))
        elif at < len(new):
            parts = new[at].split(" ")
            parts[data.draw(st.integers(0, len(parts) - 1))] = data.draw(WORD)
            new[at] = " ".join(parts)
    check("\n\n".join(old), "\n\n".join(new))


def changed(old: str, new: str) -> list[tuple[str, str]]:
    return [(c.kind, c.heading) for c in check(old, new).changes]


def test_a_clause_that_moved_is_shown_as_moved_and_nothing_else_changed():
    start, end, after = (CHARTER.index(h) for h in ("## Confidentiality", "## Fair dealing", "## Attendance"))
    new = CHARTER[:start] + CHARTER[end:after] + CHARTER[start:end] + CHARTER[after:]
    line = check(CHARTER, new)
    assert [c.kind for c in line.changes] == ["moved"]
    assert len(read(line.html).marks) == 2
    assert in_one_line(line.changes) == "1 clause moved"


def test_a_clause_that_moved_and_was_reworded_shows_which_words_are_other_ones():
    start, end, after = (CHARTER.index(h) for h in ("## Confidentiality", "## Fair dealing", "## Leaving"))
    moved = CHARTER[start:end].replace("assistants", "deputies")
    line = check(CHARTER, CHARTER[:start] + CHARTER[end:after] + moved + CHARTER[after:])
    assert [(c.kind, c.heading) for c in line.changes] == [("moved", "Confidentiality"), ("reworded", "Confidentiality")]
    assert re.findall(r"<mark[^>]*>(.*?)</mark>", line.html) == ["assistants", "deputies"]
    assert "(moved here: Confidentiality" in line.text() and "partners and {+deputies+} at home" in line.text()
    assert "Our minutes hold" not in line.text()


def test_a_text_that_was_copied_and_reworded_where_it_stood_did_not_move():
    text = "Who cannot come says so at least two days before the meeting begins."
    line = check(f"## One\n\n{text}\n\n## Two\n\nElse.", f"## One\n\n{text.replace('two', 'three')}\n\n## Two\n\nElse.\n\n{text}")
    assert not any("data-move" in attrs for _, attrs in read(line.html).marks)


def test_items_of_a_list_that_count_differently_are_no_change():
    line = check("1. one thing\n2. another thing", "1. first of all\n2. one thing\n3. another thing")
    assert line.html.count("<ins") == 1 and "<del" not in line.html
    gone = check("1. one thing\n2. another thing\n3. the last", "1. one thing\n2. the last").html
    assert re.search('value="2"[^>]*><del', gone) and re.search('value="2"[^>]*>the last', gone)


def test_a_clause_that_only_has_another_number_is_not_listed():
    old = "## 1. Purpose\n\nTo learn.\n\n## 2. Money\n\nNone."
    new = "## 1. Purpose\n\nTo learn.\n\n## 2. Rhythm\n\nEach month.\n\n## 3. Money\n\nNone."
    assert changed(old, new) == [("added", "2. Rhythm")]


def test_a_renamed_clause_is_one_reworded_clause_with_both_names():
    (change,) = check("## Fees\n\nNobody pays.", "## What it costs\n\nNobody pays.").changes
    assert (change.kind, change.before, change.heading) == ("reworded", "Fees", "What it costs")


def test_a_cell_a_row_and_a_column_of_a_table_change_by_themselves():
    old = "| Role | Term |\n|---|---|\n| Facilitator | a year |\n| Notetaker | a month |"
    cell = check(old, old.replace("a month", "a quarter")).html
    assert "<td>a <del" in cell and cell.count("<tr") == 3
    row = check(old, old + "\n| Host | a meeting |").html
    assert row.count("<ins") == 2 and "<del" not in row
    column = check(
        old, "| Role | Chosen | Term |\n|---|---|---|\n| Facilitator | by consent | a year |\n| Notetaker | by lot | a month |"
    )
    assert column.html.count("<ins") == 3 and "<del" not in column.html


def test_where_a_link_leads_is_part_of_the_text():
    html = check("See [the rules](https://a.example/).", "See [the rules](https://b.example/).").html
    assert re.search(r'<del[^>]*><a href="https://a', html) and re.search(r'<ins[^>]*><a href="https://b', html)


def test_a_link_in_which_words_change_stays_one_link():
    html = check("See [the old rules](https://a.example/).", "See [the new rules](https://a.example/).").html
    assert html.count("<a ") == 1


def test_a_paragraph_that_is_cut_in_two_has_not_changed():
    line = check("One thing. Another thing, too.", "One thing.\n\nAnother thing, too.")
    assert not read(line.html).marks and not line.changes


def test_a_new_item_that_begins_like_the_next_one_takes_none_of_its_words():
    old = "- We share the chair.\n- We come on time, or say so in good time.\n"
    new = "- We share the chair.\n- We choose the pieces with the others.\n- We come on time, or say so two days before.\n"
    line = redline(rendered(old), rendered(new)).text()
    assert "- {+We choose the pieces with the others.+}" in line and "- We come on time, or say so [-in" in line


def test_a_removed_clause_can_be_linked_to():
    (change,) = check("## A\n\nx y\n\n## Money\n\nNone of it.", "## A\n\nx y").changes
    line = check("## A\n\nx y\n\n## Money\n\nNone of it.", "## A\n\nx y")
    assert (change.kind, change.heading) == ("removed", "Money") and f'id="{change.anchor}"' in line.html


def test_a_clause_keeps_its_id_through_rewording_renaming_renumbering_and_moving():
    versions = [
        "## 1. Money\n\nWe share what it costs us.\n\n## 2. Leaving\n\nWho leaves says so in person.",
        "## 1. Leaving\n\nWho leaves says so in person.\n\n## 2. Money\n\nWe share what it costs us all.",
        "## Leaving\n\nWho leaves says so in person.\n\n## Costs\n\nWe share what it costs us all.",
        "## Leaving\n\nWho leaves says so in person.\n\n## Money\n\nAn entirely different matter.",
    ]
    ids = anchors(map(rendered, versions))
    assert ids[:3] == [("money", "leaving"), ("leaving", "money"), ("leaving", "money")]
    assert ids[3] == ("leaving", "money-2")


def test_an_explicit_id_wins():
    assert anchors([rendered('## <a id="fees"></a>Money\n\nNone.')]) == [("fees",)]


def test_a_comment_calls_nobody_and_commands_nothing():
    hostile = "@everyone see #12 and !3\n\n/approve\n\n- /merge <img src=x onerror=alert(1)> [x](javascript:alert(1)) </del> **b** ![i](https://x)"
    comment = unescape(check("Nothing.", hostile).markdown())
    assert not re.search(r"@\w|#\d|!\d|(?m:^\s*/)|<img|javascript:|\*\*b", comment)


def test_a_comment_fits_however_much_changed():
    many = "".join(f"<h2>Clause {n} of many</h2><p>{n} words</p>" for n in range(5000))
    comment = redline("", many).markdown()
    assert len(comment) < 65_000 and comment.endswith("does not fit into a comment.*\n")


def test_other_words_in_the_cells_of_a_table_that_moved_are_marked():
    table = "## Roles\n\n| Role | Term |\n|---|---|\n| Facilitator | a year |\n| Notetaker | a month |"
    rest = "## Purpose\n\n" + "To learn from each other, and to be of use to each other in what we do. " * 3
    line = check(f"{table}\n\n{rest}", f"{rest}\n\n{table.replace('month', 'quarter')}")
    assert [c.kind for c in line.changes] == ["moved", "reworded"]
    assert re.findall(r"<mark[^>]*>(.*?)</mark>", line.html) == ["quarter", "month"] or "quarter" in line.text()


def test_what_a_terminal_would_obey_is_not_shown():
    assert "\x1b" not in redline("<p>a</p>", "<p>\x1b[31mb</p>").text()


def test_the_forms_name_what_changed():
    line = check("## Money\n\nNobody pays.", "## Money\n\nEverybody pays.")
    assert "[-Nobody-] {+Everybody+} pays." in line.text() and "reworded" in line.text()
    assert "<del>Nobody</del> <ins>Everybody</ins> pays." in line.markdown()


def test_very_long_texts_are_compared_by_blocks_and_that_is_said():
    block = "word " * 200
    old = "".join(f"<p>{n} {block}</p>" for n in range(500))
    line = redline(old, old.replace("<p>250 word", "<p>250 sword"))
    assert line.coarse and line.html.count("<del") == line.html.count("<ins") == 1
