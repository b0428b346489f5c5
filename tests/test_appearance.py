"""Colours that can be read, fonts and pictures from nowhere else: what is said of mkdocs.yml, and what a build refuses."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from peerkit import outward
from peerkit.appearance import dressed, lean, named_boxes, problems
from peerkit.contrast import colour, ratio
from peerkit.outward import calls

NAMES = [
    "red",
    "pink",
    "purple",
    "deep-purple",
    "indigo",
    "blue",
    "light-blue",
    "cyan",
    "teal",
    "green",
    "light-green",
    "lime",
    "yellow",
    "amber",
    "orange",
    "deep-orange",
    "brown",
    "grey",
    "blue-grey",
    "black",
    "white",
]
ACCENTS = [name for name in NAMES if name not in ("brown", "grey", "blue-grey", "black", "white")]


def said(folder: Path, theme: str, css: str = "", more: str = "") -> list[str]:
    """What is wrong with a network's mkdocs.yml."""
    (folder / "docs").mkdir(exist_ok=True)
    (folder / "docs/own.css").write_text(css)
    file = folder / "mkdocs.yml"
    file.write_text(f"site_name: N\ntheme:\n  name: material\n{theme}\nextra_css: [own.css]\n{more}")
    return [str(d) for d in problems(file, "mkdocs.yml")]


def test_contrast_is_that_of_wcag() -> None:
    assert ratio((0, 0, 0), (255, 255, 255)) == 21
    assert round(ratio((118, 118, 118), (255, 255, 255)), 2) == 4.54
    assert colour("#fff") == colour("white") == colour("rgb(255, 255, 255)") == (255, 255, 255)
    assert colour("hsla(225deg, 15%, 14%, 1)") == (30, 33, 41)
    assert colour("#00000080") == pytest.approx((127, 127, 127))
    assert colour("rgba(0,0,0,.5)") == pytest.approx((127.5, 127.5, 127.5))
    assert colour("oklch(from red l c h)") is None


@pytest.mark.parametrize("scheme", ["default", "slate"])
@pytest.mark.parametrize("name", NAMES)
def test_every_named_colour_can_be_read(tmp_path: Path, name: str, scheme: str) -> None:
    accent = name if name in ACCENTS else "indigo"
    assert said(tmp_path, f"  palette: {{scheme: {scheme}, primary: {name}, accent: {accent}}}") == []


def test_a_bad_choice_is_told_with_the_pair_and_its_contrast(tmp_path: Path) -> None:
    css = ":root { --md-primary-fg-color: #2094f3; --md-primary-bg-color: white }"
    palette = "  palette:\n    - scheme: default\n      primary: custom\n      accent: teal"
    found = said(tmp_path, palette, css)
    assert len(found) == 1
    assert found[0].startswith("mkdocs.yml:6:16: warning[appearance] palette 'default': the header's text, #ffffff on #2094f3,")
    assert "3.2 to 1" in found[0]
    dark = ':root{--md-accent-fg-color:#7a0010}\n[data-md-color-scheme="slate"]{--md-accent-fg-color:#400}'
    found = said(tmp_path, "  palette: {scheme: slate, primary: teal, accent: custom}", dark)
    assert "links under the pointer, #440000 on #1e2129" in found[0]


def test_only_what_counts_on_screens_counts(tmp_path: Path) -> None:
    css = "@media print { :root { --md-default-fg-color: #fff } .x { --md-default-fg-color: #fff } }\n.card{--md-default-fg-color:#fff}"
    assert said(tmp_path, "  palette: {primary: teal}", css) == []


def test_fonts_must_be_brought_along(tmp_path: Path) -> None:
    assert "no file of extra_css brings 'Roboto' along" in said(tmp_path, "  font: {text: Roboto}")[0]
    assert said(tmp_path, "  font: {text: Our Sans}", '@font-face { font-family: "Our Sans"; src: url(a.woff2) }') == []
    assert dressed({"name": "material"})["font"] is False
    assert dressed({"font": {"text": "Our Sans"}})["font"] == {"text": "Our Sans"}


