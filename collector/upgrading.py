"""A new version brings the database to its schema, after a backup of what was there.

All migrations that are due go in one transaction: the newest schema, or the one that was there.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from pathlib import Path

from collector.backup import make_backup, stored_backups
from collector.backup_file import BackupKind
from collector.config import Config
from collector.errors import StorageError
from collector.schema import MIGRATIONS, Migration, migrate


@dataclass(frozen=True)
class Upgraded:
    """From which schema to which, and where the backup of before is."""

    before: int
    after: int
    backup: Path


def in_english(done: Upgraded) -> str:
    return (
        f"The database went from schema {done.before} to {done.after}."
        f" A backup of before is in {done.backup}"
    )


def in_dutch(done: Upgraded) -> str:
    return (
        f"De gegevens zijn bijgewerkt naar deze versie (schema {done.before} → {done.after})."
        f" Een reservekopie van ervoor staat in {done.backup}"
    )


def upgrade(
    config: Config,
    connection: sqlite3.Connection,
    migrations: tuple[Migration, ...] = MIGRATIONS,
) -> Upgraded | None:
    """Bring the database of an instance to the newest schema; None when nothing had to be kept.

    :raise StorageError: a newer version made it, or a migration failed and all is as it was.
    :raise Refused: there is no room for a backup, and without one nothing is changed.
    """
    before = _version(connection)
    if before in (0, len(migrations)) or before > len(migrations):
        migrate(connection, migrations)
        return None
    backup = _backup_of_before(config, connection, before)
    try:
        migrate(connection, migrations)
    except sqlite3.DatabaseError as error:
        step = " ".join(getattr(error, "__notes__", ()))
        raise StorageError(
            f"{config.database}: could not be brought from schema {before} to {len(migrations)}"
            f" ({step}: {error}). Nothing was changed. Put the version back that you had, and"
            f" report this. A backup of before is in {backup}"
        ) from error
    return Upgraded(before, len(migrations), backup)


def _version(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def _backup_of_before(config: Config, connection: sqlite3.Connection, schema: int) -> Path:
    """Not another one at each try of a service that is started again and again."""
    row = None
    if schema >= 5:  # from then on there are events
        row = connection.execute("SELECT seq FROM sqlite_sequence WHERE name = 'events'").fetchone()
    last_event = row[0] if row else 0
    for one in stored_backups(config):
        told = one.manifest
        if (told.kind, told.schema, told.last_event) == (
            BackupKind.BEFORE_UPGRADE,
            schema,
            last_event,
        ):
            return one.path
    return make_backup(config, BackupKind.BEFORE_UPGRADE).path
