"""Moderating, with the log and its undo."""

from __future__ import annotations

import json
import re
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from collector import moderation
from collector.corrections import change_statement
from collector.exports import IDENTIFIED
from collector.likeness import LookAlikes, likeness, words
from collector.queries import statements
from collector.queries.acts import log
from collector.redaction import text_hash
from forms.acts import KIND_WORDS
from forms.cards import pieces


def _rows(database: sqlite3.Connection) -> dict[str, list[tuple[Any, ...]]]:
    """Everything that an act can touch, for comparing before with after undo."""
    return {
        table: [tuple(row) for row in database.execute(f"SELECT * FROM {table} ORDER BY id")]
        for table in ("statements", "themes", "placements")
    }


def _one(database: sqlite3.Connection, programme: int, identifier: int) -> statements.Statement:
    found = statements.statement(database, programme, identifier)
    assert found
    return found


def _undo(desk: FlaskClient, database: sqlite3.Connection, slug: str) -> None:
    act = database.execute("SELECT max(id) FROM acts").fetchone()[0]
    assert desk.post(f"/facilitate/{slug}/log/{act}/undo").status_code == 302


def test_approving_what_stands_there(
    desk: FlaskClient, fresh_db: sqlite3.Connection, slug: str, round_table: int, say, span
) -> None:
    text = "Vraag het aan Marieke, die weet het."
    one = say(text, [span(text, "Marieke")])
    before = _rows(fresh_db)
    page = desk.get(f"/facilitate/{slug}/moderation").get_data(as_text=True)
    assert "<mark>Marieke</mark>" in page
    assert "Vraag het aan [naam], die weet het." in page
    seen = re.search(r'name="seen" value="([0-9a-f]{64})"', page)
    assert seen and seen.group(1) == text_hash("Vraag het aan [naam], die weet het.")
    answer = desk.post(
        f"/facilitate/{slug}/moderation/{one}/approve",
        data={"seen": seen.group(1), "back": f"/facilitate/{slug}/moderation?state=waiting"},
    )
    assert answer.location == f"/facilitate/{slug}/moderation?state=waiting"
    found = _one(fresh_db, round_table, one)
    assert (found.state, found.reviewed, found.publishable) == ("approved", True, True)
    page = desk.get(answer.location).get_data(as_text=True)
    assert re.search(r'action="[^"]*/log/\d+/undo"', page)  # right in the message
    _undo(desk, fresh_db, slug)
    assert _rows(fresh_db) == before


def test_a_text_that_changed_meanwhile_is_not_approved(
    desk: FlaskClient, fresh_db: sqlite3.Connection, slug: str, round_table: int, say
) -> None:
    one = say("Zo stond het er eerst.")
    participant = fresh_db.execute("SELECT max(id) FROM participants").fetchone()[0]
    change_statement(fresh_db, participant, one, text="Nu anders.", aspect=None, consent=True)
    answer = desk.post(
        f"/facilitate/{slug}/moderation/{one}/approve",
        data={"seen": text_hash("Zo stond het er eerst.")},
    )
    assert answer.status_code == 409
    assert _one(fresh_db, round_table, one).state == "waiting"


def test_approving_all_in_which_nothing_was_found(
    desk: FlaskClient, fresh_db: sqlite3.Connection, slug: str, round_table: int, say, span
) -> None:
    named = "Vraag het aan Marieke."
    clean, other = say("Geef begeleiders tijd."), say("Begin klein.")
    found, unseen = say(named, [span(named, "Marieke")]), say("Nog niet bekeken.", None)
    page = desk.get(f"/facilitate/{slug}/moderation").get_data(as_text=True)
    assert "niets gevonden is (2)" in page
    assert page.count("wordt nog nagekeken op persoonsgegevens") == 1
    later = say("Na het laden van de pagina gezegd.")
    before = _rows(fresh_db)
    seen = re.findall(r'name="seen" value="(\d+:[0-9a-f]{64})"', page)
    desk.post(f"/facilitate/{slug}/moderation/approve", data={"seen": seen})
    states = {one.id: one.state for one in statements.statements(fresh_db, round_table)}
    assert states == {
        clean: "approved",
        other: "approved",
        found: "waiting",
        unseen: "waiting",
        later: "waiting",
    }
    _undo(desk, fresh_db, slug)
    assert _rows(fresh_db) == before
    assert desk.post(f"/facilitate/{slug}/moderation/approve").status_code == 409


