"""What a document that was read in puts in the database: one transaction, one event.

Statements from a document were told in a room or a report before: they come in approved, without a
meeting, because the document does not say where they were said. Whether they may be published word
for word is for the one who reads them in to say; without that they may not. Duplicates are kept as
rows of their own; a facilitator may merge them.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from collector.database import insert, next_position, transaction
from collector.errors import Refused
from collector.events import EventKind, record
from collector.meetings import add_resources, insert_meeting
from collector.programmes import add_follow_ups, insert_programme
from collector.queries.programmes import programme_by_id
from collector.records import Aspect, Instrument, ProgrammeTemplate
from collector.terms import settle


@dataclass(frozen=True)
class ImportedTheme:
    """`statement`: the position of the collected statement that the central one also is."""

    name: str
    central_statement: str = ""
    statement: int | None = None


@dataclass(frozen=True)
class ImportedStatement:
    """`line` in the file, counted from 1; `themes` are positions among the imported themes."""

    text: str
    line: int | None = None
    aspect: Aspect | None = None
    question: str = ""
    themes: tuple[int, ...] = ()


@dataclass(frozen=True)
class Import:
    """A document, ready to be stored. `hash` names its bytes (sha256, hexadecimal).

    `regions` says per meeting of the template in which region it was, or None. `verbatim`: whether
    its statements may be published word for word (it is a public report, for instance); None: that
    was not said, so they may not.
    """

    file: str
    hash: str
    template: ProgrammeTemplate
    instruments: Mapping[str, Instrument] = field(default_factory=dict)
    regions: tuple[str | None, ...] = ()
    verbatim: bool | None = None
    participants_about: int | None = None
    themes: tuple[ImportedTheme, ...] = ()
    statements: tuple[ImportedStatement, ...] = ()
    summary: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Stored:
    """What an import put where. After a dry run `programme` is the id that was not kept."""

    programme: int
    slug: str
    title: str
    created: bool  # the programme is new
    meetings: int
    themes: int  # new ones
    statements: int
    verbatim: bool  # its statements may be published word for word
    repeated: bool = False  # the file was there already; nothing else was written
    dry_run: bool = False


class _DryRun(Exception):
    """Ends the transaction of a dry run."""


def store_import(
    connection: sqlite3.Connection,
    data: Import,
    *,
    programme: int | None = None,
    skip_known: bool = False,
    dry_run: bool = False,
) -> Stored:
    """Store a document, in a new programme or in one that is there; all of it or nothing.

    Into a programme that is there go statements, themes, follow-ups and resources; its own title,
    meetings, roles and topics stay as they are.

    :param skip_known: a file that was stored before is no error, and changes nothing but whether
        its statements may be published, where that was said.
    :param dry_run: try everything, keep nothing.
    :raise Refused: the file was stored before, the programme is of the other kind, or has ended.
    :raise NotFound: there is no such programme.
    """
    stored: Stored | None = None
    try:
        with transaction(connection):
            stored = _known(connection, data, skip_known) or _store(connection, data, programme)
            if dry_run:
                raise _DryRun
    except _DryRun:
        assert stored is not None
        return Stored(**{**vars(stored), "dry_run": True})
    return stored


def _known(connection: sqlite3.Connection, data: Import, skip: bool) -> Stored | None:
    row = connection.execute(
        "SELECT p.id, p.slug, p.title, i.verbatim FROM imports AS i JOIN programmes AS p"
        " ON p.id = i.programme_id WHERE i.hash = ?",
        (data.hash,),
    ).fetchone()
    if row and not skip:
        raise Refused(
            "%(file)s is al ingelezen, in het traject “%(title)s” (%(slug)s)."
            " Er is niets veranderd.",
            file=data.file,
            title=row["title"],
            slug=row["slug"],
        )
    if row:
        verbatim = _allow(connection, data, row)
        return Stored(row["id"], row["slug"], row["title"], False, 0, 0, 0, verbatim, repeated=True)
    return None


def _allow(connection: sqlite3.Connection, data: Import, row: sqlite3.Row) -> bool:
    """Whether the statements of a document that is there may be published, as was said now."""
    if data.verbatim is None or data.verbatim == bool(row["verbatim"]):
        return bool(row["verbatim"])
    connection.execute(
        "UPDATE imports SET verbatim = ? WHERE hash = ?", (int(data.verbatim), data.hash)
    )
    connection.executemany(
        "UPDATE statements SET consent = ? WHERE programme_id = ? AND source = 'import'"
        " AND source_line IS ? AND text = ?",
        [(int(data.verbatim), row["id"], each.line, each.text) for each in data.statements],
    )
    record(connection, EventKind.IMPORTED, programme=row["id"])
    return data.verbatim


def _store(connection: sqlite3.Connection, data: Import, programme: int | None) -> Stored:
    created = programme is None
    if programme is None:
        programme = insert_programme(
            connection, data.template, participants_about=data.participants_about
        )
        meetings = _add_meetings(connection, programme, data)
    else:
        _join(connection, programme, data)
        meetings = 0
    settle(connection, programme)
    statements = [
        _add_statement(connection, programme, each, bool(data.verbatim)) for each in data.statements
    ]
    themes, new = _add_themes(connection, programme, data, statements)
    for statement, each in zip(statements, data.statements, strict=True):
        for position in each.themes:
            connection.execute(
                "INSERT INTO placements (statement_id, theme_id, decided) VALUES (?, ?, 1)",
                (statement, themes[position]),
            )
    identifier = insert(
        connection,
        "imports",
        programme_id=programme,
        hash=data.hash,
        file=data.file,
        verbatim=int(bool(data.verbatim)),
        summary=json.dumps({**data.summary, "created": created}, ensure_ascii=False),
    )
    record(connection, EventKind.IMPORTED, programme=programme, document=identifier)
    row = programme_by_id(connection, programme)
    return Stored(
        programme,
        row["slug"],
        row["title"],
        created,
        meetings,
        new,
        len(data.statements),
        bool(data.verbatim),
    )


def _join(connection: sqlite3.Connection, programme: int, data: Import) -> None:
    """What goes into a programme that is there already, besides statements and themes."""
    row = programme_by_id(connection, programme)
    if row["kind"] != data.template.kind:
        raise Refused(
            "%(file)s is een verslag van een ander soort traject dan “%(title)s”."
            " Lees het in als nieuw traject.",
            file=data.file,
            title=row["title"],
        )
    known = {
        resource["title"].casefold()
        for resource in connection.execute(
            "SELECT title FROM resources WHERE programme_id = ?", (programme,)
        )
    }
    new = [each for each in data.template.resources if each.title.casefold() not in known]
    add_resources(connection, programme, None, new)
    add_follow_ups(connection, programme, data.template.follow_ups)


def _add_meetings(connection: sqlite3.Connection, programme: int, data: Import) -> int:
    rows = connection.execute("SELECT name, id FROM regions WHERE programme_id = ?", (programme,))
    regions: dict[str | None, int] = dict(rows.fetchall())
    for meeting, region in zip(data.template.meetings, data.regions, strict=True):
        insert_meeting(connection, programme, meeting, data.instruments, region=regions.get(region))
    return len(data.template.meetings)


def _add_statement(
    connection: sqlite3.Connection, programme: int, statement: ImportedStatement, verbatim: bool
) -> int:
    return insert(
        connection,
        "statements",
        programme_id=programme,
        question=statement.question,
        aspect=statement.aspect,
        text=statement.text,
        consent=int(verbatim),
        state="approved",
        source="import",
        source_line=statement.line,
    )


def _add_themes(
    connection: sqlite3.Connection, programme: int, data: Import, statements: list[int]
) -> tuple[list[int], int]:
    """The id of each imported theme, and how many are new: an accepted one is used again."""
    identifiers: list[int] = []
    new = 0
    for theme in data.themes:
        row = connection.execute(
            "SELECT id FROM themes WHERE programme_id = ? AND state = 'accepted'"
            " AND name = ? COLLATE NOCASE",
            (programme, theme.name),
        ).fetchone()
        if row:
            identifiers.append(row["id"])
            continue
        new += 1
        identifiers.append(
            insert(
                connection,
                "themes",
                programme_id=programme,
                position=next_position(connection, "themes", "programme_id", programme),
                state="accepted",
                name=theme.name,
                central_statement=theme.central_statement,
                central_statement_id=(
                    None if theme.statement is None else statements[theme.statement]
                ),
            )
        )
    return identifiers, new
