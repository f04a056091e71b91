"""The own page of a partnership, for whoever knows its three words."""

from __future__ import annotations

import sqlite3

import pytest
from flask.testing import FlaskClient

from collector.access import new_receipt
from collector.intake import join
from collector.partnerships import add_partnership
from collector.queries import meetings
from collector.queries.partnerships import organisations, partnership, said_of_naming
from collector.records import Side
from collector.spoken_codes import in_speech


@pytest.fixture
def code(fresh_db: sqlite3.Connection, learning_network: int) -> str:
    """Of a partnership of which one from the field was there."""
    made = add_partnership(fresh_db, learning_network, "De Brug")
    place = meetings.meetings(fresh_db, learning_network)[0]["id"]
    join(fresh_db, place, new_receipt(), side=Side.FIELD, partnership=made)
    return str(partnership(fresh_db, made)["code"])


def test_the_words_lead_to_the_page(client: FlaskClient, code: str) -> None:
    assert client.get("/p").status_code == 200
    typed = in_speech(code).title()
    assert client.post("/p", data={"code": typed}).location == f"/p/{code}"
    page = client.get(f"/p/{code}").get_data(as_text=True)
    assert "De Brug" in page
    assert in_speech(code) in page
    assert "werkveld: 1" in page


def test_another_spelling_goes_to_the_same_address(client: FlaskClient, code: str) -> None:
    answer = client.get(f"/p/{code.upper().replace('-', '.')}")
    assert (answer.status_code, answer.location) == (302, f"/p/{code}")


@pytest.mark.parametrize(
    ("typed", "status", "said"),
    [
        ("", 422, "Typ de drie woorden"),
        ("een twee", 422, "Een code heeft drie woorden."),
        ("tulp egel wekker", 404, "niet (meer) bekend"),
    ],
)
def test_wrong_words_are_said(
    client: FlaskClient, code: str, typed: str, status: int, said: str
) -> None:
    answer = client.post("/p", data={"code": typed})
    page = answer.get_data(as_text=True)
    assert (answer.status_code, said in page, f'value="{typed}"' in page) == (status, True, True)


def test_an_address_that_is_not_right(client: FlaskClient, code: str) -> None:
    for path in ("/p/tulp-egel-wekker", "/p/x"):
        assert client.get(path).status_code == 404
    for path in ("named", "sectors", "organisations", "organisations/1/remove"):
        assert client.post(f"/p/tulp-egel-wekker/{path}").status_code == 404


def test_consent_to_be_named_is_no_until_it_is_given_and_goes_at_once(
    client: FlaskClient, fresh_db: sqlite3.Connection, code: str
) -> None:
    page = client.get(f"/p/{code}").get_data(as_text=True)
    assert 'name="named" value="0" checked' in page
    for given in ("1", "0", "1"):
        assert client.post(f"/p/{code}/named", data={"named": given}).status_code == 303
        assert partnership(fresh_db, 1)["named"] == int(given)
    assert [row["named"] for row in said_of_naming(fresh_db, 1)] == [1, 0, 1]
    client.post(f"/p/{code}/named", data={"named": "misschien"})
    assert partnership(fresh_db, 1)["named"] == 1
    page = client.get(f"/p/{code}").get_data(as_text=True)
    assert "Kies ja of nee." in page
    assert "Laatst gewijzigd op" in page


def test_it_tells_who_it_is(client: FlaskClient, fresh_db: sqlite3.Connection, code: str) -> None:
    client.post(f"/p/{code}/sectors", data={"sectors": ["vo", "po"]})
    assert partnership(fresh_db, 1)["sectors"] == "po, vo"
    client.post(f"/p/{code}/sectors", data={"sectors": "wo"})
    client.post(f"/p/{code}/organisations", data={"name": "Pabo Noord", "side": "institute"})
    (row,) = organisations(fresh_db, 1)
    page = client.get(f"/p/{code}").get_data(as_text=True)
    assert "Kies uit de lijst." in page
    assert "Pabo Noord" in page
    assert client.post(f"/p/{code}/organisations/{row['id']}/remove").status_code == 303
    assert (organisations(fresh_db, 1), partnership(fresh_db, 1)["sectors"]) == ([], "po, vo")


def test_what_is_not_right_comes_back(client: FlaskClient, code: str) -> None:
    answer = client.post(f"/p/{code}/organisations", data={"name": "Pabo <Noord>"})
    page = client.get(answer.location).get_data(as_text=True)
    assert "Kies de kant." in page
    assert 'value="Pabo &lt;Noord&gt;"' in page


def test_who_is_missing_is_said_while_a_meeting_is_open(
    client: FlaskClient, fresh_db: sqlite3.Connection, code: str
) -> None:
    lacks = "U mist nog iemand van het opleidingsinstituut."
    assert lacks not in client.get(f"/p/{code}").get_data(as_text=True)
    fresh_db.execute("UPDATE activities SET state = 'open' WHERE id = 1")
    assert lacks in client.get(f"/p/{code}").get_data(as_text=True)
    join(fresh_db, 1, new_receipt(), side=Side.INSTITUTE, partnership=1)
    assert lacks not in client.get(f"/p/{code}").get_data(as_text=True)


def test_a_network_tells_beforehand_what_the_partnership_sees(
    client: FlaskClient, fresh_db: sqlite3.Connection, code: str, round_table: int
) -> None:
    told = 'data-promise="partnership"'
    joining = {
        kind: meetings.meetings(fresh_db, programme)[0]["code"]
        for kind, programme in (("network", 1), ("tables", round_table))
    }
    pages = {
        kind: client.get(f"/m/{place}").get_data(as_text=True) for kind, place in joining.items()
    }
    assert told in pages["network"]
    assert "zien wat u bij sommige onderdelen invult, zonder uw naam" in pages["network"]
    assert told not in pages["tables"]
    privacy = client.get("/about/privacy").get_data(as_text=True)
    assert "Andere partnerschappen zien alleen aantallen." in privacy
