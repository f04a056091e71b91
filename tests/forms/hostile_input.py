"""What nobody should send: words, bytes, bodies and methods."""

from __future__ import annotations

import re

MARK = "<x-merk>"
TEXTS = (
    "",
    " \t\r\n ",
    "0",
    "-1",
    "9" * 31,
    "1e308",
    "٣",
    "²",
    "a\x00b",
    "\x01\x1b[31m\x7f\x85",
    "\u202egnol\u200b\u200d\ufeff\u2066",
    "💥\U0010ffff\ufffe",
    "a\u0301" * 400,
    "'; DROP TABLE statements; --",
    '" OR 1=1 --',
    f"{MARK}<script>alert(1)</script>",
    f'"{MARK} onfocus="alert(1)',
    "{{ 1337*1337 }}{% raw %}${1337*1337}#{1337*1337}%(name)s %s {0}",
    "javascript:alert(1)",
    "//elders.example/x",
    "../../../../etc/passwd",
    "\r\nSet-Cookie: a=b",
    "2026-02-31",
    "0000-00-00",
    "x" * 100_000,
)
BYTES = ("%ff%fe", "%ed%a0%80", "%c0%ae%c0%ae", "%F0%9F", "%", "%zz", "%00", "%0d%0aX:%20y", "%2f")
"""As they stand in an address or a body: no UTF-8, half a surrogate pair, overlong, cut off."""
ENGLISH = re.compile(
    r"not a valid|is required|invalid choice|bad request|not found|not allowed|unsupported"
    r"|csrf token|internal server|too large|traceback|field must",
    re.IGNORECASE,
)
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "BREW")
URLENCODED = "application/x-www-form-urlencoded"
MANY_FIELDS = "&".join(f"a{number}=1" for number in range(3000))
BODIES: tuple[dict[str, object], ...] = (
    {"json": {"key": 1, "name": [MARK]}},
    {"data": b"{", "content_type": "application/json"},
    {"data": b"[1]", "content_type": "application/vnd.api+json"},
    {"data": b"\xff\xfe\x00", "content_type": "text/plain"},
    {"data": b"<x/>", "content_type": "application/xml"},
    {"data": b"a=b", "content_type": "multipart/form-data"},
    {"data": b"a=b", "content_type": "multipart/form-data; boundary="},
    {"data": b"--x\r\nkapot", "content_type": "multipart/form-data; boundary=x"},
    {"data": MANY_FIELDS, "content_type": URLENCODED},
    {"data": b"title=" + b"x" * 600_000, "content_type": URLENCODED},
    {"data": b"%00%ff=%ed%a0%80&=&&&===", "content_type": URLENCODED},
    {"data": b"a=b", "content_type": f"{URLENCODED}; charset=kapot"},
    {"data": b"", "content_type": ""},
)
"""That are no form, or one that nobody would fill in."""