def test_hiding_needs_a_reason_and_keeps_what_was_typed(
    desk: FlaskClient, fresh_db: sqlite3.Connection, slug: str, round_table: int, say
) -> None:
    one = say("Dit moet weg.")
    address = f"/facilitate/{slug}/moderation/{one}/hide"
    before = _rows(fresh_db)
    page = desk.post(address, data={"reason": "", "words": "  "}).get_data(as_text=True)
    assert "De deelnemer krijgt die te zien." in page
    page = desk.post(address, data={"reason": "tone", "words": "w" * 501}).get_data(as_text=True)
    assert "w" * 501 in page
    ways_back = set(re.findall(r'name="back" value="([^"]+)"', page))
    assert ways_back == {f"/facilitate/{slug}/moderation?page=1&amp;state=waiting"}
    assert re.search(r'<option value="tone" selected>', page)
    assert _rows(fresh_db) == before
    desk.post(address, data={"reason": "tone", "words": "Zeg het gerust anders."})
    found = _one(fresh_db, round_table, one)
    assert (found.state, found.reason) == (
        "hidden",
        "De toon past niet bij dit gesprek. Zeg het gerust anders.",
    )
    page = desk.get(f"/facilitate/{slug}/moderation?state=hidden").get_data(as_text=True)
    assert "Zeg het gerust anders." in page
    _undo(desk, fresh_db, slug)
    assert _rows(fresh_db) == before


def test_what_is_no_personal_data(
    desk: FlaskClient, fresh_db: sqlite3.Connection, slug: str, round_table: int, say, span
) -> None:
    text = "Roos en Daan zijn projecten."
    spans = [span(text, "Roos"), span(text, "Daan")]
    one = say(text, spans)
    before = _rows(fresh_db)
    address = f"/facilitate/{slug}/moderation/{one}/keep"
    public = []
    for place, keep in ((spans[0], "1"), (spans[1], "1"), (spans[0], "0")):
        fields = {"start": place["start"], "end": place["end"], "keep": keep}
        assert desk.post(address, data=fields).location.endswith(f"#s-{one}")
        public.append(_one(fresh_db, round_table, one).public_text)
    assert public == [
        "Roos en [naam] zijn projecten.",
        "Roos en Daan zijn projecten.",
        "[naam] en Daan zijn projecten.",
    ]
    wrong = {"start": 1, "end": 3, "keep": "1"}
    assert desk.post(address, data=wrong).status_code == 409
    acts = [row["id"] for row in fresh_db.execute("SELECT id FROM acts ORDER BY id DESC")]
    for act in acts:
        desk.post(f"/facilitate/{slug}/log/{act}/undo")
    assert _rows(fresh_db) == before


def test_merging_with_what_looks_alike(
    desk: FlaskClient, fresh_db: sqlite3.Connection, slug: str, round_table: int, say
) -> None:
    first = say("Geef schoolopleiders meer tijd voor begeleiding.")
    other = say("Geef de schoolopleiders meer tijd voor begeleiding!")
    different = say("Zonder vertrouwen werkt geen enkel partnerschap.")
    before = _rows(fresh_db)
    page = desk.get(f"/facilitate/{slug}/moderation").get_data(as_text=True)
    assert page.count("Lijkt op:") == 2
    page = desk.get(f"/facilitate/{slug}/moderation/{other}/merge").get_data(as_text=True)
    assert re.findall(r'name="into" value="(\d+)"', page) == [str(first)]
    page = desk.get(f"/facilitate/{slug}/moderation/{other}/merge?q=vertrouw").get_data(
        as_text=True
    )
    assert re.findall(r'name="into" value="(\d+)"', page) == [str(different)]
    for into in ("", other, 999):
        answer = desk.post(f"/facilitate/{slug}/moderation/{other}/merge", data={"into": into})
        assert answer.status_code in (404, 409)
    desk.post(f"/facilitate/{slug}/moderation/{other}/merge", data={"into": first})
    found = _one(fresh_db, round_table, other)
    assert (found.state, found.merged_into) == ("merged", first)
    _undo(desk, fresh_db, slug)
    assert _rows(fresh_db) == before


def test_filters_and_pages(
    desk: FlaskClient, fresh_db: sqlite3.Connection, slug: str, meeting: int, say
) -> None:
    for number in range(103):
        say(f"Uitspraak met nummer {number} van velen.")
    address = f"/facilitate/{slug}/moderation"
    counts = [
        desk.get(f"{address}?{query}").get_data(as_text=True).count('class="card statement"')
        for query in (
            "",
            "page=2",
            "page=99",
            f"meeting={meeting}&page=2",
            "state=hidden",
            "page=0",
        )
    ]
    assert counts == [100, 3, 3, 3, 0, 100]
    assert desk.get(f"{address}?meeting=999").status_code == 404


