"""The learning network of 2022 is read in, and its three meetings are held again."""

from __future__ import annotations

import sqlite3
from itertools import count
from pathlib import Path

from analysis.report import build
from analysis.report_parts import Report
from collector import moderation, pens, sketches
from collector.access import new_receipt
from collector.copies import copy_programme
from collector.courses import follow
from collector.intake import join, submit
from collector.meetings import set_activity_state
from collector.partnerships import add_partnership
from collector.queries import meetings
from collector.queries.sketches import version
from collector.queries.statements import statements
from collector.records import Instrument, Question, QuestionKind, Side, StatementDraft, Submission
from tests.analysis.exchange.reading_in import store

NAMES = ("Leerkring Aan Zee", "Opleidingsschool Het Veer")
_keys = count()


def value_of(question: Question, later: bool) -> object:
    """An answer; the second time a phase further."""
    place = 2 if later else 1
    if question.kind is QuestionKind.SCALE:
        return question.options[place].key
    if question.kind is QuestionKind.MATRIX:
        return {row.key: question.options[place].key for row in question.rows}
    if question.kind is QuestionKind.CHOICES:
        return [question.options[0].key]
    return f"Wat wij bij {question.key} opschreven."


def hand_in(
    connection: sqlite3.Connection, person: int, activity: sqlite3.Row, name: str, later: bool
) -> None:
    instrument: Instrument = meetings.instrument_of(activity)
    asked = [one for one in instrument.questions if one.kind is not QuestionKind.CONSENT]
    said = {
        one.key: (StatementDraft(f"{name} zegt iets eigens, nummer {next(_keys)}."),)
        for one in asked
        if one.kind is QuestionKind.STATEMENTS
    }
    answers = {one.key: value_of(one, later) for one in asked if one.key not in said}
    key = f"key-number-{next(_keys)}"
    submit(connection, person, activity["id"], Submission(key, answers, said, consent=True))


def hold(connection: sqlite3.Connection, programme: int, facilitator: int) -> None:
    """Two partnerships come to each meeting with both sides, and settle what is to be settled."""
    partnerships = {name: add_partnership(connection, programme, name) for name in NAMES}
    for meeting in meetings.meetings(connection, programme):
        for activity in meetings.activities(connection, meeting["id"]):
            set_activity_state(connection, activity["id"], is_open=True)
        for name, partnership in partnerships.items():
            for side in Side:
                person = join(
                    connection, meeting["id"], new_receipt(), side=side, partnership=partnership
                )
                for activity in meetings.activities(connection, meeting["id"]):
                    hand_in(connection, person, activity, name, meeting["position"] > 1)
            settle(connection, meeting, partnership)
    for one in statements(connection, programme):
        moderation.approve(connection, programme, facilitator, [(one.id, one.public_text)])


def settle(connection: sqlite3.Connection, meeting: sqlite3.Row, partnership: int) -> None:
    for activity in meetings.activities(connection, meeting["id"]):
        instrument = meetings.instrument_of(activity)
        if not instrument.together:
            continue
        place = pens.Place(partnership, activity["id"])
        for question in instrument.questions:
            if question.kind in (QuestionKind.SCALE, QuestionKind.MATRIX):
                value = value_of(question, meeting["position"] > 1)
                draft = sketches.Draft(question.key, value, 0, f"key-number-{next(_keys)}")
                sketches.save(connection, place, draft)
        if shared := version(connection, *place):
            sketches.settle(connection, place, seen=shared)


def shape(report: Report) -> dict[str, object]:
    """The parts of a report, without what was said in them."""
    return {
        "meetings": [each.title for each in report.meetings],
        "texts": [each.intro for each in report.meetings],
        "follow_ups": report.follow_ups,
        "resources": [(one.title, one.publisher, one.link) for one in report.resources],
        "organisers": report.organisers,
        "aim": report.introduction.aim,
    }


def test_the_three_meetings_are_held_again_to_a_report_with_the_same_parts(
    fresh_db: sqlite3.Connection, seeds: Path, facilitator: int
) -> None:
    path = seeds / "leernetwerk-inductie-2022.txt"
    stored = store(fresh_db, path)
    again = copy_programme(fresh_db, stored.programme, title="Leernetwerk 2023", period="2023")
    hold(fresh_db, again, facilitator)
    before, after = build(fresh_db, stored.programme), build(fresh_db, again)
    assert shape(after) == shape(before)
    # Every question of every meeting has its answers now, the yields among them.
    asked = [
        [(question.label, bool(question.statements)) for part in each.activities
         for question in part.questions if question.label in open_questions(fresh_db, again)]
        for each in after.meetings
    ]  # fmt: skip
    assert [all(answered for _, answered in questions) for questions in asked] == [True] * 3
    assert [len(questions) for questions in asked] == [8, 1, 8]
    assert sum(len(group.statements) for group in after.evaluation.yields) == 4
    assert sum(len(group.statements) for group in before.evaluation.yields) == 10
    steps = {each.dimension: course.steps() for each, course in follow(fresh_db, again).items()}
    assert steps == {each: [(1, 2), (1, 2)] for each in ("content", "organisation", "hrm")} | {
        "safeguards": steps["safeguards"]
    }


def open_questions(connection: sqlite3.Connection, programme: int) -> set[str]:
    """Labels of the questions that ask for statements, the yields apart."""
    return {
        question.label
        for meeting in meetings.meetings(connection, programme)
        for activity in meetings.activities(connection, meeting["id"])
        for question in meetings.instrument_of(activity).questions
        if question.kind is QuestionKind.STATEMENTS and question.key != "yields"
    }
