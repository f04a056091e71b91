"""The part of the command line that only needs the database, and what all commands share."""

from __future__ import annotations

import getpass
import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from typing import Any

import click

from collector import audit
from collector.config import Config
from collector.database import connect, is_trouble
from collector.errors import GesprekstafelError
from collector.instance_lock import in_use
from collector.queries import programmes as stored
from collector.upgrading import Upgraded, in_english, upgrade


class Commands(click.Group):
    """A refusal goes to stderr as what, where and remedy, and exits with 1; wrong use with 2."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except GesprekstafelError as error:
            click.echo(f"gesprekstafel: {error}", err=True)
            ctx.exit(1)
        except sqlite3.DatabaseError as error:
            if not is_trouble(error):
                raise
            click.echo(
                f"gesprekstafel: the database cannot be used now ({error}). If it is locked,"
                " another process is writing: try again in half a minute. If the disk is full or"
                " may not be written to, mend that first. What was stored is whole.",
                err=True,
            )
            ctx.exit(1)


@contextmanager
def open_database(
    config: Config, told: Callable[[Upgraded], str] = in_english
) -> Iterator[sqlite3.Connection]:
    """The instance's database at the newest schema, closed afterwards; nobody restores meanwhile.

    :param told: what is said when data of an earlier version was upgraded
    """
    with in_use(config), closing(connect(config.database)) as connection:
        if done := upgrade(config, connection):
            click.echo(told(done), err=True)
        _on_record()
        try:
            yield connection
        finally:
            audit.end()


def _on_record() -> None:
    """What a command changes goes on record as done by whoever is logged in to the machine.

    What `serve` does by itself, in a thread of its own, is no command.
    """
    if (context := click.get_current_context(silent=True)) is not None:
        command = " ".join(context.command_path.split()[1:])
        audit.begin(audit.Doing(who_commands(), "command", detail={"command": command}))


def who_commands() -> str:
    """Whoever is logged in to the machine, as it stands in the audit."""
    return f"{getpass.getuser()} (command line)"


def echo_json(value: object) -> None:
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))


as_json = click.option("--json", "as_json", is_flag=True, help="Print JSON for a program to read.")


@click.command()
@as_json
@click.pass_obj
def programmes(config: Config, as_json: bool) -> None:
    """What is there: slug, title, kind, meetings, statements."""
    with open_database(config) as connection:
        rows = [
            {name: row[name] for name in ("slug", "title", "kind", "meetings", "statements")}
            for row in stored.all_programmes(connection)
        ]
    if as_json:
        echo_json(rows)
        return
    if not rows:
        click.echo("Nothing yet. Make a programme in the browser, or try: gesprekstafel demo")
    for row in rows:
        click.echo(
            f"{row['slug']:<32} {row['kind']:<17} {row['meetings']:>3} meetings"
            f" {row['statements']:>5} statements  {row['title']}"
        )
