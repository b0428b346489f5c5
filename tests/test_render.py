"""Text of group files stays text: in a line of Markdown, in an attribute, in a body, in a template."""

from __future__ import annotations

import datetime
import functools
import re
from html.parser import HTMLParser
from pathlib import Path

import jinja2
import markdown
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from peerkit.builtin import templates
from peerkit.render import Safe, inline, link, mail, prose, render, stretches, url, words
from peerkit.render.templates import environment, tidy

SITE = ["tables", "admonition", "attr_list", "md_in_html", "footnotes", "def_list", "toc", "abbr", "pymdownx.details",
        "pymdownx.superfences", "pymdownx.tasklist", "pymdownx.snippets", "pymdownx.emoji", "pymdownx.magiclink",
        "pymdownx.arithmatex", "pymdownx.mark", "pymdownx.tilde", "pymdownx.caret", "pymdownx.keys"]  # fmt: skip
SITE_MARKDOWN = markdown.Markdown(extensions=SITE)
NASTY = [
    "# head", "* a", "- a", "+ a", "1. a", "12) a", "> quote", "    code", "```", "~~~", "***", "---", "===", "| a | b |", "|---|",
    "[x](http://e.org)", "![x](y)", "[x]: /y", "*[HTML]: Hyper", "[^1]: note", "a[^1]", ": def", "!!! note", "??? note", "=== tab",
    "{: #id .c}", "{#id}", "{{ 7*7 }}", "{% raw %}", '--8<-- "/etc/passwd"', "<script>alert(1)</script>", "</div>", "<div>", "<!-- x",
    "&amp;", "&#42;", "&copy;", "a\\*b", "a  ", "a\\", "`code`", "**b**", "_i_", "__b__", "~~d~~", "^^i^^", "==m==", ":smile:", "$x$",
    "http://e.org", "www.e.org", "me@e.org", "<me@e.org>", "++ctrl++", "- [ ] task", "C#", "C++", "a_b_c", "5 > 3 & 2 < 4", "\u2028# x",
    '" onclick="x', "'", "///", "/// note", "<?php", "<![CDATA[", "\\(x\\)", "...", "&", "<", "wzxhzdk:0",
]  # fmt: skip
texts = st.one_of(
    st.sampled_from(NASTY),
    st.lists(st.sampled_from([*NASTY, "a", " ", "\n", "Ö"]), max_size=6).map("".join),
    st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=40),
    st.text("\\`*_{}[]()#+-.!|<>&~^=:@$\"'/ \n1ax?%", max_size=30),
)


