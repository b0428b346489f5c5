"""Search finds what the audience may see, and nothing else."""

from __future__ import annotations

import json
import urllib.request
from typing import Any

from conftest import GROUP, Visit


def found(page: Any, words: str) -> str:
    """What the search of a page shows for these words."""
    page.locator("[name=query]").click()
    page.locator(".md-search-result__meta", has_text="Type to start").wait_for()
    page.locator("[name=query]").press_sequentially(words)
    page.locator(".md-search-result__meta", has_text="matching document").wait_for()
    return str(page.locator(".md-search-result").inner_text())


def index(site: str, path: str) -> str:
    with urllib.request.urlopen(f"{site}{path}search/search_index.json") as answer:
        return json.dumps(json.load(answer), ensure_ascii=False).casefold()


def test_a_clause_of_the_charter_is_found(page: Any, public: str) -> None:
    visit = Visit(page, public)
    visit.to(GROUP)
    shown = found(page, "leaving")
    assert "Charter" in shown and "Leaving" in shown
    page.locator(".md-search-result__link").first.click()
    page.wait_for_url("**/charter/**")


def test_the_search_holds_nothing_that_the_audience_may_not_see(public: str, members: str, facilitators: str) -> None:
    for words, least in (
        ("amara osei", 1),
        ("security monitoring", 1),
        ("private notes, for whoever", 2),
        ("sits unpaid on the advisory", 2),
    ):
        held = [words in index(site, GROUP) for site in (public, members, facilitators)]
        assert held == [least <= rank for rank in range(3)], words
        assert words not in index(public, "") and words not in index(members, ""), "the portal's search is of the portal"


def test_what_is_not_there_is_not_found(page: Any, members: str) -> None:
    visit = Visit(page, members)
    visit.to(GROUP)
    assert "No matching documents" in found(page, "consolation")
