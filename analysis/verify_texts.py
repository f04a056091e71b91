"""Checks every word of a release from the file alone: personal data, the search index, the
explanation.

The patterns are its own: what the search for personal data overlooked is not overlooked twice.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator

from analysis import release_file
from analysis.release_tables import TABLES, Column, Table
from analysis.verify_finding import Finding

PERSONAL: dict[str, re.Pattern[str]] = {
    "een e-mailadres": re.compile(
        r"[\w.+-]+\s?(?:@|\[at\]|\(at\))\s?[\w-]+(?:\.[\w-]+)+", re.IGNORECASE
    ),
    "een telefoonnummer": re.compile(
        r"(?<![\d€,.])(?:\+31|0031|\(?0)[\s.()\-–]{0,3}[1-9](?:[\s.()\-–]{0,3}\d){8}(?!\d)"
    ),
    "een rekeningnummer": re.compile(r"\bNL\d{2}\s?[A-Z]{4}(?:\s?\d){10}\b", re.IGNORECASE),
}
# Each pattern needs a digit or one of these; most cells have neither, and SQLite knows at once.
_WORTH_READING = "{0} GLOB '*[0-9@]*' OR {0} LIKE '%[at]%' OR {0} LIKE '%(at)%'"


def text_findings(connection: sqlite3.Connection) -> Iterator[Finding]:
    yield from _search(connection)
    for table in TABLES:
        for column in table.columns:
            if column.declaration.startswith("TEXT"):
                yield from _personal(connection, table, column)
    found = connection.execute("SELECT table_name, column_name, description FROM dictionary")
    if found.fetchall() != release_file.dictionary():
        yield Finding("uitleg", "De tabel dictionary is niet die van deze versie.")


def _personal(connection: sqlite3.Connection, table: Table, column: Column) -> Iterator[Finding]:
    cells = connection.execute(
        f"SELECT place, cell FROM (SELECT row_number() OVER (ORDER BY rowid) AS place,"
        f" {column.name} AS cell FROM {table.name}) WHERE {_WORTH_READING.format('cell')}"
    )
    for place, text in cells:
        for what, pattern in PERSONAL.items():
            if pattern.search(text):
                where = f"{table.name}.{column.name}, rij {place}"
                message = f"In {where} staat {what}."
                yield Finding("herkenbaar", message, (table.name, column.name, place))


def _search(connection: sqlite3.Connection) -> Iterator[Finding]:
    try:
        connection.execute(
            "INSERT INTO statements_fts (statements_fts, rank) VALUES ('integrity-check', 1)"
        )
    except sqlite3.DatabaseError:
        yield Finding("zoeken", "De zoekindex past niet bij de uitspraken.")
        return
    # The check above does not see a word that is left over in a segment; the vocabulary does.
    connection.execute(
        "CREATE VIRTUAL TABLE temp.words USING fts5vocab (main, statements_fts, row)"
    )
    indexed = dict(connection.execute("SELECT term, cnt FROM temp.words"))
    connection.execute(
        "CREATE VIRTUAL TABLE temp.fresh USING"
        " fts5 (text, tokenize='unicode61 remove_diacritics 2')"
    )
    connection.execute("INSERT INTO temp.fresh SELECT text FROM statements")
    connection.execute("CREATE VIRTUAL TABLE temp.wanted USING fts5vocab (temp, fresh, row)")
    if indexed != dict(connection.execute("SELECT term, cnt FROM temp.wanted")):
        yield Finding("zoeken", "In de zoekindex staan woorden die in geen uitspraak voorkomen.")
