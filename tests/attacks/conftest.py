"""What is attacked: a round table, two large releases, the same made naively, their services."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from analysis.data_service import data_command
from analysis.publish import Release, publish
from collector.config import Config
from tests.analysis.programme_to_publish import Made, round_table
from tests.attacks import naive
from tests.attacks.addresses import few_of_a_database, of_a_site
from tests.attacks.country import country
from tests.attacks.hall import hall
from tests.attacks.private_side import Private
from tests.attacks.site import Crawl, Site, crawl, start
from tests.conftest import log_in
from tests.service import free_port

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
def desk(app: Flask, fresh_db: sqlite3.Connection, facilitator: int) -> FlaskClient:
    return log_in(app, fresh_db, facilitator)


@pytest.fixture
def rows() -> Rows:
    """Ask a release file."""

    def ask(release: Release, sql: str) -> list[tuple[Any, ...]]:
        assert release.file is not None
        address = f"{release.file.as_uri()}?immutable=1"
        with closing(sqlite3.connect(address, uri=True)) as connection:
            return connection.execute(sql).fetchall()

    return ask


@dataclass(frozen=True)
class Published:
    """A programme that was published, by ours and naively."""

    private: Private
    file: Path
    naive: Path
    moment: datetime  # of publishing

    @property
    def slug(self) -> str:
        return self.file.stem


def _published(make: Callable[..., Private], folder: Path, *known: dict) -> Iterator[Published]:
    config = Config(instance=folder / "instance", data_port=free_port())
    private = make(config, *known)
    made = private.made
    file = publish(made.connection, made.programme, config.releases).file
    assert file is not None
    copy = naive.publish(private, folder / "naive")
    yield Published(private, file, copy, datetime.now(UTC))
    made.connection.close()


@pytest.fixture(scope="session")
def published_hall(
    tmp_path_factory: pytest.TempPathFactory, templates: dict, instruments: dict
) -> Iterator[Published]:
    """A hundred people in eight regions."""
    yield from _published(hall, tmp_path_factory.mktemp("hall"), templates, instruments)


@pytest.fixture(scope="session")
def published_country(
    tmp_path_factory: pytest.TempPathFactory, templates: dict, instruments: dict
) -> Iterator[Published]:
    """Ten thousand people, simulated."""
    yield from _published(country, tmp_path_factory.mktemp("country"), templates, instruments)


@pytest.fixture(params=["hall", "country"])
def published(request: pytest.FixtureRequest) -> Published:
    """Each of the two in turn."""
    found: Published = request.getfixturevalue(f"published_{request.param}")
    return found


@pytest.fixture(scope="session")
def site(published_hall: Published, published_country: Published) -> Iterator[Site]:
    """The service as the product starts it, on both."""
    config = published_hall.private.config
    target = config.releases / "900"
    if not target.exists():
        shutil.copytree(published_country.file.parent, target)
    slugs = (published_hall.slug, published_country.slug)
    log = config.instance.parent / "data.log"
    running = start(data_command(config), config.data_port, log, slugs)
    yield running
    running.stop()


@pytest.fixture(scope="session")
def naive_site(published_hall: Published, published_country: Published) -> Iterator[Site]:
    """Datasette as it comes, on what was published naively."""
    files = [published_hall.naive, published_country.naive]
    folder, port = published_hall.naive.parent, free_port()
    command = naive.command(files, port, folder)
    running = start(command, port, folder / "log", [file.stem for file in files])
    yield running
    running.stop()


@pytest.fixture(scope="session")
def crawled(site: Site) -> Crawl:
    """Every answer that a crawler got from ours: of the hall all addresses, then of both what is
    linked to."""
    small, large = site.databases
    return crawl(site, [*of_a_site([small]), *few_of_a_database(large)], most=700)
