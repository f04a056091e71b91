"""How the columns of a table were read: remembered per programme, by the heading of the table."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class ColumnMap:
    """`columns`: heading → target (`reading_report.Target`, or a question)."""

    signature: str
    columns: Mapping[str, str]


def remember(connection: sqlite3.Connection, programme: int, chosen: ColumnMap) -> None:
    """Inside the caller's transaction; the last choice counts."""
    connection.execute(
        "INSERT INTO column_maps (programme_id, signature, columns) VALUES (?, ?, ?)"
        " ON CONFLICT DO UPDATE SET columns = excluded.columns",
        (programme, chosen.signature, json.dumps(dict(chosen.columns), ensure_ascii=False)),
    )
