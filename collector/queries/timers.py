"""How much time a room still has, by the service's clock."""

from __future__ import annotations

import sqlite3
import time
from dataclasses import dataclass


def clock() -> int:
    """Milliseconds since 1970, UTC."""
    return time.time_ns() // 1_000_000


@dataclass(frozen=True)
class Timer:
    """The timer of one meeting. All times are milliseconds."""

    total: int
    ends_at: int | None  # since 1970; None: it stands still
    left: int  # at the moment of reading; 0: the time is up
    on_screen: bool
    on_phones: bool
    closes: int | None  # the activity that closes when the time is up

    @property
    def runs(self) -> bool:
        return self.ends_at is not None and self.left > 0

    @property
    def paused(self) -> bool:
        return self.ends_at is None

    @property
    def shown(self) -> str:
        """`12:05`, rounded up to the second."""
        minutes, seconds = divmod(-(-self.left // 1000), 60)
        return f"{minutes}:{seconds:02d}"


def timer(connection: sqlite3.Connection, meeting: int) -> Timer | None:
    """None when no timer was set, or when it was put away."""
    row = connection.execute("SELECT * FROM timers WHERE meeting_id = ?", (meeting,)).fetchone()
    if not row:
        return None
    ends_at = row["ends_at"]
    left = row["left_ms"] if ends_at is None else max(0, ends_at - clock())
    return Timer(
        total=row["total_ms"],
        ends_at=ends_at,
        left=left,
        on_screen=bool(row["on_screen"]),
        on_phones=bool(row["on_phones"]),
        closes=row["closes"],
    )
