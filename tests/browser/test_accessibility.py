"""No violation of WCAG 2.2 AA that axe can find: every page kind, light and dark, wide and narrow, left to right and right to left."""

from __future__ import annotations

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from conftest import KINDS, Visit

RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    # no criterion of WCAG; Material names the lists of a section by a label that holds an icon only
    "rules": {"landmark-unique": {"enabled": False}},
}


@pytest.mark.parametrize("direction", ["ltr", "rtl"])
@pytest.mark.parametrize("width", [1280, 375])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(scheme: str, width: int, direction: str, browser: Any, request: pytest.FixtureRequest) -> None:
    site = request.getfixturevalue("facilitators" if direction == "ltr" else "mirrored")
    context = browser.new_context(color_scheme=scheme, viewport={"width": width, "height": 900}, reduced_motion="reduce")
    visit, axe, found = Visit(context.new_page(), site), Axe(), []
    for kind, path in KINDS.items():
        page = visit.to(path)
        assert (page.get_attribute("body", "dir"), page.get_attribute("body", "data-md-color-scheme")) == (
            direction, "slate" if scheme == "dark" else "default",
        ), kind  # fmt: skip
        for violation in axe.run(page, options=RULES).response["violations"]:
            found += [f"{kind}: {violation['id']}: {node['html'][:160]} {node['any'][:1]}" for node in violation["nodes"][:3]]
    context.close()
    assert found == [], "\n".join(found)
