"""Fixtures of the tests that need a full instance."""

from __future__ import annotations

import sqlite3

import pytest

from collector.config import Config
from tests.analysis.programme_to_publish import Made
from tests.collector.full_instance import fill


@pytest.fixture
def made(fresh_db: sqlite3.Connection, templates: dict, instruments: dict, config: Config) -> Made:
    """A programme with a release, a wrap-up, vectors, sign-ups, votes and changed words."""
    return fill(fresh_db, templates, instruments, config)
