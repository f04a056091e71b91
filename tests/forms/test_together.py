"""Where a partnership settles something: who may, without a script, and what may go wrong."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable
from urllib.parse import quote

import pytest
from flask import Flask
from flask.testing import FlaskClient

from collector import pens
from collector.activities import change_instrument
from collector.partnerships import add_partnership
from collector.queries import sketches as queries
from collector.queries.steps import steps_of
from collector.records import Instrument, Option, Question, QuestionKind, Side
from forms.shared_form import LEFT_OUT
from tests.forms.test_hostile import TEXTS
from tests.partners import CODE, Partners, partners

JSON = {"Accept": "application/json"}
Phone = Callable[[int], FlaskClient]


@pytest.fixture
def us(fresh_db: sqlite3.Connection, learning_network: int) -> Partners:
    return partners(fresh_db, learning_network)


@pytest.fixture
def phone(app: Flask, us: Partners) -> Phone:
    """The phone of somebody who came in: `phone(participant)`."""

    def of(participant: int) -> FlaskClient:
        client = app.test_client()
        with client.session_transaction() as session:
            session["receipts"] = {str(us.meeting): us.receipts[participant]}
        return client

    return of


def at(us: Partners, slug: str = "baseline", tail: str = "") -> str:
    return f"/m/{us.code}/{us.activities[slug]}/together{tail}"


def fields(page: str) -> dict[str, str]:
    """What a browser without scripts would send of the form."""
    form = page[page.index('id="sketch"') : page.index("</form>", page.index('id="sketch"'))]
    found = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form))
    found |= dict(re.findall(r'<textarea id="[^"]+" name="([^"]+)"[^>]*>([^<]*)</textarea>', form))
    found |= dict(
        re.findall(r'<input type="radio"[^>]* name="([^"]+)" value="([^"]*)" checked', form)
    )
    return found


def stands(us: Partners, question: str, slug: str = "baseline") -> object:
    return queries.sketch(us.database, *us.place(slug)).get(question, queries.EMPTY).value


def test_the_journey_without_scripts(us: Partners, phone: Phone) -> None:
    an, bo = us.come(), us.come(Side.FIELD)
    us.answer(an, "baseline", content_phase="trying", content_text="Van An alleen")
    us.answer(bo, "baseline", content_phase="exploring", content_text="Van Bo alleen")
    mine, theirs = phone(an), phone(bo)
    page = mine.get(at(us)).text
    assert "2 van 2" in page and "U ligt 2 stappen uit elkaar" in page
    assert "Ik schrijf" in page and "<textarea" not in page
    assert mine.post(at(us, tail="/pen"), data={"act": "take"}).status_code == 303
    page = mine.get(at(us)).text
    sent = {**fields(page), "q_content_phase": "trying", "q_content_text": "Samen geschreven"}
    assert mine.post(at(us), data=sent).headers["Location"] == at(us)
    page = theirs.get(at(us)).text
    assert "Iemand van het opleidingsinstituut schrijft" in page
    assert "Samen geschreven" in page and "samen gekozen" in page
    token = re.findall(r'name="copy" value="content_text:([0-9a-f]+)"', mine.get(at(us)).text)[1]
    sent = {**fields(mine.get(at(us)).text), "copy": f"content_text:{token}"}
    assert mine.post(at(us), data=sent).headers["Location"].endswith("#v-content_text")
    assert stands(us, "content_text") == "Samen geschreven\nVan Bo alleen"
    sent = {**fields(mine.get(at(us)).text), "give": "1"}
    assert mine.post(at(us), data=sent).status_code == 303
    assert "Niemand schrijft nu" in theirs.get(at(us)).text
    version = str(queries.version(us.database, *us.place()))
    theirs.post(at(us, tail="/settle"), data={"act": "settle", "seen": version})
    assert "Dit is vastgesteld" in mine.get(at(us)).text
    mine.post(at(us, tail="/settle"), data={"act": "reopen"})
    assert not queries.is_settled(us.database, *us.place())


def test_one_more_box_without_scripts(us: Partners, phone: Phone) -> None:
    an = us.come()
    mine = phone(an)
    mine.post(at(us, "horizon", "/pen"), data={"act": "take"})
    sent = {
        **fields(mine.get(at(us, "horizon")).text),
        "q_first_steps-0-text": "HRM bellen",
        "more": "first_steps",
    }
    page = mine.post(at(us, "horizon"), data=sent).text
    assert "HRM bellen" in page and 'name="q_first_steps-1-text"' in page
    sent = {**fields(page), "q_first_steps-1-text": "Een lijst maken"}
    assert mine.post(at(us, "horizon"), data=sent).status_code == 303
    assert stands(us, "first_steps", "horizon") == ["HRM bellen", "Een lijst maken"]


def test_conflict_shows_both_and_pressing_again_decides(us: Partners, phone: Phone) -> None:
    an, bo = us.come(), us.come(Side.FIELD)
    mine, theirs = phone(an), phone(bo)
    mine.post(at(us, tail="/pen"), data={"act": "take"})
    before = fields(mine.get(at(us)).text)
    theirs.post(at(us, tail="/pen"), data={"act": "over"})
    theirs.post(at(us), data={**fields(theirs.get(at(us)).text), "q_content_text": "Van Bo"})
    answer = mine.post(at(us), data={**before, "q_content_text": "Van An"})
    assert answer.status_code == 409
    assert "Iemand anders van uw partnerschap schrijft nu" in answer.text
    assert "Van An" in answer.text and "Van Bo" in answer.text
    again = {**fields(answer.text), "over": "1"}
    assert again["q_content_text"] == "Van An"
    assert mine.post(at(us), data=again).status_code == 303
    assert stands(us, "content_text") == "Van An"
    rows = queries.history(us.database, *us.place(), "content_text")
    assert len(rows) == 2  # what Bo wrote is kept


def test_what_the_script_hears(us: Partners, phone: Phone) -> None:
    an, bo = us.come(), us.come(Side.FIELD)
    mine, theirs = phone(an), phone(bo)
    one = {"key": "a" * 32, "base_content_text": "0", "q_content_text": "Van An"}
    for _ in range(2):  # sent again, because no answer came
        said = mine.post(at(us), data=one, headers=JSON).json
        assert (said["stored"], said["saved"]) == (True, {"content_text": 1})
    answer = theirs.post(
        at(us), data={**one, "key": "b" * 32, "q_content_text": "Van Bo"}, headers=JSON
    )
    assert (answer.status_code, answer.json["pen_lost"]) == (409, True)
    assert answer.json["conflicts"] == {"content_text": {"revision": 1, "lines": ["Van An"]}}
    long = {**one, "base_content_text": "1", "q_content_text": "x" * 2000}
    answer = mine.post(at(us), data=long, headers=JSON)
    assert (answer.status_code, list(answer.json["problems"])) == (422, ["content_text"])
    answer = theirs.post(at(us, tail="/pen"), data={"act": "take"}, headers=JSON)
    assert (answer.status_code, answer.json["stored"]) == (409, False)
    assert stands(us, "content_text") == "Van An"


def test_back_to_an_earlier_version(us: Partners, phone: Phone) -> None:
    mine = phone(us.come())
    for base, text in enumerate(("Een", "Een dag", "Een week")):
        data = {"key": "a" * 32, "base_content_text": str(base), "q_content_text": text}
        mine.post(at(us), data=data, headers=JSON)
    address = at(us, tail="/content_text")
    page = mine.get(address).text
    assert page.count("Zet deze versie terug") == 1  # "Een" only grew into "Een dag"
    data = {"key": "c" * 32, "base": "3", "revision": "2"}
    assert mine.post(address, data=data).status_code == 303
    assert stands(us, "content_text") == "Een dag"
    assert mine.get(at(us, tail="/elders")).status_code == 404


def test_somebody_else_sees_nothing(us: Partners, phone: Phone, client: FlaskClient) -> None:
    an = us.come()
    us.answer(an, "baseline", content_phase="trying", content_text="Geheim van An")
    phone(an).post(
        at(us),
        data={"key": "a" * 32, "base_hrm_text": "0", "q_hrm_text": "Geheim samen"},
        headers=JSON,
    )
    other = us.come(partnership=add_partnership(us.database, us.programme, "Elders"))
    unknown, made_up = us.come(knows=False), us.come(rehearsal=True)
    for who in (other, unknown, made_up):
        for tail in ("", "/live", "/content_text", "/hrm_text"):
            page = phone(who).get(at(us, tail=tail))
            assert "Geheim" not in page.text, (who, tail)
        assert ("drie woorden" in phone(who).get(at(us)).text) == (who != other)
    for who in (unknown, made_up):
        for tail in ("", "/pen", "/settle", "/content_text"):
            answer = phone(who).post(at(us, tail=tail), data={"act": "take", "base_hrm_text": "1"})
            assert answer.status_code == 403
    assert client.get(at(us)).status_code == 303
    assert stands(us, "hrm_text") == "Geheim samen"
    assert phone(unknown).get(f"/m/{us.code}/steps").status_code == 303
    for address in (f"/live/sketch-{us.receipts[unknown]}", f"/live/sketch-{us.receipts[made_up]}"):
        assert client.get(address).status_code == 403
    assert client.get("/live/sketch-onbekend").status_code == 404


def test_the_form_tells_beforehand_and_the_meeting_leads_on(us: Partners, phone: Phone) -> None:
    an, bo = us.come(), us.come(Side.FIELD)
    mine = phone(an)
    told = "zien uw antwoorden straks naast die van henzelf"
    assert told in mine.get(f"/m/{us.code}/{us.activities['baseline']}").text
    assert told not in mine.get(f"/m/{us.code}/{us.activities['framework']}").text
    assert "Samen bekijken" not in mine.get(f"/m/{us.code}").text
    us.answer(bo, "baseline", content_phase="trying")
    assert "Samen bekijken" in mine.get(f"/m/{us.code}").text
    us.answer(an, "baseline", content_phase="trying")
    page = mine.get(f"/m/{us.code}?received={us.activities['baseline']}").text
    assert "2 van 2 van uw partnerschap" in page and "Leg het naast dat van uw collega" in page


def test_steps_in_a_meeting_and_on_the_own_page(
    us: Partners, phone: Phone, client: FlaskClient
) -> None:
    mine, here, there = phone(us.come()), f"/m/{us.code}/steps", f"/p/{CODE}/steps"
    mine.post(here, data={"act": "add", "text": "HRM bellen"})
    client.post(there, data={"act": "add", "text": "Een lijst maken"})
    one, two = (row["id"] for row in steps_of(us.database, us.partnership))
    mine.post(here, data={"act": "state", "step": str(one), "state": "done"})
    client.post(there, data={"act": "up", "step": str(two)})
    client.post(
        there, data={"act": "change", "step": str(two), "seen": "Een lijst maken", "text": "Lijst"}
    )
    rows = steps_of(us.database, us.partnership)
    assert [(row["text"], row["state"]) for row in rows] == [
        ("Lijst", "todo"),
        ("HRM bellen", "done"),
    ]
    assert rows[1]["state_meeting"] == "Bijeenkomst 1: waarom"
    assert "1 van 2 gedaan" in client.get(f"/p/{CODE}").text
    client.post(there, data={"act": "remove", "step": str(two)})
    page = client.get(f"/p/{CODE}").text
    back = dict(
        re.findall(r'name="(act|text|state|at)" value="([^"]*)"', page[page.index("weggehaald") :])
    )
    client.post(there, data=back)
    assert [row["text"] for row in steps_of(us.database, us.partnership)] == ["Lijst", "HRM bellen"]
    assert "Kies eerst wat er" in client.post(there, data={"act": "x"}, follow_redirects=True).text


def test_the_desk_reads_along_and_writes_for_who_has_no_phone(
    us: Partners, phone: Phone, desk: FlaskClient
) -> None:
    slug = us.database.execute(
        "SELECT slug FROM programmes WHERE id = ?", (us.programme,)
    ).fetchone()[0]
    an = us.come()
    us.answer(an, "horizon", first_steps=("HRM bellen",))
    overview = f"/facilitate/{slug}/sketches/"
    assert "1 van 1 apart" in desk.get(overview).text
    form = f"{overview}{us.partnership}/meeting/{us.meeting}/{us.activities['horizon']}"
    token = re.findall(r'value="(first_steps:[0-9a-f]+)"', desk.get(form).text)[0]
    data = {"key": "d" * 32, "base_vision": "0", "q_vision-0-text": "Samen", "copy": token}
    assert desk.post(form, data=data).status_code == 303
    seen = str(queries.version(us.database, *us.place("horizon")))
    desk.post(form, data={"act": "settle", "seen": seen})
    page = desk.get(f"{overview}{us.partnership}").text
    assert "Samen" in page and "HRM bellen" in page and "vastgesteld" in page
    assert "0 van 1 gedaan" in desk.get(overview).text
    stale = {"key": "e" * 32, "base_vision": "0", "q_vision-0-text": "Anders"}
    desk.post(form, data={"act": "reopen"})
    answer = desk.post(form, data=stale)
    assert answer.status_code == 409 and "Er staat intussen iets anders" in answer.text
    assert pens.holder(us.database, us.place("horizon")) is None
    assert desk.get(f"{overview}999").status_code == 404
    assert (
        desk.get(
            form.replace(str(us.activities["horizon"]), str(us.activities["framework"]))
        ).status_code
        == 404
    )


def test_hostile(us: Partners, phone: Phone) -> None:
    an = us.come()
    us.answer(an, "baseline", content_phase="trying", content_text="Van An alleen")
    mine = phone(an)
    mine.post(at(us, tail="/pen"), data={"act": "take"})
    names = [*fields(mine.get(at(us)).text), "q_content_phase", "over", "copy", "give", "more"]
    for text in TEXTS:
        forms = (
            dict.fromkeys([*names, "act", "seen"], text),
            {"base_content_text": text, "q_content_text": text},
            {"revision": text, "base": text, "key": text},
        )
        for tail in ("", "/pen", "/settle", "/content_text"):
            for data in forms:
                answer = mine.post(at(us, tail=tail), data=data)
                assert answer.status_code < 500, (tail, data)
                assert "<x-merk>" not in answer.text
        assert mine.get(at(us, tail="/" + quote(text[:500], safe=""))).status_code < 500
        for act in ("add", "state", "change", "up", "remove", text):
            names_of_steps = ("step", "text", "state", "at", "seen")
            data = {**dict.fromkeys(names_of_steps, text), "act": act}
            assert mine.post(f"/m/{us.code}/steps", data=data).status_code < 500
    assert mine.get(at(us)).status_code == mine.get(f"/m/{us.code}/steps").status_code == 200
    assert us.database.execute("PRAGMA foreign_key_check").fetchall() == []


def test_every_kind_of_question_is_shown_and_written(us: Partners, phone: Phone) -> None:
    options = (Option("a", "Optie A"), Option("b", "Optie B"))
    asked = [kind for kind in QuestionKind if kind not in LEFT_OUT]
    everything = Instrument(
        "alles",
        "Alles",
        questions=tuple(
            Question(kind.value, kind, f"Vraag {kind.value}", options=options, rows=options)
            for kind in QuestionKind
        ),
        together=True,
    )
    change_instrument(us.database, us.activities["baseline"], everything)
    values: dict[str, object] = {
        "choice": "a",
        "choices": ["a"],
        "scale": "b",
        "number": 3,
        "ranking": ["b", "a"],
        "short_text": "kort",
        "long_text": "lang",
        "matrix": {"a": "b"},
    }
    for who in (us.come(), us.come(Side.FIELD)):
        us.answer(who, "baseline", **values, statements=("Gezegd",))
    mine = phone(who)
    for kind in asked:
        assert f"Vraag {kind.value}" in mine.get(at(us)).text
    assert "Vraag consent" not in mine.get(at(us)).text
    mine.post(at(us, tail="/pen"), data={"act": "take"})
    page = mine.get(at(us)).text
    for token in re.findall(r'name="copy" value="([^"]+)"', page):
        mine.post(at(us), data={"key": "a" * 32, "copy": token})
    data = {"key": "b" * 32} | {
        f"base_{kind}": "0" for kind in ("choice", "choices", "scale", "matrix")
    }
    data |= {"q_choice": "a", "q_choices": "a", "q_scale": "b", "q_matrix-a": "b"}
    assert mine.post(at(us), data=data).status_code == 303
    shared = queries.sketch(us.database, *us.place())
    assert {key: one.value for key, one in shared.items()} == {**values, "statements": ["Gezegd"]}
    mine.post(at(us, tail="/pen"), data={"act": "give"})
    assert mine.get(at(us)).text.count("samen gekozen") == 4
