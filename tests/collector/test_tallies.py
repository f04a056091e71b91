"""Counts per question kind; the same for projector, report and release."""

from __future__ import annotations

import pytest

from collector.records import Option, Question, QuestionKind
from collector.tallies import Count, tally

LIKERT = tuple(Option(str(number), f"{number} van 4") for number in range(1, 5))


def question(kind: QuestionKind, **fields: object) -> Question:
    return Question("q", kind, "Vraag", options=LIKERT, **fields)  # type: ignore[arg-type]


@pytest.mark.parametrize("kind", QuestionKind)
def test_every_kind_has_a_tally_and_nobody_answering_is_no_trouble(kind: QuestionKind) -> None:
    found = tally(question(kind), [])
    assert (found.base, found.largest, found.mean) == (0, 0, None)


def counts(found: tuple[Count, ...]) -> list[int]:
    return [count.n for count in found]


def test_choice_and_choices() -> None:
    assert counts(tally(question(QuestionKind.CHOICE), ["1", "1", "4"]).counts) == [2, 0, 0, 1]
    found = tally(question(QuestionKind.CHOICES), [["1", "2"], ["2"], []])
    assert (found.base, counts(found.counts)) == (3, [1, 2, 0, 0])


def test_scale_has_a_mean_and_a_middle() -> None:
    found = tally(question(QuestionKind.SCALE), ["1", "4", "4"])
    assert (counts(found.counts), found.mean, found.middle) == ([1, 0, 0, 2], 3.0, 4)


def test_an_option_that_is_no_longer_asked_counts_in_the_base_only() -> None:
    found = tally(question(QuestionKind.SCALE), ["1", "vervallen"])
    assert (found.base, counts(found.counts), found.mean) == (2, [1, 0, 0, 0], 1.0)


def test_number() -> None:
    found = tally(question(QuestionKind.NUMBER), [1, 2.5, None])
    assert (found.base, found.mean, found.middle) == (2, 1.75, 1.75)


def test_ranking_is_ordered_by_mean_place() -> None:
    found = tally(question(QuestionKind.RANKING), [["2", "1"], ["2", "3"]])
    assert found.places == (("2 van 4", 1.0), ("1 van 4", 2.0), ("3 van 4", 2.0))


def test_matrix_counts_per_row() -> None:
    rows = (Option("leraar", "Lerende leraar"), Option("omgeving", "Leeromgeving"))
    found = tally(
        question(QuestionKind.MATRIX, rows=rows),
        [{"leraar": "1"}, {"leraar": "1", "omgeving": "2"}],
    )
    assert [(label, counts(row)) for label, row in found.rows] == [
        ("Lerende leraar", [2, 0, 0, 0]),
        ("Leeromgeving", [0, 1, 0, 0]),
    ]
    assert found.largest == 2


def test_texts_are_sorted_so_that_order_tells_nothing() -> None:
    found = tally(question(QuestionKind.LONG_TEXT), ["b", "", "a"])
    assert (found.base, found.texts) == (2, ("a", "b"))


def test_consent() -> None:
    assert counts(tally(question(QuestionKind.CONSENT), [True, False, True]).counts) == [2, 1]
