"""Searching in the statements of every programme at once."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

SHOWN = 5  # statements of each programme


@dataclass(frozen=True)
class Found:
    """How many statements of a release hold the words, and the first of them."""

    count: int
    rows: tuple[tuple[int, str | None, str], ...]  # number, theme, text


def find(connection: sqlite3.Connection, words: str) -> Found:
    """Statements that hold every word, or a word that begins with the last.

    :param connection: a release file
    :param words: as somebody typed them; punctuation means nothing
    """
    match = " ".join('"{}"'.format(word.replace('"', "")) for word in words.split())
    if not match.replace('"', "").strip():
        return Found(0, ())
    found = connection.execute(
        "SELECT count(*) FROM statements_fts WHERE statements_fts MATCH ?", (f"{match} *",)
    ).fetchone()
    rows = connection.execute(
        "SELECT statements.number, theme, statements.text FROM statements_fts"
        " JOIN statements ON statements.number = statements_fts.rowid"
        " WHERE statements_fts MATCH ? ORDER BY statements_fts.rank LIMIT ?",
        (f"{match} *", SHOWN),
    )
    return Found(found[0], tuple(rows))
