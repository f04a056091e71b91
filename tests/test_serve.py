"""The real three processes: they answer, they come back, they end together."""

from __future__ import annotations

import os
import signal
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from collector.access import new_receipt
from collector.intake import join
from tests.phones import prepare
from tests.service import Service, fetch, wait_for


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    service = Service(tmp_path / "instance").start()
    yield service
    if service.process and service.process.poll() is None:
        service.stop()


def gone(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return True
    return False


def test_an_empty_instance_answers_and_ends_on_ctrl_c(service: Service) -> None:
    assert "Er is nog geen publicatie" in fetch(f"{service.data}/")[1]
    assert "Gegevens" in service.output
    children = service.children()
    assert sorted(children) == ["data", "web", "work"]
    assert service.stop(signal.SIGINT) == 0
    assert all(gone(process) for process in children.values())
    assert fetch(f"{service.web}/healthz")[0] == 0


def test_a_process_that_is_killed_comes_back_and_it_is_said(service: Service) -> None:
    before = service.children()
    for process in before.values():
        os.kill(process, signal.SIGKILL)
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        after = service.children()
        if sorted(after) == ["data", "web", "work"] and not set(after.values()) & set(
            before.values()
        ):
            break
        time.sleep(0.2)
    assert sorted(after) == ["data", "web", "work"]
    wait_for(f"{service.web}/healthz", 30)
    wait_for(f"{service.data}/", 30)
    for name in ("web", "analyse", "data"):
        assert f"{name}: gestopt (signaal 9)" in service.output


def test_killed_itself_it_leaves_nobody_behind(service: Service) -> None:
    children = service.children()
    service.stop(signal.SIGKILL)
    deadline = time.monotonic() + 15
    while time.monotonic() < deadline and not all(gone(child) for child in children.values()):
        time.sleep(0.1)
    assert [name for name, child in children.items() if not gone(child)] == []


def test_a_taken_port_is_a_clear_refusal(tmp_path: Path) -> None:
    service = Service(tmp_path / "instance")
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", service.port))
        taken.listen()
        result = service.run("serve", "--port", str(service.port))
    assert (result.returncode, result.stdout) == (1, "")
    assert result.stderr == (
        f"gesprekstafel: 127.0.0.1:{service.port} cannot be used (Address already in use). "
        "Is the service running already? Else choose another with --port or --data-port.\n"
    )


def test_what_is_no_database_is_a_clear_refusal(tmp_path: Path) -> None:
    service = Service(tmp_path / "instance")
    service.instance.mkdir()
    file = service.instance / "collector.db"
    file.write_bytes(b"dit is geen database" * 500)
    result = service.run("serve", "--port", str(service.port))
    assert (result.returncode, result.stdout) == (1, "")
    assert result.stderr == (
        f"gesprekstafel: {file}: cannot be opened as the database (file is not a database). "
        "Check that the folder exists and is writable, or restore a backup.\n"
    )


def test_a_damaged_database_is_a_clear_refusal(tmp_path: Path) -> None:
    service = Service(tmp_path / "instance")
    database = prepare(service.instance)[0]
    root = "SELECT rootpage FROM sqlite_master WHERE name = 'answers'"
    page = database.execute(root).fetchone()[0]
    database.close()
    file = service.instance / "collector.db"
    content = bytearray(file.read_bytes())
    content[(page - 1) * 4096 : page * 4096] = b"\xff" * 4096
    file.write_bytes(content)
    result = service.run("serve", "--port", str(service.port))
    assert (result.returncode, result.stdout) == (1, "")
    assert result.stderr.startswith(f"gesprekstafel: {file}: the database is damaged (")
    assert "sqlite3 collector.db .recover | sqlite3 mended.db" in result.stderr
    assert "Traceback" not in result.stderr


def test_what_is_past_its_end_date_is_erased_and_it_is_said(tmp_path: Path) -> None:
    service = Service(tmp_path / "instance")
    database, *_ = prepare(service.instance)
    join(database, 1, new_receipt())
    database.execute("UPDATE terms SET ends_on = '2020-01-01'")
    try:
        service.start()
        deadline = time.monotonic() + 60
        while "wissen: einddatum bereikt" not in service.output and time.monotonic() < deadline:
            time.sleep(0.1)
        assert "wissen: einddatum bereikt: " in service.output
        assert database.execute("SELECT count(*) FROM participants").fetchone()[0] == 0
    finally:
        database.close()
        service.stop()
