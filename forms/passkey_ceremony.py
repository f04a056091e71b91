"""The two ceremonies of Web Authentication Level 2: making a passkey (section 7.1) and proving with
it who one is (section 7.2).

A challenge stands in the signed session and counts for five minutes, for the one ceremony that it
was made for; what was proved with it once proves nothing a second time.
"""

from __future__ import annotations

import hashlib
import json
import secrets
import sqlite3
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast

from flask import Flask, current_app, session
from webauthn import (
    base64url_to_bytes,
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import bytes_to_base64url
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from collector.errors import Refused
from forms.buckets import Buckets
from forms.relying_party import RelyingParty

PATIENCE = 300
"""Seconds for a ceremony; section 15.1 of Level 3 advises five to ten minutes."""
LONGEST = 16_384
"""Characters of an answer; a real one has about a thousand."""

MALFORMED = (WebAuthnException, ValueError, TypeError, KeyError, AttributeError)
"""What the library raises at an answer that no browser gives."""


@dataclass(frozen=True)
class NewPasskey:
    credential: bytes
    public_key: bytes
    sign_count: int
    transports: tuple[str, ...]


@dataclass(frozen=True)
class Proof:
    """:ivar verified: the authenticator knew the person, by a finger, a face or a PIN"""

    sign_count: int
    verified: bool


def register(app: Flask) -> None:
    app.extensions["used_challenges"] = Buckets(1, PATIENCE)


def to_make(party: RelyingParty, me: sqlite3.Row, mine: Sequence[sqlite3.Row]) -> str:
    """What the browser is asked, as JSON.

    :param me: of whom the passkey will be
    :param mine: the passkeys of this account; a second one on the same device makes no sense
    """
    return options_to_json(
        generate_registration_options(
            rp_id=party.id,
            rp_name="Gesprekstafel",
            user_id=handle_of(me["id"]),
            user_name=me["email"],
            user_display_name=me["name"] or me["email"],
            challenge=_challenge(f"make {me['id']}"),
            authenticator_selection=AuthenticatorSelectionCriteria(
                resident_key=ResidentKeyRequirement.REQUIRED,
                user_verification=UserVerificationRequirement.PREFERRED,
            ),
            exclude_credentials=[
                PublicKeyCredentialDescriptor(id=row["credential"]) for row in mine
            ],
        )
    )


def made(party: RelyingParty, me: sqlite3.Row, answer: str) -> NewPasskey:
    """:raise Refused: it is not the answer to what was asked, or it came too late."""
    try:
        given = _read(answer)
        found = verify_registration_response(
            credential=given,
            expected_challenge=_asked(f"make {me['id']}"),
            expected_rp_id=party.id,
            expected_origin=party.origin,
        )
        transports = given["response"].get("transports") or []
    except MALFORMED as error:
        raise no_proof() from error
    return NewPasskey(
        found.credential_id,
        found.credential_public_key,
        found.sign_count,
        tuple(str(one)[:20] for one in transports[:10]),
    )


def to_prove(party: RelyingParty) -> str:
    """What the browser is asked, as JSON: whichever passkey it has for this name."""
    return options_to_json(
        generate_authentication_options(
            rp_id=party.id,
            challenge=_challenge("prove"),
            user_verification=UserVerificationRequirement.PREFERRED,
        )
    )


def credential_of(answer: str) -> bytes:
    """Which passkey it says that it is.

    :raise Refused: it says nothing of the kind.
    """
    try:
        return base64url_to_bytes(str(_read(answer)["id"]))
    except MALFORMED as error:
        raise no_proof() from error


def proof(party: RelyingParty, passkey: sqlite3.Row, answer: str) -> Proof:
    """:raise Refused: it does not prove it: another challenge, origin, name or key, a counter that
    went back (somebody made a copy of the passkey), or it came too late.
    """
    try:
        given, challenge = _read(answer), _asked("prove")
        handle = given["response"].get("userHandle")
        if handle and base64url_to_bytes(handle) != handle_of(passkey["facilitator_id"]):
            raise no_proof()
        found = verify_authentication_response(
            credential=given,
            expected_challenge=challenge,
            expected_rp_id=party.id,
            expected_origin=party.origin,
            credential_public_key=passkey["public_key"],
            credential_current_sign_count=passkey["sign_count"],
        )
    except MALFORMED as error:
        raise no_proof() from error
    if cast(Buckets, current_app.extensions["used_challenges"]).take(challenge):
        raise no_proof()
    return Proof(found.new_sign_count, found.user_verified)


def handle_of(facilitator: int) -> bytes:
    """By which an authenticator keeps accounts apart; tells nothing of whose it is."""
    return hashlib.sha256(f"gesprekstafel account {facilitator}".encode()).digest()


def _challenge(ceremony: str) -> bytes:
    made = secrets.token_bytes(32)
    session["ceremony"] = {
        "of": ceremony,
        "challenge": bytes_to_base64url(made),
        "at": int(time.time()),
    }
    return made


def _asked(ceremony: str) -> bytes:
    """:raise Refused: nothing was asked for this, or too long ago."""
    kept: dict[str, Any] | None = session.pop("ceremony", None)
    if kept is None or kept["of"] != ceremony or not 0 <= time.time() - kept["at"] <= PATIENCE:
        raise Refused("Dit duurde te lang. Probeer het nog eens.")
    return base64url_to_bytes(kept["challenge"])


def _read(answer: str) -> dict[str, Any]:
    if len(answer) > LONGEST:
        raise ValueError("too long")
    found = json.loads(answer)
    if not isinstance(found, dict) or not isinstance(found.get("response"), dict):
        raise ValueError("not an answer")
    return found


def no_proof() -> Refused:
    """The same for a passkey that nobody has and for one that does not fit."""
    return Refused("Deze passkey is hier niet bekend of klopt niet. Log in met uw wachtwoord.")
