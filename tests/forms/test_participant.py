"""The participant's phone: join, answer, read back, change, withdraw, and everything hostile."""

from __future__ import annotations

import io
import re
import sqlite3

import pytest
from flask import Flask
from flask.testing import FlaskClient

from collector.access import in_groups
from collector.config import Config
from collector.contacts import open_contacts, sign_ups
from collector.meetings import add_speaker, set_activity_state
from collector.moderation import approve, hide, merge
from collector.records import Speaker

KEY = "0123456789abcdef0123456789abcdef"
TEXT = "“Één” coördinatie ’s ochtends 👩🏽‍🏫\r\nén een <b>vraag</b>?"


@pytest.fixture
def code(fresh_db: sqlite3.Connection, round_table: int) -> str:
    """The code of the round table; its region is known."""
    fresh_db.execute("UPDATE meetings SET region_id = 1")
    return str(fresh_db.execute("SELECT code FROM meetings").fetchone()[0])


@pytest.fixture
def network(fresh_db: sqlite3.Connection, learning_network: int) -> str:
    return str(fresh_db.execute("SELECT code FROM meetings ORDER BY position").fetchone()[0])


def activity(db: sqlite3.Connection, instrument: str, *, is_open: bool = True) -> int:
    row = db.execute(
        "SELECT a.id FROM activities AS a JOIN instruments AS i ON i.id = a.instrument_id"
        " WHERE i.slug = ?",
        (instrument,),
    ).fetchone()
    if is_open:
        set_activity_state(db, row["id"], is_open=True)
    return int(row["id"])


def join(client: FlaskClient, code: str, **data: str) -> None:
    assert client.post(f"/m/{code}", data=data).status_code == 303


def receipt_of(client: FlaskClient) -> str:
    with client.session_transaction() as kept:
        return in_groups(str(next(iter(kept["receipts"].values()))))


def count(db: sqlite3.Connection, table: str) -> int:
    return int(db.execute(f"SELECT count(*) FROM {table}").fetchone()[0])


def hand_in(client: FlaskClient, code: str, what: int, key: str = KEY, **fields: str) -> int:
    data = {"key": key, **{f"q_{name}": value for name, value in fields.items()}}
    return client.post(f"/m/{code}/{what}", data=data).status_code


def test_the_code_is_forgiving(client: FlaskClient, code: str) -> None:
    typed = f" {code[:3].upper()}-{code[3:]} "
    answer = client.post("/", data={"code": typed})
    assert (answer.status_code, answer.location) == (303, f"/m/{code}")
    assert client.get(f"/m/{code.upper()}").location == f"/m/{code}"


@pytest.mark.parametrize("typed", ["", "a", "zzzzzz", "x" * 9999, "\x00" * 6, "💥" * 6])
def test_a_wrong_code_is_said(client: FlaskClient, code: str, typed: str) -> None:
    answer = client.post("/", data={"code": typed})
    assert answer.status_code in (404, 422)
    assert 'id="code-error"' in answer.text


def test_who_comes_in_tells_little(client: FlaskClient, fresh_db, code: str) -> None:
    page = client.get(f"/m/{code}").text
    assert re.findall(r'name="(\w+)"', page.split("<form")[1]) == [
        "csrf_token",
        "side",
        "side",
        "side",
        "role",
    ]
    join(client, code, side="field", role="2")
    row = fresh_db.execute("SELECT side, role_id, region_id FROM participants").fetchone()
    assert tuple(row) == ("field", 2, None)
    join(client, code, side="institute")
    assert count(fresh_db, "participants") == 1


def test_the_region_is_asked_where_the_meeting_has_none(client, fresh_db, code: str) -> None:
    fresh_db.execute("UPDATE meetings SET region_id = NULL")
    assert 'name="region"' in client.get(f"/m/{code}").text
    join(client, code, region="3")
    assert fresh_db.execute("SELECT region_id FROM participants").fetchone()[0] == 3


def test_joining_twice_at_once_is_one_participant(client, fresh_db, code: str) -> None:
    client.get(f"/m/{code}")
    join(client, code, side="field")
    join(client, code, side="field")
    assert count(fresh_db, "participants") == 1


