"""Each page kind in a browser: it opens in silence, asks nobody else, fits its window, and can be worked by keyboard."""

from __future__ import annotations

import itertools
from typing import Any

import pytest

from conftest import GROUP, KINDS, Visit


@pytest.mark.parametrize("kind", KINDS)
def test_a_page_opens_in_silence_and_fits(kind: str, visit: Visit) -> None:
    page = visit.to(KINDS[kind], "networkidle")
    said = [text for text in visit.complaints if not (kind == "absent" and "404" in text)]
    assert (visit.asked, said) == ([], [])
    outline = page.eval_on_selector_all(
        "h1,h2,h3,h4,h5,h6", "all => all.filter(h => h.checkVisibility()).map(h => +h.tagName[1])"
    )
    assert outline.count(1) == 1 and all(b - a <= 1 for a, b in itertools.pairwise(outline)), outline
    for width in (1280, 375, 320):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= width, width


@pytest.mark.parametrize("kind", ["directory", "home", "meeting", "members", "attendance"])
def test_a_page_fits_right_to_left(kind: str, page: Any, mirrored: str) -> None:
    visit = Visit(page, mirrored)
    visit.to(KINDS[kind])
    assert page.get_attribute("html", "lang") == "he" and page.get_attribute("body", "dir") == "rtl"
    for width in (1280, 375, 320):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= width, width


def test_nothing_is_lost_when_text_is_twice_as_large(visit: Visit) -> None:
    page = visit.to(f"{GROUP}meetings/2026-12-10/")
    page.set_viewport_size({"width": 640, "height": 450})  # what 1280 by 900 is at 200 %
    assert page.evaluate("document.documentElement.scrollWidth") <= 640
    assert page.get_by_role("heading", name="Nobody stands ready to take my place").is_visible()


def test_the_policy_keeps_a_stray_picture_from_being_fetched(visit: Visit) -> None:
    page = visit.to(GROUP)
    page.evaluate("document.body.append(Object.assign(new Image(), {src: 'https://elsewhere.example.org/x.png'}))")
    page.evaluate("fetch('https://elsewhere.example.org/x').catch(() => 0)")
    assert visit.asked == [] and "Content Security Policy" in " ".join(visit.complaints)


def test_each_group_speaks_its_own_language(visit: Visit) -> None:
    visit.to("groups/kammermusik-sonntag/")
    assert visit.page.get_attribute("html", "lang") == "de"
    visit.to(GROUP)
    assert visit.page.get_attribute("html", "lang") == "en"


def test_the_next_meeting_is_told_in_the_readers_zone_too(visit: Visit) -> None:
    page = visit.to(GROUP)
    section = page.locator(".pk-next").inner_text()
    assert "17:30 (Eastern Time)" in section and "For you: Thu 10 Dec, 23:30" in section.replace("Thu, ", "Thu ")
    visit.to("groups/kammermusik-sonntag/")
    assert "Bei euch" not in page.locator(".pk-next").inner_text(), "the reader is in the group's zone"


def test_without_script_the_meeting_is_told_in_the_groups_zone(browser: Any, facilitators: str) -> None:
    page = browser.new_context(java_script_enabled=False).new_page()
    page.goto(facilitators + GROUP)
    assert "17:30 (Eastern Time)" in page.locator(".pk-next").inner_text()
    page.goto(facilitators + "groups/")
    assert page.locator(".pk-cards > li:visible").count() == 4 and not page.locator(".pk-filter").is_visible()


def test_the_keyboard_reaches_everything_and_shows_where_it_is(visit: Visit) -> None:
    page = visit.to(GROUP)
    seen = set()
    for _ in range(80):
        page.keyboard.press("Tab")
        at = page.evaluate(
            """() => { const e = document.activeElement; const s = getComputedStyle(e)
            const ring = s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) > 1 || e.closest('.md-skip, .md-search')
            return [e.getAttribute('href') || e.name || e.tagName, !!ring] }"""
        )
        assert at[1] or at[0] == "BODY", at
        seen.add(at[0])
    links = page.eval_on_selector_all(".md-content a[href]:not(.headerlink)", "all => all.map(a => a.getAttribute('href'))")
    assert set(links) <= seen


