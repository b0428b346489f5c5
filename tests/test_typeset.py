"""Printed matter: what is written is what is printed, files of strangers do no harm, and the PDF is one that readers can use."""

from __future__ import annotations

import datetime
import io
import json
import re
import shutil
import subprocess
import sys
import unicodedata
from pathlib import Path

import pikepdf
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image
from pypdf import PdfReader

from pdf import boxes, words
from peerkit.diagnostic import Refusal, Span
from peerkit.source import of_bytes
from peerkit.typeset import Galley, Job, Sheet, Texts, batch, booklet, compile, plain
from peerkit.typeset.nodes import nodes
from peerkit.typeset.pdf import folded

AT = Span("groups/harbour/charter.md")
TEMPLATE = """#import "page.typ": *
#show: sheet
= #given.title
#content(data.nodes)
#for each in data.at("attachments", default: ()) { attachment(each) }
"""


@pytest.fixture(scope="session")
def own(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A person's templates with one that prints `nodes`, then `attachments`."""
    folder = tmp_path_factory.mktemp("templates")
    (folder / "packet").mkdir()
    (folder / "packet" / "trial.typ").write_text(TEMPLATE)
    return folder


def printed(own, markdown="", files=(), attachments=(), sheet=None, **options):
    galley = Galley(of_bytes(dict(files)))
    data = {"nodes": galley.text(markdown, AT), "attachments": [galley.attachment(a, f"About {a}", AT) for a in attachments]}
    made = compile("trial", data, sheet or Sheet("Trial"), at=options.pop("at", AT), files=galley.files, folders=(own,),
                   untagged=galley.foreign_pages, **options)  # fmt: skip
    return made, galley


def tags(pdf: bytes) -> list[str]:
    """The kinds of the structure's elements, in reading order."""
    out = []

    def walk(node):
        if isinstance(node, pikepdf.Array):
            for each in node:
                walk(each)
        elif isinstance(node, pikepdf.Dictionary):
            if "/S" in node:
                out.append(str(node.S))
            walk(node.get("/K"))

    with pikepdf.open(io.BytesIO(pdf)) as opened:
        walk(opened.Root.StructTreeRoot.K)
    return out


def png(width=60, height=40) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (width, height), (90, 90, 90)).save(out, "PNG")
    return out.getvalue()


def pdf_of(*sizes, change=None, **save) -> bytes:
    made = pikepdf.new()
    for number, size in enumerate(sizes, 1):
        made.add_blank_page(page_size=size)
        page = made.pages[-1]
        font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
        page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=made.make_indirect(font)))
        page.Contents = made.make_stream(b"BT /F1 30 Tf 150 300 Td (Leaf %d of it) Tj ET" % number)
    if change:
        change(made)
    out = io.BytesIO()
    made.save(out, deterministic_id=not save, **save)
    return out.getvalue()


A4 = (595, 842)
DIALECT = """# Purpose

We *meet* to **think** aloud[^1], see [the site](https://example.org/a).

### Deep

- [x] done
- [ ] open

1. one
    - nested

> a quote

!!! warning "Mind"
    the gap

<details><summary>More</summary>behind it</details>

Term
:   meaning

| A | B |
|---|--:|
| c | d |

```
code # here
```

H<sub>2</sub>O x<sup>2</sup> <del>old</del> <ins>new</ins> <mark>lit</mark> <abbr title="for instance">e.g.</abbr> ![a boat](boat.png)

---

[^1]: The note.
"""


# --- what it says ------------------------------------------------------------------------------------------------------


def test_everything_of_the_dialect_is_printed_in_reading_order(own):
    made, galley = printed(own, DIALECT, {"boat.png": png()})
    said = words(made.pdf)
    parts = ["Trial Purpose We meet to think aloud1, see the site2. Deep ☑ done ☐ open 1. one", "nested a quote Mind the gap More",
             "behind it Term meaning A B c d code # here H2O x2 old new lit e.g. (for instance)", "1The note. 2https://example.org/a"]  # fmt: skip
    for part in parts:
        assert part in said
    assert made.standard == "ua-1" and not made.findings and not galley.findings