def test_a_network_asks_side_and_partnership(client, fresh_db, network: str) -> None:
    answer = client.post(f"/m/{network}", data={"new_partnership": "", "role": "1"})
    assert answer.status_code == 422
    assert "Kies van welke kant u komt." in answer.text
    assert "Kies uw partnerschap" in answer.text
    join(client, network, side="field", new_partnership="  Het  Veer ")
    row = fresh_db.execute(
        "SELECT s.name, p.side FROM participants AS p JOIN partnerships AS s"
        " ON s.id = p.partnership_id"
    ).fetchone()
    assert tuple(row) == ("Het Veer", "field")
    other = client.application.test_client()
    page = other.get(f"/m/{network}").text
    assert ">Het Veer</option>" in page
    both = {"side": "field", "partnership": "1", "new_partnership": "Anders"}
    assert other.post(f"/m/{network}", data=both).status_code == 422
    assert count(fresh_db, "partnerships") == 1


@pytest.mark.parametrize(
    "data",
    [
        {"side": "vreemd"},
        {"side": ["field", "institute"], "role": ["1", "2"], "role[]": "1"},
        {"side": "field", "role": "99999999999999999999999"},
        {"side": "field", "role": "-1"},
        {"side": "field", "role": "²"},
        {"side": "field", "partnership": "1 OR 1=1"},
        {"side": "field", "new_partnership": "a\x00b"},
        {"side": "field", "new_partnership": "x" * 5000},
        {"side": "field", "region": "3"},
    ],
)
def test_strange_answers_to_who_are_you(client, fresh_db, network: str, data) -> None:
    assert client.post(f"/m/{network}", data=data).status_code == 422
    assert count(fresh_db, "participants") == count(fresh_db, "partnerships") == 0


def test_one_open_activity_is_where_you_land(client, fresh_db, code: str) -> None:
    scope = activity(fresh_db, "scope")
    assert client.post(f"/m/{code}").location == f"/m/{code}/{scope}"


def test_the_list_shows_what_is_open_closed_and_done(client, fresh_db, code: str) -> None:
    scope = activity(fresh_db, "scope")
    join(client, code)
    page = client.get(f"/m/{code}").text
    assert page.count("Nog niet open") == count(fresh_db, "activities") - 1
    assert page.count(">Invullen<") == 1
    hand_in(client, code, scope, **{"statements-0-text": "Een"})
    assert "data-received" not in client.get(f"/m/{code}?received={scope + 1}").text
    page = client.get(f"/m/{code}?received={scope}").text
    assert "Ontvangen en bewaard" in page
    assert receipt_of(client) in page
    assert f'data-received="/m/{code}/{scope}"' in page
    assert page.count(">Wijzigen<") == 1
    assert "data-received" not in client.get(f"/m/{code}").text


def test_the_meeting_tells_about_speakers_resources_and_self_study(
    client, fresh_db, network: str
) -> None:
    add_speaker(fresh_db, 1, Speaker("Sam de Wit", "lector", "Hogeschool", "Starten", "case"))
    join(client, network, side="field", new_partnership="Het Veer")
    page = client.get(f"/m/{network}").text
    assert "Sam de Wit" in page
    assert "praktijkvoorbeeld" in page
    assert "Michelle Helms" in page
    assert "Zelf aan de slag?" in page


def test_words_are_stored_verbatim_once_and_answers_with_them(client, fresh_db, code) -> None:
    scope = activity(fresh_db, "scope")
    join(client, code)
    fields = {
        "statements-0-text": TEXT,
        "statements-0-aspect": "process",
        "consent_publish": "yes",
    }
    assert hand_in(client, code, scope, **fields) == 303
    assert hand_in(client, code, scope, **fields) == 303
    rows = fresh_db.execute("SELECT text, aspect, consent, state, topic_id FROM statements")
    assert [tuple(row) for row in rows] == [
        (TEXT.replace("\r\n", "\n"), "process", 1, "waiting", 1)
    ]
    assert count(fresh_db, "submissions") == 1
    assert count(fresh_db, "responses") == 1
    assert "én een &lt;b&gt;vraag&lt;/b&gt;?" in client.get(f"/m/{code}/{scope}").text


