"""Verification from the file alone: each rule has a file that breaks it."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from analysis import release_file
from analysis.release_tables import LICENCE_URL
from analysis.verify import verify

RULES = '{"group_size": 5, "part_size": 10, "news_size": 10, "region_class": 3}'
RELEASE = (
    1,
    "Traject",
    "gesprekstafels",
    "2026-Q4",
    12,
    12,
    12,
    RULES,
    "G 1",
    "CC BY 4.0",
    LICENCE_URL,
    "Zo.",
    "Platform",
    "10.5072/tafel.1",
)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A small release that keeps every rule."""
    path = tmp_path / "traject.db"
    release_file.write(
        path,
        {
            "statements": [
                (n, "Tijd", "inhoud", "Oost", f"Uitspraak {n} over tijd.") for n in range(1, 13)
            ],
            "statement_themes": [(n, "Tijd") for n in range(1, 13)],
            "themes": [("Tijd", 1, "vastgesteld", "Geef tijd.", 12, 12, 0, 10, "tijd")],
            "counts_national": [
                ("Lijst", "q", "Vraag", "nee", 1, "laag", None, None, 12),
                ("Lijst", "q", "Vraag", "nee", 2, "hoog", None, None, 14),
                ("Lijst", "q", "Vraag", "nee", 1, "laag", None, "Oost", 6),
                ("Lijst", "q", "Vraag", "nee", 2, "hoog", None, "Oost", 7),
                ("Lijst", "q", "Vraag", "nee", 1, "laag", None, "Zuid", 6),
                ("Lijst", "q", "Vraag", "nee", 2, "hoog", None, "Zuid", 7),
            ],
            "counts_region": [
                ("Lijst", "q", "Vraag", "nee", 1, "laag", "Twente", 5),
                ("Lijst", "q", "Vraag", "nee", 2, "hoog", "Twente", 10),
            ],
            "development": [
                ("content", "Inhoud", None, None, "verder", 9),
                ("content", "Inhoud", None, None, "gelijk", None),
                ("content", "Inhoud", None, None, "terug", None),
            ],
            "release": [RELEASE],
            "withheld": [("Uitspraken", "Geen toestemming.", None)],
        },
    )
    path.chmod(0o644)
    return path


def change(path: Path, *commands: str) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for command in commands:
            connection.executescript(command)


def test_a_release_that_keeps_every_rule(file: Path) -> None:
    assert verify(file) == []


