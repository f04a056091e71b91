"""``gesprekstafel bench submit`` and ``bench live``: how fast the web service is, on this machine.

Both start a service of their own, in a folder that is thrown away.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from collector.commands import as_json, echo_json

COUNT = click.IntRange(1, 600)
SECONDS = click.FloatRange(0.2, 600)

port_option = click.option(
    "--port",
    default=0,
    type=click.IntRange(0, 65534),
    help="Where it listens; 0: any that is free.",
)
folder_option = click.option(
    "--folder",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="On which disk: the figures are of that disk.",
)


def show(figures: dict[str, Any], as_json: bool) -> None:
    if as_json:
        echo_json(figures)
        return
    for name, value in figures.items():
        row = "  ".join(f"{key} {one}" for key, one in value.items()) if _is_group(value) else value
        click.echo(f"{name:<14} {row}")


def _is_group(value: object) -> bool:
    return isinstance(value, dict)


@click.command("submit")
@click.option("--clients", default=12, show_default=True, type=COUNT, help="At the same time.")
@click.option("--phones", default=200, show_default=True, type=COUNT, help="People, in turns.")
@click.option("--seconds", default=10.0, show_default=True, type=SECONDS, help="Of each.")
@port_option
@folder_option
@as_json
def bench_submit(
    clients: int, phones: int, seconds: float, port: int, folder: Path | None, as_json: bool
) -> None:
    """Full forms per second, beside a bare Flask view that inserts one row as durably."""
    from forms.benchmarks import submit

    show(submit.measure(clients, phones, seconds, port, folder), as_json)


@click.command("live")
@click.option("--phones", default=500, show_default=True, type=COUNT)
@click.option("--screens", default=5, show_default=True, type=click.IntRange(1, 50))
@click.option("--rate", default=20.0, show_default=True, type=click.FloatRange(0.1, 200))
@click.option("--seconds", default=60.0, show_default=True, type=SECONDS)
@port_option
@folder_option
@as_json
def bench_live(
    phones: int,
    screens: int,
    rate: float,
    seconds: float,
    port: int,
    folder: Path | None,
    as_json: bool,
) -> None:
    """From commit to arrival at every screen while RATE forms per second are handed in.

    Then the service is killed and started again, and everybody has to come back.
    """
    from forms.benchmarks import live

    show(live.measure(phones, screens, rate, seconds, port, folder), as_json)


@click.command("backup")
@click.option("--statements", default=100_000, show_default=True, type=click.IntRange(1, 1_000_000))
@click.option("--clients", default=4, show_default=True, type=COUNT, help="At the same time.")
@click.option("--rounds", default=5, show_default=True, type=click.IntRange(1, 100))
@port_option
@folder_option
@as_json
def bench_backup(
    statements: int, clients: int, rounds: int, port: int, folder: Path | None, as_json: bool
) -> None:
    """Full forms per second while a backup of a large database is made, beside without one."""
    from forms.benchmarks import backup

    show(backup.measure(statements, clients, rounds, port, folder), as_json)


COMMANDS = (bench_submit, bench_live, bench_backup)
