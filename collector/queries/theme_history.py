"""Where themes went and came from: "X was merged into Y on … by …", "X was split into …"."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass


@dataclass(frozen=True)
class Turn:
    """A theme was `merged` into one other, or `split` into others. What was undone is no turn."""

    act: int
    kind: str  # "merged" or "split"
    theme: int
    name: str
    into: tuple[tuple[int, str], ...]  # id and name of each, as they are called now
    at: str  # UTC, ISO 8601
    who: str


_KINDS = {"merge_themes": "merged", "split_theme": "split"}


def turns(connection: sqlite3.Connection, programme: int) -> list[Turn]:
    """Every merging and splitting that stands, oldest first."""
    names: dict[int, str] = dict(
        connection.execute(
            "SELECT id, ifnull(name, label) FROM themes WHERE programme_id = ?", (programme,)
        ).fetchall()
    )
    rows = connection.execute(
        "SELECT a.id, a.kind, a.at, a.after, ifnull(nullif(f.name, ''), f.email) AS who"
        " FROM acts AS a JOIN facilitators AS f ON f.id = a.facilitator_id"
        " WHERE a.programme_id = ? AND a.undone_by IS NULL"
        " AND a.kind IN ('merge_themes', 'split_theme') ORDER BY a.id",
        (programme,),
    )
    found = []
    for row in rows:
        theme, into = _turn(json.loads(row["after"]))
        found.append(
            Turn(
                act=row["id"],
                kind=_KINDS[row["kind"]],
                theme=theme,
                name=names.get(theme, ""),
                into=tuple((one, names.get(one, "")) for one in into),
                at=row["at"],
                who=row["who"],
            )
        )
    return found


def _turn(changes: list[dict]) -> tuple[int, list[int]]:
    """The theme, and those that it went into."""
    into = []
    for change in changes:
        values = change["row"] or {}
        if change["table"] != "themes":
            continue
        if values.get("merged_into") is not None:
            return change["id"], [values["merged_into"]]
        if values.get("split_from") is not None:
            into.append((values["split_from"], change["id"]))
    return into[0][0], [part for _, part in into]
