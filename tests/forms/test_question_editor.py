"""Changing questions in the browser: nothing typed is lost, and nothing answered changes."""

from __future__ import annotations

import html
import re
import sqlite3
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.datastructures import MultiDict

from collector.access import new_receipt
from collector.activities import change_instrument
from collector.intake import join, submit
from collector.queries import answers, meetings
from collector.records import Instrument, Option, Question, QuestionKind, Submission
from forms.question_draft import check, drafted, posted
from forms.question_editor import KIND_WORDS


@pytest.fixture
def address(slug: str, meeting: int, activity: int) -> str:
    return f"/facilitate/{slug}/meeting/{meeting}/activities/{activity}/questions"


def fields(page: str) -> dict[str, Any]:
    """What a browser would send back of the editor's form."""
    form = page[page.index("data-editor") :]
    form = form[: form.index("</form>")]
    found: dict[str, Any] = {}
    for tag in re.findall(r"<(?:input|textarea|select)[^>]*>(?:[^<]*</textarea>)?", form):
        name = re.search(r'name="([^"]+)"', tag)
        if not name or ('type="checkbox"' in tag and " checked" not in tag):
            continue
        if tag.startswith("<textarea"):
            value = html.unescape(re.search(r">([^<]*)</textarea>", tag)[1])
        elif tag.startswith("<select"):
            rest = form[form.index(tag) :]
            rest = rest[: rest.index("</select>")]
            chosen = re.search(r'value="([^"]*)" selected', rest)
            value = chosen[1] if chosen else ""
        else:
            value = html.unescape(re.search(r'value="([^"]*)"', tag)[1])
        found.setdefault(name[1], []).append(value)
    return found


def instrument(database: sqlite3.Connection, activity: int) -> Instrument:
    return meetings.instrument_of(meetings.activity(database, activity))


EVERY = tuple(
    Question(key=f"k_{kind.value}", kind=kind, label=f"Vraag van soort {kind.value}")
    for kind in QuestionKind
)


def full(question: Question) -> Question:
    """With what its kind cannot do without."""
    options = (Option("a", "Eerste"), Option("b", "Tweede"))
    more: dict[str, Any] = {}
    if question.kind.value in ("choice", "choices", "scale", "ranking", "matrix"):
        more["options"] = options
    if question.kind is QuestionKind.MATRIX:
        more["rows"] = (Option("r", "Regel"),)
    if question.kind is QuestionKind.SHORT_TEXT:
        more["max_length"] = 200
    return Question(**{**question.__dict__, **more})


def test_every_kind_has_a_word() -> None:
    assert set(KIND_WORDS) == set(QuestionKind)


def test_every_kind_and_every_shipped_instrument_survives_the_page(
    desk: FlaskClient, fresh_db: sqlite3.Connection, address: str, activity: int, instruments: dict
) -> None:
    own = Instrument("eigen", "Eigen", "", tuple(full(one) for one in EVERY))
    for one in (own, *instruments.values()):
        change_instrument(fresh_db, activity, one)
        page = desk.get(address)
        assert page.status_code == 200
        answer = desk.post(address, data={**fields(page.text), "do": "save"})
        assert (one.slug, answer.status_code) == (one.slug, 302)
        assert instrument(fresh_db, activity) == one


