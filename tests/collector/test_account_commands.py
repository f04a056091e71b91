"""Accounts on the command line."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from collector.accounts import facilitator_by_email, verify_facilitator
from collector.log_ins import facilitator_by_log_in, start_log_in
from collector.queries.grants import helps_at, role_in, tenants_to_organise
from collector.queries.meetings import meetings
from collector.queries.programmes import programme_by_id
from tests.conftest import PASSWORD

Run = Callable[..., Any]
AN, BO = "an@example.org", "bo@example.org"


def roles(run: Run) -> dict[str, list[tuple[str, str, str | None, int | None]]]:
    return {
        one["email"]: [tuple(role.values()) for role in one["roles"]]
        for one in json.loads(run("facilitator", "list", "--json").stdout)
    }


def test_the_first_account_organises(run: Run) -> None:
    assert "Begin with: gesprekstafel facilitator add" in run("facilitator", "list").stdout
    add = ("facilitator", "add", AN, "--password", PASSWORD)
    refused = run(*add, "--role", "reader", status=1)
    assert "has no organiser yet" in refused.stderr
    assert roles(run) == {}
    run(*add, "--name", "An Klaver")
    assert roles(run) == {AN: [("organiser", "", None, None)]}
    run("facilitator", "add", BO, "--password", PASSWORD, "--role", "reader")
    assert roles(run)[BO] == [("reader", "", None, None)]
    elsewhere = ("--organisation", "Opleidingsschool Elders")
    refused = run("facilitator", "add", BO, "--role", "reader", *elsewhere, status=1)
    assert "has no organiser yet" in refused.stderr
    made = run("facilitator", "add", BO, "--role", "organiser", *elsewhere).stdout
    assert made.startswith("A new organisation: Opleidingsschool Elders\n")


def test_a_role_for_a_programme_or_a_meeting(
    run: Run, fresh_db: sqlite3.Connection, round_table: int
) -> None:
    slug = str(programme_by_id(fresh_db, round_table)["slug"])
    meeting = int(meetings(fresh_db, round_table)[0]["id"])
    run("facilitator", "add", AN, "--password", PASSWORD)
    run("facilitator", "add", BO, "--password", PASSWORD, "--meeting", str(meeting))
    bo = facilitator_by_email(fresh_db, BO)
    assert (helps_at(fresh_db, bo, meeting), role_in(fresh_db, bo, round_table)) == (True, None)
    told = run("facilitator", "add", BO, "--programme", slug)
    assert told.stdout == f"{BO} has an account, and is now facilitator as well\n"
    assert role_in(fresh_db, bo, round_table) == "facilitator"
    run("facilitator", "add", BO, "--role", "organiser", "--organisation", "Elders")
    assert [row["name"] for row in tenants_to_organise(fresh_db, bo)] == ["Elders"]
    assert f"facilitator of {slug}" in run("facilitator", "list").stdout


@pytest.mark.parametrize(
    "wrong",
    [
        ("--programme", "x", "--meeting", "1"),
        ("--programme", "x", "--role", "organiser"),
        ("--role", "helper"),
        ("--meeting", "1", "--role", "reader"),
        ("--password", PASSWORD, "--link"),
    ],
)
def test_what_does_not_go_together_is_wrong_use(run: Run, wrong: tuple[str, ...]) -> None:
    run("facilitator", "add", AN, *wrong, status=2)
    assert roles(run) == {}


def test_links_work_in_the_browser(run: Run, app: Flask, fresh_db: sqlite3.Connection) -> None:
    client = app.test_client()
    link = run("facilitator", "add", AN, "--link").stdout.strip()
    found = re.fullmatch(r"http://127\.0\.0\.1:8000(/facilitate/invitation/[\w-]{43})", link)
    assert found is not None
    assert "U wordt gevraagd mee te doen" in client.get(found[1]).text
    client.post(found[1], data={"name": "An", "password": PASSWORD})
    assert roles(run) == {AN: [("organiser", "", None, None)]}
    session = start_log_in(fresh_db, facilitator_by_email(fresh_db, AN))
    link = run("facilitator", "reset", AN, "--link").stdout.strip()
    path = link.removeprefix("http://127.0.0.1:8000")
    client.post("/facilitate/logout")
    assert client.post(path, data={"password": "een-heel-nieuw-woord"}).status_code == 303
    assert verify_facilitator(fresh_db, AN, "een-heel-nieuw-woord") is not None
    assert facilitator_by_log_in(fresh_db, session) is None


def test_an_account_is_closed_and_opened(run: Run, fresh_db: sqlite3.Connection) -> None:
    run("facilitator", "add", AN, "--password", PASSWORD)
    assert "niemand meer die deze organisatie" in run("facilitator", "close", AN, status=1).stderr
    run("facilitator", "add", BO, "--password", PASSWORD)
    session = start_log_in(fresh_db, facilitator_by_email(fresh_db, AN))
    assert run("facilitator", "close", AN).stdout == f"{AN} is closed\n"
    assert facilitator_by_log_in(fresh_db, session) is None
    assert verify_facilitator(fresh_db, AN, PASSWORD) is None
    assert "closed on 20" in run("facilitator", "list").stdout
    run("facilitator", "open", AN)
    assert verify_facilitator(fresh_db, AN, PASSWORD) is not None
    for command in ("close", "open", "reset"):
        run("facilitator", command, "niemand@example.org", *_given(command), status=1)


def _given(command: str) -> tuple[str, ...]:
    return ("--password", PASSWORD) if command == "reset" else ()
