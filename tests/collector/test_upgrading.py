"""A new version keeps what was there: a backup first; a migration that fails changes nothing."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner

from app import create_app, main
from collector.backup import stored_backups
from collector.backup_file import BackupKind, extract
from collector.config import Config
from collector.database import connect, run_script
from collector.errors import Refused, StorageError
from collector.schema import MIGRATIONS, migrate
from collector.upgrading import Upgraded, upgrade
from tests.collector.test_backup import rows
from tests.service import Service

OLDER = 12
"""A schema of before there were terms, partnerships, tokens, reports with files, accounts."""


@pytest.fixture
def older(config: Config) -> sqlite3.Connection:
    """An instance of an earlier version, with words in it."""
    connection = connect(config.database)
    migrate(connection, MIGRATIONS[:OLDER])
    run_script(
        connection,
        """
        INSERT INTO facilitators VALUES (1, 'a@b.nl', 'A', 'x', '2024-01-01T00:00:00Z');
        INSERT INTO programmes (id, slug, kind, title, created_at)
            VALUES (1, 'oud', 'round_table', 'Oud', '2024-01-01T00:00:00Z');
        INSERT INTO meetings (id, programme_id, position, title, code, screen_key)
            VALUES (1, 1, 1, 'Toen', 'k7fm2p', 'sleutel');
        INSERT INTO instruments VALUES (1, printf('%064d', 1), 'x', '{}');
        INSERT INTO activities (id, meeting_id, instrument_id, position, title)
            VALUES (1, 1, 1, 1, 'Vraag');
        INSERT INTO participants (id, meeting_id, secret_hash) VALUES (1, 1, printf('%064d', 2));
        INSERT INTO responses (id, activity_id, participant_id) VALUES (1, 1, 1);
        INSERT INTO statements (programme_id, meeting_id, response_id, text)
            VALUES (1, 1, 1, 'Wat er toen werd gezegd.');
        INSERT INTO events (at, programme_id, kind) VALUES ('2024-01-01T00:00:00Z', 1, 'joined');
        INSERT INTO reports (programme_id, at, html, markdown)
            VALUES (1, '2024-01-01T00:00:00Z', '', '');
        """,
    )
    return connection


def m900_adds(connection: sqlite3.Connection) -> None:
    connection.execute("CREATE TABLE half_done (id INTEGER PRIMARY KEY) STRICT")
    connection.execute("UPDATE statements SET text = 'Iets anders.'")


def m901_breaks(connection: sqlite3.Connection) -> None:
    connection.execute("INSERT INTO nowhere VALUES (1)")


def test_data_of_an_earlier_version_is_kept_before_it_is_changed(
    older: sqlite3.Connection, config: Config, tmp_path: Path
) -> None:
    before = rows(config.database)
    done = upgrade(config, older)
    assert done is not None
    assert (done.before, done.after) == (OLDER, len(MIGRATIONS))
    (kept,) = stored_backups(config)
    assert (kept.path, kept.manifest.kind) == (done.backup, BackupKind.BEFORE_UPGRADE)
    extract(done.backup, tmp_path / "kept")
    assert rows(tmp_path / "kept" / "collector.db") == before
    assert older.execute("SELECT text FROM statements").fetchone()[0] == "Wat er toen werd gezegd."
    assert older.execute("PRAGMA user_version").fetchone()[0] == len(MIGRATIONS)
    assert older.execute("SELECT count(*) FROM terms").fetchone()[0] == 1
    assert upgrade(config, older) is None
    assert len(stored_backups(config)) == 1


@pytest.mark.parametrize("start", (1, 5, 12, 16, 26))
def test_every_earlier_schema_comes_to_the_same(config: Config, start: int) -> None:
    """All of it in one transaction gives what one by one gave."""

    def schema(connection: sqlite3.Connection) -> list[tuple[str, ...]]:
        found = connection.execute("SELECT type, name, sql FROM sqlite_master ORDER BY 1, 2")
        return [tuple(row) for row in found]

    with closing(connect(config.database)) as connection:
        migrate(connection, MIGRATIONS[:start])
        migrate(connection)
        with closing(connect(config.instance / "new.db")) as new:
            migrate(new)
            assert schema(connection) == schema(new)
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []


def test_a_migration_that_fails_leaves_the_old_whole(
    older: sqlite3.Connection, config: Config
) -> None:
    before = rows(config.database)
    planted = (*MIGRATIONS, m900_adds, m901_breaks)
    for _ in range(2):  # a service is started again and again
        with pytest.raises(StorageError) as error:
            upgrade(config, older, planted)
        assert str(error.value).startswith(
            f"{config.database}: could not be brought from schema {OLDER} to {len(planted)}"
            " (m901_breaks: no such table: nowhere). Nothing was changed."
        )
        assert rows(config.database) == before
    (kept,) = stored_backups(config)
    assert str(kept.path) in str(error.value)
    done = upgrade(config, older)
    assert done == Upgraded(OLDER, len(MIGRATIONS), kept.path)


def test_without_a_backup_nothing_is_changed(
    older: sqlite3.Connection, config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("collector.backup.SPARE_BYTES", 2**60)
    before = rows(config.database)
    with pytest.raises(Refused, match="no room for a backup"):
        upgrade(config, older)
    assert rows(config.database) == before


def test_a_new_instance_needs_no_backup(config: Config) -> None:
    with closing(connect(config.database)) as connection:
        assert upgrade(config, connection) is None
    assert not config.backups.exists()


def test_every_command_says_where_the_backup_is(
    older: sqlite3.Connection, config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    older.close()
    monkeypatch.setenv("GESPREKSTAFEL_INSTANCE", str(config.instance))
    result = CliRunner().invoke(main, ["programmes"])
    (kept,) = stored_backups(config)
    assert result.exit_code == 0
    assert result.stderr == (
        f"The database went from schema {OLDER} to {len(MIGRATIONS)}."
        f" A backup of before is in {kept.path}\n"
    )


def test_the_web_service_upgrades_as_carefully(older: sqlite3.Connection, config: Config) -> None:
    older.close()
    create_app(config).extensions["watcher"].stop()
    assert [one.manifest.kind for one in stored_backups(config)] == [BackupKind.BEFORE_UPGRADE]


def test_the_service_says_so_in_dutch_and_goes_on(
    older: sqlite3.Connection, config: Config
) -> None:
    older.close()
    service = Service(config.instance)
    try:
        service.start()
        kept = [one for one in stored_backups(config) if one.manifest.schema == OLDER]
        assert (
            f"De gegevens zijn bijgewerkt naar deze versie (schema {OLDER} → {len(MIGRATIONS)})."
            f" Een reservekopie van ervoor staat in {kept[0].path}\n"
        ) in service.output
    finally:
        service.stop()
