"""The handbook: whose chapter it is, what the kit puts into it, and where it stands in the portal."""

from __future__ import annotations

import datetime
import re
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner

from peerkit import rules as ruleset
from peerkit.builtin import starter_handbook, templates
from peerkit.cli import peerkit
from peerkit.model.base import FACILITATORS, PUBLIC, Audience
from peerkit.model.context import Context
from peerkit.model.network import Network
from peerkit.outputs.handbook import Handbook
from peerkit.outputs.handbook.chapters import chapters
from peerkit.outputs.handbook.known import filled, quoted
from peerkit.outputs.handbook.navigation import navigation
from peerkit.protocols import builtin_protocols, load_protocols
from peerkit.source import of_bytes
from peerkit.text import Document

ROOT = Path(__file__).parents[1]
TODAY = datetime.date(2026, 11, 23)
PROTOCOLS = load_protocols(builtin_protocols())[0]
BUILTIN = {path.stem: path.read_text("utf-8") for path in starter_handbook().glob("*.md")}


def handbook(
    own: dict[str, str] | None = None, audience: Audience = PUBLIC, network: dict[str, Any] | None = None, **more: Any
) -> Handbook:
    """The handbook with these files of an organiser's own, by their paths below docs/handbook/."""
    made = Network.model_validate(network or {})
    rules, wrong = ruleset.configure(made, Document("network.yml", value=network or {}))
    assert wrong == []
    context = Context(TODAY, made, more.pop("protocols", PROTOCOLS), audience)
    return Handbook(context, rules, {f"handbook/{path}": text for path, text in (own or {}).items()}, **more)


def said(made: Handbook, page: str) -> str:
    """What a page of the handbook says on the site, as Markdown."""
    path = f"handbook/{page}.md"
    text = made.own.get(path) or made.generated[path].decode()
    return made.dressed(path, text)


# --- words of the glossary ---

GLOSSARY = """---
plain: [cut]
---

# Glossary

**Consent.** Nobody present has a "reasoned" objection. See [Decisions](conflict.md).

**Check-in.** The first round.

**Cut.** An item that may go.

**Go-round.** See Check-in.
"""


def test_a_word_of_the_glossary_is_explained_where_a_chapter_first_uses_it() -> None:
    chapter = "# Consent\n\nWe cut `consent` and [consent](conflict.md) after the Check-ins, then consent.\n\nConsent twice, a check-in.\n"
    made = handbook({"glossary.md": GLOSSARY, "minutes.md": chapter})
    text = said(made, "minutes").split("\n\n")
    assert text[1] == (
        'We cut `consent` and [consent](conflict.md) after the [Check-ins](glossary.md#term-check-in "The first round."), '
        "then [consent](glossary.md#term-consent \"Nobody present has a 'reasoned' objection.\")."
    )
    assert text[0] == "# Consent" and text[2].startswith("Consent twice, a check-in.")
    assert '<span id="term-go-round"></span>**Go-round.**' in said(made, "glossary")
    assert '"The first round."' in said(handbook({"glossary.md": GLOSSARY, "minutes.md": "A go-round.\n"}), "minutes")


def test_every_word_that_is_explained_leads_to_its_entry() -> None:
    made = handbook()
    entries = set(re.findall(r'<span id="([^"]+)">', said(made, "glossary")))
    used = {id for slug in BUILTIN for id in re.findall(r"\(glossary\.md#(term-[^ )]+)", said(made, slug))}
    assert used <= entries and len(used) > 50
    without = handbook({"glossary.md": ""})
    assert "#term-" not in said(without, "minutes")


# --- whose chapter ---


def test_without_files_of_ones_own_every_chapter_is_the_built_in_one() -> None:
    made = handbook()
    assert {chapter.slug for chapter in made.chapters} == set(BUILTIN)
    assert made.chapters[0].slug == "index" and not any(chapter.own for chapter in made.chapters)


def test_an_own_file_replaces_a_chapter_adds_one_or_removes_it_where_it_is_empty() -> None:
    own = {"the-charter.md": "# Our charter\n", "singing.md": "# Singing\n", "conflict.md": "<!-- not ours -->\n"}
    made = handbook(own)
    found = {chapter.slug: chapter for chapter in made.chapters}
    assert (found["the-charter"].title, found["the-charter"].own) == ("Our charter", True)
    assert found["singing"].own and "conflict" not in found
    assert "handbook/conflict.md" not in made.paths and "handbook/conflict.md" in made.removed
    assert not {"handbook/the-charter.md", "handbook/conflict.md"} & set(made.generated)


