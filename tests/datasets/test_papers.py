"""The privacy papers tell what is so: held against the schema, the code and the settings."""

from __future__ import annotations

import os
import re
import sqlite3
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from analysis.papers import FOLDER, fill, marked, papers, tables, values
from analysis.release_tables import TABLES
from collector.config import REPOSITORY, Config
from collector.contacts import open_contacts
from collector.database import connect
from collector.erased import open_erased
from collector.expiring import erase_now
from collector.queries.programmes import programme_by_id
from collector.schema import migrate
from tests.analysis.programme_to_publish import round_table as published_round_table

PAPERS = papers()
MEND = (
    "put it in datasets/privacy/tables.yaml, under personal or under other, and bring the papers up"
    " to date: .venv/bin/python -m tests.datasets.test_papers"
)


def columns(connection: sqlite3.Connection) -> set[str]:
    """`table.column`; not those that SQLite keeps for itself."""
    names = connection.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'"
    ).fetchall()
    return {
        f"{name}.{row['name']}"
        for (name,) in names
        for row in connection.execute(f"PRAGMA table_info({name})")
    }


def told(file: str) -> set[str]:
    return {
        f"{name}.{column}"
        for name, one in tables()[file].items()
        for column in (*one["personal"], *one["other"])
    }


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


def up_to_date(text: str, now: dict[str, str]) -> str:
    """The same paper, with what the code has now between its marks."""
    for mark, _ in marked(text):
        if mark in now:
            start = f"<!--{mark}-->"
            text = re.sub(
                f"{start}.*?<!--/-->",
                lambda _, start=start, mark=mark: f"{start}{now[mark]}<!--/-->",
                text,
                flags=re.DOTALL,
            )
    return text


@pytest.mark.parametrize("name", PAPERS)
def test_figures_are_those_of_the_code(
    name: str, fresh_db: sqlite3.Connection, config: Config
) -> None:
    now = values(config, fresh_db)
    assert PAPERS[name] == up_to_date(PAPERS[name], now), MEND
    stands = marked(PAPERS[name])
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
    assert named - {"erase"} <= {one.partition(".")[0] for one in columns(fresh_db)}


def test_the_attacks_are_counted() -> None:
    attacks = (REPOSITORY / "tests/attacks/README.md").read_text(encoding="utf-8")
    number = len(re.findall(r"^\| .+\.py::test_", attacks, re.MULTILINE))
    assert f"{number} aanvallen staan in" in PAPERS["dpia"]


def test_what_a_release_holds() -> None:
    dpia = dict(marked(PAPERS["dpia"]))
    assert re.findall(r"`(\w+)`", dpia["release_tables"]) == [table.name for table in TABLES]


def bring_up_to_date() -> None:
    with TemporaryDirectory() as folder:
        config = Config(instance=Path(folder))
        with closing(connect(config.database)) as connection:
            migrate(connection)
            now = values(config, connection)
    for name, text in PAPERS.items():
        (FOLDER / f"{name}.md").write_text(up_to_date(text, now), encoding="utf-8")


if __name__ == "__main__":
    bring_up_to_date()