class Seen(HTMLParser):
    """The tags and the visible text of a piece of HTML."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, list[tuple[str, str | None]]]] = []
        self.text = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, attrs))

    def handle_data(self, data: str) -> None:
        self.text += data


def site(text: str) -> str:
    return str(SITE_MARKDOWN.reset().convert(text))


def plain(text: str) -> str:
    return re.sub("[\x00-\x20\x7f-\x9f\u2028\u2029]+", " ", text).strip(" ")


@settings(deadline=None)
@given(texts)
def test_inline_text_is_the_same_text_after_markdown(text: str) -> None:
    frames = {"x{}y": ["p"], "x {} y": ["p"], "- x {}": ["ul", "li"], "# x {}": ["h1"], "**x {} y**": ["p", "strong"]}
    for frame, tags in frames.items():
        seen = Seen(site(frame.replace("{}", inline(text))))
        assert [tag for tag, _ in seen.tags] == tags
        expected = Seen(site(frame.replace("{}", "QQ"))).text.replace("QQ", plain(text))
        assert " ".join(seen.text.split()) == " ".join(expected.split())


@settings(deadline=None)
@given(texts)
def test_inline_text_at_the_start_of_a_line_starts_nothing(text: str) -> None:
    seen = Seen(site(f"before\n\n{inline(text)}\n\nafter"))
    assert {tag for tag, _ in seen.tags} == {"p"}
    assert " ".join(seen.text.split()) == " ".join(f"before {plain(text)} after".split())


@settings(deadline=None)
@given(texts)
def test_inline_text_stays_in_its_cell(text: str) -> None:
    seen = Seen(site(f"| a | b |\n|---|---|\n| {inline(text)} | z |\n| c | d |"))
    assert [tag for tag, _ in seen.tags].count("td") == 4
    assert {tag for tag, _ in seen.tags} == {"table", "thead", "tbody", "tr", "th", "td"}


@settings(deadline=None)
@given(texts)
def test_inline_text_stays_in_its_attribute_and_link(text: str) -> None:
    seen = Seen(site(f'<p title="{inline(text)}">x</p>'))
    assert seen.tags == [("p", [("title", plain(text))])]
    seen = Seen(site(f"x {link(text or 'x', 'a b/(c).md')}"))
    assert [tag for tag, _ in seen.tags] == ["p", "a"]
    assert seen.tags[1][1] == [("href", "a%20b/%28c%29.md")]


@settings(deadline=None)
@given(texts)
def test_an_address_is_a_link_only_where_it_is_one(text: str) -> None:
    for made in (url(text), mail(text)):
        for tag, attrs in Seen(site(f"x {made} y")).tags:
            assert tag in ("p", "a")
            assert str(dict(attrs).get("href") or "http:").startswith(("http:", "https:", "mailto:"))
    assert mail("a@b.org") == '<a href="mailto:a&#64;b.org">a&#64;b.org</a>'
    assert "<a" not in url("javascript:alert(1)")


def test_what_is_readable_stays_readable() -> None:
    for text in ("Amara Osei", "St. Brendan College", "cost: 3.5 (net), well-known", "+1 555 0100", "17:30", "It's"):
        assert inline(text) == text


BODIES = [
    "```\nunclosed fence", "~~~", "<div>unclosed", "</div></div>text", "[r]: http://e.org\n\n[r]", "{{ 7*7 }} {% x %}", '--8<-- "x"',
    "*[abbr]: x\n\nabbr", "a[^1]\n\n[^1]: note", "<script>alert(1)</script>x", "# h {: onclick=x }", "x {: .cls }\n{: #id }",
    "<details><summary>x", "<table><tr><td>", "<pre>\n\n\n# x", "    code\n\n    # more", "- a\n\n    ```\n    # b\n    ```", "<p markdown=1>*x*</p>",
    "# One\n\ntext\n\n## Two\n\n# One", "<img src=x onerror=alert(1)>", "[x](javascript:alert(1))", "<svg onload=x>", "<iframe src=//e.org>",
    "> # quoted\n>\n> x", "!!! note \"t\"\n\n    x", "| a |\n|---|\n| `|` |", "- [ ] a\n- [x] b", "term\n:   def", "<!-- c -->x", "<a id=x name=y>z</a>",
    "<div class='pk-prose'>", "&lt;script&gt;", "\\<b\\>", ">" * 1000, "<" * 300, "[" * 300, "*" * 300, "`", "<b", "<![CDATA[ x", "<?x",
    "<h1>raw *x*</h1>", "# `{{ x }}` **b** <i>c</i>", "# ", "# \u0416\n\n# \u0416", "Setext\n===\n\nx", "wzxhzdk:0", "x\n\n---\n\ny",
]  # fmt: skip
PAGE = "# Page\n\n{}\n\n## After {{#after}}\n\n*end* and [^x] <b>it</b>\n"
bodies = st.one_of(
    st.sampled_from(BODIES), st.lists(st.one_of(st.sampled_from(BODIES), texts), max_size=4).map("\n\n".join), texts
)
ALLOWED = """
h1 h2 h3 h4 h5 h6 div p a em strong b i u s del ins sub sup small mark abbr cite q kbd samp var code pre blockquote ul ol li
dl dt dd table caption thead tbody tfoot tr th td hr br details summary img
"""


@settings(deadline=None)
@given(bodies)
def test_a_body_comes_through_the_page_as_it_is_and_never_breaks_out(body: str) -> None:
    made = prose(body, "p")
    page = site(PAGE.format(made))
    for line in made.split("\n\n"):
        assert not line or (line.startswith(("<div", "#")) and "\n" not in line)
        if line.startswith("<div"):
            assert line in page
    assert page.endswith('<h2 id="after">After</h2>\n<p><em>end</em> and [^x] <b>it</b></p>')
    seen = Seen(page)
    assert {tag for tag, _ in seen.tags} <= set(ALLOWED.split())
    ids = [value for _, attrs in seen.tags for name, value in attrs if name == "id"]
    assert all(i in ("page", "after") or str(i).startswith("p-") for i in ids)
    for _, attrs in seen.tags:
        for name, value in attrs:
            assert not name.startswith("on") and name != "style"
            assert name != "href" or re.match(r"https?://|mailto:|#p-", str(value), re.I)


@settings(deadline=None)
@given(bodies)
def test_a_body_is_safe_even_where_markdown_reads_it(body: str) -> None:
    for line in prose(body, "p").split("\n\n"):
        if line.startswith("<div"):
            seen, alone = Seen(site(f"- x\n\n    {line}\n")), Seen(line)
            assert [tag for tag, _ in seen.tags if tag not in ("ul", "li", "p")] == [
                tag for tag, _ in alone.tags if tag not in ("ul", "li", "p")
            ]


def test_headings_of_a_body_stand_in_the_contents_below_the_page() -> None:
    made = prose("# One *two*\n\nx\n\n## Three\n\n# One two", "c", 3)
    assert [line for line in made.split("\n\n") if line.startswith("#")] == [
        "### One two {#c-one-two}", "#### Three {#c-three}", "### One two {#c-one-two-2}"
    ]  # fmt: skip


def test_links_of_a_body_lead_to_the_web_or_to_files_that_are_there() -> None:
    made = prose("[a](memo.pdf) [b](other.pdf) [c](https://e.org) ![d](pic.png)", "c", 2, frozenset(["memo.pdf", "pic.png"]))
    assert 'href="memo.pdf"' in made and 'src="pic.png"' in made and 'href="https://e.org" rel="noopener noreferrer"' in made
    assert "other.pdf" not in made


def test_templates_escape_and_a_persons_own_win(tmp_path: Path) -> None:
    text = '{% macro m(a) %}*{{ a }}*{% endmacro %}{{ m(v) }} {{ s }} {{ [v, s] | join(", ") }} {{ v | e }}'
    (tmp_path / "x.md.j2").write_text(text)
    star = "&#42;a&#42;"
    assert render((tmp_path,), "x", {"v": "*a*", "s": Safe("*s*")}) == f"*{star}* *s* {star}, *s* {star}\n"
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "x.md.j2").write_text("own")
    assert render((tmp_path, Path()), "x", {}) == "own\n"


@given(texts)
def test_each_letter_is_escaped_for_what_stands_beside_it(text: str) -> None:
    active = re.compile(
        r"""[&<>"\\`*_{}\[\]|~^=@$#]"""
        r"|-(?=-)|(?<=-)-|\+(?=\+)|(?<=\+)\+|\.(?=\.)|(?<=\.)\.|:(?=//|[\w+-]+:)|(?<=[wW])\.|!(?=!)"
        r"|^[-+](?=\s|$)|^:|^[?/](?=[?/])|(?<=^\d)[.)](?=\s|$)|(?<=^\d\d)[.)](?=\s|$)"
    )
    named = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
    line = re.sub("[\x00-\x20\x7f-\x9f\u2028\u2029]+", " ", text).strip(" ")
    if not re.match(r"\d{3}", line):
        assert inline(text) == active.sub(lambda m: named.get(m[0]) or f"&#{ord(m[0])};", line)


