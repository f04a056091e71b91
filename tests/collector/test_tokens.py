"""Tokens: shown once, kept as a hash, and of no use once they are revoked."""

from __future__ import annotations

import sqlite3

import pytest

from collector.accounts import add_facilitator
from collector.errors import NotFound, Refused
from collector.queries.terms import today
from collector.tokens import (
    MOST,
    NAME_LIMIT,
    PREFIX,
    facilitator_by_token,
    make_token,
    revoke_token,
    tokens_of,
)
from tests.conftest import PASSWORD


def listed(connection: sqlite3.Connection, facilitator: int) -> list[tuple[object, ...]]:
    return [tuple(row)[1:] for row in tokens_of(connection, facilitator)]


def test_a_token_opens_for_its_facilitator_until_it_is_revoked(
    fresh_db: sqlite3.Connection, facilitator: int
) -> None:
    other = add_facilitator(fresh_db, "ander@example.org", PASSWORD)
    mine = make_token(fresh_db, facilitator, "R op mijn laptop")
    theirs = make_token(fresh_db, other, "R op mijn laptop")
    day = today().isoformat()
    assert listed(fresh_db, facilitator) == [("R op mijn laptop", day, None, None)]
    assert facilitator_by_token(fresh_db, mine) == facilitator
    assert facilitator_by_token(fresh_db, theirs) == other
    assert listed(fresh_db, facilitator) == [("R op mijn laptop", day, day, None)]
    identifier = tokens_of(fresh_db, facilitator)[0]["id"]
    with pytest.raises(NotFound):
        revoke_token(fresh_db, other, identifier)
    assert revoke_token(fresh_db, facilitator, identifier) == "R op mijn laptop"
    assert facilitator_by_token(fresh_db, mine) is None
    assert facilitator_by_token(fresh_db, theirs) == other
    assert listed(fresh_db, facilitator) == [("R op mijn laptop", day, day, day)]


def test_only_the_hash_is_kept(fresh_db: sqlite3.Connection, facilitator: int) -> None:
    token = make_token(fresh_db, facilitator, "script")
    assert token.startswith(PREFIX) and len(token) == len(PREFIX) + 43
    whole = "\n".join(fresh_db.iterdump())
    assert token not in whole and token.removeprefix(PREFIX) not in whole
    for wrong in ("", PREFIX, token[:-1], token + "a", token.upper(), "script"):
        assert facilitator_by_token(fresh_db, wrong) is None


def test_the_day_of_use_is_written_once_a_day(
    fresh_db: sqlite3.Connection, facilitator: int
) -> None:
    token = make_token(fresh_db, facilitator, "script")
    facilitator_by_token(fresh_db, token)
    before = fresh_db.total_changes
    for _ in range(5):
        facilitator_by_token(fresh_db, token)
    assert fresh_db.total_changes == before


def test_names_are_told_apart_and_there_is_an_end(
    fresh_db: sqlite3.Connection, facilitator: int
) -> None:
    for name in ("", "x" * (NAME_LIMIT + 1)):
        with pytest.raises(Refused):
            make_token(fresh_db, facilitator, name)
    for number in range(MOST):
        make_token(fresh_db, facilitator, f"koppeling {number}")
    with pytest.raises(Refused, match="al 20 koppelingen"):
        make_token(fresh_db, facilitator, "een te veel")
    with pytest.raises(Refused, match="Er is al een koppeling"):
        make_token(fresh_db, facilitator, "koppeling 3")
    revoke_token(fresh_db, facilitator, tokens_of(fresh_db, facilitator)[0]["id"])
    make_token(fresh_db, facilitator, f"koppeling {MOST - 1}")
    assert [row["revoked_on"] is None for row in tokens_of(fresh_db, facilitator)] == [
        *[True] * MOST,
        False,
    ]


def test_with_the_account_goes_the_token(fresh_db: sqlite3.Connection, facilitator: int) -> None:
    token = make_token(fresh_db, facilitator, "script")
    fresh_db.execute("DELETE FROM facilitators WHERE id = ?", (facilitator,))
    assert facilitator_by_token(fresh_db, token) is None
    assert fresh_db.execute("SELECT count(*) FROM tokens").fetchone()[0] == 0
