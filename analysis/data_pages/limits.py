"""How much one question may use, and which pages are not for visitors.

The file that is served is safe to read in full, so this is no boundary. It keeps pages about the
machine to the machine, and keeps one question from taking all its memory.
"""

from __future__ import annotations

import re
import resource
import sqlite3

from analysis.data_pages.careful_functions import replace_functions

ADDRESS_SPACE = 2 * 1024**3
"""Bytes. Threads and their heaps reserve more than they use, hence so wide."""
SQLITE_HEAP = 128 * 1024**2
"""Bytes that all questions together may hold at one time."""

NOWHERE = "/-/nergens"

_ALLOWED = re.compile(r"/-/(static(-plugins/[^/]+)?/|language/|search$)")
_CLOSED = re.compile(r"/(-/|_memory\b|_internal\b)")
_SEARCH_TABLE = re.compile(r"_fts(_\w+)?$", re.IGNORECASE)

HEADERS = {
    b"content-security-policy": (
        b"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
        b" font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none';"
        b" frame-ancestors 'none'"
    ),
    b"x-content-type-options": b"nosniff",
    b"referrer-policy": b"same-origin",
    b"x-frame-options": b"DENY",
    b"permissions-policy": b"camera=(), geolocation=(), microphone=()",
}


def limit_process() -> None:
    """From here on this process cannot reserve more than `ADDRESS_SPACE`."""
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    if hard == resource.RLIM_INFINITY or hard > ADDRESS_SPACE:
        resource.setrlimit(resource.RLIMIT_AS, (ADDRESS_SPACE, ADDRESS_SPACE))


def limit_connection(connection: sqlite3.Connection) -> None:
    replace_functions(connection)
    connection.execute(f"PRAGMA hard_heap_limit = {SQLITE_HEAP}")
    # Sorting goes to memory, which is limited, and not to the disk, which is not.
    connection.execute("PRAGMA temp_store = MEMORY")
    connection.set_authorizer(without_paths)


def without_paths(action: int, table: str | None, column: str | None, *_: str | None) -> int:
    """Where the file stands on the machine is nobody's business; the rest is for everybody."""
    of_files = (table or "").lower() == "pragma_database_list" and column == "file"
    return (
        sqlite3.SQLITE_IGNORE if action == sqlite3.SQLITE_READ and of_files else sqlite3.SQLITE_OK
    )


def is_closed(path: str) -> bool:
    """Whether this page is about the machine. `path` begins where the service stands."""
    return bool(_CLOSED.match(path)) and not _ALLOWED.match(path)


def is_search_index(table: str) -> bool:
    """Whether a table is part of the search index, which is searched and not read."""
    return bool(_SEARCH_TABLE.search(table))
