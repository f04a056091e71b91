"""A new release while people keep asking: every answer is wholly old or wholly new."""

from __future__ import annotations

import http.client
import re
import shutil
import sqlite3
import threading
import time
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

from analysis.publish import publish
from collector.config import Config
from collector.queries.meetings import meetings
from collector.records import Aspect, StatementDraft
from tests.analysis.programme_to_publish import Made
from tests.attacks import naive
from tests.attacks.conftest import Published
from tests.attacks.hall import hall, look_again, people
from tests.attacks.on_a_site import attack_swap
from tests.attacks.site import Site, start
from tests.service import Service, free_port

_TIMES = re.compile(rb'"query_ms": [\d.]+')
_PATIENCE = 120  # seconds
QUESTION = "select count(*), group_concat(text), (select min(text) from statements) from statements"


def addresses(slug: str) -> Sequence[str]:
    return (
        f"/{slug}/statements.json?_size=max",
        f"/{slug}/statements.csv?_size=max",
        f"/{slug}.json?sql={quote(QUESTION)}",
        f"/{slug}.db",
    )


def ask(port: int, path: str) -> bytes | None:
    """What came back, without the time it took; None when nobody is there or it is not there."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        body = answer.read()
    except (OSError, http.client.HTTPException):
        return None
    finally:
        connection.close()
    return _TIMES.sub(b"", body) if answer.status == 200 else None


def ask_all(port: int, paths: Sequence[str]) -> dict[str, bytes]:
    """:raise AssertionError: one of them was not answered within the patience."""
    found: dict[str, bytes] = {}
    deadline = time.monotonic() + _PATIENCE
    for path in paths:
        while path not in found and time.monotonic() < deadline:
            body = ask(port, path)
            if body is not None:
                found[path] = body
        assert path in found
    return found


class Asking(threading.Thread):
    """Somebody who keeps asking until told to stop."""

    def __init__(self, port: int, paths: Sequence[str]) -> None:
        super().__init__()
        self.port, self.paths = port, paths
        self.answers: list[tuple[str, bytes]] = []
        self.enough = threading.Event()

    def run(self) -> None:
        while not self.enough.is_set():
            for path in self.paths:
                body = ask(self.port, path)
                if body is not None:
                    self.answers.append((path, body))

    def stop(self) -> list[tuple[str, bytes]]:
        self.enough.set()
        self.join(_PATIENCE)
        return self.answers


def test_old_and_new_are_never_mixed(tmp_path: Path, templates: dict, instruments: dict) -> None:
    """The three real processes; two people ask while a facilitator publishes again."""
    service = Service(tmp_path / "instance")
    private = hall(Config(instance=service.instance), templates, instruments)
    made, releases = private.made, private.config.releases
    first = publish(made.connection, made.programme, releases).file
    assert first
    paths = addresses(first.stem)
    service.start()
    asking = [Asking(service.data_port, paths) for _ in range(2)]
    try:
        old = ask_all(service.data_port, paths)
        for one in asking:
            one.start()
        say_more(made)
        second = publish(made.connection, made.programme, releases).file
        assert second
        deadline = time.monotonic() + _PATIENCE
        while ask(service.data_port, paths[-1]) != second.read_bytes():
            assert time.monotonic() < deadline
        new = ask_all(service.data_port, paths)
    finally:
        answers = [one.stop() for one in asking]
        service.stop()
        made.connection.close()
    assert old[paths[-1]] == first.read_bytes()
    assert [path for path in paths if old[path] == new[path]] == []
    assert all(answers)
    assert [attack_swap(each, old, new) for each in answers] == [[], []]


def say_more(made: Made) -> None:
    """Twelve people say something more, and it is approved."""
    meeting = meetings(made.connection, made.programme)[0]["id"]
    form = made.instrument_activity(meeting, "partnership")
    texts = [f"Later gezegd: dat is punt {number}." for number in range(12)]
    for person, text in zip(people(made)[20:32], texts, strict=True):
        made.hand_in(person, form, drafts=[StatementDraft(text, Aspect.CONTENT, consent=True)])
    look_again(made)
    made.approve(*(made.all()[text] for text in texts))


def test_file_that_is_replaced_under_a_running_service(
    tmp_path: Path, published_hall: Published
) -> None:
    """What the naive one does: one address is new while the other is still old."""
    before, after = tmp_path / "served" / "hall.db", tmp_path / "new" / "hall.db"
    for path in (before, after):
        path.parent.mkdir()
        shutil.copy(published_hall.naive, path)
    with closing(sqlite3.connect(after)) as connection, connection:
        connection.execute("DELETE FROM statements WHERE number > 100")
    paths = addresses("hall")[2:]
    services = [_serve(path, tmp_path) for path in (before, after)]
    try:
        old, new = (ask_all(service.port, paths) for service in services)
        after.replace(before)
        answers = [(path, ask(services[0].port, path) or b"") for path in reversed(paths)]
    finally:
        for service in services:
            service.stop()
    assert attack_swap(answers, old, new) == [f"{paths[0]}: old after new"]


def _serve(file: Path, folder: Path) -> Site:
    port = free_port()
    command = naive.command([file], port, folder)
    return start(command, port, folder / f"{port}.log", [file.stem])
