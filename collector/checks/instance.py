"""All checks of an instance that need no analysis, in the order in which they make sense."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager

from collector.checks.backups import backup_findings
from collector.checks.contacts import column_findings, contact_findings
from collector.checks.files import file_findings
from collector.checks.finding import RESTORE, Finding
from collector.checks.pages import page_findings, schema_findings
from collector.checks.rows import row_findings
from collector.checks.shapes import shape_findings
from collector.config import Config
from collector.database import connect, snapshot
from collector.errors import StorageError


def instance_findings(config: Config) -> Iterator[Finding]:
    """Everything that is wrong. Reads; the service may be running."""
    yield from file_findings(config)
    yield from backup_findings(config)
    if not config.database.exists():
        what = "there is no database"
        yield Finding("integrity", str(config.database), what, RESTORE)
        return
    found = [*_or_why_not("collector.db", _answers(config))]
    yield from found
    if config.contacts.exists():
        readable = not {"integrity", "schema"} & {one.check for one in found}
        yield from _or_why_not("contacts.db", _contacts(config, beside=readable))


def _or_why_not(name: str, findings: Iterator[Finding]) -> Iterator[Finding]:
    """A file that cannot be opened or read at all is a finding too."""
    try:
        yield from findings
    except (StorageError, sqlite3.DatabaseError) as error:
        yield Finding("integrity", name, str(error), RESTORE)


def _answers(config: Config) -> Iterator[Finding]:
    with _read(config, "collector.db") as connection:
        wrong = [*page_findings(connection, "collector.db")]
        wrong = wrong or [*schema_findings(connection, "collector.db")]
        yield from wrong
        if not wrong:
            yield from row_findings(connection)
            yield from shape_findings(connection)


def _contacts(config: Config, *, beside: bool) -> Iterator[Finding]:
    """:param beside: the answers can be read, to be held beside it"""
    with _read(config, "contacts.db") as contacts:
        wrong = [*page_findings(contacts, "contacts.db")]
        wrong = wrong or [*column_findings(contacts)]
        yield from wrong
        if beside and not wrong:
            with _read(config, "collector.db") as connection:
                yield from contact_findings(connection, contacts)


@contextmanager
def _read(config: Config, name: str) -> Iterator[sqlite3.Connection]:
    """Nothing is changed. But a connection that is opened to read only knows of no CHECK, and would
    call everything whole (`sqlite3AddCheckConstraint` in SQLite's build.c)."""
    path = config.instance / name
    try:
        opened = connect(path)
    except StorageError:  # a disk that may not be written to, or no database
        opened = connect(path, readonly=True)
    with closing(opened) as one:
        one.execute("PRAGMA query_only = ON")
        with snapshot(one):
            yield one
