"""Who gets the code, what a new one ends, and that undoing brings back the old one."""

from __future__ import annotations

import sqlite3

import pytest

from collector.access import new_receipt
from collector.config import Config
from collector.errors import NotFound, Refused
from collector.expiring import erase_receipt
from collector.intake import join
from collector.partnership_codes import new_code, show_all_codes, show_code
from collector.partnerships import (
    add_partnership,
    merge_partnerships,
    remove_partnership,
    set_named,
)
from collector.queries import meetings
from collector.queries.acts import log
from collector.queries.partnerships import partnership, partnership_by_code, said_of_naming
from collector.records import Side
from collector.undoing import can_be_turned, redo, undo


@pytest.fixture
def meeting(fresh_db: sqlite3.Connection, learning_network: int) -> int:
    return int(meetings.meetings(fresh_db, learning_network)[0]["id"])


@pytest.fixture
def bridge(fresh_db: sqlite3.Connection, learning_network: int) -> int:
    return add_partnership(fresh_db, learning_network, "De Brug")


def knows(database: sqlite3.Connection) -> list[int]:
    rows = database.execute("SELECT knows_code FROM participants ORDER BY id")
    return [row[0] for row in rows]


def code_of(database: sqlite3.Connection, identifier: int) -> str | None:
    code: str | None = partnership(database, identifier)["code"]
    return code


def test_the_first_one_gets_it_and_nobody_else(
    fresh_db: sqlite3.Connection, meeting: int, bridge: int
) -> None:
    first = new_receipt()
    join(fresh_db, meeting, new_receipt(), partnership=bridge, rehearsal=True)
    assert code_of(fresh_db, bridge) is None
    join(fresh_db, meeting, first, side=Side.FIELD, partnership=bridge)
    code = code_of(fresh_db, bridge)
    assert code is not None
    assert partnership_by_code(fresh_db, code)["id"] == bridge
    join(fresh_db, meeting, new_receipt(), partnership=bridge)
    join(fresh_db, meeting, new_receipt(), partnership=bridge, knows_code=True)
    join(fresh_db, meeting, first, side=Side.INSTITUTE, partnership=bridge)  # changes the side
    assert knows(fresh_db) == [0, 1, 0, 1]
    assert code_of(fresh_db, bridge) == code


def test_it_is_known_no_more_by_who_goes_to_another_partnership(
    fresh_db: sqlite3.Connection, learning_network: int, meeting: int, bridge: int
) -> None:
    mine = new_receipt()
    join(fresh_db, meeting, mine, partnership=bridge)
    other = add_partnership(fresh_db, learning_network, "Het Veer")
    join(fresh_db, meeting, new_receipt(), partnership=other)
    join(fresh_db, meeting, mine, partnership=other)
    assert knows(fresh_db) == [0, 1]


def test_a_new_code_ends_the_old_one_until_it_is_undone(
    fresh_db: sqlite3.Connection,
    learning_network: int,
    facilitator: int,
    meeting: int,
    bridge: int,
) -> None:
    late = new_receipt()
    join(fresh_db, meeting, new_receipt(), partnership=bridge)
    join(fresh_db, meeting, late, partnership=bridge)
    old = code_of(fresh_db, bridge)
    act = new_code(fresh_db, learning_network, facilitator, bridge)
    new = code_of(fresh_db, bridge)
    assert new != old
    assert knows(fresh_db) == [0, 0]
    with pytest.raises(NotFound):
        partnership_by_code(fresh_db, str(old))
    join(fresh_db, meeting, late, partnership=bridge, knows_code=True)  # types the new one
    undo(fresh_db, learning_network, facilitator, act)
    assert (code_of(fresh_db, bridge), knows(fresh_db)) == (old, [1, 0])
    redo(fresh_db, learning_network, facilitator, act)
    assert (code_of(fresh_db, bridge), knows(fresh_db)) == (new, [0, 1])


