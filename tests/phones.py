"""Phones as the service sees them: plain HTTP with cookies and tokens, and nothing else."""

from __future__ import annotations

import http.client
import json
import re
import socket
import sqlite3
import time
import urllib.error
import urllib.request
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.parse import urlencode

from collector.config import DATASETS, Config
from collector.database import connect
from collector.meetings import set_activity_state
from collector.programmes import create_programme
from collector.queries import meetings
from collector.schema import migrate
from forms.instruments import load_instruments
from forms.programme_templates import load_templates

GONE = (OSError, http.client.HTTPException)
"""What somebody notices of a service that is killed; `URLError` is an `OSError` too."""


class Phone:
    """One person: joins a meeting, and hands in until it is acknowledged."""

    def __init__(self, web: str, code: str) -> None:
        self.web, self.code = web, code
        self.opener = urllib.request.build_opener(
            urllib.request.HTTPCookieProcessor(CookieJar()), urllib.request.ProxyHandler({})
        )
        self.retries = 0

    def insist(self, path: str, data: dict[str, str] | None = None, seconds: float = 60) -> str:
        """The page that comes back in the end, however often the service is gone meanwhile."""
        body = urlencode(data).encode() if data is not None else None
        deadline = time.monotonic() + seconds
        while True:
            try:
                with self.opener.open(self.web + path, body, timeout=15) as answer:
                    return str(answer.read().decode())
            except urllib.error.HTTPError as error:
                with error:
                    if error.code < 500:
                        raise AssertionError(
                            f"{path}: {error.code} {error.read()[:300]!r}"
                        ) from error
            except GONE:
                pass
            if time.monotonic() > deadline:
                raise AssertionError(f"{path}: no answer within {seconds} s")
            self.retries += 1
            time.sleep(0.05)

    def join(self) -> None:
        page = self.insist(f"/m/{self.code}")
        self.insist(f"/m/{self.code}", {"csrf_token": hidden(page, "csrf_token")})

    def hand_in(self, activity: int, text: str, *, twice: bool = False) -> None:
        """Returns when the service has said that it was received."""
        path = f"/m/{self.code}/{activity}"
        page = self.insist(path)
        data = {name: hidden(page, name) for name in ("csrf_token", "key")}
        data["q_statements-0-text"] = text
        for _ in range(2 if twice else 1):
            assert "Ontvangen en bewaard." in self.insist(path, data), text


def hidden(page: str, name: str) -> str:
    """The value of a hidden field."""
    found = re.search(rf'name="{name}"[^>]* value="([^"]*)"', page)
    assert found, f"no {name} on the page"
    return found[1]


class Stream:
    """One open screen: reads the events of a meeting from a plain socket."""

    def __init__(self, port: int, key: str, after: int | None = None, buffer: int = 0) -> None:
        self.socket = socket.socket()
        if buffer:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, buffer)
        self.socket.settimeout(20)
        self.socket.connect(("127.0.0.1", port))
        header = "" if after is None else f"Last-Event-ID: {after}\r\n"
        request = f"GET /live/{key} HTTP/1.1\r\nHost: localhost\r\n{header}\r\n"
        self.socket.sendall(request.encode())
        self.rest = b""

    def greeting(self) -> int:
        """The number that the stream begins after."""
        while not (found := re.search(rb"id: (\d+)\nevent: hello", self.rest)):
            self._more()
        self.rest = self.rest[found.end() :]
        return int(found[1])

    def let_in(self) -> bool:
        """Whether the service lets this one follow."""
        while b"\r\n\r\n" not in self.rest:
            self._more()
        return b" 200 " in self.rest.split(b"\r\n", 1)[0]

    def events(self, count: int) -> list[tuple[int, str]]:
        """The next so many: (number, kind)."""
        pattern = rb"id: (\d+)\nevent: live\ndata: (\{.*\})\n\n"
        while len(found := re.findall(pattern, self.rest)) < count:
            self._more()
        return [(int(number), json.loads(data)["kind"]) for number, data in found]

    def _more(self) -> None:
        received = self.socket.recv(65536)
        if not received:
            raise ConnectionError("the service ended the stream")
        self.rest += received

    def close(self) -> None:
        self.socket.close()


def prepare(instance: Path) -> tuple[sqlite3.Connection, int, str, int]:
    """A round table in an instance of its own: database, programme, code, open activity."""
    connection = connect(Config(instance=instance).database)
    migrate(connection)
    instruments = load_instruments(DATASETS / "instruments")
    template = load_templates(DATASETS / "templates", instruments)["round-table"]
    programme = create_programme(connection, template, instruments)
    meeting = meetings.meetings(connection, programme)[0]
    activity = meetings.activities(connection, meeting["id"])[0]["id"]
    set_activity_state(connection, activity, is_open=True)
    return connection, programme, meeting["code"], activity
