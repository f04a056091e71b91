"""What facilitators do goes on record, in one transaction with what they changed."""

from __future__ import annotations

from flask import g, request

import forms.current
from collector import audit
from collector.audit import NOT_OF_PEOPLE, Doing
from collector.database import transaction
from forms.access_table import ACCESS, BY_KEY


def begin() -> None:
    """Whatever this request changes is done by who is logged in. Whoever answers as a participant
    is nobody here, also in a browser in which a facilitator is logged in."""
    audit.end()  # the thread may have served somebody else before
    needs = ACCESS.get(request.endpoint or "")
    if request.method in ("GET", "HEAD", "OPTIONS") or needs is None or needs in BY_KEY:
        return
    if (doing := _doing()) is not None:
        g.doing = doing
        audit.begin(doing)


def _doing() -> Doing | None:
    who = forms.current.facilitator()
    if who is None or request.endpoint is None:
        return None
    place = request.view_args or {}
    return Doing(
        who=who["email"],
        what=request.endpoint,
        facilitator=who["id"],
        programme=place.get("slug", ""),
        detail={name: place[name] for name in NOT_OF_PEOPLE if name in place},
    )


def about(**detail: str) -> None:
    """Told along with what this request changes: whose account, which role. Never a participant."""
    if (doing := g.get("doing")) is not None:
        doing.detail = {**doing.detail, **detail}


def write_down() -> None:
    """Now, and before it is done: what changes nothing in the database itself and yet is told, such
    as a file that is taken along, or a change in the file of contact details.

    :raise StorageError: it cannot be written, and so is not done.
    """
    doing: Doing | None = g.get("doing") or _doing()
    if doing is not None and not doing.written:
        audit.end()
        database = forms.current.database()
        with transaction(database):
            doing.write(database)


def end(_error: BaseException | None = None) -> None:
    audit.end()
