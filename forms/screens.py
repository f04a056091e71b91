"""The projector: what the facilitator chose to show, for a whole room to look at."""

from __future__ import annotations

import sqlite3

from flask import Blueprint, render_template

import forms.current
from collector import live
from collector.access import in_groups
from collector.network import Shown
from collector.queries import meetings
from collector.queries.theme_map import theme_map
from collector.queries.timers import timer
from forms.activity_slides import activity_slides
from forms.addresses import spoken_address
from forms.closing import at, closing_slides
from forms.hall_picture import HallPicture, hall_picture
from forms.theme_wall import Wall, wall

bp = Blueprint("screens", __name__, url_prefix="/screen")


@bp.get("/<key>")
def screen(key: str) -> str:
    """The whole page; light or dark as the facilitator chose for this meeting.

    :raise NotFound: no meeting has this key.
    """
    newest = live.latest(forms.current.database())
    return render_template("screen/screen.html", **_shown(key), newest=newest)


@bp.get("/<key>/now")
def now(key: str) -> str:
    """Only what changes: fetched again whenever something happened.

    :raise NotFound: no meeting has this key.
    """
    return render_template("screen/now.html", **_shown(key))


def _shown(key: str) -> dict[str, object]:
    meeting = meetings.meeting_by_screen_key(forms.current.database(), key)
    activity = _activity(meeting)
    made_up = bool(activity and activity["rehearsed"] and not _in_the_room(activity))
    shown = "network" if meeting["network"] == Shown.SCREEN else meeting["shown"]
    if meeting["closing"] is not None:
        return {**_closing(meeting), "address": spoken_address()}
    found = _theme_wall(meeting) if shown == "themes" else None
    return {
        "meeting": meeting,
        "shown": shown,
        "picture": _network(meeting) if shown == "network" else None,
        "made_up": found.made_up if found else made_up,
        "theme_wall": found,
        "timer": timer(forms.current.database(), meeting["id"]),
        "code": in_groups(meeting["code"], 3),
        "address": spoken_address(),
        "activity": activity,
        "handed_in": (activity["rehearsed"] if made_up else _in_the_room(activity))
        if activity
        else 0,
        "slides": activity_slides(activity, made_up) if activity else [],
    }


def _closing(meeting: sqlite3.Row) -> dict[str, object]:
    """The results of the meeting, of which one slide is shown."""
    slides = closing_slides(meeting)
    return {
        "meeting": meeting,
        "shown": "closing",
        "made_up": bool(meeting["rehearsing"] and not meeting["participants"]),
        "timer": timer(forms.current.database(), meeting["id"]),
        "code": in_groups(meeting["code"], 3),
        "slides": slides,
        "closing": at(meeting, slides),
    }


def _theme_wall(meeting: sqlite3.Row) -> Wall:
    found = theme_map(forms.current.database(), meeting["programme_id"])
    return wall(found, meeting, forms.current.config().group_size)


def _network(meeting: sqlite3.Row) -> HallPicture:
    return hall_picture(forms.current.database(), meeting["programme_id"])


def _activity(meeting: sqlite3.Row) -> sqlite3.Row | None:
    """The activity that is shown, with its counts."""
    rows = meetings.activities(forms.current.database(), meeting["id"])
    return next((row for row in rows if row["id"] == meeting["shown_activity_id"]), None)


def _in_the_room(activity: sqlite3.Row) -> int:
    """How many handed it in who are in the meeting: the wall shows the room."""
    return int(activity["responses"] - activity["outside"])
