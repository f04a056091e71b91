"""A round table that can be published, with people who say things, and a facilitator's desk."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from analysis.publish import Release, publish
from collector.config import Config
from tests.analysis.programme_to_publish import Made, round_table

Rows = Callable[[Release, str], list[tuple[Any, ...]]]


@pytest.fixture
def made(fresh_db: sqlite3.Connection, templates: dict, instruments: dict) -> Made:
    """Thirty participants with a statement and an evaluation each, and what has to stay home."""
    return round_table(fresh_db, templates, instruments)


@pytest.fixture
def make(made: Made, config: Config) -> Callable[..., Release]:
    """Publish that programme; keyword arguments as for `publish`."""
    return lambda **keywords: publish(made.connection, made.programme, config.releases, **keywords)


@pytest.fixture
def desk(app: Flask, facilitator: int) -> FlaskClient:
    """The client of a facilitator who is logged in."""
    client = app.test_client()
    with client.session_transaction() as session:
        session["facilitator"] = facilitator
    return client


@pytest.fixture
def rows() -> Rows:
    """Ask a release file."""

    def ask(release: Release, sql: str) -> list[tuple[Any, ...]]:
        assert release.file is not None
        address = f"{release.file.as_uri()}?immutable=1"
        with closing(sqlite3.connect(address, uri=True)) as connection:
            return connection.execute(sql).fetchall()

    return ask
