"""What the tests of documents share: a file in a folder, read in as the service does it."""

from __future__ import annotations

import hashlib
import sqlite3
from pathlib import Path

from analysis import import_run
from analysis.exchange.from_document import from_document
from analysis.exchange.looking import Wish
from analysis.exchange.opening import Received
from analysis.exchange.reading import Document
from collector.imported import Import, Stored
from collector.queries.programmes import programme as programme_by_slug


def store(
    connection: sqlite3.Connection,
    path: Path,
    *,
    programme: str | None = None,
    verbatim: bool | None = None,
    dry_run: bool = False,
) -> Stored:
    """:param programme: slug of one that it joins"""
    identifier = programme_by_slug(connection, programme)["id"] if programme else None
    received, wish = Received(path.name, path.read_bytes()), Wish(identifier, verbatim)
    if dry_run:
        stored = import_run.look(connection, received, wish).stored
        assert stored is not None
        return stored
    return import_run.store(connection, received, wish)


def to_import(path: Path, document: Document) -> Import:
    return from_document(document, path.name, hashlib.sha256(path.read_bytes()).hexdigest())
