"""A backup comes back whole or not at all; what went since goes again; what was there is kept."""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from app import main
from collector.access import new_receipt
from collector.backup import kept_aside, make_backup, stored_backups
from collector.backup_file import BackupKind, extract
from collector.config import Config
from collector.contacts import open_contacts, sign_up, sign_ups
from collector.corrections import change_statement, withdraw_response, withdraw_statement
from collector.database import connect
from collector.errors import InvalidFile, Refused
from collector.expiring import erase_now, erase_receipt, erase_sign_up
from collector.instance_lock import in_use
from collector.intake import join
from collector.queries.meetings import meetings
from collector.queries.programmes import programme_by_id
from collector.queries.terms import today
from collector.records import Contact
from collector.restore import restore
from collector.schema import MIGRATIONS
from collector.tokens import make_token, revoke_token
from tests.analysis.programme_to_publish import Made
from tests.collector.full_instance import OLD_WORD, WORD, traces
from tests.collector.test_backup import damage, rows
from tests.collector.test_upgrading import older

__all__ = ["older"]


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    """A folder outside the instance."""
    folder = tmp_path / "stick"
    folder.mkdir()
    return folder


def texts(config: Config) -> list[str]:
    with closing(connect(config.database)) as connection:
        found = connection.execute("SELECT text FROM statements WHERE state <> 'withdrawn'")
        return sorted(row["text"] for row in found)


def files(config: Config) -> dict[str, bytes]:
    """Content by name of everything that is no database, a backup or a lock."""
    return {
        path.relative_to(config.instance).as_posix(): path.read_bytes()
        for path in sorted(config.instance.rglob("*"))
        if path.is_file()
        and path.relative_to(config.instance).parts[0] in ("releases", "secret_key")
    }


def test_what_was_backed_up_is_there_again(made: Made, config: Config, run: Any) -> None:
    config.secret_key()
    before, content = texts(config), files(config)
    taken = make_backup(config, BackupKind.BY_HAND)
    meeting = meetings(made.connection, made.programme)[0]["id"]
    for _ in range(3):
        join(made.connection, meeting, new_receipt())
    last = made.connection.execute("SELECT max(id) FROM events").fetchone()[0]
    people = made.connection.execute("SELECT count(*) FROM participants").fetchone()[0]
    made.connection.close()
    (config.instance / "secret_key").unlink()
    for path in sorted(config.releases.rglob("*"), reverse=True):
        path.unlink() if path.is_file() else path.rmdir()
    said = run("restore", str(taken.path), "--yes").stdout
    assert texts(config) == before and files(config) == content
    assert (config.instance / "secret_key").stat().st_mode & 0o777 == 0o600
    assert config.database.stat().st_mode & 0o777 == 0o600
    release = next(path for path in config.releases.rglob("*.db"))
    assert release.stat().st_mode & 0o777 == 0o444
    with closing(connect(config.database)) as connection:
        count = "SELECT count(*) FROM participants"
        assert connection.execute(count).fetchone()[0] == people - 3
        # A screen that remembers the last number from before hears of what comes now.
        told = connection.execute("SELECT * FROM events WHERE id > ?", (last,)).fetchall()
        assert [(row["kind"], row["data"]) for row in told] == [("prepared", '{"restored": true}')]
    with closing(open_contacts(config.contacts)) as contacts:
        assert len(contacts.execute("SELECT * FROM contacts").fetchall()) == 1
    kept = [one for one in stored_backups(config) if one.manifest.kind == "before_restore"]
    assert f"What was there is kept in {kept[0].path}" in said
    assert kept_aside(config) == [] and not (config.instance / "restoring").exists()
    # And back again: nothing was lost by a restore that nobody wanted.
    run("restore", str(kept[0].path), "--yes")
    with closing(connect(config.database)) as connection:
        assert connection.execute(count).fetchone()[0] == people


def test_into_an_empty_folder(made: Made, config: Config, tmp_path: Path) -> None:
    taken = make_backup(config, BackupKind.BY_HAND)
    other = Config(instance=tmp_path / "elsewhere")
    done = restore(other, taken.path)
    assert done.kept is None and done.carried is None
    assert texts(other) == texts(config)
    with closing(connect(other.database)) as connection:
        numbers = connection.execute("SELECT max(id) FROM events").fetchone()[0]
    assert numbers > taken.manifest.last_event + 999_999


