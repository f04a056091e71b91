"""Logging in with an OpenID Connect provider, such as SURFconext: authorization code with PKCE.

The library checks state, nonce, signature, issuer, audience and time (OpenID Connect Core 1.0,
section 3.1.3.7). What is known of a person is asked at the provider's userinfo address, which is
where SURFconext tells it.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Flask, current_app, flash, redirect, render_template, session, url_for
from flask import request as asked
from flask_babel import gettext as _
from werkzeug.exceptions import NotFound as NoSuchPage
from werkzeug.wrappers import Response

import forms.current
from collector import logs
from collector.errors import GesprekstafelError, Refused
from collector.identities import (
    facilitator_by_identity,
    facilitator_to_link,
    identity_of,
    link_identity,
    unlink_identity,
)
from collector.log_ins import Method
from collector.passkeys import passkeys_of
from collector.passwords import has_password
from collector.provider import Provider
from forms.desk import one_line, safe_target
from forms.plain_form import PlainForm
from forms.proving import proved

bp = Blueprint("provider", __name__, url_prefix="/facilitate/provider")


@bp.app_template_global("provider_name")
def name() -> str | None:
    """Of the provider, for a button; None: there is none."""
    provider = forms.current.config().provider
    return provider.name if provider else None


PATIENCE_SECONDS = 8
"""For an answer of the provider; a person is waiting."""


@dataclass(frozen=True)
class Person:
    """Who somebody is, as the provider tells."""

    issuer: str
    subject: str
    email: str
    verified: bool


def register(app: Flask, provider: Provider | None) -> None:
    """Without a provider in the settings these addresses do not exist."""
    if provider is None:
        return
    # Only a service that has a provider loads the library.
    from authlib.integrations.flask_client import OAuth

    app.extensions["provider"] = OAuth(app).register(
        "provider",
        client_id=provider.client_id,
        client_secret=provider.client_secret,
        server_metadata_url=provider.metadata,
        client_kwargs={
            "scope": "openid email profile",
            "code_challenge_method": "S256",
            "default_timeout": PATIENCE_SECONDS,
        },
    )


def is_linked(facilitator: int) -> bool:
    """Whether this account is linked at the provider that there is."""
    provider = forms.current.config().provider
    if provider is None:
        return False
    return identity_of(forms.current.database(), facilitator, provider.issuer) is not None


def _provider() -> Provider:
    """:raise NoSuchPage: there is none."""
    provider = forms.current.config().provider
    if provider is None:
        raise NoSuchPage
    return provider


@bp.get("/start")
def start() -> Response:
    """To the provider, and back to `next` afterwards. A link and no form: a browser does not let a
    form of ours end at somebody else's address.

    :raise Refused: the provider cannot be reached.
    """
    _provider()
    session["provider_next"] = safe_target(asked.args.get("next")) or ""
    session["provider_link"] = asked.args.get("link") == "1"
    there = url_for(".callback", _external=True)
    try:
        answer: Response = current_app.extensions["provider"].authorize_redirect(there)
    except Exception as error:
        raise _unreachable(error) from error
    return answer


@bp.get("/callback")
def callback() -> str | Response | tuple[str, int]:
    """Back from the provider, with its word about who this is."""
    _provider()
    target = safe_target(session.pop("provider_next", "")) or url_for("facilitator.overview")
    wants_link = session.pop("provider_link", False)
    try:
        person = _person()
    except GesprekstafelError as error:
        flash(forms.current.in_words(error.wording), "error")
        return redirect(url_for("facilitator.login", next=target))
    here = forms.current.facilitator()
    database = forms.current.database()
    known = facilitator_by_identity(database, person.issuer, person.subject)
    if here is not None and wants_link:
        return _ask_to_link(person, known, int(here["id"]))
    if known is None and person.verified and person.email:
        known = facilitator_to_link(database, person.email)
        if known is not None:
            link_identity(database, known, person.issuer, person.subject)
    if known is None:
        return render_template(
            "facilitator/provider_unknown.html", name=_provider().name, email=person.email
        ), 403
    return proved(known, Method.PROVIDER, target)


def _person() -> Person:
    """:raise Refused: somebody stopped half-way, or the answer cannot be trusted."""
    from authlib.integrations.base_client import OAuthError
    from joserfc.errors import JoseError
    from requests import RequestException

    provider, client = _provider(), current_app.extensions["provider"]
    try:
        token = client.authorize_access_token()
        issued = token.get("userinfo") or {}
        if client.server_metadata.get("issuer") != provider.issuer or not issued.get("sub"):
            raise _not_trusted()
        told: dict[str, Any] = client.userinfo(token=token)
    except OAuthError as error:
        if error.error == "access_denied":
            raise Refused(
                "U hebt het inloggen afgebroken. Probeer het opnieuw als u wilt."
            ) from error
        raise _not_trusted() from error
    except RequestException as error:
        raise _unreachable(error) from error
    except (JoseError, ValueError, KeyError, RuntimeError) as error:
        raise _not_trusted() from error
    if told.get("sub") != issued["sub"]:  # OpenID Connect Core 1.0, section 5.3.2
        raise _not_trusted()
    return Person(
        provider.issuer,
        str(issued["sub"]),
        one_line(str(told.get("email") or "")),
        provider.trusted_addresses or told.get("email_verified") is True,
    )


def _not_trusted() -> Refused:
    return Refused(
        "Het inloggen is niet gelukt: het antwoord klopt niet of is verlopen. Probeer het opnieuw,"
        " of log in met uw wachtwoord."
    )


def _unreachable(error: Exception) -> Refused:
    logs.tell("provider-failed", logging.ERROR, error=type(error).__name__)
    return Refused(
        "Deze inlogdienst is nu niet te bereiken. Probeer het over een paar minuten opnieuw, of log"
        " in met uw wachtwoord."
    )


def _ask_to_link(person: Person, known: int | None, me: int) -> str | Response:
    """Nobody is linked without saying so: somebody else may have sent this browser here."""
    if known == me:
        flash(_("Dit account was al gekoppeld."), "success")
        return redirect(url_for("account.show"))
    session["provider_person"] = [person.issuer, person.subject]
    return render_template(
        "facilitator/provider_link.html",
        name=_provider().name,
        email=person.email,
        form=PlainForm(),
    )


@bp.post("/link")
def link() -> Response:
    """Yes, this is me.

    :raise Refused: it took too long, or one of the two is linked otherwise.
    """
    _provider()
    person = session.pop("provider_person", None)
    if person is None:
        raise Refused("Dit duurde te lang. Begin opnieuw met koppelen.")
    link_identity(forms.current.database(), forms.current.facilitator_id(), *person)
    flash(_("Gekoppeld. U kunt voortaan inloggen met %(name)s.", name=name()), "success")
    return redirect(url_for("account.show"))


@bp.post("/unlink")
def unlink() -> Response:
    """:raise Refused: there would be no way left to log in."""
    provider, database, me = _provider(), forms.current.database(), forms.current.facilitator_id()
    if not has_password(database, me) and not passkeys_of(database, me):
        raise Refused("Kies eerst een wachtwoord of maak een passkey: anders kunt u niet meer in.")
    unlink_identity(database, me, provider.issuer)
    flash(_("De koppeling met %(name)s is verbroken.", name=provider.name), "success")
    return redirect(url_for("account.show"))
