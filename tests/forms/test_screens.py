"""The projector: what is shown, and what never is."""

from __future__ import annotations

import sqlite3

import pytest
from flask.testing import FlaskClient

from collector.access import in_groups, new_receipt
from collector.findings import store_deidentifications
from collector.intake import join, submit
from collector.meetings import set_activity_state
from collector.moderation import approve
from collector.projector import hide_results, set_light, show
from collector.records import Side, StatementDraft, Submission
from forms.slides import LINES, paged


@pytest.fixture
def meeting(fresh_db: sqlite3.Connection, round_table: int) -> sqlite3.Row:
    row: sqlite3.Row = fresh_db.execute("SELECT * FROM meetings").fetchone()
    return row


def activity(db: sqlite3.Connection, instrument: str) -> int:
    row = db.execute(
        "SELECT a.id FROM activities AS a JOIN instruments AS i ON i.id = a.instrument_id"
        " WHERE i.slug = ?",
        (instrument,),
    ).fetchone()
    set_activity_state(db, row["id"], is_open=True)
    return int(row["id"])


def answer(db: sqlite3.Connection, meeting: int, what: int, **submission: object) -> None:
    me = join(db, meeting, new_receipt(), role=7, side=Side.FIELD)
    submit(db, me, what, Submission(key=new_receipt(), **submission))  # type: ignore[arg-type]


def now(client: FlaskClient, meeting: sqlite3.Row) -> str:
    return client.get(f"/screen/{meeting['screen_key']}/now").text


def test_welcome(client: FlaskClient, fresh_db, meeting) -> None:
    join(fresh_db, meeting["id"], new_receipt(), role=1)
    page = client.get(f"/screen/{meeting['screen_key']}").text
    assert in_groups(meeting["code"], 3) in page
    assert f"/m/{meeting['code']}/qr.svg" in page
    assert "<strong>1</strong> deelnemer doet mee" in page
    assert f'data-live="/live/{meeting["screen_key"]}"' in page
    assert "data-live-status" in page
    assert "bestuurder" not in page


def test_light_and_dark_are_remembered_for_the_meeting(client, fresh_db, meeting) -> None:
    address = f"/screen/{meeting['screen_key']}"
    assert '<body class="screen"' in client.get(address).text
    set_light(fresh_db, meeting["id"], light=True)
    assert '<body class="screen light"' in client.get(address).text
    assert "data-light" in now(client, meeting)


def test_hidden_answers_leave_the_question(client, fresh_db, meeting) -> None:
    what = activity(fresh_db, "table-evaluation")
    show(fresh_db, meeting["id"], "activity", what)
    for _ in range(5):
        answer(fresh_db, meeting["id"], what, answers={"overall": "valuable", "new_contacts": 3})
    hide_results(fresh_db, what, hidden=True)
    page = now(client, meeting)
    assert "<li>Waardevol</li>" in page
    assert "<svg" not in page
    assert "3,0" not in page
    assert "<strong>5</strong> ingeleverd" in page
    hide_results(fresh_db, what, hidden=False)
    assert "<svg" in now(client, meeting)


def test_nothing_shows_nothing_of_the_answers(client, fresh_db, meeting) -> None:
    what = activity(fresh_db, "scope")
    show(fresh_db, meeting["id"], "activity", what)
    show(fresh_db, meeting["id"], "nothing")
    page = now(client, meeting)
    assert "Even denken…" in page
    assert "Onderwerp 1" not in page


def test_only_approved_statements_newest_first(
    client, fresh_db, meeting, round_table: int, facilitator: int
) -> None:
    what = activity(fresh_db, "scope")
    show(fresh_db, meeting["id"], "activity", what)
    assert "zodra de gespreksleider ze heeft bekeken" in now(client, meeting)
    for text in ("Eerst", "Daarna <b>", "Nog niet"):
        answer(
            fresh_db, meeting["id"], what, statements={"statements": (StatementDraft(text=text),)}
        )
    approve(fresh_db, round_table, facilitator, [(1, "Eerst"), (2, "Daarna <b>")])
    page = now(client, meeting)
    assert page.index("Daarna &lt;b&gt;") < page.index("Eerst")
    assert "Nog niet" not in page
    assert "<strong>3</strong> ingeleverd" in page
    assert "lector" not in page


