"""The clock of the machine is put back or forward while phones are in: nobody is sent out."""

from __future__ import annotations

import time

import pytest
from flask import Flask
from flask.testing import FlaskClient

DAY = 24 * 3600


@pytest.mark.parametrize("jump", [-1, -3 * 366 * DAY, 3 * 366 * DAY])
def test_whoever_is_in_stays_in(
    client: FlaskClient, desk: FlaskClient, fresh_db, meeting: int, monkeypatch, jump: int
) -> None:
    code = fresh_db.execute("SELECT code FROM meetings WHERE id = ?", (meeting,)).fetchone()[0]
    assert client.post(f"/m/{code}").status_code == 303
    owner = client.get(f"/m/{code}/token").json["owner"]
    assert owner
    later = int(time.time()) + jump
    monkeypatch.setattr("itsdangerous.timed.TimestampSigner.get_timestamp", lambda _self: later)
    assert client.get(f"/m/{code}/token").json["owner"] == owner
    assert desk.get("/facilitate/").status_code == 200


def test_a_phone_counts_by_its_own_clock(client: FlaskClient, fresh_db, meeting: int) -> None:
    code = fresh_db.execute("SELECT code FROM meetings WHERE id = ?", (meeting,)).fetchone()[0]
    cookie = client.get(f"/m/{code}").headers["Set-Cookie"]
    # It goes before `Expires`, which is by the clock of this machine (RFC 6265, 5.3).
    parts = [part for part in cookie.split("; ")[1:] if not part.startswith("Expires=")]
    assert sorted(parts) == ["HttpOnly", "Max-Age=31536000", "Path=/", "SameSite=Lax"]


def test_what_was_not_signed_here_opens_nothing(app: Flask, client: FlaskClient, meeting) -> None:
    client.set_cookie("gesprekstafel", "eyJmYWNpbGl0YXRvciI6MX0.aSFf9w.abcdefghijklmnopqrstuvwxyz1")
    assert client.get("/facilitate/").headers["Location"].startswith("/facilitate/login")
