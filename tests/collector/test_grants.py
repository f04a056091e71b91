"""Who may do what where."""

from __future__ import annotations

import sqlite3

import pytest

from collector.accounts import add_facilitator
from collector.copies import copy_programme
from collector.database import transaction
from collector.errors import Refused
from collector.grants import (
    AccountRole,
    Place,
    first_tenant,
    grant,
    name_tenant,
    tenant_named,
    withdraw_grant,
)
from collector.programmes import create_programme
from collector.queries.grants import (
    helps_at,
    meetings_to_help,
    open_programmes,
    role_in,
    tenants_to_make_in,
    tenants_to_organise,
)
from collector.queries.meetings import meetings

PASSWORD = "tafel-met-acht-stoelen"


@pytest.fixture
def elsewhere(fresh_db: sqlite3.Connection) -> int:
    return tenant_named(fresh_db, "Opleidingsschool Elders")


def person(
    connection: sqlite3.Connection, role: AccountRole, place: Place, name: str = "iemand"
) -> int:
    """An account with this one grant."""
    email = f"{name}@example.org"
    made = add_facilitator(
        connection, email, PASSWORD, place=Place(tenant=first_tenant(connection))
    )
    connection.execute("DELETE FROM grants WHERE facilitator_id = ?", (made,))
    with transaction(connection):
        grant(connection, made, role, place)
    return made


def test_an_organiser_has_all_programmes_of_the_organisation_and_no_other(
    fresh_db: sqlite3.Connection, round_table: int, templates: dict, instruments: dict, elsewhere
) -> None:
    other = create_programme(fresh_db, templates["round-table"], instruments, tenant=elsewhere)
    ours = person(fresh_db, AccountRole.ORGANISER, Place(tenant=first_tenant(fresh_db)), "een")
    theirs = person(fresh_db, AccountRole.ORGANISER, Place(tenant=elsewhere), "twee")
    assert open_programmes(fresh_db, ours) == {round_table}
    assert open_programmes(fresh_db, theirs) == {other}
    assert role_in(fresh_db, ours, round_table) is AccountRole.ORGANISER
    assert role_in(fresh_db, theirs, round_table) is None
    assert [row["name"] for row in tenants_to_organise(fresh_db, theirs)] == [
        "Opleidingsschool Elders"
    ]


def test_a_facilitator_has_what_he_or_she_makes_and_is_given(
    fresh_db: sqlite3.Connection, round_table: int, templates: dict, instruments: dict
) -> None:
    home = first_tenant(fresh_db)
    me = person(fresh_db, AccountRole.FACILITATOR, Place(tenant=home))
    assert open_programmes(fresh_db, me) == set()
    mine = create_programme(fresh_db, templates["round-table"], instruments, by=me)
    again = copy_programme(fresh_db, mine, title="Nog eens", period="", by=me)
    assert open_programmes(fresh_db, me, to_lead=True) == {mine, again}
    with transaction(fresh_db):
        grant(fresh_db, me, AccountRole.READER, Place(programme=round_table))
    assert open_programmes(fresh_db, me) == {mine, again, round_table}
    assert open_programmes(fresh_db, me, to_lead=True) == {mine, again}
    assert role_in(fresh_db, me, round_table) is AccountRole.READER


def test_the_strongest_role_counts(fresh_db: sqlite3.Connection, round_table: int) -> None:
    me = person(fresh_db, AccountRole.READER, Place(programme=round_table))
    with transaction(fresh_db):
        grant(fresh_db, me, AccountRole.FACILITATOR, Place(programme=round_table))
        grant(fresh_db, me, AccountRole.READER, Place(tenant=first_tenant(fresh_db)))
    assert role_in(fresh_db, me, round_table) is AccountRole.FACILITATOR


def test_a_helper_has_one_meeting_and_not_its_programme(
    fresh_db: sqlite3.Connection, learning_network: int
) -> None:
    first, second = (row["id"] for row in meetings(fresh_db, learning_network)[:2])
    me = person(fresh_db, AccountRole.HELPER, Place(meeting=first))
    assert helps_at(fresh_db, me, first)
    assert not helps_at(fresh_db, me, second)
    assert open_programmes(fresh_db, me) == set()
    assert role_in(fresh_db, me, learning_network) is None
    assert [row["id"] for row in meetings_to_help(fresh_db, me)] == [first]
    with transaction(fresh_db):
        grant(fresh_db, me, AccountRole.FACILITATOR, Place(programme=learning_network))
    assert meetings_to_help(fresh_db, me) == []


def test_a_reader_of_an_organisation_makes_nothing(
    fresh_db: sqlite3.Connection, round_table: int
) -> None:
    me = person(fresh_db, AccountRole.READER, Place(tenant=first_tenant(fresh_db)))
    assert open_programmes(fresh_db, me) == {round_table}
    assert open_programmes(fresh_db, me, to_lead=True) == set()
    assert tenants_to_make_in(fresh_db, me) == []


@pytest.mark.parametrize(
    ("role", "place"),
    [
        (AccountRole.HELPER, Place(tenant=1)),
        (AccountRole.HELPER, Place(programme=1)),
        (AccountRole.ORGANISER, Place(programme=1)),
        (AccountRole.FACILITATOR, Place(meeting=1)),
        (AccountRole.READER, Place(meeting=1)),
        (AccountRole.READER, Place()),
        (AccountRole.READER, Place(tenant=1, programme=1)),
    ],
)
def test_the_database_refuses_a_role_where_it_cannot_stand(
    fresh_db: sqlite3.Connection, round_table: int, role: AccountRole, place: Place
) -> None:
    assert round_table == 1
    with pytest.raises(sqlite3.IntegrityError, match="CHECK"):
        grant(fresh_db, add_facilitator(fresh_db, "a@b.nl", PASSWORD), role, place)


def test_an_organisation_keeps_an_organiser(fresh_db: sqlite3.Connection) -> None:
    home = Place(tenant=first_tenant(fresh_db))
    only = person(fresh_db, AccountRole.ORGANISER, home, "een")
    (row,) = fresh_db.execute("SELECT id FROM grants WHERE facilitator_id = ?", (only,))
    with pytest.raises(Refused, match="niemand meer"):
        withdraw_grant(fresh_db, row["id"])
    person(fresh_db, AccountRole.ORGANISER, home, "twee")
    withdraw_grant(fresh_db, row["id"])
    assert tenants_to_organise(fresh_db, only) == []


def test_two_organisations_have_two_names(fresh_db: sqlite3.Connection, elsewhere: int) -> None:
    assert tenant_named(fresh_db, " opleidingsschool  ELDERS ") == elsewhere
    with pytest.raises(Refused, match="al een organisatie"):
        name_tenant(fresh_db, first_tenant(fresh_db), "Opleidingsschool Elders")
    name_tenant(fresh_db, elsewhere, "Elders")
    assert tenant_named(fresh_db, "Elders") == elsewhere
