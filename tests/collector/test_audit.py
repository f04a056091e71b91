"""The chain of who did what: it holds, and shows what was done to it."""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from collector import audit
from collector.audit import BEGINNING, Broken, Doing, append, head, row_hash, verify
from collector.config import Config
from collector.contacts import open_contacts
from collector.database import connect, transaction
from collector.errors import Refused
from collector.grants import name_tenant, tenant_named
from collector.queries.audit import every_row
from collector.together import write


@pytest.fixture
def chain(fresh_db: sqlite3.Connection) -> sqlite3.Connection:
    """Four rows."""
    with transaction(fresh_db):
        for what in ("een", "twee", "drie", "vier"):
            append(fresh_db, "an@example.org", what, facilitator=7, programme="tafels", detail={})
    return fresh_db


def unlock(connection: sqlite3.Connection) -> None:
    """As somebody with the file in hand would."""
    connection.execute("DROP TRIGGER audit_stays_as_it_is")
    connection.execute("DROP TRIGGER audit_is_kept")


def rows(connection: sqlite3.Connection) -> list[sqlite3.Row]:
    return list(every_row(connection))


def test_a_row_holds_the_hash_of_the_one_before(chain: sqlite3.Connection) -> None:
    found = rows(chain)
    assert [row["previous"] for row in found] == [BEGINNING, *(row["hash"] for row in found[:-1])]
    assert verify(found) is None
    assert head(chain) == (4, found[-1]["hash"])


def test_an_empty_chain_is_whole(fresh_db: sqlite3.Connection) -> None:
    assert verify(rows(fresh_db)) is None
    assert head(fresh_db) == (0, BEGINNING)


def test_the_database_changes_no_row_and_removes_none(chain: sqlite3.Connection) -> None:
    for wish in ("UPDATE audit SET who = 'x' WHERE id = 1", "DELETE FROM audit WHERE id = 4"):
        with pytest.raises(sqlite3.IntegrityError, match="never"):
            chain.execute(wish)


@pytest.mark.parametrize(
    ("wish", "row"),
    [
        ("UPDATE audit SET who = 'iemand@example.org' WHERE id = 2", 2),
        ("UPDATE audit SET at = '2026-01-01T00:00:00Z' WHERE id = 1", 1),
        ("UPDATE audit SET what = 'niets' WHERE id = 4", 4),
        ("UPDATE audit SET detail = '{\"meeting\": 9}' WHERE id = 3", 3),
        ("UPDATE audit SET facilitator_id = NULL WHERE id = 3", 3),
        ("DELETE FROM audit WHERE id = 1", 1),
        ("DELETE FROM audit WHERE id = 3", 3),
        ("UPDATE audit SET id = 9 WHERE id = 4", 4),
    ],
)
def test_what_was_done_to_a_row_shows(chain: sqlite3.Connection, wish: str, row: int) -> None:
    unlock(chain)
    chain.execute(wish)
    broken = verify(rows(chain))
    assert broken is not None
    assert broken.row == row


def test_a_changed_row_with_a_new_hash_breaks_the_next(chain: sqlite3.Connection) -> None:
    unlock(chain)
    chain.execute("UPDATE audit SET who = 'iemand@example.org' WHERE id = 2")
    (changed,) = chain.execute("SELECT * FROM audit WHERE id = 2").fetchall()
    chain.execute("UPDATE audit SET hash = ? WHERE id = 2", (row_hash(changed),))
    assert verify(rows(chain)) == Broken(3, "not linked to the row before it")


def test_a_whole_chain_made_anew_does_not_fit_its_old_head(chain: sqlite3.Connection) -> None:
    before = head(chain)
    unlock(chain)
    chain.execute("DELETE FROM audit")
    with transaction(chain):
        for what in ("een", "twee", "iets anders", "vier"):
            append(chain, "an@example.org", what, facilitator=7, programme="tafels", detail={})
    assert verify(rows(chain)) is None
    assert head(chain)[1] != before[1]


def test_rows_of_others_are_checked_for_their_place(chain: sqlite3.Connection) -> None:
    links = [
        dict(row) if row["id"] == 2 else {name: row[name] for name in ("id", "previous", "hash")}
        for row in rows(chain)
    ]
    assert verify(links) is None
    del links[2]
    assert verify(links) == Broken(3, "missing: a row was removed or put in")


