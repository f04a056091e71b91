"""The privacy papers tell what is so: held against the schema, the code and the settings."""

from __future__ import annotations

import os
import re
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from analysis.papers import fill, marked, papers, tables, values
from analysis.release_tables import TABLES
from collector.config import REPOSITORY, Config
from collector.contacts import open_contacts
from collector.erased import open_erased
from collector.expiring import erase_now
from collector.queries.programmes import programme_by_id
from tests.analysis.programme_to_publish import round_table as published_round_table

PAPERS = papers()
MEND = "put it in datasets/privacy/tables.yaml, under personal or under other"


def columns(connection: sqlite3.Connection) -> dict[str, set[str]]:
    """By table; not those that SQLite keeps for itself."""
    names = connection.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'"
    ).fetchall()
    return {
        name: {row["name"] for row in connection.execute(f"PRAGMA table_info({name})")}
        for (name,) in names
    }


def told(file: str) -> dict[str, set[str]]:
    return {name: {*one["personal"], *one["other"]} for name, one in tables()[file].items()}


def test_every_column_is_in_the_record(fresh_db: sqlite3.Connection) -> None:
    assert columns(fresh_db) == told("collector.db"), MEND


def test_every_column_of_contacts_is_in_the_record(config: Config) -> None:
    with closing(open_contacts(config.contacts)) as contacts:
        assert columns(contacts) == told("contacts.db"), MEND


def test_every_column_of_what_was_erased_is_in_the_record(config: Config) -> None:
    with open_erased(config.instance) as erased:
        assert columns(erased) == told("erased.db"), MEND
    assert set(tables()) == {"collector.db", "contacts.db", "erased.db"}


def test_no_column_is_called_both() -> None:
    twice = {
        (file, name): set(one["personal"]) & set(one["other"])
        for file, found in tables().items()
        for name, one in found.items()
    }
    assert not any(twice.values())


def test_what_goes_on_the_end_date_goes(
    fresh_db: sqlite3.Connection, templates: dict, instruments: dict, config: Config
) -> None:
    """And only where the record says so is anything about a person left."""
    made = published_round_table(fresh_db, templates, instruments)
    found = tables()["collector.db"]
    gone = [name for name, one in found.items() if one["gone"] in ("end", "day")]

    def full() -> set[str]:
        counts = {name: f"SELECT count(*) FROM {name}" for name in gone}
        return {name for name, sql in counts.items() if fresh_db.execute(sql).fetchone()[0]}

    assert {"participants", "responses", "answers", "statements", "events"} <= full()
    assert programme_by_id(fresh_db, made.programme)
    facilitator = fresh_db.execute("SELECT min(id) FROM facilitators").fetchone()[0]
    erase_now(config, fresh_db, made.programme, facilitator)
    assert full() - {"events"} == set()
    # The screens are told that it is gone: by one event, which is about nobody.
    (left,) = fresh_db.execute("SELECT kind, data FROM events").fetchall()
    assert tuple(left) == ("withdrawn", "{}")


@pytest.mark.parametrize("name", PAPERS)
def test_figures_are_those_of_the_code(
    name: str, fresh_db: sqlite3.Connection, config: Config
) -> None:
    stands = marked(PAPERS[name])
    now = values(config, fresh_db)
    assert {mark: text for mark, text in stands if mark in now} == {
        mark: now[mark] for mark, _ in stands if mark in now
    }
    empty = ("controller", "contact", "dpo", "hosted_by", "security_contact", "legal_basis")
    assert {mark for mark, _ in stands} <= {*now, *empty, "programmes"}
    assert "<!--" not in fill(PAPERS[name], now)


@pytest.mark.parametrize("name", PAPERS)
def test_settings_and_rooms_that_are_named_are_there(name: str, config: Config) -> None:
    text = PAPERS[name]
    settings = set(re.findall(r"GESPREKSTAFEL_[A-Z_]+", text))
    assert settings - set(config.environment()) | (settings & set(os.environ)) == set()
    rooms = re.findall(r"`((?:analysis|collector|datasets|forms|tests)/[\w./-]+)`", text)
    assert [one for one in rooms if not (REPOSITORY / one).exists()] == []
    links = re.findall(r"\]\(([\w.]+)\)", text)
    assert [one for one in links if Path(one).stem not in PAPERS] == []


def test_tables_that_are_named_are_there(fresh_db: sqlite3.Connection) -> None:
    part = PAPERS["dpia"].partition("## A2.")[2].partition("## A3.")[0]
    named = set(re.findall(r"`([a-z_]+)`", part))
    assert named - {"erase"} <= set(columns(fresh_db))


def test_the_attacks_are_counted() -> None:
    attacks = (REPOSITORY / "tests/attacks/README.md").read_text(encoding="utf-8")
    number = len(re.findall(r"^\| .+\.py::test_", attacks, re.MULTILINE))
    assert f"{number} aanvallen staan in" in PAPERS["dpia"]


def test_what_a_release_holds() -> None:
    dpia = dict(marked(PAPERS["dpia"]))
    assert re.findall(r"`(\w+)`", dpia["release_tables"]) == [table.name for table in TABLES]
