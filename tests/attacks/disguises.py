"""Finds a secret in bytes, whatever it was dressed in.

The bytes are undressed, not the secret dressed up: so one inside the other is found as well, such
as base64 of something that was compressed.
"""

from __future__ import annotations

import base64
import binascii
import html
import re
import zlib
from collections.abc import Iterator, Mapping
from urllib.parse import unquote_to_bytes

_BASE64 = re.compile(rb"[A-Za-z0-9+/_-]{16,}")
_HEX = re.compile(rb"[0-9A-Fa-f]{16,}")
_ESCAPED = re.compile(rb"\\u([0-9A-Fa-f]{4})")
_STREAM = re.compile(rb"\x1f\x8b\x08|\x78[\x01\x5e\x9c\xda]")
_RUN = re.compile(rb"[a-z0-9]{8,}")
_DEPTH = 2
_LONG = 8  # a run of letters and digits in which another word may stand
_LARGEST_STREAM = 20_000_000  # bytes


def seen(content: bytes, secrets: Mapping[str, str]) -> list[str]:
    """Names of the secrets that stand in these bytes: in any case, forwards or backwards.

    :param secrets: name → words
    """
    folded = b"\n".join(piece.lower() for piece in undressed(content))
    runs = set(_RUN.findall(folded))
    longer = b"\n".join(run for run in runs if len(run) > _LONG)
    found = []
    for name, word in secrets.items():
        for plain in _spellings(word):
            # Thousands of secrets are one word each: those are looked up, the rest is searched for.
            one_word = _RUN.fullmatch(plain)
            if (plain in runs or plain in longer) if one_word else plain in folded:
                found.append(name)
                break
    return found


def _spellings(word: str) -> set[bytes]:
    both = (word, word[::-1])
    return {case.encode().lower() for each in both for case in (each.lower(), each.upper())}


def undressed(content: bytes, depth: int = _DEPTH) -> Iterator[bytes]:
    """The bytes themselves, and everything that can be read in them."""
    yield content
    if depth:
        for layer in _LAYERS:
            for inner in layer(content):
                if inner and inner != content:
                    yield from undressed(inner, depth - 1)


def _utf_16(content: bytes) -> Iterator[bytes]:
    if content.count(0) * 8 < len(content):
        # Not as a whole: then where text of two bytes a letter begins.
        parts = re.findall(rb"(?:[^\x00]\x00|\x00[^\x00]){6,}[^\x00]?", content)
    else:
        parts = [content]
    for part in parts:
        for codec in ("utf-16-le", "utf-16-be"):
            for start in (0, 1):
                yield part[start:].decode(codec, "ignore").encode("utf-8", "ignore")


def _base64(content: bytes) -> Iterator[bytes]:
    """At every place in a group of four: where it began is not known."""
    parts = []
    for run in _BASE64.findall(content):
        standard = run.translate(bytes.maketrans(b"-_", b"+/"))
        for start in range(4):
            part = standard[start:]
            parts.append(base64.b64decode(part[: len(part) // 4 * 4]))
            rest = part[len(part) // 4 * 4 :]
            if len(rest) > 1:
                parts[-1] += base64.b64decode(rest + b"=" * (4 - len(rest)))
    yield b"\n".join(parts)


def _hex(content: bytes) -> Iterator[bytes]:
    parts = []
    for run in _HEX.findall(content):
        for start in (0, 1):
            part = run[start:]
            parts.append(binascii.unhexlify(part[: len(part) // 2 * 2]))
    yield b"\n".join(parts)


def _compressed(content: bytes) -> Iterator[bytes]:
    for found in _STREAM.finditer(content):
        stream = zlib.decompressobj(wbits=47)  # gzip or zlib, as its header says
        try:
            yield stream.decompress(content[found.start() :], _LARGEST_STREAM)
        except zlib.error:
            continue


def _escaped(content: bytes) -> Iterator[bytes]:
    """Percent signs, entities of HTML, and backslashes of JSON."""
    if b"%" in content:
        yield unquote_to_bytes(content.replace(b"+", b" "))
    if b"&" in content and b";" in content:
        yield html.unescape(content.decode("utf-8", "ignore")).encode("utf-8", "ignore")
    if b"\\" in content:
        content = content.replace(b"\\\\", b"\\")
        plain = _ESCAPED.sub(
            lambda match: chr(int(match[1], 16)).encode("utf-8", "ignore"), content
        )
        yield plain.replace(b"\\/", b"/")


_LAYERS = (_utf_16, _base64, _hex, _compressed, _escaped)
