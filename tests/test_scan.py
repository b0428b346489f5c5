"""The leak scanner: whatever is planted in a produced file is found, and what may stand is not."""

from __future__ import annotations

import gzip
import html
import io
import json
import zlib
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from peerkit.scan import Allowed, Hit, Scanner, Secret, phrases
from peerkit.scan import words as normal
from peerkit.scan.phrase import Finder
from peerkit.scan.words import Pieces, breadth, unspaced

NAME = "Amara Okàfor"
WHERE = "groups/harbour/members.yml:5:10"


def scan(folder: Path, text: str, files: dict[str, bytes | str], prose: bool = False, allow: str = "") -> list[Hit]:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return list(Scanner([Secret(text, WHERE, prose)], [Allowed.from_texts([allow])]).scan(folder))


def found(folder: Path, text: str, content: bytes | str, prose: bool = False, allow: str = "") -> bool:
    return bool(scan(folder, text, {"produced": content}, prose, allow))


def numeric(text: str, form: str) -> str:
    return "".join(form.format(ord(letter)) for letter in text)


def png(text: bool) -> bytes:
    from PIL import Image, PngImagePlugin

    info, file = PngImagePlugin.PngInfo(), io.BytesIO()
    if text:
        info.add_text("Author", NAME, zip=True)
    Image.effect_noise((64, 64), 90).save(file, "PNG", pnginfo=info)
    return file.getvalue()


def jpeg(tag: int, value: str | bytes, part: int = 0) -> bytes:
    from PIL import Image

    exif, file = Image.Exif(), io.BytesIO()
    (exif.get_ifd(part) if part else exif)[tag] = value
    Image.effect_noise((64, 64), 90).save(file, "JPEG", exif=exif)
    return file.getvalue()


def jpeg_comment() -> bytes:
    from PIL import Image

    file = io.BytesIO()
    Image.new("RGB", (8, 8)).save(file, "JPEG", comment=NAME.encode())
    return file.getvalue()


def pdf(where: str, text: str = NAME) -> bytes:
    from pypdf import PdfWriter
    from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

    writer, file = PdfWriter(), io.BytesIO()
    page = writer.add_blank_page(300, 300)
    font = DictionaryObject({NameObject("/Type"): NameObject("/Font"), NameObject("/Subtype"): NameObject("/Type1")})
    font |= {NameObject("/BaseFont"): NameObject("/Helvetica"), NameObject("/Encoding"): NameObject("/WinAnsiEncoding")}
    fonts = DictionaryObject({NameObject("/F1"): writer._add_object(DictionaryObject(font))})
    page[NameObject("/Resources")] = DictionaryObject({NameObject("/Font"): fonts})
    if where == "text":
        content = DecodedStreamObject()
        lines = [b"(" + line.encode("cp1252") + b") Tj 0 -20 Td" for line in text.split("\n")]
        content.set_data(b"BT /F1 12 Tf 20 200 Td " + b" ".join(lines) + b" ET")
        page[NameObject("/Contents")] = writer._add_object(content.flate_encode())
    elif where == "info":
        writer.add_metadata({"/Author": text})
    elif where == "outline":
        writer.add_outline_item(title=text, page_number=0)
    elif where == "attachment":
        writer.add_attachment("notes.txt", f"by {text}.".encode())
    elif where == "xmp":
        stream = DecodedStreamObject()
        stream.set_data(f"<x:xmpmeta><dc:creator>{text}</dc:creator></x:xmpmeta>".encode())
        stream[NameObject("/Type")] = NameObject("/Metadata")
        writer._root_object[NameObject("/Metadata")] = writer._add_object(stream.flate_encode())
    writer.write(file)
    return file.getvalue()


