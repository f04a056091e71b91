"""What changed between two versions of the same questions, and what can still be compared."""

from __future__ import annotations

from dataclasses import replace

import pytest

from collector.question_changes import LabelChanges, QuestionChange, changes, same_scale
from collector.records import Instrument, Option, Question, QuestionKind

STEPS = (Option("no", "Nee"), Option("bit", "Een beetje"), Option("yes", "Ja"))
WORTH = Question("worth", QuestionKind.SCALE, "Hoe waardevol was het?", options=STEPS)
TIP = Question("tip", QuestionKind.LONG_TEXT, "Welke tip heeft u?")
BEFORE = Instrument("terugblik", "Terugblik", questions=(WORTH, TIP))


def test_the_same_is_no_change() -> None:
    assert changes(BEFORE, replace(BEFORE, title="Anders", intro="Ook anders")) == ()
    assert not QuestionChange(WORTH, WORTH)


def test_what_is_new_and_what_is_gone() -> None:
    extra = Question("extra", QuestionKind.SHORT_TEXT, "Nog iets?")
    after = replace(BEFORE, questions=(extra, WORTH))
    assert changes(BEFORE, after) == (QuestionChange(None, extra), QuestionChange(TIP, None))


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ((*STEPS, Option("very", "Zeer")), LabelChanges(added=("Zeer",))),
        (STEPS[:2], LabelChanges(removed=("Ja",))),
        (
            (STEPS[0], Option("bit", "Enigszins"), STEPS[2]),
            LabelChanges(renamed=(("Een beetje", "Enigszins"),)),
        ),
        (STEPS[::-1], LabelChanges(moved=True)),
        (STEPS, LabelChanges()),
    ],
)
def test_options(options: tuple[Option, ...], expected: LabelChanges) -> None:
    change = QuestionChange(WORTH, replace(WORTH, options=options))
    assert change.options == expected
    assert same_scale(WORTH, replace(WORTH, options=options)) is (expected == LabelChanges())


def test_other_words_are_still_the_same_scale() -> None:
    later = replace(WORTH, label="Hoe waardevol vond u het?")
    change = QuestionChange(WORTH, later)
    assert (change.reworded, change.kind_changed, bool(change.options)) == (True, False, False)
    assert same_scale(WORTH, later)


def test_another_kind_or_other_limits_are_another_scale() -> None:
    assert not same_scale(WORTH, replace(WORTH, kind=QuestionKind.CHOICE))
    grade = Question("grade", QuestionKind.NUMBER, "Welk cijfer?", minimum=1, maximum=10)
    assert QuestionChange(grade, replace(grade, maximum=5)).limits_changed
    assert not same_scale(grade, replace(grade, maximum=5))
    assert not QuestionChange(grade, replace(grade, help="Een heel cijfer."))


def test_rows_of_a_matrix() -> None:
    rows = (Option("a", "De presentaties"), Option("b", "De gesprekken"))
    matrix = Question("parts", QuestionKind.MATRIX, "Hoe bruikbaar?", options=STEPS, rows=rows)
    later = replace(matrix, rows=(rows[0], Option("c", "De excursie")))
    change = QuestionChange(matrix, later)
    assert change.rows == LabelChanges(added=("De excursie",), removed=("De gesprekken",))
    assert same_scale(matrix, later)
