"""`gesprekstafel publish`, as a program or a person calls it."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import collector.database
from app import main
from collector.config import Config
from collector.database import connect
from tests.analysis.programme_to_publish import Made, round_table

SLUG = "gesprekstafels-samen-opleiden-en-professionaliseren"


@pytest.fixture
def made(fresh_db: sqlite3.Connection, templates: dict, instruments: dict) -> Made:
    return round_table(fresh_db, templates, instruments)


@pytest.fixture
def run(made: Made, config: Config) -> Callable[..., Result]:
    def call(*arguments: str, status: int = 0) -> Result:
        environment = {"GESPREKSTAFEL_INSTANCE": str(config.instance)}
        result = CliRunner().invoke(main, ["publish", *arguments], env=environment)
        assert result.exit_code == status, result.output
        assert "Traceback" not in result.output
        return result

    return call


def contents(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir()) if folder.exists() else []


def test_json_on_stdout_and_stages_on_stderr(run: Callable[..., Result], config: Config) -> None:
    result = run(SLUG, "--json", "--doi", "10.5281/zenodo.42")
    found = json.loads(result.stdout)
    assert found["file"] == str(config.releases / "001" / f"{SLUG}.db")
    assert (found["number"], found["statements"], found["themes"]) == (1, 31, 2)
    assert found["rules"]["group_size"] == 5
    assert all({"what", "why", "how_many"} <= each.keys() for each in found["withheld"])
    assert found["withheld"] != []
    assert result.stderr.splitlines()[-4:] == [
        "Gegevens verzamelen …",
        "Bestanden schrijven (uitspraken: 31, thema's: 2) …",
        "Bestanden controleren (18) …",
        "Publicatie 1 op haar plaats zetten …",
    ]
    assert "Quirijn" not in result.output


def test_dry_run_says_the_same_and_leaves_nothing(
    run: Callable[..., Result], config: Config
) -> None:
    dry = json.loads(run(SLUG, "--json", "--dry-run").stdout)
    assert contents(config.releases) == []
    real = json.loads(run(SLUG, "--json").stdout)
    assert dry == {**real, "file": None}


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (("geen-traject",), 1, "geen-traject"),
        ((SLUG, "--k", "2"), 2, "2 is not in the range x>=3"),
        ((SLUG, "--k", "400"), 1, "ten minste 400 uitspraken die openbaar mogen"),
        ((SLUG, "--doi", "zenodo.42"), 1, "“zenodo.42” is geen DOI"),
    ],
)
def test_refusal(
    run: Callable[..., Result], config: Config, arguments: tuple[str, ...], status: int, said: str
) -> None:
    result = run(*arguments, status=status)
    assert result.stdout == ""
    assert said in result.stderr
    assert contents(config.releases) == []


def test_text_that_may_not_go_out_is_shown_to_who_must_mend_it(
    run: Callable[..., Result], made: Made, config: Config
) -> None:
    made.connection.execute("UPDATE programmes SET organisers = '[\"mail naar a@b.example\"]'")
    result = run(SLUG, status=1)
    assert "herkenbaar: In release.creators, rij 1 staat een e-mailadres." in result.stderr
    assert "“mail naar a@b.example”" in result.stderr
    assert contents(config.releases) == []


def test_locked_database(
    run: Callable[..., Result], config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(collector.database, "PATIENCE_SECONDS", 0.1)
    other = connect(config.database)
    other.execute("BEGIN IMMEDIATE")
    try:
        result = run(SLUG, status=1)
    finally:
        other.execute("ROLLBACK")
        other.close()
    assert "the database cannot be used now (database is locked)" in result.stderr
    assert "try again in half a minute" in result.stderr