def test_personal_data_that_was_found_is_not_shown(
    client, fresh_db, meeting, round_table: int, facilitator: int
) -> None:
    what = activity(fresh_db, "scope")
    show(fresh_db, meeting["id"], "activity", what)
    answer(
        fresh_db,
        meeting["id"],
        what,
        statements={"statements": (StatementDraft(text="Vraag het Jo maar"),)},
    )
    span = {"start": 10, "end": 12, "replacement": "[naam]"}
    store_deidentifications(fresh_db, round_table, {"Vraag het Jo maar": [span]})
    approve(fresh_db, round_table, facilitator, [(1, "Vraag het [naam] maar")])
    assert "Vraag het [naam] maar" in now(client, meeting)


def test_a_division_appears_from_five_answers(client, fresh_db, meeting) -> None:
    what = activity(fresh_db, "table-evaluation")
    show(fresh_db, meeting["id"], "activity", what)
    filled = {
        "overall": "valuable",
        "duration": "right",
        "new_contacts": 3,
        "aspects": {"room": "good"},
        "improve": "Tekst die niemand heeft bekeken",
        "take_away": "Ook dit niet",
    }
    for _ in range(4):
        answer(fresh_db, meeting["id"], what, answers=filled)
    page = now(client, meeting)
    assert "zodra ten minste 5 mensen" in page
    assert "Zeer waardevol" not in page
    answer(fresh_db, meeting["id"], what, answers=filled)
    page = now(client, meeting)
    assert 'width="100.0"' in page
    assert '<th scope="row">Waardevol</th>' in page
    assert "3,0 <span>mensen</span>" in page
    assert "bekeken" not in page
    assert "Ook dit niet" not in page
    assert "Antwoorden in eigen woorden" in page
    assert "style=" not in page


def test_a_ranking_is_shown_by_its_mean(client, fresh_db, meeting) -> None:
    what = activity(fresh_db, "priorities")
    show(fresh_db, meeting["id"], "activity", what)
    for _ in range(5):
        order = {"topic_order": ["quality", "scope", "partnership"]}
        answer(fresh_db, meeting["id"], what, answers=order)
    page = now(client, meeting)
    assert page.index("Kwaliteit") < page.index("Scope")
    assert "gemiddeld plaats 1,0" in page


def test_contact_details_have_no_slide(client, fresh_db, meeting) -> None:
    show(fresh_db, meeting["id"], "activity", activity(fresh_db, "table-sign-up"))
    page = now(client, meeting)
    assert "Hoe het verder gaat" in page
    assert "ingeleverd" not in page


@pytest.mark.parametrize("key", ["x", "%00", "a" * 2000, "%F0%9F%92%A5"])
def test_a_wrong_key(client: FlaskClient, meeting, key: str) -> None:
    assert client.get(f"/screen/{key}").status_code == 404
    assert client.get(f"/screen/{key}/now").status_code == 404


def test_the_code_does_not_open_the_projector(client: FlaskClient, meeting) -> None:
    assert client.get(f"/screen/{meeting['code']}").status_code == 404


def test_statements_are_divided_over_pages_and_none_is_lost() -> None:
    texts = [f"{n} " + "woord " * (n % 40) for n in range(60)] + ["x" * 1000]
    pages = list(paged(texts))
    assert [text for page in pages for text in page] == texts
    assert len(pages) > 1
    assert list(paged(["kort"] * 3)) == [("kort",) * 3]
    assert max(len(page) for page in pages) < LINES
