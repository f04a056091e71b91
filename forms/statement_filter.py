"""Which statements stand on the moderation page."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from typing import Any

from flask import request
from flask_babel import lazy_gettext as _l

import forms.current
from collector.queries import statements
from collector.queries.statements import Statement
from forms.desk import meeting_of, number

VIEWS = {
    "waiting": _l("wacht op u"),
    "review": _l("nog eens bekijken"),
    "approved": _l("goedgekeurd"),
    "hidden": _l("verborgen"),
    "merged": _l("samengevoegd"),
    "all": _l("alle"),
}
_STATES = {"all": ("waiting", "approved", "hidden", "merged"), "review": ("approved",)}


@dataclass(frozen=True)
class Filter:
    """What stands on the page: one view, of one meeting or of all."""

    view: str
    meeting: int | None

    @property
    def query(self) -> dict[str, Any]:
        return {"state": self.view, "meeting": self.meeting}

    def of(self, programme: int) -> list[Statement]:
        """The statements of a programme that pass, in the order in which they came."""
        found = statements.statements(
            forms.current.database(),
            programme,
            meeting=self.meeting,
            states=_STATES.get(self.view, (self.view,)),
            rehearsal=None,
        )
        return [one for one in found if self.view != "review" or statements.to_review(one)]


def asked(programme: sqlite3.Row) -> Filter:
    """What the address asks for; without anything, what waits.

    :raise NotFound: the meeting is one of another programme.
    """
    view = request.args.get("state", "waiting")
    meeting = number(request.args.get("meeting"))
    if meeting is not None:
        meeting_of(programme, meeting)
    return Filter(view if view in VIEWS else "waiting", meeting)