def test_it_is_tagged_titled_and_in_its_language(own):
    sheet = Sheet("Bericht", author="Netz", language="de-CH", date=datetime.date(2026, 11, 23))
    made, _galley = printed(own, DIALECT, {"boat.png": png()}, sheet=sheet)
    found = tags(made.pdf)
    for tag in [
        "/H1",
        "/H2",
        "/H3",
        "/P",
        "/L",
        "/LI",
        "/Table",
        "/THead",
        "/TH",
        "/TD",
        "/Figure",
        "/Note",
        "/Link",
        "/Code",
        "/Strong",
        "/Em",
        "/BlockQuote",
    ]:
        assert tag in found, tag
    with pikepdf.open(io.BytesIO(made.pdf)) as opened:
        assert opened.Root.Lang == "de-CH" and opened.docinfo["/Title"] == "Bericht" and opened.docinfo["/Author"] == "Netz"
        assert str(opened.docinfo["/CreationDate"]).startswith("D:20261123")
        assert opened.Root.ViewerPreferences.DisplayDocTitle
        figure = [o for o in opened.objects if isinstance(o, pikepdf.Dictionary) and o.get("/S") == "/Figure"]
        assert [str(f.Alt) for f in figure] == ["a boat"]
        assert all("/FontFile2" in o or "/FontFile3" in o for o in opened.objects if isinstance(o, pikepdf.Dictionary) and o.get("/Type") == "/FontDescriptor")  # fmt: skip


def test_headings_make_the_outline_and_skip_no_level(own):
    made, _galley = printed(own, "#### Low\n\n# High\n\n###### Lowest [link](https://x.example)[^1]\n\n[^1]: Note")
    outline = PdfReader(io.BytesIO(made.pdf)).outline

    def titles(entries):
        return [titles(e) if isinstance(e, list) else e.title for e in entries]

    assert titles(outline) == ["Trial", ["Low", "High", ["Lowest link"]]]
    assert "https://x.example" in words(made.pdf) and "Note" in words(made.pdf)


def test_label_head_and_mark_stand_on_every_page_and_pages_are_numbered(own):
    sheet = Sheet("Trial", label="TLP:AMBER", head="Harbour", mark="Copy 3 for Amara")
    made, _galley = printed(own, "word " * 3000, sheet=sheet)
    reader = PdfReader(io.BytesIO(made.pdf))
    count = len(reader.pages)
    assert count > 3 and reader.page_labels == [str(n) for n in range(1, count + 1)]
    for number in range(1, count + 1):
        said = words(made.pdf, number)
        assert "TLP:AMBER" in said and "Harbour" in said and "Copy 3 for Amara" in said
        assert re.search(rf"{number}\s*/\s*{count}$", said)


@pytest.mark.parametrize(
    ("sheet", "size"),
    [
        (Sheet("x"), (595, 842)),
        (Sheet("x", paper="Letter"), (612, 792)),
        (Sheet("x", half=True), (421, 595)),
        (Sheet("x", paper="Letter", half=True), (396, 612)),
    ],
)
def test_papers(own, sheet, size):
    made, _galley = printed(own, "text", sheet=sheet)
    box = PdfReader(io.BytesIO(made.pdf)).pages[0].mediabox
    assert (round(float(box.width)), round(float(box.height))) == size


def test_large_print_is_18_points(own):
    made, _galley = printed(own, "plain words", sheet=Sheet("x", large=True))
    sizes = set()
    PdfReader(io.BytesIO(made.pdf)).pages[0].extract_text(
        visitor_text=lambda text, cm, tm, _font, size: (
            sizes.add(round(size * abs(tm[3] or 1) * abs(cm[3] or 1))) if "plain" in text else None
        )
    )
    assert sizes == {18}


def test_a_table_repeats_its_head_and_never_splits_a_row(own):
    rows = "".join(f"| row {n} | {'many words here ' * 20} end{n} |\n" for n in range(40))
    made, _galley = printed(own, f"| First | Second |\n|---|---|\n{rows}")
    pages = [words(made.pdf, n) for n in range(1, len(PdfReader(io.BytesIO(made.pdf)).pages) + 1)]
    assert len(pages) > 2 and all("First Second" in page for page in pages)
    for number in range(40):
        assert any(f"row {number} " in page and f"end{number}" in page for page in pages)


