"""``gesprekstafel check``: whether an instance is whole, its releases included."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import asdict
from pathlib import Path

import click

from collector.checks.finding import RESTORE, Finding
from collector.checks.instance import instance_findings
from collector.commands import as_json, echo_json
from collector.config import Config
from collector.database import connect
from collector.errors import Refused, StorageError
from collector.queries.outcomes import every_release


@click.command()
@as_json
@click.pass_context
def check(ctx: click.Context, as_json: bool) -> None:
    """Look whether everything of the instance is whole; nothing is changed.

    Answers and sign-ups, row by row and page by page, the log, the audit, files and who may read
    them, backups, and every release. Exits with 1 when anything was found.
    """
    config: Config = ctx.obj
    if not config.instance.is_dir():
        raise Refused(f"{config.instance}: there is nothing to check.")
    found = [*instance_findings(config), *release_findings(config)]
    if as_json:
        echo_json({"findings": [asdict(one) for one in found]})
    else:
        for one in found:
            click.echo(f"{one.check}: {one.where}: {one.what}.\n    {one.remedy}")
        click.echo(f"{len(found)} found" if found else "Everything is whole.")
    if found:
        ctx.exit(1)


def release_findings(config: Config) -> Iterator[Finding]:
    """Each release that was entered is there and passes every rule; and no other is there."""
    try:
        with closing(connect(config.database, readonly=True)) as connection:
            entered = every_release(connection)
    except (StorageError, sqlite3.DatabaseError):
        return  # said already
    there = {row["file"] for row in entered if not row["removed"]}
    for name in sorted(there):
        yield from _release(config.releases / name)
    for file in sorted(config.releases.glob("**/[0-9]*/*.db")):
        if str(file.relative_to(config.releases)) not in there:
            remedy = "Move its folder elsewhere: it was not published by this service."
            yield Finding("releases", str(file), "is not known to the database", remedy)


def _release(file: Path) -> Iterator[Finding]:
    from analysis.verify import verify  # numpy: not for every command

    if not file.is_file():
        yield Finding("releases", str(file), "was published, and is not there", RESTORE)
        return
    for fault in verify(file):
        yield Finding("releases", str(file), str(fault), RESTORE)
