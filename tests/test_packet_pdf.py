"""Packets as PDFs: each edition, paper and script is whole, in order, tagged, and looks as it was blessed."""

from __future__ import annotations

import datetime
import functools
import io
import re
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from PIL import Image, ImageChops, ImageFilter, ImageStat
from pypdf import PdfReader

import canaries
from peerkit.load import load
from peerkit.model.base import FACILITATORS
from peerkit.model.context import Context
from peerkit.model.group import Group
from peerkit.model.network import Network
from peerkit.outputs.packet import Printing, located, ready
from peerkit.packets import Edition, Order, offered, packet, seen
from peerkit.project import project
from peerkit.protocols import builtin_protocols, load_protocols
from peerkit.source import of_bytes
from peerkit.survey import Plan, Survey, open_survey
from peerkit.typeset import Document
from test_packets import FOR_GUESTS, LEVELS

TODAY = datetime.date(2026, 11, 23)
HERE = Path(__file__).parent
LOOKS = HERE / "looks"
CIO, CHAMBER, DATA = ("northeast-cio", "2026-12-10"), ("kammermusik-sonntag", "2026-12-20"), ("city-data-leads", "2026-12-04")
PROTOCOLS, _ = load_protocols(builtin_protocols())


@functools.cache
def network(groups: Path) -> Survey:
    return open_survey(Plan(TODAY, groups, Path("no-templates"), audience=FACILITATORS))


def of(survey: Survey, slug: str) -> Group:
    group, _ = survey.group(slug)
    assert group is not None
    return group


def made(group: Group, context: Context, slug: str, edition: Edition, printing: Printing, **order: Any) -> Document:
    wanted = Order(edition, **order)
    view, audience = seen(group, context, slug, wanted)
    prepared = ready(view, audience, slug, wanted, printing, located(group))
    return prepared.finished(prepared.job.done())


@functools.cache
def printed(
    group: str, slug: str, edition: Edition, printing: Printing = Printing(), case: str = "example", reader: str | None = None  # noqa: B008
) -> Document:  # fmt: skip
    survey = network(HERE.parent / "groups" if case == "example" else HERE / "sites" / case / "groups")
    return made(of(survey, group), survey.context, slug, edition, printing, reader=reader)


def pages(pdf: bytes) -> list[str]:
    """Each page's text, in the order in which it is read."""
    done = subprocess.run(["pdftotext", "-", "-"], input=pdf, capture_output=True, check=True).stdout.decode()
    return [" ".join(page.split()) for page in done.split("\f")[:-1]]


def outline(pdf: bytes) -> Iterator[tuple[str, int]]:
    """Titles of the outline with the numbers of their pages."""
    reader = PdfReader(io.BytesIO(pdf))

    def walk(entries: list[Any]) -> Iterator[tuple[str, int]]:
        for entry in entries:
            if isinstance(entry, list):
                yield from walk(entry)
            else:
                yield str(entry.title), (reader.get_destination_page_number(entry) or 0) + 1

    yield from walk(reader.outline)


# ---------------------------------------------------------------------------------------------------- each edition, as a whole

PARTS = {
    Edition.MEMBER: ["Contents", "To the members", "Agenda", "Ground rules", "Open actions", "Last meeting", "Briefs", "To read before", "Notes", "To take home"],
    Edition.FACILITATOR: ["Contents", "Run sheet", "The facilitator's notes", "People", "Checklist", "To the members", "Agenda", "Ground rules", "Open actions", "Last meeting", "Briefs", "To read before", "Sign-in sheet", "Minutes", "Tent cards", "Cue cards"],
    Edition.PRESENTER: ["Nobody stands ready to take my place", "Agenda", "Ground rules", "To read before"],
    Edition.GUEST: ["Agenda", "Ground rules", "To read before", "What stays here"],
}  # fmt: skip


