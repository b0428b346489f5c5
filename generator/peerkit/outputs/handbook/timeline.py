"""A protocol's steps as a picture: one bar, as long as the protocol takes, with a segment for each step."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from peerkit.model.protocol import PAUSE
from peerkit.render import inline

_WIDTH, _BAR, _TOP = 720, 44, 4
_LETTER = 7.5  # about the width of a digit
_TIGHT = 7  # by how much more a digit needs on a telephone, where the style sheet sets them larger
_TICKS = (1, 2, 5, 10, 15, 30, 60, 120)


def timeline(steps: Sequence[tuple[str, Fraction]], label: str) -> str:
    """SVG in one line. Steps are (title, minutes); `label` is what those hear who cannot see it, who have the table below."""
    whole = sum((minutes for _, minutes in steps), Fraction(0)) or Fraction(1)
    height = _TOP + _BAR + 22
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" role="img" aria-label="{inline(label)}">',
        *_segments(steps, whole),
        *_ticks(whole),
        "</svg>",
    ]
    return "".join(parts)


def _segments(steps: Sequence[tuple[str, Fraction]], whole: Fraction) -> Iterator[str]:
    gone = Fraction(0)
    for number, (title, minutes) in enumerate(steps, 1):
        left, width = float(gone / whole) * _WIDTH, float(minutes / whole) * _WIDTH
        kind = "pause" if PAUSE.search(title) else "step"
        yield (
            f'<g class="pk-{kind}"><title>{number}. {inline(title)}, {float(minutes):g} min</title>'
            f'<rect x="{left:.1f}" y="{_TOP}" width="{max(width - 1.5, 0.5):.1f}" height="{_BAR}" rx="2"/>'
        )
        room = width - _LETTER * len(str(number))
        if room > 5:
            tight = "" if room > _TIGHT * len(str(number)) else ' class="pk-tight"'
            yield f'<text{tight} x="{left + width / 2 - 0.75:.1f}" y="{_TOP + _BAR / 2 + 5:.0f}" text-anchor="middle">{number}</text>'
        yield "</g>"
        gone += minutes


def _ticks(whole: Fraction) -> Iterator[str]:
    """The clock below the bar, from 0, at most a dozen figures."""
    every = next((tick for tick in _TICKS if whole / tick <= 12), _TICKS[-1])
    for minute in range(0, int(whole) + 1, every):
        at = float(Fraction(minute) / whole) * _WIDTH
        anchor = "start" if minute == 0 else "end" if at > _WIDTH - 12 else "middle"
        yield f'<text class="pk-tick" x="{at:.1f}" y="{_TOP + _BAR + 16}" text-anchor="{anchor}">{minute}</text>'