@pytest.fixture
def doing(fresh_db: sqlite3.Connection) -> Doing:
    return Doing("an@example.org", "people.name", facilitator=None, detail={"meeting": 3})


def test_a_change_and_its_row_go_together(fresh_db: sqlite3.Connection, doing: Doing) -> None:
    there = tenant_named(fresh_db, "Elders")
    audit.begin(doing)
    name_tenant(fresh_db, there, "Ginds")
    name_tenant(fresh_db, there, "Daar")
    audit.end()
    name_tenant(fresh_db, there, "Hier")
    assert [(row["who"], row["what"], row["detail"]) for row in rows(fresh_db)] == [
        ("an@example.org", "people.name", '{"meeting": 3}')
    ]


def test_what_is_refused_or_changes_nothing_is_not_on_record(
    fresh_db: sqlite3.Connection, doing: Doing
) -> None:
    there = tenant_named(fresh_db, "Elders")
    tenant_named(fresh_db, "Daar")
    audit.begin(doing)
    try:
        with pytest.raises(Refused):
            name_tenant(fresh_db, there, "Daar")
        assert tenant_named(fresh_db, "Elders") == there
    finally:
        audit.end()
    assert rows(fresh_db) == []


def test_a_file_without_a_chain_stays_without(config: Config, doing: Doing) -> None:
    with closing(open_contacts(config.contacts)) as contacts:
        audit.begin(doing)
        try:
            with transaction(contacts):
                contacts.execute("CREATE TABLE iets (een TEXT)")
                contacts.execute("INSERT INTO iets VALUES ('x')")
        finally:
            audit.end()
    assert not doing.written


def test_who_shares_a_commit_keeps_what_is_ones_own(
    config: Config, fresh_db: sqlite3.Connection
) -> None:
    """Many threads at once, some with something to record and some refused: each row is of the one
    who did it, and the chain holds."""
    numbers = range(24)
    start = threading.Barrier(len(numbers))

    def enter(number: int) -> None:
        def work(connection: sqlite3.Connection) -> None:
            if number % 3 == 1:
                raise Refused("Nee.")
            connection.execute(
                "INSERT INTO tenants (name, created_on) VALUES (?, '2026-01-01')", (f"t{number}",)
            )

        with closing(connect(config.database)) as connection:
            if number % 3 != 2:
                audit.begin(Doing(f"p{number}", "entered"))
            start.wait()
            try:
                write(connection, work)
            except Refused:
                pass
            finally:
                audit.end()

    threads = [threading.Thread(target=enter, args=(number,)) for number in numbers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    found = rows(fresh_db)
    assert {row["who"] for row in found} == {f"p{number}" for number in numbers if number % 3 == 0}
    assert len(found) == 8
    assert verify(found) is None


def test_a_file_of_the_chain_can_be_checked_later(
    chain: sqlite3.Connection, tmp_path: Path, run: Callable[..., Any]
) -> None:
    file = tmp_path / "logboek.jsonl"
    assert run("audit", "-o", str(file)).stdout.startswith("4 rows, whole.")
    with transaction(chain):
        append(chain, "an@example.org", "vijf")
    assert json.loads(run("audit", "--verify", str(file), "--json").stdout)["broken"] is None
    unlock(chain)
    chain.execute("DELETE FROM audit")
    with transaction(chain):
        for what in ("een", "twee", "drie", "vier", "vijf"):
            append(chain, "an@example.org", what)
    told = run("audit", "--verify", str(file), status=1)
    assert "row 1 is not what logboek.jsonl says that it was" in told.stderr
    file.write_text("{}\n", encoding="utf-8")
    told = run("audit", "--verify", str(file), status=1)
    assert "logboek.jsonl, line 1: not a row" in told.stderr


def test_a_command_is_on_record(
    fresh_db: sqlite3.Connection, round_table: int, run: Callable[..., Any]
) -> None:
    run("programmes")
    assert rows(fresh_db) == []
    run("facilitator", "add", "nieuw@example.org", "--password", "tafel-met-tien-stoelen")
    (row,) = rows(fresh_db)
    assert (row["what"], row["detail"]) == ("command", '{"command": "facilitator add"}')
    assert row["who"].endswith(" (command line)")
    assert "nieuw@example.org" not in str(tuple(row))
