"""How partnerships moved, as the wrap-up tells it: no more than a release may tell."""

from __future__ import annotations

import sqlite3

from analysis.disclosure import Rules
from analysis.public_development import development_of
from analysis.report_parts import Development
from collector.network import store_picture
from collector.queries.pictures import Picture, Thing


def developments(
    connection: sqlite3.Connection, programme: int, group_size: int
) -> tuple[Development, ...]:
    """What partnerships answered in two meetings, in the order of asking.

    :param group_size: no number is about fewer partnerships than this
    """
    picture = development_of(connection, programme, Rules(group_size)).picture
    return tuple(_development(thing) for thing in picture.things)


def tell_development(connection: sqlite3.Connection, programme: int, group_size: int) -> Picture:
    """As it is told from now on: whatever is told later is held against it."""
    picture = development_of(connection, programme, Rules(group_size)).picture
    store_picture(connection, programme, picture)
    return picture


def _development(thing: Thing) -> Development:
    return Development(
        thing.label.partition(":")[0],
        moves=tuple(
            (line.before, line.after, line.n)
            for line in thing.lines
            if line.before is not None and line.after is not None
        ),
        changes=tuple((line.change, line.n) for line in thing.lines if line.change is not None),
    )
