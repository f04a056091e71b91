"""Who has which role at an organisation or in a programme; what one may do to another."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass

from collector.database import Rows
from collector.events import now
from collector.grants import AccountRole, Place
from collector.queries.grants import role_in

LEADS = (AccountRole.ORGANISER, AccountRole.FACILITATOR)
_PLACED = (
    "LEFT JOIN meetings AS m ON m.id = {of}.meeting_id"
    " LEFT JOIN programmes AS p ON p.id = ifnull({of}.programme_id, m.programme_id)"
    " JOIN tenants AS t ON t.id = ifnull({of}.tenant_id, p.tenant_id)"
)
_NAMED = (
    "{of}.id, {of}.role, {of}.tenant_id, {of}.programme_id, {of}.meeting_id,"
    " p.slug, p.title AS programme, m.title AS meeting, m.date, t.name AS tenant"
)
_OPEN = "i.used_at IS NULL AND i.revoked_at IS NULL AND i.expires_at > ?"
_ORDER = (
    "CASE {of}.role WHEN 'organiser' THEN 1 WHEN 'facilitator' THEN 2 WHEN 'helper' THEN 3"
    " ELSE 4 END, p.id DESC, m.date, {of}.id"
)


@dataclass(frozen=True)
class Person:
    """An account and the roles it has at one organisation.

    `seen_on` is the last day of use, ISO 8601, '' when there was none. `grants` are rows with
    `id`, `role`, the id of the place (`tenant_id`, `programme_id` or `meeting_id`) and its names:
    `tenant`, `programme` with `slug`, `meeting` with `date`.
    """

    id: int
    email: str
    name: str
    closed_on: str
    seen_on: str
    grants: tuple[sqlite3.Row, ...]

    @property
    def called(self) -> str:
        return self.name or self.email


def people_of_tenant(connection: sqlite3.Connection, tenant: int) -> list[Person]:
    """Everybody with a role somewhere in this organisation, by name; closed accounts last."""
    rows = connection.execute(
        f"SELECT g.facilitator_id, {_NAMED.format(of='g')} FROM grants AS g"
        f" {_PLACED.format(of='g')} WHERE t.id = ? ORDER BY {_ORDER.format(of='g')}",
        (tenant,),
    ).fetchall()
    return _people(connection, rows)


def people_of_programme(connection: sqlite3.Connection, programme: int) -> list[Person]:
    """Everybody who may do something in this programme, by name; `grants` are those that open it
    or one of its meetings, also when they are of the whole organisation. Closed accounts are not
    among them."""
    rows = connection.execute(
        f"SELECT g.facilitator_id, {_NAMED.format(of='g')} FROM grants AS g"
        f" {_PLACED.format(of='g')} WHERE p.id = ? OR (g.role IN ('organiser', 'reader')"
        " AND g.tenant_id = (SELECT tenant_id FROM programmes WHERE id = ?))"
        f" ORDER BY {_ORDER.format(of='g')}",
        (programme, programme),
    ).fetchall()
    return [one for one in _people(connection, rows) if not one.closed_on]


def everybody(connection: sqlite3.Connection) -> list[Person]:
    """Every account, also one without a role, with all its roles; by name, closed ones last."""
    rows = connection.execute(
        f"SELECT g.facilitator_id, {_NAMED.format(of='g')} FROM grants AS g"
        f" {_PLACED.format(of='g')} ORDER BY {_ORDER.format(of='g')}"
    ).fetchall()
    accounts = {row["id"] for row in connection.execute("SELECT id FROM facilitators")}
    return _people(connection, rows, accounts)


def _people(
    connection: sqlite3.Connection, grants: Rows, accounts: set[int] | None = None
) -> list[Person]:
    """:param accounts: None: those that have one of these grants"""
    if accounts is None:
        accounts = {row["facilitator_id"] for row in grants}
    marks = ", ".join("?" * len(accounts))
    rows = connection.execute(
        "SELECT f.id, f.email, f.name, ifnull(f.closed_on, '') AS closed_on, ifnull((SELECT"
        " max(seen_on) FROM log_ins AS l WHERE l.facilitator_id = f.id), '') AS seen_on"
        f" FROM facilitators AS f WHERE f.id IN ({marks})"
        " ORDER BY f.closed_on IS NOT NULL, CASE f.name WHEN '' THEN f.email ELSE f.name END"
        " COLLATE NOCASE, f.id",
        tuple(accounts),
    ).fetchall()
    return [
        Person(**row, grants=tuple(g for g in grants if g["facilitator_id"] == row["id"]))
        for row in map(dict, rows)
    ]


def open_invitations(
    connection: sqlite3.Connection, *, tenant: int | None = None, programme: int | None = None
) -> Rows:
    """Invitations of an organisation or of a programme that can still be used, the newest first:
    `id`, `email`, `expires_at`, `by` and what a grant has (see `Person`)."""
    return connection.execute(
        f"SELECT {_NAMED.format(of='i')}, i.email, i.expires_at,"
        " ifnull(nullif(f.name, ''), f.email) AS by"
        f" FROM invitations AS i {_PLACED.format(of='i')}"
        " LEFT JOIN facilitators AS f ON f.id = i.made_by"
        f" WHERE i.role IS NOT NULL AND {_OPEN}"
        " AND (? IS NULL OR t.id = ?) AND (? IS NULL OR p.id = ?) ORDER BY i.id DESC",
        (now(), tenant, tenant, programme, programme),
    ).fetchall()


def tenants_of(connection: sqlite3.Connection, facilitator: int) -> set[int]:
    """Organisations, by id, in which this account has a role, of whatever kind."""
    rows = connection.execute(
        f"SELECT DISTINCT t.id FROM grants AS g {_PLACED.format(of='g')}"
        " WHERE g.facilitator_id = ?",
        (facilitator,),
    )
    return {int(row["id"]) for row in rows}


def tenant_of_place(connection: sqlite3.Connection, place: Place) -> int | None:
    """The organisation of a place; None: there is no such place (any more)."""
    row = connection.execute(
        "SELECT id FROM tenants WHERE id = ? UNION ALL"
        " SELECT tenant_id FROM programmes WHERE id = ? UNION ALL SELECT p.tenant_id"
        " FROM meetings AS m JOIN programmes AS p ON p.id = m.programme_id WHERE m.id = ?",
        (place.tenant, place.programme, place.meeting),
    ).fetchone()
    return int(row["id"]) if row else None


def programme_of_place(connection: sqlite3.Connection, place: Place) -> int | None:
    """The programme of a place; None: it is an organisation, or is not there (any more)."""
    row = connection.execute(
        "SELECT id FROM programmes WHERE id = ? UNION ALL"
        " SELECT programme_id FROM meetings WHERE id = ?",
        (place.programme, place.meeting),
    ).fetchone()
    return int(row["id"]) if row else None


def place_row(connection: sqlite3.Connection, place: Place) -> sqlite3.Row | None:
    """The names of a place as a grant has them: `tenant`, `programme`, `slug`, `meeting`, `date`;
    None: it is not there (any more)."""
    row: sqlite3.Row | None = connection.execute(
        f"SELECT {_NAMED.format(of='g')} FROM (SELECT 0 AS id, '' AS role, ? AS tenant_id,"
        f" ? AS programme_id, ? AS meeting_id) AS g {_PLACED.format(of='g')}",
        (place.tenant, place.programme, place.meeting),
    ).fetchone()
    return row


def may_give(
    connection: sqlite3.Connection, facilitator: int, role: AccountRole, place: Place
) -> bool:
    """Whether this person may give this role there, and take it: an organiser any role within the
    organisation, who leads a programme those of that programme, and nobody more than is theirs."""
    tenant = tenant_of_place(connection, place)
    if tenant is None or not is_open(connection, facilitator):
        return False
    if tenant in organised_by(connection, facilitator):
        return True
    programme = programme_of_place(connection, place)
    if programme is None or role is AccountRole.ORGANISER:
        return False
    return role_in(connection, facilitator, programme) in LEADS


def may_care_for(connection: sqlite3.Connection, by: int, facilitator: int) -> bool:
    """Whether this organiser may close the account of somebody, and make a link to a new password.

    That reaches into every organisation where the account has a role: therefore only when `by`
    organises all of them. Nobody does it to oneself.
    """
    theirs = tenants_of(connection, facilitator)
    if by == facilitator or not theirs or not is_open(connection, by):
        return False
    return theirs <= organised_by(connection, by)


def is_open(connection: sqlite3.Connection, facilitator: int) -> bool:
    found = connection.execute(
        "SELECT 1 FROM facilitators WHERE id = ? AND closed_on IS NULL", (facilitator,)
    ).fetchone()
    return found is not None


def tenant_called(connection: sqlite3.Connection, name: str) -> int | None:
    """The organisation of this name, in capitals or not; None: there is none."""
    row = connection.execute(
        "SELECT id FROM tenants WHERE name = ?", (" ".join(name.split()),)
    ).fetchone()
    return int(row["id"]) if row else None


def is_organised(connection: sqlite3.Connection, tenant: int) -> bool:
    """Whether anybody is an organiser of it."""
    found = connection.execute(
        "SELECT 1 FROM grants WHERE role = 'organiser' AND tenant_id = ?", (tenant,)
    ).fetchone()
    return found is not None


def organised_by(connection: sqlite3.Connection, facilitator: int) -> set[int]:
    rows: Iterable[sqlite3.Row] = connection.execute(
        "SELECT tenant_id FROM grants WHERE facilitator_id = ? AND role = 'organiser'",
        (facilitator,),
    )
    return {int(row["tenant_id"]) for row in rows}


def places_of_tenant(connection: sqlite3.Connection, tenant: int) -> Rows:
    """What a role in an organisation can be about: each programme (`programme_id`, `programme`)
    with its meetings (`meeting_id`, `meeting`, `date`), of which a programme may have none; the
    newest programme first."""
    return connection.execute(
        "SELECT p.id AS programme_id, p.title AS programme, m.id AS meeting_id, m.title AS meeting,"
        " m.date FROM programmes AS p LEFT JOIN meetings AS m ON m.programme_id = p.id"
        " WHERE p.tenant_id = ? ORDER BY p.id DESC, m.position, m.id",
        (tenant,),
    ).fetchall()
