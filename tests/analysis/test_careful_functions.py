"""Functions of SQLite that end in time, and otherwise do what they did."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing

import pytest

from analysis.data_pages.careful_functions import replace_functions

SAME = (
    *(
        "printf('%.1f', 2.25)",
        "format('%05d|%s|%-8s|%%', 7, 'é', 'x')",
        "printf(NULL)",
        "printf(1)",
    ),
    *("trim('  a ')", "trim('xxaxx', 'x')", "ltrim('éa', 'é')", "rtrim('ab', NULL)", "trim(12)"),
    *("instr('abc', 'c')", "instr('abc', '')", "instr('é€', '€')", "instr(x'0102', x'02')"),
    *("instr(NULL, 'a')", "instr(1234, 3)", "instr('a', 'b')"),
    *("replace('aXbX', 'X', 'yy')", "replace('a', '', 'x')", "replace(NULL, 'a', 'b')"),
    *("replace(1231, 1, 9)", "typeof(replace(1, 2, 3))", "replace('aaa', 'a', '')"),
)
TOO_MUCH = (
    *("printf('%.*c', 900000000, 'x')", "format('%.900000000c', 'x')", "printf('%99999d', 1)"),
    *("trim('a', hex(zeroblob(600)))", "replace(hex(zeroblob(9999)), '0', hex(zeroblob(999)))"),
    *("'a' like hex(zeroblob(300))", "zeroblob(6000000)"),
)


@pytest.fixture
def careful() -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(":memory:")) as connection:
        replace_functions(connection)
        yield connection


@pytest.mark.parametrize("asked", SAME)
def test_it_does_what_sqlite_does(careful: sqlite3.Connection, asked: str) -> None:
    with closing(sqlite3.connect(":memory:")) as plain:
        expected = plain.execute(f"SELECT {asked}").fetchone()
    assert careful.execute(f"SELECT {asked}").fetchone() == expected


@pytest.mark.parametrize("asked", TOO_MUCH)
def test_what_is_too_much_is_refused(careful: sqlite3.Connection, asked: str) -> None:
    with pytest.raises((MemoryError, sqlite3.Error)):
        careful.execute(f"SELECT {asked}").fetchone()


def test_long_values_are_searched_at_once(careful: sqlite3.Connection) -> None:
    long, sought = "0" * 4_000_000, "0" * 2_000_000 + "1"
    found = careful.execute("SELECT instr(?, ?), length(replace(?, ?, ''))", (long, sought) * 2)
    assert found.fetchone() == (0, 4_000_000)
