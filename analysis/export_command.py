"""``gesprekstafel export``: the data of a programme in the tools that people use."""

from __future__ import annotations

import random
import sqlite3
from datetime import UTC, datetime
from pathlib import Path

import click

from collector.accounts import facilitator_by_email, facilitator_by_id, only_facilitator
from collector.commands import as_json, echo_json, open_database
from collector.config import Config
from collector.errors import Refused
from collector.exports import ExportForm, log_identified
from collector.queries import programmes

_FORMS = [form.value for form in ExportForm]


@click.command()
@click.argument("programme")
@click.option("--format", "form", type=click.Choice(_FORMS), required=True)
@click.option("-o", "--output", type=click.Path(path_type=Path), required=True)
@click.option("--table", help="csv, sav: which table, in a file that is no .zip.")
@click.option("--identified", is_flag=True, help="With personal data. Asks, and is logged.")
@click.option("--by", "email", help="Whose account it is logged under, when there are more.")
@click.option("--yes", is_flag=True, help="With --identified: do not ask.")
@as_json
@click.pass_obj
def export(
    config: Config,
    programme: str,
    form: str,
    output: Path,
    table: str | None,
    identified: bool,
    email: str | None,
    yes: bool,
    as_json: bool,
) -> None:
    """The data of PROGRAMME, de-identified: what its newest release holds."""
    from analysis.exchange.export import IN_ONE_TABLE, write
    from analysis.exchange.identified_tables import identified_take_out
    from analysis.exchange.tables import Mark
    from analysis.worker import Worker

    with open_database(config) as connection:
        row = programmes.programme(connection, programme)
        if identified:
            who = _who(connection, email)
            if not yes:
                _confirm(row["slug"])
            day = datetime.now(UTC).date().isoformat()
            take_out = identified_take_out(
                connection, row["id"], Mark(who["email"], day), random.SystemRandom()
            )
            log_identified(connection, row["id"], who["id"])
        else:
            worker = Worker(config, connection)
            worker.look_for_personal_data(row["id"])
            take_out = worker.public_take_out(row["id"])
    chosen = ExportForm(form)
    write(take_out, chosen, output, table)
    if as_json:
        rows = {one.name: len(one.rows) for one in take_out.tables}
        echo_json({"file": str(output), "identified": identified, "tables": rows})
        return
    for line in take_out.mark.lines if take_out.mark else ():
        click.echo(line, err=True)
    if chosen in IN_ONE_TABLE and output.suffix.lower() != ".zip":
        click.echo(
            f"One table. For all ({', '.join(take_out.names)}): a name that ends in .zip, or"
            " --table NAME.",
            err=True,
        )
    click.echo(f"{output}: written")


def _who(connection: sqlite3.Connection, email: str | None) -> sqlite3.Row:
    """The account that the log will name.

    :raise Refused: there is none, or it is not said which.
    """
    found = facilitator_by_email(connection, email) if email else only_facilitator(connection)
    row = facilitator_by_id(connection, found) if found is not None else None
    if row is None:
        raise Refused(
            "Taking personal data along goes into the log under somebody's account. Say whose"
            " with --by EMAIL; make one with: gesprekstafel facilitator add EMAIL"
        )
    return row


def _confirm(slug: str) -> None:
    """:raise Refused: something else was typed."""
    click.echo(
        "This file will hold personal data: every word as it was said, with role, region and"
        " partnership. That you make it goes into the log.",
        err=True,
    )
    typed = click.prompt(f"Type {slug} to go on", default="", show_default=False, err=True)
    if typed.strip() != slug:
        raise Refused("Not confirmed. Nothing was written.")
