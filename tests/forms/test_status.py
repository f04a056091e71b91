"""What a facilitator is told of the service, and when."""

from __future__ import annotations

import re
import sqlite3
import time
from datetime import UTC, datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient

from collector.backup_record import LastBackup, change_record
from collector.config import Config
from collector.database import connect
from collector.health import Health, Name, Part, State
from collector.heartbeat import Progress, beat
from forms import health
from forms.status_words import FINE, NAMES, TROUBLE


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "FRESH_SECONDS", 0.0)
    monkeypatch.setattr("collector.probes.LOCK_SECONDS", 0.05)


@pytest.fixture
def whole(config: Config, app: Flask) -> Config:
    beat(config.heartbeat, Progress(seen=10**6, done_at=time.monotonic()))
    moment = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    change_record(config, last=LastBackup(moment, "b.zip", 10, 0.1))
    return config


def told(page: str) -> list[tuple[str, str]]:
    """Of each part its name and its word."""
    found = re.findall(r'<h2>(.*?) <span class="service-word">(.*?)</span></h2>', page)
    return [(name.replace("&#39;", "'"), word) for name, word in found]


def test_all_works(desk: FlaskClient, whole: Config) -> None:
    page = desk.get("/facilitate/status/").text
    assert "<h1>Alles werkt</h1>" in page
    assert told(page) == [
        ("Antwoorden bewaren", "werkt"),
        ("Schermen bijwerken", "werkt"),
        ("Thema's en verslagen", "werkt"),
        ("Publicaties bekijken", "nog niet nodig"),
        ("Reservekopie", "werkt"),
        ("Ruimte op de schijf", "werkt"),
        ("Klok", "werkt"),
    ]
    assert "In de zaal:" not in page and "Wat u doet:" not in page
    assert desk.get("/facilitate/status/sign").text == ""
    assert told(desk.get("/facilitate/status/now").text) == told(page)


def test_a_silent_worker_is_told_as_what_the_room_notices(desk: FlaskClient, whole: Config) -> None:
    whole.heartbeat.unlink()
    page = desk.get("/facilitate/status/").text.replace("&#39;", "'")
    assert "<h1>Niet alles werkt</h1>" in page
    assert ("Thema's en verslagen", "werkt niet") in told(page)
    lead = "Antwoorden komen binnen; thema's en verslagen worden even niet bijgewerkt."
    assert f'<p class="lead">{lead}</p>' in page
    assert "analysis</code></th><td><code>bad silent" in page
    assert 'href="/facilitate/status/"' in desk.get("/facilitate/status/sign").text


def test_a_locked_database(desk: FlaskClient, whole: Config) -> None:
    other = connect(whole.database)
    other.execute("BEGIN IMMEDIATE")
    page = desk.get("/facilitate/status/").text
    other.execute("ROLLBACK")
    other.close()
    assert "<h1>Er kan nu niets worden ingeleverd</h1>" in page
    assert "Deelnemers kunnen nu niets inleveren." in page
    assert "<h1>Alles werkt</h1>" in desk.get("/facilitate/status/").text


def test_without_a_database_whoever_was_logged_in_sees_what_is_the_matter(
    app: Flask, desk: FlaskClient, whole: Config, fresh_db: sqlite3.Connection
) -> None:
    fresh_db.close()
    for suffix in ("", "-wal", "-shm"):
        whole.database.with_name(f"collector.db{suffix}").unlink(missing_ok=True)
    whole.database.write_bytes(b"dit is geen database" * 500)
    failed = desk.get("/facilitate/")
    assert failed.status_code == 503
    assert 'href="/facilitate/status/"' in failed.text
    number = re.search(r"staat dit onder ([0-9a-f]{8})\.", failed.text)
    assert number
    page = desk.get("/facilitate/status/")
    assert (page.status_code, "kunnen nu niet worden gelezen" in page.text) == (200, True)
    assert ("Klok", "niet te zien") in told(page.text)
    assert app.test_client().get("/facilitate/status/").status_code == 302


def test_strangers_are_sent_to_log_in(client: FlaskClient) -> None:
    for path in ("", "now", "sign"):
        assert client.get(f"/facilitate/status/{path}").status_code == 302
    asked = client.get("/facilitate/status/sign", headers={"HX-Request": "true"})
    assert asked.status_code == 401


def test_every_part_and_every_trouble_has_its_sentences(
    app: Flask, desk: FlaskClient, whole: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    facts = {
        "free_bytes": 150_000_000,
        "minutes_late": 12,
        "made": "2026-11-19T03:00:00Z",
        "stored": "2026-11-22T15:00:00Z",
    }
    assert set(NAMES) == set(FINE) == set(Name)
    for (name, why), trouble in TROUBLE.items():
        state = State.GOOD if why in ("starting", "nothing-yet") else State.BAD
        found = Health(datetime.now(UTC), (Part(Name.STORAGE), Part(name, state, why, facts)))
        monkeypatch.setattr(app.extensions["monitor"], "look", lambda found=found: found)
        page = desk.get("/facilitate/status/").text
        assert "%(" not in page
        assert page.count('class="service-word"') == 2, (name, why)
        if state is State.BAD and str(trouble.do):
            assert "Wat u doet:" in page


def test_every_reason_that_is_found_has_words() -> None:
    from collector.config import REPOSITORY

    code = (REPOSITORY / "collector" / "health.py").read_text(encoding="utf-8")
    named = set(re.findall(r'State\.(?:BAD|CARE), "([a-z-]+)"', code))
    named |= set(re.findall(r'why="([a-z-]+)"', code)) | {"locked", "full", "read-only", "broken"}
    assert named <= {why for _name, why in TROUBLE}


def test_in_english(desk: FlaskClient, whole: Config) -> None:
    desk.set_cookie("language", "en")
    page = desk.get("/facilitate/status/").text
    assert "<h1>Everything works</h1>" in page
    assert told(page)[0] == ("Saving answers", "works")


def test_every_page_of_a_facilitator_asks_for_the_sign(desk: FlaskClient, whole: Config) -> None:
    page = desk.get("/facilitate/").text
    assert 'hx-get="/facilitate/status/sign"' in page
    assert "Werkt alles?" in page