def test_a_table_to_fill_in_has_room_to_write(own):
    numbers = " | ".join("123456")
    made, _galley = printed(own, f"| | {numbers} | Why? |\n|{'---|' * 8}\n| Qqqq | {'| ' * 7}\n| Zzzz | {'| ' * 7}\n")
    place = {c: (left, bottom) for c, left, bottom, _right, _top in boxes(made.pdf, 1)}
    assert place["Q"][1] - place["Z"][1] > 22, "8 mm"
    assert 595 - place["W"][0] > 3 * (place["W"][0] - place["6"][0]), "more room for reasons than for a tick"


def test_an_address_too_long_for_a_line_stays_on_the_page(own):
    made, _galley = printed(own, "https://example.org/" + "a" * 300 + " end")
    assert max(right for _c, _left, _bottom, right, _top in boxes(made.pdf, 1)) < 595
    assert "a" * 300 in words(made.pdf).replace(" ", "")


def test_unknown_elements_print_their_words_and_are_reported(own):
    made, galley = printed(own, "<marquee>wandering</marquee> words")
    assert "wandering words" in words(made.pdf)
    assert [(f.rule, f.at) for f in galley.findings] == [("element-not-printed", AT)] and "<marquee>" in galley.findings[
        0
    ].message


@pytest.mark.parametrize("source", ["nope.png", "https://example.org/x.png", "../else/x.png"])
def test_a_picture_that_is_not_there_is_told(own, source):
    made, galley = printed(own, f"before ![our harbour]({source}) after")
    assert "[our harbour]" in words(made.pdf)
    assert [(f.rule, f.at) for f in galley.findings] == [("picture-not-printed", AT)]
    assert "our harbour" in galley.findings[0].message


@pytest.mark.parametrize("opening", ["> ", "1. ", "- "])
def test_what_is_nested_without_end_is_still_printed(own, opening):
    step = "" if opening == "> " else "    "
    text = "\n".join(f"{(opening if opening == '> ' else step) * n}{opening}level{n}\n" for n in range(45))
    made, _galley = printed(own, text)
    assert "level0" in words(made.pdf) and "level12" in words(made.pdf)


def test_html_nested_without_end_is_still_printed(own):
    for tag in ("b", "div", "blockquote", "table><tr><td", "ul><li", "details><summary"):
        made, _galley = printed(own, f"<{tag}>" * 200 + "core")
        assert "core" in words(made.pdf)


# --- any text ------------------------------------------------------------------------------------------------------------


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(st.characters(codec="utf-8"), max_size=60), other=st.text(st.characters(codec="utf-8"), max_size=30))
def test_any_text_in_any_field_compiles(own, text, other):
    sheet = Sheet(text or "x", author=other, label=text, head=other, mark=text, language=other or "en")
    data = {"nodes": [plain(text), *nodes(text).nodes, *nodes(f"| {other} |\n|---|\n| {text} |").nodes], "attachments": []}
    assert compile("trial", data, sheet, at=AT, folders=(own,)).pdf.startswith(b"%PDF")


# left to right, of one character a glyph, all in the bundled fonts
COVERED = [
    chr(n)
    for n in (*range(0x20, 0x7F), *range(0xA1, 0x100), *range(0x391, 0x3A2), *range(0x410, 0x450))
    if chr(n) not in "\xad´¨¯¸"
]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(st.sampled_from(COVERED), max_size=200))
def test_covered_text_comes_out_as_it_went_in(own, text):
    made = compile("trial", {"nodes": [plain(text)]}, Sheet("Trial"), at=AT, folders=(own,))
    page = PdfReader(io.BytesIO(made.pdf))
    assert made.standard == "ua-1" and len(page.pages) == 1
    assert "".join(words(made.pdf).split()) == "Trial" + "".join(unicodedata.normalize("NFC", text).split()) + "1/1"


def test_nothing_is_ever_read_as_typst(own):
    text = '#read("/etc/passwd") $x$ *b* _i_ `r` @ref <label> = no // comment /* c */ \\ #{1+1} [#panic()] "q" -- ... ~'
    made = compile("trial", {"nodes": [plain(text)]}, Sheet("Trial", head=text, mark=text), at=AT, folders=(own,))
    assert words(made.pdf).count(text) == 3


