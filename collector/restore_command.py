"""``gesprekstafel restore``."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from collector.commands import who_commands
from collector.config import Config
from collector.errors import Refused
from collector.instance_lock import alone
from collector.restore import Restored, check_restorable, restore


@click.command("restore")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.pass_obj
def restore_command(config: Config, file: Path, yes: bool) -> None:
    """Put the backup FILE in the place of what the instance holds; a copy of that is kept.

    The service has to be stopped. What was erased, withdrawn or past its end date since goes again.
    """
    file = file.resolve()
    manifest = check_restorable(file)
    with alone(config):
        pass  # said before anything is asked
    click.echo(f"{file}: as of {manifest.moment}, schema {manifest.schema}.")
    click.echo(f"All that came in after that is no longer there. It goes to: {config.instance}")
    if not yes and not click.confirm("Go on?"):
        raise Refused(f"{config.instance}: nothing was changed.")
    for line in told(restore(config, file, who_commands())):
        click.echo(line)


def told(done: Restored) -> Iterator[str]:
    """What happened, and what is left to do for a person."""
    yield f"Restored, as of {done.manifest.moment}."
    if done.kept:
        yield f"What was there is kept in {done.kept}"
    again = done.again
    if again.participants or again.programmes or again.sign_ups or again.expired:
        yield (
            f"Erased again: {again.participants} participants by their receipt, {again.programmes}"
            f" programmes, {again.sign_ups} sign-ups; {again.expired} programmes had something past"
            " its end date."
        )
    if done.carried is None:
        there = "What was there could not be read" if done.kept else "Nothing was there"
        yield (
            f"{there}: who took words or consent back after the backup, or lost access, is not"
            " known here. Look at the accounts and the keys."
        )
    else:
        yield (
            f"Taken back again: {done.carried.withdrawn} forms and statements,"
            f" {done.carried.consents} consents, {done.carried.keys} keys,"
            f" {done.carried.accounts} accounts."
        )
    yield "Everybody logs in anew; passwords and roles are as they were. Now start the service."
