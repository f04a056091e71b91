"""The page that lays the years of one series beside each other."""

from __future__ import annotations

import re
import sqlite3
from dataclasses import replace
from html import unescape

from flask.testing import FlaskClient

from collector.queries import programmes
from collector.records import Option
from tests.collector.series import STEPS, WORTH, look_back, two_years, with_question


def text_of(html: str) -> str:
    """What stands on the page, without marks."""
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", html)).split())


def page_of(desk: FlaskClient, connection: sqlite3.Connection, programme: int) -> str:
    slug = programmes.programme_by_id(connection, programme)["slug"]
    answer = desk.get(f"/facilitate/{slug}/years")
    assert answer.status_code == 200
    return text_of(answer.text)


def test_one_year_says_how_to_get_more(
    desk: FlaskClient, fresh_db: sqlite3.Connection, learning_network: int
) -> None:
    assert "nog niet herhaald" in page_of(desk, fresh_db, learning_network)


def test_only_for_facilitators(client: FlaskClient, learning_network: int) -> None:
    assert client.get("/facilitate/x/years").status_code == 302


def test_years_side_by_side_with_what_was_asked_otherwise(
    desk: FlaskClient, fresh_db: sqlite3.Connection, learning_network: int
) -> None:
    later = replace(
        WORTH, label="Vond u het <de> moeite waard?", options=(*STEPS, Option("very", "Zeer"))
    )
    second = two_years(fresh_db, learning_network, with_question(later))
    look_back(fresh_db, learning_network, [{"worth": "yes"}] * 3)
    look_back(fresh_db, second, [{"worth": "very"}] * 2)
    text = page_of(desk, fresh_db, second)
    assert "Anders gevraagd in 2023 dan in 2022" in text
    assert "Keuze erbij Zeer" in text
    assert "2022 0 0 3 3 3" in text
    assert "2023 0 0 0 2 2 4" in text
