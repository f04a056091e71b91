"""Accounts on the command line: for the first organiser, and for when nobody can help in the
browser. Organisers and facilitators do the rest there."""

from __future__ import annotations

import secrets
import sqlite3
from collections.abc import Sequence

import click

from collector.accounts import add_facilitator, facilitator_by_email, reset_facilitator
from collector.commands import as_json, echo_json, open_database
from collector.config import Config
from collector.database import transaction
from collector.errors import NotFound, Refused
from collector.grants import AccountRole, Place, first_tenant, grant, tenant_named
from collector.invitations import invite
from collector.password_rules import MINIMUM
from collector.people import close_account, open_account
from collector.queries.meetings import meeting as meeting_by_id
from collector.queries.people import Person, everybody, is_organised, tenant_called
from collector.queries.programmes import programme as programme_by_slug
from collector.resets import make_reset, take_away_all_but_password


@click.group()
def facilitator() -> None:
    """Accounts of organisers, facilitators, helpers and readers."""


password_option = click.option(
    "--password", help="Asked for when left out; made up and printed when that is left empty."
)
link_option = click.option(
    "--link", is_flag=True, help="Print a link to hand over instead: it works once."
)


def _password(given: str | None) -> str:
    if given is None:
        given = click.prompt(
            f"Password (at least {MINIMUM} characters; empty: make one)",
            default="",
            hide_input=True,
            show_default=False,
            confirmation_prompt=True,
        )
    if given:
        return given
    made = secrets.token_urlsafe(12)
    click.echo(f"Password: {made}")
    return made


@facilitator.command("add")
@click.argument("email")
@click.option("--name", default="", help="As colleagues see it.")
@click.option(
    "--role",
    type=click.Choice([str(role) for role in AccountRole]),
    help="organiser, unless a programme (facilitator) or a meeting (helper) is given.",
)
@click.option("--organisation", help="Made when there is none of this name; else the first one.")
@click.option("--programme", metavar="SLUG", help="The role is for this programme only.")
@click.option("--meeting", type=int, metavar="ID", help="Helps at this meeting only.")
@password_option
@link_option
@click.pass_obj
def add(
    config: Config,
    email: str,
    name: str,
    role: str | None,
    organisation: str | None,
    programme: str | None,
    meeting: int | None,
    password: str | None,
    link: bool,
) -> None:
    """Make an account for EMAIL, or give it a role more. The first is an organiser."""
    _one_at_most(organisation, programme, meeting)
    _not_both(password, link)
    what = _role(role, programme, meeting)
    with open_database(config) as connection:
        known = _known(connection, email)
        a_role_more = password is None and any((role, organisation, programme, meeting))
        place = _place(connection, what, organisation, programme, meeting)
        if link:
            _tell(config, "invitation", invite(connection, email, what, place, by=None), "7 days")
        elif known is not None and a_role_more:
            with transaction(connection):
                grant(connection, known, what, place)
            click.echo(f"{email} has an account, and is now {what} as well")
        elif known is not None:
            raise Refused(
                f"{email} has an account already. For a new password:"
                f" gesprekstafel facilitator reset {email}"
            )
        else:
            given = _password(password)
            add_facilitator(connection, email, given, name, role=what, place=place)
            click.echo(f"{email} can log in at /facilitate/")


def _one_at_most(*places: object) -> None:
    if sum(place is not None for place in places) > 1:
        raise click.UsageError("Give one of --organisation, --programme and --meeting.")


def _not_both(password: str | None, link: bool) -> None:
    if link and password is not None:
        raise click.UsageError("Give --password or --link, not both.")


def _role(given: str | None, programme: str | None, meeting: int | None) -> AccountRole:
    """What was chosen, or what belongs to such a place."""
    fitting = {AccountRole.ORGANISER, AccountRole.FACILITATOR, AccountRole.READER}
    usual = AccountRole.ORGANISER
    if programme is not None:
        fitting, usual = {AccountRole.FACILITATOR, AccountRole.READER}, AccountRole.FACILITATOR
    if meeting is not None:
        fitting, usual = {AccountRole.HELPER}, AccountRole.HELPER
    role = AccountRole(given) if given else usual
    if role not in fitting:
        raise click.UsageError(
            "An organiser is for an organisation, a helper for a --meeting, a facilitator or"
            " reader for an organisation or a --programme."
        )
    return role


def _known(connection: sqlite3.Connection, email: str) -> int | None:
    try:
        return facilitator_by_email(connection, email)
    except NotFound:
        return None


