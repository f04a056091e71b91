"""The report of a partnership on its own page: asked for, made by the worker, taken along."""

from __future__ import annotations

import io
import sqlite3

import docx
import pytest
from flask.testing import FlaskClient

from analysis.worker import Worker
from collector import pens, sketches
from collector.config import Config
from collector.partnerships import add_partnership
from collector.queries import meetings
from collector.wrap_ups import PAPERS, Format, recall

NAME, CODE = "Opleidingsschool De Brug", "tulp-egel-wekker"
WORDS = "Wij beginnen klein: één team, één jaar, één begeleider."


@pytest.fixture
def partnership(fresh_db: sqlite3.Connection, learning_network: int) -> int:
    identifier = add_partnership(fresh_db, learning_network, NAME)
    fresh_db.execute("UPDATE partnerships SET code = ? WHERE id = ?", (CODE, identifier))
    write(fresh_db, learning_network, identifier, WORDS, 0)
    return identifier


def write(
    connection: sqlite3.Connection, programme: int, partnership: int, text: str, based_on: int
) -> None:
    first = meetings.meetings(connection, programme)[0]
    (activity,) = [
        row for row in meetings.activities(connection, first["id"]) if row["slug"] == "baseline"
    ]
    draft = sketches.Draft("content_text", text, based_on, f"key-number-{based_on}")
    sketches.save(connection, pens.Place(partnership, activity["id"]), draft)


def made(config: Config, connection: sqlite3.Connection) -> None:
    Worker(config, connection).catch_up()


def test_it_is_asked_for_made_and_taken_along_in_four_formats(
    client: FlaskClient, config: Config, fresh_db: sqlite3.Connection, partnership: int
) -> None:
    assert client.get(f"/p/{CODE}/report.docx").status_code == 404
    assert client.post(f"/p/{CODE}/report").location == f"/p/{CODE}#report"
    assert client.post(f"/p/{CODE}/report").status_code == 303
    assert 'hx-trigger="every 2s"' in client.get(f"/p/{CODE}/report").get_data(as_text=True)
    assert fresh_db.execute("SELECT count(*) FROM jobs").fetchone()[0] == 1
    made(config, fresh_db)
    page = client.get(f"/p/{CODE}").get_data(as_text=True)
    assert 'hx-trigger="every 2s"' not in page
    for form in PAPERS:
        assert f"/p/{CODE}/report.{form.value}" in page
    answer = client.get(f"/p/{CODE}/report.docx")
    assert answer.mimetype == Format.DOCX.mime
    assert "verslag-opleidingsschool-de-brug-" in answer.headers["Content-Disposition"]
    texts = [one.text for one in docx.Document(io.BytesIO(answer.data)).paragraphs]
    assert texts.count(WORDS) == 1
    assert WORDS in client.get(f"/p/{CODE}/report.md").get_data(as_text=True)
    assert client.get(f"/p/{CODE}/report.pdf").data.startswith(b"%PDF-")
    for form in ("exe", "pptx"):
        assert client.get(f"/p/{CODE}/report.{form}").status_code == 404
    assert client.get("/p/boom-vis-lamp/report.docx").status_code == 404


def test_what_was_written_since_is_said(
    client: FlaskClient,
    config: Config,
    fresh_db: sqlite3.Connection,
    learning_network: int,
    partnership: int,
) -> None:
    client.post(f"/p/{CODE}/report")
    made(config, fresh_db)
    since = "Daarna is er nog iets geschreven"
    assert since not in client.get(f"/p/{CODE}").get_data(as_text=True)
    write(fresh_db, learning_network, partnership, "Nu anders.", 1)
    assert since in client.get(f"/p/{CODE}").get_data(as_text=True)


def test_a_word_that_has_to_go_takes_the_report_with_it(
    client: FlaskClient,
    config: Config,
    fresh_db: sqlite3.Connection,
    learning_network: int,
    partnership: int,
) -> None:
    client.post(f"/p/{CODE}/report")
    made(config, fresh_db)
    recall(fresh_db, learning_network)
    assert client.get(f"/p/{CODE}/report.docx").status_code == 404
