"""A wrap-up beside those of earlier years, in every format, without a small group."""

from __future__ import annotations

import sqlite3
from dataclasses import replace

from analysis.documents.markdown import to_markdown
from analysis.documents.outline import full
from analysis.documents.web_page import to_html
from analysis.report import build
from analysis.report_parts import YearsPart, YearsQuestion
from analysis.report_years import years_part
from collector.records import Option
from tests.collector.series import PARTS, STEPS, WORTH, look_back, two_years, with_question

LABELS = tuple(option.label for option in STEPS)


def part(connection: sqlite3.Connection, programme: int) -> YearsPart:
    found = years_part(connection, programme, 5)
    assert found is not None
    return found


def test_the_first_year_has_nothing_to_compare(
    fresh_db: sqlite3.Connection, learning_network: int
) -> None:
    second = two_years(fresh_db, learning_network)
    look_back(fresh_db, learning_network, [{"worth": "yes"}] * 6)
    look_back(fresh_db, second, [{"worth": "no"}] * 6)
    assert years_part(fresh_db, learning_network, 5) is None
    assert build(fresh_db, learning_network).years is None
    assert "eerdere jaren" not in to_markdown(full(build(fresh_db, learning_network)))


def test_turnout_and_evaluation_of_both_years(
    fresh_db: sqlite3.Connection, learning_network: int
) -> None:
    second = two_years(fresh_db, learning_network)
    look_back(fresh_db, learning_network, [{"worth": "yes"}] * 4 + [{"worth": "no"}] * 2)
    look_back(fresh_db, second, [{"worth": "bit"}] * 7)
    found = part(fresh_db, second)
    assert found.turnout == (("2022", "0 • 0 • 6", "0"), ("2023", "0 • 0 • 7", "0"))
    assert found.questions == (
        YearsQuestion(WORTH.label, LABELS, (("2022", (2, 0, 4)), ("2023", (0, 7, 0)))),
    )
    report = full(build(fresh_db, second))
    for text in (to_html(report), to_markdown(report)):
        assert "Vergeleken met eerdere jaren" in text
        assert WORTH.label in text


def test_few_people_are_not_told_in_any_year(
    fresh_db: sqlite3.Connection, learning_network: int
) -> None:
    second = two_years(fresh_db, learning_network)
    look_back(fresh_db, learning_network, [{"worth": "yes"}] * 4)
    look_back(fresh_db, second, [{"worth": "bit"}] * 7)
    found = part(fresh_db, second)
    assert found.turnout[0] == ("2022", "0 • 0 • minder dan 5", "0")
    assert found.questions[0].rows == (("2022", None), ("2023", (0, 7, 0)))
    look_back(fresh_db, second, [{}])
    assert part(fresh_db, second).questions[0].rows[0] == ("2022", None)


def test_a_changed_scale_stands_apart_and_the_change_is_told(
    fresh_db: sqlite3.Connection, learning_network: int
) -> None:
    later = replace(
        WORTH,
        label="Vond u het de moeite waard?",
        options=(STEPS[0], Option("bit", "Enigszins"), STEPS[2], Option("very", "Zeer")),
    )
    second = two_years(fresh_db, learning_network, with_question(later))
    look_back(fresh_db, learning_network, [{"worth": "yes"}] * 5)
    look_back(fresh_db, second, [{"worth": "very"}] * 5)
    newest, before = part(fresh_db, second).questions
    assert newest.rows == (("2023", (0, 0, 0, 5)),)
    assert before.rows == (("2022", (0, 0, 5)),)
    assert newest.changed == (
        "In 2023 anders gevraagd dan in 2022: de vraag is anders verwoord; keuze erbij: Zeer;"
        " keuze “Een beetje” heet nu “Enigszins”.",
    )
    assert before.changed == ()


def test_rows_of_a_matrix_are_protected_one_by_one(
    fresh_db: sqlite3.Connection, learning_network: int
) -> None:
    second = two_years(fresh_db, learning_network)
    both, one = {"talks": "yes", "tables": "no"}, {"talks": "yes"}
    for programme in (learning_network, second):
        look_back(fresh_db, programme, [{"parts": both}] * 3 + [{"parts": one}] * 3)
    (parts,) = part(fresh_db, second).questions
    talks, tables = (row.label for row in PARTS.rows)
    assert parts.rows == (
        (f"{talks} – 2022", (0, 0, 6)),
        (f"{talks} – 2023", (0, 0, 6)),
        (f"{tables} – 2022", None),
        (f"{tables} – 2023", None),
    )


def test_who_answered_outside_the_meeting_is_told_apart(
    fresh_db: sqlite3.Connection, learning_network: int
) -> None:
    second = two_years(fresh_db, learning_network)
    look_back(fresh_db, second, [{"worth": "yes"}] * 6)
    look_back(fresh_db, second, [{"worth": "yes"}] * 2, self_study=True)
    last = build(fresh_db, second).meetings[-1]
    assert last.attendance == "6 deelnemers; minder dan 5 deelnemers buiten de bijeenkomst"
    look_back(fresh_db, second, [{"worth": "yes"}] * 3, self_study=True)
    last = build(fresh_db, second).meetings[-1]
    assert last.attendance == "6 deelnemers; 5 deelnemers buiten de bijeenkomst"