SURFACES: dict[str, Callable[[], bytes | str]] = {
    "text": lambda: f"<p>With {NAME}.</p>",
    "attribute": lambda: f'<img alt="{NAME}">',
    "unquoted attribute": lambda: "<img alt=Amara&nbsp;Okàfor>",
    "comment": lambda: f"<!--{NAME}-->",
    "comment over lines": lambda: "<!-- <b>\nAmara\nOkàfor\n-->\n",
    "script": lambda: f'<script>var x = {{"name":{json.dumps(NAME)}}}</script>',
    "script, \\x": lambda: "<script>x='Amara\\x20Ok\\xe0for'</script>",
    "style": lambda: f"<style>a::after {{ content: '{NAME}' }}</style>",
    "inside a word": lambda: "<p>Ama<b class='x'>ra</b> Ok<wbr>àfor</p>",
    "inside a word, > in an attribute": lambda: "<p>Ama<b title='a>b'>ra</b> Okàfor</p>",
    "between blocks": lambda: "<td>Amara</td><td>Okàfor</td>",
    "between inline tags": lambda: "<span>Amara</span><span>Okàfor</span>",
    "over lines": lambda: "<p>Amara\n   Okàfor</p>",
    "over lines of tags": lambda: "<div>\n  <b>Amara</b>\n  <i>Okàfor</i>\n</div>",
    "entities, named": lambda: "Amara&nbsp;Ok&agrave;for",
    "entities, decimal": lambda: numeric(NAME, "&#{};"),
    "entities, hexadecimal": lambda: numeric(NAME, "&#x{:x};"),
    "entities, twice": lambda: html.escape(numeric(NAME, "&#{};")),
    "percent-encoded": lambda: f'<a href="/people?q={quote(NAME)}">',
    "percent-encoded, twice": lambda: f'<a href="/people?q={quote(quote(NAME))}">',
    "decomposed": lambda: "Amara Oka\u0300for",
    "full width": lambda: "\uff21mara Okàfor",
    "upper case": lambda: NAME.upper(),
    "no accents": lambda: "amara-okafor",
    "snake case": lambda: "amara_okafor.html",
    "soft hyphens": lambda: "Ama&shy;ra O\u00adkà\u200bfor",
    "right to left marks": lambda: "\u2067Amara\u2069 \u200fOkàfor",
    "curly quotes": lambda: f"“{NAME}”—so",
    "dash": lambda: "Amara–Okàfor",
    "after an escape": lambda: json.dumps({"text": f"line\n{NAME}\tline"}),
    "after a backslash": lambda: f"domain\\{NAME}",
    "json, \\u": lambda: json.dumps({"a": NAME}),
    "search index": lambda: json.dumps({"docs": [{"text": f"<p>Ama<em>ra</em> {html.escape('Okàfor')}</p>"}]}),
    "search index, entities": lambda: json.dumps({"docs": [{"text": "<p>Amara&#32;Ok&agrave;for</p>"}]}),
    "xml": lambda: f"<urlset><url><loc>https://x.org/{quote(NAME)}/</loc></url></urlset>",
    "xml, cdata": lambda: "<title>Amara <![CDATA[Okàfor]]></title>",
    "xml, escaped html": lambda: "<summary>&lt;p&gt;Ama&lt;b&gt;ra&lt;/b&gt; Okàfor&lt;/p&gt;</summary>",
    "svg": lambda: "<svg><title>x</title><text><tspan>Ama</tspan><tspan>ra</tspan> Okàfor</text></svg>",
    "latin-1": lambda: NAME.encode("latin-1"),
    "utf-16": lambda: f"x {NAME} x".encode("utf-16"),
    "gzip": lambda: gzip.compress(f"<loc>{NAME}</loc>".encode()),
    "gzip in gzip": lambda: gzip.compress(gzip.compress(NAME.encode())),
    "gzip, second member": lambda: gzip.compress(b"x ") + gzip.compress(NAME.encode()),
    "gzip, cut off": lambda: gzip.compress(f"{NAME}. ".encode() + bytes(range(256)) * 400)[:-20],
    "gzip, file name": lambda: b"\x1f\x8b\x08\x08\0\0\0\0\0\xffamara-okafor.html\0" + gzip.compress(b"x")[10:],
    "ics, folded": lambda: "BEGIN:VCALENDAR\r\nSUMMARY:With Ama\r\n ra Okàfor\r\nEND:VCALENDAR\r\n",
    "ics, folded in a character": lambda: b"BEGIN:VCALENDAR\r\nSUMMARY:Amara Ok\xc3\r\n \xa0for\r\n",
    "ics, escaped": lambda: "BEGIN:VCALENDAR\r\nSUMMARY:a\\nAmara\\, Okàfor\r\n",
    "markdown": lambda: "# Notes\n\n*Amara* **Okàfor**\n",
    "css": lambda: f"/* {NAME} */",
    "source map": lambda: json.dumps({"version": 3, "sourcesContent": [f"// {NAME}"]}),
    "png text": lambda: png(text=True),
    "jpeg exif": lambda: jpeg(0x13B, "Amara Okafor"),
    "jpeg exif, utf-16": lambda: jpeg(0x9C9D, NAME.encode("utf-16-le")),
    "jpeg exif, user comment": lambda: jpeg(0x9286, b"UNICODE\0" + NAME.encode("utf-16-le"), 0x8769),
    "jpeg comment": jpeg_comment,
    "after an image": lambda: png(text=False) + NAME.encode(),
    "corrupt png": lambda: png(text=False)[:80] + b"tEXtAuthor\0" + NAME.encode(),
    "any binary": lambda: b"\0\1\2\xff" + NAME.encode() + b"\0\xfe",
    "any binary, utf-16": lambda: b"\1\0\xff" + "Amara Okafor".encode("utf-16-le") + b"\xfe",
    "pdf text": lambda: pdf("text"),
    "pdf text, hyphenated": lambda: pdf("text", "with Ama-\nra Okàfor"),
    "pdf information": lambda: pdf("info"),
    "pdf outline": lambda: pdf("outline"),
    "pdf attachment": lambda: pdf("attachment"),
    "pdf xmp": lambda: pdf("xmp"),
    "pdf, cut off": lambda: b"%PDF-1.7\n1 0 obj\n<< /Title (Amara Okafor) >>\nendobj\n",
    "pdf, cut off, compressed": lambda: (
        b"%PDF-1.7\n1 0 obj\nstream\n" + zlib.compress(f"<b>{NAME}</b>".encode()) + b"\nendstream"
    ),
}