def test_pages_of_protocols_texts_and_rules_are_removed_in_the_same_way() -> None:
    made = handbook({"protocols/troika.md": "", "rules.md": "---\ntitle: x\n---\n", "texts/charter.md": "# Ours\n"})
    assert "handbook/protocols/troika.md" not in made.paths and "handbook/rules.md" not in made.paths
    assert "What peerkit checks" not in str(made.nav()) and "troika" not in str(made.nav())
    assert "What peerkit checks" not in said(made, "keeping-on-track")
    assert "handbook/texts/charter.md" not in made.generated


def test_what_was_removed_is_in_no_index() -> None:
    made = handbook({"protocols/troika.md": "", "texts/exit-interview.md": ""})
    assert "troika" not in said(made, "protocols/index") and "18 come with" in said(made, "protocols/index")
    assert "exit-interview" not in said(made, "texts/index")


def test_a_link_to_a_heading_that_an_own_chapter_does_not_have_leads_to_the_chapter() -> None:
    assert "(conflict.md#clearing-the-air)" in said(handbook(), "index")
    assert "(conflict.md)" in said(handbook({"conflict.md": "# Ours\n\n## Another way\n"}), "index")
    assert "(conflict.md#clearing-the-air)" in said(handbook({"conflict.md": "# Ours\n\n## Clearing *the* air\n"}), "index")
    assert "(conflict.md#clearing-the-air)" in said(handbook({"conflict.md": "# Ours\n\n## Air {#clearing-the-air}\n"}), "index")


def test_an_own_chapters_link_to_a_page_that_never_was_is_told_with_its_line() -> None:
    text = "# S\n\n[a](minuts.md#x), [b](conflict.md), [c](../kit/files.md), `[d](no.md)`\n\n```\n[e](no.md)\n```\n[f](https://x.org/no.md)\n"
    (problem,) = handbook({"s.md": text, "conflict.md": ""}).problems
    assert str(problem) == (
        "docs/handbook/s.md:3:1: warning[schema] the handbook has no page 'minuts.md#x'; did you mean 'minutes.md'?"
    )


def test_check_tells_what_is_wrong_in_own_chapters(tmp_path: Path) -> None:
    for name, text in {
        "groups/one/group.yml": "name: One\n",
        "mkdocs.yml": "docs_dir: pages\n",
        "pages/handbook/s.md": "[a](no.md)\n",
    }.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    result = CliRunner().invoke(
        peerkit, ["check", "--groups", str(tmp_path / "groups"), "--config", str(tmp_path / "mkdocs.yml")]
    )
    assert result.exit_code == 1 and "pages/handbook/s.md:1:1: warning[schema] the handbook has no page 'no.md'" in result.output


def test_chapters_stand_in_the_parts_and_the_order_of_the_first_page() -> None:
    index = "# Guide\n\n## First steps\n\n- [B](b.md)\n- [A](a.md#x)\n\n## Later\n\n- [C](c.md), and again [B](b.md)\n"
    texts = {
        "index": index,
        "a": "# A\n",
        "b": "# B\n",
        "c": "# C\n",
        "d": "# D\n",
        "e": "---\npart: Later\n---\n# E\n",
        "f": "---\npart: Ours\n---\n# F\n",
    }
    found = [(chapter.slug, chapter.part) for chapter in chapters(texts, {})]
    assert found == [
        ("index", ""), ("b", "First steps"), ("a", "First steps"), ("c", "Later"), ("e", "Later"), ("f", "Ours"), ("d", ""),
    ]  # fmt: skip


def test_a_link_to_a_removed_page_becomes_its_words_and_its_entry_in_a_list_goes() -> None:
    made = handbook({"conflict.md": "", "singing.md": "# S\n\nSee [Conflict](conflict.md#x), [Minutes](minutes.md).\n"})
    assert "(conflict.md" not in said(made, "index") and "See Conflict, [Minutes](minutes.md)." in said(made, "singing")
    assert "[The charter](the-charter.md)" in said(made, "index")


