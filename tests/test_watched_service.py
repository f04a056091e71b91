"""The real service with marked words in everything that is sent to it: none is in what it logs or
counts. And what it counts and says of itself while its processes are killed."""

from __future__ import annotations

import http.client
import json
import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.error
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import pytest
from prometheus_client.parser import text_string_to_metric_families

from collector.config import REPOSITORY
from collector.jobs import request_job
from collector.logs import FIELDS
from forms.access_table import ACCESS
from tests.phones import Phone, Stream, hidden, prepare
from tests.service import Service, fetch, free_port

MARK = "kanarievogel"
"""In every field, address, header, cookie and file; nowhere in the code."""
HEADERS = {
    name: f"{MARK}-{name}"
    for name in (
        "User-Agent", "Referer", "X-Forwarded-For", "X-Request-ID", "Accept-Language", "Cookie",
        "Authorization", "Origin", "X-Real-IP", "Forwarded", "Last-Event-ID", "HX-Current-URL",
    )
}  # fmt: skip
RAW = (
    f"GET /{MARK} HTTP/9.9\r\n\r\n",
    f"{MARK.upper()} /m/x HTTP/1.1\r\nHost: localhost\r\n\r\n",
    f"GET /{MARK} HTTP/1.1\r\nHost: {MARK}.example\r\n\r\n",
    f"GET /{MARK} HTTP/1.1\r\nHost: localhost\r\nX: {MARK * 2000}\r\n\r\n",
    f"POST /{MARK} HTTP/1.1\r\nHost: localhost\r\nContent-Length: {MARK}\r\n\r\n",
    f"POST /m/x HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n{MARK}\r\n",
    f"POST /m/x HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: {MARK}\r\n\r\n",
    f"{MARK}\r\n\r\n",
)
"""What gunicorn and uvicorn refuse by themselves."""


@dataclass
class Watched:
    service: Service
    database: sqlite3.Connection
    programme: int
    code: str
    activity: int
    metrics_port: int

    def log(self) -> list[dict[str, object]]:
        return [json.loads(line) for line in self.service.output.splitlines()]

    def wait_for(self, event: str, **fields: object) -> dict[str, object]:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            for line in self.log():
                if line["event"] == event and fields.items() <= line.items():
                    return line
            time.sleep(0.1)
        raise AssertionError(f"{event} {fields} is not in the log: {self.service.output[-3000:]}")

    def metrics(self) -> dict[tuple[str, tuple[tuple[str, str], ...]], float]:
        status, text = fetch(f"http://127.0.0.1:{self.metrics_port}/metrics")
        assert status == 200
        assert MARK not in text.lower()
        return {
            (sample.name, tuple(sorted(sample.labels.items()))): sample.value
            for family in text_string_to_metric_families(text)
            for sample in family.samples
        }


@pytest.fixture(scope="module")
def watched(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Watched]:
    instance = tmp_path_factory.mktemp("watched") / "instance"
    database, programme, code, activity = prepare(instance)
    port = free_port()
    os.environ["GESPREKSTAFEL_LOG"] = "json"
    service = Service(instance, ("--metrics-port", str(port)))
    try:
        service.start()
        yield Watched(service, database, programme, code, activity, port)
    finally:
        del os.environ["GESPREKSTAFEL_LOG"]
        database.close()
        service.stop()


