"""The tables of a release as CSV, and the codebook: what every variable is.

CSV as in RFC 4180: UTF-8, commas, a first line with names. A cell that a spreadsheet would take
for a formula gets an apostrophe before it, as OWASP advises ("CSV injection"); the SQLite file has
the words as they were said.
"""

from __future__ import annotations

import csv
import io
import re
import sqlite3
from collections.abc import Iterable, Sequence

from analysis.formula_cells import safe
from analysis.release_labels import TABLE_LABELS, column_label
from analysis.release_tables import TABLES, Column, Table

CODEBOOK = (
    ("table", "Tabel: het bestand csv/<tabel>.csv, en de tabel in het SQLite-bestand."),
    ("variable", "Naam van de variabele."),
    ("label_nl", "Nederlandse naam."),
    ("label_en", "Engelse naam."),
    ("type", "Geheel getal (integer) of tekst (string)."),
    ("values", "De waarden die kunnen voorkomen, als dat er enkele zijn."),
    ("missing", "Wat een lege cel betekent; een streepje als die niet voorkomt."),
    ("description_nl", "Uitleg, in het Nederlands."),
)
"""Columns of the codebook."""

_VALUES = re.compile(r"\bIN \(([^)]*)\)")
_MISSING = re.compile(r"\b[Ll]eeg[^.]*\.?$|\b[Ll]eeg\b[^.]*\.")


def table_csv(connection: sqlite3.Connection, table: Table) -> bytes:
    """All rows of a table of a release, in their order."""
    names = [column.name for column in table.columns]
    rows = connection.execute(f"SELECT {', '.join(names)} FROM {table.name} ORDER BY rowid")
    return _csv(names, rows)


def codebook_csv() -> bytes:
    return _csv(
        [name for name, _ in CODEBOOK],
        (
            (
                table.name,
                column.name,
                *column_label(table.name, column.name),
                kind(column),
                " | ".join(values(column)),
                missing(column),
                column.description,
            )
            for table in TABLES
            for column in table.columns
        ),
    )


def kind(column: Column) -> str:
    """Its type in a Frictionless Table Schema."""
    return "integer" if column.declaration.startswith("INTEGER") else "string"


def values(column: Column) -> list[str]:
    """The only values that it can have; none if it can have any."""
    found = _VALUES.search(column.declaration)
    return [each.strip().strip("'") for each in found[1].split(",")] if found else []


def may_be_missing(column: Column) -> bool:
    return not re.search(r"NOT NULL|PRIMARY KEY", column.declaration)


def missing(column: Column) -> str:
    """What its own description says of an empty cell."""
    if not may_be_missing(column):
        return "-"
    found = _MISSING.search(column.description)
    text = found[0] if found else "Onbekend of niet van toepassing."
    return text[0].upper() + text[1:]


def table_label(table: Table) -> str:
    dutch, english = TABLE_LABELS[table.name]
    return f"{dutch} ({english})"


def _csv(names: Sequence[str], rows: Iterable[Sequence[str | int | None]]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(names)
    writer.writerows([safe(cell) for cell in row] for row in rows)
    return text.getvalue().encode()
