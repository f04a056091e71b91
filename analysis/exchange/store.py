"""A document that was read → rows of the collector, by way of `collector.imports`."""

from __future__ import annotations

import hashlib
import sqlite3
from dataclasses import replace
from pathlib import Path

from analysis.exchange.from_learning_network import from_learning_network
from analysis.exchange.from_wrap_up import from_wrap_up
from analysis.exchange.reading import Document, read
from analysis.exchange.wrap_up import RoundTableWrapUp
from collector.errors import InvalidFile
from collector.imported import Import, Stored
from collector.imports import store_import
from collector.queries.programmes import programme as programme_by_slug
from collector.records import STATEMENT_LIMIT

TITLE_LIMIT = 300


def store(
    connection: sqlite3.Connection,
    path: Path,
    document: Document | None = None,
    *,
    programme: str | None = None,
    verbatim: bool | None = None,
    skip_known: bool = False,
    dry_run: bool = False,
) -> Stored:
    """Store the document in a file, all of it or nothing.

    :param document: what `reading.read(path)` gave, when it was read already.
    :param programme: slug of a programme that it joins; without one it becomes a new programme.
    :param verbatim: whether its statements may be published word for word; None: not said.
    :param skip_known: a file that was stored before is no error, and changes nothing.
    :param dry_run: try everything, keep nothing.
    :raise InvalidFile: it cannot be read, or something in it cannot be stored (too long, ...).
    :raise Refused: the file was stored before, or the programme is of the other kind.
    :raise NotFound: there is no programme of that slug.
    """
    document = document or read(path)
    identifier = programme_by_slug(connection, programme)["id"] if programme else None
    data = replace(to_import(path, document), verbatim=verbatim)
    try:
        return store_import(
            connection, data, programme=identifier, skip_known=skip_known, dry_run=dry_run
        )
    except sqlite3.IntegrityError as error:
        raise InvalidFile(
            f"{path}: something in it cannot be stored ({error}). Nothing was stored; mend the"
            " document (an empty title, a name that is there twice?) and import it again."
        ) from error


def to_import(path: Path, document: Document) -> Import:
    """What is to be stored. Only the name of the file is kept, not its folder.

    :raise InvalidFile: a statement or the title is too long.
    """
    data = of_document(path.name, hashlib.sha256(path.read_bytes()).hexdigest(), document)
    _check(path, data)
    return data


def of_document(name: str, content: str, document: Document) -> Import:
    """The same without looking whether it fits, of a file by its name and the hash of its bytes."""
    if isinstance(document, RoundTableWrapUp):
        return from_wrap_up(document, name, content)
    return from_learning_network(document, name, content)


def _check(path: Path, data: Import) -> None:
    if not data.template.title or len(data.template.title) > TITLE_LIMIT:
        raise InvalidFile(
            f"{path}: the title has {len(data.template.title)} characters; put a title of at most"
            f" {TITLE_LIMIT} on the first line."
        )
    for statement in data.statements:
        if len(statement.text) > STATEMENT_LIMIT:
            raise InvalidFile(
                f"{path}: line {statement.line}: this statement has {len(statement.text)}"
                f" characters; split it, a statement has at most {STATEMENT_LIMIT}."
            )
