"""Names and words in free text, in any script; and who meets while another group meets."""

from __future__ import annotations

import pytest

from peerkit.facts.names import name_in
from peerkit.facts.public import public_texts
from peerkit.facts.summary import Summary, overlaps, summary
from peerkit.facts.words import words
from peerkit.model.context import Context
from some import TODAY, group


@pytest.mark.parametrize(
    ("name", "text", "found"),
    [
        ("Amara Osei", "Write to Amara Osei.", True),
        ("Amara Osei", "Write to amara\nosei.", True),
        ("Amara Osei", "Write to Amara Oseibonsu or Tamara Osei.", False),
        ("José Núñez", "Ask Jose\u0301 Nu\u0301n\u0303ez.", True),
        ("Grace", "We show grace.", False),
        ("Grace", "Grace keeps the key.", True),
        ("Bo", "Bo keeps the key.", False),
        ("王芳", "请告诉王芳。", True),
        ("佐藤 美咲", "議長は佐藤 美咲です。", True),
        ("O'Neil (Pat)", "O'Neil (Pat) leads.", True),
        ("   ", "   ", False),
    ],
)
def test_a_name_is_found_as_a_whole_and_as_written(name: str, text: str, found: bool) -> None:
    assert bool(name_in(name, text)) is found


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 0),
        ("one — two - 3", 3),
        ("हम हर महीने मिलते हैं", 5),
        ("우리는 매달 만난다", 3),
        ("我们每月见面", 3),
        ("毎月 Zoom で会う", 3),
        ("เราพบกัน", 2),
    ],
)
def test_words_are_counted_where_no_spaces_divide_them(text: str, count: int) -> None:
    assert words(text) == count


def test_a_place_in_a_body_is_its_line_and_column_and_in_a_value_the_values() -> None:
    made = group({"group.yml": "name: G", "charter.md": "---\nversion: 1\n---\n# C\r\n\r\nAsk Amara.\n"})
    (charter,) = (text for text in public_texts(made) if text.section == "charter")
    assert str(charter.at(made, charter.text.index("Amara"))) == "groups/harbour/charter.md:6:5"
    rules = "---\nrules:\n  - id: a\n    rule: Ask Amara.\n---\n"
    made = group({"group.yml": "name: G", "ground-rules.md": rules})
    (rule,) = (text for text in public_texts(made) if "Amara" in text.text)
    assert str(rule.at(made, 4)) == "groups/harbour/ground-rules.md:4:11"


def test_what_the_audiences_keep_from_the_public_is_no_public_text() -> None:
    files = {"charter.md": "Secret one", "ground-rules.md": "Secret two", "meetings/2026-12-10/agenda.md": "Secret three"}
    hidden = group({"group.yml": "name: G\naudiences: {charter: members, ground_rules: facilitators}", **files})
    assert not any("Secret" in text.text for text in public_texts(hidden))
    shown = group({"group.yml": "name: G\naudiences: {meetings: public}", **files})
    assert sum("Secret" in text.text for text in public_texts(shown)) == 3


def test_meetings_overlap_in_real_time_and_not_where_one_ends_as_the_other_begins() -> None:
    def slots(slug: str, start: str, zone: str) -> Summary:
        about = f'name: G\nmeets: {{start: "{start}", minutes: 60, timezone: {zone}}}'
        return summary(group({"group.yml": about, "meetings/2026-12-10/agenda.md": ""}, slug), Context(TODAY))

    berlin, london, later = (
        slots("b", "18:00", "Europe/Berlin"),
        slots("a", "17:30", "Europe/London"),
        slots("c", "18:30", "Europe/London"),
    )
    found = [(slot.at.path, slug) for slot, slug in overlaps([london, berlin, later])]
    assert found == [("groups/b/meetings/2026-12-10/agenda.md", "a")]