def test_characters_without_a_font_are_named_with_a_font_that_has_them(own):
    text = "Yes, 東京.\n\nAnd 👍."
    made, _galley = printed(own, text, at=Texts(((Span("a.md", 5, 1), text),), AT))
    assert made.standard == "tagged"
    told = [str(f) for f in made.findings]
    assert len(told) == 2 and all("warning[character-without-font]" in line for line in told)
    assert told[0].startswith("a.md:5:6:") and "'京' (U+4EAC), '東' (U+6771)" in told[0] and "Noto Serif CJK" in told[0]
    assert told[1].startswith("a.md:7:5:") and "Noto Emoji" in told[1]


def test_a_right_to_left_document_begins_at_the_right(own):
    made, _galley = printed(own, "שלום", sheet=Sheet("שלום", language="he", direction="rtl"))
    found = [left for c, left, *_rest in boxes(made.pdf, 1) if "\u0590" < c < "\u05ff"]
    assert made.standard == "ua-1" and found and min(found) > 300


# --- same bytes, no way out ----------------------------------------------------------------------------------------------

SCRIPT = """
import datetime, hashlib, json, sys
from pathlib import Path
from peerkit.diagnostic import Span
from peerkit.typeset import Sheet, compile
from peerkit.typeset.nodes import nodes
made = compile("trial", {"nodes": nodes(sys.stdin.read()).nodes}, Sheet("T", date=datetime.date(2026, 1, 2)), at=Span("x"),
               folders=(Path(sys.argv[1]),))
print(hashlib.sha256(made.pdf).hexdigest())
"""


def test_the_same_input_gives_the_same_bytes_in_any_process_and_folder(own, tmp_path):
    made = set()
    for number, seed in enumerate(("1", "2")):
        folder = tmp_path / f"elsewhere{number}" / "templates"
        shutil.copytree(own, folder)
        environment = {"PYTHONHASHSEED": seed, "PYTHONPATH": ":".join(sys.path), "TMPDIR": str(tmp_path / f"elsewhere{number}")}
        done = subprocess.run([sys.executable, "-c", SCRIPT, str(folder)], input=DIALECT, env=environment, capture_output=True, text=True, check=True)  # fmt: skip
        made.add(done.stdout)
    assert len(made) == 1


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ('#read("../../../etc/passwd")', "escape"),
        ('#read("/etc/passwd")', "not found"),
        ('#read("pyproject.toml")', "not found"),
        ('#import "@preview/cetz:0.3.0"', "packages are not fetched"),
        ('#let p = "@preview" + "/cetz:0.3.0"\n#import p: *', "Connection refused"),
        ("#nonsense", "own.typ:1:1: unknown variable"),
        ("#while true { }", "always true"),
    ],
)
def test_a_template_that_fails_or_reaches_out_is_one_line(tmp_path, source, message):
    (tmp_path / "packet").mkdir()
    (tmp_path / "packet" / "own.typ").write_text(source)
    with pytest.raises(Refusal, match=message) as caught:
        compile("own", {}, Sheet("x"), at=AT, folders=(tmp_path,))
    assert "\n" not in str(caught.value) and "/tmp" not in str(caught.value).replace(str(tmp_path), "")


def test_a_link_out_of_the_templates_is_refused(tmp_path):
    (tmp_path / "secret").write_text("secret")
    (tmp_path / "templates" / "packet").mkdir(parents=True)
    (tmp_path / "templates" / "packet" / "own.typ").symlink_to(tmp_path / "secret")
    with pytest.raises(Refusal, match="symbolic link"):
        compile("own", {}, Sheet("x"), at=AT, folders=(tmp_path / "templates",))


def test_a_persons_own_template_wins_one_file_at_a_time(own, tmp_path):
    (tmp_path / "packet").mkdir()
    (tmp_path / "packet" / "content.typ").write_text("#let rule-color = red\n#let content(nodes) = [mine]")
    made = compile("trial", {"nodes": ["theirs"]}, Sheet("Trial"), at=AT, folders=(tmp_path, own))
    assert "Trial mine" in words(made.pdf) and "theirs" not in words(made.pdf)