@pytest.mark.parametrize(
    ("theme", "more", "at"),
    [
        ("  logo: https://cdn.example.org/l.png", "", "4:9"),
        ("  favicon: //cdn.example.org/l.png", "", "4:12"),
        ("", "extra_javascript: [a.js, {path: 'https://x.example.org/a.js'}]\n", "6:26"),
        ("", "extra:\n  analytics: {provider: google}\n", "7:14"),
    ],
)
def test_pictures_and_scripts_of_other_servers_are_errors(tmp_path: Path, theme: str, more: str, at: str) -> None:
    found = said(tmp_path, theme, "", more)
    assert len(found) == 1 and found[0].startswith(f"mkdocs.yml:{at}: error[appearance]")


def test_an_odd_mkdocs_yml_breaks_nothing(tmp_path: Path) -> None:
    for text in ("", "theme: [", "- a", "theme: !ENV [X, y]\nextra_css: 3", "theme: {palette: 3, font: x}\nextra: 1"):
        (tmp_path / "mkdocs.yml").write_text(text)
        assert problems(tmp_path / "mkdocs.yml", "mkdocs.yml") == []
    assert problems(tmp_path / "none.yml", "none.yml") == []


CALLS = [
    ("a.html", '<img src="https://e.org/a.png">', "img src"),
    ("a.html", "<p>\n <IMG alt='a > b' SRC=//e.org/a.png>", "img src"),
    ("a.html", '<img src="a.png" srcset="b.png 1x, https://e.org/c.png 2x">', "img srcset"),
    ("a.html", '<link rel="preconnect" href="https://e.org">', "link href"),
    ("a.html", '<link href="https://e.org/x.css" rel="stylesheet">', "link href"),
    ("a.html", '<iframe src="https://e.org"></iframe>', "iframe src"),
    ("a.html", '<object data="//e.org/x"></object>', "object data"),
    ("a.html", '<video poster="https://e.org/x.png"></video>', "video poster"),
    ("a.html", '<a href="x/" ping="https://e.org">', "a ping"),
    ("a.html", '<p style="background: url(https://e.org/x.png)">', "a style"),
    ("a.html", "<style>\np { background: url('//e.org/x.png') }</style>", "a style sheet"),
    ("a.html", '<script>fetch("https://e.org/x")</script>', "a script"),
    ("a.html", "<script>const i = new Image(); i.src = 'https://e.org/x'</script>", "a script"),
    ("a.html", '<script type="module">import x from "https://e.org/x.js"</script>', "a script"),
    ("a.html", '<meta http-equiv="refresh" content="0; url=https://e.org">', "a refresh"),
    ("a.html", '<svg><image href="https://e.org/x.png"/></svg>', "image href"),
    ("a.html", '<base href="https://e.org/">', "base href"),
    ("a.html", '<form action="https://e.org/">', "form action"),
    ("a.svg", '<svg xmlns:xlink="http://www.w3.org/1999/xlink"><use xlink:href="https://e.org/x#a"/></svg>', "use xlink:href"),
    ("a.css", '@import "https://e.org/x.css";', "a style sheet"),
    ("a.css", "@font-face { src: url( //e.org/x.woff2 ) }", "a style sheet"),
    ("a.js", 'const w = new Worker("https://e.org/w.js")', "a script"),
    ("a.js", 'request.open("GET", "https://e.org/w.js")', "a script"),
]
QUIET = [
    ("a.html", '<a href="https://e.org">x</a> <area href="//e.org">'),
    ("a.html", '<link rel="canonical" href="https://e.org/"><link rel="next" href="../x/"><meta property="og:image" content="https://e.org/x">'),
    ("a.html", '<svg xmlns="http://www.w3.org/2000/svg"><use href="#a"/></svg> https://e.org <code>img src="//e.org"</code>'),
    ("a.html", '<img src="data:image/svg+xml;utf8,<svg xmlns=%22http://www.w3.org/2000/svg%22>">'),
    ("a.html", '<script>location.href = "https://e.org"; // https://e.org</script>'),
    ("a.css", "/* url(https://e.org) */ a { background: url(data:image/svg+xml;charset=utf-8,<svg\\ xmlns='http://www.w3.org/2000/svg'>) }"),
    ("a.js", 'const ns = "http://www.w3.org/2000/svg"; fetch("data.json")'),
]  # fmt: skip


