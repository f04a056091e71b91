"""What is known of backups: the last good one, the last failure, copies that were put elsewhere.

A small file beside the backups, outside the database: it tells what is so, also when the database
cannot be read or an older one was put back. It holds moments, sizes and names of files.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from collector.config import Config
from collector.exchanging import write_whole

NAME = "record.json"


@dataclass(frozen=True)
class LastBackup:
    """The last one that was made and read back. `moment`: UTC, ISO."""

    moment: str
    file: str
    size: int  # bytes
    seconds: float


@dataclass(frozen=True)
class LastError:
    at: str
    message: str


@dataclass(frozen=True)
class Elsewhere:
    """A backup outside the folder of backups, which rotation does not reach."""

    file: str
    moment: str


@dataclass(frozen=True)
class BackupRecord:
    """`error` is there as long as no backup succeeded after it. `unfinished`: a file that is being
    written, or that a killed process left."""

    last: LastBackup | None = None
    last_daily: str | None = None  # moment of the last one that was made by the clock
    error: LastError | None = None
    elsewhere: tuple[Elsewhere, ...] = ()
    unfinished: str | None = None


def read_record(config: Config) -> BackupRecord:
    """What the status page and the metrics tell; empty when there is none or it cannot be read."""
    try:
        told: dict[str, Any] = json.loads(_path(config).read_text(encoding="utf-8"))
        return BackupRecord(
            last=LastBackup(**told["last"]) if told["last"] else None,
            last_daily=told["last_daily"],
            error=LastError(**told["error"]) if told["error"] else None,
            elsewhere=tuple(Elsewhere(**one) for one in told["elsewhere"]),
            unfinished=told["unfinished"],
        )
    except (OSError, ValueError, KeyError, TypeError):
        return BackupRecord()


def change_record(config: Config, **values: Any) -> None:
    """:raise OSError: the disk is full, or may not be written to."""
    config.backups.mkdir(mode=0o700, parents=True, exist_ok=True)
    record = replace(read_record(config), **values)
    write_whole(_path(config), json.dumps(asdict(record), ensure_ascii=False, indent=1))


def _path(config: Config) -> Path:
    return config.backups / NAME
