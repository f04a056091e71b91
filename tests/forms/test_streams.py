"""Screens that listen, and what is left for whoever hands in."""

from __future__ import annotations

import sqlite3

import pytest
from flask import Flask

from collector import live
from collector.queries import meetings, programmes


def test_screens_leave_room_for_whoever_hands_in(
    app: Flask, fresh_db: sqlite3.Connection, round_table: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "STREAMS", 2)
    key = meetings.meetings(fresh_db, round_table)[0]["screen_key"]
    client = app.test_client()
    watching = [client.get(f"/live/{key}") for _ in range(2)]
    full = client.get(f"/live/{key}")
    assert (full.status_code, full.headers["Retry-After"]) == (503, "10")
    assert client.get("/").status_code == 200
    watching[0].close()
    again = client.get(f"/live/{key}")
    assert again.status_code == 200
    for answer in (again, watching[1]):
        answer.close()


@pytest.mark.parametrize(
    ("files", "streams"), [(8192, 700), (1024, 291), (256, 35), (64, 1), (-1, 700)]
)
def test_where_few_files_may_be_open_there_are_fewer_screens(
    monkeypatch: pytest.MonkeyPatch, files: int, streams: int
) -> None:
    monkeypatch.setattr(live.resource, "getrlimit", lambda _what: (files, files))
    assert live.most_streams() == streams


def test_one_address_leaves_room_for_the_others(
    app: Flask, fresh_db: sqlite3.Connection, round_table: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "STREAMS_OF_ONE", 2)
    key = meetings.meetings(fresh_db, round_table)[0]["screen_key"]
    client = app.test_client()
    watching = [client.get(f"/live/{key}") for _ in range(2)]
    assert client.get(f"/live/{key}").status_code == 503
    elsewhere = client.get(f"/live/{key}", environ_base={"REMOTE_ADDR": "192.0.2.9"})
    assert elsewhere.status_code == 200
    for answer in (*watching, elsewhere):
        answer.close()


def test_nobody_hears_which_programmes_there_are(
    app: Flask, fresh_db: sqlite3.Connection, round_table: int
) -> None:
    slug = programmes.programme_by_id(fresh_db, round_table)["slug"]
    there, nowhere = (app.test_client().get(f"/live/{key}") for key in (slug, "nergens"))
    assert (there.status_code, nowhere.status_code) == (404, 404)
    assert there.get_data(as_text=True) == nowhere.get_data(as_text=True).replace("nergens", slug)
