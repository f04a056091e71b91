"""Who is on this phone: the receipt per meeting, in the signed cookie and nowhere else."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterable

from flask import session

import forms.current
from collector.access import new_receipt
from collector.errors import NotFound
from collector.queries import answers, meetings, programmes

KEPT = 40
"""Receipts in one cookie; the oldest one makes room."""


def receipt(meeting: int) -> str:
    """This phone's receipt for a meeting; made now if there is none.

    It is made before somebody joins, so that joining twice is joining once.
    """
    kept: dict[str, str] = session.get("receipts", {})
    if str(meeting) not in kept:
        keep(meeting, new_receipt())
    return str(session["receipts"][str(meeting)])


def keep(meeting: int, value: str) -> None:
    """From now on this phone uses this receipt for the meeting."""
    kept = [pair for pair in session.get("receipts", {}).items() if pair[0] != str(meeting)]
    session["receipts"] = dict([*kept, (str(meeting), value)][-KEPT:])
    session.permanent = True


def participant(meeting: int) -> sqlite3.Row | None:
    """Who joined this meeting on this phone; None if nobody did, or if it was erased."""
    kept = session.get("receipts", {}).get(str(meeting))
    if not kept:
        return None
    try:
        row = answers.participant_by_receipt(forms.current.database(), kept)
    except NotFound:
        return None
    return row if row["meeting_id"] == meeting else None


def known_partnerships(programme: int) -> list[int]:
    """Of a programme: those whose code somebody on this phone knows, the last one first."""
    database = forms.current.database()
    found = []
    for kept in reversed(session.get("receipts", {}).values()):
        try:
            row = answers.participant_by_receipt(database, kept)
        except NotFound:
            continue
        if row["knows_code"] and row["partnership_id"] is not None:
            found.append(row)
    ours = {row["id"] for row in programmes.partnerships(database, programme)} if found else set()
    return list(
        dict.fromkeys(row["partnership_id"] for row in found if row["partnership_id"] in ours)
    )


def forget(meeting: int, activities: Iterable[int]) -> None:
    """Nobody is on this phone for this meeting any more.

    :param activities: those of the meeting, whose sign-ups are forgotten with it
    """
    session["receipts"] = {
        key: kept for key, kept in session.get("receipts", {}).items() if key != str(meeting)
    }
    gone = set(activities)
    session["signed_up"] = [one for one in session.get("signed_up", []) if one not in gone]


def owner(meeting: int) -> str:
    """What the phone keeps drafts under, so that the next person on it does not see them.

    Made of the receipt, but the receipt (or what the service stores of it) cannot be made of it.
    Empty when nobody came in here.
    """
    if participant(meeting) is None:
        return ""
    kept = session["receipts"][str(meeting)]
    return hashlib.sha256(f"drafts of {kept}".encode()).hexdigest()[:16]


def meetings_here() -> list[sqlite3.Row]:
    """The meetings that somebody takes part in on this phone, the last one first."""
    joined = [int(key) for key in reversed(session.get("receipts", {})) if participant(int(key))]
    return [meetings.meeting(forms.current.database(), meeting) for meeting in joined]
