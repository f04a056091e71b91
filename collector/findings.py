"""Every write that an analysis causes. It never touches what a person decided."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from collector.database import insert, transaction
from collector.errors import Conflict
from collector.events import EventKind, now, record
from collector.queries.outcomes import next_release_number
from collector.redaction import text_hash


@dataclass(frozen=True)
class ProposedTheme:
    """A theme that a run proposes; `key` is how its placements refer to it."""

    key: str
    label: str
    key_phrases: tuple[str, ...]
    central_statement_id: int | None


@dataclass(frozen=True)
class ProposedPlacement:
    """`theme`: the id of a theme that is there, or the key of a proposed one."""

    statement: int
    theme: int | str
    confidence: float


def store_embeddings(
    connection: sqlite3.Connection, encoder: str, vectors: Mapping[str, bytes]
) -> None:
    """:param vectors: content hash → float32 bytes"""
    with transaction(connection):
        connection.executemany(
            "INSERT INTO embeddings (hash, encoder, vector) VALUES (?, ?, ?)"
            " ON CONFLICT DO NOTHING",
            [(name, encoder, vector) for name, vector in vectors.items()],
        )


def store_deidentifications(
    connection: sqlite3.Connection,
    programme: int,
    spans_of: Mapping[str, Sequence[Mapping[str, Any]]],
) -> None:
    """:param spans_of: text → spans with start, end, kind, replacement, source, certain"""
    with transaction(connection):
        connection.executemany(
            "INSERT INTO deidentifications (hash, programme_id, spans) VALUES (?, ?, ?)"
            " ON CONFLICT DO UPDATE SET spans = excluded.spans",
            [
                (text_hash(text), programme, json.dumps(list(spans), ensure_ascii=False))
                for text, spans in spans_of.items()
            ],
        )
        record(connection, EventKind.ANALYSED, programme=programme)


def store_run(
    connection: sqlite3.Connection,
    programme: int,
    parameters: Mapping[str, Any],
    themes: Sequence[ProposedTheme],
    placements: Iterable[ProposedPlacement],
) -> int:
    """Replace all earlier proposals by those of this run; the number of the run.

    What a person decided since the run began stays: a statement with a decision gets no proposal,
    and a placing into a theme that is no longer there is left out.
    """
    with transaction(connection):
        number = connection.execute(
            "SELECT ifnull(max(number), 0) + 1 FROM runs WHERE programme_id = ?", (programme,)
        ).fetchone()[0]
        run = insert(
            connection,
            "runs",
            programme_id=programme,
            number=number,
            at=now(),
            parameters=json.dumps(dict(parameters)),
        )
        connection.execute(
            "DELETE FROM placements WHERE NOT decided AND statement_id IN"
            " (SELECT id FROM statements WHERE programme_id = ?)",
            (programme,),
        )
        ids = {theme.key: _store_theme(connection, programme, run, theme) for theme in themes}
        for placement in placements:
            _store_placement(connection, run, placement, ids)
        _forget_themes(connection, programme, run)
        record(connection, EventKind.THEMES, programme=programme, run=number)
    return int(number)


def _store_theme(
    connection: sqlite3.Connection, programme: int, run: int, theme: ProposedTheme
) -> int:
    """A proposal whose key is the id of an earlier one goes on under that id."""
    found: dict[str, object] = {
        "label": theme.label,
        "key_phrases": json.dumps(theme.key_phrases, ensure_ascii=False),
        "central_statement_id": theme.central_statement_id,
        "run_id": run,
    }
    if theme.key.isdigit():
        connection.execute(
            "UPDATE themes SET label = ?, key_phrases = ?, central_statement_id = ?, run_id = ?"
            " WHERE id = ? AND programme_id = ? AND state = 'proposed'",
            (*found.values(), int(theme.key), programme),
        )
        return int(theme.key)
    return insert(connection, "themes", programme_id=programme, **found)


def _store_placement(
    connection: sqlite3.Connection, run: int, placement: ProposedPlacement, ids: Mapping[str, int]
) -> None:
    theme = ids[placement.theme] if isinstance(placement.theme, str) else placement.theme
    connection.execute(
        "INSERT INTO placements (statement_id, theme_id, decided, confidence, run_id)"
        " SELECT ?1, ?2, 0, ?3, ?4"
        " WHERE NOT EXISTS (SELECT 1 FROM placements WHERE statement_id = ?1 AND decided)"
        " AND EXISTS (SELECT 1 FROM themes WHERE id = ?2 AND state IN ('proposed', 'accepted'))"
        " AND EXISTS (SELECT 1 FROM statements WHERE id = ?1 AND state <> 'withdrawn')",
        (placement.statement, theme, placement.confidence, run),
    )


def _forget_themes(connection: sqlite3.Connection, programme: int, run: int) -> None:
    """Proposals of earlier runs, unless a person named one or put something in it."""
    connection.execute(
        "DELETE FROM themes WHERE programme_id = ? AND state = 'proposed' AND run_id <> ?"
        " AND name IS NULL AND central_statement = ''"
        " AND id NOT IN (SELECT theme_id FROM placements WHERE theme_id IS NOT NULL)"
        " AND id NOT IN (SELECT merged_into FROM themes WHERE merged_into IS NOT NULL)",
        (programme, run),
    )


def store_report(connection: sqlite3.Connection, programme: int, html: str, markdown: str) -> None:
    """The newest one only: in an older one may stand what was withdrawn since."""
    with transaction(connection):
        connection.execute("DELETE FROM reports WHERE programme_id = ?", (programme,))
        connection.execute(
            "INSERT INTO reports (programme_id, at, html, markdown) VALUES (?, ?, ?, ?)",
            (programme, now(), html, markdown),
        )
        record(connection, EventKind.JOB, programme=programme, job="report", state="done")


def store_release(
    connection: sqlite3.Connection,
    programme: int,
    *,
    number: int,
    file: str,
    statements: int,
    withheld: Mapping[str, Any],
    place: Callable[[], None],
) -> None:
    """Enter a release and put its file in its place: both, or neither.

    :param file: relative to the releases folder
    :param withheld: what was withheld and why; stays in the house
    :param place: moves the finished file to where it belongs
    :raise Conflict: another release took this number in the meantime.
    """
    with transaction(connection):
        if number < next_release_number(connection):
            raise Conflict("Er kwam net een andere publicatie bij. Probeer het nog eens.")
        connection.execute(
            "INSERT INTO releases (number, programme_id, at, file, statements, withheld)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            (
                number,
                programme,
                now(),
                file,
                statements,
                json.dumps(dict(withheld), ensure_ascii=False),
            ),
        )
        record(connection, EventKind.RELEASED, programme=programme, release=number)
        place()


def store_consensus(
    connection: sqlite3.Connection,
    programme: int,
    fingerprint: str,
    votes: int,
    found: Mapping[str, Any],
) -> None:
    """The newest one only: an older one beside it would tell of the votes in between.

    :param fingerprint: names the votes that it was found in
    :param votes: how many there were
    """
    with transaction(connection):
        connection.execute(
            "INSERT INTO consensus (programme_id, at, fingerprint, votes, found)"
            " VALUES (?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET at = excluded.at,"
            " fingerprint = excluded.fingerprint, votes = excluded.votes, found = excluded.found",
            (programme, now(), fingerprint, votes, json.dumps(dict(found), ensure_ascii=False)),
        )
        record(connection, EventKind.ANALYSED, programme=programme)
