"""``gesprekstafel backup``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from collector.backup import Stored, make_backup
from collector.backup_file import BackupKind
from collector.backup_rotation import removed_on
from collector.commands import as_json, echo_json
from collector.config import Config
from collector.errors import Refused
from collector.instance_lock import in_use


@click.command()
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    help="A file that is not there yet, or a folder; left out: backups/ in the instance.",
)
@as_json
@click.pass_obj
def backup(config: Config, output: Path | None, as_json: bool) -> None:
    """One file with everything, as of this moment; the service may go on meanwhile.

    It holds what participants wrote AND their sign-ups: keep it as carefully as the instance, and
    no longer than participants are told.
    """
    if not config.database.exists():
        raise Refused(f"{config.instance}: there is nothing to make a backup of.")
    with in_use(config):
        made = make_backup(config, BackupKind.BY_HAND, output)
    if as_json:
        echo_json(as_told(config, made))
        return
    click.echo(f"{made.path}: {made.size / 2**20:.1f} MB, as of {made.manifest.moment}")
    end = removed_on(config, made.manifest).isoformat()
    if made.path.parent == config.backups:
        click.echo(f"It is removed on {end}.")
    else:
        click.echo(f"Remove it on {end} at the latest: participants are told so.")


def as_told(config: Config, one: Stored) -> dict[str, Any]:
    """What a program may want to know of a backup."""
    manifest = one.manifest
    return {
        "file": str(one.path),
        "size": one.size,
        "moment": manifest.moment,
        "kind": manifest.kind,
        "schema": manifest.schema,
        "version": manifest.version,
        "parts": [part.name for part in manifest.parts],
        "removed_on": removed_on(config, manifest).isoformat(),
    }
