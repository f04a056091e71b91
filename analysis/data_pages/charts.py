"""Numbers as bars: small drawings beside the numbers themselves, without a script or a style.

The drawing is for the eye: the numbers stand beside it as text, so a screen reader skips it. Sizes
are attributes, because the pages allow no style in them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from markupsafe import Markup

_WIDE, _HIGH = 200, 10
_START = Markup(
    '<svg class="{}" viewBox="0 0 {} {}" preserveAspectRatio="none" aria-hidden="true"'
    ' focusable="false">'
)
_PART = Markup('<rect class="{}" x="{:g}" y="0" width="{:g}" height="{}"/>')


def bar(value: float | None, most: float) -> Markup:
    """One number against the largest of its column; nothing for what was withheld."""
    if value is None or most <= 0:
        return Markup("")
    return stack([("bar", value)], most)


def largest(rows: Iterable[Mapping[str, Any]], column: str) -> float:
    """Of one column of rows; 0 without a number."""
    return max((row[column] for row in rows if isinstance(row[column], int | float)), default=0)


def stack(parts: Sequence[tuple[str, float]], whole: float) -> Markup:
    """Numbers behind each other, each with a class that gives it its colour.

    :param whole: what the full width stands for.
    """
    drawn, x = [_START.format("chart", _WIDE, _HIGH)], 0.0
    for name, value in parts:
        width = round(_WIDE * min(max(value, 0), whole) / whole, 2) if whole > 0 else 0
        drawn.append(_PART.format(name, round(x, 2), width, _HIGH))
        x += width
    return Markup("").join([*drawn, Markup("</svg>")])


def slope(moves: Sequence[tuple[int, int, int]], levels: int) -> Markup:
    """Lines from where something was to where it is now, thicker for more.

    :param moves: (before, after, how many), with the levels counted from 0, the highest at the top.
    """
    most = max((n for *_, n in moves), default=0)
    row = 40
    drawn = [_START.format("slope", 100, row * levels)]
    for before, after, n in moves:
        way = "up" if after > before else "down" if after < before else "same"
        drawn.append(
            Markup(
                '<line class="{}" x1="0" y1="{:g}" x2="100" y2="{:g}" stroke-width="{:g}"/>'
            ).format(
                way,
                row * (levels - before - 0.5),
                row * (levels - after - 0.5),
                round(2 + 12 * n / most, 1),
            )
        )
    return Markup("").join([*drawn, Markup("</svg>")])
