"""What a document that was read in puts in the database: one transaction, one event.

Statements from a document were told in a room or a report before: they come in approved, without a
meeting, because the document does not say where they were said. Whether they may be published word
for word is for the one who reads them in to say; without that they may not. Duplicates are kept as
rows of their own; a facilitator may merge them.
"""

from __future__ import annotations

import json
import sqlite3

from collector.acts import Act, enter
from collector.codebook import put
from collector.column_maps import remember
from collector.database import insert, next_position, transaction
from collector.errors import Refused
from collector.events import EventKind, record
from collector.imported import Import, Stored
from collector.imported_people import Places, add_person, add_statement
from collector.meetings import add_resources, insert_meeting
from collector.programmes import add_follow_ups, insert_programme
from collector.queries.grants import open_programmes
from collector.queries.programmes import programme_by_id
from collector.terms import settle


class _DryRun(Exception):
    """Ends the transaction of a dry run."""


def store_import(
    connection: sqlite3.Connection,
    data: Import,
    *,
    programme: int | None = None,
    dry_run: bool = False,
    facilitator: int | None = None,
) -> Stored:
    """Store a document, in a new programme or in one that is there; all of it or nothing.

    A file that was stored before changes nothing but whether its statements may be published,
    where that was said. Into a programme that is there go statements, themes, follow-ups and
    resources; its own title, meetings, roles and topics stay as they are.

    :param dry_run: try everything, keep nothing.
    :param facilitator: who does it, and can undo what a researcher decided
    :raise Refused: the programme is of the other kind, or has ended.
    :raise NotFound: there is no such programme.
    """
    stored: Stored | None = None
    try:
        with transaction(connection):
            stored = _known(connection, data, facilitator) or _store(
                connection, data, programme, facilitator
            )
            if dry_run:
                raise _DryRun
    except _DryRun:
        assert stored is not None
        return Stored(**{**vars(stored), "dry_run": True})
    return stored


def _known(connection: sqlite3.Connection, data: Import, facilitator: int | None) -> Stored | None:
    """What others read in, in programmes that this person does not lead, is not known here."""
    rows = connection.execute(
        "SELECT p.id, p.slug, p.title, i.verbatim FROM imports AS i JOIN programmes AS p"
        " ON p.id = i.programme_id WHERE i.hash = ? ORDER BY i.id",
        (data.hash,),
    ).fetchall()
    if facilitator is not None:
        own = open_programmes(connection, facilitator, to_lead=True)
        rows = [row for row in rows if row["id"] in own]
    if not rows:
        return None
    row = rows[0]
    verbatim = _allow(connection, data, row)
    return Stored(
        row["id"],
        row["slug"],
        row["title"],
        False,
        0,
        0,
        0,
        verbatim,
        repeated=True,
        allowed_anew=verbatim != bool(row["verbatim"]),
    )


def _allow(connection: sqlite3.Connection, data: Import, row: sqlite3.Row) -> bool:
    """Whether the statements of a document that is there may be published, as was said now."""
    if data.verbatim is None or data.verbatim == bool(row["verbatim"]):
        return bool(row["verbatim"])
    connection.execute(
        "UPDATE imports SET verbatim = ? WHERE hash = ? AND programme_id = ?",
        (int(data.verbatim), data.hash, row["id"]),
    )
    connection.executemany(
        "UPDATE statements SET consent = ? WHERE programme_id = ? AND text = ?"
        " AND source_line IS ? AND (source = 'import' OR source_line IS NOT NULL)",
        [(int(data.verbatim), row["id"], each.text, each.line) for each in data.all_statements],
    )
    record(connection, EventKind.IMPORTED, programme=row["id"])
    return data.verbatim


