"""Every write that an analysis causes. It never touches what a person decided; a race it loses.

A run takes a while, and people go on deciding and taking back meanwhile: what it found is held
against what stands in the database at that moment.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from collector.database import insert, transaction
from collector.errors import Conflict
from collector.events import EventKind, now, record
from collector.forgetting import forget_words
from collector.queries.outcomes import next_release_number
from collector.queries.runs import NOWHERE
from collector.queries.terms import erased_on
from collector.redaction import text_hash
from collector.releases import note_published


@dataclass(frozen=True)
class ProposedTheme:
    """A theme that a run proposes; `key` is how its placements refer to it."""

    key: str
    label: str
    key_phrases: tuple[str, ...]
    central_statement_id: int | None


@dataclass(frozen=True)
class ProposedPlacement:
    """`theme`: the id of a theme that is there, the key of a proposed one; None: none fits."""

    statement: int
    theme: int | str | None
    confidence: float  # 0 to 1, that it belongs there
    nearest: tuple[int, ...] = ()  # the reason: at most three statements of the theme


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


def look_again(connection: sqlite3.Connection, programme: int, names: Collection[str]) -> None:
    """Forget what was found in statements that hold one of these names, so that they are looked
    through anew."""
    wanted = [name.casefold() for name in names]
    rows = connection.execute(
        "SELECT DISTINCT text FROM statements WHERE programme_id = ?", (programme,)
    )
    texts = [row["text"] for row in rows]
    again = [
        (text_hash(text), programme)
        for text in texts
        if any(name in text.casefold() for name in wanted)
    ]
    if again:
        with transaction(connection):
            connection.executemany(
                "DELETE FROM deidentifications WHERE hash = ? AND programme_id = ?", again
            )


def store_run(
    connection: sqlite3.Connection,
    programme: int,
    parameters: Mapping[str, Any],
    themes: Sequence[ProposedTheme],
    placements: Iterable[ProposedPlacement],
    *,
    read: Mapping[int, str] | None = None,
) -> int:
    """Replace all earlier proposals by those of this run; the number of the run.

    What a person decided since the run began stays: a statement with a decision gets no proposal,
    and a placing into a theme that is no longer there is left out.

    :param read: statement -> its words as the run read them. Of what was taken back, hidden or
        rewritten since, no word comes into a label.
    :raise Conflict: everything of this programme was erased meanwhile.
    """
    with transaction(connection):
        refuse_if_erased(connection, programme)
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
            _store_placement(connection, placement, ids, run)
        _forget_themes(connection, programme, run)
        _keep(connection, programme, run)
        for statement, text in _gone_since(connection, programme, read or {}):
            forget_words(connection, statement, text)
        record(connection, EventKind.THEMES, programme=programme, run=number)
    return int(number)


def refuse_if_erased(connection: sqlite3.Connection, programme: int) -> None:
    """Inside the caller's transaction: what was made of words that are erased does not stay."""
    if erased_on(connection, programme):
        raise Conflict("Alles van dit traject is gewist. Er valt niets meer te maken.")


def store_placed(
    connection: sqlite3.Connection, programme: int, placements: Sequence[ProposedPlacement]
) -> None:
    """Where statements that have just come in seem to belong; the next run looks again.

    A statement that has a place by now keeps it. One event for each statement.
    """
    with transaction(connection):
        seen = {one.statement for one in placements}
        marks = ", ".join("?" * len(seen))
        placed = {
            row["statement_id"]
            for row in connection.execute(
                f"SELECT statement_id FROM placements WHERE statement_id IN ({marks})", (*seen,)
            )
        }
        for one in placements:
            if one.statement not in placed:
                _store_placement(connection, one, {}, None)
        for statement in sorted(seen - placed):
            record(connection, EventKind.THEMES, programme=programme, placed=statement)


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
            "UPDATE themes SET label = ?, key_phrases = ?, run_id = ?,"
            " central_statement_id = iif(central_chosen, central_statement_id, ?)"
            " WHERE id = ? AND programme_id = ? AND state = 'proposed'",
            (
                theme.label,
                found["key_phrases"],
                run,
                theme.central_statement_id,
                int(theme.key),
                programme,
            ),
        )
        return int(theme.key)
    return insert(connection, "themes", programme_id=programme, **found)


