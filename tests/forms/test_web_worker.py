"""Slow requests cost no thread, and whoever is quick does not notice. With the real server."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress

import pytest

from forms.benchmarks.hall import Hall, hall
from forms.web_server import THREADS
from forms.web_worker import BODY_AHEAD, LONGEST_HEAD, bytes_needed

Line = Callable[[], socket.socket]

NO_TOKEN = 400
HOST = b"Host: localhost\r\n"
GET = b"GET /away HTTP/1.1\r\n" + HOST
FORM = b"POST / HTTP/1.1\r\n" + HOST + b"Content-Type: application/x-www-form-urlencoded\r\n"


@pytest.fixture(scope="module")
def place() -> Iterator[Hall]:
    with hall() as found:
        yield found


@pytest.fixture
def line(place: Hall) -> Iterator[Line]:
    """Another connection, each time that it is called."""
    with ExitStack() as opened:

        def connect() -> socket.socket:
            address = ("127.0.0.1", place.server.port)
            return opened.enter_context(socket.create_connection(address, timeout=60))

        yield connect


def answers(one: socket.socket, count: int = 1) -> list[int]:
    """The statuses of the next answers; fewer if the other side closes."""
    received = b""
    with suppress(ConnectionResetError):  # closed with something unread
        while received.count(b"HTTP/1.1 ") < count and (more := one.recv(65536)):
            received += more
    return [int(part[:3]) for part in received.split(b"HTTP/1.1 ")[1:]]


@pytest.mark.parametrize(
    ("data", "needed"),
    [
        (b"", 1),
        (b"GET / HTTP/1.1\r\nA: b\r\n", 23),
        (b"x" * 70_000, LONGEST_HEAD),
        (b"GET / HTTP/1.1\r\n\r\n", 18),
        (b"POST / HTTP/1.1\r\nContent-Length: 5\r\n\r\nab", 43),
        (b"POST / HTTP/1.1\r\ncontent-length:5\r\n\r\n", 42),
        (b"POST / HTTP/1.1\r\nContent-Length: 9999999\r\n\r\n", 44 + BODY_AHEAD),
        (b"POST / HTTP/1.1\r\nContent-Length: 9\r\nExpect: 100-continue\r\n\r\n", 60),
        (b"POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n", 39),
        (b"POST / HTTP/1.1\r\n\r\nContent-Length: 9\r\n\r\n", 19),
    ],
)
def test_what_has_to_be_in(data: bytes, needed: int) -> None:
    assert bytes_needed(data) == needed


@pytest.mark.parametrize("begun", [GET + b"X: ", FORM + b"Content-Length: 90\r\n\r\ncode=ab"])
def test_more_half_requests_than_threads_hold_nobody_up(line: Line, begun: bytes) -> None:
    held = [line() for _ in range(THREADS + 50)]
    for one in held:
        one.sendall(begun)
    quick = line()
    quick.settimeout(20)
    quick.sendall(GET + b"\r\n")
    assert answers(quick) == [200]
    # They are served all the same, when the rest comes in time.
    rest = b"y\r\n\r\n" if begun.startswith(b"GET") else b"x" * (90 - len(b"code=ab"))
    held[-1].sendall(rest)
    assert answers(held[-1]) == [200 if begun.startswith(b"GET") else NO_TOKEN]


def test_who_does_not_read_the_answer_holds_nobody_up(line: Line) -> None:
    script = b"GET /static/vendor/htmx/htmx.min.js HTTP/1.1\r\n" + HOST + b"\r\n"
    held = [line() for _ in range(60)]
    for one in held:
        one.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
        one.sendall(script)
    quick = line()
    quick.sendall(GET + b"\r\n")
    assert answers(quick) == [200]


def test_in_small_pieces(line: Line) -> None:
    one = line()
    for piece in (GET[:5], GET[5:20], GET[20:], b"\r", b"\n"):
        one.sendall(piece)
        time.sleep(0.02)  # so that it goes as a packet of its own; nothing is waited for
    assert answers(one) == [200]
    one.sendall(FORM + b"Content-Length: 11\r\n\r\ncode=")
    time.sleep(0.02)
    one.sendall(b"abcdef")
    assert answers(one) == [NO_TOKEN]


def test_two_requests_in_one_packet(line: Line) -> None:
    one = line()
    one.sendall((GET + b"\r\n") * 2)
    assert answers(one, 2) == [200, 200]


def test_a_large_form_comes_in_whole(line: Line) -> None:
    body = b"code=" + b"x" * 300_000
    one = line()
    one.sendall(FORM + b"Content-Length: %d\r\n\r\n" % len(body))
    one.sendall(body)
    assert answers(one) == [NO_TOKEN]


def test_who_ends_halfway_is_let_go(line: Line) -> None:
    one = line()
    one.sendall(GET)
    one.shutdown(socket.SHUT_WR)
    assert answers(one) == []
    other = line()
    other.sendall(GET + b"Connection: close\r\n\r\n")
    other.shutdown(socket.SHUT_WR)
    assert answers(other) == [200]


def test_a_head_that_is_too_large_is_refused(line: Line) -> None:
    one = line()
    one.sendall(GET + b"X: " + b"y" * 20_000 + b"\r\n\r\n")
    assert answers(one) in ([400], [431])


def test_an_address_that_is_too_long_is_refused(line: Line) -> None:
    one = line()
    one.sendall(b"GET /?" + b"y" * 5_000 + b" HTTP/1.1\r\n" + HOST + b"\r\n")
    assert answers(one) in ([400], [414])