def _store(
    connection: sqlite3.Connection, data: Import, programme: int | None, facilitator: int | None
) -> Stored:
    created = programme is None
    if programme is None:
        programme = insert_programme(
            connection, data.template, participants_about=data.participants_about, by=facilitator
        )
    else:
        _join(connection, programme, data)
    if created or data.brings_meetings:
        _add_meetings(connection, programme, data)
    terms = settle(connection, programme)
    places = Places(connection, programme)
    consent = int(bool(data.verbatim))
    own = [(each, add_statement(places, each, consent)) for each in data.statements]
    told = [each for person in data.people for each in add_person(places, person, consent, terms)]
    act = Act(connection, programme)
    themes, new = _add_themes(act, data, [identifier for _each, identifier in own])
    for each, identifier in (*own, *told):
        for position in each.themes:
            connection.execute(
                "INSERT INTO placements (statement_id, theme_id, decided) VALUES (?, ?, 1)",
                (identifier, themes[position]),
            )
    coded = _decide(act, data, themes, facilitator)
    if data.columns:
        remember(connection, programme, data.columns)
    identifier = insert(
        connection,
        "imports",
        programme_id=programme,
        hash=data.hash,
        file=data.file,
        verbatim=consent,
        summary=json.dumps({**data.summary, "created": created}, ensure_ascii=False),
    )
    record(connection, EventKind.IMPORTED, programme=programme, document=identifier)
    row = programme_by_id(connection, programme)
    brought = len(data.template.meetings) if created or data.brings_meetings else 0
    return Stored(
        programme,
        row["slug"],
        row["title"],
        created,
        brought + places.meetings_made,
        new,
        len(own) + len(told),
        bool(data.verbatim),
        people=len(data.people),
        coded=coded,
        made=tuple(places.made),
    )


def _decide(act: Act, data: Import, themes: list[int], facilitator: int | None) -> int:
    """What a researcher decided about statements that are there, as one act; how many changed."""
    changed = 0
    for statement, positions in data.codings.items():
        wanted = {themes[position] for position in positions}
        rows = act.connection.execute(
            "SELECT theme_id FROM placements WHERE statement_id = ? AND decided", (statement,)
        ).fetchall()
        if {row["theme_id"] for row in rows} != wanted:
            put(act, statement, wanted)
            changed += 1
    if act.after and facilitator is not None:
        enter(act, facilitator, "import_coding")
    return changed


def _join(connection: sqlite3.Connection, programme: int, data: Import) -> None:
    """What goes into a programme that is there already, besides statements and themes."""
    row = programme_by_id(connection, programme)
    if row["kind"] != data.template.kind and not data.any_kind:
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


def _add_meetings(connection: sqlite3.Connection, programme: int, data: Import) -> None:
    rows = connection.execute("SELECT name, id FROM regions WHERE programme_id = ?", (programme,))
    regions: dict[str | None, int] = dict(rows.fetchall())
    for meeting, region in zip(data.template.meetings, data.regions, strict=True):
        insert_meeting(connection, programme, meeting, data.instruments, region=regions.get(region))


def _add_themes(act: Act, data: Import, statements: list[int]) -> tuple[list[int], int]:
    """The id of each imported theme, and how many are new; one that was proposed is accepted."""
    connection, programme = act.connection, act.programme
    identifiers: list[int] = []
    new = 0
    for theme in data.themes:
        row = connection.execute(
            "SELECT id, state FROM themes WHERE programme_id = ?1 AND (id = ?2 OR (?2 IS NULL"
            " AND state = 'accepted' AND name = ?3 COLLATE NOCASE))",
            (programme, theme.theme, theme.name),
        ).fetchone()
        if row:
            if row["state"] == "proposed":
                act.update("themes", row["id"], state="accepted", name=theme.name)
            identifiers.append(row["id"])
            continue
        new += 1
        central = None if theme.statement is None else statements[theme.statement]
        identifiers.append(
            insert(
                connection,
                "themes",
                programme_id=programme,
                position=next_position(connection, "themes", "programme_id", programme),
                state="accepted",
                name=theme.name,
                central_statement=theme.central_statement,
                central_statement_id=central,
            )
        )
    return identifiers, new
