"""How the partnerships moved, as everybody in the hall may see it: the picture that was told."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

import forms.current
from collector.queries import programmes
from collector.queries.pictures import Thing, newest_picture
from collector.queries.presence import presence
from collector.queries.terms import terms
from forms.movement import newcomers, short
from forms.slopes import Slope, slope, turn_of


@dataclass(frozen=True)
class Told:
    """One thing: a slope and its lines, or only directions, or nothing.

    `moves`: (phases first, phases last, how many, turn); None is a number that is not told.
    """

    label: str
    name: str  # of the slide
    slope: Slope | None = None
    moves: tuple[tuple[str, str, int | None, str], ...] = ()
    changes: tuple[tuple[str, int | None], ...] = ()  # forward, same, back

    @property
    def most(self) -> int:
        """The longest bar of the directions."""
        return max((n or 0 for _, n in self.changes), default=0)


@dataclass(frozen=True)
class HallPicture:
    told: tuple[Told, ...]
    withheld: tuple[str, ...]  # names of what nothing is told of
    waiting: bool  # it is being made
    agreed: bool  # counts may be told at all, by what participants were told
    group_size: int
    partnerships: int
    returned: int
    new: int
    named: tuple[str, ...]  # who agreed to be named, whatever they answered


def hall_picture(connection: sqlite3.Connection, programme: int) -> HallPicture:
    picture = newest_picture(connection, programme)
    present = presence(connection, programme)
    things = picture.things if picture else ()
    return HallPicture(
        told=tuple(_told(thing) for thing in things if thing.lines),
        withheld=tuple(short(thing.label) for thing in things if not thing.lines),
        waiting=picture is None,
        agreed=terms(connection, programme).counts,
        group_size=forms.current.config().group_size,
        partnerships=len(present),
        returned=sum(len(by_meeting) > 1 for by_meeting in present.values()),
        new=len(newcomers(present)),
        named=tuple(
            row["name"]
            for row in programmes.partnerships(connection, programme)
            if row["named"] and row["id"] in present
        ),
    )


def _told(thing: Thing) -> Told:
    words = {"verder": "forward", "gelijk": "same", "terug": "back"}
    changes = tuple((words[line.change], line.n) for line in thing.lines if line.change)
    if changes:
        return Told(short(thing.label), thing.name, changes=changes)
    names = list(dict.fromkeys(str(line.before) for line in thing.lines))
    pairs = [
        (names.index(str(line.before)), names.index(str(line.after)), line.n)
        for line in thing.lines
    ]
    return Told(
        short(thing.label),
        thing.name,
        slope=slope(names, {(first, last): n for first, last, n in pairs}),
        moves=tuple(
            (names[first], names[last], n, turn_of(first, last))
            for first, last, n in pairs
            if n != 0
        ),
    )
