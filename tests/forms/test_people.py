"""The pages about people with an account: of an organisation, and of one programme."""

from __future__ import annotations

import json
import re
import sqlite3
from urllib.parse import unquote, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient

from collector.accounts import insert_account, verify_facilitator
from collector.database import transaction
from collector.grants import AccountRole, Place, grant, tenant_named
from collector.log_ins import start_log_in
from collector.programmes import RESERVED
from collector.queries.grants import role_in, tenants_to_organise
from collector.queries.people import organised_by, tenants_of
from collector.resets import find_reset
from collector.tokens import facilitator_by_token, make_token
from tests.conftest import log_in

PEOPLE = "/facilitate/people"
ROLE = AccountRole


def somebody(connection: sqlite3.Connection, name: str, *roles: tuple[AccountRole, Place]) -> int:
    """An account, without a password, that has these roles; its id."""
    with transaction(connection):
        made = insert_account(connection, f"{name.lower()}@example.org", name, "")
        assert made is not None
        for role, place in roles:
            grant(connection, made, role, place)
    return made


def grant_of(connection: sqlite3.Connection, person: int) -> int:
    row = connection.execute("SELECT max(id) FROM grants WHERE facilitator_id = ?", (person,))
    return int(row.fetchone()[0])


def link_in(page: str) -> str:
    found = re.search(r"<code[^>]*>http://localhost(/facilitate/[^<]+)</code>", page)
    assert found is not None
    return found[1]


def test_everybody_stands_there_with_role_and_day(
    desk: FlaskClient, fresh_db: sqlite3.Connection, round_table: int, meeting: int
) -> None:
    somebody(fresh_db, "Helmi", (ROLE.HELPER, Place(meeting=meeting)))
    seen = somebody(fresh_db, "Saar", (ROLE.READER, Place(programme=round_table)))
    start_log_in(fresh_db, seen)
    fresh_db.execute("UPDATE log_ins SET seen_on = '2026-11-03' WHERE facilitator_id = ?", (seen,))
    somebody(fresh_db, "Elders", (ROLE.ORGANISER, Place(tenant=tenant_named(fresh_db, "Ver weg"))))
    page = desk.get(PEOPLE).text
    rows = re.findall(r"<tr.*?</tr>", page, re.S)
    told = {name: next(row for row in rows if name in row) for name in ("Helmi", "Saar")}
    assert ("helper" in told["Helmi"], "nog niet" in told["Helmi"]) == (True, True)
    assert ("meelezer" in told["Saar"], "3 november 2026" in told["Saar"]) == (True, True)
    assert "Elders" not in page


def test_an_invitation_shows_its_link_once(
    app: Flask, desk: FlaskClient, fresh_db: sqlite3.Connection, round_table: int
) -> None:
    fields = {"email": "An@example.org", "role": "reader", "place": f"programme-{round_table}"}
    page = desk.post(f"{PEOPLE}/invite", data=fields).text
    link = link_in(page)
    mail = re.search(r'href="(mailto:[^"]+)"', page)
    assert mail is not None
    assert urlsplit(mail[1]).path == "An@example.org"
    assert f"http://localhost{link}" in unquote(mail[1])
    assert link not in desk.get(PEOPLE).text
    assert "An@example.org" in desk.get(PEOPLE).text
    somebody_new = app.test_client().get(link)
    assert (somebody_new.status_code, "Gespreksleider vraagt u" in somebody_new.text) == (200, True)


@pytest.mark.parametrize(
    ("role", "place", "said"),
    [
        ("", "tenant-1", "Kies wat deze persoon gaat doen."),
        ("organiser", "programme-1", "Een organisator is er voor de hele organisatie"),
        ("helper", "programme-1", "Een helper hoort bij één bijeenkomst"),
        ("reader", "meeting-1", "gaat over een heel traject"),
        ("reader", "programme-99", "keuze"),
        ("reader", "tenant-2", "keuze"),
    ],
)
def test_a_role_stands_where_it_can(
    desk: FlaskClient,
    fresh_db: sqlite3.Connection,
    round_table: int,
    role: str,
    place: str,
    said: str,
) -> None:
    tenant_named(fresh_db, "Ver weg")
    fields = {"email": "an@example.org", "role": role, "place": place}
    answer = desk.post(f"{PEOPLE}/invite", data=fields)
    assert (answer.status_code, said in answer.text) == (422, True)
    assert fresh_db.execute("SELECT count(*) FROM invitations").fetchone()[0] == 0


