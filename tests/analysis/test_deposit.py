"""What stands beside a release: made of the file alone, for spreadsheets, archives and people."""

from __future__ import annotations

import csv
import hashlib
import json
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
import yaml

from analysis import deposit, release_file
from analysis.deposit_tables import codebook_csv, missing
from analysis.formula_cells import safe
from analysis.publish import publish
from analysis.release_labels import COLUMN_LABELS, TABLE_LABELS, column_label
from analysis.release_tables import TABLES
from analysis.verify import verify
from collector.config import Config
from collector.doi import read_doi
from collector.errors import Refused
from tests.analysis.programme_to_publish import Made, round_table


@pytest.fixture
def made(fresh_db: sqlite3.Connection, templates: dict, instruments: dict) -> Made:
    return round_table(fresh_db, templates, instruments)


@pytest.fixture
def folder(made: Made, config: Config, tmp_path: Path) -> Path:
    """A copy of the folder of a release that may be changed."""
    doi = "https://doi.org/10.5281/zenodo.42"
    release = publish(made.connection, made.programme, config.releases, seed=7, doi=doi)
    assert release.file is not None
    copy = tmp_path / "copy"
    shutil.copytree(release.file.parent, copy, copy_function=shutil.copyfile)
    return copy


def database(folder: Path) -> Path:
    return next(folder.glob("*.db"))


def test_csv_holds_the_rows_of_the_file(folder: Path) -> None:
    with closing(sqlite3.connect(database(folder))) as connection:
        for table in TABLES:
            text = (folder / "csv" / f"{table.name}.csv").read_text(encoding="utf-8")
            lines = list(csv.reader(text.splitlines()))
            assert lines[0] == [column.name for column in table.columns]
            rows = connection.execute(f"SELECT * FROM {table.name}").fetchall()
            assert lines[1:] == [
                ["" if cell is None else str(cell) for cell in row] for row in rows
            ]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "＝"])
def test_no_cell_is_taken_for_a_formula(start: str, tmp_path: Path) -> None:
    text = f'{start}HYPERLINK("https://x","klik")'
    file = tmp_path / "traject.db"
    rows = {"statements": [(1, None, None, None, text), (2, None, None, None, "Gewoon = goed")]}
    release_file.write(file, rows)
    with closing(release_file.open_release(file)) as connection:
        content = deposit.table_csv(connection, TABLES[0]).decode()
        found = list(csv.reader(content.splitlines(keepends=True)))
        kept = connection.execute("SELECT text FROM statements").fetchall()
    assert [row[4] for row in found[1:]] == [f"'{text}", "Gewoon = goed"]
    assert kept == [(text,), ("Gewoon = goed",)]
    assert [safe(cell) for cell in (None, -5, "a=b")] == [None, -5, "a=b"]


def test_every_variable_has_names_in_two_languages_and_says_what_is_missing() -> None:
    rows = list(csv.DictReader(codebook_csv().decode().splitlines()))
    assert [(row["table"], row["variable"]) for row in rows] == [
        (table.name, column.name) for table in TABLES for column in table.columns
    ]
    empty = [row for row in rows if not (row["label_nl"] and row["label_en"] and row["missing"])]
    assert empty == []
    assert set(TABLE_LABELS) == {table.name for table in TABLES}
    used = {column.name for table in TABLES for column in table.columns}
    assert {name.split(".")[-1] for name in COLUMN_LABELS} == used
    assert column_label("release", "number") == (
        "nummer van de publicatie",
        "number of the release",
    )


def test_what_an_empty_cell_means_is_taken_from_the_description() -> None:
    said = {
        f"{table.name}.{column.name}": missing(column)
        for table in TABLES
        for column in table.columns
    }
    assert said["statements.text"] == "-"
    assert said["statements.theme"] == (
        "Leeg als er geen past, of als te weinig uitspraken het hier tonen."
    )
    assert said["counts_national.part_of_the_country"] == "Leeg voor het hele land."
    assert said["votes.agree"] == "Leeg: zie other."


