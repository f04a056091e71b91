"""Looking through what was found in statements, with the words that go out as the judge."""

from __future__ import annotations

import re
import sqlite3

import pytest
from flask.testing import FlaskClient

from collector import undoing
from collector.corrections import change_statement
from collector.personal_data import Kind
from collector.queries.review import review_work
from collector.queries.statements import Statement, statement
from forms.review import KINDS, occurrences

TEXT = "Vraag het aan Marieke, die weet het."


@pytest.fixture
def address(slug: str) -> str:
    return f"/facilitate/{slug}/review"


def one(database: sqlite3.Connection, programme: int, identifier: int) -> Statement:
    found = statement(database, programme, identifier)
    assert found
    return found


def hidden(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found, name
    return found.group(1)


def shown(page: str) -> str:
    """The statement on the page, as it is."""
    found = re.search(r"<blockquote.*?>(.*?)</blockquote>", page, re.DOTALL)
    return re.sub(r"<[^>]+>", "", found.group(1)) if found else ""


def test_one_after_the_other_until_all_are_done(
    desk: FlaskClient, fresh_db: sqlite3.Connection, slug: str, address: str, say, span
) -> None:
    texts = [f"{name} zei dat de begeleiding rust mist." for name in ("Aaltje", "Berend", "Coba")]
    said = [say(text, [span(text, text.split()[0])]) for text in texts]
    seen = []
    page = desk.get(address).get_data(as_text=True)
    while shown(page):
        seen.append(shown(page))
        number = said[texts.index(seen[-1])]
        answer = desk.post(
            f"/facilitate/{slug}/moderation/{number}/approve",
            data={"seen": hidden(page, "seen"), "back": f"{address}?after={number}"},
        )
        assert answer.location == f"{address}?after={number}"
        page = desk.get(answer.location).get_data(as_text=True)
    assert seen == texts
    assert "Alles is nagekeken." in page
    found = fresh_db.execute("SELECT state FROM statements ORDER BY id").fetchall()
    assert [row[0] for row in found] == ["approved"] * 3


def test_what_was_skipped_comes_back_at_the_end(desk: FlaskClient, address: str, say, span) -> None:
    texts = ["Aaltje heeft geen tijd.", "Berend heeft geen tijd."]
    first, second = (say(text, [span(text, text.split()[0])]) for text in texts)
    assert shown(desk.get(f"{address}?after={first}").get_data(as_text=True)) == texts[1]
    assert shown(desk.get(f"{address}?after={second}").get_data(as_text=True)) == texts[0]
    assert shown(desk.get(f"{address}?at={second}").get_data(as_text=True)) == texts[1]


def test_all_in_which_nothing_was_found_go_at_once_and_come_back_at_once(
    desk: FlaskClient,
    fresh_db: sqlite3.Connection,
    slug: str,
    address: str,
    round_table: int,
    say,
    span,
) -> None:
    clean = [say(f"De werkdruk is te hoog, reden {n}.") for n in range(3)]
    found, unread = say(TEXT, [span(TEXT, "Marieke")]), say("Nog niet bekeken.", None)
    page = desk.get(address).get_data(as_text=True)
    assert "In 3 uitspraken is niets gevonden" in page
    fields = {"until": hidden(page, "until"), "seen": hidden(page, "seen")}
    late = say("Deze kwam erna.")
    assert desk.post(f"{address}/clean", data=fields).status_code == 302
    states = dict(fresh_db.execute("SELECT id, state FROM statements").fetchall())
    assert states == {
        **dict.fromkeys(clean, "approved"),
        **dict.fromkeys((found, unread, late), "waiting"),
    }
    assert one(fresh_db, round_table, clean[0]).publishable
    act = fresh_db.execute("SELECT max(id) FROM acts").fetchone()[0]
    undoing.undo(fresh_db, round_table, 1, act)
    states = dict(fresh_db.execute("SELECT id, state FROM statements").fetchall())
    assert set(states.values()) == {"waiting"}


def test_a_batch_that_changed_meanwhile_is_not_approved(
    desk: FlaskClient, fresh_db: sqlite3.Connection, address: str, round_table: int, say
) -> None:
    say("De werkdruk is te hoog.")
    changing = say("Er is weinig tijd.")
    page = desk.get(address).get_data(as_text=True)
    fields = {"until": hidden(page, "until"), "seen": hidden(page, "seen")}
    owner = fresh_db.execute(
        "SELECT r.participant_id FROM statements AS s JOIN responses AS r ON r.id = s.response_id"
        " WHERE s.id = ?",
        (changing,),
    ).fetchone()[0]
    change_statement(
        fresh_db, owner, changing, text="Nu staat hier Sjoerd.", aspect=None, consent=True
    )
    answer = desk.post(f"{address}/clean", data=fields)
    assert answer.status_code == 409
    assert "intussen veranderd" in answer.get_data(as_text=True)
    assert {row[0] for row in fresh_db.execute("SELECT state FROM statements")} == {"waiting"}
    answer = desk.post(f"{address}/clean", data={"until": "", "seen": ""})
    assert "niets (meer) om" in answer.get_data(as_text=True)


def test_what_nothing_had_found_is_marked_by_a_person(
    desk: FlaskClient,
    fresh_db: sqlite3.Connection,
    address: str,
    slug: str,
    round_table: int,
    say,
) -> None:
    """Every time it stands there as a word, not inside another word; and taken back again."""
    text = "De conciërge van De Klimop kent De Klimopweg; vraag De Klimop."
    number = say(text)
    answer = desk.post(f"{address}/{number}/mark", data={"words": "De Klimop", "kind": "school"})
    assert answer.location == f"{address}?at={number}"
    now = one(fresh_db, round_table, number)
    assert now.public_text == "De conciërge van [school] kent De Klimopweg; vraag [school]."
    assert (now.text, now.publishable) == (text, False)
    desk.post(f"{address}/{number}/mark", data={"words": "De conciërge", "kind": "role"})
    now = one(fresh_db, round_table, number)
    assert now.public_text == "[functie] van [school] kent De Klimopweg; vraag [school]."
    page = desk.get(f"{address}?at={number}").get_data(as_text=True)
    assert "door een gespreksleider aangewezen" in page
    start = text.index("De Klimop")
    desk.post(
        f"/facilitate/{slug}/moderation/{number}/keep",
        data={"start": start, "end": start + 9, "keep": "1"},
    )
    now = one(fresh_db, round_table, number)
    assert now.public_text == "[functie] van De Klimop kent De Klimopweg; vraag [school]."


def test_marked_again_after_it_was_let_stand(
    desk: FlaskClient,
    fresh_db: sqlite3.Connection,
    address: str,
    slug: str,
    round_table: int,
    say,
    span,
) -> None:
    """Found as a name, let stand, and after all a school."""
    text = "Op Reggesteyn kan het wel."
    found = span(text, "Reggesteyn")
    number = say(text, [found])
    keep = {"start": found["start"], "end": found["end"], "keep": "1"}
    desk.post(f"/facilitate/{slug}/moderation/{number}/keep", data=keep)
    assert one(fresh_db, round_table, number).public_text == text
    desk.post(f"{address}/{number}/mark", data={"words": "Op Reggesteyn", "kind": "school"})
    assert one(fresh_db, round_table, number).public_text == "[school] kan het wel."


def test_a_longer_mark_takes_the_place_of_the_name_in_it(
    desk: FlaskClient, fresh_db: sqlite3.Connection, address: str, round_table: int, say, span
) -> None:
    text = "De zus van Marieke uit Dirksland weet het."
    number = say(text, [span(text, "Marieke")])
    desk.post(
        f"{address}/{number}/mark",
        data={"words": "De zus van Marieke uit Dirksland", "kind": "other"},
    )
    now = one(fresh_db, round_table, number)
    assert now.public_text == "[weggelaten] weet het."
    page = desk.get(f"{address}?at={number}").get_data(as_text=True)
    assert "<mark>De zus van Marieke uit Dirksland</mark>" in page


def test_a_changed_text_forgets_its_marks(
    desk: FlaskClient, fresh_db: sqlite3.Connection, address: str, round_table: int, say
) -> None:
    number = say("Vraag de rector.")
    desk.post(f"{address}/{number}/mark", data={"words": "de rector", "kind": "role"})
    owner = fresh_db.execute("SELECT participant_id FROM responses").fetchone()[0]
    change_statement(
        fresh_db, owner, number, text="Een heel andere zin.", aspect=None, consent=True
    )
    assert one(fresh_db, round_table, number).public_text == "Een heel andere zin."


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"words": "", "kind": "name"}, "Vul in welke woorden"),
        ({"words": "Gerda", "kind": "name"}, "staan niet zo in de uitspraak"),
        ({"words": "Marieke", "kind": "bsn"}, "Kies wat het is"),
        ({"words": "Marieke", "kind": "'; DROP TABLE"}, "Kies wat het is"),
        ({}, "Kies wat het is"),
    ],
)
def test_marks_that_cannot_be_are_told_and_change_nothing(
    desk: FlaskClient,
    fresh_db: sqlite3.Connection,
    address: str,
    say,
    fields: dict[str, str],
    told: str,
) -> None:
    number = say(TEXT)
    answer = desk.post(f"{address}/{number}/mark", data=fields)
    assert told in answer.get_data(as_text=True)
    assert [tuple(row) for row in fresh_db.execute("SELECT marked_spans FROM statements")] == [
        ("[]",)
    ]


