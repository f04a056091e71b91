"""``gesprekstafel expire`` and ``erase``: gone for good, and which backups still hold it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from collector import expiring
from collector.access import hash_receipt
from collector.commands import as_json, echo_json, open_database
from collector.config import Config
from collector.erasing_backups import (
    Holds,
    clean,
    erased_before,
    holding_participant,
    past_an_end,
)
from collector.errors import NotFound
from collector.queries.terms import today

NOT_REACHED = "Copies that others made (downloaded releases, print, disks) are not reached."
from_backups = click.option(
    "--from-backups", is_flag=True, help="Also take it out of every backup that can be reached."
)


@click.command()
@click.option("--dry-run", is_flag=True, help="Say what would be erased; leave it.")
@from_backups
@as_json
@click.pass_obj
def expire(config: Config, dry_run: bool, from_backups: bool, as_json: bool) -> None:
    """Erase for good what is past its end date. `serve` does so every day, in its backups too."""
    with open_database(config) as connection:
        gone = expiring.expire(config, connection, dry_run=dry_run)
        holding = past_an_end(config, today())
        cleaned = clean(config, holding) if from_backups and not dry_run else []
    left = [one for one in holding if one.path not in cleaned]
    if as_json:
        told = {"dry_run": dry_run, "erased": [asdict(one) for one in gone]}
        echo_json({**told, **_as_told(left, cleaned)})
        return
    for line in erased_lines(gone):
        click.echo(f"would be erased: {line}" if dry_run else f"erased: {line}")
    if not gone:
        click.echo("Nothing is past its end date.")
    for line in _lines(left, cleaned):
        click.echo(line)
    if gone:
        click.echo(NOT_REACHED)


def erased_lines(gone: Sequence[expiring.Erased]) -> Iterator[str]:
    """A line for each programme: numbers, never who."""
    for one in gone:
        what = "everything" if one.whole else f"{one.participants} participants"
        yield f"{one.slug}: {what}, {one.contacts} sign-ups"


@click.command()
@click.argument("receipt")
@from_backups
@as_json
@click.pass_obj
def erase(config: Config, receipt: str, from_backups: bool, as_json: bool) -> None:
    """Erase for good everything that the holder of RECEIPT handed in.

    What is erased already can be erased again with --from-backups, from backups only.
    """
    secret = hash_receipt(receipt)
    with open_database(config) as connection:
        try:
            title = expiring.erase_receipt(config, connection, receipt)
        except NotFound:
            if not erased_before(config, secret):
                raise
            title = ""
        holding = holding_participant(config, secret)
        cleaned = clean(config, holding) if from_backups else []
    left = [one for one in holding if one.path not in cleaned]
    if as_json:
        told = {"erased": True, "programme": title, "not_reached": NOT_REACHED}
        echo_json({**told, **_as_told(left, cleaned)})
        return
    click.echo(f"Erased, from: {title}." if title else "Erased already.")
    for line in _lines(left, cleaned):
        click.echo(line)
    click.echo(NOT_REACHED)
    click.echo("A sign-up for a follow-up stands apart: remove it on the page of sign-ups.")


def _as_told(left: Sequence[Holds], cleaned: Sequence[Path]) -> dict[str, Any]:
    return {
        "backups": [
            {
                "file": str(one.path),
                "removed_on": one.removed_on.isoformat(),
                "elsewhere": one.elsewhere,
            }
            for one in left
        ],
        "cleaned": [str(path) for path in cleaned],
    }


def _lines(left: Sequence[Holds], cleaned: Sequence[Path]) -> Iterator[str]:
    for path in cleaned:
        yield f"taken out of {path}" if path.exists() else f"removed: {path}"
    for one in left:
        end = f"remove it by {one.removed_on}" if one.elsewhere else f"removed on {one.removed_on}"
        yield f"still in {one.path}: {end}"
    if left:
        yield "To take it out of these now: the same command with --from-backups."
