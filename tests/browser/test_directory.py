"""The directory: found by words and choices, by keyboard, with what is asked for in the address."""

from __future__ import annotations

from typing import Any

from conftest import Visit

CARDS = ".pk-cards > li:visible"


def names(page: Any) -> list[str]:
    return [text.strip() for text in page.locator(f"{CARDS} h2").all_inner_texts()]


def test_choices_narrow_the_list_and_stand_in_the_address(visit: Visit) -> None:
    page = visit.to("groups/")
    assert len(names(page)) == 4
    page.get_by_label("Kind").select_option("professional")
    page.wait_for_url("**/groups/?kind=professional")
    assert names(page) == ["City and County Data Leads", "Northeast CIO Roundtable"]
    page.get_by_label("Level").select_option("cio")
    page.wait_for_url("**kind=professional&level=cio")
    assert names(page) == ["Northeast CIO Roundtable"] and page.get_by_text("1 group", exact=True).is_visible()
    page.reload()
    assert names(page) == ["Northeast CIO Roundtable"] and page.get_by_label("Kind").input_value() == "professional"
    page.get_by_role("button", name="Show all").click()
    page.wait_for_url("**/groups/")
    assert len(names(page)) == 4


def test_words_are_found_whatever_their_case_and_accents(visit: Visit) -> None:
    page = visit.to("groups/?find=kámmermusik")
    assert names(page) == ["Kammermusik am Sonntag"]
    page.locator("[name=find]").fill("DATA county")
    page.wait_for_url("**find=DATA+county")
    assert names(page) == ["City and County Data Leads"]


def test_nothing_found_says_so_and_what_to_do(visit: Visit) -> None:
    page = visit.to("groups/?find=zyzzyva")
    assert names(page) == [] and page.get_by_text("No group fits.").is_visible()
    assert page.get_by_text("Ask for less, or show all groups.").is_visible()
    page.get_by_role("button", name="Show all").click()
    page.wait_for_url("**/groups/")
    assert len(names(page)) == 4 and not page.get_by_text("No group fits.").is_visible()


def test_closed_groups_have_no_open_seats(visit: Visit) -> None:
    page = visit.to("groups/?open=yes")
    assert "Founders between Ventures" not in names(page) and len(names(page)) == 3


def test_the_keyboard_alone_will_do(visit: Visit) -> None:
    page = visit.to("groups/")
    page.locator("[name=find]").focus()
    page.keyboard.type("cio")
    page.wait_for_url("**find=cio")
    for _ in range(12):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.closest('.pk-cards')"):
            break
    page.keyboard.press("Enter")
    page.wait_for_url("**/groups/northeast-cio/")


def test_a_whole_card_leads_to_its_group(visit: Visit) -> None:
    page = visit.to("groups/")
    card = page.locator(CARDS).first
    box = card.bounding_box()
    card.click(position={"x": box["width"] - 8, "y": box["height"] - 8})
    page.wait_for_url("**/groups/city-data-leads/")
