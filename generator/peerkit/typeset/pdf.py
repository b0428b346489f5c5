"""What is done to a finished PDF: its sheets folded to a booklet."""

from __future__ import annotations

import io

from peerkit.typeset.sheet import PAPERS

_MM = 72 / 25.4


def folded(pages: int, section: int = 0) -> list[tuple[int, int]]:
    """For each side of each sheet, in the order of printing, the pages at its left and right, from 1; 0 is an empty one.

    Printed on both sides, turned over at the short edge, stacked and folded once, the pages come out in order. A thick book does
    not fold: `section` pages at a time (a multiple of 4) are folded on their own, and the sections laid one upon the other.
    """
    if section and pages > section:
        parts = ((start, folded(min(section, pages - start))) for start in range(0, pages, section))
        return [tuple(n and n + start for n in side) for start, sides in parts for side in sides]  # type: ignore[misc]
    whole = -(-pages // 4) * 4
    sides = []
    for sheet in range(whole // 4):
        front = (whole - 2 * sheet, 2 * sheet + 1)
        back = (2 * sheet + 2, whole - 2 * sheet - 1)
        sides += [front, back]
    return [(left if left <= pages else 0, right if right <= pages else 0) for left, right in sides]


def booklet(pdf: bytes, paper: str = "A4", *, right_to_left: bool = False, section: int = 0) -> bytes:
    """The pages of `pdf` two to a side of `paper`, in the order for folding; untagged, since the order is no reading order."""
    import pikepdf

    height, width = (side * _MM for side in PAPERS[paper])
    with pikepdf.open(io.BytesIO(pdf)) as source, pikepdf.new() as made:
        for pair in folded(len(source.pages), section):
            side = made.add_blank_page(page_size=(width, height))
            drawn, named = b"", pikepdf.Dictionary()
            for place, number in enumerate(reversed(pair) if right_to_left else pair):
                if number:
                    left, name = place * width / 2, pikepdf.Name(f"/P{number}")
                    named[name] = made.copy_foreign(source.pages[number - 1].as_form_xobject())
                    where = pikepdf.Rectangle(left, 0, left + width / 2, height)
                    drawn += side.calc_form_xobject_placement(named[name], name, where)
            side.obj.Resources = pikepdf.Dictionary(XObject=named)
            side.obj.Contents = made.make_stream(drawn)
        for key in ("/Title", "/Author", "/Keywords"):
            if key in source.docinfo:
                made.docinfo[key] = str(source.docinfo[key])
        if "/Lang" in source.Root:
            made.Root.Lang = source.Root.Lang
        made.Root.PageLayout = pikepdf.Name.SinglePage
        made.Root.ViewerPreferences = pikepdf.Dictionary(Duplex=pikepdf.Name.DuplexFlipShortEdge, DisplayDocTitle=True)
        out = io.BytesIO()
        made.save(out, deterministic_id=True)
        return out.getvalue()
