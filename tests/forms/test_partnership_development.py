"""The page of a partnership: its own then and now, and nobody else's."""

from __future__ import annotations

import re
import sqlite3

import pytest
from flask.testing import FlaskClient

from collector.queries.partnerships import partnership
from collector.spoken_codes import new_spoken_code
from forms.partnership_development import part
from tests.network import Network


@pytest.fixture
def network(fresh_db: sqlite3.Connection, learning_network: int) -> Network:
    return Network(fresh_db, learning_network)


def of(network: Network, name: str) -> dict[str, object]:
    row = partnership(network.connection, network.partnership(name))
    return part(network.connection, row)


def test_each_meeting_the_difference_and_what_is_left(network: Network) -> None:
    network.say("baseline", "Noord", "exploring")
    network.say("development", "Noord", "trying")
    network.settle("baseline", "Noord", "content_phase", "not_started")
    network.settle("baseline", "Noord", "hrm_phase", "embedded")
    rows = of(network, "Noord")["rows"]
    assert [(row.label, row.cells, row.moved, row.to_go) for row in rows] == [  # type: ignore[attr-defined]
        ("Inhoud", (("Nog niet begonnen", True), ("We proberen het uit", False)), 3, 1),
        ("HRM-beleid", (("Het is onze vaste werkwijze", True), None), None, 0),
    ]
    assert [(dot.first, dot.last) for dot in rows[0].dots] == [  # type: ignore[index]
        (True, False), (False, False), (False, False), (False, True), (False, False)
    ]  # fmt: skip


def test_a_partnership_sees_nothing_of_another(network: Network) -> None:
    network.go("Zuid", 0, 4)
    network.settle("horizon", "Zuid", "horizon", ["De stip van Zuid."])
    network.come("baseline", "Noord")
    assert {name: value for name, value in of(network, "Noord").items() if value} == {}


def test_a_newcomer_is_marked(network: Network) -> None:
    network.go("Zuid", 0, 4)
    network.say("development", "Noord", "trying")
    own = of(network, "Noord")
    assert own["since"] == "Bijeenkomst 3: hoe"
    assert [(row.moved, row.to_go) for row in own["rows"]] == [(None, 1)]  # type: ignore[attr-defined]
    assert of(network, "Zuid")["since"] == ""


def test_words_of_then_beside_those_of_now(network: Network) -> None:
    network.settle("horizon", "Noord", "horizon", ["Een vaste begeleider.", "Tijd."])
    network.settle("horizon", "Noord", "vision", ["Samen."])
    network.settle("development", "Noord", "vision", "Samen, elke week.")
    own = of(network, "Noord")
    first, last = "Bijeenkomst 1: waarom", "Bijeenkomst 3: hoe"
    assert own["horizon"].told == ((first, ["Een vaste begeleider.", "Tijd."]),)  # type: ignore[attr-defined]
    assert [one.told for one in own["words"]] == [  # type: ignore[attr-defined]
        ((first, ["Samen."]), (last, ["Samen, elke week."]))
    ]


def test_the_page_shows_it_without_any_style_in_it(client: FlaskClient, network: Network) -> None:
    network.go("Noord", 1, 3)
    network.go("Zuid", 3, 1)
    code = new_spoken_code()
    network.connection.execute("UPDATE partnerships SET code = ? WHERE name = 'Noord'", (code,))
    page = client.get(f"/p/{code}").text
    assert "2 treden verder" in page and "terug" not in page
    assert "style=" not in page
    assert re.findall(r'class="(track-(?:then|now))" cx="(\d+)"', page) == [
        ("track-then", "42"),
        ("track-now", "102"),
    ]