def test_while_anybody_is_busy_it_is_refused(made: Made, config: Config, run: Any) -> None:
    taken = make_backup(config, BackupKind.BY_HAND)
    before = rows(config.database)
    with in_use(config):
        assert (
            "is in use: the service runs"
            in run("restore", str(taken.path), "--yes", status=1).stderr
        )
    # A tool that knows nothing of our lock has it open.
    code = (
        "import sqlite3, sys\n"
        f"one = sqlite3.connect({str(config.database)!r})\n"
        "one.execute('SELECT count(*) FROM statements').fetchone()\n"
        "print('open', flush=True)\nsys.stdin.read()\n"
    )
    made.connection.close()
    pipe = subprocess.PIPE
    with subprocess.Popen([sys.executable, "-c", code], stdin=pipe, stdout=pipe) as tool:
        assert tool.stdout and tool.stdin
        assert tool.stdout.readline() == b"open\n"
        with pytest.raises(Refused, match="another program has it open"):
            restore(config, taken.path)
        tool.stdin.close()
    assert rows(config.database) == before
    assert (
        "nothing was changed"
        in CliRunner().invoke(main, ["restore", str(taken.path)], input="n\n").stderr
    )
    assert rows(config.database) == before


@pytest.mark.parametrize("how", ["cut", "other", "byte", "foreign", "swapped"])
def test_a_damaged_or_foreign_file_changes_nothing(
    made: Made, config: Config, stick: Path, how: str
) -> None:
    config.secret_key()
    taken = make_backup(config, BackupKind.BY_HAND, stick)
    damage(taken.path, how)
    made.connection.close()
    before = rows(config.database)
    with pytest.raises(InvalidFile):
        restore(config, taken.path)
    assert rows(config.database) == before
    assert sorted(path.name for path in config.instance.glob("restoring*")) == []


def test_a_backup_of_a_newer_version_is_refused(
    fresh_db: sqlite3.Connection, config: Config, run: Any
) -> None:
    fresh_db.execute(f"PRAGMA user_version = {len(MIGRATIONS) + 1}")
    taken = make_backup(config, BackupKind.BY_HAND)
    assert (
        f"this version knows up to {len(MIGRATIONS)}"
        in run("restore", str(taken.path), "--yes", status=1).stderr
    )


