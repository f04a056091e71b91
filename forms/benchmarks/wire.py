"""HTTP as a phone speaks it: one line that is kept open, cookies, and forms that are sent back."""

from __future__ import annotations

import asyncio
import html
import re
from dataclasses import dataclass, field
from urllib.parse import urlencode

from collector.errors import Refused

HOST = "127.0.0.1"
GONE = (OSError, EOFError)
"""How a line ends that the other side closed; `IncompleteReadError` is an `EOFError`."""

_HIDDEN = re.compile(r'<input[^>]* name="(\w+)"[^>]* type="hidden"[^>]* value="([^"]*)"')
_HIDDEN_TOO = re.compile(r'<input[^>]* type="hidden"[^>]* name="(\w+)"[^>]* value="([^"]*)"')


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]  # names in small letters; of a name that comes twice the last one
    body: bytes

    @property
    def hidden(self) -> dict[str, str]:
        """The hidden fields of the forms on this page."""
        page = self.body.decode()
        found = [*_HIDDEN.findall(page), *_HIDDEN_TOO.findall(page)]
        return {name: html.unescape(value) for name, value in found}


class Line:
    """A connection that is kept between requests, as a browser does."""

    def __init__(self, port: int) -> None:
        self.port = port
        self._reader: asyncio.StreamReader | None = None
        self._writer: asyncio.StreamWriter | None = None

    async def ask(self, request: bytes) -> Answer:
        """:raise OSError: nobody answers, also not on a fresh line."""
        if self._writer is not None:
            try:
                return await self._ask(request)
            except GONE:  # kept for too long: the service had closed it
                self.close()
        self._reader, self._writer = await asyncio.open_connection(HOST, self.port)
        return await self._ask(request)

    async def _ask(self, request: bytes) -> Answer:
        assert self._reader is not None and self._writer is not None
        self._writer.write(request)
        head = (await self._reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        pairs = (line.split(": ", 1) for line in head[1:] if line)
        headers = {name.lower(): value for name, value in pairs}
        body = await self._reader.readexactly(int(headers.get("content-length", 0)))
        if headers.get("connection") == "close":
            self.close()
        return Answer(int(head[0].split(" ")[1]), headers, body)

    def close(self) -> None:
        if self._writer is not None:
            self._writer.close()
        self._reader = self._writer = None


@dataclass
class Phone:
    """One person at a meeting: joins, opens the form, hands it in."""

    line: Line
    code: str
    cookie: str = ""
    hidden: dict[str, str] = field(default_factory=dict)

    async def get(self, path: str) -> Answer:
        return await self._ask(f"GET {path} HTTP/1.1\r\n", b"")

    async def post(self, path: str, fields: dict[str, str], more: str = "") -> Answer:
        """:param more: headers besides, each with its end of line"""
        body = urlencode(fields).encode()
        kind = "Content-Type: application/x-www-form-urlencoded\r\n"
        length = f"Content-Length: {len(body)}\r\n"
        return await self._ask(f"POST {path} HTTP/1.1\r\n{kind}{length}{more}", body)

    async def _ask(self, head: str, body: bytes) -> Answer:
        cookie = f"Cookie: {self.cookie}\r\n" if self.cookie else ""
        answer = await self.line.ask(f"{head}Host: {HOST}\r\n{cookie}\r\n".encode() + body)
        if given := answer.headers.get("set-cookie"):
            self.cookie = given.split(";", 1)[0]
        return answer

    async def join(self) -> None:
        """:raise Refused: the service does not let this phone in."""
        page = await self.get(f"/m/{self.code}")
        answer = await self.post(f"/m/{self.code}", page.hidden)
        if answer.status != 303:
            raise Refused(f"joining: status {answer.status}")

    async def open_form(self, activity: int) -> None:
        """Read the form, and keep what has to be sent along with it."""
        self.hidden = (await self.get(f"/m/{self.code}/{activity}")).hidden

    async def hand_in(self, activity: int, fields: dict[str, str]) -> int:
        """The status: 303 when it is stored."""
        answer = await self.post(f"/m/{self.code}/{activity}", {**self.hidden, **fields})
        return answer.status
