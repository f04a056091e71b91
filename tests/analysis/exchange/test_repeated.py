"""A programme that was read in from a document is held again: same questions, years compared."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from analysis.report import build
from collector.access import new_receipt
from collector.copies import copy_programme
from collector.intake import join, submit
from collector.meetings import set_activity_state
from collector.queries import meetings, programmes
from collector.records import QuestionKind, Side, StatementDraft, Submission
from collector.years import YIELDS, compare
from tests.analysis.exchange.reading_in import store


def held_again(connection: sqlite3.Connection, document: Path) -> tuple[int, int]:
    """The programme of the document, and the one that repeats it, in which six people say all."""
    before = store(connection, document).programme
    after = copy_programme(connection, before, title="Nog een jaar", period="een jaar later")
    for number in range(6):
        for meeting in meetings.meetings(connection, after):
            who = join(connection, meeting["id"], new_receipt(), side=Side.FIELD)
            for row in meetings.activities(connection, meeting["id"]):
                instrument = meetings.instrument_of(row)
                if instrument.left_open:
                    continue
                set_activity_state(connection, row["id"], is_open=True)
                asked = [
                    one.key for one in instrument.questions if one.kind is QuestionKind.STATEMENTS
                ]
                said = {
                    key: (StatementDraft(f"Gezegd bij {key} door {number}", consent=True),)
                    for key in asked
                }
                key = f"{row['id']:016d}{who:016d}"
                submit(connection, who, row["id"], Submission(key, statements=said))
    connection.execute("UPDATE statements SET state = 'approved' WHERE state = 'waiting'")
    return before, after


def same_set_up(connection: sqlite3.Connection, before: int, after: int) -> None:
    shapes = []
    for programme in (before, after):
        held = meetings.meetings(connection, programme)
        asked = [meetings.activities(connection, row["id"]) for row in held]
        versions = [[one["instrument_id"] for one in each] for each in asked]
        shapes.append(([row["title"] for row in held], versions))
    assert shapes[0] == shapes[1]
    for table in (programmes.follow_ups, programmes.resources):
        titles = [[row["title"] for row in table(connection, one)] for one in (before, after)]
        assert titles[0] == titles[1]


def test_an_imported_network_is_held_again(fresh_db: sqlite3.Connection, network: Path) -> None:
    before, after = held_again(fresh_db, network)
    same_set_up(fresh_db, before, after)
    found = compare(fresh_db, after)
    assert [year.programme for year in found.years] == [before, after]
    assert found.instruments == ()
    assert [year.room for year in found.years] == [0, 6 * len(meetings.meetings(fresh_db, after))]
    report = build(fresh_db, after)
    assert report.years is not None
    assert [each.title for each in report.meetings] == [
        row["title"] for row in meetings.meetings(fresh_db, before)
    ]


def test_the_network_of_2022_is_held_again(fresh_db: sqlite3.Connection, seeds: Path) -> None:
    before, after = held_again(fresh_db, seeds / "leernetwerk-inductie-2022.txt")
    same_set_up(fresh_db, before, after)
    first, second = build(fresh_db, before), build(fresh_db, after)
    assert [each.title for each in second.meetings] == [each.title for each in first.meetings]
    assert [title for title, _text in second.follow_ups] == [title for title, _ in first.follow_ups]
    assert [each.title for each in second.resources] == [each.title for each in first.resources]
    read_in = [dict(year.yields).get("", 0) for year in compare(fresh_db, after).years]
    assert read_in[0] == 10
    asked = fresh_db.execute(
        "SELECT count(*) FROM statements WHERE programme_id = ? AND question = ?", (after, YIELDS)
    ).fetchone()[0]
    assert read_in[1] == asked
