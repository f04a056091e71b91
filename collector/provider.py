"""Which OpenID Connect provider people may log in with, such as SURFconext; none by default."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from collector.errors import Refused

_SETTINGS = "GESPREKSTAFEL_OIDC_"
_EXAMPLE = "https://connect.surfconext.nl"


@dataclass(frozen=True)
class Provider:
    """As registered there: this service is its client."""

    issuer: str
    client_id: str
    client_secret: str
    name: str  # as people know it
    trusted_addresses: bool  # its e-mail addresses were verified, also when it does not say so

    @property
    def metadata(self) -> str:
        """OpenID Connect Discovery 1.0, section 4."""
        return f"{self.issuer.rstrip('/')}/.well-known/openid-configuration"


def read_provider(environment: Mapping[str, str]) -> Provider | None:
    """From the settings that begin with GESPREKSTAFEL_OIDC_; None: there are none.

    The secret may be in a file of its own (`..._CLIENT_SECRET_FILE`), out of the environment.

    :raise Refused: a part is missing, or the issuer could be listened in on.
    """
    given = {
        name.removeprefix(_SETTINGS): value.strip()
        for name, value in environment.items()
        if name.startswith(_SETTINGS) and value.strip()
    }
    if not given:
        return None
    secret = given.get("CLIENT_SECRET") or _from_file(given.get("CLIENT_SECRET_FILE", ""))
    values = {"ISSUER": given.get("ISSUER"), "CLIENT_ID": given.get("CLIENT_ID")}
    missing = [name for name, value in {**values, "CLIENT_SECRET": secret}.items() if not value]
    if missing:
        names = " and ".join(_SETTINGS + name for name in missing)
        said = f"{names} must be given too, to log in with OpenID Connect."
        raise Refused(said)
    issuer = given["ISSUER"]
    parts = urlsplit(issuer)
    own_machine = parts.hostname in ("127.0.0.1", "localhost", "::1")
    if not (parts.scheme == "https" or (parts.scheme == "http" and own_machine)):
        said = f"{_SETTINGS}ISSUER is {issuer!r}. Give its https address, such as {_EXAMPLE}"
        raise Refused(said)
    name = given.get("NAME") or str(parts.hostname)
    return Provider(issuer, given["CLIENT_ID"], secret, name, given.get("TRUST_EMAIL") == "1")


def _from_file(path: str) -> str:
    """:raise Refused: the file cannot be read."""
    if not path:
        return ""
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise Refused(f"{_SETTINGS}CLIENT_SECRET_FILE: {path} cannot be read ({error}).") from error