@pytest.mark.parametrize("edition", list(Edition))
def test_an_edition_has_its_parts_in_order_in_the_outline_and_on_the_pages_that_the_contents_name(edition: Edition) -> None:
    pdf = printed(*CIO, edition).pdf
    found, text = list(outline(pdf)), pages(pdf)
    titles = [title for title, _ in found if title in PARTS[edition]]
    assert list(dict.fromkeys(titles)) == [title for title in PARTS[edition] if title in titles]
    assert {*PARTS[edition]} - {"Contents"} <= {*titles}
    for title, number in found:
        assert title in text[number - 1], f"{title} stands on page {number}"
    if edition in (Edition.MEMBER, Edition.FACILITATOR):
        told = text[1].replace(".", "").replace(" ", "").replace("\u2060", "")
        for title, number in found:
            if title != "Contents":
                assert f"{title}{number}".replace(" ", "").replace(".", "") in told, f"the contents say {number} for {title}"


@pytest.mark.parametrize("edition", list(Edition))
def test_an_edition_is_tagged_titled_numbered_and_labelled_and_embeds_its_fonts(edition: Edition) -> None:
    document = printed(*CIO, edition)
    whole = edition is Edition.GUEST  # the others hold pages of another PDF
    assert document.standard == ("ua-1" if whole else "tagged") and not document.findings
    with pikepdf.open(io.BytesIO(document.pdf)) as pdf:
        assert pdf.Root.Lang == "en" and pdf.Root.MarkInfo.Marked and "/StructTreeRoot" in pdf.Root
        assert str(pdf.docinfo["/Title"]) == "Northeast CIO Roundtable, December meeting"
        assert [page.label for page in pdf.pages] == [str(n) for n in range(1, len(pdf.pages) + 1)]
        with pdf.open_metadata() as meta:
            assert meta.get("pdfuaid:part") == ("1" if whole else None)
        for each in pdf.objects:
            if isinstance(each, pikepdf.Dictionary) and each.get("/Type") == "/FontDescriptor":
                assert any(f"/FontFile{n}" in each for n in ("", 2, 3)), "every font comes along"
    for number, page in enumerate(pages(document.pdf), 1):
        assert "TLP:AMBER+STRICT" in page and f"{number}/{len(PdfReader(io.BytesIO(document.pdf)).pages)}" in page.replace(
            " ", ""
        )


def test_what_is_cut_out_of_a_facilitators_packet_has_an_empty_back() -> None:
    document = printed(*CIO, Edition.FACILITATOR)
    text, places = pages(document.pdf), dict(outline(document.pdf))
    first = places["Tent cards"]
    assert first % 2 == places["Cue cards"] % 2 == 1 and len(text) % 2 == 1
    assert text[first - 1].count("Amara Osei") == 2 and "One word to open" in text[places["Cue cards"] - 1]
    for back in text[first::2]:
        assert len(back.split()) < 14, "nothing but head and foot"


def test_what_is_carried_over_is_printed_before_what_is_told_of_the_last_meeting() -> None:
    text = " ".join(pages(printed(*CIO, Edition.MEMBER).pdf))
    order = [
        "Dear all",
        "17:46 Nobody stands ready",
        "What is said in the group stays",
        "Send the charter",
        "A joint board needs one person",
        "I want to retire from this job",
        "My nuggets",
    ]
    assert [text.index(each) for each in order] == sorted(text.index(each) for each in order)
    assert "Private notes" not in text and "Hana Kowalczyk 86" not in text


def test_a_members_own_copy_has_name_and_number_on_each_page_and_their_own_file() -> None:
    text = pages(printed(*CIO, Edition.MEMBER, reader="eli").pdf)
    assert all("Eli Novak · copy 5" in page for page in text)
    assert any("Questions to prepare" in page for page in text)
    assert not any("Questions to prepare" in page for page in pages(printed(*CIO, Edition.MEMBER).pdf))


@pytest.mark.parametrize(("paper", "size"), [("A4", (595, 842)), ("Letter", (612, 792))])
def test_paper_and_large_print(paper: Any, size: tuple[int, int]) -> None:
    large = PdfReader(io.BytesIO(printed(*DATA, Edition.MEMBER, Printing(paper, large=True)).pdf))
    assert tuple(round(float(x)) for x in large.pages[0].mediabox[2:]) == size
    sizes: dict[int, int] = {}

    def see(text: str, _cm: Any, matrix: list[float], _font: Any, points: float) -> None:
        scale = round(points * abs(matrix[0] or 1))
        sizes[scale] = sizes.get(scale, 0) + len(text.strip())

    next(p for p in large.pages[1:] if "Four of us so far" in p.extract_text()).extract_text(visitor_text=see)
    assert max(sizes, key=sizes.__getitem__) == 18 and min(size for size, count in sizes.items() if count) >= 14


