"""Any text in any field prints: charter, tent cards, cue cards, the handbook as a book. `test_packet_pdf` has it for packets."""

from __future__ import annotations

import datetime
import json
from pathlib import Path

from hypothesis import example, given, settings
from hypothesis import strategies as st

from pdf import words
from peerkit.diagnostic import Span
from peerkit.load import load
from peerkit.model.base import FACILITATORS
from peerkit.model.charter import Charter
from peerkit.model.context import Context
from peerkit.model.group import Group
from peerkit.model.network import Network
from peerkit.model.protocol import Protocol
from peerkit.outputs.book import book
from peerkit.outputs.cards import cards
from peerkit.outputs.charter_to_frame import Framing, charter_to_frame, framed
from peerkit.outputs.handbook import Handbook
from peerkit.outputs.tents import tents
from peerkit.source import of_bytes
from peerkit.typeset import Job, Sheet

WILD = st.text(st.characters(exclude_categories=("Cc", "Cs")), max_size=30)
ODD = st.text(st.sampled_from("#$*_`<>@\\/=+-~[]{}()\"'.:;%&^|!?,0123456789abcXYZäßéøñŁŽΩλжЯ"), min_size=1, max_size=16)
MARKUP = '#"$_`\\u{41}#import "x" @a <b> ]] $1$ //'
TODAY = datetime.date(2026, 11, 23)
PLAIN = {"paper": "", "large": False, "system_fonts": False}
CHAPTERS = sorted(path.name for path in (Path(__file__).parent.parent / "docs/handbook").glob("*.md"))


def group(odd: str, wild: str) -> Group:
    name, text = (json.dumps(each, ensure_ascii=False) for each in (odd, f"{wild} x"))
    body = f"# {wild}\n\n{wild}\n"
    signed = f"ratified: [{{member: a, text: {Charter(body=body).digest}}}]"
    files = {
        "group.yml": f"name: {name}\nlabel: {text}\n",
        "members.yml": f"members: [{{id: a, name: {name}, role: {text}, organisation: {text}}}]\n",
        "charter.md": f"---\n{signed}\n---\n{body}",
    }
    made, found = load("g", of_bytes({path: content.encode() for path, content in files.items()}), "groups", Network())
    assert made is not None and not found, found
    return made


def protocol(odd: str, wild: str) -> Protocol:
    text = f"{wild} x"
    step = {"title": odd, "minutes": 5, "who": text, "say": text, "good": text, "cue": text}
    more = {"purpose": text, "when": text, "when_not": text, "preparation": [text], "roles": {odd: text}, "steps": [step]}
    return Protocol.model_validate({"id": "p", "name": odd, **more})


def told(job: Job, odd: str) -> None:
    """The document is made, and says the odd words as they were written."""
    made = job.done()
    assert "".join(odd.lower().split()) in "".join(words(made.pdf).lower().split()), job.template
    assert all(found.rule == "character-without-font" for found in made.findings), job.template


@example(odd=MARKUP, wild=MARKUP)
@settings(max_examples=4, derandomize=True, deadline=None)
@given(odd=ODD, wild=WILD)
def test_any_text_in_any_field_compiles_and_covered_text_means_itself(odd: str, wild: str) -> None:
    odd = f"x{odd}x"
    made, context = group(odd, wild), Context(TODAY, Network(name=odd, contact=wild), audience=FACILITATORS)
    told(tents(made, context, None, [wild], **PLAIN), odd)  # type: ignore[arg-type]
    told(cards([protocol(odd, wild)], context, Span("p.yml"), people=None, **PLAIN), odd)  # type: ignore[arg-type]
    told(charter_to_frame(made, context, framed(made, made, None), Framing())[0], odd)


def test_markup_in_a_chapter_is_words_in_the_book() -> None:
    own = dict.fromkeys((f"handbook/{name}" for name in CHAPTERS), "")
    own |= {"handbook/index.md": "# B\n\n## Start\n\n- [A](a.md)\n", "handbook/a.md": f"# A\n\n`` {MARKUP} ``\n"}
    context = Context(TODAY, Network(name=f"x{MARKUP}x", contact=MARKUP))
    told(book(Handbook(context, {}, own, {}), Sheet(""))[0], f"x{MARKUP}x")
