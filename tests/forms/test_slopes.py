"""Where the lines of a slope chart stand, and how thick they are."""

from __future__ import annotations

from forms.slopes import STEP, TOP, Stroke, slope, turn_of

NAMES = ("Nog niet begonnen", "We verkennen het", "Het is onze vaste werkwijze")


def test_the_furthest_phase_is_highest_and_the_thickest_line_is_of_most() -> None:
    made = slope(NAMES, {(0, 2): 4, (1, 1): 2, (2, 0): 1}, {1: 3})
    assert [(level.name, level.y, level.first, level.last, level.new) for level in made.levels] == [
        (NAMES[2], TOP, 1, 4, 0),
        (NAMES[1], TOP + STEP, 2, 2, 3),
        (NAMES[0], TOP + 2 * STEP, 4, 1, 0),
    ]
    assert made.strokes == (
        Stroke(NAMES[0], NAMES[2], 4, TOP + 2 * STEP, TOP, 12.0, "forward"),
        Stroke(NAMES[1], NAMES[1], 2, TOP + STEP, TOP + STEP, 7.0, "same"),
        Stroke(NAMES[2], NAMES[0], 1, TOP, TOP + 2 * STEP, 4.5, "back"),
    )
    assert made.levels[0].lines == ("Het is onze vaste", "werkwijze")
    assert made.has_new and not slope(NAMES, {(0, 0): 1}).has_new


def test_where_a_number_is_withheld_no_total_is_told() -> None:
    """It could be worked out from the total and the others."""
    made = slope(NAMES, {(0, 2): 6, (1, 1): None, (2, 2): 7})
    assert {(level.first, level.last) for level in made.levels} == {(None, None)}
    assert [stroke.n for stroke in made.strokes] == [6, 7]


def test_nothing_moved() -> None:
    made = slope(NAMES, {})
    assert made.strokes == () and [level.first for level in made.levels] == [0, 0, 0]


def test_turns() -> None:
    assert [turn_of(*move) for move in ((0, 1), (1, 1), (1, 0))] == ["forward", "same", "back"]