def test_a_booklet_has_its_sides_in_the_order_for_folding() -> None:
    plain, folded = (printed(*DATA, Edition.GUEST, Printing("A4", booklet=fold)) for fold in (False, True))
    assert folded.standard == "untagged"
    with pikepdf.open(io.BytesIO(folded.pdf)) as pdf:
        assert len(pdf.pages) % 2 == 0 and [round(float(x)) for x in pdf.pages[0].mediabox[2:]] == [842, 595]
        assert "peerkit" in str(pdf.docinfo["/Keywords"])
    assert "First meeting" in pages(folded.pdf)[0] and "First meeting" in pages(plain.pdf)[0]


# --------------------------------------------------------------------------------------------------------- every kind of meeting

MEETINGS = [
    *[(CIO[0], slug) for slug in ("2026-06-11-retreat", "2025-08-14", "2027-01-14")],  # a whole day, one called off, a draft
    ("founders-sabbatical", "2026-06-24"),  # a group that has closed, and shows nothing to its members' site
    CHAMBER,
    DATA,
]


@pytest.mark.parametrize(("group", "slug"), MEETINGS)
@pytest.mark.parametrize("edition", [Edition.FACILITATOR, Edition.GUEST])
def test_a_packet_for_every_kind_of_meeting(group: str, slug: str, edition: Edition) -> None:
    """.ci/run prints those of all meetings, in all editions."""
    document = printed(group, slug, edition)
    assert document.standard == "ua-1" and not document.findings
    assert len(pages(document.pdf)) >= 3


def test_every_meeting_of_the_example_network_has_something_to_say_in_each_edition() -> None:
    survey, count = network(HERE.parent / "groups"), 0
    for slug in survey.slugs:
        for meeting in of(survey, slug).meetings:
            for edition in Edition:
                if edition in (Edition.MEMBER, Edition.PRESENTER) and of(survey, slug).about.audiences.meetings == "facilitators":
                    continue  # refused, by name
                view = packet(*seen(of(survey, slug), survey.context, meeting.slug, Order(edition)), meeting.slug, Order(edition))
                assert view.cover.title and view.cover.when and (view.agenda.lines or not meeting.agenda.items)
                count += 1
    assert count > 160


def test_a_site_offers_the_packets_of_meetings_ahead_and_the_public_one_none() -> None:
    """`test_site_packets` has them built."""
    survey = network(HERE.parent / "groups")
    for audience, names in ((0, set()), (1, {"member"}), (2, {"member", "facilitator"})):
        context = replace(survey.context, audience=type(FACILITATORS)(audience))
        found = [(slug, order.edition) for slug, order in offered(project(of(survey, CIO[0]), context), context)]
        assert found == [(slug, name) for slug in (CIO[1], "2027-01-14") for name in ("member", "facilitator") if name in names]


# ------------------------------------------------------------------------------------------------------------------ confidential


@pytest.mark.parametrize("edition", list(Edition))
def test_no_pdf_says_more_than_its_reader_may_know(edition: Edition) -> None:
    files, plant = canaries.group()
    whole, _ = load("aviary", of_bytes(files), "groups", Network())
    assert whole is not None
    pdf = made(whole, Context(TODAY, Network(name="N"), PROTOCOLS), "2026-11-12", edition, Printing()).pdf
    meta = PdfReader(io.BytesIO(pdf)).metadata or {}
    text = " ".join([*pages(pdf), *map(str, meta.values())]).replace("-\n", "").lower()
    text += text.replace("- ", "")  # words that are hyphenated at the end of a line
    told = {plant.places[word] for word, needed in plant.canaries.items() if needed > LEVELS[edition] and word.lower() in text}
    assert told <= (FOR_GUESTS if edition is Edition.GUEST else set()), told
    assert "kanarekid" not in text
    assert sum(word.lower() in text for word in plant.canaries) > (9 if edition is Edition.GUEST else 25)


# ------------------------------------------------------------------------------------------------------------- attachments, text


def _pdf(pages_of: int, width: float = 595, height: float = 842) -> bytes:
    import typst

    text = "\n#pagebreak()\n".join(f"Leaf {number} of the memo" for number in range(1, pages_of + 1))
    return bytes(typst.compile(f"#set page(width: {width}pt, height: {height}pt)\n{text}".encode()))


