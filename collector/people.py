"""What an organiser does to the account of somebody else: give a role, close it, open it again."""

from __future__ import annotations

import sqlite3

from collector.database import transaction
from collector.errors import NotAllowed, NotFound
from collector.grants import AccountRole, Place, check_organiser_left, grant
from collector.log_ins import end_log_ins
from collector.queries.people import may_give, organised_by, tenant_of_place, tenants_of
from collector.queries.terms import today


def give_role(
    connection: sqlite3.Connection, facilitator: int, role: AccountRole, place: Place, *, by: int
) -> None:
    """At once, to somebody who has a role in the same organisation already.

    :raise NotFound: there is no such place, or the account has nothing to do with it.
    :raise NotAllowed: that is not for this person to give.
    """
    with transaction(connection):
        check_may_give(connection, by, role, place)
        tenant = tenant_of_place(connection, place)
        if tenant is None or tenant not in tenants_of(connection, facilitator):
            raise NotFound("Deze persoon hoort niet (meer) bij deze organisatie.")
        grant(connection, facilitator, role, place, by=by)


def check_may_give(
    connection: sqlite3.Connection, by: int, role: AccountRole, place: Place
) -> None:
    """:raise NotAllowed: nobody gives more than is theirs."""
    if not may_give(connection, by, role, place):
        raise NotAllowed("Deze rol kunt u daar niet geven.")


def close_account(connection: sqlite3.Connection, facilitator: int) -> None:
    """Logged out everywhere from this moment; its tokens and the links that it made do not work
    either. Its roles stay for when it is opened again. A second time does nothing.

    :raise Refused: then nobody would be left to organise one of its organisations.
    """
    with transaction(connection):
        for tenant in organised_by(connection, facilitator):
            check_organiser_left(connection, tenant, without=facilitator)
        connection.execute(
            "UPDATE facilitators SET closed_on = ifnull(closed_on, ?) WHERE id = ?",
            (today().isoformat(), facilitator),
        )
        end_log_ins(connection, facilitator)


def open_account(connection: sqlite3.Connection, facilitator: int) -> None:
    """As it was, but for being logged in. A second time does nothing.

    :raise NotFound: there is no such account.
    """
    with transaction(connection):
        changed = connection.execute(
            "UPDATE facilitators SET closed_on = NULL WHERE id = ?", (facilitator,)
        ).rowcount
        if not changed:
            raise NotFound("Dit account is er niet (meer).")
