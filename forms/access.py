"""Lets somebody in, or says why not: by the one table, before any page is asked anything."""

from __future__ import annotations

import sqlite3

from flask import Response, g, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

import forms.current
from collector.errors import NotAllowed, NotFound, StorageError
from collector.grants import AccountRole
from collector.queries.grants import helps_at, role_in, tenants_to_make_in, tenants_to_organise
from forms.access_table import ACCESS, BY_KEY, Needs
from forms.addresses import this_page
from forms.desk import programme_of

_LEADS = (AccountRole.ORGANISER, AccountRole.FACILITATOR)


def admit() -> BaseResponse | None:
    """Whoever may not come in is sent to log in, and back afterwards.

    :raise NotFound: there is no such programme, or this person has nothing to do with it: which of
        the two is not told.
    :raise NotAllowed: the role is not enough for this page.
    """
    if request.endpoint is None:  # no such address, or not by this method: said by Flask itself
        return None
    needs = ACCESS.get(request.endpoint)
    if needs in BY_KEY:
        return None
    try:
        somebody = forms.current.facilitator() is not None
    except (StorageError, sqlite3.DatabaseError):
        if request.blueprint != "status" or not forms.current.has_logged_in():
            raise
        return None  # nobody can be looked up: what is the matter may be seen all the same
    if not somebody:
        return _to_log_in()
    if needs is None or not _may(needs):
        raise NotAllowed(
            "Met uw account kunt u dit niet doen of zien. Vraag het aan wie het traject leidt, of"
            " aan de organisator."
        )
    return None


def _to_log_in() -> BaseResponse:
    if request.headers.get("HX-Request"):
        # A fragment cannot show a login page: let the whole page go there.
        return Response(status=401, headers={"HX-Redirect": url_for("facilitator.login")})
    target = this_page() if request.method == "GET" else None
    return redirect(url_for("facilitator.login", next=target))


def _may(needs: Needs) -> bool:
    database, me = forms.current.database(), forms.current.facilitator_id()
    if needs is Needs.LOG_IN:
        return True
    if needs is Needs.MAKE:
        return bool(tenants_to_make_in(database, me))
    if needs is Needs.ORGANISE:
        return bool(tenants_to_organise(database, me))
    return _may_in_programme(needs)


def _may_in_programme(needs: Needs) -> bool:
    """:raise NotFound: as `admit`."""
    database, me = forms.current.database(), forms.current.facilitator_id()
    place = request.view_args or {}
    programme = programme_of(place["slug"])
    g.role = role_in(database, me, programme["id"])
    if g.role in _LEADS:
        return True
    meeting = place.get("meeting")
    helps = meeting is not None and helps_at(database, me, meeting)
    if g.role is None and not helps:
        raise NotFound(_("Dit traject bestaat niet (meer)."))
    return (needs is Needs.READ and g.role is not None) or (needs is Needs.HELP and helps)


def may_read() -> bool:
    """Whether this person may read what came out of the programme of the page at hand."""
    return g.get("role") is not None


def may_lead() -> bool:
    """Whether this person leads the programme of the page at hand: may press what is on it."""
    return g.get("role") in _LEADS
