"""`import` from the command line: any kind of file, with a map of columns, tried or stored."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from collector.config import REPOSITORY
from tests.analysis.exchange.files import as_csv, as_docx, as_xlsx, lsa, lsr, lss, qdc

ROWS = [
    ("Nummer", "Wat hoorde u aan tafel?", "Waar"),
    (1, "Dat er te weinig uren zijn voor begeleiding.", "Twente e.o."),
    (2, "Dat de reistijd een rol speelt.", "Nijmegen e.o."),
]
WRAP_UP = (Path(__file__).parent / "exchange" / "documents" / "rondetafels.md").read_text("utf-8")


@pytest.fixture
def run(tmp_path: Path) -> Any:
    """The command, in an instance of its own: `run("import", …)`."""

    def ran(*words: object, status: int = 0) -> subprocess.CompletedProcess[str]:
        environment = {**os.environ, "GESPREKSTAFEL_INSTANCE": str(tmp_path / "instance")}
        done = subprocess.run(
            [sys.executable, "-m", "app", *map(str, words)],
            capture_output=True,
            text=True,
            cwd=REPOSITORY,
            env=environment,
            timeout=120,
        )
        assert done.returncode == status, done.stderr
        return done

    return ran


def test_the_kind_shows_from_what_is_in_it(run: Any, tmp_path: Path) -> None:
    files = {
        "wrap_up": as_docx(WRAP_UP),
        "table": as_xlsx(ROWS),
        "survey": lsa(lss([("T", "q1", "Wat nu?")]), lsr([{"id": "1", "77X5X1": "Door."}])),
        "codebook": qdc([("a", "Tijd", "")]),
    }
    for kind, data in files.items():
        path = tmp_path / "bestand.bin"
        path.write_bytes(data)
        found = json.loads(run("import", path, "--dry-run", "--json").stdout)
        assert (found["dry_run"], found["repeated"]) == (True, False)
        told = {"wrap_up": "round_table"}.get(kind, kind)
        assert found["kind"] == told
    assert json.loads(run("programmes", "--json").stdout) == []


def test_columns_are_mapped_by_a_file_that_is_kept(run: Any, tmp_path: Path) -> None:
    path, columns = tmp_path / "tafel.csv", tmp_path / "kolommen.yaml"
    path.write_bytes(as_csv(ROWS))
    run("import", path, "--dry-run", "--save-map", columns)
    text = columns.read_text(encoding="utf-8")
    assert text == "columns:\n  Nummer: ignore\n  Wat hoorde u aan tafel?: text\n  Waar: ignore\n"
    columns.write_text(text.replace("Waar: ignore", "Waar: region"), encoding="utf-8")
    found = json.loads(run("import", path, "--map", columns, "--consent", "yes", "--json").stdout)
    assert found["columns"]["Waar"] == "region"
    assert (found["statements"], found["consent"], found["problems"]) == (2, "yes", [])
    (programme,) = json.loads(run("programmes", "--json").stdout)
    assert (programme["slug"], programme["meetings"], programme["statements"]) == ("tafel", 2, 2)
    again = run("import", path, "--json")
    assert "nothing was changed" in again.stderr


def test_a_map_that_is_not_right_is_told_by_its_line(run: Any, tmp_path: Path) -> None:
    path, columns = tmp_path / "tafel.csv", tmp_path / "kolommen.yaml"
    path.write_bytes(as_csv(ROWS))
    columns.write_text("columns:\n  Waar: regoin\n", encoding="utf-8")
    refused = run("import", path, "--map", columns, status=1)
    assert refused.stderr == (
        f"gesprekstafel: {columns}, line 2, columns.Waar: there is no 'regoin'; did you mean"
        " 'region'?\n"
    )


def test_mistakes_are_told_by_cell_and_nothing_is_stored(run: Any, tmp_path: Path) -> None:
    path = tmp_path / "tafel.xlsx"
    path.write_bytes(as_xlsx([("Tekst", "Aspect"), ("Goed.", "ergens")], name="Twente"))
    refused = run("import", path, "--json", status=1)
    assert json.loads(refused.stdout)["problems"] == [
        {
            "sheet": "Twente",
            "row": 2,
            "column": "B (Aspect)",
            "what": "“ergens” is geen inhoud en geen proces.",
            "remedy": "Zet er “inhoud” of “proces” neer, of laat de cel leeg.",
        }
    ]
    assert f"{path}, Twente, rij 2, B (Aspect): “ergens”" in refused.stderr
    assert json.loads(run("programmes", "--json").stdout) == []
    assert f"{path}: Dit is een PDF." in _pdf(run, path)


def _pdf(run: Any, path: Path) -> str:
    path.write_bytes(b"%PDF-1.7")
    return str(run("import", path, status=1).stderr)
