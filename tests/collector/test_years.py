"""The years of one series: counted apart, and on one axis only where that fits."""

from __future__ import annotations

import sqlite3
from dataclasses import replace

from collector.activities import change_instrument
from collector.codebook import place
from collector.copies import copy_programme
from collector.queries import years as stored
from collector.records import Option, Question, QuestionKind
from collector.years import compare
from tests.collector.series import (
    PARTS,
    STEPS,
    WORTH,
    look_back,
    looking_back,
    two_years,
    with_question,
)
from tests.conftest import new_theme


def test_one_year(fresh_db: sqlite3.Connection, learning_network: int) -> None:
    found = compare(fresh_db, learning_network)
    assert [one.programme for one in found.years] == [learning_network]
    assert (found.here, found.questions, found.instruments, found.themes) == (0, (), (), ())


def test_the_series_is_the_same_from_each_year(
    fresh_db: sqlite3.Connection, learning_network: int, round_table: int
) -> None:
    second = copy_programme(fresh_db, learning_network, title="Tweede", period="")
    third = copy_programme(fresh_db, second, title="Derde", period="")
    aside = copy_programme(fresh_db, learning_network, title="Ook een tweede", period="")
    expected = [learning_network, second, third, aside]
    for number, programme in enumerate(expected):
        found = compare(fresh_db, programme)
        assert [one.programme for one in found.years] == expected
        assert found.here == number
    assert [row["id"] for row in stored.series(fresh_db, round_table)] == [round_table]


def test_the_first_day_orders_the_years(
    fresh_db: sqlite3.Connection, learning_network: int
) -> None:
    made = copy_programme(fresh_db, learning_network, title="Toch eerder", period="")
    for programme, day in ((learning_network, "2024-03-01"), (made, "2023-03-01")):
        fresh_db.execute("UPDATE meetings SET date = ? WHERE programme_id = ?", (day, programme))
    assert [row["id"] for row in stored.series(fresh_db, made)] == [made, learning_network]


def test_the_same_scale_stands_on_one_axis(
    fresh_db: sqlite3.Connection, learning_network: int
) -> None:
    second = two_years(fresh_db, learning_network)
    look_back(fresh_db, learning_network, [{"worth": "yes"}, {"worth": "yes"}, {"worth": "no"}])
    look_back(fresh_db, second, [{"worth": "bit"}, {"worth": "yes"}])
    found = compare(fresh_db, second)
    assert found.names == ("2022", "2023")
    (worth,) = (one for one in found.questions if one.label == WORTH.label)
    ((axis,),) = (scale.axes for scale in worth.scales)
    counted = [[count.n for count in one.tally.counts] for one in axis.years]
    assert counted == [[1, 0, 2], [0, 1, 1]]
    assert [one.tally.mean for one in axis.years] == [7 / 3, 2.5]
    assert (worth.changes, found.instruments) == ((), ())


def test_other_words_stand_on_one_axis_and_are_told(
    fresh_db: sqlite3.Connection, learning_network: int
) -> None:
    later = replace(WORTH, label="Vond u het de moeite waard?")
    second = two_years(fresh_db, learning_network, with_question(later))
    look_back(fresh_db, learning_network, [{"worth": "yes"}])
    look_back(fresh_db, second, [{"worth": "no"}])
    found = compare(fresh_db, learning_network)
    worth = found.questions[0]
    assert worth.label == later.label
    ((axis,),) = (scale.axes for scale in worth.scales)
    assert [one.year for one in axis.years] == [0, 1]
    (told,) = worth.changes
    assert (told.before, told.after, told.change.reworded) == (0, 1, True)
    (instrument,) = found.instruments
    assert (instrument.title, instrument.questions) == ("Terugblik", (told.change,))


def test_a_changed_scale_has_an_axis_of_its_own(
    fresh_db: sqlite3.Connection, learning_network: int
) -> None:
    later = replace(WORTH, options=(*STEPS, Option("very", "Zeer")))
    second = two_years(fresh_db, learning_network, with_question(later))
    look_back(fresh_db, learning_network, [{"worth": "yes"}])
    look_back(fresh_db, second, [{"worth": "very"}])
    worth = compare(fresh_db, second).questions[0]
    assert [[one.year for one in scale.axes[0].years] for scale in worth.scales] == [[1], [0]]
    assert [len(scale.options) for scale in worth.scales] == [4, 3]
    assert worth.changes[0].change.options.added == ("Zeer",)


