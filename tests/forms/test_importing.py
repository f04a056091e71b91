"""The pages that read in a file: choose, see, change, read in, leave."""

from __future__ import annotations

import io
import sqlite3

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from analysis import import_run
from collector import uploads
from collector.accounts import add_facilitator
from collector.config import Config
from collector.queries.programmes import all_programmes
from collector.uploads import LARGEST_FILE
from tests.conftest import log_in

START = "/facilitate/import"
TABLE = b"Uitspraak;Thema\r\nGeef <b>tijd</b>.;Tijd\r\nGeef rust.;Rust\r\n"


def send(
    desk: FlaskClient, data: bytes = TABLE, name: str = "a.csv", **fields: str
) -> TestResponse:
    form = {"verbatim": "no", "programme": "", **fields, "file": (io.BytesIO(data), name)}
    return desk.post(START, data=form)


def work(connection: sqlite3.Connection) -> None:
    while row := uploads.begin(connection):
        import_run.do(connection, row)


def test_nothing_chosen_is_said_at_its_place(desk: FlaskClient) -> None:
    page = desk.post(START, data={}).text
    assert 'href="#file">Kies een bestand.' in page
    assert 'href="#verbatim">Kies of deze uitspraken gepubliceerd mogen worden.' in page
    assert "leeg" in send(desk, b"").text


def test_from_file_to_programme(
    desk: FlaskClient, fresh_db: sqlite3.Connection, round_table: int, slug: str
) -> None:
    answer = send(desk, programme=str(round_table), verbatim="yes")
    address = answer.location
    assert address == f"{START}/1"
    assert "Het bestand wordt bekeken" in desk.get(address).text
    assert desk.get(f"{address}/live").status_code == 204
    work(fresh_db)
    assert desk.get(f"{address}/live").headers["HX-Refresh"] == "true"
    page = desk.get(address).text
    assert "Herkend als een tabel." in page and "2 uitspraken" in page
    assert "Geef &lt;b&gt;tijd&lt;/b&gt;." in page and "<b>tijd" not in page
    kept = {"column-0": "text", "column-1": "theme", "verbatim": "yes"}
    desk.post(address, data={**kept, "do": "store"})
    assert "Wordt ingelezen" in desk.get(address).text
    work(fresh_db)
    assert "2 uitspraken." in desk.get(address).text
    rows = fresh_db.execute("SELECT programme_id, text, consent FROM statements ORDER BY id")
    assert [tuple(row) for row in rows] == [
        (round_table, "Geef <b>tijd</b>.", 1),
        (round_table, "Geef rust.", 1),
    ]


def test_another_choice_is_looked_at_first(desk: FlaskClient, fresh_db: sqlite3.Connection) -> None:
    address = send(desk).location
    work(fresh_db)
    chosen = {"column-0": "text", "column-1": "ignore", "title": "Voorjaar", "verbatim": "no"}
    answer = desk.post(address, data={**chosen, "do": "store"}, follow_redirects=True)
    assert "Kijk eerst hoe het nu wordt gelezen" in answer.text
    work(fresh_db)
    assert "kolommen die niet worden gelezen: Thema" in desk.get(address).text
    assert all_programmes(fresh_db) == []
    desk.post(address, data={**chosen, "do": "store"})
    work(fresh_db)
    (programme,) = all_programmes(fresh_db)
    assert (programme["title"], programme["statements"]) == ("Voorjaar", 2)


def test_mistakes_are_shown_by_cell_and_nothing_can_be_read_in(
    desk: FlaskClient, fresh_db: sqlite3.Connection
) -> None:
    address = send(desk, b"tekst;aspect\nGoed.;ergens\n").location
    work(fresh_db)
    page = desk.get(address).text
    assert "1 ding klopt niet" in page and "rij 2, B (aspect)" in page
    assert 'value="store"' not in page
    same = {"column-0": "text", "column-1": "aspect", "title": "a", "verbatim": "no"}
    answer = desk.post(
        address, data={**same, "do": "store"}, headers={"Referer": f"http://localhost{address}"}
    )
    assert answer.status_code == 302
    assert "Verbeter eerst" in desk.get(address).text
    assert all_programmes(fresh_db) == []


def test_what_cannot_be_read_says_so(desk: FlaskClient, fresh_db: sqlite3.Connection) -> None:
    address = send(desk, b"%PDF-1.7", "verslag.docx").location
    work(fresh_db)
    page = desk.get(address).text
    assert "Dit is een PDF." in page and "Kies een ander bestand" in page
    assert "niet gelukt" in desk.get(START).text


def test_a_file_can_be_dropped(desk: FlaskClient, fresh_db: sqlite3.Connection) -> None:
    address = send(desk, name="../../etc/geheim.csv").location
    page = desk.post(f"{address}/drop", follow_redirects=True).text
    assert "geheim.csv is verwijderd." in page and "etc" not in page
    assert desk.get(address).status_code == 404
    assert fresh_db.execute("SELECT count(*) FROM uploads").fetchone()[0] == 0


def test_a_file_is_of_who_sent_it(
    app: Flask, desk: FlaskClient, fresh_db: sqlite3.Connection
) -> None:
    address = send(desk).location
    somebody = add_facilitator(fresh_db, "b@example.org", "nog-een-lang-woord")
    other = log_in(app, fresh_db, somebody)
    for method, path in (("GET", ""), ("GET", "/live"), ("POST", ""), ("POST", "/drop")):
        assert other.open(address + path, method=method).status_code == 404
    assert "a.csv" not in other.get(START).text


@pytest.mark.parametrize("size", [LARGEST_FILE + 1, LARGEST_FILE + 10_000_000])
def test_a_file_that_is_too_large_is_not_kept(
    desk: FlaskClient, fresh_db: sqlite3.Connection, size: int
) -> None:
    part = '--x\r\nContent-Disposition: form-data; name="%s"%s\r\n\r\n%s'
    fields = part % ("verbatim", "", "no") + "\r\n" + part % ("programme", "", "") + "\r\n"
    file = part % ("file", '; filename="a.csv"', "a" * size)
    answer = desk.post(
        START,
        data=f"{fields}{file}\r\n--x--\r\n".encode(),
        content_type="multipart/form-data; boundary=x",
    )
    assert "groter dan 10 MB" in answer.text
    assert fresh_db.execute("SELECT count(*) FROM uploads").fetchone()[0] == 0


def test_the_form_carries_a_token_of_its_own(
    app: Flask, desk: FlaskClient, fresh_db: sqlite3.Connection, config: Config
) -> None:
    """It is read after its size is known, and not before."""
    app.config["WTF_CSRF_ENABLED"] = True
    assert send(desk).status_code == 400
    assert fresh_db.execute("SELECT count(*) FROM uploads").fetchone()[0] == 0


def test_a_programme_asks_for_files_of_its_own(desk: FlaskClient, slug: str) -> None:
    assert f'href="{START}?programme={slug}"' in desk.get(f"/facilitate/{slug}/").text
    page = desk.get(f"{START}?programme={slug}").text
    assert page.count(" selected") == 1
