"""The page as an app, what works without a connection, and leaving nothing on a shared phone."""

from __future__ import annotations

import json
import re
import sqlite3

import pytest
from flask.testing import FlaskClient

from collector.queries import meetings


@pytest.fixture
def code(fresh_db: sqlite3.Connection, meeting: int) -> str:
    return str(meetings.meeting(fresh_db, meeting)["code"])


def test_the_manifest_names_icons_that_are_there(client: FlaskClient) -> None:
    answer = client.get("/manifest.webmanifest")
    assert answer.mimetype == "application/manifest+json"
    found = json.loads(answer.text)
    assert (found["start_url"], found["scope"], found["lang"]) == ("/", "/", "nl")
    assert {icon["purpose"] for icon in found["icons"]} == {"any", "maskable"}
    for icon in found["icons"]:
        picture = client.get(icon["src"], buffered=True)
        assert (picture.status_code, picture.mimetype) == (200, icon["type"])
        if icon["sizes"] != "any":
            width, height = (int.from_bytes(picture.data[at : at + 4]) for at in (16, 20))
            assert f"{width}x{height}" == icon["sizes"]


def test_the_service_worker_keeps_what_a_form_needs(
    client: FlaskClient, code: str, activity: int
) -> None:
    client.post(f"/m/{code}", data={})
    form = client.get(f"/m/{code}/{activity}").text
    answer = client.get("/service-worker.js")
    assert answer.mimetype == "text/javascript"
    assert answer.headers["Cache-Control"] == "no-cache"
    head = answer.text.splitlines()[0]
    shell = json.loads(head.removeprefix("const SHELL = ").removesuffix(";"))
    needed = re.findall(r'(?:src|href)="(/[^"]+[?]v=[^"]+)"', form)
    assert len(needed) > 4
    assert {one for one in needed if "icons/" not in one} <= set(shell["files"])
    for address in [*shell["files"], shell["away"]]:
        assert client.get(address, buffered=True).status_code == 200


def test_nothing_is_fetched_from_elsewhere(client: FlaskClient, code: str, activity: int) -> None:
    client.post(f"/m/{code}", data={})
    for path in ("/", f"/m/{code}", f"/m/{code}/{activity}", "/manifest.webmanifest"):
        page = client.get(path).text
        assert re.findall(r'(?:src|href)="(https?:)?//', page) == []
    worker = client.get("/service-worker.js").text
    assert "http" not in re.sub(r"//.*", "", worker)


def test_leaving_a_shared_phone(client: FlaskClient, fresh_db, code: str, activity: int) -> None:
    assert client.get(f"/m/{code}/leave").location == f"/m/{code}"
    client.post(f"/m/{code}", data={})
    before = client.get(f"/m/{code}/token").json["owner"]
    assert code in client.get("/").text
    page = client.get(f"/m/{code}/leave").text
    receipt = re.search(r'receipt-code">([^<]+)<', page)
    assert receipt is not None
    gone = client.post(f"/m/{code}/leave").text
    assert receipt[1] in gone
    assert f'data-gone="{before}"' in gone
    assert "data-owner" not in gone
    assert client.get(f"/m/{code}/token").json["owner"] == ""
    assert "Eerst: wie bent u?" in client.get(f"/m/{code}").text
    assert code not in client.get("/").text
    client.post(f"/m/{code}", data={})
    assert client.get(f"/m/{code}/token").json["owner"] not in ("", before)
    assert fresh_db.execute("SELECT count(*) FROM participants").fetchone()[0] == 2
