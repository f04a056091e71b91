"""Whatever somebody offers as a release, verify answers with a sentence."""

from __future__ import annotations

import json
import random
import sqlite3
import struct
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner

from analysis import release_file
from analysis.verify import verify
from app import main


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "traject.db"
    rows = [(n, None, "inhoud", None, f"Uitspraak {n} over tijd.") for n in range(1, 400)]
    release_file.write(path, {"statements": rows})
    path.chmod(0o644)
    return path


def said(path: Path) -> str:
    """All that the command line says of it; it ends with 1 and no traceback."""
    result = CliRunner().invoke(main, ["verify", str(path)])
    assert result.exit_code == 1, result.output
    assert isinstance(result.exception, SystemExit)
    assert "Traceback" not in result.output
    assert result.output.strip()
    return result.output


def test_any_byte_may_be_another(file: Path) -> None:
    """Fuzzing with a fixed seed: nothing but findings comes out."""
    whole, chance = file.read_bytes(), random.Random(5)
    for _ in range(150):
        content = bytearray(whole)
        for _ in range(chance.choice((1, 3, 40))):
            # The first page holds the header and what is declared: hit it as often as the rest.
            place = chance.randrange(chance.choice((100, 4096, len(content))))
            content[place] = chance.randrange(256)
        file.write_bytes(content)
        assert all(str(finding) for finding in verify(file))


@pytest.mark.parametrize("length", [0, 1, 15, 16, 99, 100, 101, 4095, 4096, 4097, 20_000])
def test_cut_off(file: Path, length: int) -> None:
    file.write_bytes(file.read_bytes()[:length])
    assert "bestand:" in said(file)


def test_something_after_it(file: Path) -> None:
    file.write_bytes(file.read_bytes() + b"Quirijn Bloemendael")
    assert "er staat iets achter" in said(file)


def test_in_a_corner_of_a_page(file: Path) -> None:
    """Words that were deleted, where no question finds them."""
    assert "veranderd nadat" not in said(file)
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        connection.execute("PRAGMA secure_delete = OFF")
        connection.execute("INSERT INTO withheld VALUES ('Quirijn Bloemendael', 'x', NULL)")
        connection.execute("DELETE FROM withheld WHERE why = 'x'")
        assert connection.execute("PRAGMA freelist_count").fetchone() == (0,)
    assert b"Quirijn Bloemendael" in file.read_bytes()
    assert "veranderd nadat het geschreven was" in said(file)


def test_encrypted(file: Path) -> None:
    chance = random.Random(1)
    file.write_bytes(bytes(byte ^ chance.randrange(256) for byte in file.read_bytes()))
    assert "Dit is geen SQLite-bestand." in said(file)


def test_not_a_file(tmp_path: Path) -> None:
    (tmp_path / "leeg").mkdir()
    assert "Hier staan 0 publicaties in plaats van 1." in said(tmp_path / "leeg")
    assert "Dit is geen gewoon bestand." in said(Path("/dev/zero"))
    assert "cannot be read" in said(tmp_path / "weg.db")
    (tmp_path / "kring").symlink_to(tmp_path / "kring")
    assert "cannot be read" in said(tmp_path / "kring")


def test_larger_than_any_release(file: Path) -> None:
    """Sparse: it takes no room on the disk, and is not read."""
    content = bytearray(file.read_bytes()[:4096])
    pages = 3 * 1024**3 // 4096
    content[28:32] = struct.pack(">I", pages)
    with file.open("wb") as target:
        target.write(content)
        target.truncate(pages * 4096)
    assert "te groot voor een publicatie" in said(file)


HOSTILE = [
    'CREATE TABLE "\x1b[2J\x07wis het scherm" (a)',
    f'CREATE TABLE "{"lang " * 500}" (a)',
    'CREATE TABLE "%s %(naam)s {0}" (a)',
    'CREATE TABLE "\'; DROP TABLE statements; --" (a)',
    "CREATE VIEW bom AS WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c)"
    " SELECT count(*) FROM c",
    "CREATE TABLE dik (a CHECK (length(zeroblob(900000000)) > 0))",
    "CREATE VIRTUAL TABLE woorden USING fts5vocab (statements_fts, row)",
]


@pytest.mark.parametrize("command", HOSTILE)
def test_hostile_names(file: Path, command: str) -> None:
    with closing(sqlite3.connect(file)) as connection:
        connection.execute(command)
    answer = said(file)
    assert "tabellen:" in answer
    assert "\x1b" not in answer and "\x07" not in answer
    assert max(map(len, answer.splitlines())) < 400


@pytest.mark.parametrize(
    "rules", ["[]", "{}", "null", '{"group_size": 1e999}', "9", '"x"', "[" * 900 + "]" * 900]
)
def test_hostile_rules(file: Path, rules: str) -> None:
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        columns = [row[1] for row in connection.execute("PRAGMA table_info(release)")]
        values = {"number": 1, "statements": 399, "rules": rules, "kind": "leernetwerk"}
        values |= {"quarter": "2026-Q4", "doi": None, "k": None, "l": None}
        marks = ", ".join("?" * len(columns))
        row = [values.get(column, "x") for column in columns]
        connection.execute(f"INSERT INTO release VALUES ({marks})", row)
    assert "niet te lezen" in said(file)


def test_json_names_rule_and_message(file: Path) -> None:
    result = CliRunner().invoke(main, ["verify", str(file), "--json"])
    found = json.loads(result.stdout)
    assert found["file"] == str(file)
    assert found["faults"] == [
        {"rule": "publicatie", "message": "De tabel release heeft 0 rijen in plaats van 1."}
    ]
