"""The folder with all data is gone, or another disk is in its place: nothing is begun anew."""

from __future__ import annotations

import sqlite3

import pytest
from flask import Flask
from flask.testing import FlaskClient

from collector.config import Config
from collector.database import connect
from collector.errors import StorageError
from collector.pool import Pool


def test_where_the_file_is_gone_no_empty_one_comes(
    config: Config, fresh_db: sqlite3.Connection
) -> None:
    pool = Pool(config.database)
    pool.give_back(pool.take())
    away = config.instance.with_name("elsewhere")
    config.instance.rename(away)
    with pytest.raises(StorageError, match="unable to open database file"):
        pool.take()
    with pytest.raises(StorageError):
        connect(config.database, existing=True)
    assert not config.instance.exists()
    away.rename(config.instance)
    assert pool.take().execute("SELECT count(*) FROM programmes").fetchone()[0] == 0
    pool.close()


def test_what_comes_in_meanwhile_is_refused_and_stored_afterwards(
    app: Flask, config: Config, client: FlaskClient, fresh_db: sqlite3.Connection, round_table: int
) -> None:
    (code,) = fresh_db.execute("SELECT code FROM meetings").fetchone()
    away = config.instance.with_name("elsewhere")
    config.instance.rename(away)
    assert client.post(f"/m/{code}").status_code == 503
    assert not config.instance.exists()
    away.rename(config.instance)
    assert client.post(f"/m/{code}").status_code == 303
    assert fresh_db.execute("SELECT count(*) FROM participants").fetchone()[0] == 1
