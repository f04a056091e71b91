"""What facilitators do goes on record, once, and nothing about participants with it."""

from __future__ import annotations

import json
import re
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from collector.accounts import add_facilitator
from collector.audit import verify
from collector.database import transaction
from collector.grants import AccountRole, Place, grant, tenant_named
from collector.queries import meetings
from collector.queries.audit import every_row
from forms.access_table import ACCESS, BY_KEY
from forms.audit_words import SILENT, WORDS
from tests.conftest import PASSWORD, log_in
from tests.forms.hostile_world import World, content, everything_filled_in

AUDIT = "/facilitate/audit"


@pytest.fixture
def base(slug: str, meeting: int) -> str:
    return f"/facilitate/{slug}/meeting/{meeting}"


def recorded(connection: sqlite3.Connection) -> list[tuple[str, str, str, dict[str, Any]]]:
    """(who, what, programme, detail) of every row but those of logging in and out."""
    return [
        (row["who"], row["what"], row["programme"], json.loads(row["detail"]))
        for row in every_row(connection)
        if row["what"] not in ("log_in", "log_out")
    ]


def test_a_press_is_on_record_with_who_and_where(
    desk: FlaskClient, fresh_db: sqlite3.Connection, base: str, slug: str, activity: int
) -> None:
    meeting = int(base.rpartition("/")[2])
    desk.post(f"{base}/activities/{activity}/state", data={"open": "0"})
    me = "gespreksleider@example.org"
    place = {"meeting": meeting, "activity": activity}
    assert recorded(fresh_db) == [(me, "run.open_or_close", slug, place)]
    assert verify(every_row(fresh_db)) is None


def test_what_is_refused_or_only_looked_at_is_not(
    desk: FlaskClient, fresh_db: sqlite3.Connection, base: str, slug: str
) -> None:
    desk.get(base + "/")
    desk.post(f"/facilitate/{slug}/", data={"title": ""})
    desk.post(f"{base}/activities/999/state", data={"open": "1"})
    assert recorded(fresh_db) == []


def test_a_facilitator_who_answers_as_a_participant_is_nobody(
    desk: FlaskClient, fresh_db: sqlite3.Connection, meeting: int, activity: int
) -> None:
    code = meetings.meeting(fresh_db, meeting)["code"]
    desk.post(f"/m/{code}", data={"role": "", "region": ""})
    assert fresh_db.execute("SELECT count(*) FROM participants").fetchone()[0] == 1
    assert recorded(fresh_db) == []


def test_logging_in_and_out(app: Flask, fresh_db: sqlite3.Connection, facilitator: int) -> None:
    client = app.test_client()
    fields = {"email": "Gespreksleider@example.org", "password": PASSWORD}
    client.post("/facilitate/login", data=fields)
    client.post("/facilitate/logout")
    assert [(row["who"], row["what"], row["facilitator_id"]) for row in every_row(fresh_db)] == [
        ("gespreksleider@example.org", "log_in", facilitator),
        ("gespreksleider@example.org", "log_out", facilitator),
    ]


def test_every_form_is_on_record_without_a_participant(
    world: World, fresh_db: sqlite3.Connection
) -> None:
    """Whatever was typed, and whoever took part: nothing of it is in the chain."""
    secrets = {"Geef starters tijd", "Joke", "an@example.org", world.values["receipt"]}
    secrets |= {world.values["contact"], world.values["spoken"], world.values["code"]}
    forms = [one for one in everything_filled_in(world) if one.action.startswith("/facilitate")]
    for form in forms:
        if form.method == "post" and not form.action.endswith(("/logout", "/erase")):
            for press in form.pressed or [("", "")]:
                world.send("POST", form.action, **content(form, [*form.fields, press]))
    found = list(every_row(fresh_db))
    assert len({row["what"] for row in found}) > 25
    assert verify(found) is None
    told = "\n".join(str(tuple(row)) for row in found)
    assert [one for one in secrets if one in told] == []
    statement = re.compile(r'"(statement|response|contact|receipt|code|spoken|key)"')
    assert statement.findall(told) == []


def test_every_address_that_writes_has_words(app: Flask) -> None:
    writing = {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if "POST" in (rule.methods or ()) and ACCESS[rule.endpoint] not in BY_KEY
    }
    assert writing - set(WORDS) - SILENT == set()
    assert {name for name in WORDS if "." in name} - set(ACCESS) == set()


def test_what_is_taken_along_is_on_record(
    desk: FlaskClient, fresh_db: sqlite3.Connection, slug: str
) -> None:
    desk.post(f"/facilitate/{slug}/sign-ups/export")
    assert [what for _who, what, _slug, _detail in recorded(fresh_db)] == ["sign_ups.take_along"]


def test_an_organiser_reads_and_takes_along_what_is_of_the_organisation(
    app: Flask,
    desk: FlaskClient,
    fresh_db: sqlite3.Connection,
    base: str,
    slug: str,
    activity: int,
    tmp_path: Path,
    run: Any,
) -> None:
    desk.post(f"{base}/activities/{activity}/state", data={"open": "0"})
    there = Place(tenant=tenant_named(fresh_db, "V"))
    far = add_facilitator(fresh_db, "ver@example.org", PASSWORD, place=there)
    other = log_in(app, fresh_db, far)
    page = desk.get(AUDIT).text
    assert "onderdeel geopend of gesloten" in page
    assert "ver@example.org" not in page
    assert "onderdeel geopend of gesloten" not in other.get(AUDIT).text
    assert "onderdeel geopend of gesloten" not in other.get(f"{AUDIT}?programme={slug}").text
    file = tmp_path / "a.jsonl"
    file.write_bytes(other.get(f"{AUDIT}/export.jsonl").data)
    lines = [json.loads(line) for line in file.read_text("utf-8").splitlines()]
    assert [line.get("who") for line in lines] == [None, None, "ver@example.org"]
    assert slug not in file.read_text("utf-8")
    run("audit", "--verify", str(file))


def test_a_facilitator_has_no_audit_trail_to_see(app: Flask, fresh_db: sqlite3.Connection) -> None:
    me = add_facilitator(fresh_db, "f@example.org", PASSWORD, role=AccountRole.FACILITATOR)
    with transaction(fresh_db):
        grant(fresh_db, me, AccountRole.READER, Place(tenant=1))
    assert log_in(app, fresh_db, me).get(AUDIT).status_code == 403


def test_more_than_a_page(desk: FlaskClient, fresh_db: sqlite3.Connection, slug: str) -> None:
    for number in range(105):
        desk.post("/facilitate/tokens", data={"name": f"script {number % 20} {number}"})
        fresh_db.execute("UPDATE tokens SET revoked_on = '2026-01-01'")
    first = desk.get(AUDIT).text
    assert first.count("koppeling gemaakt") == 100
    older = re.search(r'href="([^"]*before=\d+)"', first)
    assert older is not None
    assert desk.get(older[1].replace("&amp;", "&")).text.count("koppeling gemaakt") == 5
