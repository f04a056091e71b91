"""``gesprekstafel status``: the facts of the status page, also when the service is down."""

from __future__ import annotations

from importlib.metadata import version
from typing import Any

import click

from collector.commands import as_json, echo_json
from collector.config import Config
from collector.errors import Refused
from collector.health import Health, Name, Part, State, examine
from collector.probes import answers
from collector.served_at import as_served


@click.command()
@as_json
@click.pass_obj
@click.pass_context
def status(ctx: click.Context, config: Config, as_json: bool) -> None:
    """Whether the service works, part by part; exits with 1 when something does not.

    Ask with the settings (GESPREKSTAFEL_…) that the service was started with; on which ports it
    listens is found by itself.
    """
    if not config.database.exists():
        missing = f"{config.instance}: there is no database here. Is it the right folder?"
        raise Refused(missing)
    config = as_served(config)
    runs = answers(config.host, config.port, f"{config.prefix}/healthz")
    health = examine(config, lambda: _web(config, runs))
    if as_json:
        echo_json(_as_told(health, runs))
    else:
        _say(config, health, runs)
    ctx.exit(1 if health.state is State.BAD else 0)


def _web(config: Config, runs: bool) -> Part:
    facts = {"port": config.port}
    if runs:
        return Part(Name.SCREENS, facts=facts)
    return Part(Name.SCREENS, State.BAD, "down", facts)


def _as_told(health: Health, runs: bool) -> dict[str, Any]:
    return {
        "version": version("gesprekstafel"),
        "at": health.at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "running": runs,
        "state": health.state,
        "parts": [
            {"name": part.name, "state": part.state, "why": part.why, **part.facts}
            for part in health.parts
        ],
    }


def _say(config: Config, health: Health, runs: bool) -> None:
    where = f"{config.host}:{config.port}"
    if not runs:
        click.echo(f"The service does not answer at {where}. Start it with: gesprekstafel serve")
    for part in health.parts:
        facts = " ".join(f"{name}={value}" for name, value in part.facts.items() if value != "")
        click.echo(f"{part.name:<9} {part.state:<5} {part.why:<12} {facts}".rstrip())
    click.echo(f"version   {version('gesprekstafel')}")