def test_another_text_from_the_same_page_is_not_lost(client, fresh_db, code: str) -> None:
    scope = activity(fresh_db, "scope")
    join(client, code)
    hand_in(client, code, scope, **{"statements-0-text": "Een"})
    hand_in(client, code, scope, **{"statements-0-text": "Een", "statements-1-text": "Twee"})
    rows = fresh_db.execute("SELECT text FROM statements ORDER BY id")
    assert [row["text"] for row in rows] == ["Een", "Twee"]


def test_taking_consent_back_holds_for_what_was_handed_in(client, fresh_db, code: str) -> None:
    scope = activity(fresh_db, "scope")
    join(client, code)
    hand_in(client, code, scope, **{"statements-0-text": "Een", "consent_publish": "yes"})
    assert hand_in(client, code, scope, "f" * 32) == 303
    assert fresh_db.execute("SELECT consent FROM statements").fetchone()[0] == 0


def test_an_error_keeps_what_was_typed_and_stores_nothing(client, fresh_db, code: str) -> None:
    scope = activity(fresh_db, "scope")
    join(client, code)
    answer = client.post(
        f"/m/{code}/{scope}",
        data={
            "key": KEY,
            "q_statements-0-text": "blijft staan",
            "q_statements-1-text": "é" * 1001,
            "q_consent_publish": "yes",
        },
    )
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert "blijft staan</textarea>" in answer.text
    assert f'name="key" value="{KEY}"' in answer.text
    assert count(fresh_db, "statements") == count(fresh_db, "responses") == 0


def test_one_more_box_without_javascript(client, fresh_db, code: str) -> None:
    scope = activity(fresh_db, "scope")
    join(client, code)
    data = {"key": KEY, "more": "statements", "q_statements-0-text": "blijft"}
    page = client.post(f"/m/{code}/{scope}", data=data).text
    assert page.count("<textarea") == 4
    assert "blijft</textarea>" in page
    assert "autofocus" in page
    assert count(fresh_db, "statements") == 0
    data["more"] = "vreemd"
    assert client.post(f"/m/{code}/{scope}", data=data).text.count("<textarea") == 3


def test_closed_meanwhile_loses_nothing(client, fresh_db, config: Config, code: str) -> None:
    sign_up = activity(fresh_db, "table-sign-up")
    scope = activity(fresh_db, "scope")
    join(client, code)
    for what in (sign_up, scope):
        set_activity_state(fresh_db, what, is_open=False)
    answer = client.post(
        f"/m/{code}/{scope}", data={"key": KEY, "q_statements-0-text": "niet kwijt"}
    )
    assert answer.status_code == 409
    assert "intussen gesloten" in answer.text
    assert "niet kwijt</textarea>" in answer.text
    assert count(fresh_db, "responses") == 0
    contact = {"contact-name": "Jo", "contact-email": "jo@school.nl"}
    assert hand_in(client, code, sign_up, **contact) == 409
    assert sign_ups(open_contacts(config.contacts), "x") == []
    assert "nu niet open" in client.get(f"/m/{code}/{scope}").text


def test_contacts_go_apart_and_leave_no_trace(client, fresh_db, config, code: str) -> None:
    what = activity(fresh_db, "table-sign-up")
    join(client, code)
    contact = {"contact-name": "Jo", "contact-email": "jo@school.nl"}
    assert hand_in(client, code, what, **contact) == 303
    assert hand_in(client, code, what, **contact) == 303
    slug = fresh_db.execute("SELECT slug FROM programmes").fetchone()[0]
    rows = sign_ups(open_contacts(config.contacts), slug)
    kept = [tuple(row)[1:] for row in rows]
    assert kept == [("follow-through", "Jo", "jo@school.nl", "", "", None)]
    assert count(fresh_db, "responses") == count(fresh_db, "answers") == 0
    assert "✓" in client.get(f"/m/{code}").text
    assert "jo@school.nl" not in client.get(f"/m/{code}/{what}").text


