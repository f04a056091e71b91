"""`check` finds each fault that is planted in a real instance, and nothing on a sound one."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from analysis.check_command import release_findings
from app import main
from collector import audit
from collector.backup import make_backup, stored_backups
from collector.backup_file import BackupKind, extract, file_name, write
from collector.backup_record import LastError, change_record
from collector.checks.finding import Finding
from collector.checks.instance import instance_findings
from collector.config import Config
from collector.database import connect, transaction
from collector.expiring import erase_now
from collector.programmes import create_programme
from collector.restore import restore
from collector.schema import migrate
from tests.collector.full_instance import fill


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory, templates: dict, instruments: dict) -> Path:
    """An instance with everything in it, closed, with a backup."""
    config = Config(instance=tmp_path_factory.mktemp("sound") / "instance")
    with closing(connect(config.database)) as connection:
        migrate(connection)
        fill(connection, templates, instruments, config)
        create_programme(connection, templates["learning-network"], instruments)
        with transaction(connection):
            for what in ("publish", "export"):
                audit.append(connection, "Gespreksleider", what)
    config.secret_key()
    (config.instance / "demo_password").touch(mode=0o600)
    make_backup(config, BackupKind.DAILY)
    return config.instance


@pytest.fixture
def instance(sound: Path, tmp_path: Path) -> Config:
    """A copy of it, to spoil."""
    shutil.copytree(sound, tmp_path / "instance")
    return Config(instance=tmp_path / "instance")


def found(config: Config, *, releases: bool = True) -> list[Finding]:
    """:param releases: verify each of them too, which takes a while"""
    return [*instance_findings(config), *(release_findings(config) if releases else ())]


def sql(database: str, *statements: str, checked: bool = False) -> Callable[[Config], None]:
    """Changes rows behind the back of every rule."""

    def plant(config: Config) -> None:
        with closing(sqlite3.connect(config.instance / database, isolation_level=None)) as one:
            one.execute(f"PRAGMA foreign_keys = {int(checked)}")
            one.execute(f"PRAGMA ignore_check_constraints = {int(not checked)}")
            for statement in statements:
                one.execute(statement)

    return plant


def page_of_answers(config: Config) -> None:
    with closing(sqlite3.connect(config.database)) as one:
        root = "SELECT rootpage FROM sqlite_master WHERE name = 'answers'"
        page = one.execute(root).fetchone()[0]
    overwrite(config.database, (page - 1) * 4096)


def overwrite(path: Path, place: int, length: int = 4096) -> None:
    path.chmod(0o600)
    with path.open("r+b") as file:
        file.seek(place)
        file.write(b"\xff" * length)


def row_without_its_index(config: Config) -> None:
    """The index does not know of the change: it is taken out of the schema meanwhile."""
    one = sqlite3.connect(config.database, isolation_level=None)
    own = one.execute(
        "SELECT * FROM sqlite_master WHERE name = 'statements_of_response'"
    ).fetchone()
    one.execute("PRAGMA writable_schema = ON")
    one.execute("DELETE FROM sqlite_master WHERE name = 'statements_of_response'")
    one.close()
    one = sqlite3.connect(config.database, isolation_level=None)
    one.execute("UPDATE statements SET response_id = response_id + 1 WHERE id = 3")
    one.execute("PRAGMA writable_schema = ON")
    one.execute("INSERT INTO sqlite_master VALUES (?, ?, ?, ?, ?)", own)
    one.close()


def audit_row(config: Config) -> None:
    with closing(sqlite3.connect(config.database, isolation_level=None)) as one:
        one.row_factory = sqlite3.Row
        name = "audit_stays_as_it_is"
        made = one.execute("SELECT sql FROM sqlite_master WHERE name = ?", (name,)).fetchone()[0]
        one.execute(f"DROP TRIGGER {name}")
        one.execute("UPDATE audit SET who = 'iemand anders' WHERE id = 1")
        one.execute(made)


def release_file(config: Config) -> Path:
    return next(config.releases.glob("001/*.db"))


def changed_release(config: Config) -> None:
    path = release_file(config)
    path.chmod(0o600)
    with closing(sqlite3.connect(path, isolation_level=None)) as one:
        one.execute("UPDATE statements SET text = 'Iets anders.' WHERE rowid = 1")


def stray_release(config: Config) -> None:
    shutil.copytree(config.releases / "001", config.releases / "007")


def old_backup(config: Config) -> None:
    one = stored_backups(config)[0]
    folder = config.instance.parent / "unpacked"
    extract(one.path, folder)
    old = replace(one.manifest, moment="2025-01-01T03:00:00+00:00")
    write(folder, old, config.backups / file_name(old.made_at, old.kind))


def left(name: str, mode: int = 0o600) -> Callable[[Config], None]:
    def plant(config: Config) -> None:
        path = config.instance / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x" * 40)
        path.chmod(mode)

    return plant


DAMAGED_BACKUP = "backups/gesprekstafel-20261101T030000Z-daily.zip"
JOB = (
    "INSERT INTO jobs (programme_id, kind, state, requested_at)"
    " VALUES (1, 'themes', 'running', '2026-01-01T00:00:00Z')"
)
ACT = (
    "INSERT INTO acts (at, programme_id, facilitator_id, kind, before, after) VALUES"
    " ('2026-01-01T00:00:00Z', 1, 1, 'approve', '[{\"table\": \"statements\", \"id\": 9999}]',"
    ' \'[{"table": "statements", "id": 9999}]\')'
)
SCALE = (
    "UPDATE answers SET value = '[1]' WHERE question = 'overall' AND submission_key ="
    " (SELECT min(submission_key) FROM answers WHERE question = 'overall')"
)

FAULTS: dict[str, tuple[Callable[[Config], object], str, str]] = {
    "a page of the database": (page_of_answers, "integrity", "collector.db"),
    "an index that misses a row": (row_without_its_index, "integrity", "collector.db"),
    "a value that is not allowed": (
        sql("collector.db", "UPDATE statements SET state = 'weg' WHERE id = 1"),
        "integrity", "collector.db",
    ),
    "a participant that is gone": (
        sql("collector.db", "DELETE FROM participants WHERE id = 1"),
        "foreign keys", "collector.db: responses",
    ),
    "an index that is gone": (
        sql("collector.db", "DROP INDEX statements_of_response"),
        "schema", "collector.db: index statements_of_response",
    ),
    "a table of somebody else": (
        sql("collector.db", "CREATE TABLE notities (tekst TEXT)"),
        "schema", "collector.db: table notities",
    ),
    "a trigger that is gone": (
        sql("collector.db", "DROP TRIGGER responses_under_terms"),
        "schema", "collector.db: trigger responses_under_terms",
    ),
    "a newer schema": (sql("collector.db", "PRAGMA user_version = 999"), "schema", "collector.db"),
    "a statement without its form": (
        sql("collector.db", "DELETE FROM submissions WHERE response_id = 1"),
        "orphans", "collector.db: statements 1",
    ),
    "a statement of another programme": (
        sql("collector.db", "UPDATE statements SET programme_id = 2 WHERE id = 2"),
        "orphans", "collector.db: statements 2",
    ),
    "a participant in a region of another programme": (
        sql("collector.db", "UPDATE participants SET region_id ="
            " (SELECT min(id) FROM regions WHERE programme_id = 2) WHERE id = 4"),
        "orphans", "collector.db: participants 4",
    ),
    "a vote on somebody else's form": (
        sql("collector.db", "INSERT INTO votes VALUES (1, 2, 1, 'agree')"),
        "orphans", "collector.db: responses 1",
    ),
    "a submission that is missing": (
        sql("collector.db", "UPDATE submissions SET revision = 3 WHERE response_id = 2"),
        "revisions", "collector.db: responses 2",
    ),
    "earlier words that are missing": (
        sql("collector.db", "UPDATE statement_revisions SET revision = 2"),
        "revisions", "collector.db: statements",
    ),
    "an event in the middle": (
        sql("collector.db", "DELETE FROM events WHERE id = 5"), "events", "collector.db: events 5",
    ),
    "the last events": (
        sql("collector.db", "DELETE FROM events WHERE id > (SELECT max(id) - 3 FROM events)"),
        "events", "collector.db: events",
    ),
    "an act on nothing": (sql("collector.db", ACT), "acts", "collector.db: acts"),
    "a job that nobody does": (sql("collector.db", JOB), "jobs", "collector.db: jobs"),
    "a row of the audit": (audit_row, "audit", "collector.db: audit 1"),
    "a list that is none": (
        sql("collector.db", "UPDATE themes SET key_phrases = '{\"a\": 1}' WHERE id = 1"),
        "shapes", "collector.db: themes 1",
    ),
    "spans that end before they begin": (
        sql("collector.db", "UPDATE statements SET marked_spans = '[[9, 4, \"name\"]]'"
            " WHERE id = 1"),
        "shapes", "collector.db: statements 1",
    ),
    "questions that were changed afterwards": (
        sql("collector.db", "UPDATE instruments SET definition ="
            " json_set(definition, '$.title', 'Anders') WHERE id = 1"),
        "shapes", "collector.db: instruments 1",
    ),
    "an answer to no question": (
        sql("collector.db", "UPDATE answers SET question = 'nooit' WHERE question = 'overall'"),
        "answers", "collector.db: responses",
    ),
    "an answer of another kind": (sql("collector.db", SCALE), "answers", "collector.db: responses"),
    "words past their end date": (
        sql("collector.db", "UPDATE terms SET ends_on = '2026-01-01'"),
        "end date", "collector.db: programmes 1",
    ),
    "erasing that was not completed": (
        sql("collector.db", "INSERT INTO erasures (programme_id, day, reason, whole)"
            " VALUES (2, '2026-11-01', 'receipt', 0)"),
        "erasing", "collector.db: erasures 1",
    ),
    "a column that joins": (
        sql("contacts.db", "ALTER TABLE contacts ADD COLUMN participant TEXT"),
        "contacts apart", "contacts.db: contacts.participant",
    ),
    "a value that joins": (
        sql("contacts.db", "ATTACH 'collector.db' AS c",
            "UPDATE contacts SET export = (SELECT secret_hash FROM c.participants LIMIT 1)"),
        "contacts apart", "contacts.db: contacts",
    ),
    "a sign-up for nothing": (
        sql("contacts.db", "UPDATE contacts SET programme = 'nergens'"),
        "contacts apart", "contacts.db: contacts",
    ),
    "a sign-up past its end date": (
        sql("contacts.db", "UPDATE contacts SET until = '2026-01-01'"),
        "end date", "contacts.db: contacts",
    ),
    "a page of the sign-ups": (
        lambda config: overwrite(config.contacts, 4096), "integrity", "contacts.db",
    ),
    "a database that is none": (
        lambda config: config.database.write_bytes(b"een lijst" * 900), "integrity", "collector.db",
    ),
    "sign-ups that are no database": (
        lambda config: config.contacts.write_bytes(b"een lijst" * 900), "integrity", "contacts.db",
    ),
    "a database that is gone": (
        lambda config: config.database.unlink(), "integrity", "collector.db",
    ),
    "a log without its database": (
        lambda config: (config.contacts.unlink(), left("contacts.db-wal")(config)),
        "log", "contacts.db-wal",
    ),
    "a log beside a release": (
        lambda config: left(f"releases/001/{release_file(config).name}-wal")(config),
        "log", "-wal",
    ),
    "sign-ups that all may read": (
        lambda config: config.contacts.chmod(0o644), "permissions", "contacts.db",
    ),
    "a backup that all may read": (
        lambda config: stored_backups(config)[0].path.chmod(0o640), "permissions", "-daily.zip",
    ),
    "a key that is empty": (
        lambda config: (config.instance / "secret_key").write_bytes(b""),
        "secret key", "secret_key",
    ),
    "a release that was changed": (changed_release, "releases", "001"),
    "a release that is gone": (
        lambda config: shutil.rmtree(config.releases / "001"), "releases", "001",
    ),
    "a release that nobody published": (stray_release, "releases", "007"),
    "a backup that is damaged": (left(DAMAGED_BACKUP), "backups", DAMAGED_BACKUP),
    "a backup that is too old": (old_backup, "backups", "20250101"),
    "a backup that failed": (
        lambda config: change_record(config, error=LastError("2026-11-21", "no room")),
        "backups", "backups",
    ),
    "backups that are not made any more": (
        lambda config: change_record(config, last_daily="2026-01-01T03:00:00+00:00"),
        "backups", "backups",
    ),
    "what a killed backup left": (
        left("backups/.making-x/collector.db"), "left behind", ".making-x",
    ),
    "a restore that was killed": (left("restoring.json"), "restore", "instance"),
}  # fmt: skip


@pytest.mark.parametrize("name", FAULTS)
def test_each_fault_is_found_and_named(
    instance: Config, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    plant, check, where = FAULTS[name]
    monkeypatch.chdir(instance.instance)
    plant(instance)
    findings = found(instance, releases="release" in name)
    assert [one for one in findings if one.check == check and where in one.where], findings
    # What is said of one thing is said of that thing: no cry about everything else.
    assert {one.check for one in findings} <= {check, *ALONG_WITH_IT.get(name, ())}
    assert all(one.what and one.remedy for one in findings)
    if where.endswith(".db"):
        assert {one.where.rpartition("/")[2] for one in findings} == {where}


ALONG_WITH_IT = {
    "a statement of another programme": {"acts"},
    "a log beside a release": {"releases"},
}


def test_nothing_is_found_on_a_sound_one(instance: Config, monkeypatch: pytest.MonkeyPatch) -> None:
    assert found(instance) == []
    monkeypatch.setenv("GESPREKSTAFEL_INSTANCE", str(instance.instance))
    result = CliRunner().invoke(main, ["check"])
    assert (result.exit_code, result.stdout) == (0, "Everything is whole.\n")


def test_nor_after_a_restore_and_after_erasing(instance: Config, tmp_path: Path) -> None:
    """Both leave gaps in the log, on purpose."""
    taken = make_backup(instance, BackupKind.BY_HAND, tmp_path)
    with closing(connect(instance.database)) as connection:
        connection.execute("INSERT INTO events (at, kind) VALUES ('2026-11-22T08:00:00Z', 'map')")
    restore(Config(instance=tmp_path / "other"), taken.path)
    assert found(Config(instance=tmp_path / "other")) == []
    restore(instance, taken.path)
    assert found(instance) == []
    with closing(connect(instance.database)) as connection:
        erase_now(instance, connection, 1, 1)
    assert found(instance) == []


def test_the_command_says_what_where_and_how_to_mend(
    instance: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GESPREKSTAFEL_INSTANCE", str(instance.instance))
    instance.contacts.chmod(0o644)
    result = CliRunner().invoke(main, ["check"])
    assert result.exit_code == 1
    assert result.stdout == (
        f"permissions: {instance.contacts}: others on this machine may get at it (mode 644).\n"
        f"    chmod 600 {instance.contacts}\n1 found\n"
    )
    told = json.loads(CliRunner().invoke(main, ["check", "--json"]).stdout)
    assert [set(one) for one in told["findings"]] == [{"check", "where", "what", "remedy"}]


def test_an_earlier_version_is_said_and_left(instance: Config) -> None:
    sql("collector.db", "PRAGMA user_version = 12")(instance)
    (one,) = instance_findings(instance)
    assert (one.check, one.where) == ("schema", "collector.db")
    assert "makes a backup" in one.remedy
