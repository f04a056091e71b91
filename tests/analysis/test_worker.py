"""From stored statements to stored findings, with the real models and the real database."""

from __future__ import annotations

import sqlite3
import threading
import time

import pytest

from analysis.worker import Worker, run
from collector import codebook, intake
from collector.access import new_receipt
from collector.config import Config
from collector.jobs import request_job
from collector.meetings import set_activity_state
from collector.queries import meetings, outcomes, themes
from collector.queries.statements import statements, texts_to_analyse
from collector.records import StatementDraft, Submission
from tests.conftest import new_theme

SAID = (
    "Een starter heeft een vaste begeleider nodig die één dagdeel per week vrij is.",
    "Begeleiding van starters stopt nu na een half jaar; dat is te vroeg.",
    "Geef de begeleider van een startende leraar ook zelf scholing.",
    "Elke nieuwe leraar verdient een maatje op de eigen gang.",
    "De subsidie loopt af en niemand weet wie de uren daarna betaalt.",
    "Zonder structureel geld blijft samen opleiden een project.",
    "Reken de uren van de schoolopleider mee in de begroting van het bestuur.",
    "De kosten komen nu op één school terecht, dat budget moet gedeeld worden.",
    "Vraag studenten wat zij op de opleiding gemist hebben.",
    "Het curriculum van de opleiding sluit slecht aan op de praktijk in groep 3.",
    "Laat studenten eerder voor de klas staan, al in het eerste jaar van de opleiding.",
    "Opleiding en school bepalen samen wat een student moet kunnen.",
    "Bel Karin de Wit maar op 06-12345678, zij regelt de stageplekken.",
)


@pytest.fixture
def programme(fresh_db: sqlite3.Connection, round_table: int) -> int:
    """A programme in whose first meeting all of this was said."""
    say(fresh_db, round_table, "sleutel-0001", SAID)
    return round_table


def say(connection: sqlite3.Connection, programme: int, key: str, texts: tuple[str, ...]) -> None:
    meeting = meetings.meetings(connection, programme)[0]["id"]
    activity = meetings.activities(connection, meeting)[0]["id"]
    set_activity_state(connection, activity, is_open=True)
    participant = intake.join(connection, meeting, new_receipt())
    drafts = tuple(StatementDraft(text, consent=True) for text in texts)
    submission = Submission(key, {}, {"statements": drafts})
    intake.submit(connection, participant, activity, submission)


@pytest.fixture
def worker(config: Config, fresh_db: sqlite3.Connection) -> Worker:
    return Worker(config, fresh_db)


def placed(connection: sqlite3.Connection, programme: int) -> dict[int, list[int | None]]:
    found: dict[int, list[int | None]] = {}
    for row in themes.placements(connection, programme):
        found.setdefault(row["statement_id"], []).append(row["theme_id"])
    return found


def test_every_new_statement_is_looked_at_and_placed(
    fresh_db: sqlite3.Connection, worker: Worker, programme: int
) -> None:
    worker.catch_up()
    assert texts_to_analyse(fresh_db, programme) == []
    by_text = {statement.text: statement for statement in statements(fresh_db, programme)}
    assert by_text[SAID[-1]].public_text == (
        "Bel [naam] maar op [telefoonnummer], zij regelt de stageplekken."
    )
    assert all(statement.analysed for statement in by_text.values())
    assert [by_text[text].public_text for text in SAID[:-1]] == list(SAID[:-1])
    found = themes.themes(fresh_db, programme)
    assert found != [] and {theme.state for theme in found} == {"proposed"}
    assert all(theme.name and theme.central_statement in SAID for theme in found)
    assert len(placed(fresh_db, programme)) == len(SAID)


def test_nothing_new_means_no_new_run(
    fresh_db: sqlite3.Connection, worker: Worker, programme: int
) -> None:
    worker.catch_up()
    run = themes.latest_run(fresh_db, programme)
    worker.catch_up()
    again = themes.latest_run(fresh_db, programme)
    assert run is not None and again is not None and run["number"] == again["number"]


def test_proposed_themes_keep_their_ids_when_more_is_said(
    fresh_db: sqlite3.Connection, worker: Worker, programme: int
) -> None:
    worker.catch_up()
    before = [theme.id for theme in themes.themes(fresh_db, programme)]
    say(fresh_db, programme, "sleutel-0002", ("Een begeleider voor iedere starter, altijd.",))
    worker.catch_up()
    assert [theme.id for theme in themes.themes(fresh_db, programme)] == before


