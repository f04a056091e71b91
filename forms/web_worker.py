"""gunicorn's worker with threads, that gives a thread only to a request that has come in.

As it is, a thread is given with the first byte and waits for the rest: 800 connections that each
send half a header hold a service of 800 threads for as long as they like ("slowloris"). Here a
request waits in the kernel, where it costs no thread, until its head and the first part of its body
are in, or its time is over.
"""

from __future__ import annotations

import errno
import re
import resource
import selectors
import socket
import struct
import time
from functools import partial
from typing import Any

from gunicorn.workers.gthread import TConn, ThreadWorker

from collector.memory import give_back

HEAD_SECONDS = 15.0
"""In which a head, and a body that is waited for, has to come in: bad Wi-Fi needs a few."""
PENDING = 1_000
"""Requests that are not in yet; beyond that the oldest one goes."""
LONGEST_HEAD = 64 * 1024
"""Bytes; gunicorn refuses it before that."""
BODY_AHEAD = 64 * 1024
"""Bytes of a body that come in before it gets a thread: every form, and the beginning of a file."""
BODY_SECONDS = 90.0
"""For all that is read after it got a thread: 2 MB at the pace of a bad phone."""
STALL_SECONDS = 20
"""Without a byte, in or out: then whoever is at the other end is gone."""
FILES = 8_192
TIDY_SECONDS = 30.0
"""Between two times that free memory goes back: many threads leave much of it scattered about."""

_LENGTH = re.compile(rb"\r\ncontent-length:[ \t]*(\d{1,18})[ \t]*\r\n", re.IGNORECASE)
_ASKS_FIRST = re.compile(rb"\r\nexpect:", re.IGNORECASE)


def bytes_needed(data: bytes) -> int:
    """How much has to have come in before this request gets a thread.

    :param data: what came in until now
    """
    end = data.find(b"\r\n\r\n")
    if end < 0:
        return min(len(data) + 1, LONGEST_HEAD)
    end += 4
    length = _LENGTH.search(data, 0, end)
    if length is None or _ASKS_FIRST.search(data, 0, end):
        return end
    return end + min(int(length[1]), BODY_AHEAD)


class Impatient:
    """The socket of a request whose body is read: all of it within `BODY_SECONDS`."""

    def __init__(self, sock: socket.socket) -> None:
        self._sock = sock
        self._until = time.monotonic() + BODY_SECONDS

    def recv(self, size: int) -> bytes:
        """:raise ConnectionResetError: it took too long, or stands still."""
        if time.monotonic() < self._until:
            try:
                return self._sock.recv(size)
            except BlockingIOError:
                pass  # for STALL_SECONDS nothing came
        raise ConnectionResetError(errno.ECONNRESET, "too slow")


class Worker(ThreadWorker):
    _tidied = 0.0

    def notify(self) -> None:
        """Called about every second by the main thread, which answers nobody itself."""
        super().notify()
        if time.monotonic() >= self._tidied + TIDY_SECONDS:
            give_back()
            self._tidied = time.monotonic()

    def init_process(self) -> None:
        _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        most = FILES if hard == resource.RLIM_INFINITY else min(FILES, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (max(most, _soft), hard))
        super().init_process()

    def enqueue_req(self, conn: TConn) -> None:
        """A thread for this connection, when a request is in; called by the one main thread."""
        if conn.initialized and conn.parser.unreader.buf.getvalue():
            super().enqueue_req(conn)  # the next request was read along with the one before
            return
        conn.until = time.monotonic() + HEAD_SECONDS
        conn.wanted = 1
        self._look(conn)

    def on_pending_socket_readable(self, conn: TConn, client: socket.socket) -> None:
        self.poller.unregister(client)
        self.pending_conns.remove(conn)
        self._look(conn)

    def _look(self, conn: TConn) -> None:
        try:
            conn.sock.setblocking(False)
            data = conn.sock.recv(LONGEST_HEAD + BODY_AHEAD, socket.MSG_PEEK)
        except BlockingIOError:
            self._wait(conn, 1)
        except OSError:
            self._drop(conn)
        else:
            needed = bytes_needed(data)
            if not data or len(data) >= needed:
                self._start(conn)
            elif len(data) < conn.wanted:  # it would not have been told: the other side is gone
                self._drop(conn)
            else:
                self._wait(conn, needed)

    def _start(self, conn: TConn) -> None:
        conn.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVLOWAT, 1)
        stall = struct.pack("ll", STALL_SECONDS, 0)
        for option in (socket.SO_RCVTIMEO, socket.SO_SNDTIMEO):
            conn.sock.setsockopt(socket.SOL_SOCKET, option, stall)
        conn.data_ready = True
        super().enqueue_req(conn)

    def _wait(self, conn: TConn, needed: int) -> None:
        """Until so many bytes are in: the kernel says when."""
        conn.wanted = needed
        conn.timeout = conn.until
        conn.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVLOWAT, needed)
        if len(self.pending_conns) >= PENDING:
            oldest = min(self.pending_conns, key=lambda one: one.until)
            self._forget(oldest)
        self.pending_conns.append(conn)
        readable = partial(self.on_pending_socket_readable, conn)
        self.poller.register(conn.sock, selectors.EVENT_READ, readable)

    def murder_pending(self) -> None:
        """Those whose time is over; one that keeps sending a byte stands behind younger ones."""
        now = time.monotonic()
        for conn in [one for one in self.pending_conns if one.until <= now]:
            self._forget(conn)

    def _forget(self, conn: TConn) -> None:
        self.pending_conns.remove(conn)
        self.poller.unregister(conn.sock)
        self._drop(conn)

    def _drop(self, conn: TConn) -> None:
        self.nr_conns -= 1
        conn.close()

    def handle(self, conn: TConn) -> Any:
        """In a thread."""
        try:
            conn.sock.setblocking(True)
            conn.init()
            conn.parser.unreader.sock = Impatient(conn.sock)
        except OSError:
            return False
        return super().handle(conn)

    def handle_request(self, req: Any, conn: TConn) -> Any:
        try:
            return super().handle_request(req, conn)
        except BlockingIOError as error:  # for STALL_SECONDS nobody took what was sent
            raise BrokenPipeError(errno.EPIPE, "too slow") from error
