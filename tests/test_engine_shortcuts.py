"""The engine's shortcuts leave what the long way leaves: HTML set aside line by line, pages read for search, entries remembered."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown import Markdown
from mkdocs.structure.pages import _HTMLHandler, _RawHTMLPreprocessor

from peerkit.engine.html_lines import HtmlLines, ids
from peerkit.engine.sections import sections

EXTENSIONS = ["admonition", "attr_list", "md_in_html", "tables", "toc", "fenced_code", "pymdownx.details"]
WHOLE = [
    '<dl class="pk-facts"><div><dt>Date</dt> <dd>11 May</dd></div> </dl>',
    '<figure id="f"><svg viewBox="0 0 9 9"><rect x="1"/><text id="t">a &lt; b</text></svg></figure>',
    "<ol><li><p>one<br>two</li><li>three</ol>",
    '<div><a name="here" title="a > b">x</a> &#58; *not* `read` <hr></div>',
    "<p>Fish &amp; chips</p>",
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
        anchors.append(raw.present_anchor_ids | ids(lines.named, _HTMLHandler()))
    assert pages[0] == pages[1]
    assert anchors[0] == anchors[1]


@pytest.mark.parametrize("line", WHOLE)
def test_a_line_that_is_one_element_is_set_aside(line: str) -> None:
    md = Markdown(extensions=EXTENSIONS)
    HtmlLines(md).run(["# Title", "", line, "", ""])
    assert md.htmlStash.rawHtmlBlocks == [f"{line}\n"]


PIECES = [
    "<h1 id='a'>One</h1>",
    '<h2 id="b">Two <a class="headerlink" href="#b" title="Permanent link">&para;</a></h2>',
    "<p>Words &amp; <em>more</em>\nof them</p>",
    "<div data-search-exclude><p>left out</p></div>",
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
