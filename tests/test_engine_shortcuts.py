"""The engine's shortcuts leave what the long way leaves: HTML set aside line by line, pages read for search, entries remembered."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown import Markdown
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page, _RawHTMLPreprocessor

from peerkit.engine.html_lines import HtmlLines, ids
from peerkit.engine.pages import Converter, Pages
from peerkit.engine.plain import converted
from peerkit.engine.sections import sections
from peerkit.staging import GROUP_EXTENSIONS

EXTENSIONS = ["admonition", "attr_list", "md_in_html", "tables", "toc", "fenced_code", "pymdownx.details"]
WHOLE = [
    '<dl class="pk-facts"><div><dt>Date</dt> <dd>11 May</dd></div> </dl>',
    '<figure id="f"><svg viewBox="0 0 9 9"><rect x="1"/><text id="t">a &lt; b</text></svg></figure>',
    "<ol><li><p>one<br>two</li><li>three</ol>",
    '<div><a name="here" title="a > b">x</a> &#58; *not* `read` <hr></div>',
    "<p>Fish &amp; chips</p>",
    '<p ID=\'a&amp;b\' data-id="x" name=\'y\'>z<a id="" NAME="n"></a></p>',
    "<table><tr><td>1</td></tr></table>",
    '<div class="note">no [link](x.md)</div>',
    "<UL><LI>upper</LI></UL>",
]
OTHER = [
    "",
    "",
    " ",
    "## A heading { #item-1 }",
    "- an item with <a href='x/'>a link</a>",
    "Words &amp; more, 3 < 4 & <br> so",
    "<strong>at the start</strong> of a line",
    "Words <em",
    'title="a">b</em>',
    "<div>",
    "</div>",
    "<div>open",
    '<div markdown="1">*read*</div>',
    "<div><span><div></span></div></div>",
    "<hr>",
    "<hr><div>after</div>",
    "<div>one</div><div>two</div>",
    "<div>one</div> tail",
    "<div>loose & ends</div>",
    "<script>if (a < b) { '</div>' }</script>",
    "<div><script>'</div>'</script></div>",
    "<!-- a comment",
    "--> ends",
    "<?php ?>",
    "<![CDATA[ <p> ]]>",
    "    <div>code</div>",
    "   <div>three blanks</div>",
    "```",
    "`<div>` in code, ``",
    "| a | b |",
    "|---|---|",
    "!!! note",
    "    within",
    "> <div>quoted</div>",
    "\\<div>",
    "<div>x</div >",
    "<a",
]


@given(st.lists(st.sampled_from(WHOLE + OTHER), max_size=14).map("\n".join))
@example("\n\n".join(WHOLE))
@example("Words <em\n\n<div>x</div>\n\ntitle='a'>b</em>")
@example("<!-- open\n\n<div>x</div>\n\n-->")
def test_a_page_is_the_same_whether_its_html_is_set_aside_line_by_line_or_read(text: str) -> None:
    pages, anchors = [], []
    for aside in (False, True):
        md, raw = Markdown(extensions=EXTENSIONS), _RawHTMLPreprocessor()
        raw._register(md)
        lines = HtmlLines(md)
        if aside:
            md.preprocessors.register(lines, "aside", lines.priority)
        pages.append(md.convert(text))
        anchors.append(raw.present_anchor_ids | ids(lines.named))
    assert pages[0] == pages[1]
    assert anchors[0] == anchors[1]


@pytest.mark.parametrize("line", WHOLE)
def test_a_line_that_is_one_element_is_set_aside(line: str) -> None:
    md = Markdown(extensions=EXTENSIONS)
    HtmlLines(md).run(["# Title", "", line, "", ""])
    assert md.htmlStash.rawHtmlBlocks == [f"{line}\n"]


PLAIN = [
    "# Title",
    "## Why we meet",
    "## Why we meet",
    "### Fish &amp; chips &#58; twice { #item-1 }",
    "## Minutes { .pk-new-sheet }",
    "## Über uns {#why-we-meet}",
    "Words, said &#42;twice&#42;\nand 3.5 on\nthe next (line).",
    'Issue: <a href="../issues/x/">The <br> issue</a>, <small>1 May 2026</small>',
    '<a id="here" href="mailto:a&#64;b.example">Here</a>',
    '- one\n- two — <strong class="pk-late">due</strong>\n- <span>three</span>',
    "- 漢字 and\u00a0more",
    '!!! tip "A common problem"\n    Three <a href="x/">face</a> it.',
    "| When | What | |\n|---|---|---|\n| <strong>9:00</strong> <q>go</q> | &#124; | |\n| |# one|- <br> |",
    '<div class="pk-now">\n<section id="next"><p>x</p>\n</section></div>',
]
NOT_PLAIN = [
    "Words\n- a list?",
    "- one\n\n    within",
    "- - two\n-  three\n- # four",
    "1. first\n2. second",
    "2026. A year",
    "#hashtag",
    "## Heading # \nand words",
    "## *Emphatic* <b>heading</b>",
    "## { #only }",
    "Title\n=====",
    "Title\n---",
    "* * *",
    "Ends in blanks  \nand goes on \n",
    "\u2028begins so",
    "a | b\n--|--\n1 | 2",
    "| a | b |\n|---|\n| c |",
    "| a | b |\n|---|---|\n| c | d | e |\n| f |",
    '| a | b |\n|---|---|\n| <a href="|">c</a> | `|` |',
    "| a |\n|---|\n| b |",
    "| a | b |\n|---|---|",
    "https://example.org <me@example.org> <https://example.org>",
    "snake_case_word and __init__ and **strong** `code`",
    "[link](x.md) ![picture](y.png) [ref]: z",
    "<span>never closed",
    "closed</span> <em>too</em>",
    "Words <b id>x</b> <b id='y'>z</b>",
    '<span markdown="1">*x*</span> <a href="[x](y)`">z</a>',
    "<div>\n```\n</div>\n\n```",
    "<div>a\n \nb</div>",
    "<div>a\n    b</div> c",
    "!!! note\n    Words",
    '!!! note "x"\n    Words\n    more\n\n    and more',
    '??? note "x"\n    Words',
    "> quoted",
    "Term\n: meaning",
    "A \ttab &ampersand & \x0b \x1f \x85",
    "Words\n{: .class }",
    "~~~\ncode\n~~~",
    " ",
    "",
]


@pytest.fixture(scope="module")
def config(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """That of a group's site, as far as its pages depend on it."""
    from mkdocs.config.base import load_config

    folder = tmp_path_factory.mktemp("site")
    (folder / "docs").mkdir()
    (folder / "mkdocs.yml").write_text("site_name: A group\n")
    return load_config(
        str(folder / "mkdocs.yml"), theme="material", plugins=[], markdown_extensions=copy.deepcopy(list(GROUP_EXTENSIONS))
    )


