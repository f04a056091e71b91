"""Inviting somebody, for an organiser or who leads a programme: a link, and taking it back."""

from __future__ import annotations

from flask import flash, url_for
from flask_babel import gettext as _

import forms.current
from collector.errors import NotFound
from collector.invitations import invite, withdraw_invitation
from collector.queries.people import open_invitations
from forms.auditing import about
from forms.handing_over import link_page
from forms.role_forms import InvitationForm


def invited(form: InvitationForm, back: tuple[str, str], **values: object) -> str:
    """The page with the link, once.

    :param form: filled in well
    :param back: an address, and what is there
    :raise NotAllowed: this person may not give that role there.
    :raise Refused: too many invitations of this person wait.
    """
    role, place = form.chosen
    me, email = forms.current.facilitator_id(), form.email.data
    about(account=email, role=str(role))
    key = invite(forms.current.database(), email, role, place, by=me)
    address = url_for("invitation.show", invitation_key=key, _external=True)
    title = _("De uitnodiging is klaar")
    return link_page(address, email, title=title, lasts=_("7 dagen"), back=back, **values)


def withdraw(invitation: int, *, tenant: int | None = None, programme: int | None = None) -> None:
    """:raise NotFound: no such invitation of this organisation, or of this programme, is open."""
    database = forms.current.database()
    waiting = open_invitations(database, tenant=tenant, programme=programme)
    email = next((row["email"] for row in waiting if row["id"] == invitation), None)
    if email is None:
        raise NotFound(_("Deze uitnodiging staat niet meer open."))
    about(account=email)
    withdraw_invitation(database, invitation)
    flash(_("De uitnodiging van %(email)s is ingetrokken.", email=email), "success")