@given(st.lists(st.sampled_from(["- a", "- ", "## b", "#c", "text", "", " ", "  - d"]), max_size=8).map("\n".join))
def test_one_empty_line_between_blocks_and_none_between_entries(page: str) -> None:
    apart = re.sub(r"\n(?:[ ]*\n)+", "\n\n", re.sub(r"(?<!\n)\n(?=#{1,6} )", "\n\n", page))
    assert tidy(page) == re.sub(r"(?m)^(- .*)\n\n(?=- )", r"\1\n", apart).strip("\n") + "\n"


_PIECES = ["\n", "<li>", "</li>\n", "- a", "text", "## b", " ", "\n\n"]


@pytest.fixture(scope="module")
def of_pieces(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, ...]:
    folder = tmp_path_factory.mktemp("templates")
    (folder / "x.md.j2").write_text("{% for piece in pieces %}{{ piece }}{% endfor %}")
    return (folder,)


@given(st.lists(st.sampled_from(_PIECES), max_size=12), st.integers(0, 9))
def test_a_page_by_stretches_is_the_page(of_pieces: tuple[Path, ...], pieces: list[str], size: int) -> None:
    values = {"pieces": list(map(Safe, pieces))}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("peerkit.render.templates._STRETCH", size)
        assert "".join(stretches(of_pieces, "x", values)) == render(of_pieces, "x", values)


