"""The map of a programme for everybody to see: approved statements alone, and no word unseen."""

from __future__ import annotations

import re
import sqlite3
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass

from collector.queries.map_positions import positions
from collector.queries.statements import Statement, to_group
from collector.queries.themes import Theme, placements, themes

_WORD = re.compile(r"\w+")

Words = Collection[frozenset[str]]
"""Of each approved public text the words in it."""


@dataclass(frozen=True)
class Point:
    """An approved statement; `x` and `y` 0 to 1, `theme` None where it is in none."""

    statement: int
    meeting: int | None
    x: float
    y: float
    theme: int | None


@dataclass(frozen=True)
class ThemeOnMap:
    """A theme with something approved in it.

    `name` is empty where the proposed label has words in it that stand in no approved statement;
    `central` is the public text of its central statement, if that is approved.
    """

    id: int
    name: str
    accepted: bool
    size: int
    central: str


@dataclass(frozen=True)
class ThemeMap:
    """Themes by size, the largest first; made up as long as nobody really said anything."""

    themes: tuple[ThemeOnMap, ...]
    points: tuple[Point, ...]
    made_up: bool


def theme_map(connection: sqlite3.Connection, programme: int) -> ThemeMap:
    """As it stands now; statements that no run has seen yet are not on it."""
    given = to_group(connection, programme, ("waiting", "approved"))
    approved = {one.id: one for one in given if one.state == "approved"}
    there = {theme.id for theme in themes(connection, programme)}
    first: dict[int, int | None] = {}  # statement → its likeliest theme, decided ones first
    sizes: Counter[int] = Counter()
    for row in placements(connection, programme):
        if row["statement_id"] in approved:
            first.setdefault(row["statement_id"], row["theme_id"])
            sizes[row["theme_id"]] += row["theme_id"] in there
    texts = [_words(one.public_text) for one in approved.values()]
    found = [
        _on_map(theme, sizes[theme.id], approved, texts)
        for theme in themes(connection, programme)
        if sizes[theme.id]
    ]
    points = [
        Point(one, approved[one].meeting_id, x, y, first.get(one))
        for one, (x, y) in positions(connection, programme).items()
        if one in approved
    ]
    return ThemeMap(
        tuple(sorted(found, key=lambda theme: -theme.size)),
        tuple(points),
        made_up=any(one.rehearsal for one in given),
    )


def _on_map(theme: Theme, size: int, approved: dict[int, Statement], texts: Words) -> ThemeOnMap:
    central = approved.get(theme.central_statement_id or 0)
    return ThemeOnMap(
        id=theme.id,
        name=theme.name if theme.named else _seen(theme.label, texts),
        accepted=theme.state == "accepted",
        size=size,
        central=central.public_text if central else "",
    )


def _seen(label: str, texts: Words) -> str:
    """What of a proposed label also stands in a text that a facilitator approved."""
    parts = [part for part in label.split(", ") if any(_words(part) <= words for words in texts)]
    return ", ".join(parts)


def _words(text: str) -> frozenset[str]:
    return frozenset(_WORD.findall(text.casefold()))
