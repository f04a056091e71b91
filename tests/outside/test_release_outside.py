"""Programs of others agree with ours about a release: pycanon, frictionless, DataCite, CFF.

They live in an environment of their own: `make outside`.
"""

from __future__ import annotations

import json
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from analysis.publish import publish
from collector.config import Config
from tests.analysis.programme_to_publish import Made, round_table
from tests.outside.conftest import PYTHON

PARTS = {"Nijmegen e.o.": 44, "Zuid-Limburg": 33, "Noord-Nederland": 30}


@pytest.fixture
def made(fresh_db: sqlite3.Connection, templates: dict, instruments: dict) -> Made:
    return round_table(fresh_db, templates, instruments, per_region=PARTS)


def outside(folder: Path) -> dict[str, Any]:
    checker = Path(__file__).with_name("check_release.py")
    done = subprocess.run(
        [str(PYTHON), str(checker), str(folder)], capture_output=True, text=True, check=True
    )
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


@pytest.mark.parametrize("doi", [None, "10.5281/zenodo.1234567"])
@pytest.mark.parametrize("group_size", [3, 5, 8])
def test_they_find_nothing_and_count_the_same(
    made: Made, config: Config, group_size: int, doi: str | None
) -> None:
    release = publish(
        made.connection, made.programme, config.releases, seed=1, group_size=group_size, doi=doi
    )
    assert release.file is not None
    with closing(sqlite3.connect(release.file)) as connection:
        k, texts = connection.execute("SELECT k, l FROM release").fetchone()
    assert k >= group_size
    assert outside(release.file.parent) == {
        "frictionless": [],
        "datacite": [],
        "citation": [],
        "k": k,
        "l": texts,
    }


def test_they_see_what_is_wrong(made: Made, config: Config, tmp_path: Path) -> None:
    """Else their silence above would mean nothing."""
    release = publish(made.connection, made.programme, config.releases, seed=1)
    assert release.file is not None
    folder = tmp_path / "copy"
    shutil.copytree(release.file.parent, folder)
    for path in [folder, *folder.rglob("*")]:
        path.chmod(0o755)
    before = outside(folder)
    statements = folder / "csv" / "statements.csv"
    lines = statements.read_text(encoding="utf-8").splitlines(keepends=True)
    first = lines[1].split(",")
    lines[1] = ",".join([first[0], "Onbekend thema", "iets", *first[3:]])
    statements.write_text("".join(lines), encoding="utf-8")
    for name, key in (("datacite.json", "publicationYear"), ("CITATION.cff", "cff-version")):
        path = folder / name
        path.write_text(path.read_text(encoding="utf-8").replace(key, f"{key}x"), encoding="utf-8")
    after = outside(folder)
    assert any("enum" in fault for fault in after["frictionless"])
    assert any("foreign" in fault.lower() for fault in after["frictionless"])
    assert after["datacite"] != []
    assert after["citation"] != []
    assert (before["k"], after["k"]) == (before["k"], 1)
