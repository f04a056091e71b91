"""A person's writes: on disk once, all or nothing, and the person's own."""

from __future__ import annotations

import json
import sqlite3
import threading

import pytest

from collector import corrections, intake, moderation
from collector.access import new_receipt
from collector.config import Config
from collector.database import connect
from collector.errors import NotFound, Refused
from collector.meetings import set_activity_state
from collector.queries import answers, meetings
from collector.queries.statements import statements, statements_of_participant
from collector.records import Aspect, Side, StatementDraft, Submission


@pytest.fixture
def meeting(fresh_db: sqlite3.Connection, round_table: int) -> sqlite3.Row:
    return meetings.meetings(fresh_db, round_table)[0]


@pytest.fixture
def activity(fresh_db: sqlite3.Connection, meeting: sqlite3.Row) -> int:
    """An open activity that collects statements."""
    identifier = meetings.activities(fresh_db, meeting["id"])[0]["id"]
    set_activity_state(fresh_db, identifier, is_open=True)
    return int(identifier)


@pytest.fixture
def participant(fresh_db: sqlite3.Connection, meeting: sqlite3.Row) -> int:
    return intake.join(fresh_db, meeting["id"], new_receipt(), side=Side.FIELD)


def submission(key: str = "een-sleutel-1", *texts: str) -> Submission:
    drafts = tuple(StatementDraft(text, Aspect.PROCESS, "scope", consent=True) for text in texts)
    return Submission(key, answers={"consent_publish": True}, statements={"statements": drafts})


def count(connection: sqlite3.Connection, table: str) -> int:
    number: int = connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
    return number


def test_a_submission_is_rows_and_one_event(
    fresh_db: sqlite3.Connection, participant: int, activity: int, round_table: int
) -> None:
    before = count(fresh_db, "events")
    accepted = intake.submit(
        fresh_db, participant, activity, submission("sleutel-0001", "Één dag in de week, “écht”.")
    )
    assert (accepted.revision, accepted.repeated) == (1, False)
    assert count(fresh_db, "events") == before + 1
    (statement,) = statements(fresh_db, round_table)
    assert (statement.text, statement.aspect, statement.state, statement.consent) == (
        "Één dag in de week, “écht”.",
        "process",
        "waiting",
        True,
    )
    assert answers.own_answers(fresh_db, participant, activity) == {"consent_publish": True}


def test_the_same_key_counts_once(
    fresh_db: sqlite3.Connection, participant: int, activity: int
) -> None:
    first = intake.submit(fresh_db, participant, activity, submission("sleutel-0001", "Eens."))
    again = intake.submit(fresh_db, participant, activity, submission("sleutel-0001", "Eens."))
    assert (again.response, again.revision, again.repeated) == (first.response, 1, True)
    assert count(fresh_db, "statements") == 1


def test_two_tabs_at_the_same_time_count_once(
    config: Config, fresh_db: sqlite3.Connection, participant: int, activity: int
) -> None:
    results = []

    def tab() -> None:
        connection = connect(config.database)
        accepted = intake.submit(
            connection, participant, activity, submission("sleutel-0001", "Tegelijk.")
        )
        results.append(accepted.repeated)
        connection.close()

    tabs = [threading.Thread(target=tab) for _ in range(8)]
    for thread in tabs:
        thread.start()
    for thread in tabs:
        thread.join()
    assert sorted(results) == [False] + [True] * 7
    assert count(fresh_db, "statements") == 1


def test_a_key_of_somebody_else_is_refused(
    fresh_db: sqlite3.Connection, participant: int, activity: int, meeting: sqlite3.Row
) -> None:
    intake.submit(fresh_db, participant, activity, submission("sleutel-0001", "Van mij."))
    other = intake.join(fresh_db, meeting["id"], new_receipt())
    with pytest.raises(Refused):
        intake.submit(fresh_db, other, activity, submission("sleutel-0001", "Van mij."))


def test_a_bad_row_leaves_nothing_behind(
    fresh_db: sqlite3.Connection, participant: int, activity: int
) -> None:
    before = count(fresh_db, "events")
    with pytest.raises(sqlite3.IntegrityError):
        intake.submit(
            fresh_db, participant, activity, submission("sleutel-0001", "Goed.", "x" * 1001)
        )
    assert [count(fresh_db, t) for t in ("statements", "submissions", "answers", "responses")] == [
        0, 0, 0, 0,
    ]  # fmt: skip
    assert count(fresh_db, "events") == before


def test_a_closed_activity_refuses_except_on_behalf(
    fresh_db: sqlite3.Connection, participant: int, activity: int, facilitator: int
) -> None:
    set_activity_state(fresh_db, activity, is_open=False)
    with pytest.raises(Refused) as error:
        intake.submit(fresh_db, participant, activity, submission("sleutel-0001", "Te laat."))
    assert str(error.value) == (
        "Dit onderdeel is gesloten. Vraag de gespreksleider om het te openen."
    )
    intake.submit(
        fresh_db, participant, activity, submission("sleutel-0002", "Op papier."),
        entered_by=facilitator,
    )  # fmt: skip
    assert fresh_db.execute("SELECT source FROM statements").fetchall()[0][0] == "facilitator"


def test_an_activity_of_another_meeting_is_not_found(
    fresh_db: sqlite3.Connection, participant: int, learning_network: int
) -> None:
    other = meetings.meetings(fresh_db, learning_network)[0]
    elsewhere = meetings.activities(fresh_db, other["id"])[0]["id"]
    with pytest.raises(NotFound):
        intake.submit(fresh_db, participant, elsewhere, submission())


