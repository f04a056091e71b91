"""The disk is full, or may only be read: nothing acknowledged is lost, reading goes on, and all of
it works again by itself. On a small disk in memory, with the real service on it."""

from __future__ import annotations

import os
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest

from tests.phones import Phone, hidden, prepare
from tests.service import Service

SIZE = 24 * 2**20
KEPT_FREE = 200_000
"""Bytes that are left for forms, when the rest of the disk is filled."""


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of its own; skips where this user may not make one."""
    place = tmp_path / "disk"
    place.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "tmpfs", str(place)]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        pytest.skip("there is no program mount")
    if done.returncode:
        pytest.skip(f"a small disk cannot be made here: {done.stderr.strip()}")
    yield place
    deadline = time.monotonic() + 30
    while subprocess.run(["umount", str(place)], capture_output=True, check=False).returncode:
        assert time.monotonic() < deadline, "somebody still uses the disk"
        time.sleep(0.2)


def free(place: Path) -> int:
    found = os.statvfs(place)
    return found.f_bavail * found.f_frsize


def answer(phone: Phone, path: str, data: dict[str, str] | None = None) -> tuple[int, str, str]:
    """Status, Retry-After and page."""
    body = urlencode(data).encode() if data is not None else None
    try:
        with phone.opener.open(phone.web + path, body, timeout=30) as found:
            return found.status, "", found.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.headers.get("Retry-After", ""), error.read().decode()


def words(number: int) -> str:
    return f"Uitspraak {number}: " + "wij willen meer tijd voor begeleiding in de school. " * 12


def test_full_and_free_again(disk: Path) -> None:
    database, _programme, code, activity = prepare(disk)
    service = Service(disk).start()
    path, stored = f"/m/{code}/{activity}", []
    try:
        phone = Phone(service.web, code)
        phone.join()
        before = service.children()
        filler = disk / "filler"
        filler.write_bytes(bytes(free(disk) - KEPT_FREE))
        status = 0
        for number in range(400):
            page = answer(phone, path)
            assert page[0] == 200
            data = {name: hidden(page[2], name) for name in ("csrf_token", "key")}
            data["q_statements-0-text"] = words(number)
            status, retry_after, shown = answer(phone, path, data)
            if status != 200:
                break
            stored.append(words(number))
        assert (status, retry_after) == (503, "30")
        assert "Er is nog niets ingeleverd" in shown and f"{words(number).strip()}</text" in shown
        assert stored
        for where in ("/", f"/m/{code}", path, f"/m/{code}/activities", "/healthz"):
            assert answer(phone, where)[0] == 200, where
        other = Phone(service.web, code)  # somebody comes in by the door at this moment
        assert answer(other, f"/m/{code}")[0] == 200
        texts = "SELECT text FROM statements ORDER BY id"
        assert [row["text"] for row in database.execute(texts)] == [one.strip() for one in stored]
        filler.unlink()
        assert answer(phone, path, data)[0] == 200
        assert answer(phone, path, data)[0] == 200  # it came in the first time
        stored.append(words(number))
        other.join()
        assert [row["text"] for row in database.execute(texts)] == [one.strip() for one in stored]
        assert database.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
        assert service.children() == before
    finally:
        database.close()
        service.stop()
