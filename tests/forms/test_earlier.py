"""Whoever was there before sees the own answer of then, and with the code what the partnership
wrote down together; nobody else does, and a newcomer is told so."""

from __future__ import annotations

import re
import sqlite3

import pytest
from flask import Flask
from flask.testing import FlaskClient

from collector.meetings import set_activity_state
from collector.partnerships import add_partnership
from collector.queries import meetings
from tests.network import Network

THEN = "Wij hadden toen nog niets op papier, alleen goede wil."
FAR = "Elke starter heeft dan twee jaar een vaste begeleider met uren."
FIRST = "hier voor het eerst bij"
BY_CODE = "was er eerder bij"
EMPTY = "schreef hierover toen niets samen op"


@pytest.fixture
def rooms(fresh_db: sqlite3.Connection, learning_network: int) -> list[sqlite3.Row]:
    add_partnership(fresh_db, learning_network, "Leerkring De Proef")
    found = meetings.meetings(fresh_db, learning_network)
    for room in found:
        for row in meetings.activities(fresh_db, room["id"]):
            if row["slug"] in ("baseline", "horizon", "development", "design"):
                set_activity_state(fresh_db, row["id"], is_open=True)
    return found


@pytest.fixture
def network(fresh_db: sqlite3.Connection, learning_network: int) -> Network:
    return Network(fresh_db, learning_network)


def activity(connection: sqlite3.Connection, room: sqlite3.Row, slug: str) -> str:
    rows = meetings.activities(connection, room["id"])
    (found,) = (row["id"] for row in rows if row["slug"] == slug)
    return f"/m/{room['code']}/{found}"


def join(
    client: FlaskClient, connection: sqlite3.Connection, room: sqlite3.Row, *, knows: bool = False
) -> None:
    """Somebody of the first partnership, who is known to belong to it or not."""
    partnership = connection.execute("SELECT id FROM partnerships").fetchone()["id"]
    client.get(f"/m/{room['code']}")
    data = {"side": "field", "partnership": str(partnership)}
    assert client.post(f"/m/{room['code']}", data=data).status_code == 303
    connection.execute(
        "UPDATE participants SET knows_code = ? WHERE id = (SELECT max(id) FROM participants)",
        (knows,),
    )


def hand_in(client: FlaskClient, address: str, **answers: str) -> None:
    key = re.search(r'name="key" value="(\w+)"', client.get(address).text)
    assert key is not None
    data = {"key": key[1], **{f"q_{name}": value for name, value in answers.items()}}
    assert client.post(address, data=data).status_code == 303


def fill_in_baseline(
    client: FlaskClient, connection: sqlite3.Connection, room: sqlite3.Row
) -> None:
    hand_in(
        client,
        activity(connection, room, "baseline"),
        content_phase="exploring",
        organisation_phase="not_started",
        hrm_phase="trying",
        content_text=THEN,
    )


def beside(page: str) -> list[tuple[str, list[str]]]:
    """What stands beside the questions: whose answer, and its lines."""
    blocks = re.findall(r'<aside class="earlier".*?</aside>', page, re.DOTALL)
    return [
        (
            re.findall(r'<p class="eyebrow">(.*?)</p>', block)[0],
            re.findall(r'<p class="lines">(.*?)</p>', block, re.DOTALL),
        )
        for block in blocks
    ]


def test_the_own_answer_of_then_stands_above_the_question(
    client: FlaskClient, fresh_db: sqlite3.Connection, rooms: list[sqlite3.Row]
) -> None:
    join(client, fresh_db, rooms[0])
    fill_in_baseline(client, fresh_db, rooms[0])
    join(client, fresh_db, rooms[2])
    page = client.get(activity(fresh_db, rooms[2], "development")).text
    own = f"Uw eigen antwoord toen, bij {rooms[0]['title']}"
    assert beside(page) == [
        (own, ["We verkennen het"]),
        (own, [THEN]),
        (own, ["Nog niet begonnen"]),
        (own, ["We proberen het uit"]),
    ]
    assert EMPTY not in page and FIRST not in page


def test_what_the_partnership_settled_stands_above_it_on_any_phone_that_knows_the_code(
    client: FlaskClient,
    fresh_db: sqlite3.Connection,
    rooms: list[sqlite3.Row],
    network: Network,
) -> None:
    name = "Leerkring De Proef"
    network.settle("baseline", name, "content_phase", "designing")
    network.settle("baseline", name, "organisation_phase", "trying")
    network.settle("horizon", name, "horizon", [FAR])
    fresh_db.execute(
        "INSERT INTO settlements SELECT partnership_id, activity_id FROM sketches"
        " WHERE question = 'horizon'"
    )
    join(client, fresh_db, rooms[2], knows=True)
    page = client.get(activity(fresh_db, rooms[2], "development")).text
    wrote = f"Toen opgeschreven door uw partnerschap, bij {rooms[0]['title']}"
    settled = f"Toen vastgesteld door uw partnerschap, bij {rooms[0]['title']}"
    assert beside(page) == [
        (wrote, ["We ontwerpen een aanpak"]),
        (wrote, ["We proberen het uit"]),
        (settled, [FAR]),  # beside how far it is now
    ]