def test_an_invitation_is_taken_back(
    app: Flask, desk: FlaskClient, fresh_db: sqlite3.Connection, round_table: int
) -> None:
    fields = {"email": "an@example.org", "role": "organiser", "place": "tenant-1"}
    link = link_in(desk.post(f"{PEOPLE}/invite", data=fields).text)
    assert desk.post(f"{PEOPLE}/invitations/1/withdraw").location == f"{PEOPLE}?organisation=1"
    assert "is ingetrokken" in desk.get(PEOPLE).text
    assert app.test_client().get(link).status_code == 404
    assert desk.post(f"{PEOPLE}/invitations/1/withdraw").status_code == 404


def test_a_role_is_given_and_withdrawn(
    desk: FlaskClient, fresh_db: sqlite3.Connection, round_table: int
) -> None:
    an = somebody(fresh_db, "An", (ROLE.READER, Place(tenant=1)))
    desk.post(
        f"{PEOPLE}/{an}/roles", data={"role": "facilitator", "place": f"programme-{round_table}"}
    )
    assert role_in(fresh_db, an, round_table) is ROLE.FACILITATOR
    desk.post(f"{PEOPLE}/{an}/roles/{grant_of(fresh_db, an)}/withdraw")
    assert role_in(fresh_db, an, round_table) is ROLE.READER
    answer = desk.post(f"{PEOPLE}/{an}/roles/{grant_of(fresh_db, an)}/withdraw")
    assert (answer.location, role_in(fresh_db, an, round_table)) == (PEOPLE, None)
    assert desk.get(f"{PEOPLE}/{an}").status_code == 404


def test_what_is_done_to_an_account_is_on_record_with_whose_it_is(
    desk: FlaskClient, fresh_db: sqlite3.Connection, round_table: int
) -> None:
    an = somebody(fresh_db, "An", (ROLE.READER, Place(tenant=1)))
    fields = {"role": "facilitator", "place": f"programme-{round_table}"}
    desk.post(f"{PEOPLE}/{an}/roles", data=fields)
    desk.post(f"{PEOPLE}/{an}/close")
    desk.post(f"{PEOPLE}/invite", data={**fields, "email": "bo@example.org"})
    rows = fresh_db.execute("SELECT what, detail FROM audit WHERE what LIKE 'people.%' ORDER BY id")
    about = {"account": "an@example.org"}
    assert [(row["what"], json.loads(row["detail"])) for row in rows] == [
        ("people.give", {**about, "role": "facilitator"}),
        ("people.close", about),
        ("people.invite", {"account": "bo@example.org", "role": "facilitator"}),
    ]
    page = desk.get("/facilitate/audit").text
    assert "iemand uitgenodigd: bo@example.org" in page
    assert "account gesloten: an@example.org" in page


def test_the_last_organiser_stays(
    desk: FlaskClient, fresh_db: sqlite3.Connection, facilitator: int
) -> None:
    mine = f"{PEOPLE}/{facilitator}/roles/{grant_of(fresh_db, facilitator)}/withdraw"
    refused = desk.post(mine)
    assert "Maak eerst iemand anders" in refused.text
    somebody(fresh_db, "An", (ROLE.ORGANISER, Place(tenant=1)))
    assert desk.post(mine).location == "/facilitate/"
    assert tenants_to_organise(fresh_db, facilitator) == []
    assert desk.get(PEOPLE).status_code == 403


def test_a_closed_account_is_out_at_once_and_can_come_back(
    app: Flask, desk: FlaskClient, fresh_db: sqlite3.Connection, round_table: int
) -> None:
    an = somebody(fresh_db, "An", (ROLE.FACILITATOR, Place(programme=round_table)))
    token, theirs = make_token(fresh_db, an, "script"), log_in(app, fresh_db, an)
    assert theirs.get("/facilitate/").status_code == 200
    desk.post(f"{PEOPLE}/{an}/close")
    assert "/login" in theirs.get("/facilitate/").location
    assert facilitator_by_token(fresh_db, token) is None
    refused = desk.post(f"{PEOPLE}/{an}/reset")
    assert "is gesloten" in refused.text
    assert "gesloten" in desk.get(f"{PEOPLE}/{an}").text
    desk.post(f"{PEOPLE}/{an}/open")
    assert "/login" in theirs.get("/facilitate/").location
    assert facilitator_by_token(fresh_db, token) == an
    assert role_in(fresh_db, an, round_table) is ROLE.FACILITATOR


