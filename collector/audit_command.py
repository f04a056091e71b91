"""The audit trail on the command line: taken along, and checked."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from collector.audit import Broken, head, verify
from collector.commands import as_json, echo_json, open_database
from collector.config import Config
from collector.errors import InvalidFile, Refused
from collector.queries.audit import every_row


@click.command()
@click.option("-o", "output", type=click.Path(dir_okay=False, path_type=Path))
@click.option(
    "--verify",
    "file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Check a file that was taken along, and whether this instance goes on from it.",
)
@as_json
@click.pass_obj
def audit(config: Config, output: Path | None, file: Path | None, as_json: bool) -> None:
    """Who did what when: checks the chain, and with -o writes it to a file, a row a line."""
    with open_database(config) as connection:
        broken = verify(every_row(connection))
        if broken is None and file is not None:
            broken = _compare(connection, file)
        number, last = head(connection)
        if output is not None:
            lines = (json.dumps(dict(row), ensure_ascii=False) for row in every_row(connection))
            output.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    if as_json:
        echo_json({"rows": number, "head": last, "broken": broken and vars(broken)})
    if broken is not None:
        said = (
            f"The audit trail does not hold: row {broken.row} is {broken.why}. Compare with a"
            " backup or an earlier file to see what was there."
        )
        raise Refused(said)
    if not as_json:
        click.echo(f"{number} rows, whole. The last one: {last}")


def _compare(connection: sqlite3.Connection, file: Path) -> Broken | None:
    """:raise InvalidFile: a line is no row of an audit trail."""
    rows = list(_rows_of(file))
    if (broken := verify(rows)) is not None:
        return Broken(broken.row, f"{broken.why} (in {file.name})")
    here = {row["id"]: row["hash"] for row in every_row(connection)}
    for row in rows:
        if here.get(row["id"]) != row["hash"]:
            return Broken(row["id"], f"not what {file.name} says that it was")
    return None


def _rows_of(file: Path) -> Iterator[dict[str, Any]]:
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1):
        try:
            row = json.loads(line)
            if not {"id", "previous", "hash"} <= row.keys():
                raise ValueError
        except (ValueError, AttributeError) as error:
            raise InvalidFile(
                f"{file.name}, line {number}: not a row of an audit trail. Give a file that"
                " gesprekstafel audit -o wrote."
            ) from error
        yield row
