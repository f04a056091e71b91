"""Characters that files cannot hold, shown by a sign that stands for them.

XML 1.0 (https://www.w3.org/TR/xml/#charsets), and so Word and the HTML that a PDF is made of, has
no control characters. Forms refuse them; a document that was read in may bring them.
"""

from __future__ import annotations

import re

_UNUSABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_DELETE = 0x7F


def visible(text: str) -> str:
    """The same text; a control character as its picture (U+2400 …), another as U+FFFD."""
    return _UNUSABLE.sub(_picture, text) if _UNUSABLE.search(text) else text


def _picture(match: re.Match[str]) -> str:
    code = ord(match[0])
    if code == _DELETE:
        return "\u2421"
    return chr(0x2400 + code) if code < 0x20 else "\ufffd"
