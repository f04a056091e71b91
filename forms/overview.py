"""What a participant sees of a meeting: the activities, and what stands around them."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from flask import request, session

import forms.current
from collector.access import in_groups
from collector.catching_up import accepts, can_catch_up
from collector.queries import answers, meetings, programmes, votes
from collector.queries.follow_ups import asked_in
from collector.queries.sketches import Progress, progress
from collector.queries.steps import steps_of
from forms import joined, own_partnership
from forms.shared_form import partnership_of


@dataclass(frozen=True)
class Item:
    """An activity as this participant sees it."""

    id: int
    title: str
    intro: str
    is_open: bool
    done: bool
    withdrawn: bool
    voted: tuple[int, int] | None = None  # how many of how many statements, where one votes
    together: bool = False  # the own partnership settles it together
    progress: Progress | None = None  # how far it is with that, for who knows its code


def open_activities(place: sqlite3.Row) -> list[int]:
    rows = meetings.activities(forms.current.database(), place["id"])
    return [row["id"] for row in rows if row["state"] == "open"]


def items(place: sqlite3.Row, me: sqlite3.Row) -> list[Item]:
    database = forms.current.database()
    given = {
        row["activity_id"]: row["withdrawn"] for row in answers.responses_of(database, me["id"])
    }
    signed_up = session.get("signed_up", [])
    mine = partnership_of(me)
    far = {one.activity: one for one in progress(database, place["id"], mine)} if mine else {}
    shown = []
    for row in meetings.activities(database, place["id"]):
        instrument = meetings.instrument_of(row)
        voted = _voted(row["id"], me) if instrument.only_votes else None
        taken_part = given.get(row["id"]) == 0 or row["id"] in signed_up
        shown.append(
            Item(
                id=row["id"],
                title=row["title"],
                intro=instrument.intro,
                is_open=accepts(database, place, row, me),
                done=voted[0] == voted[1] > 0 if voted else taken_part,
                withdrawn=given.get(row["id"]) == 1,
                voted=voted,
                together=instrument.together and me["partnership_id"] is not None,
                progress=far.get(row["id"]),
            )
        )
    return shown


def _voted(activity: int, me: sqlite3.Row) -> tuple[int, int]:
    database = forms.current.database()
    on_it = votes.on_ballot(database, meetings.activity(database, activity), me["id"])
    return len(on_it & votes.own_votes(database, me["id"]).keys()), len(on_it)


def of(place: sqlite3.Row, me: sqlite3.Row) -> dict[str, object]:
    """For the page of a meeting.

    `received` is the activity that was just handed in: only when it is stored, whatever the
    address says.
    """
    database = forms.current.database()
    shown = items(place, me)
    mine = partnership_of(me)
    asked = request.args.get("received")
    return {
        "items": shown,
        "own": own_partnership.of(place, me),
        "steps": steps_of(database, mine) if mine else [],
        "received": next((one for one in shown if one.done and str(one.id) == asked), None),
        "receipt": in_groups(joined.receipt(place["id"])),
        "speakers": meetings.speakers(database, place["id"]),
        "resources": programmes.resources(database, place["programme_id"], place["id"]),
        "follow_ups": _follow_ups(place, shown),
        "can_catch_up": can_catch_up(database, place),
    }


def _follow_ups(place: sqlite3.Row, shown: list[Item]) -> list[tuple[sqlite3.Row, Item]]:
    """What follows and can be signed up for in this meeting, each with the activity to do so."""
    database = forms.current.database()
    asked = asked_in(database, place)
    by_id = {one.id: one for one in shown}
    return [
        (row, by_id[asked[row["slug"]][0]["activity"]])
        for row in (programmes.follow_ups(database, place["programme_id"]) if asked else ())
        if row["slug"] in asked
    ]