@pytest.mark.parametrize("surface", SURFACES)
def test_a_name_is_found_on_every_surface(surface: str, tmp_path: Path) -> None:
    assert scan(tmp_path, NAME, {"produced": SURFACES[surface]()}) == [Hit("produced", WHERE)]


@pytest.mark.parametrize("surface", SURFACES)
def test_no_surface_gives_a_name_that_is_not_there(surface: str, tmp_path: Path) -> None:
    assert not found(tmp_path, "Mara Okafor", SURFACES[surface]())


@pytest.mark.parametrize(
    "file",
    ["vendor-lock-in/index.html", "Vendor_Lock%2Din.pdf", "a/vendor lock in", "vendor/lock-in.html", "VENDOR-LOCK-IN"],
)
def test_a_file_name_gives_a_title_away_and_is_not_repeated(file: str, tmp_path: Path) -> None:
    (hit,) = scan(tmp_path, "Vendor lock-in", {file: "nothing"})
    assert "lock" not in str(hit).lower() and "…" in hit.file


@pytest.mark.parametrize(
    "content",
    [
        '<a href="mailto:a.okafor@example.org">write</a>',
        f"<a href='{numeric('mailto:a.okafor@example.org', '&#{};')}'>",
        "https://example.org/?to=a.okafor%40example.org",
        "a.okafor<wbr>@example.org",
        "A.Okafor@Example.ORG",
    ],
)
def test_an_address_is_found_however_it_is_written(content: str, tmp_path: Path) -> None:
    assert found(tmp_path, "a.okafor@example.org", content)


@pytest.mark.parametrize("content", ["Hannah", "Annapolis", "Ann a", "&Aacute;nnas", "xanna", "anna1", "An<br>na"])
def test_a_name_is_a_whole_word(content: str, tmp_path: Path) -> None:
    assert not found(tmp_path, "Anna", f"<p>{content}</p>")