def _store_placement(
    connection: sqlite3.Connection,
    placement: ProposedPlacement,
    ids: Mapping[str, int],
    run: int | None,
) -> None:
    theme = ids[placement.theme] if isinstance(placement.theme, str) else placement.theme
    connection.execute(
        "INSERT INTO placements (statement_id, theme_id, decided, confidence, nearest, run_id)"
        " SELECT ?1, ?2, 0, ?3, ?4, ?5"
        " WHERE NOT EXISTS (SELECT 1 FROM placements WHERE statement_id = ?1 AND decided)"
        " AND (?2 IS NULL OR EXISTS"
        "   (SELECT 1 FROM themes WHERE id = ?2 AND state IN ('proposed', 'accepted')))"
        " AND EXISTS (SELECT 1 FROM statements WHERE id = ?1 AND state <> 'withdrawn')",
        (placement.statement, theme, placement.confidence, json.dumps(placement.nearest), run),
    )


def _forget_themes(connection: sqlite3.Connection, programme: int, run: int) -> None:
    """Proposals of earlier runs, unless a person named one or put something in it."""
    forgotten = (
        "SELECT id FROM themes WHERE programme_id = ? AND state = 'proposed' AND run_id <> ?"
        " AND name IS NULL AND NOT central_chosen"
        " AND id NOT IN (SELECT theme_id FROM placements WHERE theme_id IS NOT NULL)"
        " AND id NOT IN (SELECT merged_into FROM themes WHERE merged_into IS NOT NULL)"
        " AND id NOT IN (SELECT split_from FROM themes WHERE split_from IS NOT NULL)"
    )
    for table, column in (("split_parts", "theme_id"), ("themes", "id")):
        connection.execute(f"DELETE FROM {table} WHERE {column} IN ({forgotten})", (programme, run))


def _keep(connection: sqlite3.Connection, programme: int, run: int) -> None:
    """Write down how themes and statements stood after this run, to compare it with others."""
    connection.execute(
        "INSERT INTO run_placements (run_id, statement_id, theme_id, confidence)"
        " SELECT ?, p.statement_id, ifnull(p.theme_id, ?), p.confidence FROM placements AS p"
        " JOIN statements AS s ON s.id = p.statement_id"
        " WHERE s.programme_id = ? AND s.state IN ('waiting', 'approved')",
        (run, NOWHERE, programme),
    )
    connection.execute(
        "INSERT INTO run_themes (run_id, theme_id, label, key_phrases, size)"
        " SELECT ?1, t.id, ifnull(t.name, t.label), t.key_phrases,"
        " (SELECT count(*) FROM run_placements AS p WHERE p.run_id = ?1 AND p.theme_id = t.id)"
        " FROM themes AS t WHERE t.programme_id = ?2 AND t.state IN ('proposed', 'accepted')",
        (run, programme),
    )


def _gone_since(
    connection: sqlite3.Connection, programme: int, read: Mapping[int, str]
) -> list[tuple[int, str]]:
    """The statements whose words were taken back, hidden or rewritten, with those words."""
    if not read:
        return []
    rows = connection.execute(
        "SELECT id, text FROM statements WHERE programme_id = ?"
        " AND state IN ('waiting', 'approved', 'merged')",
        (programme,),
    )
    there = {row["id"]: row["text"] for row in rows}
    return [(one, text) for one, text in read.items() if there.get(one) != text]


def store_release(
    connection: sqlite3.Connection,
    programme: int,
    *,
    number: int,
    file: str,
    statements: int,
    withheld: Mapping[str, Any],
    published: Mapping[int, str],
    place: Callable[[], None],
) -> None:
    """Enter a release and put its file in its place: both, or neither.

    :param file: relative to the releases folder
    :param withheld: what was withheld and why; stays in the house
    :param published: statement → `text_hash` of the words with which it stands in the release
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
        note_published(connection, number, published)
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
