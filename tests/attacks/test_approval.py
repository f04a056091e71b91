"""Attacks on moderation: words that nobody approved go out on the approval of other words."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable

import pytest

from analysis.publish import Release
from collector.corrections import change_statement
from collector.errors import Conflict
from collector.findings import store_deidentifications
from collector.moderation import approve, hide, keep_spans, merge
from collector.queries.statements import Statement, statement, to_review
from collector.undoing import undo
from tests.analysis.programme_to_publish import Made, name_span

OLD, NEW = "Bijdrage 5 gaat over begeleiding van starters.", "De zwarte doos van het nieuwe woord."


@pytest.fixture
def number(made: Made) -> int:
    """A statement that somebody approved."""
    return made.all()[OLD]


def owner(connection: sqlite3.Connection, number: int) -> int:
    row = connection.execute(
        "SELECT r.participant_id FROM statements AS s JOIN responses AS r ON r.id = s.response_id"
        " WHERE s.id = ?",
        (number,),
    ).fetchone()
    return int(row[0])


def rewrite(made: Made, number: int, text: str) -> None:
    who = owner(made.connection, number)
    change_statement(made.connection, who, number, text=text, aspect=None, consent=True)


def now(made: Made, number: int) -> Statement:
    found = statement(made.connection, made.programme, number)
    assert found
    return found


def test_edit_between_reading_and_approving(made: Made, number: int) -> None:
    rewrite(made, number, NEW)
    made.look()
    with pytest.raises(Conflict, match="intussen veranderd"):
        approve(made.connection, made.programme, made.facilitator, [(number, OLD)])
    assert (now(made, number).state, now(made, number).publishable) == ("waiting", False)


def test_one_edit_in_a_pile_approves_nothing_of_the_pile(made: Made, number: int) -> None:
    other = made.all()["Bijdrage 6 gaat over tijd en geld voor de opleiding."]
    rewrite(made, number, NEW)
    rewrite(made, other, "Ook anders.")
    with pytest.raises(Conflict):
        approve(
            made.connection,
            made.programme,
            made.facilitator,
            [(other, "Ook anders."), (number, OLD)],
        )
    assert now(made, other).state == "waiting"


def test_finding_that_arrives_between_reading_and_approving(made: Made, number: int) -> None:
    rewrite(made, number, "Vraag het Sjuul.")
    made.look({"Vraag het Sjuul.": [name_span("Vraag het Sjuul.", "Sjuul")]})
    with pytest.raises(Conflict):
        approve(made.connection, made.programme, made.facilitator, [(number, "Vraag het Sjuul.")])


def test_finding_after_approving_holds_the_statement_back(
    made: Made, number: int, make: Callable[..., Release], rows: Callable
) -> None:
    rewrite(made, number, "Vraag het Sjuul.")
    approve(made.connection, made.programme, made.facilitator, [(number, "Vraag het Sjuul.")])
    assert not now(made, number).publishable  # nobody has looked for names yet
    spans = [name_span("Vraag het Sjuul.", "Sjuul")]
    store_deidentifications(made.connection, made.programme, {"Vraag het Sjuul.": spans})
    assert (now(made, number).publishable, to_review(now(made, number))) == (False, True)
    assert rows(make(), "SELECT count(*) FROM statements WHERE text LIKE 'Vraag het %aa%'") == [
        (1,)  # the one of the fixture, reviewed with [naam]
    ]


def test_undo_of_a_decision_about_the_old_words_does_not_approve_the_new_ones(
    made: Made, number: int
) -> None:
    """Approved, hidden, rewritten, hidden for the same reason; then the first hiding is undone."""
    first = hide(made.connection, made.programme, made.facilitator, number, "Te herkenbaar.")
    rewrite(made, number, NEW)
    made.look()
    hide(made.connection, made.programme, made.facilitator, number, "Te herkenbaar.")
    with pytest.raises(Conflict):
        undo(made.connection, made.programme, made.facilitator, first)
    assert now(made, number).state == "hidden"


def test_undo_of_a_merge_does_not_approve_what_was_rewritten(made: Made, number: int) -> None:
    target = made.all()["Bijdrage 7 gaat over begeleiding van starters."]
    first = merge(made.connection, made.programme, made.facilitator, number, target)
    rewrite(made, number, NEW)
    merge(made.connection, made.programme, made.facilitator, number, target)
    with pytest.raises(Conflict):
        undo(made.connection, made.programme, made.facilitator, first)
    assert now(made, number).state == "merged"


def test_approved_state_without_a_review_of_these_words_does_not_go_out(
    made: Made, number: int
) -> None:
    """Whatever way a row got there: the state alone does not open the door."""
    made.connection.execute(
        "UPDATE statements SET text = ?, reviewed_hash = NULL WHERE id = ?", (NEW, number)
    )
    made.look()
    assert (now(made, number).publishable, to_review(now(made, number))) == (False, True)


def test_keeping_a_name_after_approval_needs_a_new_approval(made: Made) -> None:
    text = "Vraag het Quirijn Bloemendael eens."
    number = made.all()[text]
    assert now(made, number).publishable
    (span,) = now(made, number).spans
    keep_spans(
        made.connection, made.programme, made.facilitator, number, [(span["start"], span["end"])]
    )
    assert (now(made, number).public_text, now(made, number).publishable) == (text, False)


def test_new_spans_over_an_approved_text_need_a_new_approval(made: Made, number: int) -> None:
    spans = [name_span(OLD, "starters")]
    store_deidentifications(made.connection, made.programme, {OLD: spans})
    assert (now(made, number).publishable, to_review(now(made, number))) == (False, True)


def test_consent_that_is_taken_back_after_approval_stops_the_next_release(
    made: Made, number: int, make: Callable[..., Release], rows: Callable
) -> None:
    sql = f"SELECT count(*) FROM statements WHERE text = '{OLD}'"
    assert rows(make(), sql) == [(1,)]
    who = owner(made.connection, number)
    change_statement(made.connection, who, number, text=OLD, aspect=None, consent=False)
    assert now(made, number).state == "approved"  # in the house it still counts
    assert rows(make(), sql) == [(0,)]
