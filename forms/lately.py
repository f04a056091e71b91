"""What facilitators did in a meeting, in a calm line that both of them read."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from flask_babel import gettext as _

import forms.current
from collector.queries.happenings import Happening, lately
from forms.acts import KIND_WORDS


@dataclass(frozen=True)
class Line:
    at: str  # UTC, ISO 8601
    text: str


def lines(programme: sqlite3.Row, meeting: sqlite3.Row, limit: int = 5) -> list[Line]:
    """Newest first."""
    found = lately(forms.current.database(), programme["id"], meeting["id"], limit)
    return [Line(one.at, told(one)) for one in found]


def told(one: Happening) -> str:
    return _TOLD[one.kind](one)


def _activity(one: Happening) -> str:
    if one.data.get("open"):
        return _("%(who)s opende “%(title)s”", who=one.who, title=one.title)
    return _("%(who)s sloot “%(title)s”", who=one.who, title=one.title)


def _screen(one: Happening) -> str:
    data = one.data
    if "hidden" in data:
        if data["hidden"]:
            return _("%(who)s verborg de antwoorden op “%(title)s”", who=one.who, title=one.title)
        return _("%(who)s toonde de antwoorden op “%(title)s”", who=one.who, title=one.title)
    if "light" in data:
        if data["light"]:
            return _("%(who)s maakte het scherm licht", who=one.who)
        return _("%(who)s maakte het scherm donker", who=one.who)
    if "closing" in data:
        if data["closing"] is None:
            return _("%(who)s haalde de opbrengst van het scherm", who=one.who)
        return _("%(who)s zette de opbrengst op het scherm", who=one.who)
    if "network" in data:
        if data["network"]:
            return _("%(who)s liet de zaal de beweging zien", who=one.who)
        return _("%(who)s verborg de beweging voor de zaal", who=one.who)
    if data.get("shown") == "welcome":
        return _("%(who)s zette de code op het scherm", who=one.who)
    if data.get("shown") == "themes":
        return _("%(who)s zette de themakaart op het scherm", who=one.who)
    if data.get("shown") == "nothing":
        return _("%(who)s maakte het scherm leeg", who=one.who)
    return _("%(who)s zette “%(title)s” op het scherm", who=one.who, title=one.title)


def _timer(one: Happening) -> str:
    match one.data.get("what"):
        case "start":
            minutes = one.data.get("minutes")
            return _("%(who)s zette de timer op %(n)s min.", who=one.who, n=minutes)
        case "pause":
            return _("%(who)s zette de timer stil", who=one.who)
        case "go_on":
            return _("%(who)s liet de timer verder lopen", who=one.who)
        case "more":
            return _("%(who)s gaf er een minuut bij", who=one.who)
        case "away":
            return _("%(who)s haalde de timer weg", who=one.who)
    return _("%(who)s koos waar de timer te zien is", who=one.who)


def _rehearsal(one: Happening) -> str:
    if one.data.get("what") == "removed":
        return _("%(who)s haalde de proefantwoorden weg", who=one.who)
    return _("%(who)s vulde proefantwoorden in", who=one.who)


def _prepared(one: Happening) -> str:
    if one.title:
        return _("%(who)s wijzigde “%(title)s”", who=one.who, title=one.title)
    return _("%(who)s wijzigde de onderdelen", who=one.who)


def _decided(one: Happening) -> str:
    if one.undone:
        return _("%(who)s maakte iets ongedaan", who=one.who)
    return f"{one.who}: {KIND_WORDS.get(one.act, one.act)}"


_TOLD = {
    "activity": _activity,
    "screen": _screen,
    "timer": _timer,
    "rehearsal": _rehearsal,
    "prepared": _prepared,
    "moderated": _decided,
    "themes": _decided,
}
