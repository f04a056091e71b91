"""Dutch for whoever chose nothing, English one click away, and never a mixture."""

from __future__ import annotations

import re
import sqlite3
from html import unescape
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from babel.messages.pofile import read_po
from flask.testing import FlaskClient

from collector.codebook import add_theme, place
from collector.jobs import request_job, set_job_state
from collector.meetings import set_activity_state
from collector.moderation import approve, hide
from collector.partnerships import add_partnership
from collector.queries import meetings, outcomes
from collector.queries.acts import theme_made_by
from collector.records import JobState
from collector.wording import Counted
from tests.forms.conftest import Said
from tests.forms.interface import interface

WORDS = Path(__file__).parents[2] / "forms" / "translations" / "en" / "LC_MESSAGES" / "messages.po"
ENGLISH = "/language/en?back=/"
MOST_PAGES = 70


def pairs() -> dict[str, str]:
    """Every message with its translation, where they differ and hold no value."""
    with WORDS.open("rb") as file:
        catalogue = read_po(file, locale="en")
    return {
        message.id: str(message.string)
        for message in catalogue
        if isinstance(message.id, str) and message.id not in ("", message.string)
        if not re.search(r"%\(|\{", message.id)
    }


def crawl(client: FlaskClient, *starts: str) -> dict[str, str]:
    """Every page that links lead to from these, by address; switching language apart."""
    pages: dict[str, str] = {}
    waiting, seen = list(starts), set(starts)
    while waiting and len(pages) < MOST_PAGES:
        address = waiting.pop(0)
        answer = client.get(address)
        if answer.mimetype != "text/html" or answer.status_code >= 400:
            continue
        pages[address] = answer.text
        links = re.findall(r"<a\b[^>]*\bhref=\"([^\"#]+)", answer.text)
        for link in (urlsplit(unescape(one)) for one in links):
            there = link.path + (f"?{link.query}" if link.query else "")
            if (
                link.netloc
                or not there.startswith("/")
                or there.startswith(("/language", "/screen", "/static"))
            ):
                continue
            if there not in seen:
                seen.add(there)
                waiting.append(there)
    return pages


@pytest.fixture
def starts(
    fresh_db: sqlite3.Connection,
    round_table: int,
    learning_network: int,
    meeting: int,
    facilitator: int,
    say: Said,
) -> tuple[str, ...]:
    """A hall with something said, approved, hidden and open; the doors of everybody."""
    shown, hidden = say("Begeleiding kost tijd."), say("Meer geld voor scholing.")
    approve(fresh_db, round_table, facilitator, [(shown, "Begeleiding kost tijd.")])
    hide(
        fresh_db,
        round_table,
        facilitator,
        hidden,
        "Het is niet duidelijk wat hiermee bedoeld wordt.",
    )
    other = meetings.meetings(fresh_db, learning_network)[0]
    for row in meetings.activities(fresh_db, other["id"])[:2]:
        set_activity_state(fresh_db, row["id"], is_open=True)
    here = next(row for row in meetings.meetings(fresh_db, round_table) if row["id"] == meeting)
    return (
        "/",
        f"/m/{here['code']}",
        f"/m/{other['code']}",
        "/away",
        "/facilitate/",
        f"/screen/{here['screen_key']}",
    )


def join(client: FlaskClient, starts: tuple[str, ...]) -> None:
    client.post(starts[1], data={"side": "field"})


def test_english_pages_speak_no_dutch_of_their_own(
    desk: FlaskClient, fresh_db: sqlite3.Connection, starts: tuple[str, ...]
) -> None:
    fresh_db.execute("UPDATE facilitators SET name = 'Guusje'")  # no word of the interface
    desk.get(ENGLISH)
    join(desk, starts)
    pages = crawl(desk, *starts[:-1], f"{starts[-1]}?language=en")
    assert len(pages) > 25
    known = pairs()
    english = set(known.values())
    mixed = {
        (address, text)
        for address, page in pages.items()
        for text in interface(page, "en")
        if (text in known and text not in english)
        or any(dutch in text for dutch in known if dutch.count(" ") > 2)
    }
    assert mixed == set()
    assert all('<html lang="en">' in page for page in pages.values())


