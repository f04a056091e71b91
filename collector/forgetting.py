"""What was found about a statement goes when its words go: proposals, labels, what runs kept.

Key phrases and labels of themes are made of what people said. A phrase that nobody else said
disappears with the words it was taken from; what a person named stays as the person named it.
Everything happens inside the caller's transaction.
"""

from __future__ import annotations

import json
import re
import sqlite3
from functools import cached_property

_WORD = re.compile(r"\w+")
_IN_LABEL = 2  # key phrases


def forget_statement(connection: sqlite3.Connection, statement: int, text: str) -> None:
    """A statement was taken back or rewritten: what runs proposed for it goes, and its words.

    :param text: the words that have to go
    """
    for table in ("run_placements", "proposed_aspects", "map_positions"):
        connection.execute(f"DELETE FROM {table} WHERE statement_id = ?", (statement,))
    connection.execute(
        "DELETE FROM placements WHERE statement_id = ? AND NOT decided", (statement,)
    )
    forget_words(connection, statement, text)


def forget_words(connection: sqlite3.Connection, statement: int, text: str) -> None:
    """Take out of what was found whatever stands in these words and in no statement still there.

    :param statement: whose words they were; as it reads now it counts like any other
    """
    connection.execute(
        "DELETE FROM near_duplicates WHERE state = 'proposed' AND ?1 IN (statement_id, other_id)",
        (statement,),
    )
    # The parts of a theme are proposed anew in a moment, when somebody asks.
    connection.execute(
        "DELETE FROM split_parts WHERE theme_id IN"
        " (SELECT theme_id FROM split_parts WHERE statement_id = ?)",
        (statement,),
    )
    programme = connection.execute(
        "SELECT programme_id FROM statements WHERE id = ?", (statement,)
    ).fetchone()[0]
    _blank_labels(connection, _Gone(connection, programme, text))


def _blank_labels(connection: sqlite3.Connection, gone: _Gone) -> None:
    for row in connection.execute(
        "SELECT id, label, key_phrases FROM themes WHERE programme_id = ?"
        " AND (label <> '' OR key_phrases <> '[]')",
        (gone.programme,),
    ).fetchall():
        if found := gone.without(row):
            connection.execute(
                "UPDATE themes SET label = ?, key_phrases = ? WHERE id = ?", (*found, row["id"])
            )
    for row in connection.execute(
        "SELECT t.theme_id AS id, t.run_id, t.label, t.key_phrases FROM run_themes AS t"
        " JOIN runs AS r ON r.id = t.run_id WHERE r.programme_id = ?",
        (gone.programme,),
    ).fetchall():
        if found := gone.without(row):
            connection.execute(
                "UPDATE run_themes SET label = ?, key_phrases = ?"
                " WHERE theme_id = ? AND run_id = ?",
                (*found, row["id"], row["run_id"]),
            )


class _Gone:
    """Words that went, beside those that are still there."""

    def __init__(self, connection: sqlite3.Connection, programme: int, text: str) -> None:
        self.connection = connection
        self.programme = programme
        self.words = _words(text)

    @cached_property
    def _others(self) -> list[frozenset[str]]:
        rows = self.connection.execute(
            "SELECT text FROM statements WHERE programme_id = ?"
            " AND state IN ('waiting', 'approved', 'merged')",
            (self.programme,),
        )
        return [_words(row["text"]) for row in rows]

    @cached_property
    def _names(self) -> set[str]:
        rows = self.connection.execute(
            "SELECT name FROM themes WHERE programme_id = ? AND name IS NOT NULL",
            (self.programme,),
        )
        return {row["name"] for row in rows}

    def took(self, phrase: str) -> bool:
        """Whether nobody says this any more."""
        words = _words(phrase)
        return words <= self.words and not any(words <= other for other in self._others)

    def without(self, theme: sqlite3.Row) -> tuple[str, str] | None:
        """Label and key phrases (JSON) as they have to become; None: they may stay."""
        phrases = json.loads(theme["key_phrases"])
        left = [phrase for phrase in phrases if not self.took(phrase)]
        label = theme["label"]
        parts = [part for part in label.split(", ") if _words(part)]
        if label not in self._names and any(self.took(part) for part in parts):
            label = ", ".join(left[:_IN_LABEL]) or f"Thema {theme['id']}"
        if (label, left) == (theme["label"], phrases):
            return None
        return label, json.dumps(left, ensure_ascii=False)


def _words(text: str) -> frozenset[str]:
    return frozenset(_WORD.findall(text.casefold()))
