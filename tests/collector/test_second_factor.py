"""Codes from an app, and those for whoever lost it."""

from __future__ import annotations

import base64
import sqlite3
import time

import pytest

from collector import one_time_codes, recovery_codes, second_factor
from collector.accounts import add_facilitator
from collector.database import transaction
from collector.errors import Refused
from tests.authenticator import code_at
from tests.conftest import PASSWORD

SECRET = base64.b32encode(b"12345678901234567890").decode()
"""Of RFC 6238, appendix B, for SHA-1."""
VECTORS = (
    (59, "94287082"),
    (1111111109, "07081804"),
    (1111111111, "14050471"),
    (1234567890, "89005924"),
    (2000000000, "69279037"),
    (20000000000, "65353130"),
)
"""Moments and the codes of eight digits in that appendix; of six digits are the last ones."""


def waiting(connection: sqlite3.Connection, facilitator: int, secret: str = SECRET) -> None:
    one_time_codes.begin(connection, facilitator)
    connection.execute("UPDATE one_time_codes SET secret = ?", (secret,))


def use(connection: sqlite3.Connection, facilitator: int, code: str, at: float) -> bool:
    with transaction(connection):
        return one_time_codes.use(connection, facilitator, code, at)


def code_of(connection: sqlite3.Connection, facilitator: int, at: float) -> str:
    row = connection.execute(
        "SELECT secret FROM one_time_codes WHERE facilitator_id = ?", (facilitator,)
    ).fetchone()
    return code_at(row["secret"], at)


@pytest.mark.parametrize(("at", "code"), VECTORS)
def test_the_codes_of_the_rfc(
    fresh_db: sqlite3.Connection, facilitator: int, at: int, code: str
) -> None:
    waiting(fresh_db, facilitator)
    assert code_of(fresh_db, facilitator, at) == code[-6:]
    assert use(fresh_db, facilitator, code[-6:], at)


@pytest.mark.parametrize(("late", "right"), [(-60, False), (-30, True), (30, True), (60, False)])
def test_a_clock_may_be_one_step_before_or_behind(
    fresh_db: sqlite3.Connection, facilitator: int, late: int, right: bool
) -> None:
    waiting(fresh_db, facilitator)
    at = 1_900_000_000
    assert use(fresh_db, facilitator, code_of(fresh_db, facilitator, at + late), at) is right


def test_a_code_works_once_and_none_before_it_any_more(
    fresh_db: sqlite3.Connection, facilitator: int
) -> None:
    waiting(fresh_db, facilitator)
    at = 1_900_000_000
    before, here, after = (code_of(fresh_db, facilitator, at + more) for more in (-30, 0, 30))
    assert use(fresh_db, facilitator, here, at)
    assert not use(fresh_db, facilitator, here, at)
    assert not use(fresh_db, facilitator, before, at)
    assert use(fresh_db, facilitator, f" {after[:3]} {after[3:]}", at)
    assert not use(fresh_db, facilitator, here, at)


@pytest.mark.parametrize("typed", ["", "12345", "1234567", "abcdef", "١٢٣٤٥٦", "²" * 6, "-" * 99])
def test_what_is_no_code_is_not_right(
    fresh_db: sqlite3.Connection, facilitator: int, typed: str
) -> None:
    waiting(fresh_db, facilitator)
    assert not use(fresh_db, facilitator, typed, 59)
    with pytest.raises(Refused):
        second_factor.switch_on(fresh_db, facilitator, typed)
    assert not second_factor.is_asked(fresh_db, facilitator)


def test_it_is_asked_only_after_a_code_was_right(
    fresh_db: sqlite3.Connection, facilitator: int
) -> None:
    one_time_codes.begin(fresh_db, facilitator)
    first = one_time_codes.waiting_secret(fresh_db, facilitator)
    one_time_codes.begin(fresh_db, facilitator)
    secret = one_time_codes.waiting_secret(fresh_db, facilitator)
    assert secret is not None and secret != first and len(base64.b32decode(secret)) == 20
    assert not second_factor.is_asked(fresh_db, facilitator)
    right = code_of(fresh_db, facilitator, time.time())
    assert not second_factor.use(fresh_db, facilitator, right)
    kept = second_factor.switch_on(fresh_db, facilitator, right)
    assert second_factor.is_asked(fresh_db, facilitator)
    assert one_time_codes.waiting_secret(fresh_db, facilitator) is None  # never shown again
    assert len(set(kept)) == recovery_codes.COUNT
    assert not second_factor.use(fresh_db, facilitator, right)
    with pytest.raises(Refused):
        one_time_codes.begin(fresh_db, facilitator)


def switched_on(connection: sqlite3.Connection, facilitator: int) -> list[str]:
    one_time_codes.begin(connection, facilitator)
    right = code_of(connection, facilitator, time.time())
    return second_factor.switch_on(connection, facilitator, right)


def test_a_recovery_code_works_once_however_it_is_typed(
    fresh_db: sqlite3.Connection, facilitator: int
) -> None:
    first, second, *_others = switched_on(fresh_db, facilitator)
    stored = [row["code_hash"] for row in fresh_db.execute("SELECT * FROM recovery_codes")]
    assert not {first, first.replace("-", "")} & set(stored)
    assert second_factor.use(fresh_db, facilitator, first)
    assert not second_factor.use(fresh_db, facilitator, first)
    assert second_factor.use(fresh_db, facilitator, f" {second.upper().replace('-', ' ')} ")
    assert recovery_codes.left(fresh_db, facilitator) == 8
    anew = second_factor.renew_recovery_codes(fresh_db, facilitator)
    assert not second_factor.use(fresh_db, facilitator, _others[0])
    assert second_factor.use(fresh_db, facilitator, anew[0])


def test_the_codes_of_somebody_else_open_nothing(
    fresh_db: sqlite3.Connection, facilitator: int
) -> None:
    other = add_facilitator(fresh_db, "bert@example.org", PASSWORD)
    kept, _theirs = switched_on(fresh_db, facilitator), switched_on(fresh_db, other)
    assert not second_factor.use(fresh_db, other, kept[0])
    assert recovery_codes.left(fresh_db, other) == 10


def test_taken_away_nothing_of_it_is_left(fresh_db: sqlite3.Connection, facilitator: int) -> None:
    kept = switched_on(fresh_db, facilitator)
    with transaction(fresh_db):
        second_factor.take_away(fresh_db, facilitator)
    assert not second_factor.is_asked(fresh_db, facilitator)
    assert not second_factor.use(fresh_db, facilitator, kept[0])
    with pytest.raises(Refused):
        second_factor.renew_recovery_codes(fresh_db, facilitator)
    for table in ("one_time_codes", "recovery_codes"):
        assert fresh_db.execute(f"SELECT count(*) FROM {table}").fetchone()[0] == 0


def test_the_address_of_the_qr_code() -> None:
    """As the Key URI format of the apps has it."""
    assert one_time_codes.address_of(SECRET, "anna@example.org") == (
        f"otpauth://totp/Gesprekstafel:anna%40example.org?secret={SECRET}&issuer=Gesprekstafel"
    )