def test_showing_it_is_in_the_log_and_cannot_be_undone(
    fresh_db: sqlite3.Connection,
    learning_network: int,
    facilitator: int,
    meeting: int,
    bridge: int,
) -> None:
    with pytest.raises(Refused):
        show_code(fresh_db, learning_network, facilitator, bridge)
    assert log(fresh_db, learning_network) == []
    join(fresh_db, meeting, new_receipt(), partnership=bridge)
    shown = show_code(fresh_db, learning_network, facilitator, bridge)
    assert shown == code_of(fresh_db, bridge)
    other = add_partnership(fresh_db, learning_network, "Het Veer")
    show_all_codes(fresh_db, learning_network, facilitator, [bridge, other])
    assert code_of(fresh_db, other)
    entries = log(fresh_db, learning_network)
    assert [(one.kind, one.about) for one in entries] == [
        ("show_all_codes", "De Brug, Het Veer"),
        ("show_code", "De Brug"),
    ]
    assert [can_be_turned(fresh_db, learning_network, one.id) for one in entries] == [False, False]


def test_a_partnership_of_another_programme_is_not_shown(
    fresh_db: sqlite3.Connection, round_table: int, facilitator: int, meeting: int, bridge: int
) -> None:
    join(fresh_db, meeting, new_receipt(), partnership=bridge)
    for attempt in (show_code, new_code):
        with pytest.raises(NotFound):
            attempt(fresh_db, round_table, facilitator, bridge)
    assert log(fresh_db, round_table) == []


def test_two_that_become_one_keep_a_code_and_their_people(
    fresh_db: sqlite3.Connection, learning_network: int, meeting: int, bridge: int
) -> None:
    other = add_partnership(fresh_db, learning_network, "Brug")
    join(fresh_db, meeting, new_receipt(), partnership=other)
    code = code_of(fresh_db, other)
    set_named(fresh_db, other, True)
    merge_partnerships(fresh_db, learning_network, bridge, other)
    row = partnership(fresh_db, bridge)
    assert (row["name"], row["code"], row["named"]) == ("De Brug", code, 0)
    assert knows(fresh_db) == [1]
    with pytest.raises(Refused):
        merge_partnerships(fresh_db, learning_network, bridge, bridge)


def test_who_is_erased_leaves_no_trace_of_a_code(
    config: Config,
    fresh_db: sqlite3.Connection,
    learning_network: int,
    facilitator: int,
    meeting: int,
    bridge: int,
) -> None:
    receipt = new_receipt()
    join(fresh_db, meeting, receipt, partnership=bridge)
    act = new_code(fresh_db, learning_network, facilitator, bridge)
    assert fresh_db.execute("SELECT count(*) FROM knew_codes").fetchone()[0] == 1
    erase_receipt(config, fresh_db, receipt)
    assert fresh_db.execute("SELECT count(*) FROM knew_codes").fetchone()[0] == 0
    undo(fresh_db, learning_network, facilitator, act)


def test_what_was_said_of_naming_is_kept_without_who(
    fresh_db: sqlite3.Connection, learning_network: int, bridge: int
) -> None:
    other = add_partnership(fresh_db, learning_network, "Het Veer")
    for named in (True, False):
        set_named(fresh_db, bridge, named)
    set_named(fresh_db, other, True)
    said = said_of_naming(fresh_db, bridge)
    assert [row["named"] for row in said] == [0, 1]
    assert {row["at"][13:] for row in said} == {":00:00Z"}
    with pytest.raises(NotFound):
        set_named(fresh_db, 999, True)


def test_a_partnership_that_goes_takes_its_code_along(
    fresh_db: sqlite3.Connection, learning_network: int, facilitator: int, bridge: int
) -> None:
    act = new_code(fresh_db, learning_network, facilitator, bridge)
    remove_partnership(fresh_db, learning_network, bridge)
    assert not can_be_turned(fresh_db, learning_network, act)
