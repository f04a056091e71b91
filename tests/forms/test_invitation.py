"""What somebody does with a link to a role: looks, makes an account, or uses the one there is."""

from __future__ import annotations

import sqlite3

import pytest
from flask import Flask
from flask.testing import FlaskClient

from collector.accounts import add_facilitator, verify_facilitator
from collector.grants import AccountRole, Place, tenant_named
from collector.invitations import invite
from collector.queries.grants import role_in
from tests.conftest import PASSWORD, log_in

AN = "an@example.org"
FIELDS = {"name": "An Klaver", "password": PASSWORD}


@pytest.fixture
def link(fresh_db: sqlite3.Connection, facilitator: int, round_table: int) -> str:
    place = Place(programme=round_table)
    return (
        f"/facilitate/invitation/{invite(fresh_db, AN, AccountRole.READER, place, by=facilitator)}"
    )


def test_somebody_new_is_in_with_one_form(
    client: FlaskClient, fresh_db: sqlite3.Connection, link: str, slug: str
) -> None:
    for _ in range(3):  # a scanner of mail opens every link
        assert client.get(link).status_code == 200
    answer = client.post(link, data=FIELDS)
    assert (answer.status_code, answer.location) == (302, "/facilitate/")
    assert "meelezen" in client.get("/facilitate/").text
    assert client.get(f"/facilitate/{slug}/outcomes").status_code == 200
    assert client.post(link, data=FIELDS).status_code == 404


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"name": ""}, "Vul uw naam in."),
        ({"password": "kort"}, "ten minste 15 tekens"),
        ({"password": "an@example.org 12345"}, "te makkelijk te raden"),
    ],
)
def test_what_is_wrong_uses_nothing_up(
    client: FlaskClient, link: str, wrong: dict[str, str], said: str
) -> None:
    answer = client.post(link, data={**FIELDS, **wrong})
    assert (answer.status_code, said in answer.text) == (422, True)
    assert PASSWORD not in answer.text
    assert client.post(link, data=FIELDS).status_code == 302


def test_a_page_tells_nobody_who_has_an_account(
    app: Flask, client: FlaskClient, fresh_db: sqlite3.Connection, link: str, round_table: int
) -> None:
    """The same, but for the time and the key, whether the address is known or not."""
    unknown = client.get(link).text
    add_facilitator(fresh_db, AN, PASSWORD, place=Place(tenant=tenant_named(fresh_db, "Elders")))
    assert app.test_client().get(link).text == unknown
    answer = client.post(link, data={**FIELDS, "password": "een-heel-nieuw-woord"})
    assert (answer.status_code, "Log dan in" in answer.text) == (422, True)
    assert verify_facilitator(fresh_db, AN, "een-heel-nieuw-woord") is None


def test_who_has_an_account_logs_in_and_accepts(
    app: Flask, client: FlaskClient, fresh_db: sqlite3.Connection, link: str, round_table: int
) -> None:
    an = add_facilitator(fresh_db, AN, PASSWORD, place=Place(tenant=tenant_named(fresh_db, "E")))
    sent = client.post(f"{link}/accept")
    assert (sent.status_code, "/facilitate/login?next=" in sent.location) == (303, True)
    back = client.post(sent.location, data={"email": AN, "password": PASSWORD}).location
    assert back == link
    assert "Neem de uitnodiging aan" in client.get(link).text
    assert role_in(fresh_db, an, round_table) is None
    assert client.post(f"{link}/accept").location == "/facilitate/"
    assert role_in(fresh_db, an, round_table) is AccountRole.READER
    assert client.post(f"{link}/accept").status_code == 404


def test_it_is_for_nobody_else(
    app: Flask, fresh_db: sqlite3.Connection, link: str, facilitator: int
) -> None:
    desk = log_in(app, fresh_db, facilitator)
    page = desk.get(link).text
    assert ("de uitnodiging is voor an@example.org" in page, "Neem de" in page) == (True, False)
    assert "is voor an@example.org" in desk.post(f"{link}/accept").text
    grants = fresh_db.execute("SELECT count(*) FROM grants").fetchone()[0]
    assert grants == 1


def test_a_link_that_does_not_work_says_what_to_do(
    client: FlaskClient, fresh_db: sqlite3.Connection, link: str, facilitator: int, round_table: int
) -> None:
    """Unknown, used, withdrawn, expired: all the same words."""
    place, answers = Place(programme=round_table), []
    fields = {"expires_at": "2026-01-01T00:00:00Z", "revoked_at": "x", "used_at": "x"}
    for column, value in fields.items():
        key = invite(fresh_db, AN, AccountRole.READER, place, by=facilitator)
        fresh_db.execute(f"UPDATE invitations SET {column} = ?", (value,))
        answers.append(client.get(f"/facilitate/invitation/{key}"))
    answers += [client.get(f"/facilitate/invitation/{key}") for key in ("nietdaar", "%00", "é")]
    answers.append(client.post("/facilitate/invitation/nietdaar", data=FIELDS))
    answers.append(client.post("/facilitate/reset/nietdaar", data=FIELDS))
    assert {one.status_code for one in answers} == {404}
    (told,) = {one.text.partition("<main")[2] for one in answers}
    assert "Vraag anders een nieuwe aan wie u de link gaf." in told
