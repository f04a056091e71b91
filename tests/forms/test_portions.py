"""A long ballot in portions."""

from __future__ import annotations

import pytest

from forms.portions import Portion, portion, rests


@pytest.mark.parametrize(
    ("voted", "total", "resting", "found"),
    [
        (0, 244, False, Portion(0, 10)),
        (3, 244, False, Portion(3, 10)),
        (10, 244, True, Portion(10, 10)),
        (10, 244, False, Portion(0, 10)),
        (240, 244, False, Portion(0, 4)),
        (244, 244, False, Portion(4, 4)),
        (20, 20, False, Portion(10, 10)),
        (0, 8, False, Portion(0, 8)),
        (8, 8, False, Portion(8, 8)),
        (1, 1, False, Portion(1, 1)),
        (0, 0, False, Portion(0, 0)),
    ],
)
def test_how_far_one_is(voted: int, total: int, resting: bool, found: Portion) -> None:
    assert portion(voted, total, resting=resting) == found


def test_one_rests_between_portions_and_not_at_the_end() -> None:
    assert [voted for voted in range(26) if rests(voted, 25)] == [10, 20]
    assert [voted for voted in range(21) if rests(voted, 20)] == [10]