def send(port: int, method: str, path: str, body: str = "") -> int:
    """The status, of a request with a mark in every header."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=15)
    form = {"Content-Type": "application/x-www-form-urlencoded"} if body else {}
    try:
        connection.request(method, path, body or None, {**HEADERS, **form})
        return connection.getresponse().status
    finally:
        connection.close()


def send_raw(port: int, text: str) -> None:
    with socket.create_connection(("127.0.0.1", port), timeout=15) as line:
        line.sendall(text.encode("latin-1"))
        line.shutdown(socket.SHUT_WR)
        while line.recv(65536):
            pass


def participants(watched: Watched) -> list[str]:
    """Somebody takes part, and hands in right and wrong things; what nobody may read in a log."""
    phone = Phone(watched.service.web, watched.code)
    phone.join()
    phone.hand_in(watched.activity, f"Een {MARK} in de zaal")
    page = phone.insist(f"/m/{watched.code}")
    receipt = re.search(r"receipt-code[^>]*>([^<]+)<", page)
    assert receipt
    path = f"/m/{watched.code}/{watched.activity}"
    token = hidden(phone.insist(path), "csrf_token")
    for data in (
        {"csrf_token": MARK, "key": MARK, "q_statements-0-text": MARK},
        {"csrf_token": token, "key": MARK, "q_statements-0-text": MARK * 200},
    ):
        with pytest.raises(AssertionError, match=": 4"):
            phone.insist(path, data)
    secret = receipt[1].replace(" ", "").replace("-", "").strip()
    cookies = [
        cookie.value
        for handler in phone.opener.handlers
        for cookie in getattr(handler, "cookiejar", ())
    ]
    phone.insist(f"/r/{secret}")
    return [secret, receipt[1].strip(), *filter(None, cookies), token]


def wrong_log_in(watched: Watched) -> None:
    phone = Phone(watched.service.web, watched.code)
    page = phone.insist("/facilitate/login")
    data = {"email": f"{MARK}@example.org", "password": MARK}
    body = {**data, "csrf_token": hidden(page, "csrf_token")}
    try:
        phone.insist("/facilitate/login", body)
    except (AssertionError, urllib.error.HTTPError) as error:
        assert ": 4" in str(error)


def break_things(watched: Watched) -> None:
    """Errors of which the message holds the mark, in the web service and in the worker."""
    wish = {"form": MARK, "identified": False, "facilitator": None}
    request_job(watched.database, watched.programme, "export", None, parameters=wish)
    line = watched.wait_for("job-failed", job="export")
    assert str(line["error"]).startswith("ValueError\n")
    kept = watched.database.execute("SELECT ends_on FROM terms").fetchone()[0]
    watched.database.execute("PRAGMA ignore_check_constraints = ON")
    watched.database.execute("UPDATE terms SET ends_on = ?", (MARK,))
    try:
        assert send(watched.service.port, "GET", f"/m/{watched.code}") == 500
    finally:
        watched.database.execute("UPDATE terms SET ends_on = ?", (kept,))
    line = watched.wait_for("request", status=500)
    assert (line["route"], line["level"]) == ("participant.meeting", "error")
    assert str(line["error"]).startswith("ValueError\n")


def test_nothing_of_anybody_is_logged_or_counted(watched: Watched) -> None:
    secrets = [watched.code, *participants(watched)]
    wrong_log_in(watched)
    for port in (watched.service.port, watched.service.data_port):
        for path in (f"/{MARK}", f"/m/{MARK}", f"/r/{MARK}", f"/static/{MARK}.css", "/", "//"):
            send(port, "GET", f"{path}?{MARK}={MARK}&sql={quote(f'select {MARK}')}")
            send(port, "POST", path, f"naam={MARK}&sql={MARK}")
        for text in RAW:
            send_raw(port, text)
    break_things(watched)
    shown = Stream(watched.service.port, watched.code)
    shown.greeting()
    watched.metrics()
    shown.close()
    os.kill(watched.service.children()["work"], signal.SIGKILL)
    watched.wait_for("process-ended", child="analyse", signal=9)

    output = watched.service.output
    for secret in (MARK, "127.0.0.1", "localhost", "@example.org", *secrets):
        assert secret.lower() not in output.lower(), secret
    known = {"at", "level", "process", "event", *FIELDS}
    for line in watched.log():
        assert set(line) <= known
        assert line.get("route", "none") in {"none", *ACCESS}
        if line["event"] == "request":
            assert re.fullmatch(r"[0-9a-f]{8}", str(line["request"]))
    # What a participant did right, and any page that was only looked at, has no line.
    went_well = {line.get("route") for line in watched.log() if line.get("status") in (200, 303)}
    assert went_well == {"facilitator.login"}


def test_counts_are_by_route_and_outlive_a_process(watched: Watched) -> None:
    Phone(watched.service.web, watched.code).join()
    first = watched.metrics()
    labels = (("method", "POST"), ("route", "participant.join"), ("status", "303"))
    joined = next(value for (name, those), value in first.items() if those == labels)
    assert joined >= 1
    assert first["gesprekstafel_commits_total", ()] >= joined
    routes = {dict(those)["route"] for _name, those in first if "route" in dict(those)}
    assert routes <= {"none", *ACCESS}
    statuses = {dict(those)["status"] for _name, those in first if "status" in dict(those)}
    assert all(re.fullmatch(r"[1-5]\d\d", status) for status in statuses)

    restarts = ("gesprekstafel_process_restarts_total", (("process", "web"),))
    before = first[restarts]
    os.kill(watched.service.children()["web"], signal.SIGKILL)
    deadline = time.monotonic() + 60
    while watched.metrics().get(restarts) != before + 1 and time.monotonic() < deadline:
        time.sleep(0.1)
    Phone(watched.service.web, watched.code).join()  # insists until it is there again
    after = watched.metrics()
    assert after[restarts] == before + 1
    assert after["gesprekstafel_requests_total", labels] == joined + 1


def test_the_command_says_how_it_is(watched: Watched) -> None:
    deadline = time.monotonic() + 60
    while fetch(f"{watched.service.web}/readyz")[0] != 200 and time.monotonic() < deadline:
        time.sleep(0.2)
    asked = watched.service.run("status", "--json")
    told = json.loads(asked.stdout)
    assert (told["running"], asked.returncode) == (True, 0)
    assert {part["name"]: part["state"] for part in told["parts"]}["analysis"] == "good"


LOUD = f"""
import logging, sys, threading, warnings
from collector import logs

class Falls:
    def __del__(self):
        raise ValueError("{MARK}")

logs.start("test", "json")
warnings.warn("{MARK}", UserWarning)
logging.getLogger("spacy").warning("a token %s here", "{MARK}")
logging.getLogger("other").error("{MARK}".upper().lower() + " at the end")
logging.getLogger("asyncio").critical("failed", exc_info=ValueError("{MARK}"))
logs.tell("request", route="x", text="{MARK}")
thread = threading.Thread(target=lambda: int("{MARK}".strip()))
thread.start()
thread.join()
Falls()
raise SystemError("{MARK}".strip())
"""


def test_libraries_threads_and_crashes_are_told_without_their_words(tmp_path: Path) -> None:
    script = tmp_path / "loud.py"
    script.write_text(LOUD.replace(f'"{MARK}"', "sys.argv[1]"), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, str(script), MARK],
        cwd=REPOSITORY,
        env={**os.environ, "PYTHONPATH": str(REPOSITORY)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout, MARK in done.stderr) == (1, "", False)
    told = [json.loads(line) for line in done.stderr.splitlines()]
    assert [(line["event"], line.get("said")) for line in told] == [
        ("warning", None),
        ("library", "a token %s here"),
        ("library", None),
        ("library", "failed"),
        ("request", None),
        ("crash", None),
        ("crash", None),
        ("crash", None),
    ]
    assert [line["error"].split("\n")[0] for line in told if "error" in line] == [
        "UserWarning",
        "ValueError",
        "ValueError",
        "ValueError",
        "SystemError",
    ]