def test_no_short_way_leads_out_of_the_sandbox() -> None:
    def refused() -> str:
        raise AssertionError

    refused.unsafe_callable = True  # type: ignore[attr-defined]
    asks = jinja2.pass_context(lambda context: context["v"])
    values = {"v": "<", "form": "{0.__class__}".format, "refused": refused, "asks": asks, "odd": type("Odd", (), {"form": "x"})()}
    made = environment(())
    assert made.from_string("{{ asks() }}{{ odd.form }}").render(values) == "&lt;x"
    for text in ("{{ refused() }}", "{{ v.__class__ }}", "{{ '{0.__class__}'.format(1) }}", "{{ box.it(1) }}"):
        box = type("Box", (), {"it": "harmless"})()
        assert made.from_string("{{ box.it }}").render(box=box) == "harmless"
        box.it = values["form"]  # a method of the same name that was found safe before
        with pytest.raises(jinja2.TemplateError):
            made.from_string(text).render(values, box=box)


@pytest.mark.parametrize("text", ["{{ a ~ b }}", "{{ missing }}", "{{ ''.__class__.__mro__ }}", "{{ v | format }}", "{{ v"])
def test_templates_refuse_what_would_escape_wrongly(tmp_path: Path, text: str) -> None:
    (tmp_path / "y.md.j2").write_text(text)
    with pytest.raises(jinja2.TemplateError):
        render((tmp_path,), "y", {"a": "a", "b": Safe("b"), "v": "v"})


@pytest.mark.parametrize(
    ("language", "rule", "said"),
    [
        ("en", "FREQ=MONTHLY;BYDAY=2TH", "second Thursday of each month"),
        ("en", "FREQ=MONTHLY;BYDAY=-1FR", "last Friday of each month"),
        ("en", "FREQ=MONTHLY;BYDAY=WE;BYSETPOS=3", "third Wednesday of each month"),
        ("en", "FREQ=MONTHLY;INTERVAL=2;BYDAY=1MO", "first Monday, every 2 months"),
        ("en", "FREQ=WEEKLY;BYDAY=TU,TH", "every Tuesday and Thursday"),
        ("en", "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU", "Tuesday, every 2 weeks"),
        ("en", "FREQ=MONTHLY;BYMONTHDAY=15", "every month, on day 15"),
        ("en", "FREQ=YEARLY;BYDAY=1SA;BYMONTH=6", "first Saturday, every year in June"),
        ("en", "FREQ=YEARLY;BYWEEKNO=20", "every year"),
        ("de", "FREQ=MONTHLY;BYDAY=3SU", "dritter Sonntag im Monat"),
        ("fr", "FREQ=MONTHLY;BYDAY=3SU", "troisième dimanche de chaque mois"),
        ("pl", "FREQ=MONTHLY;BYDAY=3SU", "third Sunday of each month"),
    ],
)  # fmt: skip
def test_cadence_in_words(language: str, rule: str, said: str) -> None:
    assert words(language).cadence(rule) == said


