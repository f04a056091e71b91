"""Logging in and out, and that nobody else comes in anywhere."""

from __future__ import annotations

import re
import sqlite3

import pytest
from flask import Flask
from flask.testing import FlaskClient

from collector.programmes import create_programme
from collector.queries import meetings, programmes
from forms.access_table import ACCESS, BY_KEY
from forms.desk import safe_target

PASSWORD = "tafel-met-acht-stoelen"
EMAIL = "gespreksleider@example.org"
HOSTILE = ("", "x", "-1", "9" * 15, "9" * 400, "\x00", "é" * 2000, "<script>", "' OR 1=1 --", "١٢")


def test_logging_in_goes_where_one_was_going(client: FlaskClient, facilitator: int) -> None:
    answer = client.post(
        "/facilitate/login?next=/facilitate/new", data={"email": EMAIL, "password": PASSWORD}
    )
    assert (answer.status_code, answer.location) == (302, "/facilitate/new")
    assert client.get("/facilitate/").status_code == 200


@pytest.mark.parametrize(
    "target",
    [
        "https://example.org/facilitate/",
        "//example.org/facilitate",
        "/\\example.org",
        "/facilitate\\@example.org",
        "/facilitate.example.org",
        "facilitate",
        "/r/abc",
        "/facilitate/\n/x",
        "javascript:alert(1)",
        "http://[",
        None,
    ],
)
def test_no_way_to_another_site(app: Flask, target: str | None) -> None:
    with app.test_request_context():
        assert safe_target(target) is None


def test_a_session_is_cleared_when_logging_in_and_out(
    client: FlaskClient, facilitator: int
) -> None:
    with client.session_transaction() as session:
        session["left_by_somebody_else"] = "x"
    client.post("/facilitate/login", data={"email": EMAIL, "password": PASSWORD})
    with client.session_transaction() as session:
        assert set(session) - {"csrf_token"} == {"log_in"}
    assert client.post("/facilitate/logout").location == "/facilitate/login"
    with client.session_transaction() as session:
        assert "facilitator" not in session
    assert client.get("/facilitate/").status_code == 302


@pytest.mark.parametrize("email", [EMAIL, "niemand@example.org"])
def test_a_wrong_password_says_the_same_for_every_address(
    client: FlaskClient, facilitator: int, email: str
) -> None:
    answer = client.post("/facilitate/login", data={"email": email, "password": "nee"})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 200
    assert page.count("horen niet bij elkaar") == 1
    assert f'value="{email}"' in page  # nothing typed is lost
    assert "facilitator" not in client.get("/facilitate/login").request.cookies


def test_without_programmes_there_is_a_way_to_begin(desk: FlaskClient) -> None:
    page = desk.get("/facilitate/").get_data(as_text=True)
    assert "Maak uw eerste traject" in page


def test_programmes_with_their_counts(desk: FlaskClient, slug: str, say) -> None:
    say("Een eerste uitspraak.")
    page = desk.get("/facilitate/").get_data(as_text=True)
    assert re.findall(r"<dd>(\d+)</dd>", page) == ["1", "1", "1"]
    assert "1 te modereren" in page


def _routes(app: Flask) -> list[tuple[str, str]]:
    """Every address under /facilitate that is guarded, with ids filled in, and its method."""
    found = []
    for rule in app.url_map.iter_rules():
        if not rule.rule.startswith("/facilitate") or ACCESS[rule.endpoint] in BY_KEY:
            continue
        address = re.sub(r"<any\('([^']*)'[^>]*>", r"\1", rule.rule)
        address = re.sub(r"<int[^>]*>", "1", address)
        address = re.sub(r"<[^>]*>", "x", address)
        for method in sorted((rule.methods or set()) & {"GET", "POST"}):
            found.append((method, address))
    return found