def test_answers_come_back_and_read_well(client, fresh_db, code: str) -> None:
    what = activity(fresh_db, "table-evaluation")
    join(client, code, side="field", role="1")
    fields = {
        "overall": "valuable",
        "aspects-room": "good",
        "new_contacts": "2,5",
        "improve": "Meer\ntijd",
    }
    assert hand_in(client, code, what, **fields) == 303
    form = client.get(f"/m/{code}/{what}").text
    assert re.search(r'value="valuable" checked', form)
    assert 'value="2,5"' in form
    page = client.get(f"/r/{receipt_of(client)}").text
    assert "De ruimte om uw eigen verhaal te vertellen: Goed" in page
    assert "2,5 mensen" in page
    assert "Meer\ntijd" in page
    assert "bestuurder · werkveld" in page


def test_a_receipt_leads_to_what_was_published(client, fresh_db, code: str) -> None:
    join(client, code, side="field")
    link = '<a href="http://localhost:8001/tafels" rel="noreferrer">Bekijk wat is gepubliceerd</a>'
    assert link not in client.get(f"/r/{receipt_of(client)}").text
    fresh_db.execute(
        "INSERT INTO releases (number, programme_id, at, file, statements, withheld)"
        " VALUES (2, 1, '2027-01-02T12:00:00Z', '002/tafels.db', 31, '{}')"
    )
    assert link in client.get(f"/r/{receipt_of(client)}").text


def test_a_receipt_shows_what_became_of_each_statement(
    client, fresh_db, round_table: int, facilitator: int, code: str
) -> None:
    scope = activity(fresh_db, "scope")
    join(client, code)
    texts = {f"statements-{n}-text": text for n, text in enumerate(["Een", "Twee", "Drie", "Vier"])}
    hand_in(client, code, scope, **texts)
    receipt = receipt_of(client)
    approve(fresh_db, round_table, facilitator, [(1, "Een")])
    hide(fresh_db, round_table, facilitator, 2, "er staat een naam in")
    merge(fresh_db, round_table, facilitator, 3, 1)
    page = client.get(f"/r/{receipt}").text
    assert "getoond" in page
    assert "Niet getoond, omdat: er staat een naam in" in page
    assert "Samengevoegd met “Een”" in page
    assert "wacht op beoordeling" in page
    assert client.get(f"/r/{receipt.upper().replace('-', ' ')}").status_code == 200


def test_words_of_somebody_else_are_not_shown_before_approval(
    app: Flask, client, fresh_db, round_table: int, facilitator: int, code: str
) -> None:
    scope = activity(fresh_db, "scope")
    other = app.test_client()
    for one, text, key in ((client, "Mijn woorden", KEY), (other, "Geheim van Jo", "e" * 32)):
        join(one, code)
        hand_in(one, code, scope, key, **{"statements-0-text": text})
    merge(fresh_db, round_table, facilitator, 1, 2)
    page = client.get(f"/r/{receipt_of(client)}").text
    assert "Geheim van Jo" not in page
    assert "een uitspraak die hetzelfde zegt" in page


def test_changing_and_withdrawing(client, fresh_db, code: str) -> None:
    scope = activity(fresh_db, "scope")
    join(client, code)
    hand_in(client, code, scope, **{"statements-0-text": "Een", "statements-1-text": "Twee"})
    place = f"/r/{receipt_of(client)}"
    changed = {"text": " Eén\r\nplus ", "aspect": "content", "consent": "y"}
    assert client.post(f"{place}/statements/1", data=changed).status_code == 303
    row = fresh_db.execute("SELECT text, aspect, consent FROM statements WHERE id = 1").fetchone()
    assert tuple(row) == ("Eén\nplus", "content", 1)
    assert count(fresh_db, "statement_revisions") == 1
    for wrong in ("", "x" * 1001, "a\x00b"):
        answer = client.post(f"{place}/statements/1", data={"text": wrong})
        assert answer.status_code == 422
    assert (
        client.post(f"{place}/statements/1", data={"text": "x", "aspect": "y"}).status_code == 422
    )
    assert "intrekken?" in client.get(f"{place}/statements/2/withdraw").text
    assert fresh_db.execute("SELECT state FROM statements WHERE id = 2").fetchone()[0] == "waiting"
    assert client.post(f"{place}/statements/2/withdraw").status_code == 303
    assert client.post(f"{place}/statements/2", data={"text": "terug"}).status_code == 409
    assert client.get(f"{place}/forms/1/withdraw").status_code == 200
    assert client.post(f"{place}/forms/1/withdraw").status_code == 303
    states = fresh_db.execute("SELECT state FROM statements")
    assert [row["state"] for row in states] == ["withdrawn", "withdrawn"]
    assert "Ingetrokken" in client.get(place).text
    assert ">Invullen<" in client.get(f"/m/{code}").text
    assert hand_in(client, code, scope, "d" * 32, **{"statements-0-text": "Een"}) == 303


