"""The part of the command line that analyses: wrap-up, releases, import."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from itertools import chain
from pathlib import Path

import click

from collector.commands import as_json, echo_json, open_database
from collector.config import Config
from collector.errors import InvalidFile, Refused
from collector.queries import programmes

existing = click.Path(path_type=Path)


@click.command()
@click.argument("file", type=existing)
@as_json
@click.pass_obj
def deidentify(config: Config, file: Path, as_json: bool) -> None:
    """What would be redacted in any text FILE, a line a statement; an object a line with --json."""
    from analysis.deidentify import Deidentifier, deidentify_lines
    from analysis.language import load_people
    from analysis.redaction_summary import Summary
    from analysis.text_lines import text_lines

    lines = text_lines(file)
    first = next(lines, "")  # what is wrong with the file is told before anything is loaded
    try:
        deidentifier = Deidentifier(people=load_people(config.spacy_model or None))
    except ValueError as problem:
        raise Refused(str(problem)) from problem
    summary = Summary()
    for found in deidentify_lines(chain([first], lines), deidentifier):
        if as_json:
            click.echo(json.dumps(found, ensure_ascii=False))
        else:
            for line in summary.add(found):
                click.echo(line)
    if not as_json:
        click.echo(summary.total())


@click.command()
@click.argument("programme")
@click.option("--k", "group_size", type=click.IntRange(min=3), help="Smallest group (default 5).")
@click.option("--doi", help="DOI that was reserved for this release, such as 10.5281/zenodo.1.")
@click.option("--dry-run", is_flag=True, help="Say what would go out; write nothing.")
@as_json
@click.pass_obj
def publish(
    config: Config,
    programme: str,
    group_size: int | None,
    doi: str | None,
    dry_run: bool,
    as_json: bool,
) -> None:
    """A new release of PROGRAMME, or a refusal that says what is at fault."""
    from analysis.worker import Worker

    def say(message: object) -> None:
        click.echo(f"{message} …", err=True)

    with open_database(config) as connection:
        identifier = programmes.programme(connection, programme)["id"]
        worker = Worker(config, connection)
        worker.look_for_personal_data(identifier, progress=say)
        release = worker.publish(
            identifier, group_size=group_size, dry_run=dry_run, progress=say, doi=doi
        )
    if as_json:
        echo_json(
            {
                "file": str(release.file) if release.file else None,
                "number": release.number,
                "statements": release.statements,
                "themes": release.themes,
                "counts": release.counts,
                "rules": asdict(release.rules),
                "withheld": [asdict(each) for each in release.withheld],
            }
        )
        return
    for each in release.withheld:
        number = "" if each.how_many is None else f" ({each.how_many})"
        click.echo(f"Weggelaten: {each.what}{number}. {each.why}", err=True)
        if each.remedy:
            click.echo(f"  Wat helpt: {each.remedy}", err=True)
    click.echo(f"{release.file or 'dry run'}: {release.statements} statements")


@click.command()
@click.argument("release", type=existing)
@as_json
def verify(release: Path, as_json: bool) -> None:
    """Check a RELEASE, a file or its folder, against every disclosure rule."""
    from analysis.verify import verify as check

    try:
        faults = check(release)
    except OSError as error:
        why = error.strerror or type(error).__name__
        raise InvalidFile(
            f"{release}: cannot be read ({why}). Give a release file or its folder, such as"
            " instance/releases/001."
        ) from error
    if as_json:
        found = [{"rule": fault.rule, "message": fault.message} for fault in faults]
        echo_json({"file": str(release), "faults": found})
    else:
        for fault in faults:
            click.echo(f"{release}: {fault}", err=True)
        if not faults:
            click.echo(f"{release}: holds to every rule")
    sys.exit(1 if faults else 0)