def _rendered(config: Any, text: str, quickly: bool) -> tuple[Any, ...]:
    file = File("page.md", config.docs_dir, config.site_dir, use_directory_urls=True)
    files = Files([file])
    page = Page(None, file, config)
    page.markdown = text
    if quickly:
        Converter(config, files, Pages()).render(page, config, files)
    else:
        page.render(config, files)
    links = {linked.src_uri: anchors for linked, anchors in (page.links_to_anchors or {}).items()}
    return page.content, str(page.toc), page._title_from_render, (page.present_anchor_ids or set()) - {None}, links


@given(
    st.lists(
        st.tuples(st.sampled_from([*PLAIN * 3, *NOT_PLAIN]), st.sampled_from(["\n\n"] * 4 + ["\n", "\n\n\n", "\n \n"])),
        max_size=9,
    )
)
@example([(piece, "\n\n") for piece in PLAIN])
@example([('<div\nclass="a">x</div>', "\n\n"), ('<div\u00a0class="a">x</div>', "\n\n"), ("<p\n>x</p>", "\n\n")])
def test_a_page_is_the_same_whether_it_goes_round_markdown_or_through_it(config: Any, pieces: list[tuple[str, str]]) -> None:
    text = "".join(part for piece in pieces for part in piece)
    assert _rendered(config, text, True) == _rendered(config, text, False)


