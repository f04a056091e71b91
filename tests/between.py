"""Somebody between a phone and the service: passes everything on, or answers in its place.

A process of its own. It reads what to do from its input, a line of JSON each, and writes a line for
every request that it did not simply pass on:

- `{"status": 503, "headers": {…}, "body": "…"}`: answers so itself
- `{"cut": true}`: lets the service answer, and then hangs up without a word
- `{"hold": true}`: lets the service answer, and keeps that answer until it is told `{"go": true}`

`"times"`: for how many requests (1 when not said); `"all": true`: not only what is handed in.
"""

from __future__ import annotations

import contextlib
import http.client
import json
import subprocess
import sys
import threading
import time
from collections import deque
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from collector.config import REPOSITORY

DROPPED = frozenset({"connection", "keep-alive", "transfer-encoding", "date", "server"})


class Between:
    """The process, as a test speaks to it."""

    def __init__(self, target: int) -> None:
        command = [sys.executable, "-m", "tests.between", str(target)]
        pipe = subprocess.PIPE
        self.process = subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True, cwd=REPOSITORY)
        self._earlier: deque[str] = deque()
        self.port = int(self._line())

    def _line(self) -> str:
        assert self.process.stdout is not None
        return self.process.stdout.readline()

    def next(self, **plan: Any) -> None:
        """What to do with the next request."""
        self._tell(plan)

    def _tell(self, plan: dict[str, Any]) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps(plan) + "\n")
        self.process.stdin.flush()
        while (line := self._line()) != "ready\n":
            self._earlier.append(line)

    def let_through(self) -> None:
        """Everything, from now on."""
        self._tell({"clear": True})

    def happened(self) -> tuple[str, str, float]:
        """The next request that was not simply passed on: method, path, moment (seconds)."""
        line = self._earlier.popleft() if self._earlier else self._line()
        method, path, moment = json.loads(line)
        return method, path, moment

    def close(self) -> None:
        self.process.terminate()
        self.process.wait(10)
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe is not None:
                pipe.close()


plans: list[dict[str, Any]] = []
free = threading.Event()
lock = threading.Lock()


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


class Handler(BaseHTTPRequestHandler):
    target = 0

    def do_GET(self) -> None:
        self.pass_on(self.plan())

    def do_POST(self) -> None:
        self.pass_on(self.plan())

    def plan(self) -> dict[str, Any]:
        with lock:
            if plans and (plans[0].get("all") or self.command == "POST"):
                plans[0]["times"] = plans[0].get("times", 1) - 1
                plan = plans.pop(0) if plans[0]["times"] <= 0 else plans[0]
                say(json.dumps([self.command, self.path, time.monotonic()]))
                return plan
            if self.command == "POST":
                say(json.dumps([self.command, self.path, time.monotonic()]))
        return {}

    def pass_on(self, plan: dict[str, Any]) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        body = self.rfile.read(length) if length else None
        if "status" in plan:
            self.answer(plan["status"], plan.get("headers", {}), plan.get("body", "").encode())
            return
        service = http.client.HTTPConnection("127.0.0.1", self.target)
        headers = {key: value for key, value in self.headers.items() if key != "Connection"}
        with contextlib.suppress(OSError, http.client.HTTPException), contextlib.closing(service):
            service.request(self.command, self.path, body, headers)
            answer = service.getresponse()
            if plan.get("hold"):
                free.wait()
            if not plan.get("cut"):
                self.stream(answer)

    def stream(self, answer: http.client.HTTPResponse) -> None:
        self.send_response_only(answer.status)
        for key, value in answer.getheaders():
            if key.lower() not in DROPPED:
                self.send_header(key, value)
        self.send_header("Connection", "close")
        self.end_headers()
        while part := answer.read1(65536):
            self.wfile.write(part)

    def answer(self, status: int, headers: dict[str, str], body: bytes) -> None:
        self.send_response_only(status)
        for key, value in {"Content-Type": "text/html; charset=utf-8", **headers}.items():
            self.send_header(key, value)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_given: object) -> None:
        pass


def main() -> None:
    Handler.target = int(sys.argv[1])
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    say(str(server.server_address[1]))
    for line in sys.stdin:
        plan = json.loads(line)
        with lock:
            if plan.get("go"):
                free.set()
            elif plan.get("clear"):
                plans.clear()
            else:
                free.clear()
                plans.append(plan)
            say("ready")


if __name__ == "__main__":
    main()