def test_links_into_the_repository_lead_to_the_pages_made_from_it() -> None:
    text = "# S\n\n[Hot seat](../../templates/protocols/hot-seat.yml), [letter](../../templates/texts/charter.md), [w](https://x.org/a.md)\n"
    text += "```\n[code](../../templates/protocols/hot-seat.yml)\n```\n"
    page = said(handbook({"s.md": text}), "s")
    assert "[Hot seat](protocols/hot-seat.md), [letter](texts/charter.md), [w](https://x.org/a.md)" in page
    assert "[code](../../templates/protocols/hot-seat.yml)" in page


def test_every_link_of_every_page_leads_to_a_page() -> None:
    made = handbook()
    for path in sorted(made.paths):
        page = said(made, path.removeprefix("handbook/").removesuffix(".md"))
        for target in re.findall(r"\]\(([^)\s#]+\.md)", re.sub(r"(?ms)^```.*?^```", "", page)):
            there = (Path("/docs") / path).parent.joinpath(target).as_posix()
            resolved = Path(re.sub(r"[^/]+/\.\./", "", there)).relative_to("/docs").as_posix()
            assert resolved in made.paths or (ROOT / "docs" / resolved).is_file(), f"{path}: {target}"


# --- facts ---


def test_a_fact_is_what_stands_between_its_marks_until_a_network_has_its_own() -> None:
    text = "# S\n\nUp to <!-- fact: seats.max -->10<!-- /fact --> members.\n"
    assert "Up to 10 members." in said(handbook({"s.md": text}), "s")
    page = said(handbook({"s.md": text}, network={"defaults": {"seats": {"min": "4", "max": "8"}}}), "s")
    assert "Up to 8 members." in page
    assert '!!! note "Set otherwise in this network"\n\n    - seats, at most: 8 instead of 10' in page


def test_a_networks_own_protocol_shows_its_own_minutes() -> None:
    own = load_protocols(
        builtin_protocols(), ("p", of_bytes({"hot-seat.yml": b"name: Hot seat\nsteps: [{title: Ask, minutes: 7}]\n"}))
    )[0]
    text = "# S\n\n<!-- fact: protocols.hot-seat.minutes.8 -->20<!-- /fact --> minutes.\n"
    page = said(handbook({"s.md": text}, protocols=own), "s")
    assert "\n7 minutes.\n" in page and "hot-seat with 8 people, minutes: 7 instead of 20" in page
    assert "This network's own version" in said(handbook(protocols=own), "protocols/hot-seat")
    assert "This network's own version" not in said(handbook(protocols=own), "protocols/troika")


@pytest.mark.parametrize(("audience", "percent"), [(PUBLIC, "5"), (Audience.MEMBERS, "5"), (FACILITATORS, "12")])
def test_how_a_network_sets_its_rules_is_told_to_facilitators_only(audience: Audience, percent: str) -> None:
    settings = {"rules": {"agenda-without-slack": {"severity": "error", "percent": "12"}}}
    text = "# S\n\n<!-- fact: rules.agenda-without-slack.percent -->5<!-- /fact --> %\n"
    made = handbook({"s.md": text}, audience, settings)
    assert f"\n{percent} %\n" in said(made, "s")
    section = said(made, "rules").partition("## agenda-without-slack")[2].partition("\n## ")[0]
    assert (f"Here {percent}." in section) and ("(error)" in section) == (audience is FACILITATORS)


def test_what_only_members_may_know_of_a_group_is_not_told_to_the_public() -> None:
    settings = {"defaults": {"attendance": {"late_counts": "0.25"}, "audiences": {"roster": "facilitators"}}}
    text = "# S\n\n<!-- fact: attendance.late_counts -->0.5<!-- /fact -->, <!-- fact: audiences.roster -->members<!-- /fact -->\n"
    assert "\n0.5, members\n" in said(handbook({"s.md": text}, PUBLIC, settings), "s")
    assert "\n0.25, members\n" in said(handbook({"s.md": text}, Audience.MEMBERS, settings), "s")
    assert "\n0.25, facilitators\n" in said(handbook({"s.md": text}, FACILITATORS, settings), "s")