@pytest.mark.parametrize(
    ("command", "rule"),
    [
        ("CREATE TABLE participants (secret TEXT)", "tabellen"),
        ("ALTER TABLE statements ADD COLUMN role TEXT", "tabellen"),
        ("CREATE VIEW v AS SELECT 'geheim'", "tabellen"),
        ("CREATE INDEX i ON statements (text)", "tabellen"),
        (
            "CREATE TRIGGER t BEFORE DELETE ON themes BEGIN SELECT 'geheim'; END",
            "tabellen",
        ),
        ("CREATE TABLE a (b INTEGER PRIMARY KEY AUTOINCREMENT)", "tabellen"),
        ("DROP TABLE withheld", "tabellen"),
        ("UPDATE themes SET central_statement = 'Bel 06 - 1234 5678'", "herkenbaar"),
        ("UPDATE themes SET central_statement = 'mail jan [at] school.nl'", "herkenbaar"),
        ("UPDATE release SET citation = 'NL91 ABNA 0417 1643 00'", "herkenbaar"),
        ("UPDATE release SET rules = json_set(rules, '$.group_size', 1)", "regels"),
        ("UPDATE release SET statements = 13", "publicatie"),
        ("DELETE FROM release", "publicatie"),
        ("DELETE FROM statement_themes WHERE number > 4", "groepen"),
        ("UPDATE statements SET part_of_the_country = 'Zuid' WHERE number < 4", "groepen"),
        ("UPDATE themes SET statements = 13", "groepen"),
        ("UPDATE themes SET collected = 13", "groepen"),
        ("UPDATE statements SET number = 99 WHERE number = 12", "nummers"),
        ("UPDATE counts_national SET n = 4 WHERE n = 12", "aantallen"),
        ("UPDATE counts_national SET n = NULL WHERE n = 12", "aantallen"),
        ("UPDATE counts_national SET n = NULL WHERE n = 6", "aantallen"),
        ("UPDATE counts_national SET n = n - 2 WHERE part_of_the_country = 'Zuid'", "aantallen"),
        ("UPDATE counts_national SET n = n + 6 WHERE part_of_the_country = 'Zuid'", "aantallen"),
        # The part that is left out has 3 and 8: they follow from the whole.
        (
            "DELETE FROM counts_national WHERE part_of_the_country = 'Zuid';"
            " UPDATE counts_national SET n = 9 WHERE part_of_the_country = 'Oost' AND n = 6",
            "aantallen",
        ),
        ("UPDATE counts_national SET class = 'midden' WHERE n = 6", "aantallen"),
        ("UPDATE counts_region SET n = 0 WHERE class = 'laag'", "aantallen"),
        ("DELETE FROM counts_region WHERE class = 'laag'", "aantallen"),
        ("UPDATE counts_region SET n = 30 WHERE class = 'laag'", "aantallen"),
        ("UPDATE release SET rules = json_set(rules, '$.region_class', 1)", "regels"),
        ("UPDATE development SET partnerships = 2 WHERE change = 'gelijk'", "aantallen"),
        ("UPDATE development SET partnerships = 6 WHERE change = 'gelijk'", "aantallen"),
        (
            "UPDATE development SET change = NULL, before = 'a', after = change, partnerships ="
            " iif(change = 'verder', 9, 0); INSERT INTO development VALUES"
            " ('content', 'Inhoud', 'b', 'verder', NULL, 9), ('content', 'Inhoud', 'b', 'gelijk',"
            " NULL, 9)",
            "aantallen",
        ),
        ("UPDATE withheld SET how_many = 3", "weggelaten"),
        ("UPDATE dictionary SET description = 'geheim'", "uitleg"),
        ("UPDATE statements SET text = 'Iets anders.' WHERE number = 1", "zoeken"),
        ("PRAGMA journal_mode = WAL", "bestand"),
        ("PRAGMA application_id = 0", "bestand"),
    ],
)
def test_each_broken_rule_is_named(file: Path, command: str, rule: str) -> None:
    change(file, command)
    assert rule in {finding.rule for finding in verify(file)}


def test_deleted_word_in_the_search_index(file: Path) -> None:
    change(
        file,
        "INSERT INTO statements_fts (rowid, text) VALUES (13, 'geheimpje')",
    )
    assert "zoeken" in {finding.rule for finding in verify(file)}


def test_deleted_rows_leave_pages_that_are_noticed(file: Path) -> None:
    change(
        file,
        "CREATE TABLE a AS WITH RECURSIVE c(x) AS"
        " (SELECT 1 UNION ALL SELECT x + 1 FROM c LIMIT 999) SELECT hex(randomblob(99)) FROM c",
        "DROP TABLE a",
    )
    assert "vrije pagina's" in str(verify(file)[0])


@pytest.mark.parametrize("suffix", ["-wal", "-shm", "-journal"])
def test_file_beside_it(file: Path, suffix: str) -> None:
    file.with_name(file.name + suffix).write_bytes(b"")
    assert [finding.rule for finding in verify(file)] == ["bestand"]


def test_something_else_than_a_database(tmp_path: Path) -> None:
    path = tmp_path / "brief.db"
    path.write_bytes(b"Geachte lezer, " * 20)
    assert [str(finding) for finding in verify(path)] == ["bestand: Dit is geen SQLite-bestand."]


def test_torn_file(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:8192])
    assert verify(file) != []


def test_findings_never_quote_a_text(file: Path) -> None:
    change(file, "UPDATE themes SET central_statement = 'Bel 0612345678, zei Quirijn'")
    messages = " ".join(str(finding) for finding in verify(file))
    assert "0612345678" not in messages
    assert "Quirijn" not in messages


def test_no_file(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        verify(tmp_path / "weg.db")
