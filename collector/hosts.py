"""Under which names the service answers.

A page on another site can have its own name lead to a machine in the school (DNS rebinding), and a
proxy may pass on any name. What came in under a name that is not ours must not end in a link, a QR
code or a redirect; so it is refused before anything is looked up.

Without a setting everything that can only be an address or a name inside a network counts as ours:
such a name nobody else can own.
"""

from __future__ import annotations

import ipaddress
import re
import socket
from collections.abc import Sequence

from collector.errors import Refused

INSIDE = (
    *("local", "lan", "home", "internal", "intranet", "localdomain", "localhost", "private"),
    *("home.arpa", "corp", "test"),
)
"""Ends of names that are not sold: RFC 6762 with its appendix G, RFC 8375, RFC 6761, and `internal`
as ICANN reserved it in 2024."""

_NAME = re.compile(r"\.?[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*")


def is_ours(host: str, names: Sequence[str]) -> bool:
    """Whether this is a name of the service.

    :param host: as it was asked for, with or without a port; "" is nobody's
    :param names: the names that are set; one that begins with a dot stands for all below it. Then
        nothing else is ours, but this machine for itself.
    """
    name = _without_port(host.lower())
    if not name:
        return False
    if name == "localhost" or _is_loopback(name):
        return True
    if names:
        return any(name == each or (each[0] == "." and name.endswith(each)) for each in names)
    return _is_inside(name)


def read_names(value: str) -> tuple[str, ...]:
    """The setting: names or addresses with commas or spaces between them.

    :raise Refused: one of them is no name.
    """
    names = tuple(re.split(r"[,\s]+", value.strip().lower())) if value.strip(", \t\n") else ()
    names = tuple(filter(None, names))
    for name in names:
        if not (_NAME.fullmatch(name) or _address(name)):
            raise Refused(f"GESPREKSTAFEL_HOSTS has {name!r}. Give names as tafel.example.org")
    return names


def _is_inside(name: str) -> bool:
    own = socket.gethostname().lower()
    return (
        "." not in name
        or name == own
        or _address(name) is not None
        or name.endswith(tuple(f".{end}" for end in INSIDE))
    )


def _without_port(host: str) -> str:
    if host.startswith("["):
        return host[1:].partition("]")[0]
    return host.partition(":")[0].removesuffix(".")


def _address(name: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(name)
    except ValueError:
        return None


def _is_loopback(name: str) -> bool:
    address = _address(name)
    return address is not None and address.is_loopback
