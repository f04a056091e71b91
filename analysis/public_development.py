"""How partnerships moved, as others may see it: counts of partnerships, never one of them.

The hall, the wrap-up and the release tell the same, and each is held against all that was told
before, wherever it was.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from analysis.count_tables import schemes_of
from analysis.disclosure import Rules, Withheld, protect, told
from analysis.release_tables import Row
from collector.courses import Course, Followed, follow, in_order
from collector.queries.pictures import Line, Picture, Thing, pictures

_FEWEST_SHOWN = 2  # fewer cells than this tell less than the direction alone
_CHANGES = ("verder", "gelijk", "terug")


@dataclass(frozen=True)
class PublicDevelopment:
    """What may be told, and what is withheld."""

    picture: Picture
    withheld: tuple[Withheld, ...]

    @property
    def rows(self) -> list[Row]:
        """Of the table `development` of a release."""
        return [
            (thing.dimension, thing.label, line.before, line.after, line.change, line.n)
            for thing in sorted(self.picture.things, key=lambda each: each.name)
            for line in thing.lines
        ]


def development_of(
    connection: sqlite3.Connection, programme: int, rules: Rules
) -> PublicDevelopment:
    """How the partnerships of a programme moved, by what may be counted in a release."""
    found = follow(connection, programme, to_publish=True)
    return public_development(found, rules, pictures(connection, programme))


def public_development(
    found: Mapping[Followed, Course], rules: Rules, earlier: Sequence[Picture]
) -> PublicDevelopment:
    """Per thing followed: before → after in classes, or else the direction, or else nothing.

    Only one of the two goes out, so that one cannot be worked out from the other. Fewer than
    `news_size` new partnerships since any picture that was told: its numbers stay.

    :param earlier: what was told before, the newest first
    """
    things: list[Thing] = []
    counted: dict[str, int] = {}
    silent = cells = kept = 0
    for followed, course in _one_scale_each(found):
        steps = course.steps()
        thing = Thing(followed.name, followed.dimension, course.label)
        near = _told_of_nearly_the_same(followed.name, len(steps), earlier, rules)
        if near is not None:
            counted[followed.name] = near.counted[followed.name]
            old = _as_told(near, thing, rules)
            kept += bool(old.lines)
            silent += not old.lines
            things.append(old)
            continue
        lines = _lines(followed, steps, rules)
        if lines:
            counted[followed.name] = len(steps)
            cells += sum(1 for line in lines if line.n is None)
        silent += bool(steps) and not lines
        if len(course.meetings) > 1:
            things.append(Thing(thing.name, thing.dimension, thing.label, lines))
    return PublicDevelopment(
        Picture(rules.group_size, counted, tuple(things)),
        tuple(_explain(silent, cells, kept, rules)),
    )


def _one_scale_each(found: Mapping[Followed, Course]) -> list[tuple[Followed, Course]]:
    """What was asked on several scales is told on the one that most partnerships answered twice."""
    best: dict[str, tuple[Followed, Course]] = {}
    for followed, course in in_order(found):
        other = best.get(followed.name)
        if other is None or len(course.moves()) > len(other[1].moves()):
            best[followed.name] = followed, course
    return list(best.values())


def _told_of_nearly_the_same(
    name: str, partnerships: int, earlier: Sequence[Picture], rules: Rules
) -> Picture | None:
    """The newest picture whose numbers a new one could be subtracted from, to tell of a few."""
    return next(
        (
            picture
            for picture in earlier
            if name in picture.counted
            and abs(partnerships - picture.counted[name]) < rules.news_size
        ),
        None,
    )


def _as_told(picture: Picture, thing: Thing, rules: Rules) -> Thing:
    """As it was told then; nothing, if the rules were looser or it had another name."""
    if picture.group_size < rules.group_size:
        return thing
    same = (one for one in picture.things if (one.name, one.label) == (thing.name, thing.label))
    return next(same, thing)


def _lines(followed: Followed, steps: Sequence[tuple[int, int]], rules: Rules) -> tuple[Line, ...]:
    scheme = next(each for each in schemes_of(len(followed.options), True) if each.size <= 3)
    names = scheme.names([option.label for option in followed.options])
    moves = Counter((scheme.of[first], scheme.of[last]) for first, last in steps)
    pairs = list(product(range(len(names)), range(len(names))))
    shown = protect([moves[pair] for pair in pairs], rules)
    told = dict(zip(pairs, shown, strict=True))
    if sum(1 for n in shown if n is not None) >= _FEWEST_SHOWN and not _alike(told):
        return tuple(Line(names[first], names[last], None, n) for (first, last), n in told.items())
    turns = Counter((last < first) - (last > first) for first, last in steps)
    shown = protect([turns[-1], turns[0], turns[1]], rules)
    if all(n is None for n in shown):
        return ()
    return tuple(Line(None, None, change, n) for change, n in zip(_CHANGES, shown, strict=True))


def _alike(told: Mapping[tuple[int, int], int | None]) -> bool:
    """Whether all who began in one phase ended in one phase: whoever saw a partnership begin would
    know where it ended."""
    rows: dict[int, list[int | None]] = {}
    for (first, _), n in told.items():
        rows.setdefault(first, []).append(n)
    return any(None not in row and sum(1 for n in row if n) == 1 for row in rows.values())


def _explain(silent: int, cells: int, kept: int, rules: Rules) -> Iterator[Withheld]:
    if silent:
        yield Withheld(
            "Ontwikkeling",
            f"Minder dan {rules.group_size} partnerschappen per uitkomst, of allemaal dezelfde.",
            told(silent, rules),
        )
    if cells:
        yield Withheld(
            "Losse aantallen partnerschappen",
            f"Ze zijn kleiner dan {rules.group_size}, of zouden zo'n aantal verraden.",
            told(cells, rules),
        )
    if kept:
        yield Withheld(
            "Nieuwe ontwikkeling",
            f"Met minder dan {rules.news_size} nieuwe partnerschappen blijven de cijfers staan die"
            " eerder zijn verteld.",
            told(kept, rules),
        )