def test_add_change_move_and_remove(
    desk: FlaskClient, fresh_db: sqlite3.Connection, address: str, activity: int
) -> None:
    sent = fields(desk.get(address).text)
    before = instrument(fresh_db, activity)
    sent = fields(desk.post(address, data={**sent, "do": "add", "kind": "choice"}).text)
    assert sent["question"] == ["q1", "q2", "q3"]
    sent["q3-label"] = ["Doet u mee?"]
    sent["q3-options"] = ["Ja\nNee\nMisschien"]
    sent["title"] = ["Onderwerp één"]
    sent = fields(desk.post(address, data={**sent, "do": "up-q3"}).text)
    assert sent["question"] == ["q1", "q3", "q2"]
    assert sent["q3-options"] == ["Ja\nNee\nMisschien"]
    sent = fields(desk.post(address, data={**sent, "do": "remove-q1"}).text)
    assert sent["q1-gone"] == ["yes"]
    assert sent["q1-label"] == [before.questions[0].label]
    back = fields(desk.post(address, data={**sent, "do": "restore-q1"}).text)
    assert "q1-gone" not in back
    assert instrument(fresh_db, activity) == before  # nothing is stored until it is saved
    answer = desk.post(address, data={**sent, "do": "save"})
    assert answer.location.endswith(f"/prepare#a-{activity}")
    after = instrument(fresh_db, activity)
    assert after.title == "Onderwerp één"
    assert meetings.activity(fresh_db, activity)["title"] == "Onderwerp één"
    assert [one.key for one in after.questions] == ["doet_u_mee", before.questions[1].key]
    assert after.questions[0].options == (
        Option("ja", "Ja"),
        Option("nee", "Nee"),
        Option("misschien", "Misschien"),
    )


def test_what_is_wrong_stands_at_its_field_and_nothing_is_lost(
    desk: FlaskClient, fresh_db: sqlite3.Connection, address: str, activity: int
) -> None:
    before = instrument(fresh_db, activity)
    sent = {
        "title": "",
        "question": ["a", "b", "c", "d", "e"],
        "a-kind": "choice",
        "a-label": "",
        "a-options": "Alleen dit",
        "b-kind": "number",
        "b-label": "Hoeveel?",
        "b-minimum": "9",
        "b-maximum": "3",
        "c-kind": "matrix",
        "c-label": "Kies",
        "c-rows": "",
        "c-options": "Ja\nja",
        "d-kind": "short_text",
        "d-label": "Kort",
        "d-max_length": "veel",
        "e-kind": "ranking",
        "e-label": "Volgorde",
        "e-options": "Tijd\nGeld\ntijd",
        "do": "save",
    }
    answer = desk.post(address, data=sent)
    page = answer.text
    assert answer.status_code == 422
    errors = dict(re.findall(r'<p class="error" id="([^"]+)-error">([^<]+)</p>', page))
    assert errors == {
        "title": "Geef het onderdeel een titel.",
        "a-label": "Schrijf hier de vraag.",
        "b-minimum": "Vul een getal in dat niet hoger is dan het hoogste.",
        "c-options": "“ja” staat er twee keer. Maak de regels verschillend.",
        "d-max_length": "Vul een heel getal in van 1 tot en met 5000.",
        "e-options": "“tijd” staat er twee keer. Maak de regels verschillend.",
    }
    for name in errors:
        assert f'href="#{name}"' in page
        assert f'id="{name}"' in page
    for typed in ("Alleen dit", 'value="9"', "Tijd\nGeld\ntijd", 'value="veel"'):
        assert typed in page
    assert instrument(fresh_db, activity) == before


def test_what_nobody_can_type_does_no_harm(desk: FlaskClient, address: str) -> None:
    for sent in (
        {},
        {"question": "q1"},
        {"question": ["q1", "q1"], "q1-kind": "x"},
        {"do": "add", "kind": "x"},
        {"do": "up-nowhere", "title": "x" * 2000},
        {"question": "q1", "q1-kind": "choice", "q1-options": "\n" * 9000, "title": "t"},
        {"question": "../<b>", "../<b>-kind": "choice"},
        {"question": "q1", "q1-kind": "number", "q1-minimum": "nan", "q1-label": "n", "title": "t"},
        {"version": "9" * 40, "title": "\x00"},
    ):
        assert desk.post(address, data=sent).status_code in (200, 422), sent


