"""A running data service and what can be asked of it: a process, one request, and a crawler."""

from __future__ import annotations

import gzip
import http.client
import json
import re
import subprocess
import time
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path
from urllib.parse import quote, urljoin, urlsplit

START_SECONDS = 60
_LINK = re.compile(r"""(?:href|src|action)=["']([^"'#]+)""")
_ADDRESS = re.compile(r'"(?:next_url|path|url|toggle_url|href)": ?"([^"]+)"')
_PIECE = re.compile(rb'["\n]')
_TEXT = ("text/", "application/json", "application/javascript", "image/svg")


@dataclass(frozen=True)
class Answer:
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes

    def header(self, name: str) -> str:
        return next((value for key, value in self.headers if key.lower() == name), "")

    def json(self) -> dict:
        found: dict = json.loads(self.body)
        return found


@dataclass
class Site:
    """A data service in a process of its own; `log` is what it wrote."""

    port: int
    log: Path
    databases: tuple[str, ...]
    process: subprocess.Popen[bytes]
    connection: http.client.HTTPConnection | None = None

    def get(self, path: str, method: str = "GET", headers: dict[str, str] | None = None) -> Answer:
        """One request on a kept connection; what is packed comes unpacked."""
        sent = {"Accept-Encoding": "gzip", **(headers or {})}
        for again in (True, False):
            if self.connection is None:
                self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
            try:
                # As it is: a client of an attacker does not tidy up addresses.
                self.connection.putrequest(method, path, skip_accept_encoding=True)
                for name, value in sent.items():
                    self.connection.putheader(name, value)
                if method == "POST":
                    self.connection.putheader("Content-Length", "0")
                self.connection.endheaders()
                response = self.connection.getresponse()
                body = response.read()
                break
            except (http.client.HTTPException, OSError):
                self.connection.close()
                self.connection = None
                if not again:
                    raise
        answer = Answer(response.status, tuple(response.getheaders()), body)
        if answer.header("content-encoding") == "gzip":
            answer = Answer(answer.status, answer.headers, gzip.decompress(body))
        return answer

    def rows(self, path: str) -> list[list]:
        """Rows of an answer in JSON; none when it is refused."""
        answer = self.get(path)
        if answer.status != 200:
            return []
        found: list[list] = answer.json().get("rows", [])
        return found

    def sql(self, database: str, question: str) -> list[list]:
        return self.rows(f"/{database}.json?sql={quote(question)}")

    def stop(self) -> None:
        if self.connection:
            self.connection.close()
        self.process.terminate()
        self.process.wait(20)


def start(command: Sequence[str], port: int, log: Path, databases: Sequence[str]) -> Site:
    """Start the service and wait until it answers."""
    with log.open("wb") as output:
        process = subprocess.Popen(command, stdout=output, stderr=output)
    site = Site(port, log, tuple(databases), process)
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        assert process.poll() is None, log.read_text(encoding="utf-8")
        try:
            site.get("/")
        except OSError:
            time.sleep(0.1)
        else:
            return site
    process.kill()
    process.wait()
    raise AssertionError(log.read_text(encoding="utf-8"))


@dataclass
class Crawl:
    """What a crawler brought home. Pieces of text that many answers share are kept once."""

    statuses: dict[str, int] = field(default_factory=dict)
    kinds: set[str] = field(default_factory=set)
    pieces: set[bytes] = field(default_factory=set)
    files: dict[str, bytes] = field(default_factory=dict)
    headers: set[tuple[str, str]] = field(default_factory=set)

    def keep(self, path: str, answer: Answer) -> None:
        kind = answer.header("content-type").split(";")[0]
        self.statuses[path] = answer.status
        self.kinds.add(kind)
        self.headers |= set(answer.headers)
        if kind.startswith(_TEXT):
            self.pieces |= set(_PIECE.split(answer.body))
        else:
            self.files[path] = answer.body

    @property
    def content(self) -> bytes:
        """Everything that came, headers too."""
        headers = [f"{name}: {value}".encode() for name, value in sorted(self.headers)]
        return b"\n".join([*headers, *sorted(self.pieces), *self.files.values()])


def crawl(site: Site, starts: Iterable[str], most: int) -> Crawl:
    """Ask every address of `starts`, and then what they link to, breadth first.

    :param most: answers; the addresses of `starts` come first and are never cut off
    """
    found = Crawl()
    first = list(dict.fromkeys(starts))
    most = max(most, len(first))
    waiting, known = deque(first), set(first)
    while waiting and len(found.statuses) < most:
        path = waiting.popleft()
        answer = site.get(path)
        found.keep(path, answer)
        for link in links(path, answer):
            if link not in known:
                known.add(link)
                waiting.append(link)
    return found


def links(path: str, answer: Answer) -> Iterator[str]:
    """Addresses on the same site, in HTML, in JSON and in headers."""
    if answer.header("location"):
        yield from _here(path, answer.header("location"))
    kind = answer.header("content-type")
    if "html" in kind:
        for link in _LINK.findall(answer.body.decode("utf-8", "replace")):
            yield from _here(path, unescape(link))
    elif "json" in kind:
        for link in _ADDRESS.findall(answer.body.decode("utf-8", "replace")):
            yield from _here(path, link)


def _here(path: str, link: str) -> Iterator[str]:
    base = "http://here"
    parts = urlsplit(urljoin(base + path, link))
    if parts.netloc in ("here", "127.0.0.1", "localhost") or parts.netloc.startswith("127.0.0.1:"):
        if parts.path.startswith("/-/language/"):
            parts = parts._replace(query="")  # stands on every page, with that page behind it
        yield quote(parts.path, "/~%") + (f"?{quote(parts.query, '=&%~+*')}" if parts.query else "")
