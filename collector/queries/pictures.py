"""What others were told of how the partnerships of a programme moved."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass


@dataclass(frozen=True)
class Line:
    """So many partnerships went from one class of phases to another, or in one direction.

    `before` and `after` are empty where only the direction (`change`) is told; `n` is None where
    the number is withheld.
    """

    before: str | None
    after: str | None
    change: str | None
    n: int | None


@dataclass(frozen=True)
class Thing:
    """One thing that is followed, as it is told; without lines nothing of it is."""

    name: str  # refers to it from one picture to the next
    dimension: str
    label: str
    lines: tuple[Line, ...] = ()


@dataclass(frozen=True)
class Picture:
    """How partnerships moved, as others may see it, in the order of asking.

    `counted`: name of a thing → how many partnerships its numbers count; never told.
    """

    group_size: int
    counted: Mapping[str, int]
    things: tuple[Thing, ...]

    def to_json(self) -> tuple[str, str]:
        """`counted` and `things` as they are stored."""
        things = [asdict(thing) for thing in self.things]
        return json.dumps(dict(self.counted)), json.dumps(things, ensure_ascii=False)


def pictures(connection: sqlite3.Connection, programme: int) -> list[Picture]:
    """All that were told, the newest first."""
    rows = connection.execute(
        "SELECT * FROM pictures WHERE programme_id = ? ORDER BY id DESC", (programme,)
    )
    return [_picture(row) for row in rows]


def newest_picture(connection: sqlite3.Connection, programme: int) -> Picture | None:
    row = connection.execute(
        "SELECT * FROM pictures WHERE programme_id = ? ORDER BY id DESC LIMIT 1", (programme,)
    ).fetchone()
    return _picture(row) if row else None


def _picture(row: sqlite3.Row) -> Picture:
    things = [
        Thing(**{**thing, "lines": _lines(thing["lines"])}) for thing in json.loads(row["things"])
    ]
    return Picture(row["group_size"], json.loads(row["counted"]), tuple(things))


def _lines(stored: Iterable[Mapping[str, object]]) -> tuple[Line, ...]:
    return tuple(Line(**line) for line in stored)  # type: ignore[arg-type]
