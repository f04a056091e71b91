"""A slope chart: where partnerships stood first, on the left, and last, on the right; geometry.

Slopegraph: Tufte, The Visual Display of Quantitative Information (1983), page 158.
"""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

WIDTH = 360
LEFT, RIGHT = 178, 306
"""Where the two axes stand, in units of the drawing."""
STEP = 46
TOP = 40
_CHARACTERS = 21  # of a name of a phase on a line
_THINNEST, _THICKEST = 2.0, 12.0


@dataclass(frozen=True)
class Level:
    """A phase: its name in lines, its height, and how many stand there; None is not told."""

    name: str
    lines: tuple[str, ...]
    y: int
    first: int | None
    last: int | None
    new: int


@dataclass(frozen=True)
class Stroke:
    """`n` partnerships from one level to another; `turn` is forward, same or back."""

    before: str
    after: str
    n: int
    y1: int
    y2: int
    width: float
    turn: str


@dataclass(frozen=True)
class Slope:
    levels: tuple[Level, ...]  # the furthest phase first, as it is drawn
    strokes: tuple[Stroke, ...]
    height: int

    @property
    def has_new(self) -> bool:
        return any(level.new for level in self.levels)


def slope(
    names: Sequence[str],
    moves: Mapping[tuple[int, int], int | None],
    new: Mapping[int, int] | None = None,
) -> Slope:
    """:param names: of the levels, the lowest first
    :param moves: (first place, last place) → how many; None is withheld, and is not drawn
    :param new: place → how many came later and stand there now
    """
    most = max((n or 0 for n in moves.values()), default=0)
    whole = None not in moves.values()

    def height_of(place: int) -> int:
        return TOP + (len(names) - 1 - place) * STEP

    def total(end: int, place: int) -> int | None:
        return sum(n or 0 for move, n in moves.items() if move[end] == place) if whole else None

    levels = tuple(
        Level(
            name,
            tuple(textwrap.wrap(name, _CHARACTERS)) or ("",),
            height_of(place),
            total(0, place),
            total(1, place),
            (new or {}).get(place, 0),
        )
        for place, name in reversed(list(enumerate(names)))
    )
    strokes = tuple(
        Stroke(
            names[first],
            names[last],
            n,
            height_of(first),
            height_of(last),
            round(_THINNEST + (_THICKEST - _THINNEST) * n / most, 1),
            turn_of(first, last),
        )
        for (first, last), n in sorted(moves.items())
        if n
    )
    return Slope(levels, strokes, TOP + (len(names) - 1) * STEP + 34)


def turn_of(first: int, last: int) -> str:
    return "forward" if last > first else "back" if last < first else "same"
