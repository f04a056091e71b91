"""Rows that belong together, the log without a gap, and nothing that is past its end date."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

from collector import audit
from collector.checks.finding import BY_HAND, RESTORE, Finding
from collector.queries.faults import REMEDIES, RULES, at_fault, gaps
from collector.queries.programmes import all_programmes
from collector.queries.terms import participants_due, remains, terms, today


def row_findings(connection: sqlite3.Connection) -> Iterator[Finding]:
    for rule in RULES:
        for number in at_fault(connection, rule):
            where = f"collector.db: {rule.table} {number}"
            yield Finding(rule.check, where, rule.what, REMEDIES.get(rule.check, BY_HAND))
    for first, last in gaps(connection):
        what = "is missing" if first == last else "are missing"
        numbers = f"{first}" if first == last else f"{first}–{last}"
        yield Finding("events", f"collector.db: events {numbers}", what, RESTORE)
    yield from _ended(connection)
    yield from _chain(connection)


def _ended(connection: sqlite3.Connection) -> Iterator[Finding]:
    for row in all_programmes(connection):
        over = terms(connection, row["id"]).over(today()) and remains(connection, row["id"])
        if over or participants_due(connection, row["id"], today()):
            yield Finding(
                "end date",
                f"collector.db: programmes {row['id']}",
                "holds what has to be gone: its end date has come",
                "gesprekstafel expire",
            )


def _chain(connection: sqlite3.Connection) -> Iterator[Finding]:
    broken = audit.verify(connection.execute("SELECT * FROM audit ORDER BY id"))
    if broken:
        yield Finding("audit", f"collector.db: audit {broken.row}", broken.why, RESTORE)
