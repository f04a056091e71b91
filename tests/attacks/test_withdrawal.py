"""A participant withdraws: the words are gone from everything that is shown, made or handed out."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from analysis.publish import Release
from analysis.report import build, to_html, to_markdown
from collector.codebook import set_central_statement
from collector.config import Config
from collector.corrections import change_statement, withdraw_response, withdraw_statement
from collector.errors import Conflict
from collector.findings import store_report
from collector.jobs import request_job, set_job_state
from collector.moderation import hide
from collector.projector import show
from collector.queries.meetings import meetings
from collector.queries.outcomes import latest_job, latest_report, releases
from collector.queries.programmes import programme_by_id
from collector.records import JobKind, JobState
from collector.undoing import undo
from tests.analysis.programme_to_publish import Made

TEXT = "Bijdrage 5 gaat over begeleiding van starters."


@pytest.fixture
def mine(made: Made) -> tuple[int, int, int]:
    """Participant, response, statement."""
    row = made.connection.execute(
        "SELECT r.participant_id, r.id AS response, s.id FROM statements AS s"
        " JOIN responses AS r ON r.id = s.response_id WHERE s.text = ?",
        (TEXT,),
    ).fetchone()
    return row["participant_id"], row["response"], row["id"]


@pytest.fixture
def pages(app: Flask, made: Made) -> Callable[[], dict[str, str]]:
    """Everything that a screen or a facilitator can look at."""
    meeting = meetings(made.connection, made.programme)[0]
    scope = made.instrument_activity(meeting["id"], "scope")
    show(made.connection, meeting["id"], "activity", scope)
    slug = programme_by_id(made.connection, made.programme)["slug"]
    desk: FlaskClient = app.test_client()
    with desk.session_transaction() as session:
        session["facilitator"] = made.facilitator
    addresses = [
        f"/screen/{meeting['screen_key']}",
        f"/screen/{meeting['screen_key']}/now",
        f"/m/{meeting['code']}",
        f"/facilitate/{slug}/themes",
        f"/facilitate/{slug}/moderation?state=all",
        f"/facilitate/{slug}/log",
        f"/facilitate/{slug}/outcomes",
        f"/facilitate/{slug}/report",
        f"/facilitate/{slug}/report.md",
    ]
    return lambda: {each: desk.get(each).get_data(as_text=True) for each in addresses}


def make_wrap_up(made: Made) -> None:
    report = build(made.connection, made.programme)
    store_report(made.connection, made.programme, to_html(report), to_markdown(report))


def test_withdrawn_words_are_on_no_page(
    made: Made, mine: tuple[int, int, int], pages: Callable[[], dict[str, str]]
) -> None:
    participant, _, statement = mine
    theme = made.connection.execute("SELECT id FROM themes WHERE name = 'Begeleiding'").fetchone()
    set_central_statement(
        made.connection, made.programme, made.facilitator, theme["id"], statement=statement
    )
    make_wrap_up(made)
    showing = [address for address, page in pages().items() if TEXT in page]
    assert len(showing) == 7  # all but the phone and the page of outcomes
    withdraw_statement(made.connection, participant, statement)
    assert [address for address, page in pages().items() if TEXT in page] == []


@pytest.mark.parametrize("how", ["statement", "form", "rewritten", "hidden"])
def test_wrap_up_that_was_made_before_is_not_handed_out(
    made: Made, mine: tuple[int, int, int], how: str
) -> None:
    participant, response, statement = mine
    make_wrap_up(made)
    make_wrap_up(made)
    if how == "statement":
        withdraw_statement(made.connection, participant, statement)
    elif how == "form":
        withdraw_response(made.connection, participant, response)
    elif how == "rewritten":
        change_statement(
            made.connection, participant, statement, text="Anders.", aspect=None, consent=True
        )
    else:
        hide(made.connection, made.programme, made.facilitator, statement, "Te herkenbaar.")
    assert made.connection.execute("SELECT count(*) FROM reports").fetchone()[0] == 0
    job = latest_job(made.connection, made.programme, JobKind.REPORT)
    assert job and job["state"] == "waiting"  # the worker makes the next one at once
    make_wrap_up(made)
    found = latest_report(made.connection, made.programme)
    assert found and TEXT not in found["html"] + found["markdown"]


def test_wrap_up_that_is_being_made_meanwhile_is_made_again(
    made: Made, mine: tuple[int, int, int]
) -> None:
    request_job(made.connection, made.programme, JobKind.REPORT, made.facilitator)
    job = latest_job(made.connection, made.programme, JobKind.REPORT)
    assert job
    set_job_state(made.connection, job, JobState.RUNNING)
    withdraw_statement(made.connection, mine[0], mine[2])
    again = latest_job(made.connection, made.programme, JobKind.REPORT)
    assert again and again["id"] != job["id"] and again["state"] == "waiting"


def test_nothing_is_made_that_nobody_asked_for(made: Made, mine: tuple[int, int, int]) -> None:
    withdraw_statement(made.connection, mine[0], mine[2])
    assert latest_job(made.connection, made.programme, JobKind.REPORT) is None


def test_undo_does_not_bring_withdrawn_words_back(made: Made, mine: tuple[int, int, int]) -> None:
    act = hide(made.connection, made.programme, made.facilitator, mine[2], "Te herkenbaar.")
    withdraw_statement(made.connection, mine[0], mine[2])
    with pytest.raises(Conflict):
        undo(made.connection, made.programme, made.facilitator, act)


def test_central_statement_goes_from_the_next_release(
    made: Made, mine: tuple[int, int, int], make: Callable[..., Release], rows: Callable
) -> None:
    """Also where the facilitator had typed the same words as a sentence of the own."""
    theme = made.connection.execute("SELECT id FROM themes WHERE name = 'Begeleiding'").fetchone()
    sql = "SELECT central_statement FROM themes WHERE theme = 'Begeleiding'"
    for choice in ({"statement": mine[2]}, {"text": TEXT.upper()}):
        set_central_statement(
            made.connection, made.programme, made.facilitator, theme["id"], **choice
        )
        assert rows(make(), sql) == [(TEXT,)]
    withdraw_statement(made.connection, mine[0], mine[2])
    assert rows(make(), sql) == [(None,)]


def words_in(connection: sqlite3.Connection, table: str, text: str) -> int:
    found = connection.execute(f"SELECT * FROM {table}").fetchall()
    return sum(text in str(tuple(row)) for row in found)


def test_acts_events_and_jobs_hold_no_words_of_participants(
    made: Made, mine: tuple[int, int, int]
) -> None:
    change_statement(
        made.connection, mine[0], mine[2], text="Nieuw woord.", aspect=None, consent=True
    )
    withdraw_statement(made.connection, mine[0], mine[2])
    for table in ("acts", "events", "jobs", "placements", "submissions", "participants"):
        assert words_in(made.connection, table, "Bijdrage") == 0, table
        assert words_in(made.connection, table, "Nieuw woord") == 0, table


def test_words_of_before_a_correction_do_not_go_out_as_central_statement(
    made: Made, mine: tuple[int, int, int], make: Callable[..., Release], rows: Callable
) -> None:
    """The facilitator typed them over; then the participant took a name out of them."""
    named = "Volgens de rector van ons kleine eiland moet het anders."
    change_statement(made.connection, mine[0], mine[2], text=named, aspect=None, consent=True)
    theme = made.connection.execute("SELECT id FROM themes WHERE name = 'Begeleiding'").fetchone()
    set_central_statement(
        made.connection, made.programme, made.facilitator, theme["id"], text=f"{named} Dus."
    )
    change_statement(made.connection, mine[0], mine[2], text="Anders.", aspect=None, consent=True)
    sql = "SELECT central_statement FROM themes WHERE theme = 'Begeleiding'"
    assert rows(make(), sql) == [(None,)]


def test_words_that_are_withdrawn_while_the_file_is_made_do_not_go_out(
    made: Made, mine: tuple[int, int, int], make: Callable[..., Release], config: Config
) -> None:
    def say(message: str) -> None:
        if message == "Bestand controleren":
            withdraw_statement(made.connection, mine[0], mine[2])

    with pytest.raises(Conflict, match="Publiceer opnieuw"):
        make(progress=say)
    assert list(config.releases.iterdir()) == []
    assert releases(made.connection, made.programme) == []
    assert make().number == 1