@pytest.mark.parametrize("query", ["at=x", "at=999999", "after=-1", f"after={10**30}"])
def test_any_address_shows_what_is_left(
    desk: FlaskClient, address: str, say, span, query: str
) -> None:
    say(TEXT, [span(TEXT, "Marieke")])
    assert shown(desk.get(f"{address}?{query}").get_data(as_text=True)) == TEXT


def test_nothing_to_look_through(desk: FlaskClient, address: str) -> None:
    page = desk.get(address).get_data(as_text=True)
    assert "Er is niets om na te kijken." in page


def test_where_words_stand() -> None:
    assert occurrences("Jan in januari: Jan!", "Jan") == [(0, 3), (16, 19)]
    assert occurrences("januari", "jan") == [(0, 3)]
    assert occurrences("a.b", ".") == [(1, 2)]
    assert occurrences("niets", "iets anders") == []


def test_every_kind_can_be_marked(
    desk: FlaskClient, fresh_db: sqlite3.Connection, address: str, round_table: int, say
) -> None:
    number = say("Hier staat iets.")
    for kind in KINDS:
        desk.post(f"{address}/{number}/mark", data={"words": "iets", "kind": kind})
        work = review_work(fresh_db, round_table)
        assert [span["kind"] for span in work.found[0].spans] == [str(kind)]
    assert set(KINDS) <= set(Kind)
