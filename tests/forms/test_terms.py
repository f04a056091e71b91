"""What is agreed with participants: chosen by a facilitator, read by participants, kept to."""

from __future__ import annotations

import re
import sqlite3
from dataclasses import replace
from datetime import date, timedelta

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from collector.config import Config
from collector.copies import copy_programme
from collector.database import connect, transaction
from collector.expiring import expire
from collector.notice import missing
from collector.queries import meetings
from collector.queries.terms import DEFAULT, Verbatim, default_end, terms, today, versions
from collector.terms import settle
from tests.forms.conftest import Said

NEXT_YEAR = today() + timedelta(days=300)


def choose(desk: FlaskClient, slug: str, **changes: str) -> TestResponse:
    data = {"verbatim": "per_statement", "counts": "y", "ends_on": NEXT_YEAR.isoformat(), **changes}
    kept = {name: value for name, value in data.items() if value}
    return desk.post(f"/facilitate/{slug}/terms", data=kept)


def test_before_anything_is_chosen(
    desk: FlaskClient, fresh_db, slug: str, round_table: int
) -> None:
    assert terms(fresh_db, round_table) == DEFAULT
    page = desk.get(f"/facilitate/{slug}/terms").text
    assert re.search(r'value="per_statement" checked', page)
    assert "De dag ligt vast zodra de eerste deelnemer meedoet." in page
    assert "Bekijk of wijzig de afspraken" in desk.get(f"/facilitate/{slug}/").text


def test_choosing(
    desk: FlaskClient, fresh_db: sqlite3.Connection, slug: str, round_table: int, facilitator: int
) -> None:
    answer = choose(desk, slug, verbatim="never", counts="")
    assert (answer.status_code, answer.location) == (302, f"/facilitate/{slug}/terms")
    now = terms(fresh_db, round_table)
    assert (now.version, now.verbatim, now.counts, now.ends_on) == (
        1, Verbatim.NEVER, False, NEXT_YEAR,
    )  # fmt: skip
    choose(desk, slug, verbatim="never", counts="")  # the same again is no other version
    assert [row["facilitator_id"] for row in versions(fresh_db, round_table)] == [facilitator]
    page = desk.get(f"/facilitate/{slug}/terms").text
    assert "Wat u schrijft, wordt nooit woordelijk openbaar." in page


@pytest.mark.parametrize(
    "changes",
    [{"verbatim": "altijd"}, {"ends_on": "gisteren"}, {"ends_on": "2001-01-01"},
     {"ends_on": "9999-12-31"}],
)  # fmt: skip
def test_what_cannot_be_agreed(
    desk: FlaskClient, fresh_db: sqlite3.Connection, slug: str, round_table: int, changes: dict
) -> None:
    answer = choose(desk, slug, **changes)
    assert answer.status_code == 200
    assert 'role="alert"' in answer.text or "choice" in answer.text
    assert terms(fresh_db, round_table) == DEFAULT


def test_the_day_is_settled_by_the_first_who_joins(
    client: FlaskClient, fresh_db: sqlite3.Connection, round_table: int, meeting: int
) -> None:
    code = meetings.meeting(fresh_db, meeting)["code"]
    fresh_db.execute("UPDATE meetings SET region_id = 1, date = '2030-05-06'")
    told = client.get(f"/m/{code}").text
    assert "Wij wissen voorgoed wat u schreef en koos, op 6 mei 2031." in told
    assert client.post(f"/m/{code}").status_code == 303
    assert terms(fresh_db, round_table).ends_on == date(2031, 5, 6)
    fresh_db.execute("UPDATE meetings SET date = '2031-01-01'")
    assert terms(fresh_db, round_table).ends_on == date(2031, 5, 6)


def test_without_a_date_it_is_a_year_from_now(
    fresh_db: sqlite3.Connection, round_table: int
) -> None:
    assert default_end(fresh_db, round_table, date(2026, 2, 28)) == date(2027, 2, 28)
    fresh_db.execute("UPDATE meetings SET date = '2018-06-01'")
    assert default_end(fresh_db, round_table, date(2026, 2, 28)) == date(2027, 2, 28)


def test_before_it_ends_every_page_says_so(
    desk: FlaskClient, fresh_db: sqlite3.Connection, slug: str, round_table: int
) -> None:
    said = "wordt alles van dit traject voorgoed gewist"
    choose(desk, slug, ends_on=(today() + timedelta(days=31)).isoformat())
    assert said not in desk.get(f"/facilitate/{slug}/outcomes").text
    choose(desk, slug, ends_on=(today() + timedelta(days=30)).isoformat())
    assert said in desk.get(f"/facilitate/{slug}/outcomes").text
    assert said in desk.get(f"/facilitate/{slug}/").text


