"""A backup is one file of one moment, read back before it counts, and nothing but its owner's."""

from __future__ import annotations

import hashlib
import json
import os
import signal
import sqlite3
import subprocess
import sys
import threading
import zipfile
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from collector import backup as making
from collector import intake
from collector.access import new_receipt
from collector.backup import make_backup, stored_backups
from collector.backup_file import BackupKind, extract, read_manifest, verify
from collector.backup_record import read_record
from collector.config import REPOSITORY, Config
from collector.contacts import open_contacts, sign_up
from collector.database import connect, insert, transaction
from collector.errors import InvalidFile, Refused, StorageError
from collector.queries.meetings import meetings
from collector.queries.terms import terms
from collector.records import Contact
from tests.analysis.programme_to_publish import Made
from tests.collector.full_instance import WORD


def rows(path: Path) -> list[str]:
    """Everything that a database says, and the schema that it has."""
    with closing(sqlite3.connect(path)) as connection:
        version = connection.execute("PRAGMA user_version").fetchone()[0]
        return [str(version), *connection.iterdump()]


def test_everything_is_in_it_and_nobody_else_can_read_it(
    made: Made, config: Config, tmp_path: Path
) -> None:
    config.secret_key()
    (config.instance / "wrap-up.docx").write_bytes(b"een sjabloon")
    stored = make_backup(config, BackupKind.BY_HAND)
    assert stored.path.parent == config.backups
    assert stored.path.stat().st_mode & 0o777 == 0o600
    assert config.backups.stat().st_mode & 0o777 == 0o700
    unpacked = tmp_path / "unpacked"
    assert extract(stored.path, unpacked) == stored.manifest
    releases = sorted(path for path in config.releases.rglob("*") if path.is_file())
    assert len(releases) > 10
    names = {part.name for part in stored.manifest.parts}
    assert names == {
        *("collector.db", "contacts.db", "secret_key", "wrap-up.docx"),
        *(path.relative_to(config.instance).as_posix() for path in releases),
    }
    for part in stored.manifest.parts:
        content = (unpacked / part.name).read_bytes()
        assert (len(content), hashlib.sha256(content).hexdigest()) == (part.size, part.sha256)
        if not part.name.endswith(".db"):
            assert content == (config.instance / part.name).read_bytes()
    for database in (config.database, config.contacts):
        assert rows(unpacked / database.name) == rows(database)
    sequence = "SELECT seq FROM sqlite_sequence WHERE name = 'events'"
    assert stored.manifest.last_event == made.connection.execute(sequence).fetchone()[0]
    end = terms(made.connection, made.programme).ends_on
    assert end and stored.manifest.ends_first == end.isoformat()


def test_what_is_kept_for_a_day_is_not_kept_longer_in_a_backup(
    made: Made, config: Config, tmp_path: Path
) -> None:
    with transaction(made.connection):
        insert(
            made.connection, "exports", at="2026-11-22T08:00:00Z", programme_id=made.programme,
            facilitator_id=made.facilitator, form="csv", identified=1, name="alles.csv",
            content=b"Salamanderpoel" * 9000,
        )  # fmt: skip
    assert b"Salamanderpoel" in b"".join(
        path.read_bytes() for path in config.instance.glob("collector.db*")
    )
    stored = make_backup(config, BackupKind.BY_HAND)
    extract(stored.path, tmp_path / "unpacked")
    assert b"Salamanderpoel" not in (tmp_path / "unpacked" / "collector.db").read_bytes()
    assert made.connection.execute("SELECT count(*) FROM exports").fetchone()[0] == 1


def test_answers_and_sign_ups_are_of_one_moment(made: Made, config: Config, tmp_path: Path) -> None:
    """Each turn writes first an answer, then a sign-up: a copy never has more of the second."""
    meeting = meetings(made.connection, made.programme)[0]["id"]
    ended = threading.Event()

    def write() -> None:
        with (
            closing(connect(config.database)) as answers,
            closing(open_contacts(config.contacts)) as contacts,
        ):
            number = 0
            while not ended.is_set():
                number += 1
                intake.join(answers, meeting, new_receipt())
                sign_up(contacts, "x", [Contact("N", f"n{number}@x.example", follow_up="x")])

    before = made.connection.execute("SELECT count(*) FROM participants").fetchone()[0]
    writer = threading.Thread(target=write)
    writer.start()
    try:
        backups = [make_backup(config, BackupKind.BY_HAND) for _ in range(5)]
    finally:
        ended.set()
        writer.join()
    counts = []
    for number, one in enumerate(backups):
        folder = tmp_path / str(number)
        extract(one.path, folder)
        with closing(sqlite3.connect(folder / "collector.db")) as answers:
            joined = answers.execute("SELECT count(*) FROM participants").fetchone()[0] - before
        with closing(sqlite3.connect(folder / "contacts.db")) as contacts:
            where = "SELECT count(*) FROM contacts WHERE programme = 'x'"
            signed_up = contacts.execute(where).fetchone()[0]
        counts.append(joined)
        assert joined - signed_up in (0, 1)
    assert counts == sorted(counts) and counts[-1] > counts[0]


