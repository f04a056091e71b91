"""The three processes that `serve` keeps running: what each needs, what is missed without it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from collector.config import Config
from collector.supervisor import Process

Command = Callable[[], Sequence[str]]


FEW_ARENAS = {"MALLOC_ARENA_MAX": "2"}
"""Every open screen has a thread, and glibc would give each its own stock of free memory
(https://man7.org/linux/man-pages/man3/mallopt.3.html)."""


def web(config: Config, command: Command) -> Process:
    return Process(
        "web",
        command,
        {**config.environment(), **FEW_ARENAS},
        blocked=lambda: _no_database(config),
        without="Deelnemers en gespreksleiders bereiken de dienst niet; telefoons bewaren wat er"
        " getypt is en sturen het later. De gepubliceerde gegevens blijven te lezen.",
        longest_pause=2.0,  # a whole hall waits for it
    )


def analysis(config: Config, command: Command) -> Process:
    return Process(
        "analyse",
        command,
        config.environment(),
        blocked=lambda: _no_database(config),
        without="Inleveren, stemmen en het bord werken; nieuwe thema's, het zoeken naar"
        " persoonsgegevens, verslagen en publiceren staan stil en worden later ingehaald.",
        dies_at_once=True,  # what it stores is all or nothing
    )


def data(config: Config, command: Command, newest: Callable[[], object]) -> Process:
    """:param newest: the releases that it shows; another answer means that it is started anew"""
    return Process(
        "data",
        command,
        config.environment(),
        watch=newest,
        without="Alleen de gepubliceerde gegevens zijn niet te lezen; al het andere werkt.",
        dies_at_once=True,
    )


def _no_database(config: Config) -> str:
    """Why nothing can be started on it: it would begin an empty one in its place."""
    if config.database.exists():
        return ""
    return f"{config.database} is er niet; is de schijf aangesloten?"
