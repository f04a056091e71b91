"""How the partnerships of a programme moved, as the desk sees it: all of them, exactly."""

from __future__ import annotations

import sqlite3
from collections import Counter
from dataclasses import dataclass

from collector.courses import Course, Followed, Stand, follow, in_order, scales_changed
from collector.queries import meetings, programmes
from collector.queries.presence import Present, presence
from collector.queries.steps import steps_in
from forms.slopes import Slope, slope, turn_of


@dataclass(frozen=True)
class Thing:
    """One thing that is followed, over all partnerships."""

    label: str
    slope: Slope
    forward: int
    same: int
    back: int
    new: int  # came later, and answered once
    once: int  # answered once, though they were there before
    rescaled: bool

    @property
    def short(self) -> str:
        return short(self.label)

    @property
    def moved(self) -> int:
        """Partnerships that answered in two meetings."""
        return self.forward + self.same + self.back


@dataclass(frozen=True)
class Cell:
    """Where one partnership stood first and last: places from 1. `before` None: answered once."""

    before: int | None
    after: int
    words: tuple[str, ...]  # the names of these phases
    turn: str
    settled: bool  # all that is told here was settled together


@dataclass(frozen=True)
class Row:
    name: str
    is_new: bool
    since: str  # the title of its first meeting
    studied: bool  # somebody worked through a meeting outside it
    steps: tuple[int, int] | None  # done, of how many
    cells: tuple[Cell | None, ...]


@dataclass(frozen=True)
class Movement:
    things: tuple[Thing, ...]
    rows: tuple[Row, ...]
    levels: tuple[tuple[str, tuple[str, ...]], ...]  # scales: of which things, names from 1
    partnerships: int
    returned: int  # came to two meetings or more
    new: int  # came after the first meeting that had partnerships


def movement(connection: sqlite3.Connection, programme: int) -> Movement:
    found = in_order(follow(connection, programme))
    present = presence(connection, programme)
    changed = scales_changed([followed for followed, _ in found])
    new = newcomers(present)
    titles = {row["position"]: row["title"] for row in meetings.meetings(connection, programme)}
    steps = steps_in(connection, programme)
    rows = tuple(
        Row(
            name=row["name"],
            is_new=row["id"] in new,
            since=titles[min(present[row["id"]])],
            studied=any(here.studied for here in present[row["id"]].values()),
            steps=steps.get(row["id"]),
            cells=tuple(_cell(followed, course, row["id"]) for followed, course in found),
        )
        for row in programmes.partnerships(connection, programme)
        if row["id"] in present
    )
    return Movement(
        things=tuple(
            _thing(followed, course, present, followed.name in changed)
            for followed, course in found
        ),
        rows=rows,
        levels=_levels(found),
        partnerships=len(present),
        returned=sum(len(by_meeting) > 1 for by_meeting in present.values()),
        new=len(new),
    )


def newcomers(present: Present) -> set[int]:
    """Partnerships whose first meeting came after the first one that any partnership was at."""
    firsts = {partnership: min(by_meeting) for partnership, by_meeting in present.items()}
    return {partnership for partnership, first in firsts.items() if first > min(firsts.values())}


def _thing(followed: Followed, course: Course, present: Present, rescaled: bool) -> Thing:
    steps = Counter(course.steps())
    new = course.newcomers(present)
    standing = Counter(stand.place for one, stand in course.once().items() if one in new)
    names = [option.label for option in followed.options]
    turns = Counter(turn_of(*step) for step in steps.elements())
    return Thing(
        label=course.label,
        slope=slope(names, steps, standing),
        forward=turns["forward"],
        same=turns["same"],
        back=turns["back"],
        new=len(new),
        once=len(course.once()) - len(new),
        rescaled=rescaled,
    )


def _cell(followed: Followed, course: Course, partnership: int) -> Cell | None:
    stands = course.stands.get(partnership)
    if not stands:
        return None
    moves = course.moves().get(partnership)
    told: tuple[Stand, ...] = moves or tuple(stands.values())
    words = tuple(followed.options[stand.place].label for stand in told)
    return Cell(
        before=told[0].place + 1 if moves else None,
        after=told[-1].place + 1,
        words=words,
        turn=turn_of(told[0].place, told[-1].place) if moves else "once",
        settled=all(stand.settled for stand in told),
    )


def _levels(
    found: list[tuple[Followed, Course]],
) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """What the numbers of the phases stand for; one line per scale."""
    scales: dict[tuple[str, ...], list[str]] = {}
    for followed, course in found:
        names = tuple(option.label for option in followed.options)
        scales.setdefault(names, []).append(short(course.label))
    return tuple((", ".join(labels), names) for names, labels in scales.items())


def short(label: str) -> str:
    """ "Inhoud: hoe ver bent u nu?" → "Inhoud"."""
    return label.partition(":")[0]
