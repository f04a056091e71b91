"""Mensen: who may do what in an organisation, for its organisers."""

from __future__ import annotations

import sqlite3

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

import forms.current
from collector.errors import NotFound, Refused
from collector.grants import name_tenant, withdraw_grant
from collector.people import close_account, give_role, open_account
from collector.queries.grants import tenants_to_organise
from collector.queries.people import (
    Person,
    may_care_for,
    open_invitations,
    people_of_tenant,
    places_of_tenant,
)
from collector.resets import make_reset
from forms.auditing import about
from forms.desk import ID
from forms.handing_over import link_page
from forms.inviting import invited
from forms.inviting import withdraw as withdraw_invitation
from forms.role_forms import ROLES, InvitationForm, ResetForm, RoleForm, TenantForm, choices_of
from forms.tenants import chosen_tenant, own_tenants

bp = Blueprint("people", __name__, url_prefix="/facilitate/people")


@bp.app_template_global("may_organise")
def _may_organise() -> bool:
    """Whether the bar above a page leads here."""
    return bool(own_tenants())


@bp.get("")
def show() -> str:
    return _list_page(chosen_tenant(), TenantForm(formdata=None, name=chosen_tenant()["name"]))


def _list_page(tenant: sqlite3.Row, name: TenantForm) -> str:
    database = forms.current.database()
    return render_template(
        "facilitator/people.html",
        tenant=tenant,
        tenants=own_tenants(),
        people=people_of_tenant(database, tenant["id"]),
        invitations=open_invitations(database, tenant=tenant["id"]),
        name=name,
    )


@bp.post("/name")
def name() -> Response | tuple[str, int]:
    tenant, form = chosen_tenant(), TenantForm()
    if form.validate_on_submit():
        try:
            name_tenant(forms.current.database(), tenant["id"], form.name.data)
        except Refused as refusal:
            form.name.errors = [forms.current.in_words(refusal.wording)]
        else:
            flash(_("De organisatie heet nu %(name)s.", name=form.name.data), "success")
            return redirect(url_for(".show", organisation=tenant["id"]), 303)
    return _list_page(tenant, form), 422


@bp.route("/invite", methods=["GET", "POST"])
def invite() -> str | tuple[str, int]:
    tenant, database = chosen_tenant(), forms.current.database()
    form = choices_of(InvitationForm(), places_of_tenant(database, tenant["id"]), tenant["id"])
    assert isinstance(form, InvitationForm)
    if not form.is_submitted():
        return _invite_page(tenant, form)
    if not form.validate():
        return _invite_page(tenant, form), 422
    return invited(form, _back(tenant))


def _back(tenant: sqlite3.Row) -> tuple[str, str]:
    return url_for(".show", organisation=tenant["id"]), _("Mensen")


def _invite_page(tenant: sqlite3.Row, form: InvitationForm) -> str:
    return render_template(
        "facilitator/people_invite.html",
        form=form,
        roles=ROLES,
        of=tenant["name"],
        back=_back(tenant),
    )


@bp.post(f"/invitations/<{ID}:invitation>/withdraw")
def withdraw_link(invitation: int) -> Response:
    tenant = chosen_tenant()
    withdraw_invitation(invitation, tenant=tenant["id"])
    return redirect(url_for(".show", organisation=tenant["id"]), 303)


def _person(tenant: sqlite3.Row, identifier: int) -> Person:
    """:raise NotFound: nobody with this number has a role in this organisation."""
    everybody = people_of_tenant(forms.current.database(), tenant["id"])
    for person in everybody:
        if person.id == identifier:
            about(account=person.email)
            return person
    raise NotFound(_("Deze persoon hoort niet (meer) bij deze organisatie."))


@bp.get(f"/<{ID}:person>")
def one(person: int) -> str:
    tenant = chosen_tenant()
    form = choices_of(
        RoleForm(), places_of_tenant(forms.current.database(), tenant["id"]), tenant["id"]
    )
    return _person_page(tenant, _person(tenant, person), form)