def test_news_tells_and_never_moves(desk: FlaskClient, slug: str, say) -> None:
    one = say("Al gezien.")
    address = f"/facilitate/{slug}/moderation/news?newest={one}&unanalysed=0"
    assert desk.get(address).get_data(as_text=True).strip() == ""
    say("Nieuw.")
    assert "Er is een nieuwe uitspraak." in desk.get(address).get_data(as_text=True)


def test_personal_data_found_after_approving_is_looked_at_again(
    desk: FlaskClient,
    fresh_db: sqlite3.Connection,
    slug: str,
    round_table: int,
    facilitator: int,
    say,
    span,
) -> None:
    text = "Vraag het aan Marieke."
    one = say(text, None)
    moderation.approve(fresh_db, round_table, facilitator, [(one, text)])
    say(text, [span(text, "Marieke")])  # the worker finds it, in both
    counts = statements.counts_to_moderate(fresh_db, round_table)
    assert counts == {"waiting": 1, "approved": 1, "all": 2, "review": 1}
    page = desk.get(f"/facilitate/{slug}/moderation?state=review").get_data(as_text=True)
    assert "gegevens gevonden na het goedkeuren" in page
    assert page.count(f'id="s-{one}"') == 1


def test_the_log_tells_who_did_what(
    desk: FlaskClient,
    fresh_db: sqlite3.Connection,
    slug: str,
    round_table: int,
    facilitator: int,
    say,
) -> None:
    one, other = say("Het een."), say("Het ander.")
    moderation.approve(
        fresh_db, round_table, facilitator, [(one, "Het een."), (other, "Het ander.")]
    )
    moderation.hide(fresh_db, round_table, facilitator, one, "Een reden.")
    told = [
        (entry.kind, entry.who, entry.rows, entry.about, entry.undone_by)
        for entry in log(fresh_db, round_table)
    ]
    assert told == [
        ("hide", "Gespreksleider", 1, "Het een.", None),
        ("approve", "Gespreksleider", 2, "Het een.", None),
    ]
    first = fresh_db.execute("SELECT min(id) FROM acts").fetchone()[0]
    referrer = {"Referer": f"http://localhost/facilitate/{slug}/log"}
    answer = desk.post(f"/facilitate/{slug}/log/{first}/undo", headers=referrer)
    assert answer.status_code == 302  # refused: a later act stands on it
    page = desk.get(answer.location).get_data(as_text=True)
    assert "Maak eerst de latere handeling ongedaan." in page
    _undo(desk, fresh_db, slug)
    assert "ongedaan gemaakt door Gespreksleider" in desk.get(f"/facilitate/{slug}/log").get_data(
        as_text=True
    )


def test_every_kind_of_act_has_words(fresh_db: sqlite3.Connection) -> None:
    source = "".join(path.read_text() for path in sorted(Path("collector").glob("*.py")))
    kinds = set(re.findall(r'facilitator,\s+"(\w+)"', source)) | {IDENTIFIED}
    assert kinds == set(KIND_WORDS)


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("Meer tijd!", "meer  TIJD", 1.0),
        ("Eén visie", "een visie", 1.0),
        ("Meer tijd", "Meer geld", 0.0),
        ("a b c d", "a b c e", 0.6),
        ("", "", 0.0),
    ],
)
def test_likeness(one: str, other: str, alike: float) -> None:
    assert likeness(words(one), words(other)) == alike


def test_a_statement_is_never_like_itself(
    fresh_db: sqlite3.Connection, round_table: int, say
) -> None:
    one = say("Geef begeleiders meer tijd.")
    found = statements.statements(fresh_db, round_table)
    assert LookAlikes(found).of(_one(fresh_db, round_table, one)) == []


def test_pieces_put_together_are_the_text(
    fresh_db: sqlite3.Connection, round_table: int, say, span
) -> None:
    text = "Anna en Bob & <Carla> kwamen."
    overlapping = {**span(text, "Anna en Bob"), "replacement": "[namen]"}
    one = say(text, [span(text, "Carla"), overlapping, span(text, "Bob")])
    found = pieces(_one(fresh_db, round_table, one))
    assert "".join(piece.text for piece in found) == text
    assert [piece.text for piece in found if piece.finding] == ["Anna en Bob", "Carla"]
    assert json.dumps([piece.finding.kept for piece in found if piece.finding]) == "[false, false]"
