"""Where a service listens: written down when it starts, for the command that asks how it is."""

from __future__ import annotations

import contextlib
import json
import time
from dataclasses import replace
from pathlib import Path

from collector.config import Config

START_SECONDS = 60.0
"""Libraries and models come from a cold disk."""


def write_down(config: Config) -> None:
    """On a disk that cannot be written to nothing is; the settings have to do then."""
    told = {"host": config.host, "port": config.port, "data_port": config.data_port}
    with contextlib.suppress(OSError):
        config.cache.mkdir(parents=True, exist_ok=True)
        _path(config).write_text(json.dumps(told), encoding="utf-8")


def just_started(config: Config) -> bool:
    """Whether the service began so short ago that not all of its processes have to be there."""
    try:
        return abs(time.time() - _path(config).stat().st_mtime) < START_SECONDS
    except OSError:
        return False


def as_served(config: Config) -> Config:
    """The settings with the addresses of the service that was started last on this instance."""
    try:
        told = json.loads(_path(config).read_text(encoding="utf-8"))
        return replace(
            config,
            host=str(told["host"]),
            port=int(told["port"]),
            data_port=int(told["data_port"]),
        )
    except (OSError, ValueError, KeyError, TypeError):
        return config


def _path(config: Config) -> Path:
    return config.cache / "service.json"