def test_package_lists_every_file_with_its_size_and_hash(folder: Path) -> None:
    package = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    assert {each["path"]: (each["bytes"], each["hash"]) for each in package["resources"]} == {
        path.relative_to(folder).as_posix(): (
            path.stat().st_size,
            f"sha256:{hashlib.sha256(path.read_bytes()).hexdigest()}",
        )
        for path in folder.rglob("*")
        if path.suffix in (".csv", ".db")
    }
    assert package["id"] == "https://doi.org/10.5281/zenodo.42"


def test_archives_are_told_the_same_everywhere(folder: Path) -> None:
    record = json.loads((folder / "datacite.json").read_text(encoding="utf-8"))
    citation = yaml.safe_load((folder / "CITATION.cff").read_text(encoding="utf-8"))
    with closing(sqlite3.connect(database(folder))) as connection:
        doi, creators, quarter = connection.execute(
            "SELECT doi, creators, quarter FROM release"
        ).fetchone()
    assert doi == record["doi"] == citation["doi"] == "10.5281/zenodo.42"
    names = creators.split("; ")
    assert [one["name"] for one in record["creators"]] == names
    assert [one["name"] for one in citation["authors"]] == names
    assert record["publicationYear"] == quarter[:4]
    assert record["rightsList"][0]["rightsIdentifier"] == citation["license"] == "CC-BY-4.0"
    assert record["version"] == citation["version"] == "1"


def test_folder_and_file_alone_are_both_verified(folder: Path, tmp_path: Path) -> None:
    assert verify(folder) == []
    assert verify(database(folder)) == []
    alone = tmp_path / "alone.db"
    shutil.copyfile(database(folder), alone)
    assert verify(alone) == []


def _in_the_csv(folder: Path) -> None:
    path = folder / "csv" / "statements.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("Bijdrage", "Iemand"), "utf-8")


def _one_byte(folder: Path) -> None:
    path = folder / "codebook.csv"
    path.write_bytes(path.read_bytes()[:-1] + b"X")


def _notes(folder: Path) -> None:
    (folder / "deelnemers.txt").write_text("Quirijn Bloemendael")


def _hidden(folder: Path) -> None:
    (folder / "csv" / ".log").write_text("Quirijn Bloemendael")


def _link(folder: Path) -> None:
    (folder / "meer").symlink_to("/etc")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (_in_the_csv, "csv/statements.csv is niet wat uit het bestand volgt."),
        (_one_byte, "codebook.csv is niet wat uit het bestand volgt."),
        (_notes, "deelnemers.txt hoort niet bij een publicatie."),
        (_hidden, "csv/.log hoort niet bij een publicatie."),
        (_link, "meer hoort niet bij een publicatie."),
        (lambda folder: (folder / "README.md").unlink(), "README.md ontbreekt."),
    ],
)
def test_anything_else_beside_the_file_is_a_fault(
    folder: Path, change: Callable[[Path], None], message: str
) -> None:
    change(folder)
    assert [str(finding) for finding in verify(folder)] == [f"map: {message}"]
    assert [str(finding) for finding in verify(database(folder))] == [f"map: {message}"]


@pytest.mark.parametrize(
    ("typed", "doi"),
    [
        ("", None),
        ("  ", None),
        ("10.5281/zenodo.42", "10.5281/zenodo.42"),
        (" https://doi.org/10.5281/zenodo.42 ", "10.5281/zenodo.42"),
        ("doi: 10.17026/dans-xyz_1", "10.17026/dans-xyz_1"),
    ],
)
def test_a_doi_as_it_is_typed(typed: str, doi: str | None) -> None:
    assert read_doi(typed) == doi


@pytest.mark.parametrize(
    "typed", ["zenodo.42", "10.5/x", "10.5281/", "10.5281/a b", "10.5281/x" * 99]
)
def test_what_is_no_doi(typed: str) -> None:
    with pytest.raises(Refused, match="is geen DOI"):
        read_doi(typed)
