"""Checks a release file against every disclosure rule, from the file alone.

Shares the declared tables with the writer and nothing else: thresholds come from the file, groups
are counted anew, patterns are its own.
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from analysis import release_file
from analysis.disclosure import SMALLEST_GROUP_SIZE
from analysis.release_tables import TABLES
from analysis.verify_finding import Finding
from analysis.verify_numbers import number_findings

_HEADER = b"SQLite format 3\x00"
_BESIDE = ("-wal", "-shm", "-journal")

PERSONAL: dict[str, re.Pattern[str]] = {
    "een e-mailadres": re.compile(
        r"[\w.+-]+\s?(?:@|\[at\]|\(at\))\s?[\w-]+(?:\.[\w-]+)+", re.IGNORECASE
    ),
    "een telefoonnummer": re.compile(
        r"(?<![\d€,.])(?:\+31|0031|\(?0)[\s.()\-–]{0,3}[1-9](?:[\s.()\-–]{0,3}\d){8}(?!\d)"
    ),
    "een rekeningnummer": re.compile(r"\bNL\d{2}\s?[A-Z]{4}(?:\s?\d){10}\b", re.IGNORECASE),
}


def verify(path: Path) -> list[Finding]:
    """Everything that is wrong with a release file; an empty list if nothing is.

    :raise FileNotFoundError: there is no such file.
    """
    with path.open("rb") as file:
        header = file.read(100)
    if len(header) < 100 or not header.startswith(_HEADER):
        return [Finding("bestand", "Dit is geen SQLite-bestand.")]
    findings = list(_outside(path, header))
    disk = release_file.open_release(path)
    connection = sqlite3.connect(":memory:", isolation_level=None)
    try:
        try:
            findings += _pages(disk)
            # In memory, because the check of the search index is written as an INSERT.
            disk.backup(connection)
            shape = list(_shape(connection))
            return findings + (shape or list(_content(connection)))
        except (sqlite3.Error, ValueError, KeyError, TypeError) as error:
            return [*findings, Finding("bestand", f"Het bestand is niet te lezen: {error}.")]
    finally:
        disk.close()
        connection.close()


def _outside(path: Path, header: bytes) -> Iterator[Finding]:
    if header[18] != 1 or header[19] != 1:
        yield Finding("bestand", "Het bestand staat in de WAL-stand; sporen blijven ernaast staan.")
    for suffix in _BESIDE:
        if path.with_name(path.name + suffix).exists():
            yield Finding("bestand", f"Naast het bestand staat nog {path.name}{suffix}.")


def _pages(connection: sqlite3.Connection) -> Iterator[Finding]:
    checked = connection.execute("PRAGMA integrity_check").fetchall()
    if checked != [("ok",)]:
        yield Finding("bestand", f"Het bestand is beschadigd: {checked[0][0]}.")
    if connection.execute("PRAGMA freelist_count").fetchone()[0]:
        yield Finding("bestand", "Er zijn vrije pagina's, waarin gewiste woorden kunnen staan.")
    if connection.execute("PRAGMA application_id").fetchone()[0] != release_file.APPLICATION_ID:
        yield Finding("bestand", "Dit bestand is niet als publicatie gemaakt.")


def _shape(connection: sqlite3.Connection) -> Iterator[Finding]:
    """Exactly the declared tables: no view, trigger, index, default or column more or less."""
    pattern = release_file.empty()
    try:
        expected = release_file.schema(pattern)
    finally:
        pattern.close()
    found = release_file.schema(connection)
    for kind, name, *_ in sorted(found - expected, key=str):
        yield Finding("tabellen", f"{kind} {name} hoort hier niet, of is anders gemaakt.")
    for kind, name, *_ in sorted(expected - found, key=str):
        yield Finding("tabellen", f"{kind} {name} ontbreekt, of is anders gemaakt.")


def _content(connection: sqlite3.Connection) -> Iterator[Finding]:
    rows = connection.execute("SELECT rules, statements FROM release").fetchall()
    if len(rows) != 1:
        yield Finding("publicatie", f"De tabel release heeft {len(rows)} rijen in plaats van 1.")
        return
    rules = json.loads(rows[0][0])
    size, part_size = int(rules["group_size"]), int(rules["part_size"])
    if size < SMALLEST_GROUP_SIZE or part_size < size:
        yield Finding("regels", f"Een kleinste groep van {size} beschermt niet.")
    for check in (_search, _personal, _dictionary):
        yield from check(connection)
    yield from _numbers(connection, rows[0][1], size)
    yield from _themes(connection, size)
    yield from number_findings(connection, size)
    yield from _withheld(connection, size)
    yield from _parts(connection, part_size)


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


def _personal(connection: sqlite3.Connection) -> Iterator[Finding]:
    for table in TABLES:
        for column in table.columns:
            if not column.declaration.startswith("TEXT"):
                continue
            cells = connection.execute(
                f"SELECT rowid, {column.name} FROM {table.name} WHERE {column.name} IS NOT NULL"
            )
            for number, text in cells:
                for what, pattern in PERSONAL.items():
                    if pattern.search(text):
                        where = f"{table.name}.{column.name}, rij {number}"
                        yield Finding("herkenbaar", f"In {where} staat {what}.")


def _dictionary(connection: sqlite3.Connection) -> Iterator[Finding]:
    found = connection.execute("SELECT table_name, column_name, description FROM dictionary")
    if found.fetchall() != release_file.dictionary():
        yield Finding("uitleg", "De tabel dictionary is niet die van deze versie.")


def _numbers(connection: sqlite3.Connection, told: int, size: int) -> Iterator[Finding]:
    numbers = [row[0] for row in connection.execute("SELECT number FROM statements ORDER BY 1")]
    if numbers != list(range(1, len(numbers) + 1)):
        yield Finding("nummers", "De uitspraken zijn niet doorlopend genummerd.")
    if len(numbers) != told:
        yield Finding("publicatie", f"Er staan {len(numbers)} uitspraken in plaats van {told}.")
    if 0 < len(numbers) < size:
        yield Finding("groepen", f"Er staan minder dan {size} uitspraken in.")


def _themes(connection: sqlite3.Connection, size: int) -> Iterator[Finding]:
    pairs = connection.execute(
        "SELECT theme, count(*) FROM statement_themes GROUP BY theme"
    ).fetchall()
    for theme, n in pairs:
        if n < size:
            yield Finding("groepen", f"Het thema “{theme}” telt {n} uitspraken.")
    stated = connection.execute("SELECT theme, statements FROM themes").fetchall()
    if sorted(stated) != sorted(pairs):
        yield Finding("groepen", "De aantallen in themes kloppen niet met de uitspraken.")
    loose = connection.execute(
        "SELECT count(*) FROM statements AS s WHERE theme IS NOT NULL AND NOT EXISTS"
        " (SELECT 1 FROM statement_themes AS t WHERE t.number = s.number AND t.theme = s.theme)"
    ).fetchone()[0]
    loose += connection.execute(
        "SELECT count(*) FROM statement_themes WHERE number NOT IN"
        " (SELECT number FROM statements WHERE theme IS NOT NULL)"
    ).fetchone()[0]
    if loose:
        yield Finding("groepen", f"Bij {loose} uitspraken kloppen de thema's niet.")
    small = connection.execute(
        "SELECT count(*) FROM themes WHERE collected < ? OR collected % 5", (size,)
    ).fetchone()[0]
    if small:
        yield Finding("groepen", "Een aantal verzamelde uitspraken is te klein of niet afgerond.")


def _parts(connection: sqlite3.Connection, part_size: int) -> Iterator[Finding]:
    small = connection.execute(
        "SELECT ifnull(t.theme, '(geen thema)'), part_of_the_country, count(*) AS n"
        " FROM statements AS s LEFT JOIN statement_themes AS t USING (number)"
        " WHERE part_of_the_country IS NOT NULL GROUP BY 1, 2 HAVING n < ?",
        (part_size,),
    )
    for theme, part, n in small:
        yield Finding("groepen", f"Thema “{theme}” in {part} telt {n} uitspraken.")


def _withheld(connection: sqlite3.Connection, size: int) -> Iterator[Finding]:
    small = connection.execute(
        "SELECT count(*) FROM withheld WHERE how_many < ?", (size,)
    ).fetchone()[0]
    if small:
        yield Finding("weggelaten", "Een aantal weggelaten gegevens is te klein om te noemen.")
