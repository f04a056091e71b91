"""Where one partnership stood first and where last, as its own report tells it."""

from __future__ import annotations

import sqlite3

from analysis.documents.blocks import Block, Part, Prose, Table, Tone
from collector.courses import Course, Followed, Stand, follow, in_order
from collector.queries import meetings

_COLUMNS = ("Wat", "Toen", "Nu", "Beweging")


def development(connection: sqlite3.Connection, row: sqlite3.Row) -> tuple[Part, ...]:
    """A part with a table of what was asked in two meetings, and of what was asked in one."""
    titles = {
        each["position"]: each["title"]
        for each in meetings.meetings(connection, row["programme_id"])
    }
    found = in_order(follow(connection, row["programme_id"]))
    own = [(each, course) for each, course in found if row["id"] in course.stands]
    if not own:
        return ()
    moved = [(each, course) for each, course in own if row["id"] in course.moves()]
    once = [(each, course) for each, course in own if row["id"] in course.once()]
    blocks: list[Block] = []
    if moved:
        rows = tuple(_moved(each, course, row["id"], titles) for each, course in moved)
        blocks.append(Table("Toen en nu.", _COLUMNS, rows))
    if once:
        told = tuple(_stood(each, course, row["id"], titles) for each, course in once)
        blocks.append(Table("Eén keer gevraagd of ingevuld.", ("Wat", "Waar u stond"), told))
    if not moved:
        text = "Er is nog niets in twee bijeenkomsten ingevuld; vergelijken kan daarom nog niet."
        blocks.insert(0, Prose(text, Tone.SOFT))
    return (Part("Ontwikkeling", tuple(blocks)),)


def _moved(
    followed: Followed, course: Course, partnership: int, titles: dict[int, str]
) -> tuple[str, ...]:
    first, last = course.moves()[partnership]
    by_meeting = course.stands[partnership]
    step = last.place - first.place
    change = "verder" if step > 0 else "terug" if step < 0 else "gelijk"
    return (
        _name(course),
        _told(followed, first, titles[min(by_meeting)]),
        _told(followed, last, titles[max(by_meeting)]),
        change,
    )


def _stood(
    followed: Followed, course: Course, partnership: int, titles: dict[int, str]
) -> tuple[str, ...]:
    ((meeting, stand),) = course.stands[partnership].items()
    return _name(course), _told(followed, stand, titles[meeting])


def _name(course: Course) -> str:
    return course.label.partition(":")[0]


def _told(followed: Followed, stand: Stand, meeting: str) -> str:
    how = "" if stand.settled else ", niet samen vastgesteld"
    return f"{followed.options[stand.place].label} ({meeting.partition(':')[0]}{how})"
