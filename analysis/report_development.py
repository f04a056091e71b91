"""How partnerships moved, as the wrap-up tells it: counts of partnerships per phase."""

from __future__ import annotations

import sqlite3
from collections import Counter

from analysis.report_parts import Development
from collector.courses import Course, Followed, follow


def developments(
    connection: sqlite3.Connection, programme: int, group_size: int
) -> tuple[Development, ...]:
    """What was answered in two meetings, in the order of asking.

    :param group_size: fewer partnerships than this are not shown
    """
    found = follow(connection, programme).items()
    twice = [(followed, course) for followed, course in found if len(course.meetings) > 1]
    twice.sort(key=lambda each: each[1].asked)
    return tuple(_development(followed, course, group_size) for followed, course in twice)


def _development(followed: Followed, course: Course, group_size: int) -> Development:
    steps = course.steps()
    name = course.label.partition(":")[0]
    if len(steps) < group_size:
        return Development(name, len(steps), withheld=True)
    begun, ended = Counter(first for first, _ in steps), Counter(last for _, last in steps)
    return Development(
        name,
        len(steps),
        withheld=False,
        phases=tuple(
            (option.label, begun[place], ended[place])
            for place, option in enumerate(followed.options)
        ),
        forward=sum(last > first for first, last in steps),
        same=sum(last == first for first, last in steps),
        back=sum(last < first for first, last in steps),
    )
