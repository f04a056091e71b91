"""k and l of rows: groups are formed by what is shown."""

from __future__ import annotations

from itertools import product

from analysis.anonymity import Anonymity, anonymity


def test_smallest_group_is_that_of_all_that_is_shown() -> None:
    rows = [
        ((theme,), part, aspect, f"{theme} {part} {aspect} {n}")
        for theme, part, aspect, n in product("ab", "xy", ("inhoud", "proces"), range(3))
    ]
    assert anonymity(rows) == Anonymity(3, 3)
    assert anonymity(rows[1:]) == Anonymity(2, 2)


def test_a_blank_tells_nothing() -> None:
    rows = [(("a",), None, None, f"t{n}") for n in range(6)] + [((), None, None, "los")]
    assert anonymity(rows) == Anonymity(6, 6)
    assert anonymity([((), None, None, "los"), ((), None, None, "vast")]) == Anonymity(2, 2)


def test_a_part_or_an_aspect_without_a_theme_is_a_group() -> None:
    rows = [(("a",), "x", None, f"t{n}") for n in range(6)]
    assert anonymity([*rows, ((), "y", None, "los")]) == Anonymity(1, 1)
    assert anonymity([*rows, ((), None, "proces", "los")]) == Anonymity(1, 1)


def test_a_statement_counts_once_in_each_of_its_themes() -> None:
    rows = [(("a", "b", "a"), "x", None, f"t{n}") for n in range(3)] + [(("a",), "x", None, "t9")]
    assert anonymity(rows) == Anonymity(3, 3)


def test_the_same_words_count_once() -> None:
    rows = [(("a",), None, None, "ja")] * 5 + [(("a",), None, None, "nee")]
    assert anonymity(rows) == Anonymity(6, 2)


def test_nothing() -> None:
    assert anonymity([]) is None