def damage(path: Path, how: str) -> None:
    content = path.read_bytes()
    if how == "cut":
        path.write_bytes(content[: len(content) // 2])
    elif how == "other":
        path.write_bytes(b"een boodschappenlijst" * 100)
    elif how == "byte":
        with zipfile.ZipFile(path) as backup:
            entry = backup.getinfo("collector.db")
        place = entry.header_offset + 200
        path.write_bytes(content[:place] + bytes([content[place] ^ 0xFF]) + content[place + 1 :])
    else:
        _rewrite(path, how)


def _rewrite(path: Path, how: str) -> None:
    """A zip that is whole as a zip, and not what its manifest says."""
    with zipfile.ZipFile(path) as backup:
        parts = {name: backup.read(name) for name in backup.namelist()}
    told = json.loads(parts["manifest.json"])
    if how == "foreign":
        del parts["manifest.json"]
    elif how == "other kind":
        told["format"] = "iets anders"
    elif how == "newer":
        told["format_version"] = 99
    elif how == "swapped":
        parts["secret_key"] = b"\0" * 32
    elif how == "missing":
        del parts["secret_key"]
    elif how == "more":
        parts["erbij.txt"] = b"x"
    elif how == "climbs":
        told["parts"][0]["name"] = "../buiten.db"
        parts["../buiten.db"] = parts.pop("collector.db")
    elif how == "bomb":
        parts["secret_key"] = b"\0" * 50_000_000
    if "manifest.json" in parts:
        parts["manifest.json"] = json.dumps(told).encode()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as backup:
        for name, content in parts.items():
            backup.writestr(name, content)


@pytest.mark.parametrize(
    ("how", "said"),
    [
        ("cut", "is no backup, or a part of one"),
        ("other", "is no backup, or a part of one"),
        ("byte", "is damaged"),
        ("foreign", "is not a backup of this service"),
        ("other kind", "is not a backup of this service"),
        ("newer", "was made by a newer version"),
        ("swapped", "is damaged: secret_key is not what it was"),
        ("missing", "it holds other parts than it says"),
        ("more", "it holds other parts than it says"),
        ("climbs", "holds a part with a name that no backup has"),
        ("bomb", "is damaged: secret_key is not what it was"),
    ],
)
def test_a_damaged_or_foreign_file_is_refused(
    fresh_db: sqlite3.Connection, config: Config, tmp_path: Path, how: str, said: str
) -> None:
    config.secret_key()
    path = make_backup(config, BackupKind.BY_HAND).path
    verify(path)
    damage(path, how)
    with pytest.raises(InvalidFile, match=said) as error:
        extract(path, tmp_path / "unpacked")
    assert str(path) in str(error.value)
    assert not (tmp_path / "buiten.db").exists()


def test_a_damaged_database_gives_no_backup(made: Made, config: Config) -> None:
    root = "SELECT rootpage FROM sqlite_master WHERE name = 'answers'"
    page = made.connection.execute(root).fetchone()[0]
    made.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    made.connection.close()
    with config.database.open("r+b") as file:
        file.seek((page - 1) * 4096)
        file.write(b"\xff" * 4096)
    with pytest.raises(StorageError, match="is damaged"):
        make_backup(config, BackupKind.BY_HAND)
    assert stored_backups(config) == []
    assert [path.name for path in config.backups.iterdir()] == []


def test_one_that_is_killed_leaves_no_word_behind(made: Made, config: Config) -> None:
    for where in ("copy_instance", "describe_copy", "write"):
        code = (
            "import os, signal\nfrom collector import backup\n"
            "from collector.backup_file import BackupKind\nfrom collector.config import Config\n"
            f"real = backup.{where}\n"
            "def die(*given, **named):\n    real(*given, **named)\n"
            "    os.kill(os.getpid(), signal.SIGKILL)\n"
            f"backup.{where} = die\n"
            "backup.make_backup(Config.from_environment(), BackupKind.BY_HAND)\n"
        )
        environment = {**os.environ, "GESPREKSTAFEL_INSTANCE": str(config.instance)}
        done = subprocess.run([sys.executable, "-c", code], cwd=REPOSITORY, env=environment)
        assert done.returncode == -signal.SIGKILL
        left = [path for path in config.backups.rglob("*") if path.is_file()]
        assert any(WORD.encode() in path.read_bytes() for path in left)
    make_backup(config, BackupKind.BY_HAND)
    assert list(config.backups.glob(f"{making.MAKING}*")) == []
    assert all(path.suffix in (".zip", ".json") for path in config.backups.iterdir())


def test_a_disk_that_is_nearly_full_is_left_to_the_answers(
    fresh_db: sqlite3.Connection, config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(making, "SPARE_BYTES", 2**60)
    with pytest.raises(Refused, match="no room for a backup"):
        make_backup(config, BackupKind.BY_HAND)
    assert stored_backups(config) == []


def test_the_command_says_what_where_and_until_when(
    run: Any, fresh_db: sqlite3.Connection, config: Config, tmp_path: Path
) -> None:
    told = json.loads(run("backup", "--json").stdout)
    path = Path(told["file"])
    assert (path.parent, told["parts"]) == (config.backups, ["collector.db"])
    moment = read_manifest(path).made_at
    assert told["removed_on"] == (moment.date() + timedelta(days=28)).isoformat()
    elsewhere = tmp_path / "stick.zip"
    assert "participants are told so" in run("backup", "-o", str(elsewhere)).stdout
    record = read_record(config)
    assert [one.file for one in record.elsewhere] == [str(elsewhere)]
    assert record.last and record.last.file == str(elsewhere) and record.error is None
    assert record.last.size == elsewhere.stat().st_size
    assert "is there already" in run("backup", "-o", str(elsewhere), status=1).stderr
    assert "no such folder" in run("backup", "-o", "/nergens/x.zip", status=1).stderr


def test_nothing_there_gives_no_backup(run: Any, config: Config) -> None:
    assert "nothing to make a backup of" in run("backup", status=1).stderr
    assert not config.database.exists()