def test_a_files_pages_stand_where_the_contents_say_with_running_numbers() -> None:
    home = "meetings/2026-12-10"
    files = {
        "group.yml": b"name: Harbour\n",
        f"{home}/agenda.md": b"---\nitems: [{title: A, minutes: 5}]\npre_reads:\n"
        b"  - {file: memo.pdf, title: A memo}\n  - {file: wide.pdf, title: A wide one}\n  - {file: text.md, title: A text}\n"
        b"  - {file: gone.pdf, title: One that is gone}\n---\n",
        f"{home}/memo.pdf": _pdf(3),
        f"{home}/wide.pdf": _pdf(1, 1191, 842),
        f"{home}/text.md": b"# Read me\n\nWords of the text.\n",
    }
    group, _ = load("harbour", of_bytes(files), "groups", Network())
    assert group is not None
    document = made(group, Context(TODAY), "2026-12-10", Edition.MEMBER, Printing("A4"))
    text, places = pages(document.pdf), dict(outline(document.pdf))
    for n in range(3):
        assert f"Leaf {n + 1} of the memo" in text[places["A memo"] - 1 + n]
    assert "Leaf 1 of the memo" in text[places["A wide one"] - 1] and "Words of the text" in text[places["A text"] - 1]
    assert places["A wide one"] == places["A memo"] + 3 and f"{places['A memo'] + 2} / {len(text)}" in text[
        places["A memo"] + 1
    ].replace("\u2009", " ")
    assert "could not be printed" in text[places["One that is gone"] - 1]
    (finding,) = document.findings
    assert str(finding.at) == "groups/harbour/meetings/2026-12-10/agenda.md:7:12" and "gone.pdf" in finding.message
    with pikepdf.open(io.BytesIO(document.pdf)) as pdf:
        width, height = pdf.pages[places["A wide one"] - 1].mediabox[2:]
        assert width > height, "a landscape page lies on a landscape page"


TYPST = st.sampled_from("#$*_`<>@\\/=+-~[]{}()\"'.:;%&^|!?, 0123456789abcXYZäßéøñŁŽΩλжЯ")


@example(odd="W" * 24, wild="")
@settings(max_examples=6, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck))
@given(odd=st.text(TYPST, min_size=1, max_size=24), wild=st.text(st.characters(exclude_categories=("Cc", "Cs")), max_size=30))
def test_any_text_in_any_field_compiles_and_covered_text_means_itself(odd: str, wild: str) -> None:
    import json

    odd = f"x{' '.join(odd.split())}x"
    title, text = json.dumps(odd, ensure_ascii=False), json.dumps(f"{wild} x", ensure_ascii=False)
    agenda = f"---\ntitle: {title}\ngoal: {text}\nplace: {{venue: {text}}}\nitems:\n  - {{title: {title}, minutes: 5, kind: issue, issue: i, text: {text}, lead: a, cut: 1}}\n---\n{wild}\n"
    files = {
        "group.yml": f"name: {text}\nlabel: {text}\nmeets: {{start: '18:00', minutes: 9}}\n",
        "members.yml": f"members: [{{id: a, name: {text}, timezone: Asia/Tokyo}}]\n",
        "issues/i.md": f"---\ntitle: {text}\nraised_by: a\nalternatives: [{{what: {text}, outcome: {text}}}]\ntakeaways: [{text}]\n---\n{wild}\n",
        "ground-rules.md": f"---\nrules: [{{id: r, rule: {text}, means: {text}}}]\n---\n{wild}\n",
        "meetings/2026-10-10/agenda.md": "---\nitems: []\n---\n",
        "meetings/2026-10-10/minutes.md": f"---\nactions: [{{what: {text}, owner: a}}]\ndecisions: [{{text: {text}, by: {text}}}]\nnuggets: [{text}]\n---\n",
        "meetings/2026-12-10/agenda.md": agenda,
        "meetings/2026-12-10/facilitator.md": wild,
    }
    group, found = load("g", of_bytes({path: data.encode() for path, data in files.items()}), "groups", Network())
    assert group is not None and not found, found
    document = made(group, Context(TODAY, protocols=PROTOCOLS), "2026-12-10", Edition.FACILITATOR, Printing())
    # who reads the text out drops spaces and hyphens at the ends of lines
    said, wanted = (re.sub("[ -]", "", each) for each in (pages(document.pdf)[0], odd))
    assert wanted in said, "the title on the cover, as it was written"
    assert all("has" in finding.message or "element" in finding.rule for finding in document.findings)


