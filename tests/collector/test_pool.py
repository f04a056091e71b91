"""A connection is used again, but never one to a file that is no longer there."""

from __future__ import annotations

import shutil
import sqlite3

from collector.config import Config
from collector.pool import KEPT, Pool


def test_the_next_request_gets_the_same_connection(
    config: Config, fresh_db: sqlite3.Connection
) -> None:
    pool = Pool(config.database)
    first = pool.take()
    second = pool.take()
    assert first is not second
    pool.give_back(first)
    assert pool.take() is first
    pool.close()


def test_a_backup_that_is_put_in_place_is_read_at_once(
    config: Config, fresh_db: sqlite3.Connection
) -> None:
    pool = Pool(config.database)
    old = pool.take()
    pool.give_back(old)
    fresh_db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    copy = config.database.with_name("copy.db")
    shutil.copy(config.database, copy)
    changed = sqlite3.connect(copy)
    changed.execute("CREATE TABLE restored (x)")
    changed.commit()
    changed.close()
    copy.replace(config.database)
    connection = pool.take()
    assert connection is not old
    assert connection.execute("SELECT count(*) FROM restored").fetchone()[0] == 0
    connection.close()


def test_what_is_left_undone_is_thrown_away(config: Config, fresh_db: sqlite3.Connection) -> None:
    pool = Pool(config.database)
    connection = pool.take()
    connection.execute("BEGIN")
    pool.give_back(connection)
    assert pool.take() is not connection
    taken = [pool.take() for _ in range(KEPT + 1)]
    for one in taken:
        pool.give_back(one)
    assert len(pool._idle) == KEPT
    pool.close()
