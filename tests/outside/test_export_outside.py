"""Programs of others read our exports: pyrefiqda, the schema of REFI, frictionless.

They live in an environment of their own: `make outside`.
"""

from __future__ import annotations

import json
import os
import random
import sqlite3
import subprocess
import zipfile
from pathlib import Path
from typing import Any

import pytest

from analysis.disclosure import Rules
from analysis.exchange.export import write
from analysis.exchange.identified_tables import identified_take_out
from analysis.exchange.public_tables import public_take_out
from analysis.exchange.tables import TakeOut
from analysis.publish import publish
from collector.config import REPOSITORY, Config
from collector.exports import ExportForm
from collector.queries.statements import statements
from tests.analysis.exchange.taking_out import HARD, MARK, MOMENT, said
from tests.analysis.programme_to_publish import Made, round_table

PYTHON = REPOSITORY / ".venv-outside" / "bin" / "python"


@pytest.fixture(scope="module", autouse=True)
def _there() -> None:
    if not PYTHON.exists():
        if os.environ.get("CI") == "true":
            pytest.fail("the environment of the programs of others is not there: make outside")
        pytest.skip("the programs of others are not installed here: make outside")


@pytest.fixture
def made(fresh_db: sqlite3.Connection, templates: dict, instruments: dict) -> Made:
    return round_table(fresh_db, templates, instruments)


@pytest.fixture
def secret(made: Made) -> TakeOut:
    return identified_take_out(made.connection, made.programme, MARK, random.Random(1))


def outside(file: Path) -> Any:
    checker = Path(__file__).with_name("check_export.py")
    done = subprocess.run(
        [str(PYTHON), str(checker), str(file)], capture_output=True, text=True, check=True
    )
    return json.loads(done.stdout.splitlines()[-1])


def test_a_project_is_read_as_it_was_meant(made: Made, secret: TakeOut, tmp_path: Path) -> None:
    path = tmp_path / "uit.qdpx"
    write(secret, ExportForm.QDPX, path)
    read = outside(path)
    there = statements(made.connection, made.programme)
    table = secret.table("uitspraken").for_people()
    assert read["schema"] is None
    assert read["users"] == [MARK.by, "voorstel van de computer"]
    assert MARK.WARNING in read["name"]
    assert [one["text"] for one in read["sources"]] == [one.text for one in there]
    theme, aspect, region = (table.column(name) for name in ("thema", "aspect", "regio"))
    assert [one["coded"] for one in read["sources"]] == [
        [
            [row[1], name]
            for name in [*(str(row[theme]).split(" | ") if row[theme] else []), row[aspect]]
            if name
        ]
        for row in table.rows
    ]
    assert [one["values"].get("regio") for one in read["sources"]] == [
        row[region] for row in table.rows
    ]
    assert sum(read["cases"].values()) == len(there)


def test_every_hard_text_is_read(tmp_path: Path) -> None:
    from analysis.exchange import to_qdpx

    to_qdpx.write(said(HARD, [["Thema"]] * len(HARD)), tmp_path / "uit.qdpx", MOMENT)
    read = outside(tmp_path / "uit.qdpx")
    assert read["schema"] is None
    assert [one["text"] for one in read["sources"]] == list(HARD)
    assert [one["coded"][0] for one in read["sources"]] == [[text, "Thema"] for text in HARD]


def test_a_codebook_is_read(secret: TakeOut, tmp_path: Path) -> None:
    write(secret, ExportForm.QDC, tmp_path / "uit.qdc")
    assert outside(tmp_path / "uit.qdc") == [
        ["Begeleiding", None], ["Tijd en geld", None], ["Iets heel bijzonders", None],
        ["inhoud of proces", None],
        ["inhoud", "inhoud of proces"], ["proces", "inhoud of proces"],
    ]  # fmt: skip


@pytest.mark.parametrize("state", ["released", "not published", "identified"])
def test_a_data_package_is_valid(
    state: str, made: Made, secret: TakeOut, config: Config, tmp_path: Path
) -> None:
    if state == "released":
        publish(made.connection, made.programme, config.releases, seed=1)
    take_out = secret
    if state != "identified":
        take_out = public_take_out(
            made.connection, made.programme, config.releases, Rules(), str, random.Random(1)
        )
    write(take_out, ExportForm.DATAPACKAGE, tmp_path / "uit.zip")
    assert outside(tmp_path / "uit.zip") == []


def test_they_see_what_is_wrong(secret: TakeOut, tmp_path: Path) -> None:
    """Else their silence above would mean nothing."""
    write(secret, ExportForm.QDPX, tmp_path / "uit.qdpx")
    spoil(tmp_path / "uit.qdpx", "project.qde", b"startPosition=", b"start=")
    assert "startPosition" in outside(tmp_path / "uit.qdpx")["schema"]
    write(secret, ExportForm.DATAPACKAGE, tmp_path / "uit.zip")
    spoil(tmp_path / "uit.zip", "csv/uitspraken_themas.csv", b"1,Begeleiding", b"1,Verzonnen")
    assert any("uitspraken-themas" in fault for fault in outside(tmp_path / "uit.zip"))


def spoil(path: Path, member: str, before: bytes, after: bytes) -> None:
    """Change one file in a packed file."""
    with zipfile.ZipFile(path) as archive:
        content = {name: archive.read(name) for name in archive.namelist()}
    assert before in content[member]
    content[member] = content[member].replace(before, after)
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in content.items():
            archive.writestr(name, data)
