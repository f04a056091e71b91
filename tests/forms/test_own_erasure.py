"""With a receipt everything of oneself is erased for good, by nobody else and never by mistake."""

from __future__ import annotations

import re
import sqlite3

import pytest
from flask.testing import FlaskClient

from collector.access import hash_receipt
from collector.config import Config
from collector.expiring import expire
from collector.queries import meetings

WORDS = "De waterjuffer vliegt over de vijver van het schoolplein."


@pytest.fixture
def code(fresh_db: sqlite3.Connection, meeting: int) -> str:
    return str(meetings.meeting(fresh_db, meeting)["code"])


@pytest.fixture
def receipt(client: FlaskClient, fresh_db: sqlite3.Connection, code: str, activity: int) -> str:
    """Of somebody who said something, on this phone."""
    client.post(f"/m/{code}", data={"side": "field"})
    page = client.get(f"/m/{code}").text
    found = re.search(r'receipt-code">([a-z0-9-]+)<', page)
    assert found
    sent = {"key": "e" * 32, "q_statements-0-text": WORDS, "q_statements-0-aspect": "content"}
    assert client.post(f"/m/{code}/{activity}", data=sent).status_code == 303
    return found[1]


def rows(connection: sqlite3.Connection) -> tuple[int, ...]:
    return tuple(
        connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
        for table in ("participants", "responses", "statements")
    )


def test_it_asks_first_and_says_how_long_a_backup_lasts(
    client: FlaskClient, fresh_db: sqlite3.Connection, receipt: str
) -> None:
    before = rows(fresh_db)
    assert f'href="/r/{receipt}/erase"' in client.get(f"/r/{receipt}").text
    page = client.get(f"/r/{receipt}/erase").text
    assert "staat het nog hoogstens 28 dagen" in page
    for typed in ("", "ja", receipt[:4], receipt[-3:]):
        refused = client.post(f"/r/{receipt}/erase", data={"last": typed})
        assert (refused.status_code, "Er is niets gewist." in refused.text) == (422, True)
    assert rows(fresh_db) == before


def test_everything_goes_and_the_receipt_opens_nothing(
    client: FlaskClient, fresh_db: sqlite3.Connection, config: Config, receipt: str, code: str
) -> None:
    assert rows(fresh_db) == (1, 1, 1)
    answer = client.post(f"/r/{receipt}/erase", data={"last": f" {receipt[-4:].upper()} "})
    assert (answer.status_code, "Alles van u is gewist" in answer.text) == (200, True)
    assert 'data-gone="' in answer.text  # what this phone kept goes with it
    assert rows(fresh_db) == (0, 0, 0)
    assert client.get(f"/r/{receipt}").status_code == 404
    assert client.post(f"/r/{receipt}/erase", data={"last": receipt[-4:]}).status_code == 404
    assert "Eerst: wie bent u?" in client.get(f"/m/{code}").text
    # The bytes go with the next look at what is past its date, at the latest a day later.
    expire(config, fresh_db)
    names = ("collector.db", "collector.db-wal", "contacts.db", "erased.db")
    there = [config.instance / name for name in names if (config.instance / name).exists()]
    secrets = (WORDS.encode(), hash_receipt(receipt).encode())
    assert [path.name for path in there for one in secrets if one in path.read_bytes()] == []


def test_on_another_device_this_one_keeps_who_is_on_it(
    client: FlaskClient, fresh_db: sqlite3.Connection, receipt: str, code: str
) -> None:
    other = client.application.test_client()
    other.post(f"/m/{code}", data={"side": "institute"})
    answer = other.post(f"/r/{receipt}/erase", data={"last": receipt[-4:]})
    assert (answer.status_code, "data-gone" in answer.text) == (200, False)
    assert "Eerst: wie bent u?" not in other.get(f"/m/{code}").text
    assert fresh_db.execute("SELECT side FROM participants").fetchall()[0]["side"] == "institute"


def test_nobody_erases_with_a_receipt_that_is_not_one(client: FlaskClient) -> None:
    assert client.get("/r/aaaa-bbbb-cccc-dddd/erase").status_code == 404