def test_answers_to_an_earlier_version_of_the_same_year_are_not_mixed_in(
    fresh_db: sqlite3.Connection, learning_network: int
) -> None:
    second = two_years(fresh_db, learning_network)
    look_back(fresh_db, second, [{"worth": "yes"}, {"worth": "no"}])
    later = replace(WORTH, options=(*STEPS, Option("very", "Zeer")))
    change_instrument(fresh_db, looking_back(fresh_db, second), with_question(later))
    look_back(fresh_db, second, [{"worth": "very"}])
    axis = compare(fresh_db, second).questions[0].scales[0].axes[0]
    assert [(one.year, one.tally.base, one.other_versions) for one in axis.years] == [(1, 1, 2)]


def test_a_matrix_is_compared_row_by_row(
    fresh_db: sqlite3.Connection, learning_network: int
) -> None:
    later = replace(PARTS, rows=(PARTS.rows[1], Option("trip", "De excursie")))
    second = two_years(fresh_db, learning_network, with_question(later))
    look_back(fresh_db, learning_network, [{"parts": {"talks": "yes", "tables": "no"}}])
    look_back(fresh_db, second, [{"parts": {"tables": "yes", "trip": "bit"}}])
    (parts,) = (one for one in compare(fresh_db, second).questions if one.label == PARTS.label)
    told = {
        axis.question.label: [
            (one.year, [each.n for each in one.tally.counts]) for one in axis.years
        ]
        for scale in parts.scales
        for axis in scale.axes
    }
    assert told == {
        "De gesprekken": [(0, [1, 0, 0]), (1, [0, 0, 1])],
        "De excursie": [(1, [0, 1, 0])],
        "De presentaties": [(0, [0, 0, 1])],
    }
    assert list(told) == ["De gesprekken", "De excursie", "De presentaties"]
    assert parts.changes[0].change.rows.removed == ("De presentaties",)


def test_a_question_of_text_is_not_compared_but_its_change_is_told(
    fresh_db: sqlite3.Connection, learning_network: int
) -> None:
    changed = with_question(WORTH)
    tip = Question("tip", QuestionKind.LONG_TEXT, "Welke tip heeft u?")
    changed = replace(changed, questions=(*changed.questions, tip))
    second = two_years(fresh_db, learning_network, changed)
    look_back(fresh_db, second, [{"tip": "Meer pauzes"}])
    found = compare(fresh_db, second)
    assert found.questions == ()
    assert [one.after for one in found.instruments[0].questions] == [tip]


def test_turnout_counts_who_was_there_apart_from_who_caught_up(
    fresh_db: sqlite3.Connection, learning_network: int
) -> None:
    look = two_years(fresh_db, learning_network)
    look_back(fresh_db, look, [{}, {}])
    look_back(fresh_db, look, [{}], self_study=True)
    look_back(fresh_db, look, [{}], rehearsal=True)
    year = compare(fresh_db, look).years[1]
    assert [(one.room, one.outside) for one in year.meetings][-1] == (2, 1)
    assert (year.room, year.outside, year.partnerships) == (2, 1, 0)


def test_yields_of_themes_with_one_name_are_one_row(
    fresh_db: sqlite3.Connection, learning_network: int, facilitator: int
) -> None:
    second = two_years(fresh_db, learning_network)
    look_back(fresh_db, learning_network, [{}], ["Tijd is nodig", "Een netwerk", "Los zand"])
    look_back(fresh_db, second, [{}], ["Meer tijd"])
    fresh_db.execute("UPDATE statements SET state = 'approved' WHERE text <> 'Een netwerk'")
    said = {row["text"]: row["id"] for row in fresh_db.execute("SELECT id, text FROM statements")}
    time, later = (
        new_theme(fresh_db, programme, facilitator, name)
        for programme, name in ((learning_network, "Tijd"), (second, "tijd"))
    )
    place(fresh_db, learning_network, facilitator, said["Tijd is nodig"], (time,))
    place(fresh_db, second, facilitator, said["Meer tijd"], (later,))
    assert compare(fresh_db, second).themes == (("Tijd", (1, 1)), ("", (1, 0)))