def _person_page(tenant: sqlite3.Row, person: Person, form: RoleForm) -> str:
    me = forms.current.facilitator_id()
    return render_template(
        "facilitator/person.html",
        tenant=tenant,
        person=person,
        form=form,
        roles=ROLES,
        reset=ResetForm(formdata=None),
        myself=person.id == me,
        may_care=may_care_for(forms.current.database(), me, person.id),
    )


def _to_person(tenant: sqlite3.Row, person: Person) -> Response:
    return redirect(url_for(".one", person=person.id, organisation=tenant["id"]), 303)


@bp.post(f"/<{ID}:person>/roles")
def give(person: int) -> Response | tuple[str, int]:
    """:raise NotFound: as `_person`."""
    tenant, database = chosen_tenant(), forms.current.database()
    whom = _person(tenant, person)
    form = choices_of(RoleForm(), places_of_tenant(database, tenant["id"]), tenant["id"])
    if not form.validate_on_submit():
        return _person_page(tenant, whom, form), 422
    role, place = form.chosen
    about(role=str(role))
    give_role(database, whom.id, role, place, by=forms.current.facilitator_id())
    flash(_("%(name)s heeft deze rol erbij.", name=whom.called), "success")
    return _to_person(tenant, whom)


@bp.post(f"/<{ID}:person>/roles/<{ID}:grant>/withdraw")
def withdraw(person: int, grant: int) -> Response:
    """:raise NotFound: this person does not have this role in this organisation.
    :raise Refused: then nobody would organise it any more.
    """
    tenant, database = chosen_tenant(), forms.current.database()
    whom = _person(tenant, person)
    role = next((row["role"] for row in whom.grants if row["id"] == grant), None)
    if role is None:
        raise NotFound(_("Dit recht is er niet (meer)."))
    about(role=role)
    withdraw_grant(database, grant)
    if len(whom.grants) > 1:
        flash(_("%(name)s heeft deze rol niet meer.", name=whom.called), "success")
        return _to_person(tenant, whom)
    flash(_("%(name)s hoort niet meer bij deze organisatie.", name=whom.called), "success")
    mine = tenants_to_organise(database, forms.current.facilitator_id())
    return redirect(url_for(".show" if mine else "facilitator.overview"), 303)


def _cared_for(tenant: sqlite3.Row, identifier: int) -> Person:
    """:raise NotFound: as `_person`.
    :raise Refused: the account is also of an organisation that this person does not organise.
    """
    whom = _person(tenant, identifier)
    if not may_care_for(forms.current.database(), forms.current.facilitator_id(), whom.id):
        raise Refused("Dit account kunt u niet beheren: trek zo nodig de rollen hier in.")
    return whom


@bp.post(f"/<{ID}:person>/reset")
def reset(person: int) -> str:
    """:raise Refused: as `_cared_for`, or the account is closed."""
    tenant = chosen_tenant()
    whom, form = _cared_for(tenant, person), ResetForm()
    if whom.closed_on:
        raise Refused("Dit account is gesloten. Open het eerst weer.")
    key = make_reset(
        forms.current.database(),
        whom.id,
        by=forms.current.facilitator_id(),
        everything=form.everything.data,
    )
    return link_page(
        url_for("reset.show", reset_key=key, _external=True),
        whom.email,
        title=_("De link naar een nieuw wachtwoord is klaar"),
        lasts=_("24 uur"),
        back=(url_for(".one", person=whom.id, organisation=tenant["id"]), whom.called),
        reset=True,
    )


@bp.post(f"/<{ID}:person>/close")
def close(person: int) -> Response:
    """:raise Refused: as `_cared_for`, or then nobody would be left to organise."""
    tenant = chosen_tenant()
    whom = _cared_for(tenant, person)
    close_account(forms.current.database(), whom.id)
    flash(_("Het account van %(name)s is gesloten.", name=whom.called), "success")
    return _to_person(tenant, whom)


@bp.post(f"/<{ID}:person>/open")
def reopen(person: int) -> Response:
    """:raise Refused: as `_cared_for`."""
    tenant = chosen_tenant()
    whom = _cared_for(tenant, person)
    open_account(forms.current.database(), whom.id)
    flash(_("Het account van %(name)s is weer open.", name=whom.called), "success")
    return _to_person(tenant, whom)
