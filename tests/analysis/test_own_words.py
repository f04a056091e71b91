"""What a programme calls its regions, roles and questionnaires stays; so does what people kept."""

import sqlite3

from analysis.deidentify import Deidentifier
from analysis.own_words import allowed_words, words_let_stand
from analysis.worker import Worker
from collector import intake
from collector.access import new_receipt
from collector.config import Config
from collector.meetings import set_activity_state
from collector.moderation import keep_spans
from collector.queries import meetings, programmes
from collector.queries.statements import statements
from collector.records import StatementDraft, Submission


def said(connection: sqlite3.Connection, programme: int, key: str, *texts: str) -> None:
    meeting = meetings.meetings(connection, programme)[0]["id"]
    activity = meetings.activities(connection, meeting)[0]["id"]
    set_activity_state(connection, activity, is_open=True)
    participant = intake.join(connection, meeting, new_receipt())
    drafts = tuple(StatementDraft(text, consent=True) for text in texts)
    intake.submit(connection, participant, activity, Submission(key, {}, {"statements": drafts}))


def flagged(connection: sqlite3.Connection, programme: int) -> dict[str, int]:
    return {one.text: len(one.spans) for one in statements(connection, programme)}


def test_words_of_the_programme(fresh_db: sqlite3.Connection, round_table: int) -> None:
    words = allowed_words(fresh_db, round_table)
    row = programmes.programme_by_id(fresh_db, round_table)
    meeting = meetings.meetings(fresh_db, round_table)[0]
    activity = meetings.activities(fresh_db, meeting["id"])[0]
    for word in (
        row["title"],
        meeting["title"],
        activity["title"],
        meetings.instrument_of(activity).title,
        *(region["name"] for region in programmes.regions(fresh_db, round_table)),
        *(role["name"] for role in programmes.roles(fresh_db, round_table)),
        *(topic["title"] for topic in programmes.topics(fresh_db, round_table)),
    ):
        assert word in words


def test_parts_of_a_region_stay(fresh_db: sqlite3.Connection, round_table: int) -> None:
    fresh_db.execute(
        "UPDATE regions SET name = 'Kollumerzwaag – Wapserveen e.o.' WHERE id ="
        " (SELECT min(id) FROM regions WHERE programme_id = ?)",
        (round_table,),
    )
    words = allowed_words(fresh_db, round_table)
    assert {"Kollumerzwaag", "Wapserveen"} <= set(words)
    text = "In Kollumerzwaag en Wapserveen is het rustig."
    assert Deidentifier().public_text(text) == "In [plaats] en [plaats] is het rustig."
    assert Deidentifier(words).find(text) == ()


def test_what_a_facilitator_kept_twice_is_not_flagged_again(
    config: Config, fresh_db: sqlite3.Connection, round_table: int, facilitator: int
) -> None:
    worker = Worker(config, fresh_db)
    first, second, third, mail = (
        "Het plan van Qvistgaard helpt starters.",
        "Wij werken met Qvistgaard in de klas.",
        "Met Qvistgaard kregen wij rust.",
        "Mail naar jan@example.org voor het plan.",
    )
    said(fresh_db, round_table, "sleutel-0001", first, second, mail)
    worker.look_for_personal_data(round_table)
    assert flagged(fresh_db, round_table) == {first: 1, second: 1, mail: 1}
    for one in statements(fresh_db, round_table):
        spans = [(span["start"], span["end"]) for span in one.spans]
        keep_spans(fresh_db, round_table, facilitator, one.id, spans)
    assert words_let_stand(fresh_db, round_table) == {"qvistgaard"}

    again = "Ook hier: mail jan@example.org over Qvistgaard."
    said(fresh_db, round_table, "sleutel-0002", third, again)
    worker.look_for_personal_data(round_table)
    assert flagged(fresh_db, round_table) == {first: 1, second: 1, mail: 1, third: 0, again: 1}
