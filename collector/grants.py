"""Who may do what where: a grant is one role at one organisation, programme or meeting."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from enum import StrEnum

from collector.database import insert, transaction
from collector.errors import NotFound, Refused
from collector.queries.terms import today


class AccountRole(StrEnum):
    """What somebody with an account may do at the place of a grant."""

    ORGANISER = "organiser"  # all programmes of an organisation, and who may do what there
    FACILITATOR = "facilitator"  # a programme; at an organisation: make programmes, see one's own
    HELPER = "helper"  # runs one meeting: activities, projector, timer, people without a phone
    READER = "reader"  # reads what comes out: counts, themes, wrap-ups, releases


@dataclass(frozen=True)
class Place:
    """Where a grant holds: exactly one of the three, by id."""

    tenant: int | None = None
    programme: int | None = None
    meeting: int | None = None


def first_tenant(connection: sqlite3.Connection) -> int:
    """The organisation of whatever is made on the command line."""
    return int(connection.execute("SELECT min(id) FROM tenants").fetchone()[0])


def tenant_of_maker(connection: sqlite3.Connection, facilitator: int | None) -> int:
    """The organisation of what this person makes, when none was chosen."""
    row = connection.execute(
        "SELECT min(tenant_id) AS tenant FROM grants"
        " WHERE facilitator_id = ? AND role IN ('organiser', 'facilitator')",
        (facilitator,),
    ).fetchone()
    return int(row["tenant"] or first_tenant(connection))


def tenant_named(connection: sqlite3.Connection, name: str) -> int:
    """The organisation of this name, made when it is new; '' is the first one."""
    name = " ".join(name.split())
    if not name:
        return first_tenant(connection)
    with transaction(connection):
        row = connection.execute("SELECT id FROM tenants WHERE name = ?", (name,)).fetchone()
        if row:
            return int(row["id"])
        return insert(connection, "tenants", name=name, created_on=today().isoformat())


def name_tenant(connection: sqlite3.Connection, tenant: int, name: str) -> None:
    """:raise Refused: the name is empty, too long, or another organisation's."""
    name = " ".join(name.split())
    if not name or len(name) > 200:
        raise Refused("Geef de organisatie een naam van 1 tot 200 tekens.")
    with transaction(connection):
        taken = connection.execute(
            "SELECT 1 FROM tenants WHERE name = ? AND id <> ?", (name, tenant)
        ).fetchone()
        if taken:
            raise Refused("Er is al een organisatie met de naam %(name)s.", name=name)
        connection.execute("UPDATE tenants SET name = ? WHERE id = ?", (name, tenant))


def grant(
    connection: sqlite3.Connection,
    facilitator: int,
    role: AccountRole,
    place: Place,
    *,
    by: int | None = None,
) -> None:
    """Inside the caller's transaction. What was granted already stays as it is."""
    connection.execute(
        "INSERT INTO grants (facilitator_id, role, tenant_id, programme_id, meeting_id,"
        " granted_by, granted_on) VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
        (
            *(facilitator, role, place.tenant, place.programme, place.meeting, by),
            today().isoformat(),
        ),
    )


def withdraw_grant(connection: sqlite3.Connection, identifier: int) -> None:
    """From the next request on it opens nothing.

    :raise NotFound: no such grant.
    :raise Refused: then nobody would be left to organise this organisation.
    """
    with transaction(connection):
        row = connection.execute("SELECT * FROM grants WHERE id = ?", (identifier,)).fetchone()
        if not row:
            raise NotFound("Dit recht is er niet (meer).")
        if row["role"] == AccountRole.ORGANISER:
            check_organiser_left(connection, row["tenant_id"], without=row["facilitator_id"])
        connection.execute("DELETE FROM grants WHERE id = ?", (identifier,))


def check_organiser_left(connection: sqlite3.Connection, tenant: int, *, without: int) -> None:
    """:raise Refused: nobody else organises this organisation."""
    left = connection.execute(
        "SELECT 1 FROM grants AS g JOIN facilitators AS f ON f.id = g.facilitator_id"
        " WHERE g.role = 'organiser' AND g.tenant_id = ? AND f.id <> ? AND f.closed_on IS NULL",
        (tenant, without),
    ).fetchone()
    if not left:
        raise Refused(
            "Dan is er niemand meer die deze organisatie beheert. Maak eerst iemand anders"
            " organisator."
        )
