"""Trying things out, to tell whether they work: writing, and asking another process something."""

from __future__ import annotations

import errno
import http.client
import os
import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path

from collector.config import Config
from collector.storage_trouble import Cause, cause_of

LOCK_SECONDS = 1.0
ANSWER_SECONDS = 2.0
_BYTES = 64 * 1024
_NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


def why_not_written(config: Config) -> str:
    """What keeps an answer from being stored now: "", `locked`, `full`, `read-only` or `broken`.

    Nothing is changed: a lock is taken and given back, and a file without a name is written.
    """
    if config.database.exists() and not os.access(config.instance, os.W_OK):
        return "read-only"
    try:
        _lock(config.database)
        with tempfile.TemporaryFile(dir=config.instance) as file:
            file.write(bytes(_BYTES))
            file.flush()
            os.fsync(file.fileno())
    except sqlite3.Error as error:
        return why(error)
    except OSError as error:
        return "full" if error.errno in _NO_ROOM else "read-only"
    return ""


def why(error: BaseException) -> str:
    """In one of the words above, by the code of SQLite."""
    cause = cause_of(error)
    return cause.value if cause in (Cause.LOCKED, Cause.FULL, Cause.READ_ONLY) else "broken"


def _lock(database: Path) -> None:
    uri = f"{database.resolve().as_uri()}?mode=rw"
    with closing(sqlite3.connect(uri, uri=True, timeout=LOCK_SECONDS)) as connection:
        connection.isolation_level = None
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("ROLLBACK")


def answers(host: str, port: int, path: str) -> bool:
    """Whether a process of ours gives an answer at this address, other than that it fails."""
    here = "127.0.0.1" if host in ("0.0.0.0", "::") else host
    connection = http.client.HTTPConnection(here, port, timeout=ANSWER_SECONDS)
    try:
        connection.request("GET", path)
        return connection.getresponse().status < 500
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