@pytest.mark.parametrize(("file", "text", "by"), CALLS)
def test_what_would_be_fetched_from_elsewhere_is_found(file: str, text: str, by: str) -> None:
    found = list(calls(file, text.encode()))
    assert [c.by for c in found] == [by]
    line = text.split("\n")[found[0].line - 1]
    assert 1 <= found[0].column <= len(line) and "e.org" in found[0].address


@pytest.mark.parametrize(("file", "text"), QUIET)
def test_links_and_names_are_no_calls(file: str, text: str) -> None:
    assert list(calls(file, text.encode())) == []


PARTS = [
    "<",
    ">",
    '"',
    "'",
    "a",
    "b ",
    "=",
    "/",
    "//e.org",
    "src",
    "-->",
    "\n",
    ">\n",
    "<p",
    "<img src=",
    '<img alt="a',
    "<b>",
    "</p>\n",
]


@given(st.lists(st.sampled_from(PARTS), max_size=16).map("".join))
def test_tags_are_told_apart_as_by_the_plain_rule(text: str) -> None:
    plain = re.compile(r"<([a-zA-Z][\w:-]*)((?:[^>\"']|\"[^\"]*\"|'[^']*')*)>")
    assert [m.span() for m in outward._TAG.finditer(text)] == [m.span() for m in plain.finditer(text)]


@given(st.lists(st.sampled_from(PARTS), max_size=16).map("".join))
@example("=</p>\na=<img alt=\"a//e.org<img src='//x'b <img src=>=<p//e.org\nsrc<img alt=\"a")
@example('<img alt="a>\n" src="//e.org">\n')
def test_a_page_read_piece_by_piece_calls_as_it_does_as_a_whole(text: str) -> None:
    assert list(outward._markup(text)) == list(outward._tags(text))


def test_each_of_several_pages_with_one_script_is_told() -> None:
    page = b'<script>fetch("https://e.org/x")</script>'
    assert [(c.file, c.by) for file in ("a.html", "b.html") for c in calls(file, page)] == [
        ("a.html", "a script"),
        ("b.html", "a script"),
    ]


def test_the_sites_own_address_may_be_asked() -> None:
    data = b'<img src="https://peers.example.org/a.png"><img src="https://peers.example.org.evil.org/a.png">'
    assert [c.address for c in calls("a.html", data, "https://peers.example.org/")] == [
        "https://peers.example.org.evil.org/a.png"
    ]


def test_a_diagram_that_the_theme_would_fetch_a_program_for() -> None:
    drawn = b'<pre class="mermaid"><code>graph</code></pre>'
    assert "extra_javascript" in next(iter(calls("a.html", drawn))).by
    assert not list(calls("a.html", drawn + b'<script src="../assets/mermaid.min.js"></script>'))


def test_the_boxes_of_task_lists_have_names() -> None:
    made = named_boxes('<input type="checkbox" disabled checked/> a <input type="checkbox" disabled/> b')
    assert (
        made
        == '<input aria-label="done" type="checkbox" disabled checked/> a <input aria-label="not done" type="checkbox" disabled/> b'
    )


def test_a_style_sheet_goes_out_without_what_is_written_for_us() -> None:
    sheet = """/* Material's "own" */\n.a::before {\n  content: "/* not a comment */  ";\n\n  color: red;\n}\n.b\n.c { margin: 0 }\n"""
    assert lean(sheet) == """\n.a::before {\ncontent: "/* not a comment */  ";\ncolor: red;\n}\n.b\n.c { margin: 0 }\n"""
