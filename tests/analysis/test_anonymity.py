"""k and l of rows: groups are formed by what is shown."""

from __future__ import annotations

from analysis.anonymity import Anonymity, anonymity


def test_smallest_group_is_that_of_theme_and_part() -> None:
    rows = [
        ((theme,), part, f"{theme} {part} {n}") for theme in "ab" for part in "xy" for n in "12"
    ]
    assert anonymity(rows) == Anonymity(2, 2)


def test_a_blank_tells_nothing() -> None:
    rows = [(("a",), None, f"t{n}") for n in range(6)] + [((), None, "los")]
    assert anonymity(rows) == Anonymity(6, 6)
    assert anonymity([((), None, "los"), ((), None, "vast")]) == Anonymity(2, 2)


def test_a_part_without_a_theme_is_a_group() -> None:
    rows = [(("a",), "x", f"t{n}") for n in range(6)] + [((), "y", "los")]
    assert anonymity(rows) == Anonymity(1, 1)


def test_a_statement_counts_in_all_its_themes() -> None:
    rows = [(("a", "b"), None, f"t{n}") for n in range(3)] + [(("a",), None, "t9")]
    assert anonymity(rows) == Anonymity(3, 3)


def test_the_same_words_count_once() -> None:
    assert anonymity([(("a",), None, "ja")] * 5 + [(("a",), None, "nee")]) == Anonymity(6, 2)


def test_nothing() -> None:
    assert anonymity([]) is None