def test_erasing_now_asks_for_the_name(
    desk: FlaskClient, fresh_db: sqlite3.Connection, slug: str, say: Said, config: Config
) -> None:
    say("Een uitspraak die weg moet.")
    title = fresh_db.execute("SELECT title FROM programmes").fetchone()[0]
    for typed in ("", "ja", title[:-1]):
        refused = desk.post(f"/facilitate/{slug}/terms/erase", data={"title": typed})
        assert "Er is niets gewist." in refused.text
    assert fresh_db.execute("SELECT count(*) FROM statements").fetchone()[0] == 1
    assert desk.post(
        f"/facilitate/{slug}/terms/erase", data={"title": f" {title.upper()} "}
    ).status_code == 302  # fmt: skip
    assert fresh_db.execute("SELECT count(*) FROM statements").fetchone()[0] == 0
    page = desk.get(f"/facilitate/{slug}/terms").text
    assert re.search(r"Op \d+ \w+ \d{4} is alles gewist", page)
    assert "Wis alles voorgoed" not in page
    for path in ("", "outcomes", "themes", "moderation", "log", "consensus/"):
        assert desk.get(f"/facilitate/{slug}/{path}").status_code == 200


def test_after_the_end_nobody_comes_in(
    client: FlaskClient, fresh_db: sqlite3.Connection, round_table: int, meeting: int
) -> None:
    fresh_db.execute("UPDATE meetings SET region_id = 1")
    settle(fresh_db, round_table)
    fresh_db.execute("UPDATE terms SET ends_on = ?", (today().isoformat(),))
    answer = client.post(f"/m/{meetings.meeting(fresh_db, meeting)['code']}")
    assert (answer.status_code, "Dit traject is afgelopen." in answer.text) == (409, True)


def test_the_privacy_page_of_a_meeting(
    client: FlaskClient, fresh_db: sqlite3.Connection, meeting: int, desk: FlaskClient, slug: str
) -> None:
    code = meetings.meeting(fresh_db, meeting)["code"]
    choose(desk, slug, verbatim="never")
    assert "nooit woordelijk openbaar" in client.get(f"/about/privacy?code={code}").text
    assert "verschilt per traject" in client.get("/about/privacy").text
    assert client.get("/about/privacy?code=nietdaar").status_code == 404


def test_the_same_set_up_again_has_the_same_terms_with_the_day_open(
    desk: FlaskClient, fresh_db: sqlite3.Connection, slug: str, round_table: int
) -> None:
    choose(desk, slug, verbatim="never", counts="")
    made = copy_programme(fresh_db, round_table, title="Nog eens", period="")
    now = terms(fresh_db, made)
    assert (now.verbatim, now.counts, now.ends_on) == (Verbatim.NEVER, False, None)
    with transaction(fresh_db):
        settle(fresh_db, made)
    assert terms(fresh_db, made).ends_on == default_end(fresh_db, made)


def test_somebody_who_is_reading_does_not_stop_the_erasing(
    desk: FlaskClient, fresh_db: sqlite3.Connection, slug: str, say: Said, config: Config
) -> None:
    """The log cannot be emptied under a reader; the next run does it."""
    say("Een uitspraak die weg moet.")
    title = fresh_db.execute("SELECT title FROM programmes").fetchone()[0]
    reader = connect(config.database)
    reader.execute("BEGIN")
    reader.execute("SELECT * FROM statements").fetchall()
    answer = desk.post(f"/facilitate/{slug}/terms/erase", data={"title": title})
    assert answer.status_code == 302
    page = desk.get(f"/facilitate/{slug}/terms").text
    assert "Het bestand zelf wordt binnen een dag opgeruimd." in page
    assert fresh_db.execute("SELECT swept FROM erasures").fetchone()[0] == 0
    reader.close()
    expire(config, fresh_db)
    assert fresh_db.execute("SELECT swept FROM erasures").fetchone()[0] == 1


def test_who_leads_sees_what_the_privacy_notice_lacks(
    desk: FlaskClient, slug: str, config: Config
) -> None:
    for path in ("", "terms"):
        page = desk.get(f"/facilitate/{slug}/{path}").text
        lacks = page[page.index("data-notice-lacks") :].partition("</div>")[0]
        assert re.findall(r"GESPREKSTAFEL_\w+", lacks) == missing(config)
    desk.application.config["GESPREKSTAFEL"] = replace(
        config, controller="a", privacy_contact="b", legal_basis="consent", hosted_by="c"
    )
    assert "data-notice-lacks" not in desk.get(f"/facilitate/{slug}/").text


def test_the_notice_of_a_meeting_names_who_to_ask(
    client: FlaskClient, fresh_db: sqlite3.Connection, meeting: int
) -> None:
    code = meetings.meeting(fresh_db, meeting)["code"]
    fresh_db.execute("UPDATE programmes SET contact = 'tafels@voorbeeld.example'")
    fresh_db.execute("UPDATE tenants SET name = 'Stichting <Voorbeeld>'")
    page = client.get(f"/about/privacy?code={code}").text
    assert '<a href="mailto:tafels@voorbeeld.example">' in page
    assert "Organisatie: Stichting &lt;Voorbeeld&gt;" in page
    assert "mailto:" not in client.get("/about/privacy").text