def test_dutch_pages_speak_no_english(desk: FlaskClient, starts: tuple[str, ...]) -> None:
    join(desk, starts)
    pages = crawl(desk, *starts)
    known = pairs()
    sentences = [english for english in known.values() if english.count(" ") > 2]
    mixed = {
        (address, text)
        for address, page in pages.items()
        for text in interface(page, "nl")
        if any(english in text for english in sentences)
    }
    assert mixed == set()
    assert all('<html lang="nl">' in page for page in pages.values())


def test_a_browser_that_prefers_english_still_gets_dutch(client: FlaskClient) -> None:
    page = client.get("/", headers={"Accept-Language": "en-GB,en;q=0.9"}).text
    assert '<html lang="nl">' in page
    assert '<a class="language" href="/language/en?back=/" lang="en"' in page


def test_the_choice_brings_one_back_and_is_remembered(client: FlaskClient) -> None:
    page = client.get("/about/privacy?from=here").text
    link = re.search(r'class="language" href="([^"]+)"', page)
    assert link
    answer = client.get(unescape(link[1]))
    assert (answer.status_code, answer.location) == (303, "/about/privacy?from=here")
    cookie = client.get_cookie("language")
    assert cookie is not None and (cookie.value, cookie.http_only) == ("en", True)
    page = client.get(answer.location).text
    assert '<html lang="en">' in page and ">Nederlands</a>" in page
    client.get("/language/nl?back=/")
    assert '<html lang="nl">' in client.get("/").text


@pytest.mark.parametrize(
    "back", ["https://example.org/", "//example.org", "/\\example.org", "", "x"]
)
def test_the_choice_leads_nowhere_else(client: FlaskClient, back: str) -> None:
    assert client.get("/language/en", query_string={"back": back}).location == "/"


def test_there_is_no_third_language(client: FlaskClient) -> None:
    assert client.get("/language/de?back=/").status_code == 404
    client.set_cookie("language", "de")
    assert '<html lang="nl">' in client.get("/").text


def test_a_refused_form_leads_back_to_where_it_was_filled_in(
    client: FlaskClient, starts: tuple[str, ...]
) -> None:
    page = client.post("/", data={"code": "?"}, headers={"Referer": "http://localhost/"}).text
    assert 'href="/language/en?back=/"' in page


def test_a_projector_speaks_by_its_own_address(
    client: FlaskClient, fresh_db: sqlite3.Connection, meeting: int, starts: tuple[str, ...]
) -> None:
    client.get(ENGLISH)
    key = meetings.meeting(fresh_db, meeting)["screen_key"]
    page = client.get(f"/screen/{key}").text
    assert '<html lang="nl">' in page and f'href="/screen/{key}?language=en"' in page
    page = client.get(f"/screen/{key}?language=en").text
    assert '<html lang="en">' in page and f'data-now="/screen/{key}/now?language=en"' in page
    assert "Take part with your phone" in client.get(f"/screen/{key}/now?language=en").text


def test_what_was_said_is_marked_as_dutch(
    desk: FlaskClient, slug: str, starts: tuple[str, ...]
) -> None:
    desk.get(ENGLISH)
    said = "Begeleiding kost tijd."
    page = desk.get(f"/facilitate/{slug}/moderation?state=all").text
    assert f'<span lang="nl">{said}</span>' in page and said not in " ".join(interface(page, "en"))


def test_what_the_rooms_below_say_is_translated(client: FlaskClient) -> None:
    client.get(ENGLISH)
    page = client.get("/r/abcd-efgh-jkmn").text
    assert "We do not know this receipt." in page
    assert client.get("/m/zzzzzz").text.count("This meeting was not found. Check the code.") == 1


@pytest.mark.parametrize(
    ("n", "dutch", "english"),
    [
        (0, "met 0 uitspraken.", "with 0 statements."),
        (1, "met 1 uitspraak.", "with 1 statement."),
        (2, "met 2 uitspraken.", "with 2 statements."),
    ],
)
def test_what_the_worker_says_is_translated_with_its_values(
    desk: FlaskClient,
    fresh_db: sqlite3.Connection,
    round_table: int,
    slug: str,
    facilitator: int,
    n: int,
    dutch: str,
    english: str,
) -> None:
    request_job(fresh_db, round_table, "publish", facilitator)
    job = outcomes.latest_job(fresh_db, round_table, "publish")
    assert job is not None
    said = Counted(
        "Publicatie %(number)s staat klaar, met %(num)s uitspraak.",
        "Publicatie %(number)s staat klaar, met %(num)s uitspraken.",
        n,
        number=3,
    )
    set_job_state(fresh_db, job, JobState.DONE, said)
    address = f"/facilitate/{slug}/outcomes"
    assert f"Publicatie 3 staat klaar, {dutch}" in desk.get(address).text
    assert str(said) == f"Publicatie 3 staat klaar, {dutch}"
    desk.get(ENGLISH)
    assert f"Release 3 is ready, {english}" in desk.get(address).text


