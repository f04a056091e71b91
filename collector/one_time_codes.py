"""Codes from an app, by the time: TOTP of RFC 6238, six digits, thirty seconds, SHA-1.

Those are what every app knows; some pass over anything else in silence. The secret has to be kept
as it is, for both sides count with it: whoever reads this file knows it, and all else besides.
"""

from __future__ import annotations

import hmac
import re
import sqlite3
import time

import pyotp

from collector.database import transaction
from collector.errors import Refused
from collector.events import now

ISSUER = "Gesprekstafel"
STEP = 30  # seconds
EITHER_SIDE = 1
"""Steps that a clock may be before or behind: RFC 6238, section 5.2, advises one at the most."""


def begin(connection: sqlite3.Connection, facilitator: int) -> None:
    """A secret that waits for its first code; the one that waited before it no longer counts.

    :raise Refused: this account has a secret in use.
    """
    with transaction(connection):
        if is_on(connection, facilitator):
            raise Refused("De tweede stap staat al aan. Haal hem eerst weg.")
        connection.execute(
            "INSERT INTO one_time_codes (facilitator_id, secret, made_at) VALUES (?, ?, ?)"
            " ON CONFLICT (facilitator_id) DO UPDATE SET secret = excluded.secret,"
            " made_at = excluded.made_at, last_step = 0",
            (facilitator, pyotp.random_base32(), now()),
        )


def is_on(connection: sqlite3.Connection, facilitator: int) -> bool:
    """Whether a code is asked of this account."""
    found = connection.execute(
        "SELECT 1 FROM one_time_codes WHERE facilitator_id = ? AND confirmed_at IS NOT NULL",
        (facilitator,),
    ).fetchone()
    return found is not None


def waiting_secret(connection: sqlite3.Connection, facilitator: int) -> str | None:
    """In base 32, as an app takes it; None: there is none, or it is in use and no longer shown."""
    row = connection.execute(
        "SELECT secret FROM one_time_codes WHERE facilitator_id = ? AND confirmed_at IS NULL",
        (facilitator,),
    ).fetchone()
    return str(row["secret"]) if row else None


def address_of(secret: str, email: str) -> str:
    """`otpauth://totp/…`, as an app reads it from a QR code."""
    return pyotp.TOTP(secret).provisioning_uri(name=email, issuer_name=ISSUER)


def confirm(connection: sqlite3.Connection, facilitator: int, typed: str) -> None:
    """From now on a code is asked. Inside the caller's transaction.

    :raise Refused: this is not the code of now, or nothing waits.
    """
    if waiting_secret(connection, facilitator) is None or not use(connection, facilitator, typed):
        raise Refused(
            "Deze code klopt niet. Neem de code die de app nu laat zien, en kijk of de klok van uw"
            " telefoon goed staat."
        )
    connection.execute(
        "UPDATE one_time_codes SET confirmed_at = ? WHERE facilitator_id = ?", (now(), facilitator)
    )


def use(
    connection: sqlite3.Connection, facilitator: int, typed: str, at: float | None = None
) -> bool:
    """Whether this is a code of now; it works once, and none before it works any more. Inside the
    caller's transaction.

    :param at: seconds since 1970; None: the clock of this machine
    """
    row = connection.execute(
        "SELECT secret, last_step FROM one_time_codes WHERE facilitator_id = ?", (facilitator,)
    ).fetchone()
    code = re.sub(r"[\s-]", "", typed)
    if row is None or not (code.isascii() and code.isdigit() and len(code) == 6):
        return False
    here = int(time.time() if at is None else at) // STEP
    found = 0
    for step in range(max(1, here - EITHER_SIDE), here + EITHER_SIDE + 1):
        made = pyotp.TOTP(row["secret"], interval=STEP).generate_otp(step)
        if hmac.compare_digest(made, code) and step > row["last_step"]:
            found = step
    if found:
        connection.execute(
            "UPDATE one_time_codes SET last_step = ? WHERE facilitator_id = ?", (found, facilitator)
        )
    return found > 0