# --- other people's files ------------------------------------------------------------------------------------------------


def test_attachments_come_with_running_numbers_in_the_outline_and_upright(own):
    def turned(pdf):
        pdf.pages[3].Rotate = 90
        pdf.pages[4].CropBox = [100, 200, 400, 500]

    files = {"deck.pdf": pdf_of(A4, (842, 595), (842, 1191), A4, A4, (612, 792), change=turned), "photo.png": png(900, 300), "memo.md": b"# Memo\n\nHear *this*."}  # fmt: skip
    made, galley = printed(own, "start", files, list(files))
    assert made.standard == "tagged" and not galley.findings and not made.findings
    reader = PdfReader(io.BytesIO(made.pdf))
    wide = [page.mediabox.width > page.mediabox.height for page in reader.pages]
    assert wide == [False, False, True, False, True, False, False, True, False]
    for number in range(6):
        said = words(made.pdf, number + 2)
        assert f"Leaf {number + 1} of it" in said and re.search(rf"{number + 2}\s*/\s*9", said)
    tops = [(e.title, reader.get_destination_page_number(e) + 1) for e in reader.outline if not isinstance(e, list)]
    assert tops == [("Trial", 1), ("About deck.pdf", 2), ("About photo.png", 8), ("About memo.md", 9)]
    assert "Memo Hear this." in words(made.pdf, 9)


def test_an_attachment_that_opens_with_its_own_title_has_it_once(own):
    made, _galley = printed(own, "start", {"m.md": b"# About m.md\n\nHear."}, ["m.md"])
    assert words(made.pdf).count("About m.md") == 1


def test_two_hundred_pages_are_placed(own):
    made, _galley = printed(own, "start", {"long.pdf": pdf_of(*[A4] * 200)}, ["long.pdf"])
    assert len(PdfReader(io.BytesIO(made.pdf)).pages) == 201 and "Leaf 200 of it" in words(made.pdf, 201)


def script(pdf):
    pdf.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")


def layer(pdf):
    group = pdf.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.OCG, Name="hidden"))
    pdf.Root.OCProperties = pikepdf.Dictionary(OCGs=[group], D=pikepdf.Dictionary(OFF=[group]))


BOMB = b'<svg xmlns="http://www.w3.org/2000/svg" xmlns:x="http://www.w3.org/1999/xlink" width="9" height="9"><g id="a0"><rect width="1" height="1"/></g>' + b"".join(
    b'<g id="a%d">' % n + b'<use x:href="#a%d"/>' % (n - 1) * 12 + b"</g>" for n in range(1, 12)
) + b"</svg>"  # fmt: skip


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("locked.pdf", pdf_of(A4, encryption=pikepdf.Encryption(owner="o", user="u")), "encrypted"),
        ("owned.pdf", pdf_of(A4, encryption=pikepdf.Encryption(owner="o", user="")), "encrypted"),
        ("empty.pdf", b"", "empty"),
        ("none.pdf", pdf_of(), "no pages"),
        ("text.pdf", b"just words", "no PDF"),
        ("cut.pdf", pdf_of(A4, A4, A4)[:900], "damaged or cut short"),
        ("script.pdf", pdf_of(A4, change=script), "a script"),
        ("layer.pdf", pdf_of(A4, change=layer), "hidden layers"),
        ("missing.pdf", None, "does not exist"),
        ("cut.png", png(300, 300)[:200], "damaged"),
        ("fake.png", b"GIF89a nothing", "no PNG"),
        ("wide.png", png(9000, 9000), "pixels"),
        ("words.jpg", b"no picture", "no PNG"),
        ("entity.svg", b'<!DOCTYPE svg [<!ENTITY a "aa">]><svg xmlns="http://www.w3.org/2000/svg">&a;</svg>', "entities"),
        ("bomb.svg", BOMB, "too much"),
        ("script.svg", b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>', "holds a script"),
        ("handler.svg", b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', "holds a script"),
        (
            "far.svg",
            b'<svg xmlns="http://www.w3.org/2000/svg"><image href="https://example.org/x.png"/></svg>',
            "other files or addresses",
        ),
        ("latin.md", b"caf\xe9", "UTF-8"),
    ],
)
def test_a_file_that_cannot_be_printed_gets_a_page_that_says_so(own, name, content, why):
    made, galley = printed(own, "start", {} if content is None else {name: content}, [name])
    assert [(f.rule, f.at) for f in galley.findings] == [("attachment-not-printed", AT)]
    assert why in galley.findings[0].message
    assert f"About {name} {name} This file could not be printed" in words(made.pdf, 2)


