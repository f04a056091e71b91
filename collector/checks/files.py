"""The files of an instance: who may read them, and what a killed process left."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from collector.backup import MAKING
from collector.checks.finding import RESTORE, Finding
from collector.config import Config
from collector.exchanging import is_interrupted
from collector.instance_lock import is_in_use

_OTHERS = 0o077
_LOG_MOST = 256 * 1024 * 1024
_KEY_BYTES = 32
# SQLite gives the log beside a database the rights of that database.
_PRIVATE = (
    *("*.db", "secret_key", "demo_password"),
    *("backups", "backups/*.zip", "backups/record.json", "backups/before-restore-*", "restoring"),
)


def file_findings(config: Config) -> Iterator[Finding]:
    yield from _permissions(config.instance)
    yield from _keys(config.instance / "secret_key")
    yield from _logs(config)
    if not is_in_use(config):
        yield from _left_behind(config)


def _permissions(instance: Path) -> Iterator[Finding]:
    for pattern in _PRIVATE:
        for path in sorted(instance.glob(pattern)):
            mode = path.stat().st_mode & 0o777
            if mode & _OTHERS:
                right = "700" if path.is_dir() else "600"
                yield Finding(
                    "permissions",
                    str(path),
                    f"others on this machine may get at it (mode {mode:o})",
                    f"chmod {right} {path}",
                )


def _keys(path: Path) -> Iterator[Finding]:
    if path.exists() and path.stat().st_size < _KEY_BYTES:
        yield Finding(
            "secret key",
            str(path),
            f"has {path.stat().st_size} bytes instead of {_KEY_BYTES}: cookies can be forged",
            f"Stop the service and remove {path}: a new one is made, and everybody logs in anew.",
        )


def _logs(config: Config) -> Iterator[Finding]:
    for path in (config.database, config.contacts):
        wal = path.with_name(f"{path.name}-wal")
        if wal.exists() and not path.exists():
            yield Finding(
                "log", str(wal), f"is the log of {path.name}, which is not there", RESTORE
            )
        elif wal.exists() and wal.stat().st_size > _LOG_MOST:
            yield Finding(
                "log",
                str(wal),
                f"is {wal.stat().st_size // 2**20} MB and is not being emptied: somebody reads on"
                " without end",
                "Stop the service and start it again.",
            )
        journal = path.with_name(f"{path.name}-journal")
        if journal.exists() and journal.stat().st_size:
            yield Finding(
                "log",
                str(journal),
                "is a journal that this service does not make: another program was writing",
                f"Keep a copy of both, then open it: sqlite3 {path} 'PRAGMA user_version'",
            )
    for pattern in ("*.db-wal", "*.db-journal"):
        for path in sorted(config.releases.rglob(pattern)):
            yield Finding(
                "log",
                str(path),
                "lies beside a release, which nobody may write in",
                "Check the release with gesprekstafel verify; if it is whole, remove this file.",
            )


def _left_behind(config: Config) -> Iterator[Finding]:
    """Only while nobody is busy: else it may be what somebody is working at."""
    if is_interrupted(config):
        yield Finding(
            "restore",
            str(config.instance),
            "a restore was killed half-way",
            "Run any command, such as gesprekstafel programmes: it completes the restore.",
        )
        return
    left = [*config.backups.glob(f"{MAKING}*"), *config.backups.glob(".*.part")]
    left += [path for path in (config.instance / "restoring",) if path.exists()]
    for path in sorted(left):
        yield Finding(
            "left behind",
            str(path),
            "was left by a process that was killed, and holds what people said",
            "Run gesprekstafel backup: it removes this first.",
        )
