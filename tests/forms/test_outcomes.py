"""The wrap-up and the releases, as a facilitator asks for them."""

from __future__ import annotations

import json
import re
import sqlite3
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app import create_app
from collector import moderation
from collector.config import Config
from collector.errors import Conflict
from collector.findings import store_deidentifications
from collector.jobs import set_job_state
from collector.queries import statements
from collector.queries.outcomes import InTheWay, in_the_way, latest_job, withheld
from collector.records import JobState
from collector.wording import Wording
from collector.wrap_ups import Format, remark, store_file, store_report
from forms.current import data_address


def test_asking_for_the_wrap_up(
    desk: FlaskClient, fresh_db: sqlite3.Connection, slug: str, round_table: int
) -> None:
    answer = desk.post(f"/facilitate/{slug}/outcomes/report")
    assert answer.location == f"/facilitate/{slug}/outcomes#report"
    job = latest_job(fresh_db, round_table, "report")
    assert job and job["state"] == "waiting"
    page = desk.get(f"/facilitate/{slug}/outcomes/live").get_data(as_text=True)
    assert "Staat in de wachtrij" in page
    assert "Maak de wrap-up" not in page
    set_job_state(fresh_db, job, JobState.FAILED, "Er zijn nog geen uitspraken.")
    page = desk.get(f"/facilitate/{slug}/outcomes").get_data(as_text=True)
    assert "Er zijn nog geen uitspraken." in page
    assert "Maak de wrap-up" in page


def test_the_wrap_up_as_page_and_as_file(
    desk: FlaskClient, fresh_db: sqlite3.Connection, slug: str, round_table: int
) -> None:
    assert desk.get(f"/facilitate/{slug}/report").status_code == 404
    assert desk.get(f"/facilitate/{slug}/wrap-up/1").status_code == 404
    old = store_report(fresh_db, round_table, "<article><h1>Oud</h1></article>")
    store_file(fresh_db, old, Format.MD, b"# Oud\n")
    report = store_report(fresh_db, round_table, "<article><h1>Verslag</h1></article>")
    with pytest.raises(Conflict, match="opnieuw gemaakt"):
        store_file(fresh_db, old, Format.MD, b"# Oud\n", short=True)
    region = fresh_db.execute("SELECT id FROM regions WHERE name = 'Twente e.o.'").fetchone()[0]
    store_file(fresh_db, report, Format.MD, b"# Verslag\n")
    store_file(fresh_db, report, Format.DOCX, b"PK", region=region, short=True)
    remark(fresh_db, report, [Wording("Geen %(form)s.", form="PDF")])
    page = desk.get(f"/facilitate/{slug}/report").get_data(as_text=True)
    assert "<article><h1>Verslag</h1></article>" in page
    assert "Oud" not in page
    outcomes = desk.get(f"/facilitate/{slug}/outcomes").get_data(as_text=True)
    assert "<li>Geen PDF.</li>" in outcomes
    day = fresh_db.execute("SELECT substr(at, 1, 10) FROM reports").fetchone()[0]
    told = {}
    for address in re.findall(r'href="([^"]*/wrap-up/\d+)" download', outcomes):
        file = desk.get(address)
        told[file.headers["Content-Disposition"]] = (file.mimetype, file.get_data())
    name = f'attachment; filename="wrap-up-{slug}'
    assert told == {
        f'{name}-{day}.md"': ("text/markdown", b"# Verslag\n"),
        f'{name}-twente-e-o-kort-{day}.docx"': (Format.DOCX.mime, b"PK"),
    }
    other = desk.get(f"/facilitate/{slug}/wrap-up/1")
    assert other.status_code == 404
    assert "Deze wrap-up is er niet meer." in other.get_data(as_text=True)


