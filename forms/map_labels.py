"""Names on a map: each near its theme, over as few points as can be, and never over another.

Everything is measured in the size of the letters (em). A map that turns out wider or higher than
it was measured for only has more room between the names.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate

MARK = 1.65  # before a name: the mark of its theme, with the ring around it
MARK_MIDDLE = 0.78
ROW = 1.14  # height of a line
GAP = 0.35  # between two names
CELL = 0.5  # how finely places are searched
ROUNDS = 2  # in the second, each name knows where all the others are
MANY = 300  # points; of more, each that lies under a name counts less
FAR = 1.6  # from here on a line leads from the name to its theme

_WIDTHS = {
    **dict.fromkeys(" ,.·'’iIjl", 0.28),
    **dict.fromkeys("frt-()1/", 0.42),
    **dict.fromkeys("mwMW", 0.9),
}
"""Of letters that are not about .6 wide, in the bold face of the service."""


@dataclass(frozen=True)
class Area:
    """The size of the map in the letters of its names, and how wide a line may be."""

    width: float
    height: float
    line: float
    most: int  # names


@dataclass(frozen=True)
class Spot:
    """A point on the map, 0 to 1 both ways."""

    x: float
    y: float


@dataclass(frozen=True)
class Named:
    """A theme that wants its name on the map."""

    key: str
    name: str
    size: int
    spots: tuple[Spot, ...]

    @property
    def core(self) -> list[Spot]:
        """The half nearest the middle, so that a few far away do not count; eight at most."""
        x, y = _middle(spot.x for spot in self.spots), _middle(spot.y for spot in self.spots)
        near = sorted(self.spots, key=lambda spot: (spot.x - x) ** 2 + (spot.y - y) ** 2)
        half = near[: (len(near) + 1) // 2]
        return half[:: max(1, len(half) // 8)]


@dataclass(frozen=True)
class Label:
    """Where a name is: the middle of its mark (0 to 1), and its size (em).

    :param leads_to: the point to which a line leads, when the name is far from its theme.
    """

    key: str
    lines: tuple[str, ...]
    x: float
    y: float
    width: float
    height: float
    leads_to: Spot | None = None
    mark_last: bool = False  # the theme lies to the right: the mark comes after the name


@dataclass(frozen=True)
class _Box:
    left: float
    top: float
    width: float
    height: float

    def touches(self, other: _Box) -> bool:
        aside = abs(self.left + self.width / 2 - other.left - other.width / 2)
        above = abs(self.top + self.height / 2 - other.top - other.height / 2)
        return (
            aside < (self.width + other.width) / 2 + GAP
            and above < (self.height + other.height) / 2 + GAP
        )

    def far(self, x: float, y: float) -> float:
        """From its nearest edge; 0 within it."""
        aside = max(self.left - x, 0.0, x - self.left - self.width)
        above = max(self.top - y, 0.0, y - self.top - self.height)
        return math.hypot(aside, above)


def ways(text: str, line: float) -> list[tuple[str, ...]]:
    """On one line, and on two of about the same length; what does not fit is cut, which shows."""
    words = text.split()
    found: list[tuple[str, ...]] = [(text,)] if width(text) <= line else []
    if len(words) > 1:
        halves = [
            (" ".join(words[:number]), " ".join(words[number:])) for number in range(1, len(words))
        ]
        even = min(halves, key=lambda each: max(map(width, each)))
        if max(map(width, even)) <= line:
            found.append(even)
    return found or [_cut(words, line)]


def _cut(words: Sequence[str], line: float) -> tuple[str, ...]:
    """As many words as two lines hold, and an ellipsis; part of a word if that is too long."""
    lines = [""]
    for word in words:
        longer = f"{lines[-1]} {word}".strip()
        if not lines[-1] or width(f"{longer}…") <= line:
            lines[-1] = longer
        elif len(lines) == 2:
            break
        else:
            lines.append(word)
    lines[-1] += "" if " ".join(lines) == " ".join(words) else "…"
    return tuple(_shortened(one, line) for one in lines)


def _shortened(text: str, line: float) -> str:
    if width(text) <= line:
        return text
    while text and width(f"{text}…") > line:
        text = text[:-1]
    return f"{text.rstrip(' ,.-')}…"


def width(text: str) -> float:
    """About how wide a text is, in em; rather too wide than too narrow."""
    return sum(_WIDTHS.get(letter, 0.75 if letter.isupper() else 0.6) for letter in text)


@lru_cache(maxsize=64)
def arrange(themes: tuple[Named, ...], spots: tuple[Spot, ...], area: Area) -> tuple[Label, ...]:
    """The names of the largest themes; one for which there is no room at all is left out.

    :param spots: everything on the map
    """
    largest = sorted((one for one in themes if one.spots), key=lambda one: -one.size)[: area.most]
    cores = {
        one.key: [(spot.x * area.width, spot.y * area.height) for spot in one.core]
        for one in largest
    }
    everything = _Counted(spots, area)
    taken: dict[str, tuple[tuple[str, ...], _Box]] = {}
    for _again in range(ROUNDS):
        for theme in largest:
            taken.pop(theme.key, None)
            search = _Search(
                core=cores[theme.key],
                others=[core[0] for key, core in cores.items() if key != theme.key],
                everything=everything,
                own=_Counted(theme.spots, area),
                taken=[box for _lines, box in taken.values()],
                area=area,
                weight=min(1, MANY / len(spots)),
            )
            if best := search.best(theme):
                taken[theme.key] = best
    return tuple(
        _label(theme, *taken[theme.key], cores[theme.key], area)
        for theme in largest
        if theme.key in taken
    )


@dataclass(frozen=True)
class _Search:
    """What the place of one name depends on. `core` and `others` (middles of themes) in em."""

    core: Sequence[tuple[float, float]]
    others: Sequence[tuple[float, float]]
    everything: _Counted
    own: _Counted
    taken: Sequence[_Box]
    area: Area
    weight: float  # of a point under a name

    def best(self, theme: Named) -> tuple[tuple[str, ...], _Box] | None:
        """The cheapest place: near its theme, over few points, and not beside another theme."""
        found: tuple[tuple[str, ...], _Box] | None = None
        least = math.inf
        for lines in ways(theme.name, self.area.line):
            count = width(f"  {theme.size}")
            across = MARK + max(*map(width, lines), width(lines[-1]) + count)
            high = ROW * len(lines) + 0.3
            for top in _steps(self.area.height - high, CELL):
                for left in _steps(self.area.width - across, 2 * CELL):
                    box = _Box(left, top, across, high)
                    cost = self._cost(box, least)
                    if cost < least:
                        found, least = (lines, box), cost
        return found

    def _cost(self, box: _Box, least: float) -> float:
        far = min(box.far(*spot) for spot in self.core)
        cost = far + 0.3 * far * far
        if cost >= least or any(box.touches(one) for one in self.taken):
            return math.inf
        mine = self.own.within(box)
        cost += self.weight * (2 * (self.everything.within(box) - mine) + mine)
        return cost + sum(max(0.0, 3 - box.far(*spot)) for spot in self.others)


def _label(
    theme: Named,
    lines: tuple[str, ...],
    box: _Box,
    core: Sequence[tuple[float, float]],
    area: Area,
) -> Label:
    mark_last = core[0][0] > box.left + 0.75 * box.width
    x = box.left + (box.width - MARK_MIDDLE if mark_last else MARK_MIDDLE)
    y = box.top + 0.15 + ROW / 2
    nearest = min(core, key=lambda spot: math.hypot(spot[0] - x, spot[1] - y))
    leads = box.far(*nearest) > FAR
    return Label(
        theme.key,
        lines,
        x / area.width,
        y / area.height,
        box.width,
        box.height,
        Spot(nearest[0] / area.width, nearest[1] / area.height) if leads else None,
        mark_last,
    )


def _steps(most: float, step: float) -> list[float]:
    return [step * number for number in range(int(most / step) + 1)] if most >= 0 else []


class _Counted:
    """How many points lie in any box, looked up in sums (a summed-area table)."""

    def __init__(self, spots: Iterable[Spot], area: Area) -> None:
        columns, rows = int(area.width / CELL) + 2, int(area.height / CELL) + 2
        cells = [[0] * columns for _row in range(rows)]
        for spot in spots:
            cells[int(spot.y * area.height / CELL)][int(spot.x * area.width / CELL)] += 1
        self._sums = [[0] * (columns + 1)]
        for row in cells:
            above = self._sums[-1]
            sums = zip(accumulate(row, initial=0), above, strict=True)
            self._sums.append([here + before for here, before in sums])

    def within(self, box: _Box) -> int:
        """Points in the cells that a box touches."""
        x, y = int(box.left / CELL), int(box.top / CELL)
        right = min(int((box.left + box.width) / CELL) + 1, len(self._sums[0]) - 1)
        under = min(int((box.top + box.height) / CELL) + 1, len(self._sums) - 1)
        sums = self._sums
        return sums[under][right] - sums[under][x] - sums[y][right] + sums[y][x]


def _middle(values: Iterable[float]) -> float:
    ordered = sorted(values)
    return ordered[len(ordered) // 2]
