"""What a passkey belongs to: the name under which somebody came to this service."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from urllib.parse import urlsplit

from flask import request

from collector.errors import Refused


@dataclass(frozen=True)
class RelyingParty:
    """As in Web Authentication Level 2, section 5.1.3 (`rp.id`) and 5.8.1 (`origin`)."""

    id: str
    origin: str


def relying_party() -> RelyingParty | None:
    """None where no browser offers passkeys: without TLS on another machine, and at a bare address.

    The host is one of ours, or `forms.hosts` had refused it.
    """
    parts = urlsplit(request.host_url)
    name = parts.hostname or ""
    own_machine = name == "localhost" or name.endswith(".localhost")
    if _is_address(name) or not (own_machine or parts.scheme == "https"):
        return None
    return RelyingParty(name, f"{parts.scheme}://{parts.netloc}")


def needed_party() -> RelyingParty:
    """:raise Refused: no browser offers passkeys here."""
    party = relying_party()
    if party is None:
        raise Refused(
            "Passkeys werken alleen op een adres met een naam dat begint met https. Vraag het aan"
            " wie de dienst beheert."
        )
    return party


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True
