"""``gesprekstafel bench chaos``, ``power-cut``, ``reconnect`` and ``soak``: what is left when
things fail, or go on for long.

Each runs the real service, in a folder that is thrown away, and ends with 1 when anything that was
acknowledged is lost or there twice, or something grew.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from collector.commands import as_json
from collector.errors import Refused
from forms.bench_command import COUNT, folder_option, port_option, show

seed_option = click.option("--seed", default=1, show_default=True, type=int, help="Of the chance.")


def _told(figures: dict[str, Any], as_json: bool, *nothing: str) -> None:
    """:raise Refused: one of these is not 0."""
    show(figures, as_json)
    wrong = {name: figures[name] for name in nothing if figures[name]}
    if wrong:
        raise Refused(f"Not as it should be: {wrong}")


@click.command("chaos")
@click.option("--kills", default=200, show_default=True, type=click.IntRange(1, 2000))
@click.option("--phones", default=30, show_default=True, type=COUNT)
@seed_option
@port_option
@folder_option
@as_json
def bench_chaos(
    kills: int, phones: int, seed: int, port: int, folder: Path | None, as_json: bool
) -> None:
    """Processes of the service are killed at random while PHONES hand in and vote."""
    from forms.benchmarks import chaos

    found = chaos.measure(phones, kills, seed, port, folder)
    _told(found, as_json, *chaos.NOTHING)


@click.command("power-cut")
@click.option("--cuts", default=500, show_default=True, type=click.IntRange(1, 100_000))
@click.option("--forms", default=600, show_default=True, type=click.IntRange(1, 10_000))
@click.option("--phones", default=12, show_default=True, type=COUNT)
@seed_option
@port_option
@folder_option
@as_json
def bench_power_cut(
    cuts: int, forms: int, phones: int, seed: int, port: int, folder: Path | None, as_json: bool
) -> None:
    """What is on disk when the power goes at random moments while FORMS are handed in.

    Needs strace. At each moment: what was synced, and a random part of what was not.
    """
    from forms.benchmarks import power_cut

    found = power_cut.measure(cuts, phones, forms, seed, port, folder)
    _told(found, as_json, *power_cut.NOTHING)


@click.command("reconnect")
@click.option("--times", default=1000, show_default=True, type=click.IntRange(10, 100_000))
@click.option("--screens", default=30, show_default=True, type=click.IntRange(2, 300))
@click.option("--kills", default=10, show_default=True, type=click.IntRange(0, 1000))
@seed_option
@port_option
@folder_option
@as_json
def bench_reconnect(
    times: int, screens: int, kills: int, seed: int, port: int, folder: Path | None, as_json: bool
) -> None:
    """SCREENS and phones lose their line so many TIMES, and hear every event once, in order."""
    from forms.benchmarks import reconnect

    found = reconnect.measure(times, screens, kills, seed, port, folder)
    _told(found, as_json, *reconnect.NOTHING)


@click.command("soak")
@click.option("--hours", default=8, show_default=True, type=click.IntRange(2, 100))
@click.option("--people", default=100, show_default=True, type=click.IntRange(8, 2000))
@port_option
@folder_option
@as_json
def bench_soak(hours: int, people: int, port: int, folder: Path | None, as_json: bool) -> None:
    """A day of meetings with everything that people do; memory and open files stay as they were."""
    from forms.benchmarks import soak

    _told(soak.measure(hours, people, port, folder), as_json, *soak.NOTHING)


COMMANDS = (bench_chaos, bench_power_cut, bench_reconnect, bench_soak)