def test_both_stand_there_and_the_partnership_comes_first(
    client: FlaskClient,
    fresh_db: sqlite3.Connection,
    rooms: list[sqlite3.Row],
    network: Network,
) -> None:
    join(client, fresh_db, rooms[0])
    fill_in_baseline(client, fresh_db, rooms[0])
    network.settle("baseline", "Leerkring De Proef", "content_phase", "designing")
    join(client, fresh_db, rooms[2], knows=True)
    page = client.get(activity(fresh_db, rooms[2], "development")).text
    assert [lines for _, lines in beside(page)][:2] == [
        ["We ontwerpen een aanpak"],
        ["We verkennen het"],
    ]


def test_own_words_of_then_stand_beside_what_is_asked_now(
    client: FlaskClient, fresh_db: sqlite3.Connection, rooms: list[sqlite3.Row]
) -> None:
    join(client, fresh_db, rooms[0])
    address = activity(fresh_db, rooms[0], "horizon")
    hand_in(
        client,
        address,
        **{"horizon-0-text": FAR, "first_steps-0-text": "Een eerste stap.", "vision-0-text": THEN},
    )
    join(client, fresh_db, rooms[2])
    page = client.get(activity(fresh_db, rooms[2], "development")).text
    assert [lines for _, lines in beside(page)] == [[FAR], [THEN], ["Een eerste stap."]]


def test_without_the_code_nobody_elses_answer_is_seen(
    app: Flask,
    client: FlaskClient,
    fresh_db: sqlite3.Connection,
    rooms: list[sqlite3.Row],
    network: Network,
) -> None:
    join(client, fresh_db, rooms[0])
    fill_in_baseline(client, fresh_db, rooms[0])
    network.settle("baseline", "Leerkring De Proef", "content_phase", "designing")
    other = app.test_client()
    join(other, fresh_db, rooms[2])
    page = other.get(activity(fresh_db, rooms[2], "development")).text
    assert beside(page) == [] and THEN not in page
    assert BY_CODE in page and f"/m/{rooms[2]['code']}/partnership" in page


def test_the_code_of_one_partnership_opens_nothing_of_another(
    client: FlaskClient,
    fresh_db: sqlite3.Connection,
    rooms: list[sqlite3.Row],
    network: Network,
) -> None:
    network.settle("baseline", "Een andere kring", "content_phase", "designing")
    join(client, fresh_db, rooms[2], knows=True)
    page = client.get(activity(fresh_db, rooms[2], "development")).text
    assert beside(page) == [] and FIRST in page


def test_who_knows_the_code_of_a_partnership_that_wrote_nothing_is_told_so(
    client: FlaskClient,
    fresh_db: sqlite3.Connection,
    rooms: list[sqlite3.Row],
    network: Network,
) -> None:
    network.come("baseline", "Leerkring De Proef")
    join(client, fresh_db, rooms[2], knows=True)
    page = client.get(activity(fresh_db, rooms[2], "development")).text
    assert beside(page) == [] and EMPTY in page


def test_the_first_meeting_does_not_look_ahead(
    client: FlaskClient,
    fresh_db: sqlite3.Connection,
    rooms: list[sqlite3.Row],
    network: Network,
) -> None:
    network.settle("development", "Leerkring De Proef", "content_phase", "designing")
    join(client, fresh_db, rooms[0], knows=True)
    fill_in_baseline(client, fresh_db, rooms[0])
    page = client.get(activity(fresh_db, rooms[0], "baseline")).text
    assert beside(page) == []
    assert FIRST not in page and BY_CODE not in page and EMPTY not in page


def test_beside_what_they_write_together_stands_what_they_wrote_then(
    client: FlaskClient,
    fresh_db: sqlite3.Connection,
    rooms: list[sqlite3.Row],
    network: Network,
) -> None:
    network.settle("baseline", "Leerkring De Proef", "content_phase", "designing")
    join(client, fresh_db, rooms[0])
    fill_in_baseline(client, fresh_db, rooms[0])
    join(client, fresh_db, rooms[2], knows=True)
    page = client.get(f"{activity(fresh_db, rooms[2], 'development')}/together").text
    title = rooms[0]["title"]
    assert f"Toen opgeschreven door uw partnerschap, bij {title}" in page
    assert "We ontwerpen een aanpak" in page
    # The page lies between colleagues: what this one answered alone then is not on it.
    assert "Uw eigen antwoord toen" not in page and THEN not in page
