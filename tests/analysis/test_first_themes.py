"""The one theme in the row of a statement: no group by it is small."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from analysis.first_themes import first_themes

Row = tuple[Sequence[str], str | None, str | None]


def _first_themes(rows: Sequence[Row], size: int) -> list[str | None]:
    """Of statements that all say something else."""
    return first_themes([(*row, str(place)) for place, row in enumerate(rows)], size)


def test_the_first_theme_stands_where_its_group_is_large_enough() -> None:
    rows = [(("a", "b"), None, None)] * 3 + [(("b",), None, None)] * 2 + [((), None, None)]
    assert _first_themes(rows, 2) == ["a", "a", "a", "b", "b", None]


def test_a_statement_with_two_themes_fills_the_smaller_one() -> None:
    rows = [(("a", "b"), None, None)] * 4 + [(("b",), None, None)]
    assert _first_themes(rows, 2) == ["b", "a", "a", "a", "b"]


def test_a_theme_that_cannot_be_filled_is_shown_in_no_row() -> None:
    rows = [(("a",), None, None)] * 2 + [(("b",), None, None)]
    assert _first_themes(rows, 2) == ["a", "a", None]


def test_with_part_of_the_country_and_aspect_no_group_is_small_either() -> None:
    rows = [
        *[(("a",), "Oost", "inhoud")] * 2,
        (("a",), "Oost", "proces"),
        (("a",), "West", None),
        (("a",), None, "proces"),
    ]
    assert _first_themes(rows, 2) == ["a", "a", None, None, None]


def test_a_group_that_said_one_thing_shows_no_theme() -> None:
    same = [(("a",), None, None, "Gelijk."), (("a",), None, None, "Gelijk.")]
    other = (("a",), None, None, "Anders.")
    assert first_themes(same, 2) == [None, None]
    assert first_themes([*same, other], 2) == ["a", "a", "a"]


@given(
    st.lists(
        st.tuples(
            st.lists(st.sampled_from("abc"), unique=True, max_size=3),
            st.sampled_from(["Oost", "West", None]),
            st.sampled_from(["inhoud", "proces", None]),
        ),
        max_size=60,
    ),
    st.integers(2, 6),
)
def test_whatever_the_statements_are(
    rows: list[tuple[list[str], str | None, str | None]], size: int
) -> None:
    shown = _first_themes(rows, size)
    told = [(theme, *row[1:]) for theme, row in zip(shown, rows, strict=True) if theme]
    assert [theme in row[0] for theme, row in zip(shown, rows, strict=True) if theme] == [
        True
    ] * len(told)
    for columns in ([0], [0, 1], [0, 2], [0, 1, 2]):
        groups = Counter(
            tuple(row[one] for one in columns)
            for row in told
            if None not in [row[one] for one in columns]
        )
        assert [group for group, n in groups.items() if n < size] == []
