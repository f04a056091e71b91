"""Pages, styles and scripts travel compressed: in a hall with bad Wi-Fi every kilobyte is felt.

Only gzip: browsers offer brotli and zstd over TLS alone, and in a school's own network there often
is none. Server-sent events are a stream, and pass as they are.

A compressed page betrays by its length whether a guess that stands on it equals a secret that
stands on it (BREACH, https://breachattack.com). Three things are in the way of that here:

- the attacker has to make the browser of the victim ask for the page with a guess in it, thousands
  of times. The cookie is `SameSite=Lax`, so a foreign site gets a page without anybody's secrets,
  and no page that is got by GET repeats what stands in its address;
- the token against forgery is signed anew every second;
- every page gets up to 64 bytes of random length, as Django does ("Heal the Breach",
  https://ieeexplore.ieee.org/document/9754554). Files are public and need none.
"""

from __future__ import annotations

import gzip
import secrets
import zlib
from functools import lru_cache

from flask import Response, request

TYPES = frozenset(
    {
        "text/html",
        "text/css",
        "text/javascript",
        "text/plain",
        "application/javascript",
        "application/json",
        "application/manifest+json",
        "image/svg+xml",
    }
)
LEAST = 500
"""Bytes below which it is not worth it."""
PAD = 64

_NAMED = 0x08  # a flag of the gzip header (RFC 1952): a file name of any length follows


def compress(response: Response) -> Response:
    """For `after_request`: gzip what is worth it, for whoever takes it."""
    if response.mimetype not in TYPES or (response.is_streamed and request.endpoint != "static"):
        return response
    response.vary.add("Accept-Encoding")
    if (
        response.status_code not in (200, 400, 403, 404, 409, 413, 422, 503)
        or "Content-Encoding" in response.headers
        or not request.accept_encodings["gzip"]
    ):
        return response
    response.direct_passthrough = False
    plain = response.get_data()
    if len(plain) < LEAST:
        return response
    is_file = request.endpoint == "static"
    response.set_data(_file(plain) if is_file else padded(plain, secrets.randbelow(PAD)))
    response.headers["Content-Encoding"] = "gzip"
    etag, _weak = response.get_etag()
    if etag:
        response.set_etag(etag, weak=True)
    return response


@lru_cache(maxsize=64)
def _file(plain: bytes) -> bytes:
    """The files are few and the same for everybody: pressed hard, once."""
    return gzip.compress(plain, 9, mtime=0)


def padded(plain: bytes, length: int) -> bytes:
    """gzip with a file name of so many bytes in its header, which every browser passes over."""
    pressed = zlib.compressobj(6, zlib.DEFLATED, -zlib.MAX_WBITS)
    body = pressed.compress(plain) + pressed.flush()
    header = bytes((0x1F, 0x8B, 8, _NAMED, 0, 0, 0, 0, 0, 255)) + b"a" * length + b"\0"
    end = zlib.crc32(plain).to_bytes(4, "little") + (len(plain) % 2**32).to_bytes(4, "little")
    return header + body + end
