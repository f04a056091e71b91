"""Who leads, helps and reads along in one programme: for who leads it."""

from __future__ import annotations

import sqlite3

from flask import Blueprint, flash, redirect, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

import forms.current
from collector.errors import NotFound
from collector.grants import withdraw_grant
from collector.queries.grants import role_in
from collector.queries.people import (
    LEADS,
    open_invitations,
    people_of_programme,
    places_of_tenant,
)
from forms.auditing import about
from forms.desk import ID, page, programme_of
from forms.inviting import invited
from forms.inviting import withdraw as withdraw_invitation
from forms.role_forms import ROLES, InvitationForm, choices_of

bp = Blueprint("programme_people", __name__, url_prefix="/facilitate/<slug>/people")


@bp.get("")
def show(slug: str) -> str:
    programme, database = programme_of(slug), forms.current.database()
    return page(
        "programme_people.html",
        programme,
        tab="programme",
        people=people_of_programme(database, programme["id"]),
        invitations=open_invitations(database, programme=programme["id"]),
    )


@bp.route("/invite", methods=["GET", "POST"])
def invite(slug: str) -> str | tuple[str, int]:
    programme, database = programme_of(slug), forms.current.database()
    every = places_of_tenant(database, programme["tenant_id"])
    here = [row for row in every if row["programme_id"] == programme["id"]]
    form = choices_of(InvitationForm(), here)
    assert isinstance(form, InvitationForm)
    if not form.is_submitted():
        return _invite_page(programme, form)
    if not form.validate():
        return _invite_page(programme, form), 422
    return invited(form, _back(programme))


def _back(programme: sqlite3.Row) -> tuple[str, str]:
    return url_for(".show", slug=programme["slug"]), _("Mensen bij dit traject")


def _invite_page(programme: sqlite3.Row, form: InvitationForm) -> str:
    return page(
        "people_invite.html",
        programme,
        tab="programme",
        form=form,
        roles=ROLES,
        of=programme["title"],
        back=_back(programme),
    )


@bp.post(f"/invitations/<{ID}:invitation>/withdraw")
def withdraw_link(slug: str, invitation: int) -> Response:
    withdraw_invitation(invitation, programme=programme_of(slug)["id"])
    return redirect(url_for(".show", slug=slug), 303)


@bp.post(f"/roles/<{ID}:grant>/withdraw")
def withdraw(slug: str, grant: int) -> Response:
    """Only what is of this programme or its meetings; what is of the whole organisation its
    organisers withdraw.

    :raise NotFound: there is no such role in this programme.
    """
    programme, database = programme_of(slug), forms.current.database()
    found = [
        (person, row["role"])
        for person in people_of_programme(database, programme["id"])
        for row in person.grants
        if row["id"] == grant and row["tenant_id"] is None
    ]
    if not found:
        raise NotFound(_("Dit recht is er niet (meer)."))
    ((whose, role),) = found
    about(account=whose.email, role=role)
    withdraw_grant(database, grant)
    flash(_("%(name)s heeft deze rol niet meer.", name=whose.called), "success")
    left = role_in(database, forms.current.facilitator_id(), programme["id"])
    if left not in LEADS:  # it was one's own
        return redirect(url_for("facilitator.overview"), 303)
    return redirect(url_for(".show", slug=slug), 303)