def test_handing_in_again_is_a_revision_and_keeps_the_first(
    fresh_db: sqlite3.Connection, participant: int, activity: int
) -> None:
    intake.submit(fresh_db, participant, activity, Submission("sleutel-0001", {"grade": "3"}))
    accepted = intake.submit(
        fresh_db, participant, activity, Submission("sleutel-0002", {"grade": "4"})
    )
    assert accepted.revision == 2
    assert answers.values_in(fresh_db, activity) == {"grade": ["4"]}
    kept = fresh_db.execute("SELECT value FROM answers ORDER BY value").fetchall()
    assert [json.loads(row["value"]) for row in kept] == ["3", "4"]


def test_joining_twice_with_one_receipt_is_one_participant(
    fresh_db: sqlite3.Connection, meeting: sqlite3.Row
) -> None:
    receipt = new_receipt()
    first = intake.join(fresh_db, meeting["id"], receipt, side=Side.FIELD)
    assert intake.join(fresh_db, meeting["id"], receipt, side=Side.INSTITUTE) == first
    assert fresh_db.execute("SELECT side FROM participants").fetchall()[0][0] == "institute"
    assert receipt not in "".join(fresh_db.iterdump())


def test_changed_words_are_moderated_anew_and_the_old_ones_kept(
    fresh_db: sqlite3.Connection, participant: int, activity: int
) -> None:
    intake.submit(fresh_db, participant, activity, submission("sleutel-0001", "Eerst dit."))
    (own,) = statements_of_participant(fresh_db, participant)
    fresh_db.execute("UPDATE statements SET state = 'approved', reviewed_hash = 'x'")
    corrections.change_statement(
        fresh_db, participant, own["id"], text="Toch dit.", aspect=Aspect.CONTENT, consent=False
    )
    (own,) = statements_of_participant(fresh_db, participant)
    assert (own["text"], own["aspect"], own["state"], own["consent"], own["reviewed_hash"]) == (
        "Toch dit.", "content", "waiting", 0, None,
    )  # fmt: skip
    kept = fresh_db.execute("SELECT revision, text, aspect FROM statement_revisions").fetchall()
    assert [tuple(row) for row in kept] == [(1, "Eerst dit.", "process")]


def test_only_the_consent_changed_leaves_the_moderation(
    fresh_db: sqlite3.Connection, participant: int, activity: int
) -> None:
    intake.submit(fresh_db, participant, activity, submission("sleutel-0001", "Blijft zo."))
    (own,) = statements_of_participant(fresh_db, participant)
    fresh_db.execute("UPDATE statements SET state = 'approved'")
    corrections.change_statement(
        fresh_db, participant, own["id"], text="Blijft zo.", aspect=Aspect.PROCESS, consent=False
    )
    (own,) = statements_of_participant(fresh_db, participant)
    assert (own["state"], own["consent"]) == ("approved", 0)
    assert count(fresh_db, "statement_revisions") == 0


def test_nobody_touches_the_words_of_somebody_else(
    fresh_db: sqlite3.Connection, participant: int, activity: int, meeting: sqlite3.Row
) -> None:
    accepted = intake.submit(
        fresh_db, participant, activity, submission("sleutel-0001", "Van mij.")
    )
    (own,) = statements_of_participant(fresh_db, participant)
    other = intake.join(fresh_db, meeting["id"], new_receipt())
    with pytest.raises(NotFound):
        corrections.withdraw_statement(fresh_db, other, own["id"])
    with pytest.raises(NotFound):
        corrections.withdraw_response(fresh_db, other, accepted.response)
    with pytest.raises(NotFound):
        corrections.change_statement(
            fresh_db, other, own["id"], text="Nu van mij.", aspect=None, consent=True
        )


def test_withdrawing_a_form_takes_its_answers_and_statements_away(
    fresh_db: sqlite3.Connection, participant: int, activity: int, round_table: int
) -> None:
    accepted = intake.submit(fresh_db, participant, activity, submission("sleutel-0001", "Weg."))
    corrections.withdraw_response(fresh_db, participant, accepted.response)
    assert statements(fresh_db, round_table) == []
    assert answers.values_in(fresh_db, activity) == {}


def test_what_a_participant_does_is_stamped_with_the_hour_only(
    fresh_db: sqlite3.Connection, participant: int, activity: int
) -> None:
    intake.submit(fresh_db, participant, activity, submission("sleutel-0001", "Wanneer?"))
    stamps = fresh_db.execute("SELECT at FROM events WHERE kind IN ('joined', 'answered')")
    assert {row["at"][13:] for row in stamps} == {":00:00Z"}


def test_what_was_merged_into_withdrawn_words_stands_on_its_own_again(
    fresh_db: sqlite3.Connection,
    participant: int,
    activity: int,
    round_table: int,
    facilitator: int,
) -> None:
    intake.submit(fresh_db, participant, activity, submission("sleutel-0001", "Een.", "Twee."))
    first, second = (row["id"] for row in statements_of_participant(fresh_db, participant))
    moderation.merge(fresh_db, round_table, facilitator, first, second)
    corrections.withdraw_statement(fresh_db, participant, second)
    states = [(statement.text, statement.state) for statement in statements(fresh_db, round_table)]
    assert states == [("Een.", "waiting")]