def test_what_a_person_decided_survives_every_later_run(
    fresh_db: sqlite3.Connection, worker: Worker, programme: int, facilitator: int
) -> None:
    worker.catch_up()
    first, second, third = (statement.id for statement in statements(fresh_db, programme)[:3])
    money = new_theme(fresh_db, programme, facilitator, "Geld", "Wie betaalt het?")
    named = themes.themes(fresh_db, programme)[-1].id
    codebook.accept_theme(fresh_db, programme, facilitator, named, "Zo noem ik het")
    codebook.place(fresh_db, programme, facilitator, first, [money])
    codebook.place(fresh_db, programme, facilitator, second, [money, named])
    codebook.place(fresh_db, programme, facilitator, third, [])
    for round_ in range(2):
        say(fresh_db, programme, f"sleutel-1{round_:04}", (f"En nog iets over geld, {round_}.",))
        request_job(fresh_db, programme, "themes", facilitator)
        worker.catch_up()
        after = placed(fresh_db, programme)
        assert (after[first], sorted(after[second]), after[third]) == (
            [money],
            sorted([money, named]),
            [None],
        )
        names = {theme.id: theme.name for theme in themes.themes(fresh_db, programme)}
        assert (names[money], names[named]) == ("Geld", "Zo noem ik het")


def test_what_a_person_placed_teaches_where_the_rest_goes(
    fresh_db: sqlite3.Connection, worker: Worker, programme: int, facilitator: int
) -> None:
    alike = (
        "Een startende leraar heeft een vaste begeleider nodig, één dagdeel per week vrij.",
        "Zonder structureel geld blijft samen opleiden altijd maar een project.",
    )
    say(fresh_db, programme, "sleutel-0002", alike)
    by_text = {statement.text: statement.id for statement in statements(fresh_db, programme)}
    # Names that tell nothing: what goes where can only be learnt from what was placed.
    red, green = (new_theme(fresh_db, programme, facilitator, name) for name in ("Rood", "Groen"))
    for theme, taught in ((red, SAID[:4]), (green, SAID[4:8])):
        for text in taught:
            codebook.place(fresh_db, programme, facilitator, by_text[text], [theme])
    worker.catch_up()
    after = placed(fresh_db, programme)
    assert [after[by_text[text]] for text in alike] == [[red], [green]]


def test_jobs_end_with_a_message_for_the_facilitator(
    fresh_db: sqlite3.Connection, worker: Worker, programme: int, facilitator: int
) -> None:
    for kind in ("themes", "report", "publish"):
        request_job(fresh_db, programme, kind, facilitator)
    worker.catch_up()
    jobs = {kind: outcomes.latest_job(fresh_db, programme, kind) for kind in ("report", "publish")}
    report, publish = jobs["report"], jobs["publish"]
    assert report is not None and (report["state"], report["message"]) == (
        "done", "De wrap-up is klaar.",
    )  # fmt: skip
    # Nothing was approved, so nothing may go out: a refusal, said in so many words.
    assert publish is not None and publish["state"] == "failed"
    assert outcomes.releases(fresh_db, programme) == []


def test_an_empty_programme_is_no_trouble(
    fresh_db: sqlite3.Connection, worker: Worker, round_table: int
) -> None:
    request_job(fresh_db, round_table, "themes", None)
    request_job(fresh_db, round_table, "report", None)
    worker.catch_up()
    assert themes.themes(fresh_db, round_table) == []
    job = outcomes.latest_job(fresh_db, round_table, "report")
    assert job is not None and job["state"] == "done"


def test_a_locked_database_delays_the_work_and_loses_nothing(
    config: Config,
    fresh_db: sqlite3.Connection,
    round_table: int,
    monkeypatch: pytest.MonkeyPatch,
    console: list[str],
) -> None:
    monkeypatch.setattr("collector.database.PATIENCE_SECONDS", 0.1)
    request_job(fresh_db, round_table, "report", None)
    # What a worker was doing when it was killed:
    request_job(fresh_db, round_table, "themes", None)
    fresh_db.execute("UPDATE jobs SET state = 'running' WHERE kind = 'themes'")
    fresh_db.execute("BEGIN IMMEDIATE")
    stop = threading.Event()
    working = threading.Thread(target=run, args=(config, stop))
    working.start()
    deadline = time.monotonic() + 120
    while not any("database is locked" in line for line in console):
        assert time.monotonic() < deadline
        time.sleep(0.05)
    fresh_db.execute("ROLLBACK")
    states: set[str] = set()
    while states != {"done"} and time.monotonic() < deadline:
        time.sleep(0.1)
        states = {row["state"] for row in fresh_db.execute("SELECT state FROM jobs")}
    stop.set()
    working.join()
    assert f"opslag: {config.database}: een ander programma houdt de database bezet" in console[0]
    assert states == {"done"}


def test_what_was_asked_for_anew_is_not_done_twice(
    fresh_db: sqlite3.Connection, worker: Worker, round_table: int
) -> None:
    request_job(fresh_db, round_table, "report", None)
    fresh_db.execute("UPDATE jobs SET state = 'running'")
    request_job(fresh_db, round_table, "report", None)
    worker.catch_up()
    states = [row["state"] for row in fresh_db.execute("SELECT state FROM jobs ORDER BY id")]
    assert states == ["failed", "done"]
    assert fresh_db.execute("SELECT count(*) FROM reports").fetchone()[0] == 1