def test_dates_and_times_in_the_groups_language() -> None:
    day = datetime.date(2026, 12, 10)
    assert words("en").date(day) == "Thursday, 10 December 2026"
    assert words("de-AT").date(day) == "Donnerstag, 10. Dezember 2026"
    assert words("xx-unknown").date(day) == words("").date(day) == words("en").date(day)
    assert words("en").clock(datetime.time(17, 41, 59)) == "17:41"
    assert [words("de").minutes(m) for m in (50, 80, 120, 1.5)] == ["50 min", "1 h 20 min", "2 h", "1,5 min"]
    arabic = words("ar")
    assert arabic.direction == "rtl" and arabic.cadence("FREQ=MONTHLY;BYDAY=2TH") == "الخميس الثاني من كل شهر"
    assert words("fr").plain("{month} meeting", month=words("fr").month(day)) == "Réunion de décembre 2026"


@functools.cache
def used() -> set[str]:
    """Every English text of templates and pages."""
    found: set[str] = set()
    package = Path(__file__).parent.parent / "generator" / "peerkit"
    code = (package / part for part in ("pages", "render", "outputs", "typeset"))
    for file in [*(templates() / "pages").glob("*.j2"), *(file for folder in code for file in folder.rglob("*.py"))]:
        text = file.read_text(encoding="utf-8")
        found |= set(re.findall(r'(?<!\w)(?:t|plain|say|kind|word|knows)\(\s*"([^"]+)"', text))
        found |= {part for pair in re.findall(r'(?<!\w)n\(\s*"([^"]+)", "([^"]+)"', text) for part in pair}
    return found


LANGUAGES = sorted((templates() / "languages").glob("*.yml"))


def table(file: Path) -> dict[str, str]:
    return dict(yaml.load(file.read_text(encoding="utf-8"), Loader=yaml.BaseLoader))


@pytest.mark.parametrize("file", LANGUAGES, ids=lambda file: file.stem)
def test_every_shipped_language_is_complete(file: Path) -> None:
    """What the kit says, in full: a page in two languages is worse than one in English. No key twice."""
    others = set().union(*(table(other) for other in LANGUAGES))
    assert (used() | others) - set(table(file)) == set()
    lines = [line for line in file.read_text(encoding="utf-8").splitlines() if line.startswith('"')]
    assert len(lines) == len(table(file)) and all(table(file).values())


@given(st.text("abZ é0 1,.;?!'\"()/%–’-\n  http", max_size=40))
def test_a_body_of_plain_words_is_what_markdown_makes_of_it(text: str) -> None:
    from importlib import import_module

    module = import_module("peerkit.render.prose")
    body = text.strip()
    plain = module._plain(body)
    assert plain in ("", module._clean(module._html(body), "p", frozenset()))
    assert module._plain("Two words,\nand a “third”.\n\nMore.") == "<p>Two words,\nand a “third”.</p>\n<p>More.</p>"


@pytest.mark.parametrize("file", LANGUAGES, ids=lambda file: file.stem)
def test_every_language_keeps_the_parts_of_what_it_says(file: Path) -> None:
    for english, local in table(file).items():
        assert sorted(re.findall(r"\{\w+\}|%", english)) == sorted(re.findall(r"\{\w+\}|%", local)), english


def test_english_that_stands_in_is_marked_as_english() -> None:
    assert words("ja").t("Next meeting") == '<span lang="en" dir="ltr">Next meeting</span>'
    assert words("he").t("Next meeting") == "המפגש הבא" and words("en").t("Next meeting") == "Next meeting"


@pytest.mark.parametrize("part", ["[", "[a](b ", "![", "[^1]"])
def test_a_tangle_of_brackets_that_would_take_markdown_hours_is_shown_as_written(part: str) -> None:
    made = prose(part * 30_000, "p")
    assert made.startswith('<div class="pk-prose"><pre>') and "<a" not in made


def test_a_long_list_of_links_is_no_tangle() -> None:
    assert prose("- [a](https://e.org)\n" * 1_000, "p").count("<a ") == 1_000


def test_headings_of_one_name_are_told_apart() -> None:
    assert re.findall(r"\{#([\w-]+)\}", prose("# A\n\n# A 2\n\n# A\n\n# A\n", "p")) == ["p-a", "p-a-2", "p-a-3", "p-a-4"]