@pytest.mark.parametrize("everything", [False, True])
def test_a_link_to_a_new_password(
    app: Flask, desk: FlaskClient, fresh_db: sqlite3.Connection, everything: bool
) -> None:
    an = somebody(fresh_db, "An", (ROLE.READER, Place(tenant=1)))
    theirs = log_in(app, fresh_db, an)
    link = link_in(
        desk.post(f"{PEOPLE}/{an}/reset", data={"everything": "y"} if everything else {}).text
    )
    assert find_reset(fresh_db, link.rpartition("/")[2]).second_factor is everything
    stranger = app.test_client()
    page = stranger.get(link)
    assert ("an@example.org" in page.text, "passkeys" in page.text) == (True, everything)
    assert stranger.post(link, data={"password": "kort"}).status_code == 422
    assert theirs.get("/facilitate/").status_code == 200
    answer = stranger.post(link, data={"password": "een-heel-nieuw-woord"})
    assert (answer.status_code, answer.location) == (303, "/facilitate/login")
    assert verify_facilitator(fresh_db, "an@example.org", "een-heel-nieuw-woord") is not None
    assert "/login" in theirs.get("/facilitate/").location
    assert stranger.post(link, data={"password": "nog-een-ander-woord"}).status_code == 404


def test_what_is_of_another_organisation_is_not_there(
    desk: FlaskClient, fresh_db: sqlite3.Connection, facilitator: int
) -> None:
    elsewhere = Place(tenant=tenant_named(fresh_db, "Ver weg"))
    theirs = somebody(fresh_db, "Ver", (ROLE.ORGANISER, elsewhere))
    both = somebody(fresh_db, "Beide", (ROLE.READER, Place(tenant=1)), (ROLE.READER, elsewhere))
    for path in ("", "/close", "/open", "/reset", "/roles"):
        for query in ("", f"?organisation={elsewhere.tenant}"):
            address = f"{PEOPLE}/{theirs}{path}{query}"
            assert (desk.post(address) if path else desk.get(address)).status_code == 404
    there = grant_of(fresh_db, both)
    assert desk.post(f"{PEOPLE}/{both}/roles/{there}/withdraw").status_code == 404
    page = desk.get(f"{PEOPLE}/{both}").text
    assert ("die u niet beheert" in page, "Sluit dit account" in page) == (True, False)
    for path in ("close", "reset"):
        assert "kunt u niet beheren" in desk.post(f"{PEOPLE}/{both}/{path}").text
    with transaction(fresh_db):
        grant(fresh_db, facilitator, ROLE.ORGANISER, elsewhere)
    assert "Sluit dit account" in desk.get(f"{PEOPLE}/{both}").text
    assert "Ver weg" in desk.get(f"{PEOPLE}?organisation={elsewhere.tenant}").text
    assert organised_by(fresh_db, facilitator) == tenants_of(fresh_db, both)


def test_the_organisation_has_a_name(desk: FlaskClient, fresh_db: sqlite3.Connection) -> None:
    tenant_named(fresh_db, "Ver weg")
    for wrong in ("", "Ver weg", "x" * 201):
        assert desk.post(f"{PEOPLE}/name", data={"name": wrong}).status_code == 422
    desk.post(f"{PEOPLE}/name", data={"name": " Lerende  Kust "})
    assert "Lerende Kust" in desk.get(PEOPLE).text


def test_who_leads_a_programme_sees_and_invites_for_that_alone(
    app: Flask,
    fresh_db: sqlite3.Connection,
    facilitator: int,
    round_table: int,
    slug: str,
    meeting: int,
) -> None:
    leads = somebody(fresh_db, "Lea", (ROLE.FACILITATOR, Place(programme=round_table)))
    desk, people = log_in(app, fresh_db, leads), f"/facilitate/{slug}/people"
    helper = somebody(fresh_db, "Helmi", (ROLE.HELPER, Place(meeting=meeting)))
    page = desk.get(people).text
    assert [name in page for name in ("Lea", "Helmi", "Gespreksleider")] == [True, True, True]
    for role, place in (("organiser", "tenant-1"), ("reader", "tenant-1"), ("organiser", "x")):
        fields = {"email": "an@example.org", "role": role, "place": place}
        assert desk.post(f"{people}/invite", data=fields).status_code == 422
    fields = {"email": "an@example.org", "role": "facilitator", "place": f"programme-{round_table}"}
    link = link_in(desk.post(f"{people}/invite", data=fields).text)
    assert app.test_client().get(link).status_code == 200
    assert "an@example.org" in desk.get(people).text
    desk.post(f"{people}/invitations/1/withdraw")
    assert app.test_client().get(link).status_code == 404
    organiser = grant_of(fresh_db, facilitator)
    assert desk.post(f"{people}/roles/{organiser}/withdraw").status_code == 404
    desk.post(f"{people}/roles/{grant_of(fresh_db, helper)}/withdraw")
    assert "helmi@example.org" not in desk.get(people).text
    own = desk.post(f"{people}/roles/{grant_of(fresh_db, leads)}/withdraw")
    assert (own.location, desk.get(people).status_code) == ("/facilitate/", 404)


def test_no_programme_hides_a_page_of_accounts(app: Flask) -> None:
    words = {
        rule.rule.split("/")[2]
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/facilitate/") and rule.rule != "/facilitate/"
    }
    assert {word for word in words if "<" not in word} <= RESERVED