def test_a_single_word_under_four_letters_is_counted_and_not_scanned(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Ann, Jo Li, 王伟")
    scanner = Scanner([Secret(text, text) for text in ("Ann", "Łó", "王", "เก", "", "Jo Li", "王伟")], [])
    assert [hit.where for hit in scanner.scan(tmp_path)] == ["Jo Li", "王伟"]
    assert scanner.unscanned == 4


@pytest.mark.parametrize(
    ("text", "content"),
    [
        ("王伟", "<p>昨天王伟来了</p>"),
        ("田中 太郎", "私は田中<b>太</b>郎です"),
        ("田中太郎", "私は田中\n太郎です"),
        ("김민수", "오늘 김민수가 왔다"),
        ("สมชาย", "วันนี้สมชายมา"),
        ("أحمد علي", "<p dir=rtl>مع <b>أحمد</b> علي اليوم</p>"),
        ("דנה לוי", "\u2067דנה לוי\u2069 באה"),
        ("अमृता", "आज अमृता आई"),
        ("Ольга Ёлкина", "ОЛЬГА ёлкина"),
        ("Straße & Söhne", "STRASSE &amp; S&ouml;hne"),
        ("İpek Şahin", "ipek şahin"),
        ("Nguyễn Văn", "nguyen-van"),
        ("𠮷野家", json.dumps("は𠮷野家で")),
    ],
)
def test_every_script_is_found(text: str, content: str, tmp_path: Path) -> None:
    assert found(tmp_path, text, content)


def test_a_mark_belongs_to_its_letter(tmp_path: Path) -> None:
    assert not found(tmp_path, "अमृत", "अमृता")


@pytest.mark.parametrize("allow", ["in april it rains", "<b>Ap<i>ril</i></b>", '{"x": "\\u0041pril"}'])
def test_what_is_allowed_may_stand(allow: str, tmp_path: Path) -> None:
    assert found(tmp_path, "April", "<p>April</p>", allow="aprils")
    assert not found(tmp_path, "April", "<p>April</p>", allow=allow)


def test_a_phrase_is_allowed_only_within_one_text(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Amara Okafor")
    apart = Allowed.from_texts(["Amara", "Okafor"]) | Allowed.from_texts(["x"])
    assert not apart.covers("amara okafor") and apart.covers("x")
    assert list(Scanner([Secret(NAME, WHERE)], [apart]).scan(tmp_path))
    assert not list(Scanner([Secret(NAME, WHERE)], [apart, Allowed.from_texts([f"by {NAME}."])]).scan(tmp_path))


PROSE = "Our supplier raised the price twice in one year, and we could not leave."


@pytest.mark.parametrize(
    ("content", "leaks"),
    [
        (PROSE, True),
        ("<p>They say: raised the <b>price</b>\ntwice!</p>", True),
        ("<p>Prices from the supplier went up two times, and leaving was not possible.</p>", False),
        ("Her supplier raised the prices twice in a year", False),
        ("raised the price", False),
    ],
)
def test_prose_is_found_by_four_words_and_not_by_its_sense(content: str, leaks: bool, tmp_path: Path) -> None:
    assert found(tmp_path, PROSE, content, prose=True) is leaks


def test_short_prose_is_a_phrase_and_prose_without_spaces_is_found_by_twelve_letters(tmp_path: Path) -> None:
    assert list(phrases("Too dear, alas!", True)) == ["too dear alas"]
    assert list(phrases("One two three four five", True)) == ["one two three four", "two three four five"]
    assert not list(phrases(" — ", True))
    prose = "我们的供应商去年两次涨价,而我们却无法离开这个平台。"
    assert found(tmp_path, prose, "他说供应商去年两次涨价,而我们知道", prose=True)
    assert not found(tmp_path, prose, "供应商去年涨价,我们离开", prose=True)


def test_prose_is_found_without_the_tags_it_was_written_with(tmp_path: Path) -> None:
    assert found(tmp_path, "We <u>can</u> not &amp; will not", "<p>We can <b>not</b></p><p>— will", prose=True)


def test_confirm_drops_the_hits_that_other_groups_account_for(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(f"<p>{PROSE}</p><p>{NAME}</p>")
    scanner = Scanner([Secret(PROSE, "prose", True), Secret(NAME, "name")], [])
    hits = list(scanner.scan(tmp_path))
    one, rest = Allowed.from_texts(["Our supplier raised the price twice", NAME]), Allowed.from_texts([PROSE])
    assert [hit.where for hit in scanner.confirm(hits, [])] == ["name", "prose"]
    assert [hit.where for hit in scanner.confirm(hits, [one])] == ["prose"]
    assert scanner.confirm(hits, [one, rest]) == []
    assert scanner.confirm([], [one]) == []


PUBLIC = [
    "Anyone may ask for a consent decision", "1 The proposal is read aloud", "Amara", "Okafor", "was led by Amara",
    "Okafor Street 3 is where we meet", "We begin with a round of", "price twice in spring and autumn", "Call", "call us",
]  # fmt: skip


@pytest.mark.parametrize(
    ("secret", "content", "leaks"),
    [
        ("Decision 1", "<a href='ask/for-a-consent-decision/#1-the-proposal-is-read'>x</a>", False),
        ("Decision 1", "<h2>Anyone may ask for a consent decision</h2><p>1. The proposal is read</p>", False),
        ("Decision 1", "<p>ask for a consent decision</p><p>1 The proposal is</p><p>by Decision 1 the</p>", True),
        ("Decision 1", "<p>for a consent decision</p><p>1</p>", True),
        ("Decision 1", "<p>decision</p><p>1 The proposal is</p>", True),
        ("Decision 1", "<p>Anyone may ask for a consent decision 1</p><p>of three was made</p>", True),
        ("Decision 1", "ask/for-a-consent-decision/1", True),
        (NAME, "<p>It was led by Amara</p><p>Okafor Street 3 is where we meet</p>", False),
        (NAME, "<td>Amara</td><td>Okafor</td>", True),
        (NAME, "<td>Amara</td><td>Okafor Street 3</td>", True),
        (NAME, "<p>It was led by Amara\nOkafor, our chair</p>", True),
        (NAME, "<p>It was led by <b>Amara</b> <i>Okafor</i></p><p>and others</p>", True),
        (NAME, "<p>It was led by Amara Okafor</p>", True),
        (NAME, "<p>We met. Okafor Street 3 is Amara Okafor's</p>", True),
    ],
)
def test_a_phrase_between_two_texts_that_may_stand_is_no_leak_and_one_in_a_text_of_its_own_is(
    secret: str, content: str, leaks: bool, tmp_path: Path
) -> None:
    (tmp_path / "page.html").write_text(f"<p>Welcome to all of us</p>{content}<p>Goodbye until next time</p>")
    scanner = Scanner([Secret(secret, WHERE)], [])
    assert bool(scanner.confirm(scanner.scan(tmp_path), [Allowed.from_texts([each]) for each in PUBLIC])) is leaks


def test_a_run_of_prose_between_two_texts_that_may_stand_is_no_leak(tmp_path: Path) -> None:
    scanner = Scanner([Secret("We had a round of price twice in a row", WHERE, prose=True)], [])
    allowed = [Allowed.from_texts([each]) for each in PUBLIC]
    (tmp_path / "page.html").write_text("<p>We begin with a round of</p><p>price twice in spring and autumn</p>")
    assert list(scanner.scan(tmp_path)) and not scanner.confirm(scanner.scan(tmp_path), allowed)
    (tmp_path / "page.html").write_text("<p>We begin with a round of price</p><p>twice in a row</p>")
    assert scanner.confirm(scanner.scan(tmp_path), allowed)


def test_a_phrase_among_many_different_words_is_never_explained_by_parts(tmp_path: Path) -> None:
    public = [f"letter {n} before one" for n in range(40)] + ["two after a letter"]
    (tmp_path / "page.txt").write_text(". ".join(f"{public[n]} {public[-1]}" for n in range(40)))
    scanner = Scanner([Secret("One two", WHERE)], [])
    assert scanner.confirm(scanner.scan(tmp_path), [Allowed.from_texts(public)])


def test_a_name_in_a_script_without_spaces_is_explained_by_longer_texts_only(tmp_path: Path) -> None:
    public = [Allowed.from_texts(["今天的会议由小组长王", "伟大的一天就这样开始了", "组长王", "伟同意"])]
    scanner = Scanner([Secret("王伟", WHERE)], [])
    (tmp_path / "page.html").write_text("<p>今天的会议由小组长王</p><p>伟大的一天就这样开始了</p>")
    assert not scanner.confirm(scanner.scan(tmp_path), public)
    (tmp_path / "page.html").write_text("<p>今天的组长王伟同意大家的意见</p>")
    assert scanner.confirm(scanner.scan(tmp_path), public)


def test_nothing_printed_repeats_the_text(tmp_path: Path) -> None:
    hits = scan(tmp_path, NAME, {"amara-okafor/amara.html": NAME, "b.html": NAME, "c/Amara/Okafor.txt": ""})
    printed = f"{hits} {[str(hit) for hit in hits]} {Secret(NAME, WHERE)}".lower()
    assert len(hits) == 3 and "amara" not in printed and "okàfor" not in printed and "okafor" not in printed
    assert [hit.file for hit in hits] == ["…/…", "b.html", "c/…/…"]


def test_hits_are_sorted_and_name_each_place_once(tmp_path: Path) -> None:
    for name in ("b.txt", "a.txt"):
        (tmp_path / name).write_text(f"{NAME} {NAME}")
    scanner = Scanner([Secret(NAME, "2"), Secret(NAME.upper(), "1"), Secret(NAME, "2")], [])
    assert list(scanner.scan(tmp_path)) == [Hit(file, where) for file in ("a.txt", "b.txt") for where in "12"]
    assert list(scanner.scan(tmp_path, ["b.txt"])) == [Hit("b.txt", "1"), Hit("b.txt", "2")]


def test_a_phrase_over_known_and_new_lines_is_found(tmp_path: Path) -> None:
    known = "<header>\n<p>Amara\n</p>\n"
    for name, content in {"a.html": known, "b.html": f"{known}<b>Okafor</b>", "c.html": f"{known}Amara"}.items():
        (tmp_path / name).write_text(content)
    assert list(Scanner([Secret(NAME, WHERE)], []).scan(tmp_path)) == [Hit("b.html", WHERE)]


@given(st.text("<>\nab &;", max_size=60), st.integers(0, 20))
def test_a_long_text_is_read_as_any_other(text: str, stretch: int) -> None:
    whole, parts = Pieces(), Pieces()
    parts.stretch = stretch
    assert parts.readings(text) == whole.readings(text)


def test_what_is_kept_of_pages_is_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("peerkit.scan.words.Pieces.room", 100)
    (tmp_path / "a.html").write_text("".join(f"<p>line {number}</p>\n" for number in range(100)) + NAME)
    kept = Pieces()
    monkeypatch.setattr("peerkit.scan.pieces", kept)
    assert list(Scanner([Secret(NAME, WHERE)], []).scan(tmp_path)) and 0 < len(kept) < 10


@given(
    st.lists(
        st.sampled_from(
            [
                "<",
                ">",
                "<p",
                "<b>",
                "</b>",
                "<x y>",
                "</div>",
                "<![CDATA[",
                "&amp;",
                "&lt;",
                "%41",
                "\\u0041",
                "\\n",
                '"',
                "'",
                " ",
                "a",
                "ö",
                "漢",
            ]
        ),
        max_size=12,
    ).map("".join)
)
def test_a_text_without_codes_is_read_as_any_other(text: str) -> None:
    def plainly(text: str) -> tuple[str, str, str, str]:
        plain, decoded = normal.words(html.unescape(text)), normal._decode(text)
        whole = normal.words(decoded)
        if "<" not in decoded:
            return plain, whole, whole, whole
        bare = normal._strip(normal._decode(normal._strip(normal._unescape(text))))
        spaced, joined = (normal.words(bare.replace(normal._JOINT, each)) for each in (" ", ""))
        return plain, whole, spaced, joined if normal._JOINING.search(bare) else spaced

    assert normal.readings(text) == plainly(text)


def test_no_secrets_no_hits(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text("<p>x</p>")
    assert not list(Scanner([], []).scan(tmp_path))


@settings(deadline=None)
@given(st.binary(max_size=300), st.sampled_from([b"", b"\x1f\x8b\x08\0", b"%PDF-1.7\n", b"\x89PNG\r\n\x1a\n", b"\xff\xd8"]))
def test_no_bytes_stop_the_scan(tmp_path_factory: pytest.TempPathFactory, data: bytes, start: bytes) -> None:
    folder = tmp_path_factory.mktemp("bytes")
    (folder / "a").write_bytes(start + data)
    (folder / "b").write_bytes(NAME.encode())
    assert Hit("b", WHERE) in list(Scanner([Secret(NAME, WHERE)], []).scan(folder))


@pytest.mark.parametrize("cut", [10, 200, 400, 600, 900])
@pytest.mark.parametrize("surface", ["png text", "jpeg exif", "pdf text", "pdf xmp", "gzip", "jpeg comment"])
def test_a_corrupt_file_does_not_stop_the_scan(surface: str, cut: int, tmp_path: Path) -> None:
    content = SURFACES[surface]()
    assert isinstance(content, bytes)
    scan(tmp_path, NAME, {"cut": content[:cut], "hole": content[:cut] + b"\0<<\xff" + content[cut + 9 :]})


PLACES: dict[str, Callable[[str], str]] = {
    "text": lambda text: f"<p>so {html.escape(text)} so</p>",
    "attribute": lambda text: f'<img alt="so {html.escape(text)} so">',
    "comment": lambda text: f"<!-- so {html.escape(text)} so -->",
    "json": lambda text: json.dumps({"text": f"so {text} so"}),
    "search index": lambda text: json.dumps({"text": f"<p>so {html.escape(text)} so</p>"}),
    "script": lambda text: f"<script>\nx = {json.dumps(f'so {text} so', ensure_ascii=False)}\n</script>\n",
    "url": lambda text: f'<a href="/?q={quote(text)}&amp;so=1">',
}


@pytest.mark.parametrize("place", PLACES)
@settings(deadline=None)
@given(text=st.text(st.characters(exclude_categories=["Cs"]), min_size=4, max_size=40))
def test_any_phrase_is_found_wherever_it_is_written(place: str, text: str) -> None:
    scanner = Scanner([Secret(text, WHERE)], [])
    assume(scanner._where and not scanner.unscanned)  # "\\new" may be too short once its escape is undone
    assert scanner._find([f"<html>\n<b>x</b>\n{PLACES[place](text)}\n</html>"])


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Zoë–Ülkü ● Grün_Weiß", "zoe ulku grun weiss"),  # letters beyond ASCII are letters, signs between them are none
        ("Мария Ёлкина", "мария елкина"),
        ("हिन्दी भाषा", "हिन्दी भाषा"),  # combining marks belong to their letter
        ("中文abc한국어", "中 文 abc 한 국 어"),  # each letter is a word, and what stands beside it another
        ("กี่วันab", "กี่ วั น ab"),  # with its own marks
        ("ｶﾞﾊﾟ", "ガ パ"),
        ("a\u0e31b", "a \u0e31 b"),  # a mark that has no letter
        ("in\u200bvisible\u00ad", "invisible"),
    ],
)
def test_text_beyond_ascii_is_read_as_words(text: str, words: str) -> None:
    assert normal.words(text) == normal.words(words) == words


def test_scripts_without_spaces_are_known_to_the_letter() -> None:
    edges = "\u0dff\u0e00\u0eff\u0f00\u10ff\u1100\u3003\u3005\u3007\u3008\u33ff\u4e00\u9fff\ua000\ud7af\ud7b0\U0001ffff\U00020000\U0003ffff\U00040000"
    assert "".join(filter(unspaced, edges)) == "\u0e00\u0eff\u1100\u3005\u3007\u4e00\u9fff\ud7af\U00020000\U0003ffff"
    assert [breadth(letter) for letter in "aé\u0e01\u1100中한"] == [1, 1, 1, 2, 2, 2]


_RUNS = st.lists(st.sampled_from(["am", "birch", "cove", "dun"]), min_size=1, max_size=4).map(" ".join)


@given(st.lists(_RUNS, max_size=9, unique=True), st.lists(_RUNS, max_size=4), st.integers(1, 9), st.integers(1, 4))
def test_many_phrases_in_a_long_text_are_found_as_few_in_a_short_one(
    phrases: list[str], texts: list[str], stretch: int, at_once: int
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Finder, "_STRETCH", stretch)
        patch.setattr(Finder, "_AT_ONCE", at_once)
        found = Finder(phrases).find([f" {text} " for text in texts])
    assert found == {phrase for phrase in phrases if any(f" {phrase} " in f" {text} " for text in texts)}
