"""Fixtures that more than one folder of tests needs. Real SQLite, real Flask, real files."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from flask.testing import FlaskClient

from app import create_app, main
from collector import logs
from collector.accounts import add_facilitator
from collector.codebook import add_theme
from collector.config import DATASETS, REPOSITORY, Config
from collector.database import connect
from collector.log_ins import start_log_in
from collector.programmes import create_programme
from collector.queries.acts import theme_made_by
from collector.schema import migrate
from forms.instruments import load_instruments
from forms.programme_templates import load_templates
from tests.chromium import browser  # noqa: F401

SEEDS = REPOSITORY.parent / "shared" / "seeds"
PASSWORD = "tafel-met-acht-stoelen"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--times",
        type=int,
        default=1,
        help="so many times more hostile input than there is time for at every change",
    )


@pytest.fixture
def config(tmp_path: Path) -> Config:
    return Config(instance=tmp_path / "instance")


@pytest.fixture
def fresh_db(config: Config) -> Iterator[sqlite3.Connection]:
    """An empty database with the newest schema."""
    connection = connect(config.database)
    migrate(connection)
    yield connection
    connection.close()


@pytest.fixture
def app(config: Config) -> Iterator[Flask]:
    app = create_app(config)
    app.config["TESTING"] = True
    # A form's own rules are tested; the token itself has tests of its own.
    app.config["WTF_CSRF_ENABLED"] = False
    yield app
    app.extensions["watcher"].stop()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def facilitator(fresh_db: sqlite3.Connection) -> int:
    return add_facilitator(fresh_db, "gespreksleider@example.org", PASSWORD, "Gespreksleider")


@pytest.fixture
def run(config: Config, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """A command on the instance; `status` is the exit status that it must have."""
    monkeypatch.setenv("GESPREKSTAFEL_INSTANCE", str(config.instance))

    def run(*arguments: str, status: int = 0) -> Result:
        result = CliRunner().invoke(main, arguments)
        assert result.exit_code == status, (result.output, result.exception)
        return result

    return run


def log_in(app: Flask, connection: sqlite3.Connection, facilitator: int) -> FlaskClient:
    """A client of a facilitator who is logged in."""
    client = app.test_client()
    with client.session_transaction() as session:
        session["log_in"] = start_log_in(connection, facilitator, "Firefox op Linux")
    return client


@pytest.fixture
def console() -> Iterator[list[str]]:
    """What was said at the console."""
    found: list[str] = []
    handler = logging.Handler()
    handler.emit = lambda record: found.append(getattr(record, "fields", {}).get("said", ""))  # type: ignore[attr-defined, method-assign]
    level = logs.LOGGER.level
    logs.LOGGER.addHandler(handler)
    logs.LOGGER.setLevel(logging.INFO)
    yield found
    logs.LOGGER.removeHandler(handler)
    logs.LOGGER.setLevel(level)


@pytest.fixture(scope="session")
def instruments() -> dict:
    return load_instruments(DATASETS / "instruments")


@pytest.fixture(scope="session")
def templates(instruments: dict) -> dict:
    return load_templates(DATASETS / "templates", instruments)


@pytest.fixture
def round_table(fresh_db: sqlite3.Connection, templates: dict, instruments: dict) -> int:
    """A round-table programme from the template; its id."""
    return create_programme(fresh_db, templates["round-table"], instruments)


@pytest.fixture
def learning_network(fresh_db: sqlite3.Connection, templates: dict, instruments: dict) -> int:
    """A learning-network programme from the template; its id."""
    return create_programme(fresh_db, templates["learning-network"], instruments)


@pytest.fixture(scope="session")
def seeds() -> Path:
    """The folder with the two source documents; skips where it is not there."""
    if not SEEDS.is_dir():
        pytest.skip("the source documents (../shared/seeds) are not on this machine")
    return SEEDS


def new_theme(
    connection: sqlite3.Connection, programme: int, facilitator: int, name: str, central: str = ""
) -> int:
    """The id of a theme that a facilitator adds."""
    return theme_made_by(connection, add_theme(connection, programme, facilitator, name, central))
