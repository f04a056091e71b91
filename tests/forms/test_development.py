"""How the network moved: all of it at the desk, nothing that gives anybody away in the hall."""

from __future__ import annotations

import re
import sqlite3
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient

from analysis.report_development import tell_development
from collector.database import transaction
from collector.erasing import erase_programme
from collector.meetings import set_activity_state
from collector.queries import meetings, programmes
from collector.queries.pictures import pictures
from tests.network import Network

ALIKE = [(0, 2)] * 6 + [(3, 3)] * 6
"""Who began alike, ended alike: then only the direction is told."""


@pytest.fixture
def network(fresh_db: sqlite3.Connection, learning_network: int) -> Network:
    return Network(fresh_db, learning_network)


@pytest.fixture
def rooms(network: Network) -> list[sqlite3.Row]:
    return meetings.meetings(network.connection, network.programme)


@pytest.fixture
def slug(network: Network) -> str:
    return str(programmes.programme_by_id(network.connection, network.programme)["slug"])


def play(network: Network, steps: list[tuple[int, int]]) -> None:
    for number, (first, last) in enumerate(steps):
        network.go(f"Kring {chr(65 + number)}", first, last)


def show(
    desk: FlaskClient, network: Network, slug: str, room: sqlite3.Row, shown: str = "1"
) -> None:
    """The facilitator presses, and the worker does what was asked."""
    data = {"meeting": str(room["id"]), "shown": shown}
    assert desk.post(f"/facilitate/{slug}/development/hall", data=data).status_code == 302
    tell_development(network.connection, network.programme, 5)


@pytest.fixture
def phone(app: Flask, rooms: list[sqlite3.Row], network: Network) -> FlaskClient:
    """Of somebody of the first partnership, in the third meeting."""
    client = app.test_client()
    partnership = network.partnership("Kring A")
    code = rooms[2]["code"]
    client.get(f"/m/{code}")
    data = {"side": "field", "partnership": str(partnership)}
    assert client.post(f"/m/{code}", data=data).status_code == 303
    return client