def test_after_answers_only_what_is_safe_goes_by_itself(
    desk: FlaskClient, fresh_db: sqlite3.Connection, address: str, activity: int, meeting: int
) -> None:
    asked = Instrument(
        "eigen",
        "Eigen",
        "",
        (full(EVERY[1]), full(EVERY[6])),  # a choice and a short text
    )
    change_instrument(fresh_db, activity, asked)
    me = join(fresh_db, meeting, new_receipt())
    given = {"k_choice": "a", "k_short_text": "Kort"}
    submit(fresh_db, me, activity, Submission(key="k" * 32, answers=given))
    version = meetings.activity(fresh_db, activity)["instrument_id"]
    page = desk.get(address).text
    assert "Er is al 1 formulier ingeleverd." in page
    sent = fields(page)
    sent["q1-options"] = ["Eerste\nTweede\nDerde"]
    sent["q1-help"] = ["Uitleg"]
    assert desk.post(address, data={**sent, "do": "save"}).status_code == 302

    sent = fields(desk.get(address).text)
    sent["q1-options"] = ["Een andere\nTweede\nDerde"]
    sent["q2-gone"] = ["yes"]
    answer = desk.post(address, data={**sent, "do": "save"})
    assert answer.status_code == 422
    assert "valt “Eerste” weg" in answer.text
    assert "wordt niet meer gevraagd" in answer.text
    assert "q1-options" in answer.text
    assert "Een andere" in answer.text
    assert desk.post(address, data={**sent, "do": "save", "sure": "yes"}).status_code == 302

    # The answer points to what was asked then; a new option never gets an old one's key.
    row = answers.responses_of(fresh_db, me)[0]
    assert row["instrument_id"] == version
    assert meetings.instrument(fresh_db, version) == asked
    keys = [option.key for option in instrument(fresh_db, activity).questions[0].options]
    assert keys == ["een_andere", "b", "derde"]
    # Nor does a new question get the key of one that was answered.
    sent = fields(desk.get(address).text)
    sent = fields(desk.post(address, data={**sent, "do": "add", "kind": "short_text"}).text)
    sent["q2-label"] = ["k short text"]
    desk.post(address, data={**sent, "do": "save"})
    assert [one.key for one in instrument(fresh_db, activity).questions] == [
        "k_choice",
        "k_short_text_2",
    ]


def test_two_facilitators_do_not_overwrite_each_other(
    desk: FlaskClient, fresh_db: sqlite3.Connection, address: str, activity: int
) -> None:
    mine, other = fields(desk.get(address).text), fields(desk.get(address).text)
    other["q1-label"] = ["De vraag van de ander"]
    assert desk.post(address, data={**other, "do": "save"}).status_code == 302
    mine["q1-label"] = ["Mijn vraag"]
    answer = desk.post(address, data={**mine, "do": "save"})
    assert answer.status_code == 409
    assert "Iemand anders heeft deze vragen intussen gewijzigd" in answer.text
    assert "Mijn vraag" in answer.text
    assert instrument(fresh_db, activity).questions[0].label == "De vraag van de ander"


def test_the_preview_is_the_participants_form(
    desk: FlaskClient, address: str, fresh_db: sqlite3.Connection, activity: int
) -> None:
    sent = fields(desk.get(address).text)
    sent["q1-label"] = ["Wat <b>ziet</b> u?"]
    page = desk.post(address.replace("/questions", "/preview"), data=sent).text
    assert "Wat &lt;b&gt;ziet&lt;/b&gt; u?" in page
    assert "<form" not in page
    assert "inert" in page
    assert "Voorbeeld" in page


def test_what_was_left_open_stays_open_or_is_filled_in(instruments: dict) -> None:
    before = instruments["criteria"]
    drafts = drafted(before)
    assert check(drafts, before) == before.questions
    open_one = before.left_open[0]
    place = before.questions.index(open_one)
    name = "rows" if open_one.kind is QuestionKind.MATRIX else "options"
    drafts[place].typed[name] = "Rust\nTijd\nGoede begeleiding"
    made = check(drafts, before)[place]
    assert (made.fill_in, len(getattr(made, name))) == ("", 3)


def test_posted_keeps_the_order_of_the_form() -> None:
    form = MultiDict(
        [("question", "b"), ("question", "a"), ("a-kind", "number"), ("b-kind", "consent")]
    )
    assert [one.name for one in posted(form)] == ["b", "a"]
