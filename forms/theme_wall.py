"""The theme map on the projector: marks, names, and one central statement at a time."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from zlib import crc32

from flask_babel import gettext as _

from collector.queries.theme_map import Point, ThemeMap, ThemeOnMap
from forms.map_labels import Area, Label, Named, Spot, arrange

COLOURS = 7
SHAPES = 8  # with seven colours 56 pairs, before two themes look the same
WIDE = Area(width=39, height=14, line=11, most=10)
NARROW = Area(width=17, height=27, line=8.5, most=6)  # a phone of 320 px
MARGIN = Spot(0.02, 0.05)
MARKS = ((40, 1.7), (120, 1.4), (300, 1.1), (700, 0.85))  # few marks are larger
LEAST_MARK = 0.75
MOST_MARKS = 800  # of more than these, so many are drawn: the map says the same
LONGEST = 180  # characters of a central statement; three lines at the foot of the screen


@dataclass(frozen=True)
class Mark:
    """A statement. `key` is the same next time, and tells nothing; `look` as of its theme."""

    key: str
    x: float
    y: float
    look: str
    shape: str
    pale: bool


@dataclass(frozen=True)
class Theme:
    key: str
    name: str
    size: int
    accepted: bool
    look: str
    shape: str
    central: str


@dataclass(frozen=True)
class Wall:
    """What the template draws. Places are percentages, sizes in em."""

    themes: Sequence[Theme]
    marks: Sequence[Mark]
    mark_size: float
    wide: Sequence[Label]
    narrow: Sequence[Label]
    statements: int  # as many as there are, also when fewer are drawn
    has_pale: bool
    made_up: bool

    @property
    def of(self) -> Mapping[str, Theme]:
        return {theme.key: theme for theme in self.themes}

    @property
    def proposals(self) -> bool:
        return not all(theme.accepted for theme in self.themes)


def wall(found: ThemeMap, meeting: sqlite3.Row, group_size: int) -> Wall:
    """The map as this meeting sees it.

    :param group_size: what this meeting said stands out from this many on, and as many others
    """
    points = _some(found.points)
    themes = [_theme(theme, number) for number, theme in enumerate(_in_order(found))]
    looks = {one.id: theme for one, theme in zip(_in_order(found), themes, strict=True)}
    spots = _fitted(points)
    own = sum(point.meeting == meeting["id"] for point in points)
    apart = own >= group_size and len(points) - own >= group_size
    marks = [
        _mark(point, spot, looks, meeting, apart) for point, spot in zip(points, spots, strict=True)
    ]
    members: dict[str, list[Spot]] = {theme.key: [] for theme in themes}
    for point, spot in zip(points, spots, strict=True):
        if point.theme in looks:
            members[looks[point.theme].key].append(spot)
    named = tuple(
        Named(theme.key, theme.name, theme.size, tuple(members[theme.key])) for theme in themes
    )
    return Wall(
        themes=sorted(themes, key=lambda theme: -theme.size),
        marks=sorted(marks, key=lambda mark: (not mark.pale, mark.look != "none")),
        mark_size=next((size for most, size in MARKS if len(marks) <= most), LEAST_MARK),
        wide=arrange(named, spots, WIDE),
        narrow=arrange(named, spots, NARROW),
        statements=len(found.points),
        has_pale=apart,
        made_up=found.made_up,
    )


def _some(points: Sequence[Point]) -> Sequence[Point]:
    """By lot, and the same ones the next time."""
    by_lot = sorted(points, key=lambda point: crc32(str(point.statement).encode()))
    return sorted(by_lot[:MOST_MARKS], key=lambda point: point.statement)


def _in_order(found: ThemeMap) -> list[ThemeOnMap]:
    """As they came: a theme keeps its colour and shape when it grows."""
    return sorted(found.themes, key=lambda theme: theme.id)


def _theme(theme: ThemeOnMap, number: int) -> Theme:
    return Theme(
        key=f"t{theme.id}",
        name=theme.name or _("Voorstel %(n)s", n=number + 1),
        size=theme.size,
        accepted=theme.accepted,
        look=f"c{number % COLOURS}",
        shape=str(number % SHAPES),
        central=_shortened(theme.central),
    )


def _mark(
    point: Point, spot: Spot, looks: Mapping[int, Theme], meeting: sqlite3.Row, apart: bool
) -> Mark:
    theme = looks.get(point.theme or 0)
    name = f"{meeting['screen_key']} {point.statement}"
    return Mark(
        key=f"{crc32(name.encode()):x}",
        x=round(100 * spot.x, 2),
        y=round(100 * spot.y, 2),
        look=theme.look if theme else "none",
        shape=theme.shape if theme else "none",
        pale=apart and point.meeting != meeting["id"],
    )


def _fitted(points: Sequence[Point]) -> tuple[Spot, ...]:
    """The map stretched to the edges, less a margin: the wall is wider than high."""
    across, down = [point.x for point in points], [point.y for point in points]
    fitted = zip(_stretched(across, MARGIN.x), _stretched(down, MARGIN.y), strict=True)
    return tuple(Spot(x, y) for x, y in fitted)


def _stretched(values: Sequence[float], margin: float) -> list[float]:
    low, high = min(values, default=0), max(values, default=0)
    if high - low < 1e-6:
        return [0.5 for _value in values]
    return [margin + (one - low) / (high - low) * (1 - 2 * margin) for one in values]


def _shortened(text: str) -> str:
    """What fits at the foot of the screen; what was left out shows."""
    flat = " ".join(text.split())
    if len(flat) <= LONGEST:
        return flat
    return f"{flat[:LONGEST].rsplit(' ', 1)[0].rstrip(' ,.;:')} …"
