"""What programs that watch over the service are told."""

from __future__ import annotations

import sqlite3
import time

import pytest
from flask import Flask
from flask.testing import FlaskClient

from collector.config import Config
from collector.heartbeat import Progress, beat
from forms import health


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "FRESH_SECONDS", 0.0)


def test_ready_only_with_a_worker(client: FlaskClient, config: Config) -> None:
    answer = client.get("/readyz")
    assert (answer.status_code, answer.mimetype) == (503, "text/plain")
    assert answer.text.splitlines()[0] == "not ready: analysis silent"
    beat(config.heartbeat, Progress(seen=None, done_at=time.monotonic()))
    assert client.get("/readyz").text.startswith("not ready: analysis starting\n")
    beat(config.heartbeat, Progress(seen=0, done_at=time.monotonic()))
    answer = client.get("/readyz")
    assert (answer.status_code, answer.text) == (
        200,
        "ready\nstorage good\nanalysis good\ndata good nothing-yet\ndisk good\n",
    )
    assert answer.headers["Cache-Control"] == "no-store"


def test_alive_says_nothing_of_the_database(
    client: FlaskClient, config: Config, fresh_db: sqlite3.Connection
) -> None:
    fresh_db.close()
    for suffix in ("", "-wal", "-shm"):
        config.database.with_name(f"collector.db{suffix}").unlink(missing_ok=True)
    assert (client.get("/healthz").status_code, client.get("/healthz").text) == (200, "ok\n")
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.text.startswith("not ready: storage broken, analysis unknown, data unknown\n")
    assert str(config.instance) not in answer.text


def test_many_who_ask_at_once_are_told_what_one_look_found(
    app: Flask, config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(health, "FRESH_SECONDS", 60.0)
    first = app.extensions["monitor"].look()
    beat(config.heartbeat, Progress(seen=0))
    assert app.extensions["monitor"].look() is first


def test_screens_that_no_longer_follow(app: Flask) -> None:
    watcher = app.extensions["watcher"]
    watcher.start()
    assert not watcher.stands_still
    assert app.extensions["monitor"].look().part(health.Name.SCREENS).facts["open"] == 0
    thread = watcher._thread
    watcher._stopped.set()
    thread.join()
    watcher._stopped.clear()  # as if it had ended of an error
    assert app.extensions["monitor"].look().part(health.Name.SCREENS).why == "still"
