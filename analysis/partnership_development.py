"""Where one partnership stood first and where last, as its own report tells it."""

from __future__ import annotations

import sqlite3

from analysis.documents.blocks import Block, Facts, Part, Prose, Tone
from collector.courses import Course, Followed, Stand, follow, in_order
from collector.queries import meetings


def development(connection: sqlite3.Connection, row: sqlite3.Row) -> tuple[Part, ...]:
    """What was answered in two meetings, then and now, and what was answered in one."""
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
        blocks.append(Facts(tuple(_moved(*each, row["id"], titles) for each in moved)))
    else:
        text = "Er is nog niets in twee bijeenkomsten ingevuld; vergelijken kan daarom nog niet."
        blocks.append(Prose(text, Tone.SOFT))
    if once:
        told = Facts(tuple(_stood(*each, row["id"], titles) for each in once))
        blocks += [Prose("Eén keer gevraagd of ingevuld:"), told]
    return (Part("Ontwikkeling", tuple(blocks)),)


def _moved(
    followed: Followed, course: Course, partnership: int, titles: dict[int, str]
) -> tuple[str, str]:
    first, last = course.moves()[partnership]
    by_meeting = course.stands[partnership]
    step = last.place - first.place
    change = "verder" if step > 0 else "terug" if step < 0 else "gelijk"
    then = _told(followed, first, titles[min(by_meeting)])
    now = _told(followed, last, titles[max(by_meeting)])
    return _name(course), f"{then} → {now}: {change}"


def _stood(
    followed: Followed, course: Course, partnership: int, titles: dict[int, str]
) -> tuple[str, str]:
    ((meeting, stand),) = course.stands[partnership].items()
    return _name(course), _told(followed, stand, titles[meeting])


def _name(course: Course) -> str:
    return course.label.partition(":")[0]


def _told(followed: Followed, stand: Stand, meeting: str) -> str:
    how = "" if stand.settled else ", niet samen opgeschreven"
    return f"{followed.options[stand.place].label} ({meeting.partition(':')[0]}{how})"
