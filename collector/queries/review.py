"""What a person still has to look through for personal data before it may leave the house."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from collector.queries.statements import Statement, statements
from collector.redaction import text_hash


@dataclass(frozen=True)
class ReviewWork:
    """The statements of a programme that wait or are approved, by what was found in them.

    `found`: something was; those that were looked through stay in the list, to go back to.
    `clean`: nothing was, and nobody approved them yet. `unread`: the worker has yet to look.
    """

    found: tuple[Statement, ...]
    clean: tuple[Statement, ...]
    unread: int

    @property
    def left(self) -> list[Statement]:
        """Those in which something was found that nobody looked through yet."""
        return [one for one in self.found if waits(one)]

    @property
    def clean_seen(self) -> str:
        """Names the clean ones as they read now, so that approving approves just those."""
        return text_hash("".join(f"{one.id}:{text_hash(one.text)}\n" for one in self.clean))

    @property
    def newest_clean(self) -> int:
        return self.clean[-1].id if self.clean else 0


def waits(statement: Statement) -> bool:
    """Whether nobody approved it as it reads now."""
    return statement.state == "waiting" or not statement.reviewed


def review_work(
    connection: sqlite3.Connection, programme: int, *, until: int | None = None
) -> ReviewWork:
    """:param until: of the clean ones, only those up to this id: what a page had in view."""
    every = statements(connection, programme, states=("waiting", "approved"))
    clean = [
        one
        for one in every
        if one.analysed
        and not one.spans
        and waits(one)
        and not (one.source == "import" and one.state == "approved")
    ]
    return ReviewWork(
        found=tuple(one for one in every if one.spans),
        clean=tuple(one for one in clean if until is None or one.id <= until),
        unread=sum(not one.analysed for one in every),
    )