def test_what_stands_in_the_way(
    desk: FlaskClient,
    fresh_db: sqlite3.Connection,
    slug: str,
    round_table: int,
    facilitator: int,
    say,
    span,
) -> None:
    named = "Vraag het aan Marieke."
    ready, silent = say("Klaar."), say("Zonder toestemming.", consent=False)
    unseen, found = say("Nog niet bekeken.", None), say(named, None)
    say("Wacht nog.")
    moderation.approve(
        fresh_db,
        round_table,
        facilitator,
        [
            (ready, "Klaar."),
            (silent, "Zonder toestemming."),
            (unseen, "Nog niet bekeken."),
            (found, named),
        ],
    )
    store_deidentifications(fresh_db, round_table, {named: [span(named, "Marieke")]})
    assert in_the_way(fresh_db, round_table) == InTheWay(
        approved=4, ready=1, waiting=1, unanalysed=1, to_review=1, without_consent=1
    )
    publishable = [
        one.id for one in statements.statements(fresh_db, round_table) if one.publishable
    ]
    assert publishable == [ready]
    page = desk.get(f"/facilitate/{slug}/outcomes").get_data(as_text=True)
    assert f'href="/facilitate/{slug}/review">1<' in page


def test_releases_with_what_was_left_out(
    desk: FlaskClient, fresh_db: sqlite3.Connection, slug: str, round_table: int
) -> None:
    desk.post(f"/facilitate/{slug}/outcomes/publish")
    assert latest_job(fresh_db, round_table, "publish") is not None
    told = (
        '{"withheld": [{"what": "Uitspraken", "why": "Geen toestemming.", "how_many": 7},'
        ' {"what": "Themas", "why": "Te klein.", "how_many": null,'
        ' "remedy": "Met nog 6 antwoorden uit Twente."}]}'
    )
    fresh_db.execute(
        "INSERT INTO releases (number, programme_id, at, file, statements, withheld)"
        " VALUES (4, ?, '2027-01-02T12:00:00Z', '004/x.db', 31, ?)",
        (round_table, told),
    )
    row = fresh_db.execute("SELECT * FROM releases").fetchone()
    assert withheld(row) == [
        ("Uitspraken", "Geen toestemming.", 7, ""),
        ("Themas", "Te klein.", None, "Met nog 6 antwoorden uit Twente."),
    ]
    page = desk.get(f"/facilitate/{slug}/outcomes").get_data(as_text=True)
    assert "Publicatie 4" in page
    assert "2 januari 2027, 13.00 uur" in page
    assert "te weinig om te noemen" in page
    assert "Met nog 6 antwoorden uit Twente." in page
    assert 'href="http://localhost:8001/x"' in page
    programme = desk.get(f"/facilitate/{slug}/").get_data(as_text=True)
    assert '<a href="http://localhost:8001/x">Bekijk wat is gepubliceerd</a>' in programme
    fresh_db.execute("UPDATE releases SET off_at = '2027-01-03T12:00:00Z'")
    for path in ("", "outcomes"):
        assert ":8001" not in desk.get(f"/facilitate/{slug}/{path}").get_data(as_text=True)


def test_the_data_site_is_on_the_host_that_was_asked(app: Flask) -> None:
    found = []
    for host in ("tafel.example.org:8000", "192.168.1.20", "[::1]:8000"):
        with app.test_request_context(base_url=f"http://{host}"):
            found.append(data_address())
    assert found == [
        "http://tafel.example.org:8001/",
        "http://192.168.1.20:8001/",
        "http://[::1]:8001/",
    ]


def test_the_data_site_is_where_it_is_said_to_be(config: Config) -> None:
    app = create_app(replace(config, data_address="https://example.org/data/"))
    with app.test_request_context(base_url="http://tafel.example.org"):
        assert data_address() == "https://example.org/data/"
    app.extensions["watcher"].stop()


def test_a_doi_goes_along_with_the_wish_to_publish(
    desk: FlaskClient, fresh_db: sqlite3.Connection, slug: str, round_table: int
) -> None:
    address = f"/facilitate/{slug}/outcomes/publish"
    wrong = desk.post(address, data={"doi": "zenodo.42"})
    page = wrong.get_data(as_text=True)
    assert wrong.status_code == 200
    assert "“zenodo.42” is geen DOI. Een DOI ziet er zo uit: 10.5281/zenodo.1234567." in page
    assert 'value="zenodo.42"' in page and 'aria-invalid="true"' in page
    assert latest_job(fresh_db, round_table, "publish") is None
    right = desk.post(address, data={"doi": " https://doi.org/10.5281/zenodo.42 "})
    assert right.location == f"/facilitate/{slug}/outcomes#publish"
    job = latest_job(fresh_db, round_table, "publish")
    assert job and json.loads(job["parameters"]) == {"doi": "10.5281/zenodo.42"}
