"""Functions of SQLite that one call can keep busy for minutes: here they end in time.

A question may last a second, but that is only looked at between two steps, and a function is one
step: `printf('%.*c', 900000000, 'x')` takes half a minute, `instr` and `trim` on long values hours.
"""

from __future__ import annotations

import re
import sqlite3
from typing import Any

WIDEST = 4
"""Figures in a width or a precision."""
LONGEST_SET = 1_000
"""Characters that `trim` may take off."""
LONGEST_VALUE = 5_000_000
"""Bytes of one cell: `printf('%900000000d')` is refused."""
LONGEST_PATTERN = 500
"""Characters of what `LIKE` and `GLOB` look for."""

_TOO_LONG = bytes(LONGEST_VALUE + 1)
_WIDE = re.compile(rf"\*|\d{{{WIDEST + 1},}}")


def replace_functions(connection: sqlite3.Connection) -> None:
    """What asks too much gives a value that SQLite refuses: it is longer than any may be."""
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, LONGEST_VALUE)
    connection.setlimit(sqlite3.SQLITE_LIMIT_LIKE_PATTERN_LENGTH, LONGEST_PATTERN)
    plain = sqlite3.connect(":memory:", check_same_thread=False)

    def as_sqlite(name: str, *values: Any) -> Any:
        marks = ", ".join("?" * len(values))
        return plain.execute(f"SELECT {name}({marks})", values).fetchone()[0]

    def printf(*values: Any) -> Any:
        if values and _WIDE.search(str(values[0])):
            return _TOO_LONG
        return as_sqlite("printf", *values)

    def trimmed(name: str) -> Any:
        def trim(*values: Any) -> Any:
            if len(values) == 2 and values[1] is not None and len(str(values[1])) > LONGEST_SET:
                return _TOO_LONG
            return as_sqlite(name, *values)

        return trim

    for name in ("printf", "format"):
        connection.create_function(name, -1, printf, deterministic=True)
    for name in ("trim", "ltrim", "rtrim"):
        for count in (1, 2):
            connection.create_function(name, count, trimmed(name), deterministic=True)
    connection.create_function("instr", 2, _instr, deterministic=True)
    connection.create_function("replace", 3, _replace, deterministic=True)


def _instr(there: Any, sought: Any) -> int | None:
    """Python looks for it in time that grows with the length alone."""
    if there is None or sought is None:
        return None
    if isinstance(there, bytes) and isinstance(sought, bytes):
        return there.find(sought) + 1
    return _text(there).find(_text(sought)) + 1


def _replace(there: Any, old: Any, new: Any) -> str | bytes | None:
    if there is None or old is None or new is None:
        return None
    text, sought, put = _text(there), _text(old), _text(new)
    if not sought:
        return text
    if len(text) + text.count(sought) * (len(put) - len(sought)) > LONGEST_VALUE:
        return _TOO_LONG
    return text.replace(sought, put)


def _text(value: Any) -> str:
    """As SQLite makes text of it."""
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    return str(value)