def test_nobody_touches_what_belongs_to_another_receipt(app, client, fresh_db, code) -> None:
    scope = activity(fresh_db, "scope")
    join(client, code)
    hand_in(client, code, scope, **{"statements-0-text": "Van mij"})
    other = app.test_client()
    join(other, code)
    place = f"/r/{receipt_of(other)}"
    for path in ("statements/1", "statements/1/withdraw", "forms/1/withdraw"):
        assert other.get(f"{place}/{path}").status_code == 404
        assert other.post(f"{place}/{path}", data={"text": "gekaapt"}).status_code == 404
    assert fresh_db.execute("SELECT text, state FROM statements").fetchone()[:] == (
        "Van mij",
        "waiting",
    )
    # The key of somebody else's form is that form's, not mine.
    assert hand_in(other, code, scope, **{"statements-0-text": "Van mij"}) in (303, 409)
    assert count(fresh_db, "statements") <= 2
    assert "Van mij" in client.get(f"/r/{receipt_of(client)}").text


def test_going_on_with_a_receipt_asks_for_a_press(app: Flask, client, fresh_db, code) -> None:
    join(client, code)
    receipt = receipt_of(client)
    other = app.test_client()
    other.get(f"/r/{receipt}")
    assert "wie bent u?" in other.get(f"/m/{code}").text
    assert other.post(f"/r/{receipt}/continue").status_code == 303
    assert receipt in other.get(f"/m/{code}").text
    assert count(fresh_db, "participants") == 1


@pytest.mark.parametrize(
    "path",
    [
        "/m/zzzzzz",
        "/m/%00",
        "/m/" + "a" * 3000,
        "/m/zzzzzz/1",
        "/m/zzzzzz/qr.svg",
        "/m/zzzzzz/activities",
        "/m/zzzzzz/who",
        "/r/zzzz",
        "/r/%F0%9F%92%A5",
        "/r/zzzz/statements/1",
    ],
)
def test_addresses_that_are_not_there(client: FlaskClient, code: str, path: str) -> None:
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("number", ["0", "99", "9" * 15, "9" * 400, "-1", "1.5", "²", "%00"])
def test_activities_that_are_not_there(client: FlaskClient, code: str, number: str) -> None:
    join(client, code)
    assert client.get(f"/m/{code}/{number}").status_code == 404
    assert client.post(f"/m/{code}/{number}", data={"key": KEY}).status_code in (404, 405)


def test_an_activity_of_another_meeting(client, fresh_db, code: str, network: str) -> None:
    framework = activity(fresh_db, "framework")
    join(client, code)
    assert client.get(f"/m/{code}/{framework}").status_code == 404
    assert hand_in(client, code, framework, **{"core_idea-0-text": "x"}) == 404
    assert count(fresh_db, "responses") == 0


def test_who_did_not_join_is_asked_to(client, fresh_db, code: str) -> None:
    scope = activity(fresh_db, "scope")
    assert client.get(f"/m/{code}/{scope}").location == f"/m/{code}"
    assert client.get(f"/m/{code}/activities").status_code == 403


def test_what_nobody_hands_in_is_not_lost(client, fresh_db, code: str) -> None:
    """The cookie may be gone when the form is sent: whoever comes in again can send it still."""
    scope = activity(fresh_db, "scope")
    data = {"key": KEY, "q_statements-0-text": "niet kwijt"}
    answer = client.post(f"/m/{code}/{scope}", data=data)
    assert answer.status_code == 403
    assert "weten niet meer wie u bent" in answer.text
    assert "niet kwijt</textarea>" in answer.text
    assert count(fresh_db, "statements") == 0
    join(client, code)
    assert client.post(f"/m/{code}/{scope}", data=data).status_code == 303
    assert count(fresh_db, "statements") == 1


