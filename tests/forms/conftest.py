"""What the tests of the pages share: a facilitator who is logged in, and people who say things."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from collector.access import new_receipt
from collector.config import Config
from collector.findings import store_deidentifications
from collector.intake import join, submit
from collector.meetings import set_activity_state
from collector.queries import meetings, programmes
from collector.records import StatementDraft, Submission
from tests.conftest import log_in
from tests.forms.hostile_world import World, furnish, still_whole

Said = Callable[..., int]


@pytest.fixture
def desk(app: Flask, fresh_db: sqlite3.Connection, facilitator: int) -> FlaskClient:
    return log_in(app, fresh_db, facilitator)


@pytest.fixture
def slug(fresh_db: sqlite3.Connection, round_table: int) -> str:
    """The slug of the round-table programme."""
    return str(programmes.programme_by_id(fresh_db, round_table)["slug"])


@pytest.fixture
def meeting(fresh_db: sqlite3.Connection, round_table: int) -> int:
    """Its one meeting."""
    return int(meetings.meetings(fresh_db, round_table)[0]["id"])


@pytest.fixture
def activity(fresh_db: sqlite3.Connection, meeting: int) -> int:
    """The first activity of that meeting, which asks statements; it is open."""
    identifier = int(meetings.activities(fresh_db, meeting)[0]["id"])
    set_activity_state(fresh_db, identifier, is_open=True)
    return identifier


@pytest.fixture
def say(fresh_db: sqlite3.Connection, round_table: int, meeting: int, activity: int) -> Said:
    """Somebody says something: `say(text, spans=[…], consent=True)`; the id of the statement.

    `spans=None`: the worker has not looked for personal data yet.
    """

    def said(text: str, spans: list[dict[str, Any]] | None = (), consent: bool = True) -> int:  # type: ignore[assignment]
        participant = join(fresh_db, meeting, new_receipt())
        draft = StatementDraft(text=text, consent=consent)
        key = f"{participant:032d}"
        submit(
            fresh_db,
            participant,
            activity,
            Submission(key=key, statements={"statements": (draft,)}),
        )
        if spans is not None:
            store_deidentifications(fresh_db, round_table, {text: list(spans)})
        row = fresh_db.execute("SELECT max(id) FROM statements").fetchone()
        return int(row[0])

    return said


@pytest.fixture
def span() -> Callable[[str, str], dict[str, Any]]:
    """A finding as the worker stores it: `span(text, name)`."""

    def found(text: str, name: str) -> dict[str, Any]:
        start = text.index(name)
        return {
            "start": start,
            "end": start + len(name),
            "kind": "person",
            "replacement": "[naam]",
            "source": "test",
            "certain": True,
        }

    return found


@pytest.fixture
def world(
    app: Flask,
    config: Config,
    fresh_db: sqlite3.Connection,
    facilitator: int,
    round_table: int,
    learning_network: int,  # beside it, with ids of its own
    activity: int,
    say: Said,
    span: Callable[[str, str], dict[str, object]],
    request: pytest.FixtureRequest,
) -> Iterator[World]:
    """What hostile input is sent to; afterwards all is whole, and every page shows."""
    times = request.config.getoption("--times")
    made = furnish(app, config, fresh_db, facilitator, round_table, activity, say, span, times)
    yield made
    still_whole(made)
    print(f"{made.sent} requests")
    assert made.wrong == []