def _place(
    connection: sqlite3.Connection,
    role: AccountRole,
    organisation: str | None,
    programme: str | None,
    meeting: int | None,
) -> Place:
    """:raise NotFound: there is no such programme or meeting.
    :raise Refused: the organisation has no organiser yet.
    """
    if programme is not None:
        return Place(programme=programme_by_slug(connection, programme)["id"])
    if meeting is not None:
        return Place(meeting=meeting_by_id(connection, meeting)["id"])
    name = organisation or ""
    known = tenant_called(connection, name) if name else first_tenant(connection)
    _check_organised(connection, known, role)
    if known is None:
        click.echo(f"A new organisation: {name}")
    return Place(tenant=known or tenant_named(connection, name))


def _check_organised(connection: sqlite3.Connection, tenant: int | None, role: AccountRole) -> None:
    """:raise Refused: somebody has to organise, before there is anybody else."""
    if role is AccountRole.ORGANISER or (tenant is not None and is_organised(connection, tenant)):
        return
    remedy = "gesprekstafel facilitator add EMAIL --role organiser"
    raise Refused(
        f"This organisation has no organiser yet, so nobody can be {role}. Add one first: {remedy}"
    )


def _tell(config: Config, kind: str, key: str, lasts: str) -> None:
    """The link, as far as the settings know the address of the service."""
    names = [name for name in config.hosts if not name.startswith(".")]
    if names:
        base = f"{'https' if config.secure_cookies else 'http'}://{names[0]}"
    else:
        base = f"http://{config.host}:{config.port}"
    click.echo(f"{base}{config.prefix}/facilitate/{kind}/{key}")
    click.echo(
        f"It works once, for {lasts}. If people reach the service at another address, put that"
        " in its place.",
        err=True,
    )


@facilitator.command("reset")
@click.argument("email")
@password_option
@link_option
@click.option("--everything", is_flag=True, help="Also take away the second step and passkeys.")
@click.pass_obj
def reset(config: Config, email: str, password: str | None, link: bool, everything: bool) -> None:
    """Give EMAIL a new password, or a link to choose one. Every log-in of the account is ended."""
    _not_both(password, link)
    with open_database(config) as connection:
        if link:
            account = facilitator_by_email(connection, email)
            key = make_reset(connection, account, by=None, everything=everything)
            _tell(config, "reset", key, "24 hours")
            return
        reset_facilitator(connection, email, _password(password))
        if everything:
            with transaction(connection):
                take_away_all_but_password(connection, facilitator_by_email(connection, email))
    click.echo(f"{email} has a new password")


@facilitator.command("list")
@as_json
@click.pass_obj
def list_(config: Config, as_json: bool) -> None:
    """Every account, with its roles and the day on which it was last used."""
    with open_database(config) as connection:
        people = everybody(connection)
    if as_json:
        echo_json([_described(one) for one in people])
        return
    if not people:
        click.echo("Nobody yet. Begin with: gesprekstafel facilitator add EMAIL")
    for one in people:
        roles = ", ".join(_roles(one)) or "no role"
        state = f"closed on {one.closed_on}" if one.closed_on else one.seen_on or "never logged in"
        click.echo(f"{one.email:<36} {state:<20} {roles}")


def _described(person: Person) -> dict[str, object]:
    return {
        "email": person.email,
        "name": person.name,
        "closed_on": person.closed_on or None,
        "seen_on": person.seen_on or None,
        "roles": [
            {
                "role": row["role"],
                "organisation": row["tenant"],
                "programme": row["slug"],
                "meeting": row["meeting_id"],
            }
            for row in person.grants
        ],
    }


def _roles(person: Person) -> Sequence[str]:
    def where(row: sqlite3.Row) -> str:
        if row["meeting_id"]:
            return f"{row['slug']}, meeting {row['meeting_id']}"
        return str(row["slug"] or row["tenant"] or "the organisation")

    return [f"{row['role']} of {where(row)}" for row in person.grants]


@facilitator.command("close")
@click.argument("email")
@click.pass_obj
def close(config: Config, email: str) -> None:
    """EMAIL is logged out everywhere and cannot log in; what it did stays."""
    with open_database(config) as connection:
        close_account(connection, facilitator_by_email(connection, email))
    click.echo(f"{email} is closed")


@facilitator.command("open")
@click.argument("email")
@click.pass_obj
def open_(config: Config, email: str) -> None:
    """EMAIL can log in again, with the roles that it had."""
    with open_database(config) as connection:
        open_account(connection, facilitator_by_email(connection, email))
    click.echo(f"{email} is open")