def test_an_expired_token_loses_nothing(app: Flask, client, fresh_db, code: str) -> None:
    scope = activity(fresh_db, "scope")
    join(client, code)
    app.config["WTF_CSRF_ENABLED"] = True
    data = {"key": KEY, "q_statements-0-text": "niet kwijt", "csrf_token": "van vroeger"}
    answer = client.post(f"/m/{code}/{scope}", data=data)
    assert answer.status_code == 422
    assert "Deze pagina was verlopen" in answer.text
    assert "niet kwijt</textarea>" in answer.text
    assert count(fresh_db, "statements") == 0


HOSTILE = [
    {},
    {"key": KEY},
    {"key": [KEY, "f" * 32], "q_statements-0-text": ["een", "twee"]},
    {"key": KEY, "q_statements-0-text[]": "x", "q_statements": "x"},
    {"key": KEY, "q_statements-0-text": "a\x00b"},
    {"key": KEY, "q_statements-0-aspect": "'; DROP TABLE statements; --"},
    {"key": KEY, "q_statements-99999999999999999999-text": "x"},
    {"key": KEY, "more": ["statements", "x"]},
    {"key": "\x00", "q_statements-0-text": "x" * 200000},
]


@pytest.mark.parametrize("data", HOSTILE)
def test_hostile_forms_never_break_it(client, fresh_db, code: str, data) -> None:
    scope = activity(fresh_db, "scope")
    join(client, code)
    answer = client.post(f"/m/{code}/{scope}", data=data)
    assert answer.status_code in (200, 303, 422)
    stored = count(fresh_db, "statements"), count(fresh_db, "submissions")
    assert stored == ((1, 1) if answer.status_code == 303 else (0, 0))


def test_bytes_that_are_no_text(client, fresh_db, code: str) -> None:
    scope = activity(fresh_db, "scope")
    join(client, code)
    answer = client.post(
        f"/m/{code}/{scope}",
        data=b"key=" + KEY.encode() + b"&q_statements-0-text=%ff%fe%ed%a0%80",
        content_type="application/x-www-form-urlencoded",
    )
    assert answer.status_code == 303


def test_json_and_files_are_no_answers(client, fresh_db, code: str) -> None:
    scope = activity(fresh_db, "scope")
    join(client, code)
    for shape in ({"key": 1}, [1, 2], "x"):
        assert client.post(f"/m/{code}/{scope}", json=shape).status_code == 415
    file = {"key": KEY, "q_statements-0-text": (io.BytesIO(b"x"), "x.txt")}
    assert client.post(f"/m/{code}/{scope}", data=file).status_code == 422
    assert count(fresh_db, "submissions") == 0


def test_the_qr_code_holds_the_address_of_this_host(client: FlaskClient, code: str) -> None:
    answer = client.get(f"/m/{code}/qr.svg", base_url="https://gesprek.school.internal")
    assert answer.mimetype == "image/svg+xml"
    assert answer.text.startswith("<?xml")
    assert answer.text != client.get(f"/m/{code}/qr.svg").text


def test_a_receipt_can_be_typed(client: FlaskClient, code: str) -> None:
    join(client, code)
    receipt = receipt_of(client)
    answer = client.post("/r", data={"receipt": receipt.upper().replace("-", " ")})
    assert answer.location == f"/r/{receipt}"
    assert client.post("/r", data={"receipt": "abc"}).status_code == 422


def test_the_receipt_is_not_stored(client, fresh_db, config: Config, code: str) -> None:
    join(client, code)
    receipt = receipt_of(client).replace("-", "").encode()
    fresh_db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    assert receipt not in config.database.read_bytes()


def test_tokens_are_asked_for(app: Flask, fresh_db, code: str) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    client = app.test_client()
    assert client.post(f"/m/{code}", data={"side": "field"}).status_code == 400
    page = client.get(f"/m/{code}").text
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert token
    data = {"side": "field", "csrf_token": token[1]}
    assert client.post(f"/m/{code}", data=data).status_code == 303


def test_privacy_says_the_size_of_a_group(client: FlaskClient) -> None:
    assert "Groepen van minder dan 5" in client.get("/about/privacy").text