@given(
    st.text(st.sampled_from(" \n\n\t#-*+_`~|=!?:.[](){}<>&;\\/\"'0123ab\u00a0\u0085\u2028é\x1c"), max_size=40).filter(
        lambda text: "<!" not in text
    ),  # which may stop MkDocs
    st.sampled_from(["", "- ", "## ", "Words "]),
)
def test_a_page_of_any_letters_is_the_same_too(config: Any, text: str, begin: str) -> None:
    assert _rendered(config, begin + text, True) == _rendered(config, begin + text, False)


@pytest.mark.parametrize("piece", PLAIN)
def test_what_our_templates_write_goes_round_markdown(piece: str) -> None:
    assert converted(f"{piece}\n", frozenset(Markdown().block_level_elements))


@pytest.mark.parametrize(
    "expected", sorted((Path(__file__).parent / "sites/example/_expected/members").glob("[a-z]*.txt")), ids=lambda path: path.stem
)
def test_each_page_of_the_example_groups_goes_round_markdown(expected: Path) -> None:
    block_level = frozenset(Markdown().block_level_elements)
    for page in expected.read_text(encoding="utf-8").split("<<<<<<<< ")[1:]:
        path, _, text = page.partition("\n")
        if path.endswith(".md"):
            assert converted(text.split("---\n", 2)[2], block_level), path


PIECES = [
    "<h1 id='a'>One</h1>",
    '<h2 id="b">Two <a class="headerlink" href="#b" title="Permanent link">&para;</a></h2>',
    "<p>Words &amp; <em>more</em>\nof them</p>",
    "<div data-search-exclude><p>left out</p></div>",
    "<div DATA-SEARCH-EXCLUDE><p>left out</p></div>",
    '<a class="head&#108;ink" href="#">x</a>',
    '<figure class="pk-chart" data-search-exclude><svg viewBox="0 0 1 1"><rect x="1"/></svg></figure>',
    "<ul><li>an <code>item</code></li><li></li></ul>",
    "<pre><code>a  b\n\n c</code></pre>",
    '<img alt="a > b" src="x.png"><br />',
    '<td CLASS="linenodiv">1</td>',
    '<div><h3 id="c">Three</h3><p>within</p></div>',
    "<h4>No id</h4>",
    '<h5 id="e" data-search-exclude>Left out</h5>',
    "<div data-search-exclude><div>in</div><h2 id='f'>F</h2></div>",
    '<a class="headerlink" href="#">x</a>',
    "<section><div class='linenodiv'>",
    "<object>o</object>",
    "<p> </p>",
    "<sub>2</sub><sup></sup>",
    "</div>",
    "</section>",
    " \n ",
    "text &lt;p&gt; &#58; &nbsp;",
    "</p>",
    "<div>",
    "<script>if (a < b) '<p>'</script>",
    "<!-- no -->",
    "<p",
    "a < b",
    "&amp",
    "&am",
]


@given(st.lists(st.sampled_from(PIECES), max_size=12).map("".join))
@example("".join(PIECES[:11]))
def test_search_is_told_the_same_by_the_quick_reader_and_by_materials(html: str) -> None:
    from material.plugins.search.plugin import Parser

    told: list[list[tuple[Any, ...]]] = []
    for quick in (False, True):
        parser = Parser()
        try:
            if not quick:
                parser.feed(html)
                parser.close()
            found = sections(html) if quick else parser.data
            told.append([(s.id, "".join(s.title), "".join(s.text), s.is_excluded()) for s in found])
        except (ValueError, AttributeError) as error:  # Material's own way with HTML that is not well-formed
            told.append([(type(error),)])
    assert told[0] == told[1]