def test_a_fact_that_nobody_knows_keeps_its_text_and_is_told_with_its_line() -> None:
    made = handbook({"s.md": "# S\n\n\n<!-- fact: seats.maxx -->10<!-- /fact -->\n"})
    assert said(made, "s").rstrip().endswith("10")
    (problem,) = made.problems
    assert str(problem) == "docs/handbook/s.md:4:1: warning[schema] there is no fact 'seats.maxx'; did you mean 'seats.max'?"


def test_marks_in_code_are_an_example_of_marks() -> None:
    text = "`<!-- fact: a -->1<!-- /fact -->`\n\n```html\n<!-- fact: a -->1<!-- /fact -->\n```\n<!-- fact: a -->1<!-- /fact -->\n"
    assert [fact.line for fact in quoted(text)] == [6]
    assert filled(text, {"a": "2"}).count("2") == 1


@pytest.mark.parametrize("slug", sorted(BUILTIN))
def test_what_a_chapter_says_of_the_kit_is_what_the_kit_knows(slug: str, bless: bool) -> None:
    made, path = handbook(), starter_handbook() / f"{slug}.md"
    text = path.read_text("utf-8")
    if bless:
        text = re.sub(r"(<!-- fact: ([^\n>]*?) -->).*?(<!-- /fact -->)", lambda m: m[1] + made.facts[m[2]] + m[3], text)
        path.write_text(text, "utf-8", newline="\n")
    for fact in quoted(text):
        assert fact.name in made.facts, f"{path}:{fact.line}: there is no fact {fact.name}"
        assert fact.text == made.facts[fact.name], f"{path}:{fact.line}: {fact.name}; run pytest --bless"


# --- rules and chapters ---


def test_every_rule_names_a_chapter_that_explains_it_and_each_links_to_the_other() -> None:
    made = handbook()
    page = said(made, "rules")
    for name, rule in ruleset.builtin().items():
        assert rule.chapter in BUILTIN, f"write CHAPTER = … into the rule {name}: a file of docs/handbook/ without .md"
        section = page.partition(f"\n## {name}\n")[2].partition("\n## ")[0]
        assert f"]({rule.chapter}.md)" in section
        assert f"- [{name}](rules.md#{name}): " in said(made, rule.chapter)


# --- protocols ---


def test_a_protocols_page_has_its_steps_as_picture_and_as_table() -> None:
    page = said(handbook(), "protocols/experience-share")
    (picture,) = re.findall(r'<div class="pk-protocol-bar">(<svg.*?</svg>)</div>', page)
    drawn = ElementTree.fromstring(picture)
    steps = PROTOCOLS["experience-share"].steps
    titles = [element.text or "" for element in drawn.iter("{http://www.w3.org/2000/svg}title")]
    assert titles == [f"{n}. {s.title}, {s.length(8):g} min" for n, s in enumerate(steps, 1)]
    widths = [float(r.attrib["width"]) + 1.5 for r in drawn.iter("{http://www.w3.org/2000/svg}rect")]
    assert abs(sum(widths) - 720) < 1 and widths[4] / widths[3] == pytest.approx(15, rel=0.02)
    assert drawn.attrib["role"] == "img" and "9 steps in 50 minutes" in drawn.attrib["aria-label"]
    for number, step in enumerate(steps, 1):
        assert re.search(rf"(?m)^\| {number} \| [\d:]+ \| {re.escape(step.title)} \| {step.who} \|", page)
        assert f"### {number}. {step.title}" in page
    assert "| 8 | 0:30 | Experience shares | others, in turn | 14 (2 each) | 7 to 21 |" in page


@pytest.mark.parametrize("id", PROTOCOLS)
def test_a_protocols_page_says_all_that_its_file_says(id: str) -> None:
    page = re.sub(r"&#(\d+);", lambda m: chr(int(m[1])), said(handbook(), f"protocols/{id}")).replace("&amp;", "&")
    p = PROTOCOLS[id]
    texts = [p.purpose, p.when, p.when_not, p.remote, *p.preparation, *p.pitfalls, *p.roles.values()]
    texts += [q for questions in p.prompts.values() for q in questions]
    texts += [text for s in p.steps for text in (s.say, s.good, s.cue)] + [s.says for s in p.sources]
    assert [text for text in texts if text not in page] == []
    assert all(f'href="{s.url}"' in page for s in p.sources if s.url)