def test_a_pdf_without_its_table_of_objects_is_repaired_and_said_to_be(own):
    whole = re.sub(rb"startxref\n\d+", b"startxref\n99999", pdf_of(A4))
    made, galley = printed(own, "start", {"a.pdf": whole}, ["a.pdf"])
    assert [f.rule for f in galley.findings] == ["attachment-repaired"] and "Leaf 1 of it" in words(made.pdf, 2)


def test_a_picture_that_cannot_be_printed_leaves_its_words(own):
    made, galley = printed(own, "before ![a boat](boat.png) after", {"boat.png": b"no"})
    assert "before [a boat] after" in words(made.pdf) and [f.rule for f in galley.findings] == ["picture-not-printed"]


def test_a_file_outside_what_is_given_is_never_read(own, tmp_path):
    (tmp_path / "secret.png").write_bytes(png())
    made, _galley = printed(own, f"![x]({tmp_path}/secret.png) ![y](../../secret.png)", {"boat.png": png()}, ["../boat.png"])
    assert "/Figure" not in tags(made.pdf) and "could not be printed" in words(made.pdf)


def test_svg_and_pictures_in_text(own):
    svg = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 2"><text>t</text></svg>'
    made, galley = printed(own, "![drawn](d.svg)\n\n![](dot.png) then ![wide](w.png)", {"d.svg": svg, "dot.png": png(9, 9), "w.png": png(4000, 90)})  # fmt: skip
    assert made.standard == "ua-1" and not galley.findings and tags(made.pdf).count("/Figure") == 2


# --- booklets and batches ------------------------------------------------------------------------------------------------


@given(st.integers(1, 60))
def test_a_folded_booklet_reads_in_order(pages):
    sides = folded(pages)
    sheets = [(sides[n], sides[n + 1]) for n in range(0, len(sides), 2)]
    # outermost first: the reader meets each sheet's right half on the way in, and its left half on the way out
    order = [n for front, back in sheets for n in (front[1], back[0])] + [n for front, back in reversed(sheets) for n in (back[1], front[0])]  # fmt: skip
    assert [n for n in order if n] == list(range(1, pages + 1)) and len(order) % 4 == 0


def test_a_booklet_has_two_pages_to_a_side_and_makes_no_claim(own):
    made, _galley = printed(own, "word " * 2500, sheet=Sheet("Trial", half=True))
    folded_pdf = booklet(made.pdf)
    assert folded_pdf == booklet(made.pdf)
    reader, before = PdfReader(io.BytesIO(folded_pdf)), len(PdfReader(io.BytesIO(made.pdf)).pages)
    assert len(reader.pages) == -(-before // 4) * 2
    assert (round(float(reader.pages[0].mediabox.width)), round(float(reader.pages[0].mediabox.height))) == (842, 595)
    assert "Trial word" in words(folded_pdf, 1) and re.search(rf"\b2\s*/\s*{before}", words(folded_pdf, 2))
    assert b"pdfuaid" not in folded_pdf and "/StructTreeRoot" not in reader.root_object


def test_a_batch_gives_the_same_documents_in_order(own):
    jobs = [Job("trial", {"nodes": [f"number {n}"]}, Sheet("Trial"), AT, folders=(own,)) for n in range(4)]
    made = list(batch(jobs, workers=2))
    assert [m.pdf for m in made] == [job.done().pdf for job in jobs]


def test_saying_the_version_sets_no_type():
    code = "import sys; sys.argv = ['peerkit', '--version']; from peerkit.__main__ import main; main(); print([m for m in ('typst', 'pikepdf', 'segno') if m in sys.modules])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.endswith("[]\n")


def test_nodes_are_json():
    assert json.loads(json.dumps(nodes(DIALECT).nodes)) == nodes(DIALECT).nodes
