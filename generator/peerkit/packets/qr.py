"""QR codes as SVG."""

from __future__ import annotations

import functools
import io


@functools.lru_cache(maxsize=256)
def qr(address: str) -> str:
    """The address as a QR code in SVG, black on white with its quiet zone; "" where it is too long for one."""
    import segno

    out = io.BytesIO()
    try:
        code = segno.make(address, error="m", micro=False)
    except segno.DataOverflowError:
        return ""
    code.save(out, kind="svg", border=4, xmldecl=False, svgns=True, omitsize=True, light="#fff")
    return out.getvalue().decode()