def words(page: str) -> str:
    """What is read on a page."""
    page = re.sub(r"<(script|style|svg).*?</\1>", " ", page, flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", page)).split())


def numbers(page: str) -> list[str]:
    """All numbers in the words of the page and in its drawings' texts."""
    main = page.partition("<main")[2].partition("</main>")[0] or page
    drawn = re.findall(r"<text[^>]*>\s*(\d+)\s*</text>", main)
    return [*re.findall(r"(?<![\w-])\d+(?![\w-])", words(main)), *drawn]


def wall(client: FlaskClient, room: sqlite3.Row) -> str:
    return client.get(f"/screen/{room['screen_key']}/now").text


def test_the_desk_sees_every_partnership_and_the_exact_counts(
    desk: FlaskClient, network: Network, slug: str
) -> None:
    play(network, [(1, 3), (1, 3), (0, 0), (3, 1)])
    network.say("development", "Kring Z", "embedded")
    network.settle("development", "Kring C", "content_phase", "exploring")
    page = desk.get(f"/facilitate/{slug}/development/").text
    (table,) = re.findall(r'<table class="movement">(.*?)</table>', page, re.DOTALL)
    assert words(table.partition("<tbody>")[2]) == ("Inhoud 3 0 1 1 0")
    (each,) = re.findall(r'<table class="movement each">(.*?)</table>', page, re.DOTALL)
    rows = re.findall(r'<tr>\s*<th scope="row">(.*?)</th>\s*<td>(.*?)</td>', each, re.DOTALL)
    assert [
        (words(name), *re.findall(r'class="course (\w+)" aria-hidden="true">(.*?)</span>', cell))
        for name, cell in rows
    ] == [
        ("Kring A", ("forward", "2 → 4")),
        ("Kring B", ("forward", "2 → 4")),
        ("Kring C", ("forward", "1 → 2")),
        ("Kring D", ("back", "4 → 2")),
        ("Kring Z nieuw bij Bijeenkomst 3: hoe", ("once", "5")),
    ]
    assert "style=" not in page


def test_a_changed_scale_is_said(desk: FlaskClient, network: Network, slug: str) -> None:
    network.say("baseline", "Kring A", "trying")
    network.connection.execute(
        "UPDATE instruments SET definition = replace(definition, 'Nog niet begonnen', 'Nog niets')"
        " WHERE slug = 'development'"
    )
    network.say("development", "Kring A", "trying")
    page = desk.get(f"/facilitate/{slug}/development/").text
    assert page.count("keuzes veranderd</span>") == 2
    assert "niet te vergelijken" in page


def test_nothing_yet(desk: FlaskClient, slug: str) -> None:
    page = desk.get(f"/facilitate/{slug}/development/").text
    assert "Er is nog niemand van een partnerschap geweest." in page


def test_the_hall_sees_it_when_it_is_shown_and_no_longer_when_it_is_hidden(
    desk: FlaskClient,
    phone: FlaskClient,
    network: Network,
    slug: str,
    rooms: list[sqlite3.Row],
) -> None:
    play(network, ALIKE)
    address, room = f"/m/{rooms[2]['code']}/network", rooms[2]
    assert phone.get(address).status_code == 404
    assert "network" not in phone.get(f"/m/{room['code']}").text
    show(desk, network, slug, room)
    assert "De beweging van het leernetwerk" in wall(phone, room)
    assert "Toon de code" in desk.get(f"/facilitate/{slug}/meeting/{room['id']}/live").text
    page = phone.get(address).text
    assert [words(row) for row in re.findall(r"<tr>(.*?)</tr>", page, re.DOTALL)][1:] == [
        "verder 6", "gelijk 6", "terug 0",
    ]  # fmt: skip
    assert f'href="{address}"' in phone.get(f"/m/{room['code']}").text
    # Something else on the wall: phones keep it.
    desk.post(f"/facilitate/{slug}/meeting/{room['id']}/show", data={"what": "welcome"})
    assert "De beweging van het leernetwerk" not in wall(phone, room)
    assert phone.get(address).status_code == 200
    show(desk, network, slug, room, shown="0")
    assert phone.get(address).status_code == 404
    log = words(desk.get(f"/facilitate/{slug}/meeting/{room['id']}/").text)
    assert "liet de zaal de beweging zien" in log and "verborg de beweging" in log


def test_it_comes_before_the_closing_of_the_meeting(
    desk: FlaskClient, phone: FlaskClient, network: Network, slug: str, rooms: list[sqlite3.Row]
) -> None:
    play(network, ALIKE)
    network.connection.execute("UPDATE meetings SET closing = 0")
    assert "De beweging" not in wall(phone, rooms[2])
    show(desk, network, slug, rooms[2])
    assert "De beweging van het leernetwerk" in wall(phone, rooms[2])


def test_another_meeting_does_not_see_it(
    app: Flask,
    desk: FlaskClient,
    phone: FlaskClient,
    network: Network,
    slug: str,
    rooms: list[sqlite3.Row],
) -> None:
    play(network, ALIKE)
    show(desk, network, slug, rooms[1])
    assert phone.get(f"/m/{rooms[2]['code']}/network").status_code == 404
    stranger = app.test_client().get(f"/m/{rooms[1]['code']}/network")
    assert stranger.headers["Location"] == f"/m/{rooms[1]['code']}"


@pytest.mark.parametrize("lags", [(0, 0), (3, 1)])
def test_of_six_partnerships_nothing_gives_the_one_that_lags_away(
    desk: FlaskClient,
    phone: FlaskClient,
    network: Network,
    slug: str,
    rooms: list[sqlite3.Row],
    lags: tuple[int, int],
) -> None:
    play(network, [(1, 3)] * 5 + [lags])
    show(desk, network, slug, rooms[2])
    for page in (phone.get(f"/m/{rooms[2]['code']}/network").text, wall(phone, rooms[2])):
        assert set(numbers(page)) - {"6"} == set()  # six take part, and that is all
        assert "te weinig partnerschappen" in page
        assert not re.search(r"Kring [A-F]|verder|terug|We proberen|Nog niet begonnen", words(page))


def test_the_answers_of_an_activity_are_not_counted_on_the_wall_per_person(
    desk: FlaskClient, phone: FlaskClient, network: Network, slug: str, rooms: list[sqlite3.Row]
) -> None:
    play(network, [(1, 3)] * 5 + [(0, 0)])
    activity = network.activity("development")[1]
    set_activity_state(network.connection, activity, is_open=True)
    data = {"what": "activity", "activity": str(activity)}
    desk.post(f"/facilitate/{slug}/meeting/{rooms[2]['id']}/show", data=data)
    page = wall(phone, rooms[2])
    assert "telt het partnerschap, niet de persoon" in page
    assert "Nog niet begonnen" not in page and '<table class="tally">' not in page


def test_two_moments_laid_beside_each_other_tell_of_nobody(
    desk: FlaskClient, phone: FlaskClient, network: Network, slug: str, rooms: list[sqlite3.Row]
) -> None:
    play(network, ALIKE)
    show(desk, network, slug, rooms[2])
    address = f"/m/{rooms[2]['code']}/network"
    before = words(phone.get(address).text)
    network.go("Kring Q", 4, 0)
    network.settle("development", "Kring A", "content_phase", "not_started")
    show(desk, network, slug, rooms[2])
    after = words(phone.get(address).text)
    assert after == before.replace("12 partnerschappen mee", "13 partnerschappen mee")


def test_who_agreed_is_named_and_nothing_of_it_is_told(
    desk: FlaskClient, phone: FlaskClient, network: Network, slug: str, rooms: list[sqlite3.Row]
) -> None:
    play(network, ALIKE)
    network.partnership("Kring Nooit")  # agreed, and never came
    network.connection.execute("UPDATE partnerships SET named = name IN ('Kring C', 'Kring Nooit')")
    show(desk, network, slug, rooms[2])
    page = phone.get(f"/m/{rooms[2]['code']}/network").text
    assert re.findall(r"<li>(.*?)</li>", page) == ["Kring C"]
    assert page.count("Kring ") == 1
    assert "Kring" not in wall(phone, rooms[2])


def test_when_no_counts_were_promised_the_hall_reads_why(
    desk: FlaskClient, phone: FlaskClient, network: Network, slug: str, rooms: list[sqlite3.Row]
) -> None:
    play(network, ALIKE)
    network.connection.execute("UPDATE terms SET counts = 0")
    show(desk, network, slug, rooms[2])
    page = phone.get(f"/m/{rooms[2]['code']}/network").text
    assert "geen aantallen naar buiten gaan" in page
    assert set(numbers(page)) == {"12"}


def test_erasing_takes_what_was_told_along(
    desk: FlaskClient, network: Network, slug: str, rooms: list[sqlite3.Row]
) -> None:
    play(network, ALIKE)
    show(desk, network, slug, rooms[2])
    assert len(pictures(network.connection, network.programme)) == 1
    with transaction(network.connection):
        erase_programme(network.connection, network.programme)
    assert pictures(network.connection, network.programme) == []
    assert meetings.meeting(network.connection, rooms[2]["id"])["network"] == "hidden"