def test_the_index_finds_each_protocol_by_purpose_time_size_and_experience() -> None:
    page = said(handbook(), "protocols/index")
    for id, protocol in PROTOCOLS.items():
        for section in ("By purpose", "By time", "By how many you are", "By how much you have led"):
            part = page.partition(f"\n## {section}\n")[2].partition("\n## ")[0]
            assert f"({id}.md)" in part, f"{protocol.name} in {section}"


def test_text_of_a_protocol_is_text_and_nothing_else() -> None:
    evil = (
        b"name: '<script>x</script> [a](b)'\npurpose: '{{ 7*7 }} <img src=x onerror=y>'\n"
        b"steps: [{title: '\"><script>t</script>', minutes: 5, say: '<b>'}]\nsources: [{says: '*s*', url: 'https://x.org/?a=1&b=\"'}]\n"
    ).replace(b'b="', b"b=")
    protocols, found = load_protocols(("p", of_bytes({"evil.yml": evil})))
    assert found == []
    page = said(handbook(protocols=protocols), "protocols/evil").partition("\n---\n")[2]
    assert "<script" not in page and "<img" not in page and "<b>" not in page and "{{" not in page and "[a](b)" not in page
    assert "<script" not in said(handbook(protocols=protocols), "protocols/index")


# --- ready texts ---


def test_ready_texts_are_pages_and_ones_own_win() -> None:
    made = handbook(texts={"letter": "# A letter\n\nDear neighbour.\n", "charter": "# Ours\n\nText.\n"})
    assert "Dear neighbour." in said(made, "texts/letter") and "[A letter](letter.md)" in said(made, "texts/index")
    assert said(made, "texts/charter").count("# Ours") == 1
    for name in (path.stem for path in (templates() / "texts").glob("*.md")):
        assert len(re.findall(r"(?m)^# ", said(handbook(), f"texts/{name}"))) == 1, name


# --- navigation ---


def test_the_section_stands_where_the_navigation_has_its_folder_else_at_the_end_unless_it_is_named() -> None:
    entries = ["handbook/index.md"]
    home = {"Home": "index.md"}
    assert navigation([home, {"Guide": "handbook/"}], "Handbook", entries, []) == [home, {"Guide": entries}]
    assert navigation([{"More": [home, "handbook/"]}], "Handbook", entries, []) == [{"More": [home, {"Handbook": entries}]}]
    assert navigation([home], "Handbook", entries, []) == [home, {"Handbook": entries}]
    named = [home, {"Guide": ["handbook/minutes.md"]}]
    assert navigation(named, "Handbook", entries, []) == named


def test_without_a_navigation_the_handbook_follows_all_other_pages() -> None:
    pages = ["index.md", "groups/index.md", "a-b/c.md", "a-b/d/e.md", "handbook/minutes.md"]
    made = navigation(None, "Handbook", ["handbook/index.md"], pages)
    assert made == [
        "index.md", {"Groups": ["groups/index.md"]}, {"A b": ["a-b/c.md", {"D": ["a-b/d/e.md"]}]}, {"Handbook": ["handbook/index.md"]},
    ]  # fmt: skip


def test_the_navigation_has_every_page_of_the_handbook_once() -> None:
    made = handbook({"singing.md": "# Singing\n"})

    def paths(entry: Any) -> list[str]:
        if isinstance(entry, str):
            return [entry]
        return [path for each in (entry.values() if isinstance(entry, dict) else entry) for path in paths(each)]

    assert sorted(paths(made.nav())) == sorted(made.paths)


def test_what_pages_there_are_is_known_without_making_them() -> None:
    for made in (handbook(), handbook({"index.md": "# Mine\n", "texts/charter.md": ""})):
        assert made.paths == frozenset([*made.generated, *made.own]) - made.removed


def test_addresses_follow_the_sites_urls() -> None:
    made = handbook()
    assert made.addresses()["protocols/hot-seat"] == "handbook/protocols/hot-seat/"
    assert made.addresses()["protocols/index"] == "handbook/protocols/" and made.addresses()["index"] == "handbook/"
    assert made.addresses(directory_urls=False)["protocols/hot-seat"] == "handbook/protocols/hot-seat.html"