def test_a_reason_is_stored_in_dutch_whoever_chose_it(
    desk: FlaskClient, fresh_db: sqlite3.Connection, slug: str, say: Said
) -> None:
    statement = say("Dat kan beter.")
    desk.get(ENGLISH)
    desk.post(
        f"/facilitate/{slug}/moderation/{statement}/hide",
        data={"reason": "unclear", "words": "Welke school?"},
    )
    row = fresh_db.execute("SELECT reason FROM statements WHERE id = ?", (statement,)).fetchone()
    assert row["reason"] == "Het is niet duidelijk wat hiermee bedoeld wordt. Welke school?"
    page = desk.get(f"/facilitate/{slug}/moderation?state=hidden").text
    assert 'It is not clear what is meant by this. <span lang="nl">Welke school?</span>' in page


def test_a_phone_keeps_the_pages_of_one_language(client: FlaskClient) -> None:
    dutch = client.get("/service-worker.js")
    client.get(ENGLISH)
    english = client.get("/service-worker.js")
    assert dutch.text != english.text and dutch.headers["ETag"] != english.headers["ETag"]
    assert '"away": "/away?language=nl"' in dutch.text
    assert '"away": "/away?language=en"' in english.text
    assert client.get("/manifest.webmanifest").get_json()["lang"] == "en"


_SAID = """
    SELECT text FROM statements UNION SELECT name FROM themes UNION SELECT title FROM topics
    UNION SELECT name FROM roles UNION SELECT name FROM regions UNION SELECT name FROM partnerships
    UNION SELECT title FROM programmes UNION SELECT aim FROM programmes
    UNION SELECT period FROM programmes UNION SELECT contact FROM programmes
    UNION SELECT title FROM meetings UNION SELECT title FROM activities
    UNION SELECT title FROM follow_ups UNION SELECT text FROM follow_ups
    UNION SELECT title FROM resources UNION SELECT publisher FROM resources
    UNION SELECT kind FROM resources UNION SELECT subject FROM speakers
"""


def test_what_is_dutch_on_an_english_page_is_marked_so(
    desk: FlaskClient,
    fresh_db: sqlite3.Connection,
    round_table: int,
    learning_network: int,
    facilitator: int,
    starts: tuple[str, ...],
) -> None:
    """WCAG 3.1.2: words of the programme are read out in a Dutch voice."""
    statement = fresh_db.execute("SELECT id FROM statements WHERE state = 'approved'").fetchone()
    theme = theme_made_by(
        fresh_db, add_theme(fresh_db, round_table, facilitator, "Tijd voor begeleiding")
    )
    place(fresh_db, round_table, facilitator, statement["id"], [theme])
    add_partnership(fresh_db, learning_network, "Opleidingsschool Elders")
    fresh_db.execute(
        "INSERT INTO resources (programme_id, title, publisher, kind)"
        " VALUES (?, 'Een handreiking', 'Uitgeverij Noord', 'artikel')",
        (round_table,),
    )
    desk.get(ENGLISH)
    join(desk, starts)
    pages = crawl(desk, *starts[:-1], f"{starts[-1]}?language=en")
    dutch = {row[0] for row in fresh_db.execute(_SAID) if row[0]}
    assert {"Tijd voor begeleiding", "Opleidingsschool Elders", "artikel"} <= dutch
    assert {"Begeleiding kost tijd.", "Tijd voor begeleiding"} <= {
        text for page in pages.values() for text in interface(page, "nl")
    }
    unmarked = {
        (address, text)
        for address, page in pages.items()
        for text in interface(page, "en", spoken=False)
        if text.strip(" ·") in dutch
    }
    assert sorted(unmarked) == []
