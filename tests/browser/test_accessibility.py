"""No violation of WCAG 2.2 AA that axe can find: every page kind, light and dark, wide and narrow, left to right and right to left."""

from __future__ import annotations

import json
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from conftest import KINDS, Visit

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# no criterion of WCAG; Material names the lists of a section by a label that holds an icon only
QUICK = {"resultTypes": ["violations"], "preload": False}
ALL = {"runOnly": TAGS, "rules": {"landmark-unique": {"enabled": False}}, **QUICK}
COLOURS = {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}, **QUICK}
FOUND = "options => axe.run(document, options).then(r => r.violations.map(v => [v.id, v.nodes.slice(0, 3).map(n => n.html)]))"


@pytest.mark.parametrize("direction", ["ltr", "rtl"])
@pytest.mark.parametrize("width", [1280, 375])
def test_axe_finds_nothing(width: int, direction: str, browser: Any, request: pytest.FixtureRequest) -> None:
    site = request.getfixturevalue("facilitators" if direction == "ltr" else "mirrored")
    context = browser.new_context(color_scheme="light", viewport={"width": width, "height": 900}, reduced_motion="reduce")
    context.add_init_script(Axe().axe_script)
    visit, found = Visit(context.new_page(), site), []
    for kind, path in KINDS.items():
        page = visit.to(path)
        assert page.get_attribute("body", "dir") == direction, kind
        # all rules in the light; in the dark, those that colours can break
        for scheme, rules in (("default", ALL), ("slate", COLOURS)):
            page.evaluate(f"document.body.dataset.mdColorScheme = {json.dumps(scheme)}")
            for rule, nodes in page.evaluate(FOUND, rules):
                found += [f"{kind}, {scheme}: {rule}: {html[:160]}" for html in nodes]
    context.close()
    assert found == [], "\n".join(found)
