"""The shape of a release file: the allow-list of tables and columns, and how one is written.

Nothing is ever copied from the private file: rows come in as tuples, go into a database in memory,
and `VACUUM INTO` writes them to a new file that holds these rows and not one byte more.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

APPLICATION_ID = 0x47545046
"""Says in the header of the file what it is: "GTPF"."""

LICENCE = "CC BY 4.0"
LICENCE_URL = "https://creativecommons.org/licenses/by/4.0/deed.nl"

Row = tuple[str | int | None, ...]


@dataclass(frozen=True)
class Column:
    name: str
    declaration: str
    description: str  # Dutch: it is published


@dataclass(frozen=True)
class Table:
    name: str
    description: str  # Dutch: it is published
    columns: tuple[Column, ...]
    constraint: str = ""

    @property
    def sql(self) -> str:
        lines = [f"{column.name} {column.declaration}" for column in self.columns]
        lines += [self.constraint] if self.constraint else []
        return f"CREATE TABLE {self.name} (\n    " + ",\n    ".join(lines) + "\n) STRICT"


_ASPECT = "CHECK (aspect IN ('inhoud', 'proces'))"

TABLES: tuple[Table, ...] = (
    Table(
        "statements",
        "Uitspraken, woordelijk. Namen en andere herkenbare gegevens zijn vervangen, zoals [naam].",
        (
            Column(
                "number",
                "INTEGER PRIMARY KEY",
                "Nummer binnen deze publicatie. De volgorde is geloot en zegt niets.",
            ),
            Column(
                "theme",
                "TEXT REFERENCES themes (theme)",
                "Het (eerste) thema. Leeg als geen thema past of het thema te klein is.",
            ),
            Column(
                "aspect",
                f"TEXT {_ASPECT}",
                "Gaat de uitspraak over de inhoud of over het proces? Leeg als dat niet bekend is.",
            ),
            Column(
                "part_of_the_country",
                "TEXT",
                "Landsdeel. Leeg als te weinig uitspraken in dit thema uit dat landsdeel komen.",
            ),
            Column("text", "TEXT NOT NULL", "De uitspraak."),
        ),
    ),
    Table(
        "statement_themes",
        "Alle thema's van een uitspraak: een uitspraak kan bij meer dan één thema horen.",
        (
            Column(
                "number",
                "INTEGER NOT NULL REFERENCES statements (number)",
                "Nummer van de uitspraak.",
            ),
            Column("theme", "TEXT NOT NULL REFERENCES themes (theme)", "Naam van het thema."),
        ),
        "PRIMARY KEY (number, theme)",
    ),
    Table(
        "themes",
        "Thema's die in de uitspraken zijn gevonden.",
        (
            Column("theme", "TEXT NOT NULL PRIMARY KEY", "Naam van het thema."),
            Column("position", "INTEGER NOT NULL", "Plaats in de volgorde van de thema's."),
            Column(
                "status",
                "TEXT NOT NULL CHECK (status IN ('vastgesteld', 'voorstel'))",
                "Vastgesteld door een gespreksleider, of een voorstel van de computer.",
            ),
            Column(
                "central_statement",
                "TEXT",
                "Kernuitspraak van het thema. Leeg als die er niet is of niet openbaar mag.",
            ),
            Column("statements", "INTEGER NOT NULL", "Aantal uitspraken in deze publicatie."),
            Column("content", "INTEGER NOT NULL", "Waarvan over de inhoud."),
            Column("process", "INTEGER NOT NULL", "Waarvan over het proces."),
            Column(
                "collected",
                "INTEGER",
                "Alle uitspraken in het thema, ook die niet openbaar mogen; afgerond op vijf.",
            ),
            Column("key_phrases", "TEXT NOT NULL", "Kenmerkende woorden, gescheiden door ; ."),
        ),
    ),
    Table(
        "counts_national",
        "Antwoorden op gesloten vragen, in klassen.",
        (
            Column("instrument", "TEXT NOT NULL", "Titel van de vragenlijst."),
            Column("question", "TEXT NOT NULL", "Sleutel van de vraag in de vragenlijst."),
            Column("label", "TEXT NOT NULL", "De vraag, zoals die gesteld is."),
            Column(
                "several",
                "TEXT NOT NULL CHECK (several IN ('ja', 'nee'))",
                "Kon iemand meer dan één antwoord kiezen? Dan tellen de klassen niet op.",
            ),
            Column("position", "INTEGER NOT NULL", "Plaats van de klasse, van laag naar hoog."),
            Column("class", "TEXT NOT NULL", "Het antwoord, of de samengevoegde antwoorden."),
            Column("part_of_the_country", "TEXT", "Landsdeel; leeg voor het hele land."),
            Column("n", "INTEGER", "Aantal antwoorden. Leeg als het aantal is weggelaten."),
        ),
    ),
    Table(
        "development",
        "Ontwikkeling van partnerschappen tussen hun eerste en laatste antwoord.",
        (
            Column("dimension", "TEXT NOT NULL", "Wat gevolgd wordt."),
            Column("label", "TEXT NOT NULL", "De waarborg of de vraag."),
            Column("before", "TEXT", "Fase bij het eerste antwoord."),
            Column("after", "TEXT", "Fase bij het laatste antwoord."),
            Column(
                "change",
                "TEXT CHECK (change IN ('verder', 'gelijk', 'terug'))",
                "Alleen de richting, als de fasen te weinig partnerschappen tellen.",
            ),
            Column(
                "partnerships",
                "INTEGER",
                "Aantal partnerschappen. Leeg als het aantal is weggelaten.",
            ),
        ),
        "CHECK ((change IS NULL) = (before IS NOT NULL AND after IS NOT NULL))",
    ),
    Table(
        "release",
        "Deze publicatie: wat het is, onder welke regels gemaakt, en hoe u ernaar verwijst.",
        (
            Column("number", "INTEGER PRIMARY KEY", "Nummer van de publicatie."),
            Column("programme", "TEXT NOT NULL", "Naam van het traject."),
            Column(
                "kind",
                "TEXT NOT NULL CHECK (kind IN ('gesprekstafels', 'leernetwerk'))",
                "Soort traject.",
            ),
            Column(
                "quarter",
                "TEXT NOT NULL CHECK (quarter GLOB '[0-9][0-9][0-9][0-9]-Q[1-4]')",
                "Kwartaal waarin de publicatie is gemaakt.",
            ),
            Column("statements", "INTEGER NOT NULL", "Aantal uitspraken."),
            Column("rules", "TEXT NOT NULL CHECK (json_valid(rules))", "De regels, als JSON."),
            Column("software", "TEXT NOT NULL", "Programma en versie."),
            Column("licence", "TEXT NOT NULL", "Licentie."),
            Column("licence_url", "TEXT NOT NULL", "Tekst van de licentie."),
            Column("citation", "TEXT NOT NULL", "Zo verwijst u naar deze publicatie."),
        ),
    ),
    Table(
        "withheld",
        "Wat er niet in deze publicatie staat, en waarom niet.",
        (
            Column("what", "TEXT NOT NULL", "Wat is weggelaten."),
            Column("why", "TEXT NOT NULL", "Waarom."),
            Column("how_many", "INTEGER", "Hoeveel. Leeg als het er te weinig zijn om te noemen."),
        ),
    ),
    Table(
        "dictionary",
        "Uitleg bij elke tabel en elke kolom van dit bestand.",
        (
            Column("table_name", "TEXT NOT NULL", "Tabel."),
            Column("column_name", "TEXT", "Kolom; leeg bij de uitleg van de tabel zelf."),
            Column("description", "TEXT NOT NULL", "Uitleg."),
        ),
    ),
)

# Double quotes: Datasette recognises content="…" only.
SEARCH = (
    'CREATE VIRTUAL TABLE statements_fts USING fts5 (text, content="statements",'
    " content_rowid=\"number\", tokenize='unicode61 remove_diacritics 2')"
)


def table(name: str) -> Table:
    """:raise KeyError: not a table of a release."""
    return {each.name: each for each in TABLES}[name]


def empty() -> sqlite3.Connection:
    """A database in memory with the tables of a release and nothing in them."""
    connection = sqlite3.connect(":memory:", isolation_level=None)
    connection.execute("PRAGMA journal_mode = OFF")
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    for each in TABLES:
        connection.execute(each.sql)
    connection.execute(SEARCH)
    return connection


def schema(connection: sqlite3.Connection) -> set[tuple[str, str, str, str | None]]:
    """All that is declared in a database: type, name, table, SQL."""
    return set(connection.execute("SELECT type, name, tbl_name, sql FROM sqlite_master"))


def dictionary() -> list[Row]:
    rows: list[Row] = []
    for each in TABLES:
        rows.append((each.name, None, each.description))
        rows += [(each.name, column.name, column.description) for column in each.columns]
    return rows


def write(path: Path, rows: Mapping[str, Sequence[Row]]) -> None:
    """A new file with exactly these rows, plus the dictionary; readable, no longer writable.

    :param rows: table → rows, with every column of the table in order.
    :raise KeyError: a table that is not on the list.
    """
    connection = empty()
    try:
        connection.execute("BEGIN")
        for name, lines in {**rows, "dictionary": dictionary()}.items():
            columns = [column.name for column in table(name).columns]
            marks = ", ".join("?" * len(columns))
            connection.executemany(
                f"INSERT INTO {name} ({', '.join(columns)}) VALUES ({marks})", lines
            )
        for command in ("rebuild", "optimize"):
            connection.execute("INSERT INTO statements_fts (statements_fts) VALUES (?)", (command,))
        connection.execute("COMMIT")
        connection.execute("VACUUM INTO ?", (str(path),))
    finally:
        connection.close()
    path.chmod(0o444)


def datapackage(file_name: str, release: Mapping[str, Any]) -> str:
    """A minimal description for programs (Frictionless Data Package), as JSON.

    :param release: the row of the table `release`.
    """
    resources = [
        {
            "name": each.name.replace("_", "-"),
            "path": file_name,
            "format": "sqlite",
            "description": each.description,
            "dialect": {"table": each.name},
            "schema": {
                "fields": [
                    {
                        "name": column.name,
                        "type": "integer" if "INTEGER" in column.declaration else "string",
                        "description": column.description,
                    }
                    for column in each.columns
                ]
            },
        }
        for each in TABLES
    ]
    package = {
        "name": Path(file_name).stem,
        "title": f"{release['programme']}: publicatie {release['number']}",
        "version": str(release["number"]),
        "licenses": [{"name": "CC-BY-4.0", "path": LICENCE_URL}],
        "citation": release["citation"],
        "resources": resources,
    }
    return json.dumps(package, ensure_ascii=False, indent=2) + "\n"
