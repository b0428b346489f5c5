"""Drawings compared with blessed ones (`pytest -n 0 tests/browser --bless`): shapes and colours without words, since fonts differ."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageChops, ImageStat

from conftest import GROUP, Visit

PICTURES = Path(__file__).parent / "pictures"
SHOTS = {
    "seats": (GROUP, ".pk-ring"),
    "attendance": (f"{GROUP}meetings/", ".pk-chart svg"),
    "sizes": (f"{GROUP}members/", ".pk-chart svg"),
    "flow": (f"{GROUP}actions/", ".pk-chart svg"),
    "shares": (f"{GROUP}attendance/", "[aria-labelledby='shares-t']"),
    "agenda": (f"{GROUP}meetings/2026-12-10/", ".pk-strip svg"),
    "network": ("groups/", ".pk-chart svg"),
}


def shot(page: Any, selector: str) -> Image.Image:
    page.add_style_tag(content="svg text { visibility: hidden }")
    return Image.open(BytesIO(page.locator(selector).first.screenshot())).convert("RGB").resize((480, 240))


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", SHOTS)
def test_a_drawing_looks_as_it_did(name: str, scheme: str, visit: Visit, bless: bool) -> None:
    visit.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    path, selector = SHOTS[name]
    made, file = shot(visit.to(path), selector), PICTURES / f"{name}-{scheme}.png"
    if bless:
        made.save(file, optimize=True)
    difference = ImageStat.Stat(ImageChops.difference(made, Image.open(file).convert("RGB"))).mean
    assert max(difference) < 4, f"{difference} of 255 apart from {file.name}; look at it, then bless it"
