"""`import`: a file of any kind that the service knows, from the command line."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from collector.commands import as_json, echo_json, open_database
from collector.config import Config
from collector.errors import InvalidFile
from collector.imported import Stored
from collector.queries import programmes
from collector.reading_report import Found

if TYPE_CHECKING:
    from analysis.import_run import Looked

existing = click.Path(path_type=Path)


@click.command("import")
@click.argument("file", type=existing)
@click.option("--programme", help="Slug of a programme to add to; else a new one is made.")
@click.option(
    "--consent",
    type=click.Choice(["yes", "no"]),
    help="May its statements be published word for word, because it is a public report or all who"
    " spoke agreed? Without it: no. Of a file that was imported before, this changes only that.",
)
@click.option("--map", "map_file", type=existing, help="YAML: what the columns of a table hold.")
@click.option("--save-map", type=existing, help="Write there how the columns were read.")
@click.option("--dry-run", is_flag=True, help="Say what was recognised; store nothing.")
@as_json
@click.pass_obj
def import_(
    config: Config,
    file: Path,
    programme: str | None,
    consent: str | None,
    map_file: Path | None,
    save_map: Path | None,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Read FILE: a wrap-up or report (text, Markdown, Word), a table (CSV, Excel), a LimeSurvey
    survey (.lss, .lsa), a REFI-QDA codebook or project (.qdc, .qdpx). What it is, shows from what
    is in it."""
    from analysis.exchange.looking import Wish
    from analysis.exchange.map_file import read_map, write_map
    from analysis.exchange.opening import Received, Unreadable
    from analysis.exchange.reading import read_bytes
    from analysis.import_run import look, store

    received = Received(file.name, read_bytes(file))
    columns = read_map(map_file) if map_file else {}
    with open_database(config) as connection:
        wish = Wish(
            programme=programmes.programme(connection, programme)["id"] if programme else None,
            verbatim=None if consent is None else consent == "yes",
            columns=columns,
        )
        try:
            looked = look(connection, received, wish)
        except Unreadable as error:
            raise InvalidFile(f"{file}: {error}") from error
        stored = looked.stored
        if stored and not dry_run:
            stored = store(connection, received, wish)
    if save_map:
        write_map(save_map, {one.heading: one.target for one in looked.found.columns})
    _tell(file, looked, stored, consent, dry_run, as_json)


def _tell(
    file: Path,
    looked: Looked,
    stored: Stored | None,
    consent: str | None,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Exits with 1 when something is wrong in the file."""
    told = _as_data(looked, stored) | {"dry_run": dry_run}
    if stored and stored.repeated:
        changed = "nothing was changed" if consent is None else f"may be published: {consent}"
        click.echo(f"{file}: was imported before, as {stored.slug}; {changed}.", err=True)
    if as_json:
        echo_json(told)
    else:
        for line in looked.found.left_out:
            click.echo(f"{file}: niet ingelezen: {line}", err=True)
        for name, value in told.items():
            click.echo(f"{name:<20} {len(value) if isinstance(value, list | dict) else value}")
    for place, problem in zip(_places(looked.found), looked.found.problems, strict=True):
        click.echo(f"{file}{place}: {problem.what} {problem.remedy}", err=True)
    if stored is None:
        click.echo(f"{file}: nothing was imported.", err=True)
        sys.exit(1)


def _as_data(looked: Looked, stored: Stored | None) -> dict[str, Any]:
    found = looked.found
    told = {
        "kind": found.kind.value,
        "title": found.title,
        "statements": len(looked.data.all_statements),
        "people": len(looked.data.people),
        "themes": [one.name for one in looked.data.themes],
        **looked.data.summary,
        "coded": len(looked.data.codings),
        "recognised": [str(one) for one in found.recognised],
        "left_out": [str(one) for one in found.left_out],
        "columns": {one.heading: one.target for one in found.columns},
        "problems": [
            {
                "sheet": one.sheet,
                "row": one.row or None,
                "column": one.column,
                "what": str(one.what),
                "remedy": str(one.remedy),
            }
            for one in found.problems
        ],
        "problem_count": found.problem_count,
    }
    if stored:
        told |= {
            "programme": stored.slug,
            "consent": "yes" if stored.verbatim else "no",
            "repeated": stored.repeated,
        }
    return told


def _places(found: Found) -> list[str]:
    """Where each problem is: sheet, row and column, as far as they are known."""
    word = "regel" if found.kind.has_lines else "rij"
    return [
        "".join(
            f", {part}"
            for part in (one.sheet, f"{word} {one.row}" if one.row else "", one.column)
            if part
        )
        for one in found.problems
    ]
