"""The map of a programme: drawn by every run, and what comes in between placed on it at once."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

import numpy as np

from analysis.newcomers import Space
from analysis.results import ThemesFound
from analysis.theme_map import between, draw, spread
from collector.map_positions import add_to_map, store_map
from collector.queries.map_positions import positions
from collector.queries.statements import Said


def draw_map(
    connection: sqlite3.Connection, programme: int, statements: Sequence[int], found: ThemesFound
) -> None:
    """Store where each statement of a run lies, about where it lay before.

    :param statements: their ids, in the order of the run.
    """
    if not statements:
        store_map(connection, programme, {})
        return
    before = positions(connection, programme)
    rows = np.array(found.corpus.rows)
    earlier = np.full((len(found.corpus.texts), 2), np.nan)
    for one, row in zip(statements, rows, strict=True):
        if one in before:
            earlier[row] = before[one]
    # The same words lie in one place, then move apart like everything that is too near.
    places = spread(draw(found.representation.smoothed, earlier)[rows])
    store_map(connection, programme, _of(statements, places.tolist()))


def place_on_map(
    connection: sqlite3.Connection,
    programme: int,
    given: Sequence[Said],
    space: Space,
    new: Sequence[int],
) -> None:
    """Store where new statements lie: near those that they are most like, and beside them.

    :param new: their places in `given`; whatever has no place on the map while there is one.
    """
    before = positions(connection, programme)
    known = [place for place, one in enumerate(given) if one.id in before]
    come = [place for place in new if given[place].id not in before]
    if not known or not come:
        return
    there = np.array([before[given[place].id] for place in known])
    rows = {place: space.row_of[given[place].text] for place in (*known, *come)}
    near = between(
        space.smoothed[[rows[place] for place in come]],
        space.smoothed[[rows[place] for place in known]],
        there,
    )
    # What is there already stays: only the new ones are moved aside.
    places = spread(np.concatenate([there, near]))[len(known) :]
    add_to_map(connection, programme, _of([given[place].id for place in come], places.tolist()))


def _of(
    statements: Sequence[int], places: Sequence[Sequence[float]]
) -> dict[int, tuple[float, float]]:
    return {one: (at[0], at[1]) for one, at in zip(statements, places, strict=True)}
