"""The theme map on the projector: approved statements alone, and nothing that tells of a few."""

from __future__ import annotations

import re
import sqlite3

import pytest
from flask.testing import FlaskClient

from collector.findings import (
    ProposedPlacement,
    ProposedTheme,
    store_deidentifications,
    store_run,
)
from collector.map_positions import store_map
from collector.moderation import approve, hide
from collector.projector import show
from collector.queries.programmes import programme_by_id
from tests.conftest import new_theme
from tests.forms.conftest import Said

UNSEEN = "Alleen de onopgemerkte zegt Zonnebloemlaan."


@pytest.fixture
def wall(client: FlaskClient, fresh_db: sqlite3.Connection, meeting: int) -> str:
    """The address of what the projector shows: the themes."""
    show(fresh_db, meeting, "themes")
    key = fresh_db.execute("SELECT screen_key FROM meetings WHERE id = ?", (meeting,)).fetchone()
    return f"/screen/{key[0]}/now"


@pytest.fixture
def said(fresh_db: sqlite3.Connection, round_table: int, facilitator: int, say: Said) -> list[int]:
    """Six approved statements, and one that nobody looked at, in two themes on a map."""
    found = [say(f"Begeleiding kost tijd, zegt nummer {n}.") for n in range(6)]
    approve(
        fresh_db,
        round_table,
        facilitator,
        [(one, f"Begeleiding kost tijd, zegt nummer {n}.") for n, one in enumerate(found)],
    )
    found.append(say(UNSEEN))
    own = new_theme(fresh_db, round_table, facilitator, "Onze eigen naam")
    store_run(
        fresh_db,
        round_table,
        {},
        [ProposedTheme("new-1", "Zonnebloemlaan, begeleiding", ("begeleiding",), found[1])],
        [ProposedPlacement(one, "new-1" if one in found[:4] else own, 0.8) for one in found],
    )
    store_map(fresh_db, round_table, {one: (n / 7, 0.5) for n, one in enumerate(found)})
    return found


def marks(page: str) -> list[str]:
    return re.findall(r'<use class="([^"]*)" data-moves', page)


def test_before_there_is_anything_it_says_so(client: FlaskClient, wall: str) -> None:
    page = client.get(wall).text
    assert "Er zijn nog geen thema" in page
    assert "<svg" not in page


def test_approved_statements_names_and_sizes(
    client: FlaskClient, wall: str, said: list[int]
) -> None:
    page = client.get(wall).text
    assert marks(page) == ["c1"] * 4 + ["c0"] * 2
    assert "<strong>6</strong> uitspraken" in page
    assert "Onze eigen naam" in page
    # Of a proposed label only what stands in an approved statement; of a text nobody saw, nothing.
    assert "onnebloem" not in page
    assert page.count('>begeleiding<tspan class="map-count"') == 2  # wide, and on a phone
    assert page.count('class="ring is-proposal"') >= 2  # on the map and in the legend
    assert re.findall(r'<td class="number">(\d+)</td>', page) == ["4", "2"]
    assert page.count('class="slide voice"') == 1
    assert "“Begeleiding kost tijd, zegt nummer 1.”" in page
    assert "style=" not in page and "lector" not in page


def test_what_is_hidden_leaves_and_personal_data_is_not_shown(
    client: FlaskClient,
    fresh_db: sqlite3.Connection,
    wall: str,
    said: list[int],
    round_table: int,
    facilitator: int,
) -> None:
    span = {"start": 0, "end": 11, "replacement": "[naam]"}
    store_deidentifications(
        fresh_db, round_table, {"Begeleiding kost tijd, zegt nummer 1.": [span]}
    )
    assert "“[naam] kost tijd, zegt nummer 1.”" in client.get(wall).text
    hide(fresh_db, round_table, facilitator, said[1], "Te herkenbaar.")
    page = client.get(wall).text
    assert len(marks(page)) == 5
    assert 'class="slide voice"' not in page


def test_other_meetings_are_pale_when_neither_is_a_handful(
    client: FlaskClient,
    fresh_db: sqlite3.Connection,
    wall: str,
    said: list[int],
    round_table: int,
    say: Said,
    facilitator: int,
) -> None:
    other = fresh_db.execute(
        "INSERT INTO meetings (programme_id, position, title, code, screen_key)"
        " VALUES (?, 2, 'Elders', 'ELDERS', 'elders') RETURNING id",
        (round_table,),
    ).fetchone()[0]
    more = [say(f"Elders nummer {n}.") for n in range(5)]
    approve(
        fresh_db,
        round_table,
        facilitator,
        [(one, f"Elders nummer {n}.") for n, one in enumerate(more)],
    )
    fresh_db.executemany(
        "UPDATE statements SET meeting_id = ? WHERE id = ?", [(other, one) for one in more]
    )
    places = {one: (n / 12, 0.5) for n, one in enumerate([*said, *more])}
    store_map(fresh_db, round_table, {one: at for one, at in places.items() if one != more[4]})
    assert not any("pale" in one for one in marks(client.get(wall).text))
    store_map(fresh_db, round_table, places)
    page = client.get(wall).text
    assert sum("pale" in one for one in marks(page)) == 5
    assert "uit andere gesprekken" in page


def test_only_the_made_up_is_marked_as_such(
    client: FlaskClient, fresh_db: sqlite3.Connection, wall: str, said: list[int]
) -> None:
    assert "made-up" not in client.get(wall).text
    fresh_db.execute("UPDATE statements SET rehearsal = 1")
    page = client.get(wall).text
    assert "made-up" in page and len(marks(page)) == 6
    fresh_db.execute("UPDATE statements SET rehearsal = 0 WHERE id = ?", (said[6],))
    page = client.get(wall).text
    assert "made-up" not in page and marks(page) == []
    assert "zodra de gespreksleider" in page or "nog geen thema" in page


def test_the_facilitator_puts_it_on_the_wall(
    desk: FlaskClient, fresh_db: sqlite3.Connection, round_table: int, meeting: int
) -> None:
    slug = programme_by_id(fresh_db, round_table)["slug"]
    address = f"/facilitate/{slug}/meeting/{meeting}/"
    assert "Toon de thema" in desk.get(address).text
    desk.post(f"{address}show", data={"what": "themes"})
    page = desk.get(address).text
    assert "de themakaart</strong>" in page
    assert "zette de themakaart op het scherm" in page
    assert 'id="show-themes"' not in page
    assert desk.post(f"{address}show", data={"what": "themes", "activity": "1"}).status_code == 409