def test_nobody_comes_in_without_logging_in(app: Flask, client: FlaskClient) -> None:
    routes = _routes(app)
    assert len(routes) > 40
    for method, address in routes:
        answer = client.open(address, method=method)
        assert answer.status_code == 302, (method, address)
        assert answer.location.startswith("/facilitate/login"), (method, address)


def test_a_fragment_sends_the_whole_page_to_the_login(client: FlaskClient) -> None:
    answer = client.get("/facilitate/x/outcomes/live", headers={"HX-Request": "true"})
    assert (answer.status_code, answer.headers["HX-Redirect"]) == (401, "/facilitate/login")


def test_what_is_not_there_is_not_found(app: Flask, desk: FlaskClient, facilitator: int) -> None:
    there = {rule.rule for rule in app.url_map.iter_rules() if not rule.arguments}
    own = ("/facilitate/account/log-ins/1/", "/facilitate/people/1")
    for method, address in _routes(app):
        if address in there or address.startswith(own):
            continue
        answer = desk.open(address, method=method)
        assert answer.status_code == 404, (method, address)


def test_a_meeting_of_another_programme_is_not_found(
    app: Flask, desk: FlaskClient, fresh_db: sqlite3.Connection, slug: str, templates, instruments
) -> None:
    other = create_programme(fresh_db, templates["learning-network"], instruments)
    elsewhere = meetings.meetings(fresh_db, other)[0]["id"]
    activity = meetings.activities(fresh_db, elsewhere)[0]["id"]
    for method, address in _routes(app):
        if "/meeting/" not in address:
            continue
        address = address.replace("/x/", f"/{slug}/")
        address = address.replace("/meeting/1", f"/meeting/{elsewhere}")
        address = address.replace("/activities/1", f"/activities/{activity}")
        answer = desk.open(address, method=method)
        assert answer.status_code == 404, (method, address)


@pytest.mark.parametrize("value", HOSTILE)
def test_nothing_that_is_sent_breaks_a_page(
    app: Flask, desk: FlaskClient, slug: str, meeting: int, activity: int, say, value: str
) -> None:
    statement = say("Een uitspraak om mee te rommelen.")
    names = [
        "name",
        "title",
        "period",
        "aim",
        "contact",
        "organisers",
        "region",
        "day",
        "intro",
        "pattern",
        "sectors",
        "label",
        "question",
        "text",
        "what",
        "activity",
        "open",
        "reason",
        "words",
        "start",
        "end",
        "keep",
        "into",
        "seen",
        "theme",
        "decision",
        "statement",
        "back",
        "anchor",
        "email",
        "password",
        "more",
        "key",
        "who-role",
        "who-receipt",
    ]
    fields = dict.fromkeys(names, value)
    for prefix in ("speaker-", "resource-", "partnership-", "follow-up-1-"):
        fields |= {prefix + name: value for name in ("name", "title", "text", "kind", "link")}
    for method, address in _routes(app):
        address = address.replace("/x/", f"/{slug}/").replace("/meeting/1", f"/meeting/{meeting}")
        address = address.replace("/activities/1", f"/activities/{activity}")
        address = address.replace("/enter/1", f"/enter/{activity}")
        address = address.replace("/moderation/1", f"/moderation/{statement}")
        if method == "GET":
            answer = desk.get(address, query_string=fields)
        else:
            answer = desk.post(address, data=fields)
        assert answer.status_code < 500, (method, address)


def test_a_form_without_its_token_is_refused(app: Flask, desk: FlaskClient, slug: str) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    for method, address in _routes(app):
        if method == "POST":
            answer = desk.post(address.replace("/x/", f"/{slug}/"))
            assert answer.status_code == 400, address


def test_words_of_an_address_are_no_slug(
    fresh_db: sqlite3.Connection, templates, instruments
) -> None:
    made = create_programme(fresh_db, templates["round-table"], instruments, title="Login")
    assert programmes.programme_by_id(fresh_db, made)["slug"] == "traject-login"
