"""What somebody has to log in with, apart from the service: an app with codes, and a passkey."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
from collections.abc import Mapping
from typing import Any

import cbor2
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec


def code_at(secret: str, at: float) -> str:
    """The six digits that the app shows then: RFC 4226, section 5.3.

    :param secret: in base 32
    :param at: seconds since 1970
    """
    digest = hmac.new(
        base64.b32decode(secret), int(at // 30).to_bytes(8, "big"), hashlib.sha1
    ).digest()
    start = digest[-1] & 15
    number = int.from_bytes(digest[start : start + 4], "big") & 0x7FFFFFFF
    return f"{number % 10**6:06d}"


FLAGS = {"present": 1, "verified": 4, "attested": 64}
"""Of authenticator data: Web Authentication Level 2, section 6.1."""


class SoftKey:
    """A passkey made of software, which can be told to lie about anything."""

    def __init__(self, *, verifies: bool = True, counter: int = 0) -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.credential = secrets.token_bytes(32)
        self.flags = FLAGS["present"] | (FLAGS["verified"] if verifies else 0)
        self.counter = counter
        self.handle = b""

    def make(self, options: Mapping[str, Any], origin: str = "", rp: str = "") -> dict[str, Any]:
        """What a browser answers to `navigator.credentials.create`."""
        self.handle = _bytes(options["user"]["id"])
        numbers = self.key.public_key().public_numbers()
        public = {1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32), -3: numbers.y.to_bytes(32)}
        attested = (
            bytes(16) + len(self.credential).to_bytes(2) + self.credential + cbor2.dumps(public)
        )
        data = self._data(rp or options["rp"]["id"], FLAGS["attested"]) + attested
        told = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})
        client = _client("webauthn.create", options["challenge"], origin)
        return self._answer(clientDataJSON=client, attestationObject=told)

    def prove(self, options: Mapping[str, Any], origin: str = "", rp: str = "") -> dict[str, Any]:
        """What a browser answers to `navigator.credentials.get`."""
        self.counter += bool(self.counter)
        data = self._data(rp or options["rpId"])
        client = _client("webauthn.get", options["challenge"], origin)
        signed = data + hashlib.sha256(client).digest()
        return self._answer(
            clientDataJSON=client,
            authenticatorData=data,
            signature=self.key.sign(signed, ec.ECDSA(hashes.SHA256())),
            userHandle=self.handle,
        )

    def _data(self, rp: str, more: int = 0) -> bytes:
        flags = (self.flags | more).to_bytes(1)
        return hashlib.sha256(rp.encode()).digest() + flags + self.counter.to_bytes(4)

    def _answer(self, **parts: bytes) -> dict[str, Any]:
        here = _text(self.credential)
        response = {name: _text(part) for name, part in parts.items()}
        return {"id": here, "rawId": here, "type": "public-key", "response": response}


def _client(kind: str, challenge: str, origin: str) -> bytes:
    origin = origin or "http://localhost"
    return json.dumps({"type": kind, "challenge": challenge, "origin": origin}).encode()


def _text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _bytes(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "==")
