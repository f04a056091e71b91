"""Wrap-ups of small programmes that were really held, laid out."""

from __future__ import annotations

import sqlite3
from dataclasses import replace

import pytest

from analysis.documents.blocks import Document
from analysis.documents.outline import full
from analysis.report import Report, build
from analysis.report_parts import Citation, VotedStatement, VotesOnTheme, VotesPart
from tests.analysis import rooms
from tests.analysis.test_report import play_network, play_round_table

VOTES = VotesPart(
    (
        VotesOnTheme(
            "Tijd",
            (VotedStatement(Citation(1, "Een uur kost geld."), 8, 1, 2),),
            (VotedStatement(Citation(2, "Zet de klok stil.", 2), 4, 5, 0),),
        ),
    ),
    "11 mensen stemden.",
)


@pytest.fixture
def report(
    request: pytest.FixtureRequest, fresh_db: sqlite3.Connection, facilitator: int
) -> Report:
    """Of round tables, with votes; or of a learning network, when asked for by name."""
    network = getattr(request, "param", "round-table") == "learning-network"
    room = rooms.hold(fresh_db, facilitator, rooms.NETWORK if network else rooms.ROUND_TABLE)
    (play_network if network else play_round_table)(room)
    made = build(room.connection, room.programme)
    return made if network else replace(made, votes=VOTES)


@pytest.fixture
def document(report: Report) -> Document:
    return full(report)


both = pytest.mark.parametrize("report", ["round-table", "learning-network"], indirect=True)
