"""Taking data along from the page of outcomes."""

from __future__ import annotations

import json
import sqlite3

from flask import Flask
from flask.testing import FlaskClient

from collector.accounts import add_facilitator
from collector.exports import IDENTIFIED, ExportForm, store_export
from collector.jobs import set_job_state
from collector.live import latest
from collector.queries.acts import log
from collector.queries.exports import exports
from collector.queries.outcomes import waiting_job
from collector.queries.programmes import programme_by_id
from collector.records import JobKind, JobState
from collector.wording import Wording
from tests.conftest import PASSWORD, log_in


def made(
    connection: sqlite3.Connection, programme: int, facilitator: int, *, identified: bool = False
) -> int:
    """The id of a file that the worker made."""
    store_export(
        connection,
        programme,
        facilitator,
        ExportForm.XLSX,
        identified=identified,
        name="traject.xlsx",
        content=b"PK" + bytes(4998),
        after=latest(connection),
    )
    return int(exports(connection, programme, facilitator)[0]["id"])


def page(desk: FlaskClient, slug: str) -> str:
    return desk.get(f"/facilitate/{slug}/outcomes/live").get_data(as_text=True)


def test_one_click_asks_the_worker(
    desk: FlaskClient, fresh_db: sqlite3.Connection, slug: str, round_table: int, facilitator: int
) -> None:
    assert "Aantallen komen erbij zodra er een publicatie is." in page(desk, slug)
    answer = desk.post(f"/facilitate/{slug}/outcomes/export/sav")
    assert answer.location == f"/facilitate/{slug}/outcomes#export"
    job = waiting_job(fresh_db)
    assert job is not None
    assert (job["kind"], job["programme_id"]) == (JobKind.EXPORT, round_table)
    assert json.loads(job["parameters"]) == {
        "form": "sav", "identified": False, "facilitator": facilitator,
    }  # fmt: skip
    shown = page(desk, slug)
    assert "Staat in de wachtrij" in shown
    assert ("make-xlsx" in shown, "make-sav" in shown) == (True, False)
    set_job_state(fresh_db, job, JobState.FAILED, Wording("Er is nog niets te publiceren."))
    shown = page(desk, slug)
    assert "Er is nog niets te publiceren." in shown
    assert "make-sav" in shown
    assert desk.post(f"/facilitate/{slug}/outcomes/export/exe").status_code == 404


def test_a_file_is_fetched_as_it_was_made(
    desk: FlaskClient, fresh_db: sqlite3.Connection, slug: str, round_table: int, facilitator: int
) -> None:
    identifier = made(fresh_db, round_table, facilitator)
    shown = page(desk, slug)
    assert f'href="/facilitate/{slug}/outcomes/export/{identifier}"' in shown
    assert "(5 kB)" in shown
    answer = desk.get(f"/facilitate/{slug}/outcomes/export/{identifier}")
    assert answer.data == b"PK" + bytes(4998)
    assert answer.headers["Content-Disposition"] == 'attachment; filename="traject.xlsx"'
    assert answer.headers["Cache-Control"] == "no-store"
    assert desk.get(f"/facilitate/{slug}/outcomes/export/{identifier + 1}").status_code == 404


def test_personal_data_asks_for_the_title(
    desk: FlaskClient, fresh_db: sqlite3.Connection, slug: str, round_table: int, facilitator: int
) -> None:
    address = f"/facilitate/{slug}/outcomes/export/identified"
    title = programme_by_id(fresh_db, round_table)["title"]
    for typed in ({}, {"form": "qdpx"}, {"form": "qdpx", "title": "ja"}, {"title": title}):
        shown = desk.post(address, data=typed).get_data(as_text=True)
        assert "Dit is nog niet goed:" in shown
    assert waiting_job(fresh_db) is None
    answer = desk.post(address, data={"form": "qdpx", "title": f" {title.upper()} "})
    assert answer.location == f"/facilitate/{slug}/outcomes#export"
    job = waiting_job(fresh_db)
    assert job is not None
    assert json.loads(job["parameters"]) == {
        "form": "qdpx", "identified": True, "facilitator": facilitator,
    }  # fmt: skip


def test_personal_data_is_for_who_asked_and_in_the_log(
    app: Flask,
    desk: FlaskClient,
    fresh_db: sqlite3.Connection,
    slug: str,
    round_table: int,
    facilitator: int,
) -> None:
    identifier = made(fresh_db, round_table, facilitator, identified=True)
    assert "bevat persoonsgegevens" in page(desk, slug)
    somebody = add_facilitator(fresh_db, "ander@example.org", PASSWORD)
    other = log_in(app, fresh_db, somebody)
    assert "bevat persoonsgegevens" not in page(other, slug)
    assert other.get(f"/facilitate/{slug}/outcomes/export/{identifier}").status_code == 404
    assert [one.kind for one in log(fresh_db, round_table)] == [IDENTIFIED]
    shown = desk.get(f"/facilitate/{slug}/log").get_data(as_text=True)
    assert "gegevens met persoonsgegevens meegenomen" in shown
    assert "Ongedaan maken</button>" not in shown
    assert "daarna opnieuw gewijzigd" not in shown


def test_only_facilitators_come_here(app: Flask, slug: str) -> None:
    stranger = app.test_client()
    for path in ("export/identified", "export/1"):
        answer = stranger.get(f"/facilitate/{slug}/outcomes/{path}")
        assert (answer.status_code, "/login" in answer.location) == (302, True)
    assert stranger.post(f"/facilitate/{slug}/outcomes/export/csv").status_code == 302
