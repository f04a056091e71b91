"""The disk is full, or may only be read: nothing acknowledged is lost, reading goes on, and all of
it works again by itself. On a small disk in memory, with the real service on it."""

from __future__ import annotations

import os
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import urlencode

import pytest

from collector.config import Config
from collector.database import connect
from tests.phones import Phone, hidden, prepare
from tests.service import Service, wait_for

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


def test_read_only_and_writable_again(disk: Path) -> None:
    """As it is found at the start, after a service that ended in order."""
    database, _programme, code, _activity = prepare(disk)
    database.close()
    Config(instance=disk).secret_key()
    subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
    service = Service(disk)
    service.begin()
    try:
        wait_for(f"{service.web}/healthz")
        phone = Phone(service.web, code)
        status, _again, page = answer(phone, f"/m/{code}")
        assert (status, "Gesprekstafel in de regio" in page) == (200, True)
        token = {"csrf_token": hidden(page, "csrf_token")}
        status, again, page = answer(phone, f"/m/{code}", token)
        assert (status, again) == (503, "30")
        assert "Er is niets bewaard van wat u zojuist stuurde" in page
        assert "er mag niet geschreven worden" in service.output
        subprocess.run(["mount", "-o", "remount,rw", str(disk)], check=True)
        assert answer(phone, f"/m/{code}", token)[0] == 200
        wait_for(f"{service.data}/")
        with closing(connect(Config(instance=disk).database)) as database:
            assert database.execute("SELECT count(*) FROM participants").fetchone()[0] == 1
    finally:
        service.stop()