# ----------------------------------------------------------------------------------------------------------------- how it looks


@functools.cache
def hebrew() -> Document:
    """A group that writes from right to left, with an evening of two items."""
    about = (HERE / "sites/scripts/groups/haifa/group.yml").read_bytes()
    agenda = "---\ngoal: כולן יוצאות עם צעד אחד.\nitems:\n  - {title: סבב פתיחה, kind: check-in, minutes: 15}\n  - {title: שאלה אחת, minutes: 40}\n---\nשלום לכולן\n"
    files = {"group.yml": about, "meetings/2026-12-01/agenda.md": agenda.encode()}
    group, found = load("haifa", of_bytes(files), "groups", Network())
    assert group is not None and not found
    return made(group, Context(TODAY), "2026-12-01", Edition.MEMBER, Printing("A4"))


def test_a_script_without_a_font_is_named_with_a_font_that_has_it_and_the_packet_is_made() -> None:
    files = {
        "group.yml": "name: 情報責任者の円卓\nlanguage: ja\n".encode(),
        "meetings/2026-12-01/agenda.md": "---\ntitle: 集まり\n---\n".encode(),
    }
    group, _ = load("kyoto", of_bytes(files), "groups", Network())
    assert group is not None
    document = made(group, Context(TODAY), "2026-12-01", Edition.MEMBER, Printing())
    assert document.standard == "tagged" and len(pages(document.pdf)) >= 3
    found = [str(finding) for finding in document.findings if finding.rule == "character-without-font"]
    assert any("kyoto/group.yml:1:7" in each and "Noto Serif CJK" in each for each in found), found


LOOK: dict[str, Callable[[], tuple[Document, str]]] = {
    "cover": lambda: (printed(*CIO, Edition.MEMBER), "December meeting"),
    "agenda": lambda: (printed(*CIO, Edition.MEMBER), "19:30"),
    "run-sheet": lambda: (printed(*CHAMBER, Edition.FACILITATOR, Printing("A4")), "Sagen und tun"),
    "people": lambda: (printed(*CIO, Edition.FACILITATOR), "Who sits where"),
    "promise": lambda: (printed(*CIO, Edition.GUEST, Printing("A4")), "What stays here"),
    "presenter": lambda: (printed(*CIO, Edition.PRESENTER), "What you will be asked"),
    "large": lambda: (printed(*DATA, Edition.MEMBER, Printing("A4", large=True)), "Ground rules"),
    "booklet": lambda: (printed(*DATA, Edition.GUEST, Printing("A4", booklet=True)), "First meeting"),
    "right-to-left": lambda: (hebrew(), "19:00"),
}


@pytest.mark.parametrize("name", LOOK)
def test_a_page_looks_as_it_was_blessed(name: str, bless: bool) -> None:
    document, words = LOOK[name]()
    number = next(
        n for n, page in enumerate(pages(document.pdf), 1) if words in page and (name == "cover" or n > 1 or name == "booklet")
    )
    command = ["pdftoppm", "-r", "45", "-gray", "-png", "-f", str(number), "-l", str(number), "-"]
    shot = Image.open(io.BytesIO(subprocess.run(command, input=document.pdf, capture_output=True, check=True).stdout)).convert(
        "L"
    )
    place = LOOKS / f"{name}.png"
    if bless:
        LOOKS.mkdir(exist_ok=True)
        shot.quantize(16).save(place, optimize=True)
    assert place.is_file(), f"look at the page, then bless it with 'pytest {__file__} --bless'"
    blessed = Image.open(place).convert("L")
    assert shot.size == blessed.size
    soft = [image.filter(ImageFilter.GaussianBlur(1.5)) for image in (shot, blessed)]
    apart = ImageChops.difference(*soft)
    assert ImageStat.Stat(apart).mean[0] < 1.5 and apart.getextrema()[1] < 90, f"{name} looks different; see {place}"
