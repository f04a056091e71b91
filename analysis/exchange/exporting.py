"""The worker's part of an export that was asked for on a page."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from analysis.exchange.export import file_name, write
from analysis.exchange.identified_tables import identified_take_out
from analysis.exchange.tables import Mark, TakeOut
from collector.accounts import facilitator_by_id
from collector.database import snapshot
from collector.errors import Conflict, NotFound
from collector.exports import ExportForm, store_export
from collector.live import latest
from collector.wording import Wording

_TRIES = 3

Say = Callable[[Wording], None]


def make_export(
    connection: sqlite3.Connection,
    programme: int,
    facilitator: int,
    form: ExportForm,
    *,
    identified: bool,
    public: Callable[[], TakeOut],
    say: Say,
) -> str:
    """The name of the file that is kept.

    A statement that is moderated meanwhile makes that it is done again.

    :param public: gathers what anybody may have
    :raise Refused: nothing may go out.
    :raise Conflict: statements changed each time that it was tried.
    """
    for tried in range(1, _TRIES + 1):
        try:
            return _make(connection, programme, facilitator, form, identified, public, say)
        except Conflict:
            if tried == _TRIES:
                raise
    raise AssertionError("not reached")


def _make(
    connection: sqlite3.Connection,
    programme: int,
    facilitator: int,
    form: ExportForm,
    identified: bool,
    public: Callable[[], TakeOut],
    say: Say,
) -> str:
    say(Wording("Gegevens verzamelen"))
    with snapshot(connection):
        after = latest(connection)
        if identified:
            mark = _mark(connection, facilitator)
            take_out = identified_take_out(connection, programme, mark, random.SystemRandom())
        else:
            take_out = public()
    rows = sum(len(table.rows) for table in take_out.tables)
    say(Wording("Bestand schrijven (regels: %(rows)s)", rows=rows))
    name = file_name(take_out, form)
    with TemporaryDirectory(prefix="gesprekstafel-") as folder:
        path = Path(folder, name)
        write(take_out, form, path)
        content = path.read_bytes()
    store_export(
        connection,
        programme,
        facilitator,
        form,
        identified=identified,
        name=name,
        content=content,
        after=after,
    )
    return name


def _mark(connection: sqlite3.Connection, facilitator: int) -> Mark:
    """:raise NotFound: the account is gone."""
    row = facilitator_by_id(connection, facilitator)
    if row is None:
        raise NotFound("Dit account is er niet meer.")
    return Mark(row["email"], datetime.now(UTC).date().isoformat())
