"""Closing a meeting with its results: what is on the wall, and who turns the pages."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable
from html import unescape

import pytest
from flask.testing import FlaskClient

from collector.access import new_receipt
from collector.codebook import place
from collector.intake import join, submit
from collector.meetings import set_activity_state
from collector.moderation import approve, hide, merge
from collector.network import show_network
from collector.projector import close_with, hide_results, show
from collector.queries import meetings
from collector.records import QuestionKind, Submission, Vote
from collector.votes import cast
from tests.conftest import new_theme

Said = Callable[..., int]


@pytest.fixture
def address(slug: str, meeting: int) -> str:
    return f"/facilitate/{slug}/meeting/{meeting}/closing"


@pytest.fixture
def wall(client: FlaskClient, fresh_db: sqlite3.Connection, meeting: int) -> Callable[[], str]:
    key = meetings.meeting(fresh_db, meeting)["screen_key"]
    return lambda: unescape(client.get(f"/screen/{key}/now").get_data(as_text=True))


TEXTS = ("Begin klein.", "Begin kléín!", "Spreek af wie beslist.", "Vraag Joke: zij weet het.")
UNSEEN = "De zonnebloem heeft niemand gezien."


@pytest.fixture
def said(
    fresh_db: sqlite3.Connection,
    round_table: int,
    facilitator: int,
    say: Said,
    span: Callable[[str, str], dict[str, object]],
) -> list[int]:
    """Three approved in a theme with a central statement, one merged, one hidden, one waiting."""
    found = [say(text) for text in TEXTS[:3]]
    found.append(say(TEXTS[3], [span(TEXTS[3], "Joke")]))
    shown = [(found[0], TEXTS[0]), (found[2], TEXTS[2])]
    approve(fresh_db, round_table, facilitator, [*shown, (found[3], "Vraag [naam]: zij weet het.")])
    merge(fresh_db, round_table, facilitator, found[1], found[0])
    found += [say(UNSEEN), say("Meneer Zonnebloem slaapt.")]
    hide(fresh_db, round_table, facilitator, found[5], "Een naam.")
    theme = new_theme(fresh_db, round_table, facilitator, "Rust & tijd", "Tijd is geld waard.")
    for one in found:
        place(fresh_db, round_table, facilitator, one, [theme])
    return found


def titles(page: str) -> list[str]:
    return [
        " ".join(re.sub(r"<[^>]*>", " ", title).split())
        for title in re.findall(r"<h2[^>]*>(.*?)</h2>", page, re.S)
    ]


def steered(page: str) -> int:
    (at,) = re.findall(r'data-steered="(\d+)"', page)
    return int(at)


def test_the_results_of_a_meeting(
    desk: FlaskClient, wall: Callable[[], str], said: list[int], address: str
) -> None:
    assert desk.post(address, data={"slide": "0"}).status_code == 302
    page = wall()
    assert titles(page) == [
        "Wat er op tafel kwam",
        "Waar het over ging",
        "Rust & tijd 3 uitspraken",
        "Hoe het verder gaat",
    ]
    assert "“Tijd is geld waard.”" in page
    voices = re.findall(r"<li[^>]*>(.*?)</li>", page)
    assert voices[0] == TEXTS[0]  # said twice
    assert sorted(voices) == sorted([TEXTS[0], TEXTS[2], "Vraag [naam]: zij weet het."])
    for word in ("Joke", "onnebloem", TEXTS[1]):
        assert word not in page
    numbers = re.findall(r"<dt>(.*?)</dt><dd>(\d+)</dd>", page)
    assert numbers == [("deelnemers", "6"), ("uitspraken", "3"), ("thema", "1")]


def test_a_meeting_without_anything_can_be_closed_too(
    desk: FlaskClient, wall: Callable[[], str], address: str
) -> None:
    desk.post(address, data={"slide": "0"})
    assert titles(wall()) == ["Wat er op tafel kwam", "Hoe het verder gaat"]


def test_the_desk_turns_the_pages(
    desk: FlaskClient,
    wall: Callable[[], str],
    said: list[int],
    address: str,
    slug: str,
    meeting: int,
    fresh_db: sqlite3.Connection,
) -> None:
    run = f"/facilitate/{slug}/meeting/{meeting}/"
    assert "Sluit af met de opbrengst" in desk.get(run).get_data(as_text=True)
    for slide in (0, 1, 2, 3, 2):
        desk.post(address, data={"slide": str(slide)})
        assert steered(wall()) == slide
    page = unescape(desk.get(run).get_data(as_text=True))
    assert page.count("zette de opbrengst op het scherm") == 1  # turning a page is no news
    assert "<strong>3 van 4</strong>" in page and "Sluit af met de opbrengst" not in page
    assert 'id="closing-back"' in page and 'id="closing-on"' in page
    before = fresh_db.execute("SELECT max(id) FROM events").fetchone()[0]
    for wrong in ("4", "-1", "x", "9" * 30):
        assert desk.post(address, data={"slide": wrong}).status_code == 409
    assert steered(wall()) == 2
    assert fresh_db.execute("SELECT max(id) FROM events").fetchone()[0] == before
    desk.post(address, data={"slide": ""})
    assert "data-steered" not in wall()
    assert "haalde de opbrengst van het scherm" in desk.get(run).get_data(as_text=True)
    assert "scan de code" in wall()  # what was shown before


def test_a_page_that_is_gone_is_the_last_one(
    desk: FlaskClient,
    wall: Callable[[], str],
    said: list[int],
    address: str,
    fresh_db: sqlite3.Connection,
    round_table: int,
    facilitator: int,
) -> None:
    desk.post(address, data={"slide": "3"})
    for one in (said[0], said[2], said[3]):
        hide(fresh_db, round_table, facilitator, one, "Toch niet.")
    assert titles(wall()) == ["Wat er op tafel kwam", "Hoe het verder gaat"]
    assert steered(wall()) == 1


def test_whatever_else_is_shown_ends_it(
    wall: Callable[[], str], fresh_db: sqlite3.Connection, meeting: int
) -> None:
    for shows in (
        lambda: show(fresh_db, meeting, "nothing"),
        lambda: show_network(fresh_db, meeting, shown=True),
    ):
        close_with(fresh_db, meeting, 0)
        assert "data-steered" in wall()
        shows()
        assert "data-steered" not in wall()


def activity_of(connection: sqlite3.Connection, meeting: int, slug: str) -> int:
    (found,) = [
        row["id"] for row in meetings.activities(connection, meeting) if row["slug"] == slug
    ]
    set_activity_state(connection, found, is_open=True)
    return int(found)


def test_answers_of_enough_people_and_votes_when_closed(
    desk: FlaskClient,
    wall: Callable[[], str],
    said: list[int],
    address: str,
    fresh_db: sqlite3.Connection,
    meeting: int,
) -> None:
    evaluation = activity_of(fresh_db, meeting, "table-evaluation")
    ballot = activity_of(fresh_db, meeting, "table-vote")
    asked = meetings.instrument_of(meetings.activity(fresh_db, evaluation)).questions
    (scale, *_) = [one for one in asked if one.kind is QuestionKind.SCALE]
    desk.post(address, data={"slide": "0"})
    for number in range(5):
        assert scale.label not in wall()
        person = join(fresh_db, meeting, new_receipt())
        given = {scale.key: scale.options[0].key}
        submit(fresh_db, person, evaluation, Submission(f"evaluatie{number:023d}", given))
        cast(fresh_db, person, ballot, {said[2]: Vote.AGREE})
    assert scale.label in titles(wall())
    assert "De meesten zijn het eens" not in titles(wall())  # voting is still open
    set_activity_state(fresh_db, ballot, is_open=False)
    assert "De meesten zijn het eens" not in titles(wall())  # not before the desk shows it
    hide_results(fresh_db, ballot, hidden=False)
    assert "De meesten zijn het eens" in titles(wall())
    desk.post(
        f"{address.removesuffix('closing')}activities/{evaluation}/results", data={"hidden": "1"}
    )
    assert scale.label not in titles(wall())


def test_signing_up_by_the_code_while_that_is_open(
    desk: FlaskClient,
    wall: Callable[[], str],
    address: str,
    fresh_db: sqlite3.Connection,
    meeting: int,
) -> None:
    desk.post(address, data={"slide": "1"})
    assert "qr.svg" not in wall()
    activity_of(fresh_db, meeting, "table-sign-up")
    page = wall()
    assert "qr.svg" in page and "Meld u aan met uw telefoon" in page


def test_made_up_answers_are_shown_as_such_and_never_with_real_ones(
    desk: FlaskClient, wall: Callable[[], str], address: str, say: Said
) -> None:
    desk.post(f"{address.removesuffix('closing')}rehearsal")
    desk.post(address, data={"slide": "0"})
    assert "Proef" in wall()
    say("Dit is echt.")
    page = wall()
    assert "Proef" not in page
    assert re.findall(r"<dt>(.*?)</dt><dd>(\d+)</dd>", page) == [("deelnemer", "1")]


def test_how_far_partnerships_are_is_not_counted_per_person(
    fresh_db: sqlite3.Connection, client: FlaskClient, learning_network: int
) -> None:
    first = meetings.meetings(fresh_db, learning_network)[0]
    asked = [
        (row["id"], question)
        for row in meetings.activities(fresh_db, first["id"])
        for question in meetings.instrument_of(row).questions
        if question.dimension and question.kind is QuestionKind.SCALE
    ]
    activity, question = asked[0]
    set_activity_state(fresh_db, activity, is_open=True)
    for number in range(8):
        person = join(fresh_db, first["id"], new_receipt())
        given = {question.key: question.options[0].key}
        submit(fresh_db, person, activity, Submission(f"fase{number:028d}", given))
    close_with(fresh_db, first["id"], 0)
    page = client.get(f"/screen/{first['screen_key']}/now").get_data(as_text=True)
    assert titles(page) == ["Wat er op tafel kwam", "Hoe het verder gaat"]
