"""The app on somebody's phone, counted here apart from the service: RFC 4226, section 5.3."""

from __future__ import annotations

import base64
import hashlib
import hmac


def code_at(secret: str, at: float) -> str:
    """The six digits that it shows.

    :param secret: in base 32
    :param at: seconds since 1970
    """
    digest = hmac.new(
        base64.b32decode(secret), int(at // 30).to_bytes(8, "big"), hashlib.sha1
    ).digest()
    start = digest[-1] & 15
    number = int.from_bytes(digest[start : start + 4], "big") & 0x7FFFFFFF
    return f"{number % 10**6:06d}"
