"""Names on the map: near their theme, inside the map, and never over one another."""

from __future__ import annotations

import random
from itertools import combinations

import pytest

from forms.map_labels import MARK_MIDDLE, ROW, Label, Named, Spot, arrange, ways, width
from forms.theme_wall import NARROW, WIDE, Area

NAMES = (
    "Tijd voor begeleiding op school",
    "Samen opleiden in de regio",
    "schoolopleider, rol",
    "Waardering",
    "Toetsing en beoordeling door school en instituut samen",
    "vakdidactiek, praktijk",
    "Werkdruk van starters",
    "Draagvlak bij bestuurders en leidinggevenden",
)


def room(seed: int, count: int, size: int) -> tuple[tuple[Named, ...], tuple[Spot, ...]]:
    chance = random.Random(seed)
    themes = []
    for number in range(count):
        x, y = chance.random(), chance.random()
        spots = tuple(
            Spot(
                min(max(x + chance.gauss(0, 0.07), 0.02), 0.98),
                min(max(y + chance.gauss(0, 0.1), 0.05), 0.95),
            )
            for _spot in range(size)
        )
        themes.append(Named(str(number), NAMES[number % len(NAMES)], size - number, spots))
    return tuple(themes), tuple(spot for theme in themes for spot in theme.spots)


def box(label: Label, area: Area) -> tuple[float, float, float, float]:
    """Left, top, right, bottom in em."""
    across = MARK_MIDDLE if not label.mark_last else label.width - MARK_MIDDLE
    left, top = label.x * area.width - across, label.y * area.height - ROW / 2 - 0.15
    return left, top, left + label.width, top + label.height


@pytest.mark.parametrize("area", [WIDE, NARROW], ids=["wide", "narrow"])
@pytest.mark.parametrize("seed", range(4))
def test_names_do_not_overlap(area: Area, seed: int) -> None:
    themes, spots = room(seed, 8, 40)
    labels = arrange(themes, spots, area)
    assert [label.key for label in labels] == [str(n) for n in range(min(8, area.most))]
    # As measured, and on a map that turns out wider and higher.
    for real in (area, Area(area.width * 1.3, area.height * 1.6, area.line, area.most)):
        boxes = [box(label, real) for label in labels]
        for left, top, right, bottom in boxes:
            assert left >= -0.01 and top >= -0.01
            assert right <= real.width + 0.01 and bottom <= real.height + 0.01
        for one, other in combinations(boxes, 2):
            apart = one[2] <= other[0] or other[2] <= one[0]
            assert apart or one[3] <= other[1] or other[3] <= one[1]


def test_a_name_is_nearer_its_own_theme() -> None:
    spots = {
        key: tuple(Spot(x, 0.5 + n / 50) for n in range(5)) for key, x in (("a", 0.2), ("b", 0.8))
    }
    themes = tuple(Named(key, key, 5, some) for key, some in spots.items())
    labels = {one.key: one for one in arrange(themes, spots["a"] + spots["b"], WIDE)}
    assert labels["a"].x < 0.5 < labels["b"].x
    assert labels["a"].leads_to is None


def test_long_names_are_cut_at_a_word() -> None:
    assert ways("Waardering", 11) == [("Waardering",)]
    assert ways("Samen opleiden", 11) == [("Samen opleiden",), ("Samen", "opleiden")]
    assert ways(NAMES[4], 11) == [("Toetsing en", "beoordeling door…")]
    ((only,),) = ways("Onderwijsarbeidsmarktvraagstukken", 9)
    assert only.endswith("…") and width(only) <= 9
    assert ways("", 9) == [("",)]


def test_no_theme_no_name() -> None:
    assert arrange((), (), WIDE) == ()
    assert arrange((Named("a", "Leeg", 0, ()),), (Spot(0.5, 0.5),), WIDE) == ()