def test_a_backup_of_an_earlier_version_is_upgraded(
    older: sqlite3.Connection, config: Config
) -> None:
    taken = make_backup(config, BackupKind.BY_HAND)
    older.close()
    restore(config, taken.path)
    with closing(connect(config.database)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone()[0] == len(MIGRATIONS)
    assert texts(config) == ["Wat er toen werd gezegd."]


def test_a_damaged_database_is_kept_as_it_is(made: Made, config: Config) -> None:
    taken = make_backup(config, BackupKind.BY_HAND)
    before = texts(config)
    made.connection.close()
    config.database.write_bytes(b"\xff" * 50_000)
    done = restore(config, taken.path)
    (aside,) = kept_aside(config)
    assert (done.kept, done.carried) == (aside, None)
    assert (aside / "collector.db").read_bytes() == b"\xff" * 50_000
    assert texts(config) == before


def test_what_was_erased_since_goes_again(made: Made, config: Config) -> None:
    """By a receipt, by a facilitator, and a sign-up that was removed."""
    programme = programme_by_id(made.connection, made.programme)
    with closing(open_contacts(config.contacts)) as contacts:
        sign_up(contacts, programme["slug"], [Contact("Blijft", "b@x.example", follow_up="x")])
        taken = make_backup(config, BackupKind.BY_HAND)
        (gone,) = [one for one in sign_ups(contacts, programme["slug"]) if one["name"] == WORD]
        assert erase_sign_up(config, contacts, programme, None, gone["id"])
        assert not erase_sign_up(config, contacts, programme, None, gone["id"])
    erase_receipt(config, made.connection, made.receipts[-1])
    count = "SELECT count(*) FROM participants"
    people = made.connection.execute(count).fetchone()[0]
    made.connection.close()
    done = restore(config, taken.path)
    assert (done.again.participants, done.again.sign_ups, done.again.programmes) == (1, 1, 0)
    with closing(connect(config.database)) as connection:
        assert connection.execute(count).fetchone()[0] == people
        taken_kept = [one.path for one in stored_backups(config)]
        for path in taken_kept:
            path.unlink()  # what they still hold is told by `erase`
        assert traces(config, OLD_WORD, WORD) == []
        with closing(open_contacts(config.contacts)) as contacts:
            assert [one["name"] for one in sign_ups(contacts, programme["slug"])] == ["Blijft"]


def test_a_programme_that_was_erased_by_hand_stays_erased(
    made: Made, config: Config, tmp_path: Path
) -> None:
    taken = make_backup(config, BackupKind.BY_HAND)
    erase_now(config, made.connection, made.programme, made.facilitator)
    later = make_backup(config, BackupKind.BY_HAND, tmp_path)
    made.connection.close()
    assert restore(config, taken.path).again.programmes == 1
    assert texts(config) == []
    # On another machine: what the later backup knows of it is learned.
    other = Config(instance=tmp_path / "elsewhere")
    restore(other, later.path)
    assert restore(other, taken.path).again.programmes == 1
    assert texts(other) == []


def test_what_is_past_its_end_date_goes(made: Made, config: Config) -> None:
    made.connection.execute(
        "UPDATE terms SET ends_on = ?", ((today() - timedelta(days=1)).isoformat(),)
    )
    taken = make_backup(config, BackupKind.BY_HAND)
    made.connection.close()
    assert restore(config, taken.path).again.expired == 1
    assert texts(config) == []


def test_what_was_taken_back_since_stays_taken_back(made: Made, config: Config) -> None:
    connection = made.connection
    make_token(connection, made.facilitator, "R-script")
    taken = make_backup(config, BackupKind.BY_HAND)
    said = connection.execute(
        "SELECT s.id, s.text, s.aspect, r.id AS response, r.participant_id AS who"
        " FROM statements AS s JOIN responses AS r ON r.id = s.response_id"
        " WHERE s.state <> 'withdrawn' AND s.consent ORDER BY s.id LIMIT 3"
    ).fetchall()
    withdraw_statement(connection, said[0]["who"], said[0]["id"])
    withdraw_response(connection, said[1]["who"], said[1]["response"])
    change_statement(connection, said[2]["who"], said[2]["id"], text=said[2]["text"],
                     aspect=said[2]["aspect"], consent=False)  # fmt: skip
    revoke_token(connection, made.facilitator, 1)
    connection.execute("UPDATE facilitators SET closed_on = '2026-11-20'")
    connection.close()
    carried = restore(config, taken.path).carried
    assert carried is not None
    assert (carried.withdrawn, carried.consents, carried.keys, carried.accounts) == (2, 1, 1, 1)
    with closing(connect(config.database)) as restored:
        states = {
            row["id"]: (row["state"], row["consent"])
            for row in restored.execute("SELECT id, state, consent FROM statements")
        }
        assert states[said[0]["id"]][0] == states[said[1]["id"]][0] == "withdrawn"
        assert states[said[2]["id"]] != "withdrawn" and states[said[2]["id"]][1] == 0
        assert restored.execute("SELECT 1 FROM tokens WHERE revoked_on IS NULL").fetchone() is None
        assert restored.execute("PRAGMA foreign_key_check").fetchall() == []


STEPS = (
    *((os, name) for name in ("fsync", "link")),
    *((Path, name) for name in ("rename", "unlink", "mkdir", "touch")),
    (shutil, "rmtree"),
)
"""What changes something on the disk."""
EVERY = 12


def killed(config: Config, backup: Path, before: int) -> bool:
    """`restore` in a process that kills itself before so many steps; False: it was done by then."""
    child = os.fork()
    if not child:
        left = iter(range(before))

        def counted(step: Callable[..., Any]) -> Callable[..., Any]:
            def take(*given: Any, **named: Any) -> Any:
                if next(left, None) is None:
                    os.kill(os.getpid(), signal.SIGKILL)
                return step(*given, **named)

            return take

        for owner, name in STEPS:
            setattr(owner, name, counted(getattr(owner, name)))
        try:
            restore(config, backup)
        finally:
            os._exit(0 if sys.exc_info()[0] is None else 99)
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    assert status in (0, -signal.SIGKILL), status
    return status != 0


def test_killed_anywhere_it_is_the_old_or_the_new_and_never_a_mixture(
    made: Made, config: Config, stick: Path, request: pytest.FixtureRequest
) -> None:
    """With `--times 12` before every single step that changes something on the disk."""
    config.secret_key()
    taken = make_backup(config, BackupKind.BY_HAND, stick)
    new = (texts(config), files(config))
    made.connection.execute("UPDATE statements SET text = text || ' En later dit.'")
    (config.instance / "secret_key").write_bytes(b"\1" * 32)
    made.connection.close()
    old = (texts(config), files(config))
    before = make_backup(config, BackupKind.BY_HAND, stick)
    seen = []
    steps, stride = 3, max(1, EVERY // request.config.getoption("--times"))
    while killed(config, taken.path, steps):
        with in_use(config):  # as every command and the service begin
            now = (texts(config), files(config))
        assert now in (old, new), steps
        with closing(connect(config.database)) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
        seen.append(now == new)
        if now == new:
            restore(config, before.path)
        assert (texts(config), files(config)) == old
        for path in config.backups.glob("*.zip"):
            path.unlink()
        steps += stride
    print(f"killed {len(seen)} times, {sum(seen)} after the moment of change")
    assert True in seen and False in seen
    # One moment divides them: before it always the old, after it always the new.
    assert seen == sorted(seen)
    assert (texts(config), files(config)) == new
    assert sorted(path.name for path in config.instance.glob("restoring*")) == []
    extract(taken.path, stick / "still whole")