def test_the_first_tab_skips_to_the_content(visit: Visit) -> None:
    page = visit.to(f"{GROUP}charter/")
    page.keyboard.press("Tab")
    assert "md-skip" in page.evaluate("document.activeElement.className")


def test_dark_mode_can_be_chosen_and_stays(visit: Visit) -> None:
    page = visit.to(GROUP)
    assert page.get_attribute("body", "data-md-color-scheme") == "default"
    page.locator("label[for='__palette_1']").click()
    assert page.get_attribute("body", "data-md-color-scheme") == "slate"
    visit.to(f"{GROUP}charter/")
    assert page.get_attribute("body", "data-md-color-scheme") == "slate"


def test_a_telephone_fetches_the_large_script_when_it_is_wanted(visit: Visit) -> None:
    visit.page.set_viewport_size({"width": 375, "height": 800})
    visit.page.emulate_media(color_scheme="dark")
    fetched: list[str] = []
    visit.page.on("request", lambda request: fetched.append(request.url))
    page = visit.to(GROUP, "networkidle")
    assert not [url for url in fetched if "bundle" in url or "search_index" in url]
    assert page.get_attribute("body", "data-md-color-scheme") == "slate", "what the reader's system prefers"
    page.locator("label[for='__palette_0']").click()
    page.locator("body[data-md-color-scheme='default']").wait_for()
    page.locator("label.md-header__button[for='__search']").click()
    page.keyboard.type("confidentiality")
    page.locator(".md-search-result__item").first.wait_for()
    visit.to(f"{GROUP}charter/")
    assert page.get_attribute("body", "data-md-color-scheme") == "default", "what the reader chose"


def test_a_telephone_runs_the_large_script_for_nothing_else(visit: Visit) -> None:
    visit.page.set_viewport_size({"width": 375, "height": 800})
    visit.page.emulate_media(color_scheme="dark")
    fetched: list[str] = []
    visit.page.on("request", lambda request: fetched.append(request.url))
    page = visit.to("groups/", "networkidle")
    marked = page.locator(".md-nav__icon").first
    mask = "e => getComputedStyle(e, '::after').maskImage"
    assert marked.evaluate(mask) == "none", "a closed menu draws nothing"
    page.locator("[name=find]").click()
    page.keyboard.type("cio")
    page.wait_for_url("**find=cio")
    page.get_by_label("Kind").select_option("professional")
    page.wait_for_url("**kind=professional**")
    ran = page.locator("script[src*=bundle]")
    assert ran.count() == 0, "a word typed into the directory is no business of Material's"
    page.locator("h1").click()
    page.wait_for_load_state("networkidle")
    assert all(any(name in url for url in fetched) for name in ("bundle", "workers/search", "search_index")) and ran.count() == 0
    page.locator("label.md-header__button[for='__drawer']").click()
    ran.wait_for(state="attached")
    assert marked.evaluate(mask) != "none"


def test_motion_is_reduced_for_those_who_ask(visit: Visit) -> None:
    visit.page.emulate_media(reduced_motion="reduce")
    page = visit.to("groups/")
    moving = "all => all.filter(e => parseFloat(getComputedStyle(e).transitionDuration) > 0).length"
    assert page.eval_on_selector_all("*", moving) == 0


def test_the_way_back_points_the_way_one_reads(page: Any, facilitators: str, mirrored: str) -> None:
    arrow = "getComputedStyle(document.querySelector('.pk-portal a'), '::before').content"
    Visit(page, facilitators).to(GROUP)
    assert "\u2190" in page.evaluate(arrow)
    page.unroute("**/*")
    Visit(page, mirrored).to(GROUP)
    assert "\u2192" in page.evaluate(arrow)
