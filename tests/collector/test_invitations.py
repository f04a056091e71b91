"""Links that are handed over: once, for a time, and only what its maker may still give."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable

import pytest

from collector import audit
from collector.accounts import add_facilitator, verify_facilitator
from collector.config import Config
from collector.database import connect, transaction
from collector.errors import GesprekstafelError, NotFound, Refused
from collector.grants import AccountRole, Place, grant, tenant_named, withdraw_grant
from collector.invitations import (
    MOST_OPEN,
    accept,
    accept_as_new,
    find_invitation,
    invite,
    withdraw_invitation,
)
from collector.log_ins import facilitator_by_log_in, start_log_in
from collector.one_time_codes import begin
from collector.people import close_account
from collector.queries.audit import every_row
from collector.queries.grants import helps_at, role_in
from collector.queries.meetings import meetings
from collector.queries.people import may_care_for, open_invitations
from collector.resets import find_reset, make_reset, use_reset
from tests.conftest import PASSWORD

AN = "an@example.org"
READER = AccountRole.READER
NEW = "een-heel-nieuw-woord"


@pytest.fixture
def key(fresh_db: sqlite3.Connection, facilitator: int, round_table: int) -> str:
    """Of an invitation for An to read along in the round table."""
    return invite(fresh_db, AN, READER, Place(programme=round_table), by=facilitator)


def grants(connection: sqlite3.Connection) -> list[tuple[str, str]]:
    """(address, role) of everybody but the facilitator of the fixtures."""
    return [
        (row["email"], row["role"])
        for row in connection.execute(
            "SELECT email, role FROM grants JOIN facilitators AS f ON f.id = facilitator_id"
            " WHERE email NOT LIKE 'gespreksleider%' ORDER BY grants.id"
        )
    ]


def test_somebody_new_has_an_account_and_the_role(
    fresh_db: sqlite3.Connection, key: str, round_table: int, facilitator: int
) -> None:
    made = accept_as_new(fresh_db, key, "An Klaver", PASSWORD)
    row = verify_facilitator(fresh_db, AN, PASSWORD)
    assert row is not None
    assert (row["id"], row["name"]) == (made, "An Klaver")
    assert role_in(fresh_db, made, round_table) is READER
    (given,) = fresh_db.execute("SELECT granted_by FROM grants WHERE facilitator_id = ?", (made,))
    assert given["granted_by"] == facilitator
    last = list(every_row(fresh_db))[-1]
    assert (last["who"], last["what"], last["facilitator_id"]) == (AN, "invitation_accepted", made)
    assert audit.verify(every_row(fresh_db)) is None


def test_it_works_once(fresh_db: sqlite3.Connection, key: str) -> None:
    accept_as_new(fresh_db, key, "An", PASSWORD)
    for again in (find_invitation, lambda *a: accept_as_new(*a, "An", PASSWORD)):
        with pytest.raises(NotFound):
            again(fresh_db, key)
    assert grants(fresh_db) == [(AN, "reader")]


def test_looking_uses_nothing_up(fresh_db: sqlite3.Connection, key: str) -> None:
    for _ in range(5):
        found = find_invitation(fresh_db, key)
    assert (found.email, found.by, found.role) == (AN, "Gespreksleider", READER)
    accept_as_new(fresh_db, key, "An", PASSWORD)


def test_the_key_itself_is_not_kept(fresh_db: sqlite3.Connection, key: str) -> None:
    rows = fresh_db.execute("SELECT * FROM invitations").fetchall()
    assert [str(value) for row in rows for value in tuple(row) if key in str(value)] == []
    assert len(key) == 43  # 256 bits, in base64


def test_expired_withdrawn_and_unknown_are_the_same(
    fresh_db: sqlite3.Connection, key: str, round_table: int
) -> None:
    told = set()
    other = invite(fresh_db, "bo@example.org", READER, Place(programme=round_table), by=None)
    (row,) = fresh_db.execute("SELECT id FROM invitations WHERE email = 'bo@example.org'")
    assert withdraw_invitation(fresh_db, row["id"]) == "bo@example.org"
    with pytest.raises(NotFound):
        withdraw_invitation(fresh_db, row["id"])
    fresh_db.execute(
        "UPDATE invitations SET expires_at = '2026-01-01T00:00:00Z' WHERE email = ?", (AN,)
    )
    for one in (key, other, "x" * 43, ""):
        with pytest.raises(NotFound) as error:
            accept_as_new(fresh_db, one, "Bo", PASSWORD)
        told.add(str(error.value))
    assert told == {"Deze link werkt niet (meer)."}
    assert grants(fresh_db) == []


def test_of_two_at_once_one_has_it(config: Config, fresh_db: sqlite3.Connection, key: str) -> None:
    """Four threads, each with a connection of its own, press at the same moment."""
    together, outcomes = threading.Barrier(4), []

    def press() -> None:
        connection = connect(config.database)
        together.wait()
        try:
            outcomes.append(accept_as_new(connection, key, "An", PASSWORD))
        except GesprekstafelError as error:
            outcomes.append(type(error))
        connection.close()

    threads = [threading.Thread(target=press) for _ in range(4)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert sorted(str(one) for one in outcomes if one is not NotFound) == ["2"]
    assert grants(fresh_db) == [(AN, "reader")]


def test_who_has_an_account_takes_it_with_that(
    fresh_db: sqlite3.Connection, key: str, round_table: int
) -> None:
    home = Place(tenant=tenant_named(fresh_db, "Elders"))
    an = add_facilitator(fresh_db, "AN@example.org", PASSWORD, place=home)
    bo = add_facilitator(fresh_db, "bo@example.org", PASSWORD, place=home)
    with pytest.raises(Refused, match="geen nieuw account"):
        accept_as_new(fresh_db, key, "Ander", NEW)
    with pytest.raises(Refused, match=f"voor {AN}"):
        accept(fresh_db, key, bo)
    assert verify_facilitator(fresh_db, AN, NEW) is None
    accept(fresh_db, key, an)
    assert role_in(fresh_db, an, round_table) is READER
    assert role_in(fresh_db, bo, round_table) is None


def test_a_password_that_is_refused_uses_nothing_up(fresh_db: sqlite3.Connection, key: str) -> None:
    for wrong in ("kort", "an@example.org an@example.org"):
        with pytest.raises(Refused):
            accept_as_new(fresh_db, key, "An", wrong)
    accept_as_new(fresh_db, key, "An", PASSWORD)


def test_what_its_maker_may_no_longer_give_is_not_given(
    fresh_db: sqlite3.Connection, round_table: int, facilitator: int
) -> None:
    """A facilitator who was withdrawn, an organiser whose account was closed."""
    there = Place(programme=round_table)
    leads = add_facilitator(
        fresh_db, "leidt@example.org", PASSWORD, role=AccountRole.FACILITATOR, place=there
    )
    other = add_facilitator(fresh_db, "beheert@example.org", PASSWORD)
    keys = [invite(fresh_db, AN, READER, there, by=leads)]
    keys.append(invite(fresh_db, "bo@example.org", READER, there, by=other))
    for one in keys:
        find_invitation(fresh_db, one)
    (row,) = fresh_db.execute("SELECT id FROM grants WHERE facilitator_id = ?", (leads,))
    withdraw_grant(fresh_db, row["id"])
    close_account(fresh_db, other)
    for one in keys:
        with pytest.raises(NotFound):
            accept_as_new(fresh_db, one, "An", PASSWORD)


def test_a_second_link_takes_the_place_of_the_first(
    fresh_db: sqlite3.Connection, key: str, round_table: int, facilitator: int
) -> None:
    again = invite(fresh_db, AN, READER, Place(programme=round_table), by=facilitator)
    with pytest.raises(NotFound):
        find_invitation(fresh_db, key)
    assert find_invitation(fresh_db, again).email == AN
    assert [row["email"] for row in open_invitations(fresh_db, programme=round_table)] == [AN]


def test_nobody_has_hundreds_waiting(
    fresh_db: sqlite3.Connection, key: str, round_table: int, facilitator: int
) -> None:
    there = Place(programme=round_table)
    for number in range(MOST_OPEN - 1):
        invite(fresh_db, f"n{number}@example.org", READER, there, by=facilitator)
    with pytest.raises(Refused, match=f"al {MOST_OPEN} uitnodigingen"):
        invite(fresh_db, "meer@example.org", READER, there, by=facilitator)


def test_what_was_never_used_is_forgotten(
    fresh_db: sqlite3.Connection, key: str, round_table: int, facilitator: int
) -> None:
    fresh_db.execute("UPDATE invitations SET expires_at = '2020-01-01T00:00:00Z'")
    invite(fresh_db, "bo@example.org", READER, Place(programme=round_table), by=facilitator)
    rows = fresh_db.execute("SELECT email FROM invitations").fetchall()
    assert [row["email"] for row in rows] == ["bo@example.org"]


def test_a_helper_is_for_one_meeting(
    fresh_db: sqlite3.Connection, learning_network: int, facilitator: int
) -> None:
    first, second = [row["id"] for row in meetings(fresh_db, learning_network)][:2]
    key = invite(fresh_db, AN, AccountRole.HELPER, Place(meeting=first), by=facilitator)
    an = accept_as_new(fresh_db, key, "An", PASSWORD)
    assert (helps_at(fresh_db, an, first), helps_at(fresh_db, an, second)) == (True, False)


def test_a_new_password_ends_every_log_in(fresh_db: sqlite3.Connection, facilitator: int) -> None:
    other = add_facilitator(fresh_db, AN, PASSWORD)
    session = start_log_in(fresh_db, other)
    key = make_reset(fresh_db, other, by=facilitator)
    assert facilitator_by_log_in(fresh_db, session) is not None
    assert verify_facilitator(fresh_db, AN, PASSWORD) is not None
    with pytest.raises(Refused):
        use_reset(fresh_db, key, "an@example.org an!")
    assert use_reset(fresh_db, key, NEW).email == AN
    assert facilitator_by_log_in(fresh_db, session) is None
    assert verify_facilitator(fresh_db, AN, PASSWORD) is None
    assert verify_facilitator(fresh_db, AN, NEW) is not None
    with pytest.raises(NotFound):
        use_reset(fresh_db, key, "en-nog-een-ander-woord")
    assert list(every_row(fresh_db))[-1]["what"] == "password_reset"


def test_the_second_step_goes_only_when_that_was_asked(
    fresh_db: sqlite3.Connection, facilitator: int
) -> None:
    begin(fresh_db, facilitator)
    fresh_db.execute(
        "INSERT INTO passkeys (facilitator_id, credential, public_key, name, made_on)"
        " VALUES (?, x'01', x'02', 'Telefoon', '2026-01-01')",
        (facilitator,),
    )

    def left() -> list[int]:
        return [
            fresh_db.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
            for table in ("one_time_codes", "passkeys")
        ]

    use_reset(fresh_db, make_reset(fresh_db, facilitator, by=None), NEW)
    assert left() == [1, 1]
    use_reset(fresh_db, make_reset(fresh_db, facilitator, by=None, everything=True), PASSWORD)
    assert left() == [0, 0]


def test_a_link_to_a_password_is_no_invitation(
    fresh_db: sqlite3.Connection, facilitator: int, key: str
) -> None:
    reset = make_reset(fresh_db, facilitator, by=None)
    tries: list[Callable[[], object]] = [
        lambda: find_invitation(fresh_db, reset),
        lambda: accept(fresh_db, reset, facilitator),
        lambda: find_reset(fresh_db, key),
        lambda: use_reset(fresh_db, key, NEW),
    ]
    for one in tries:
        with pytest.raises(NotFound):
            one()
    assert find_reset(fresh_db, reset).facilitator == facilitator
    assert find_invitation(fresh_db, key).email == AN


def test_an_organiser_reaches_no_account_of_another_organisation(
    fresh_db: sqlite3.Connection, facilitator: int, round_table: int
) -> None:
    """Else whoever organises one could take over, by a new password, what they may not see."""
    elsewhere = tenant_named(fresh_db, "Elders")
    both = add_facilitator(fresh_db, AN, PASSWORD, role=READER, place=Place(programme=round_table))
    key = make_reset(fresh_db, both, by=facilitator)
    assert may_care_for(fresh_db, facilitator, both)
    with transaction(fresh_db):
        grant(fresh_db, both, READER, Place(tenant=elsewhere))
    assert not may_care_for(fresh_db, facilitator, both)
    with pytest.raises(NotFound):
        use_reset(fresh_db, key, NEW)
    with transaction(fresh_db):
        grant(fresh_db, facilitator, AccountRole.ORGANISER, Place(tenant=elsewhere))
    assert may_care_for(fresh_db, facilitator, both)
    assert not may_care_for(fresh_db, facilitator, facilitator)
    use_reset(fresh_db, make_reset(fresh_db, both, by=facilitator), NEW)
