"""Erasing for good: what people said and who they were, with all that was found in it.

Inside the caller's transaction, so that it is all gone or all there. The file itself is swept
afterwards: see `collector.expiring`.
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Collection, Iterable
from typing import Any

from collector.forgetting import forget_statement
from collector.redaction import text_hash
from collector.wrap_ups import recall

_EMPTIED = {
    ("themes", "central_statement_id"): "",
    ("published", "statement_id"): ", text_hash = ''",
}
"""References that become empty; every other row that refers to what is erased goes with it."""

_WORD = re.compile(r"\w+")
_TOO_SHORT_TO_COPY = 20  # characters: what is shorter is found in any sentence


def delete_rows(connection: sqlite3.Connection, table: str, condition: str) -> None:
    """Rows, and before them every row in any table that refers to them."""
    key = connection.execute(
        "SELECT name FROM pragma_table_info(?) WHERE pk = 1", (table,)
    ).fetchone()["name"]
    for child, column in _references(connection, table):
        here = f"{column} IN (SELECT {key} FROM {table} WHERE {condition})"
        if (child, column) in _EMPTIED:
            more = _EMPTIED[child, column]
            connection.execute(f"UPDATE {child} SET {column} = NULL{more} WHERE {here}")
        elif child != table:
            delete_rows(connection, child, here)
    connection.execute(f"DELETE FROM {table} WHERE {condition}")


def _references(connection: sqlite3.Connection, table: str) -> list[tuple[str, str]]:
    rows = connection.execute(
        'SELECT m.name AS child, f."from" AS name FROM sqlite_master AS m,'
        " pragma_foreign_key_list(m.name) AS f WHERE m.type = 'table' AND f.\"table\" = ?",
        (table,),
    ).fetchall()
    return [(row["child"], row["name"]) for row in rows]


def erase_participants(
    connection: sqlite3.Connection, programme: int, participants: Collection[int]
) -> None:
    """Everything that these participants of a programme said, and that they were there."""
    ids = ", ".join(str(int(one)) for one in participants)
    own = f"response_id IN (SELECT id FROM responses WHERE participant_id IN ({ids}))"
    said = connection.execute(f"SELECT id, text FROM statements WHERE {own}").fetchall()
    before = connection.execute(
        "SELECT text FROM statement_revisions WHERE statement_id IN"
        f" (SELECT id FROM statements WHERE {own})"
    ).fetchall()
    connection.execute("PRAGMA defer_foreign_keys = ON")
    # What others said and was merged into these stands on its own again.
    connection.execute(
        "UPDATE statements SET state = 'waiting', merged_into = NULL"
        f" WHERE merged_into IN (SELECT id FROM statements WHERE {own})"
    )
    connection.execute(f"UPDATE statements SET state = 'withdrawn', merged_into = NULL WHERE {own}")
    for row in said:
        forget_statement(connection, row["id"], row["text"])
    texts = {row["text"] for row in (*said, *before)}
    _forget_central_statements(connection, programme, texts)
    partnerships = _partnerships_of(connection, ids)
    delete_rows(connection, "participants", f"id IN ({ids})")
    _forget_left(connection, partnerships)
    forget_acts(connection, programme, {row["id"] for row in said})
    forget_texts(connection, texts)
    connection.execute("DELETE FROM consensus WHERE programme_id = ?", (programme,))
    recall(connection, programme)


def _partnerships_of(connection: sqlite3.Connection, ids: str) -> list[int]:
    rows = connection.execute(
        "SELECT DISTINCT partnership_id FROM participants"
        f" WHERE id IN ({ids}) AND partnership_id IS NOT NULL"
    )
    return [int(row["partnership_id"]) for row in rows]


def _forget_left(connection: sqlite3.Connection, partnerships: Iterable[int]) -> None:
    """What a partnership wrote together stays as long as one of its people is left."""
    for one in partnerships:
        left = connection.execute(
            "SELECT 1 FROM participants WHERE partnership_id = ? AND NOT rehearsal", (one,)
        ).fetchone()
        if left is None:
            for table in ("sketches", "settlements", "pens", "steps"):
                connection.execute(f"DELETE FROM {table} WHERE partnership_id = ?", (one,))


def erase_programme(connection: sqlite3.Connection, programme: int) -> None:
    """Everything that was said in a programme, by whom, and what was found and decided about it.

    What stays: the set-up (meetings, questions, topics), the releases with their counts, and the
    codebook: the names of themes that a facilitator gave.
    """
    here = f"programme_id = {int(programme)}"
    meetings = f"meeting_id IN (SELECT id FROM meetings WHERE {here})"
    connection.execute("PRAGMA defer_foreign_keys = ON")
    numbers = f"SELECT number FROM releases WHERE {here}"
    connection.execute(f"DELETE FROM published WHERE release_number IN ({numbers})")
    # By which rules, and what was withheld, stays; of whom it was counted does not.
    connection.execute(
        f"UPDATE releases SET withheld = json_remove(withheld, '$.counts', '$.bases') WHERE {here}"
    )
    delete_rows(connection, "statements", here)
    delete_rows(connection, "participants", meetings)
    delete_rows(connection, "partnerships", here)
    connection.execute(f"DELETE FROM run_themes WHERE run_id IN (SELECT id FROM runs WHERE {here})")
    delete_rows(connection, "themes", f"{here} AND {_NOT_IN_CODEBOOK}")
    connection.execute(
        "UPDATE themes SET label = '', key_phrases = '[]', central_statement = '',"
        f" central_chosen = 0, run_id = NULL, split_from = NULL WHERE {here}"
    )
    for table in _OF_A_PROGRAMME:
        connection.execute(f"DELETE FROM {table} WHERE {here}")
    connection.execute(f"DELETE FROM events WHERE {here} OR {meetings}")
    connection.execute(f"UPDATE activities SET state = 'closed' WHERE {meetings}")
    connection.execute(
        "UPDATE meetings SET shown = 'welcome', shown_activity_id = NULL, network = 'hidden'"
        f" WHERE {here} AND (shown <> 'welcome' OR network <> 'hidden')"
    )
    connection.execute(f"DELETE FROM timers WHERE {meetings}")
    forget_vectors(connection)


_OF_A_PROGRAMME = (
    *("runs", "reports", "acts", "jobs", "imports", "consensus", "deidentifications"),
    *("uploads", "column_maps", "pictures", "exports"),
)
_NOT_IN_CODEBOOK = "(name IS NULL OR state NOT IN ('proposed', 'accepted'))"


def _forget_central_statements(
    connection: sqlite3.Connection, programme: int, texts: Iterable[str]
) -> None:
    """Sentences of a facilitator that repeat these words."""
    gone = {_plain(text) for text in texts}
    for row in connection.execute(
        "SELECT id, central_statement FROM themes WHERE programme_id = ?"
        " AND central_statement <> ''",
        (programme,),
    ).fetchall():
        own = _plain(row["central_statement"])
        if any(one == own or (len(one) > _TOO_SHORT_TO_COPY and one in own) for one in gone):
            connection.execute(
                "UPDATE themes SET central_statement = '' WHERE id = ?", (row["id"],)
            )


def _plain(text: str) -> str:
    return " ".join(_WORD.findall(text.casefold()))


def forget_acts(connection: sqlite3.Connection, programme: int, statements: set[int]) -> None:
    """Take what happened to these statements out of the log; the rest can still be undone."""
    if not statements:
        return
    for row in connection.execute(
        "SELECT id, before, after FROM acts WHERE programme_id = ?", (programme,)
    ).fetchall():
        pairs = list(zip(json.loads(row["before"]), json.loads(row["after"]), strict=True))
        kept = [pair for pair in pairs if not any(_about(one, statements) for one in pair)]
        if pairs and not kept:
            _drop_act(connection, row["id"])
        elif len(kept) < len(pairs):
            before, after = zip(*kept, strict=True)
            connection.execute(
                "UPDATE acts SET before = ?, after = ? WHERE id = ?",
                (
                    json.dumps(before, ensure_ascii=False),
                    json.dumps(after, ensure_ascii=False),
                    row["id"],
                ),
            )


def _drop_act(connection: sqlite3.Connection, act: int) -> None:
    """What was undone after it can then no longer be done again, once anything followed."""
    connection.execute("UPDATE acts SET undone_after = id WHERE undone_after = ?", (act,))
    connection.execute("DELETE FROM acts WHERE id = ?", (act,))


def _about(change: dict[str, Any], statements: set[int]) -> bool:
    values = change["row"] or {}
    named = {change["id"]} if change["table"] == "statements" else set()
    named |= {values.get(name) for name in ("statement_id", "other_id", "central_statement_id")}
    return bool(named & statements)


def forget_texts(connection: sqlite3.Connection, texts: Iterable[str]) -> None:
    """What was found in words that nobody else said."""
    there = {row["text"] for row in connection.execute("SELECT DISTINCT text FROM statements")}
    gone = [(text_hash(text),) for text in set(texts) - there]
    connection.executemany("DELETE FROM deidentifications WHERE hash = ?", gone)
    connection.executemany("DELETE FROM embeddings WHERE hash = ?", gone)


def forget_vectors(connection: sqlite3.Connection) -> None:
    """Of texts that stand nowhere any more; they are a cache, and can be made again."""
    there = {
        text_hash(row["text"]) for row in connection.execute("SELECT DISTINCT text FROM statements")
    }
    stored = {row["hash"] for row in connection.execute("SELECT DISTINCT hash FROM embeddings")}
    connection.executemany(
        "DELETE FROM embeddings WHERE hash = ?", [(name,) for name in stored - there]
    )
